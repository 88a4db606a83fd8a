//! `AppealService`: from the letter to the answer. What is lodged holds the round, whoever appeals and the files; what
//! decides or releases the list of prizes holds that nothing is open.

use std::sync::Arc;

use chassis::caller::Caller;
use chassis::fields::{self, Fields, Page};
use chrono::NaiveDate;
use contracts::CommandRequest;
use contracts::awards::v1 as wire;
use contracts::awards::v1::appeal_service_server::AppealService;
use contracts::ledger::v1::CommandReceipt;
use ledger::view::Reader;
use ledger::{Asked, Decider as _};
use tonic::{Request, Response, Status};

use super::contest::Contest;
use super::request_fields::{cited, document, file, optional_code};
use super::rounds::whole_roll;
use super::{DOMAIN, shown, unreadable};
use crate::contract;
use crate::domain::appeals::{Appeals as Register, Command, Ground, Lodging};
use crate::domain::codes::EntryCode;
use crate::domain::round::Condition;
use crate::domain::{AppealId, CitedFile, ParticipantId, RoundId, participant};
use crate::views::Last;
use crate::views::appeals::queries::{Key, list_appeals};
use crate::views::round_register::RoundRegister;

/// More files than come with a letter.
const FILES: usize = 100;

pub(super) struct Appeals {
    pub(super) contest: Arc<Contest>,
    pub(super) register: Reader<RoundRegister>,
    pub(super) known: Reader<crate::views::appeals::Appeals>,
}

/// What a letter says.
struct Letter {
    ground: Ground,
    about: Option<EntryCode>,
    appellant: ParticipantId,
    letter: CitedFile,
    evidence: Vec<CitedFile>,
    lodged_on: NaiveDate,
}

/// Which appeal of which round something is asked of.
struct About {
    round: RoundId,
    appeal: AppealId,
    asked: Asked,
}

type Answer = Result<Option<CommandReceipt>, Status>;

fn letter(
    fields: &mut Fields,
    request: &wire::LodgeAppealRequest,
    today: NaiveDate,
) -> Option<Letter> {
    let ground = fields.choice("ground", request.ground, contract::appeal_ground);
    let about = optional_code(fields, "entry_code", &request.entry_code);
    let appellant = fields.uuid("appellant_id", &request.appellant_id).map(ParticipantId);
    let letter = file(fields, "letter", request.letter.as_ref());
    let evidence = fields.each("evidence", &request.evidence, FILES, cited);
    let lodged_on = fields.past_date("lodged_on", &request.lodged_on, today);
    let (ground, about, appellant) = (ground?, about?, appellant?);
    let (letter, evidence, lodged_on) = (letter?, evidence?, lodged_on?);
    Some(Letter { ground, about, appellant, letter, evidence, lodged_on })
}

impl Appeals {
    /// `read` is given today.
    fn about<R: CommandRequest, T>(
        &self,
        caller: &Caller,
        request: &R,
        (round, appeal): (&str, &str),
        read: impl FnOnce(&mut Fields, NaiveDate) -> Option<T>,
    ) -> Result<(About, T), Status> {
        let today = self.contest.clock.today();
        fields::read(&DOMAIN, |fields| {
            let round = fields.uuid("round_id", round).map(RoundId);
            let appeal = fields.uuid("appeal_id", appeal).map(AppealId);
            let asked = fields.asked(caller, request, Register::CATEGORY, round);
            let said = read(fields, today);
            Some((About { round: round?, appeal: appeal?, asked: asked? }, said?))
        })
    }

    async fn lodge(&self, about: About, said: Letter) -> Answer {
        let About { round: id, appeal, asked } = about;
        let round = self.contest.standing(id).await?;
        let ruleset = DOMAIN.loaded(&self.contest.rulesets, id).await?;
        let (whose, lodged_on) = (round.whose(), said.lodged_on);
        let posted_until = round.posted_until(lodged_on);
        let files = said.evidence.iter().chain([&said.letter]);
        let shown = self.contest.shown(whose.organiser, files);
        let known = participant::Command::ConfirmIn { round: id };
        let lodging = Lodging {
            appeal,
            whose,
            ground: said.ground,
            about: said.about,
            appellant: said.appellant,
            letter: said.letter,
            evidence: said.evidence,
            lodged_on,
            listed: round.list().iter().map(|it| it.code.clone()).collect(),
            posted_until,
            // A ruleset stays as it is from the first stage on.
            answer_days: ruleset.in_force().and_then(|(_, rules)| rules.appeal_answer_days),
        };
        let mut steps = vec![
            self.contest.appeals.step(id, Command::Lodge(Box::new(lodging))),
            self.contest.held(id, Condition::TakesAppeals { lodged_on, posted_until }),
            self.contest.participants.step(said.appellant, known),
        ];
        steps.extend(shown);
        DOMAIN.act(&self.contest.ledger, asked, steps).await
    }

    /// Who are authors of what was handed in is said no more once something is posted, so it is not held.
    async fn admit(&self, caller: &Caller, about: About, admitted_on: NaiveDate) -> Answer {
        let About { round, appeal, .. } = about;
        let appeals: Register = DOMAIN.loaded(&self.contest.appeals, round).await?;
        let by_author = match appeals.of(appeal) {
            Ok(standing) => self.is_author(caller, round, standing.appellant()).await?,
            // Then it is not found, also in the act.
            Err(_) => false,
        };
        self.act(about, Command::Admit { appeal, by_author, admitted_on }).await
    }

    async fn is_author(
        &self,
        caller: &Caller,
        round: RoundId,
        participant: ParticipantId,
    ) -> Result<bool, Status> {
        let roll = whole_roll(&self.contest, &self.register, caller, round).await?;
        for line in roll.0 {
            let entry = DOMAIN.loaded(&self.contest.entries, line.entry).await?;
            if entry.standing().is_some_and(|standing| standing.is_by(participant)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn act(&self, about: About, command: Command) -> Answer {
        let steps = vec![self.contest.appeals.step(about.round, command)];
        DOMAIN.act(&self.contest.ledger, about.asked, steps).await
    }
}

#[tonic::async_trait]
impl AppealService for Appeals {
    async fn lodge_appeal(
        &self,
        request: Request<wire::LodgeAppealRequest>,
    ) -> Result<Response<wire::LodgeAppealResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let of = (&*request.round_id, &*request.appeal_id);
        let (about, said) =
            self.about(&caller, &request, of, |fields, today| letter(fields, &request, today))?;
        let receipt = self.lodge(about, said).await?;
        Ok(Response::new(wire::LodgeAppealResponse { receipt }))
    }

    async fn admit_appeal(
        &self,
        request: Request<wire::AdmitAppealRequest>,
    ) -> Result<Response<wire::AdmitAppealResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let of = (&*request.round_id, &*request.appeal_id);
        let (about, on) = self.about(&caller, &request, of, |fields, today| {
            fields.past_date("admitted_on", &request.admitted_on, today)
        })?;
        let receipt = self.admit(&caller, about, on).await?;
        Ok(Response::new(wire::AdmitAppealResponse { receipt }))
    }

    async fn reject_appeal(
        &self,
        request: Request<wire::RejectAppealRequest>,
    ) -> Result<Response<wire::RejectAppealResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let of = (&*request.round_id, &*request.appeal_id);
        let (about, (reason, rejected_on, answer)) =
            self.about(&caller, &request, of, |fields, today| {
                let reason = fields.choice("reason", request.reason, contract::appeal_rejection);
                let on = fields.past_date("rejected_on", &request.rejected_on, today);
                let answer = document(fields, "answer_ref", request.answer_ref.as_ref());
                Some((reason?, on?, answer?))
            })?;
        let appeal = about.appeal;
        let reject = Command::Reject { appeal, reason, answer, rejected_on };
        let receipt = self.act(about, reject).await?;
        Ok(Response::new(wire::RejectAppealResponse { receipt }))
    }

    async fn resolve_appeal(
        &self,
        request: Request<wire::ResolveAppealRequest>,
    ) -> Result<Response<wire::ResolveAppealResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let of = (&*request.round_id, &*request.appeal_id);
        let (about, (on, answer)) = self.about(&caller, &request, of, |fields, today| {
            let on = fields.past_date("resolved_on", &request.resolved_on, today);
            let answer = document(fields, "answer_ref", request.answer_ref.as_ref());
            Some((on?, answer?))
        })?;
        let appeal = about.appeal;
        let resolve = match request.upheld {
            true => Command::Uphold { appeal, answer, upheld_on: on },
            false => Command::Dismiss { appeal, answer, dismissed_on: on },
        };
        let receipt = self.act(about, resolve).await?;
        Ok(Response::new(wire::ResolveAppealResponse { receipt }))
    }

    async fn list_appeals(
        &self,
        request: Request<wire::ListAppealsRequest>,
    ) -> Result<Response<wire::ListAppealsResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let (page, round, read_at) = fields::read(&DOMAIN, |fields| {
            let page: Option<Page<Last<Key>>> = fields.page(&request);
            let round = fields.uuid("round_id", &request.round_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.contest.clock);
            Some((page?, round?, read_at?))
        })?;

        let mut reading = DOMAIN.read(&self.known, &caller, &read_at).await?;
        let last = page.after.as_ref();
        let (at, which) = (shown(last, &reading), (round, request.open_only));
        let rows = list_appeals(&mut reading.snapshot.tx, which, at, last, page.fetch()).await;
        let (appeals, next_page_token) = page.cut(rows.map_err(unreadable)?);

        let read_info = Some(reading.info);
        Ok(Response::new(wire::ListAppealsResponse { appeals, next_page_token, read_info }))
    }
}
