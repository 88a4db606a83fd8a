//! What follows the posting: the decision of the authority, its amendment, and the release.

use chassis::caller::Caller;
use chassis::fields::Fields;
use contracts::awards::v1 as wire;
use tonic::Status;

use super::{Known, PrizeLists};
use crate::domain::ProgrammeId;
use crate::domain::codes::EntryCode;
use crate::domain::prize_list::{Command, Finalist, Release};
use crate::domain::round::{self, Condition, Listed};
use crate::grpc::DOMAIN;
use crate::grpc::contest::officer;
use crate::grpc::request_fields::{LINE, decision};

impl PrizeLists {
    pub(super) async fn decide(
        &self,
        caller: &Caller,
        request: &wire::DecidePrizesRequest,
    ) -> Result<wire::DecidePrizesResponse, Status> {
        let read = |fields: &mut Fields, today| {
            let of = fields.uuid("programme_id", &request.programme_id).map(ProgrammeId);
            let reason = match request.sent_back {
                true => fields.long_text("reason", &request.reason, LINE).map(Some),
                false => fields.optional_long_text("reason", &request.reason, LINE).map(|_| None),
            };
            let on = fields.past_date("decided_on", &request.decided_on, today);
            let decision = decision(fields, request.decision_ref.as_ref());
            Some((of?, reason?, on?, decision?))
        };
        let (id, said, asked) = self.asked(caller, request, &request.round_id, read)?;

        let Known { excluded, entries, .. } = self.known(id).await?;
        let (of, reason, decided_on, decision) = said;
        let by = officer(caller);
        let steps = match reason {
            Some(reason) => vec![
                self.list(id, Command::SendBack { of, by, decided_on, decision, reason }),
                self.round(id, round::Command::TakeDown { taken_down_on: decided_on }),
            ],
            None => [
                self.list(id, Command::Decide { of, by, decided_on, decision, excluded }),
                self.round(id, round::Command::Decide { of, decided_on }),
                self.none_open(id),
            ]
            .into_iter()
            .chain(self.contest.still_in(&entries))
            .collect(),
        };
        let receipt = DOMAIN.act(&self.contest.ledger, asked, steps).await?;
        Ok(wire::DecidePrizesResponse { receipt })
    }

    pub(super) async fn amend(
        &self,
        caller: &Caller,
        request: &wire::AmendPrizeDecisionRequest,
    ) -> Result<wire::AmendPrizeDecisionResponse, Status> {
        let read = |fields: &mut Fields, today| {
            let of = fields.uuid("programme_id", &request.programme_id).map(ProgrammeId);
            let on = fields.past_date("amended_on", &request.amended_on, today);
            let decision = decision(fields, request.decision_ref.as_ref());
            Some((of?, on?, decision?))
        };
        let (id, said, asked) = self.asked(caller, request, &request.round_id, read)?;

        let Known { excluded, .. } = self.known(id).await?;
        let (of, amended_on, decision) = said;
        let by = officer(caller);
        let steps = vec![
            self.list(id, Command::AmendDecision { of, by, amended_on, decision, excluded }),
            self.contest.held(id, Condition::Decided),
        ];
        let receipt = DOMAIN.act(&self.contest.ledger, asked, steps).await?;
        Ok(wire::AmendPrizeDecisionResponse { receipt })
    }

    pub(super) async fn release(
        &self,
        caller: &Caller,
        request: &wire::ReleaseResultsRequest,
    ) -> Result<wire::ReleaseResultsResponse, Status> {
        let read = |fields: &mut Fields, today| {
            fields.past_date("released_on", &request.released_on, today)
        };
        let (round, released_on, asked) = self.asked(caller, request, &request.round_id, read)?;

        let judging = self.contest.judging(round, None).await?;
        let mut finalists = Vec::new();
        for listed in judging.finalists() {
            finalists.extend(self.finalist(listed).await?);
        }
        let still_in = self.contest.still_in(judging.finalists());
        let whose = judging.round.whose();
        let release = Command::Release(Box::new(Release {
            round,
            family: judging.round.family(),
            organiser: whose.organiser,
            released_on,
            advanced_on: judging.preliminary.advanced().map(|(advanced_on, _)| advanced_on),
            stages: judging.stages_judged(),
            finalists: finalists.into_iter().collect(),
            tiers: judging.rules.tiers,
            illustrative: whose.illustrative,
        }));
        let mut steps = vec![
            self.list(round, release),
            self.round(round, round::Command::Release { released_on }),
            self.none_open(round),
        ];
        steps.extend(still_in);
        let receipt = DOMAIN.act(&self.contest.ledger, asked, steps).await?;
        Ok(wire::ReleaseResultsResponse { receipt })
    }

    /// The entry behind a code, told for the first time.
    async fn finalist(&self, listed: &Listed) -> Result<Option<(EntryCode, Finalist)>, Status> {
        let known = DOMAIN.loaded(&self.contest.entries, listed.entry).await?;
        Ok(known.standing().map(|standing| {
            let origin = standing.description().origin;
            let persons = u32::try_from(standing.authors().count()).unwrap_or(u32::MAX);
            let Listed { entry, field, code } = listed.clone();
            (code, Finalist { entry, field, origin, persons })
        }))
    }
}
