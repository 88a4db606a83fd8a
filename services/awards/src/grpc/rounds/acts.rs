//! What each request does to a round, and to the programme and the ruleset with it.

use chassis::caller::Caller;
use chassis::fields::{self, Fields};
use chrono::NaiveDate;
use contracts::awards::v1 as wire;
use contracts::ledger::v1::CommandReceipt;
use ledger::{Asked, Decider as _};
use tonic::Status;

use super::Rounds;
use crate::domain::programme::{self, Programme};
use crate::domain::round::{Command, Condition, Plan, Rejection, Round, Schedule, Whose};
use crate::domain::ruleset::rules::Rules;
use crate::domain::ruleset::{self, Ruleset};
use crate::domain::{DecisionRef, ProgrammeId, RoundId, UnitId};
use crate::grpc::DOMAIN;
use crate::grpc::request_fields::{LINE, decision, past_day};
use crate::grpc::ruleset_fields;

const TITLE: usize = 300;
/// More rounds than a programme ever has.
const NUMBERS: i64 = 10_000;
const GRACE_DAYS: u32 = 366;

/// What a round is planned with; the rest is its programme's.
struct Planned {
    round: RoundId,
    programme: ProgrammeId,
    organiser: UnitId,
    number: u32,
    title: String,
    schedule: Schedule,
    planned_on: NaiveDate,
    decision: DecisionRef,
    illustrative: bool,
}

/// A ruleset as an organiser issues or amends it.
struct Issued {
    round: RoundId,
    of: UnitId,
    rules: Box<Rules>,
    on: NaiveDate,
    decision: DecisionRef,
}

impl Rounds {
    /// With its number, which no other round of the programme gets.
    pub(super) async fn plan(
        &self,
        caller: &Caller,
        request: &wire::PlanRoundRequest,
    ) -> Result<wire::PlanRoundResponse, Status> {
        let today = self.contest.clock.today();
        let (said, asked) = fields::read(&DOMAIN, |fields| {
            let asked = fields.asked(caller, request, Round::CATEGORY, None::<RoundId>);
            Some((planned(fields, request, today)?, asked?))
        })?;
        let programme: Programme = DOMAIN.loaded(&self.contest.programmes, said.programme).await?;
        let known = programme.standing();
        let known =
            known.ok_or_else(|| DOMAIN.rejected(programme::Rejection::ProgrammeNotFound))?;
        let Planned { round, programme, organiser, number, planned_on, .. } = said;
        let illustrative = said.illustrative || known.is_illustrative();
        let plan = Plan {
            whose: Whose { programme, organiser, illustrative },
            family: known.family(),
            number,
            title: said.title,
            schedule: said.schedule,
            planned_on,
            decision: said.decision,
        };
        let take = programme::Command::TakeNumber { of: organiser, number, planned_on };
        let steps = vec![
            self.contest.rounds.step(round, Command::Plan(Box::new(plan))),
            self.contest.programmes.step(programme, take),
        ];
        let receipt = DOMAIN.act(&self.contest.ledger, asked, steps).await?;
        Ok(wire::PlanRoundResponse { receipt })
    }

    pub(super) async fn issue(
        &self,
        caller: &Caller,
        request: &wire::IssueRulesetRequest,
    ) -> Result<wire::IssueRulesetResponse, Status> {
        let today = self.contest.clock.today();
        let (Issued { round, of, rules, on, decision }, asked) = fields::read(&DOMAIN, |fields| {
            let round = fields.uuid("round_id", &request.round_id).map(RoundId);
            let asked = fields.asked(caller, request, Round::CATEGORY, round);
            let of = fields.uuid("organiser_unit_id", &request.organiser_unit_id).map(UnitId);
            let rules = ruleset_fields::ruleset(fields, request.ruleset.as_ref());
            let on = past_day(fields, "issued_on", &request.issued_on, today);
            let decision = decision(fields, request.decision_ref.as_ref());
            let (round, of, rules, on) = (round?, of?, rules?, on?);
            Some((Issued { round, of, rules, on, decision: decision? }, asked?))
        })?;
        let issue = ruleset::Command::Issue { rules, issued_on: on, decision };
        let steps = vec![
            self.contest.rounds.step(round, Command::IssueRules { of, issued_on: on }),
            self.contest.rulesets.step(round, issue),
        ];
        let receipt = DOMAIN.act(&self.contest.ledger, asked, steps).await?;
        Ok(wire::IssueRulesetResponse { receipt })
    }

    pub(super) async fn amend(
        &self,
        caller: &Caller,
        request: &wire::AmendRulesetRequest,
    ) -> Result<wire::AmendRulesetResponse, Status> {
        let today = self.contest.clock.today();
        let (said, reason, asked) = fields::read(&DOMAIN, |fields| {
            let round = fields.uuid("round_id", &request.round_id).map(RoundId);
            let asked = fields.asked(caller, request, Ruleset::CATEGORY, round);
            let of = fields.uuid("organiser_unit_id", &request.organiser_unit_id).map(UnitId);
            let rules = ruleset_fields::ruleset(fields, request.ruleset.as_ref());
            let on = past_day(fields, "amended_on", &request.amended_on, today);
            let reason = fields.long_text("reason", &request.reason, LINE);
            let decision = decision(fields, request.decision_ref.as_ref());
            let (round, of, rules, on) = (round?, of?, rules?, on?);
            Some((Issued { round, of, rules, on, decision: decision? }, reason?, asked?))
        })?;
        let receipt = self.carry_out_amendment(caller, said, reason, asked).await?;
        Ok(wire::AmendRulesetResponse { receipt })
    }

    async fn carry_out_amendment(
        &self,
        caller: &Caller,
        Issued { round, of, rules, on, decision }: Issued,
        reason: String,
        asked: Asked,
    ) -> Result<Option<CommandReceipt>, Status> {
        let standing: Round = DOMAIN.loaded(&self.contest.rounds, round).await?;
        if !standing.standing().is_ok_and(|it| it.whose().organiser == of) {
            return Err(DOMAIN.rejected(Rejection::RoundNotFound));
        }
        let roll = self.roll(caller, round).await?;
        let entered = roll.entered();
        let amend = ruleset::Command::Amend { rules, amended_on: on, reason, decision, entered };
        let amendable = Command::Confirm(Condition::Amendable { of });
        let mut steps = vec![
            self.contest.rulesets.step(round, amend),
            self.contest.rounds.step(round, amendable),
        ];
        steps.extend(self.contest.held_roll(roll));
        DOMAIN.act(&self.contest.ledger, asked, steps).await
    }
}

fn planned(
    fields: &mut Fields,
    request: &wire::PlanRoundRequest,
    today: NaiveDate,
) -> Option<Planned> {
    let round = fields.uuid("round_id", &request.round_id).map(RoundId);
    let programme = fields.uuid("programme_id", &request.programme_id).map(ProgrammeId);
    let organiser = fields.uuid("organiser_unit_id", &request.organiser_unit_id).map(UnitId);
    let number = fields.number("number", request.number, 1..=NUMBERS);
    let title = fields.text("title", &request.title, TITLE);
    let schedule = fields.message("schedule", request.schedule.as_ref(), schedule);
    let planned_on = past_day(fields, "planned_on", &request.planned_on, today);
    let decision = decision(fields, request.decision_ref.as_ref());
    Some(Planned {
        round: round?,
        programme: programme?,
        organiser: organiser?,
        number: u32::try_from(number?).ok()?,
        title: title?,
        schedule: schedule?,
        planned_on: planned_on?,
        decision: decision?,
        illustrative: request.illustrative,
    })
}

fn schedule(fields: &mut Fields, said: &wire::RoundSchedule) -> Option<Schedule> {
    let entries_from = fields.date("entries_from", &said.entries_from);
    let entries_until = fields.date("entries_until", &said.entries_until);
    let grace_days = fields.count("grace_days", said.grace_days, GRACE_DAYS);
    let (entries_from, entries_until) = (entries_from?, entries_until?);
    Some(Schedule { entries_from, entries_until, grace_days: grace_days? })
}

pub(super) fn reschedule(
    fields: &mut Fields,
    request: &wire::RescheduleRoundRequest,
    today: NaiveDate,
) -> Option<Command> {
    let of = fields.uuid("organiser_unit_id", &request.organiser_unit_id).map(UnitId);
    let schedule = fields.message("schedule", request.schedule.as_ref(), schedule);
    let decision = decision(fields, request.decision_ref.as_ref());
    Some(Command::Reschedule { of: of?, schedule: schedule?, today, decision: decision? })
}

pub(super) fn launch(
    fields: &mut Fields,
    request: &wire::LaunchRoundRequest,
    today: NaiveDate,
) -> Option<Command> {
    let launched_on = past_day(fields, "launched_on", &request.launched_on, today)?;
    Some(Command::Launch { launched_on })
}

pub(super) fn extend(
    fields: &mut Fields,
    request: &wire::ExtendEntriesRequest,
    today: NaiveDate,
) -> Option<Command> {
    let entries_until = fields.date("entries_until", &request.entries_until);
    let reason = fields.long_text("reason", &request.reason, LINE);
    Some(Command::Extend { entries_until: entries_until?, today, reason: reason? })
}

pub(super) fn cancel(
    fields: &mut Fields,
    request: &wire::CancelRoundRequest,
    today: NaiveDate,
) -> Option<Command> {
    let of = fields.uuid("organiser_unit_id", &request.organiser_unit_id).map(UnitId);
    let cancelled_on = past_day(fields, "cancelled_on", &request.cancelled_on, today);
    let reason = fields.long_text("reason", &request.reason, LINE);
    let decision = decision(fields, request.decision_ref.as_ref());
    let (of, reason) = (of?, reason?);
    Some(Command::Cancel { of, cancelled_on: cancelled_on?, reason, decision: decision? })
}

pub(super) fn close(
    fields: &mut Fields,
    request: &wire::CloseRoundRequest,
    today: NaiveDate,
) -> Option<Command> {
    let closed_on = past_day(fields, "closed_on", &request.closed_on, today)?;
    Some(Command::Close { closed_on })
}
