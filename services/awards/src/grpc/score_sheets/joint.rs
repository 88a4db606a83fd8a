//! What a jury settles in a session, where its sheets are too far apart.

use std::collections::BTreeSet;

use chassis::caller::Caller;
use chassis::fields;
use contracts::awards::v1 as wire;
use evidence::Cited;
use evidence::domain::EvidenceId;
use ledger::{Decider as _, Step};
use tonic::Status;

use super::{ScoreSheets, stage_rules};
use crate::domain::jury::Ask;
use crate::domain::round::Condition;
use crate::domain::score_sheet;
use crate::domain::stage_result::{Command, Docket, Rejection, Sheet, StageResult, Terms};
use crate::domain::{RoundId, SheetId, StageResultId};
use crate::grpc::DOMAIN;
use crate::grpc::judging_fields::{entry_code, joint_scores, present, stage};
use crate::grpc::request_fields::file;

impl ScoreSheets {
    pub(super) async fn joint(
        &self,
        caller: &Caller,
        request: &wire::RecordJointScoreRequest,
    ) -> Result<wire::RecordJointScoreResponse, Status> {
        let today = self.contest.clock.today();
        let (round, stage, code, said, asked) = fields::read(&DOMAIN, |fields| {
            let round = fields.uuid("round_id", &request.round_id).map(RoundId);
            let stage = stage(fields, request.stage);
            let code = entry_code(fields, &request.entry_code);
            let of = None::<StageResultId>;
            let asked = fields.asked(caller, request, StageResult::CATEGORY, of);
            let scores = joint_scores(fields, &request.scores);
            let present = present(fields, &request.present);
            let agreed_on = fields.past_date("agreed_on", &request.agreed_on, today);
            let minutes = file(fields, "minutes", request.minutes.as_ref());
            let said = (scores?, present?, agreed_on?, minutes?);
            Some((round?, stage?, code?, said, asked?))
        })?;
        let nothing = || DOMAIN.rejected(Rejection::DivergenceNotFound);
        let standing = DOMAIN.loaded(&self.contest.rounds, round).await?;
        let standing = standing.standing().map_err(|_| nothing())?;
        let listed = standing.list().iter().find(|it| it.code == code).ok_or_else(nothing)?;
        let jury = self.led((round, &listed.field), &caller.person, nothing).await?;

        let pairs = jury.assigned(stage);
        let judges = pairs.iter().filter(|it| it.code == code).map(|it| &it.judge);
        let sheet = |judge| SheetId::of(round, stage, &code, judge);
        let (sheets, held) = self.as_they_stand(judges.map(|judge| sheet(judge))).await?;
        let (version, rules) = self.contest.rules(round).await?;
        let terms = Terms {
            version,
            stage: *stage_rules(&rules, stage)?,
            tie_breaks: rules.tie_breaks.clone(),
        };
        let (scores, present, agreed_on, minutes) = said;
        let organiser = evidence::domain::UnitId(standing.whose().organiser.0);
        let cited =
            Cited { evidence: EvidenceId(minutes.evidence.0), sha256: minutes.sha256.clone() };
        let record = Command::RecordJoint {
            docket: Docket { code, field: listed.field.clone(), sheets },
            scores,
            present: present.into_iter().collect::<BTreeSet<_>>(),
            members: jury.members().keys().cloned().collect(),
            agreed_on,
            minutes,
            terms: Box::new(terms),
        };
        // The caller leads it for good, so what is held of the jury is who scores what.
        let assigned = Ask::ConfirmAssignments { stage, pairs };
        let mut steps = vec![
            self.contest.stage_results.step(StageResultId::of(round, stage), record),
            self.of_jury(round, &listed.field, assigned),
            self.contest.held(round, Condition::StageOpen(stage)),
        ];
        steps.extend(held);
        steps.extend(self.contest.evidence.confirm(organiser, vec![cited]));
        let receipt = DOMAIN.act(&self.contest.ledger, asked, steps).await?;
        Ok(wire::RecordJointScoreResponse { receipt })
    }

    /// What sheets say, and steps that hold them so.
    async fn as_they_stand(
        &self,
        ids: impl Iterator<Item = SheetId> + Send,
    ) -> Result<(Vec<Sheet>, Vec<Box<dyn Step>>), Status> {
        let (mut sheets, mut held) = (Vec::new(), Vec::new());
        for id in ids {
            let sheet = DOMAIN.loaded(&self.contest.sheets, id).await?;
            let (state, version) = (sheet.state(), sheet.version());
            let confirm = score_sheet::Command::Confirm { state, version };
            held.push(self.contest.sheets.step(id, confirm));
            sheets.push(Sheet { state, scores: sheet.handed_in(), reopened: sheet.reopened() });
        }
        Ok((sheets, held))
    }
}
