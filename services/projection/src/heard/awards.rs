//! What awards publishes, and what of it progress is counted from.

use contracts::awards::v1 as contract;

use super::{
    ContestTold, Heard, NotUnderstood, Told, events, heard, id, optional_day, optional_id,
};
use crate::domain::contest::{
    AppealStep, AppealStepped, ApplicationSeen, EntryId, EntryStep, EntryStepped, Family,
    HonourConferred, NationalStep, NationalStepped, Occasion, PrizeAwarded, PrizeRevoked, RoundId,
    RoundPlanned, RoundShown, StageJudged, Tier,
};
use crate::domain::facts::{Document, UnitId};

// Silent are: programmes, of which their rounds tell; rulesets; who is forgotten; when entries are taken, and a stage
// is open; lists and decisions, of which the entries and prizes on them tell; files of evidence.
events! { facts_of:
    RoundPlanned RoundLaunched ResultsPosted
    EntrySubmitted EntryWithdrawn EntryDeclaredEligible EntryDeclaredIneligible EntryDisqualified
    EntryAdvancedToFinal
    PrizeAwarded HonourConferred PrizeRevoked
    StageJudged AppealLodged AppealResolved
    EntryNominatedToNational NationalPrizeRecorded ApplicationFollowUpRecorded;
    silent:
    ProgrammeDefined ProgrammeAmended ProgrammeEnded
    RulesetIssued RulesetAmended
    EntriesOpened EntriesExtended EntriesClosed EligibleListPublished StageOpened StageClosed
    AwardDecisionIssued ResultsReleased RoundClosed RoundCancelled
    ParticipantErased
    EvidenceStored EvidenceWithdrawn
}

fn facts_of(event: Event) -> Result<Heard, NotUnderstood> {
    match event {
        Event::RoundPlanned(e) => {
            let planned = RoundPlanned {
                round: round(&e.round_id)?,
                family: family(e.family())?,
                title: e.title,
                illustrative: e.illustrative,
            };
            decided(&e.occurred_on, e.decision_ref, ContestTold::RoundPlanned(planned))
        }
        Event::RoundLaunched(e) => {
            let whose = (&*e.round_id, &*e.organiser_unit_id, e.illustrative);
            shown(whose, Occasion::Launch, &e.occurred_on)
        }
        Event::ResultsPosted(e) => {
            let whose = (&*e.round_id, &*e.organiser_unit_id, e.illustrative);
            shown(whose, Occasion::Results, &e.occurred_on)
        }

        Event::EntrySubmitted(e) => {
            let whose = (&*e.entry_id, &*e.round_id, e.illustrative);
            stepped(whose, EntryStep::Submitted, Some(&e.origin_unit_id), &e.occurred_on)
        }
        Event::EntryWithdrawn(e) => {
            stepped((&e.entry_id, &e.round_id, false), EntryStep::Withdrawn, None, &e.occurred_on)
        }
        Event::EntryDeclaredEligible(e) => {
            stepped((&e.entry_id, &e.round_id, false), EntryStep::Eligible, None, &e.occurred_on)
        }
        Event::EntryDeclaredIneligible(e) => {
            stepped((&e.entry_id, &e.round_id, false), EntryStep::Ineligible, None, &e.occurred_on)
        }
        Event::EntryDisqualified(e) => {
            stepped((&e.entry_id, &e.round_id, false), EntryStep::Ineligible, None, &e.occurred_on)
        }
        Event::EntryAdvancedToFinal(e) => {
            let whose = (&*e.entry_id, &*e.round_id, e.illustrative);
            stepped(whose, EntryStep::Finalist, Some(&e.origin_unit_id), &e.occurred_on)
        }

        Event::PrizeAwarded(e) => prize(e),
        Event::HonourConferred(e) => honour(e),
        Event::PrizeRevoked(e) => revoked(e),
        Event::StageJudged(e) => judged(e),
        Event::AppealLodged(e) => lodged(e),
        Event::AppealResolved(e) => answered(e),
        Event::EntryNominatedToNational(e) => nominated(e),
        Event::NationalPrizeRecorded(e) => prized(e),
        Event::ApplicationFollowUpRecorded(e) => seen(e),
    }
}

fn prize(e: contract::PrizeAwarded) -> Result<Heard, NotUnderstood> {
    let tier = Tier { code: e.tier_code.into(), name: e.tier_name.into() };
    let prize = PrizeAwarded {
        prize: id("prize_id", &e.prize_id)?,
        entry: EntryId(id("entry_id", &e.entry_id)?),
        round: round(&e.round_id)?,
        origin_unit: origin_unit(&e.origin_unit_id)?,
        tier,
        illustrative: e.illustrative,
    };
    decided(&e.occurred_on, e.decision_ref, ContestTold::PrizeAwarded(prize))
}

fn honour(e: contract::HonourConferred) -> Result<Heard, NotUnderstood> {
    let honour = HonourConferred {
        honour: id("honour_id", &e.honour_id)?,
        entry: EntryId(id("entry_id", &e.entry_id)?),
        round: round(&e.round_id)?,
        origin_unit: origin_unit(&e.origin_unit_id)?,
        persons: i64::from(e.persons),
        title: e.title,
        illustrative: e.illustrative,
    };
    decided(&e.occurred_on, e.decision_ref, ContestTold::HonourConferred(honour))
}

fn revoked(e: contract::PrizeRevoked) -> Result<Heard, NotUnderstood> {
    let prize = id("prize_id", &e.prize_id)?;
    let revoked = PrizeRevoked { prize, illustrative: e.illustrative };
    decided(&e.occurred_on, e.decision_ref, ContestTold::PrizeRevoked(revoked))
}

fn judged(e: contract::StageJudged) -> Result<Heard, NotUnderstood> {
    let judged = StageJudged {
        round: round(&e.round_id)?,
        organiser: organiser(&e.organiser_unit_id)?,
        entries: i64::from(e.entries),
        sheets: i64::from(e.sheets),
        reopened: i64::from(e.reopened),
        settled_jointly: i64::from(e.settled_jointly),
        illustrative: e.illustrative,
    };
    decided(&e.occurred_on, None, ContestTold::StageJudged(judged))
}

fn lodged(e: contract::AppealLodged) -> Result<Heard, NotUnderstood> {
    let lodged = AppealStepped {
        appeal: id("appeal_id", &e.appeal_id)?,
        round: round(&e.round_id)?,
        organiser: Some(organiser(&e.organiser_unit_id)?),
        step: AppealStep::Lodged,
        illustrative: e.illustrative,
    };
    decided(&e.occurred_on, None, ContestTold::AppealStepped(lodged))
}

fn answered(e: contract::AppealResolved) -> Result<Heard, NotUnderstood> {
    let answered = AppealStepped {
        appeal: id("appeal_id", &e.appeal_id)?,
        round: round(&e.round_id)?,
        organiser: None,
        step: answer(e.outcome())?,
        illustrative: e.illustrative,
    };
    decided(&e.occurred_on, None, ContestTold::AppealStepped(answered))
}

fn nominated(e: contract::EntryNominatedToNational) -> Result<Heard, NotUnderstood> {
    let nominated = NationalStepped {
        entry: EntryId(id("entry_id", &e.entry_id)?),
        round: round(&e.round_id)?,
        origin_unit: origin_unit(&e.origin_unit_id)?,
        step: NationalStep::Nominated,
        name: e.contest,
        illustrative: e.illustrative,
    };
    decided(&e.occurred_on, e.document_ref, ContestTold::NationalStepped(nominated))
}

fn prized(e: contract::NationalPrizeRecorded) -> Result<Heard, NotUnderstood> {
    let prized = NationalStepped {
        entry: EntryId(id("entry_id", &e.entry_id)?),
        round: round(&e.round_id)?,
        origin_unit: origin_unit(&e.origin_unit_id)?,
        step: NationalStep::Prized,
        name: e.prize_name,
        illustrative: e.illustrative,
    };
    decided(&e.occurred_on, e.decision_ref, ContestTold::NationalStepped(prized))
}

fn seen(e: contract::ApplicationFollowUpRecorded) -> Result<Heard, NotUnderstood> {
    let seen = ApplicationSeen {
        prize: id("prize_id", &e.prize_id)?,
        round: round(&e.round_id)?,
        origin_unit: origin_unit(&e.origin_unit_id)?,
        applied: e.applied,
        illustrative: e.illustrative,
    };
    decided(&e.occurred_on, None, ContestTold::ApplicationSeen(seen))
}

fn decided(
    occurred_on: &str,
    decision_ref: Option<contract::DecisionRef>,
    told: ContestTold,
) -> Result<Heard, NotUnderstood> {
    heard(occurred_on, decision(decision_ref)?, [Told::Contest(told)])
}

fn organiser(text: &str) -> Result<UnitId, NotUnderstood> {
    id("organiser_unit_id", text).map(UnitId)
}

fn origin_unit(text: &str) -> Result<UnitId, NotUnderstood> {
    id("origin_unit_id", text).map(UnitId)
}

fn answer(outcome: contract::AppealOutcome) -> Result<AppealStep, NotUnderstood> {
    match outcome {
        contract::AppealOutcome::Rejected => Ok(AppealStep::Rejected),
        contract::AppealOutcome::Upheld => Ok(AppealStep::Upheld),
        contract::AppealOutcome::Dismissed => Ok(AppealStep::Dismissed),
        contract::AppealOutcome::Unspecified => Err(NotUnderstood::Field { field: "outcome" }),
    }
}

fn round(text: &str) -> Result<RoundId, NotUnderstood> {
    id("round_id", text).map(RoundId)
}

fn family(family: contract::ProgrammeFamily) -> Result<Family, NotUnderstood> {
    match family {
        contract::ProgrammeFamily::TechContest => Ok(Family::TechContest),
        contract::ProgrammeFamily::YouthContest => Ok(Family::YouthContest),
        contract::ProgrammeFamily::ProvincialStAward => Ok(Family::ProvincialStAward),
        contract::ProgrammeFamily::NationalStAward => Ok(Family::NationalStAward),
        contract::ProgrammeFamily::IntellectualHonour => Ok(Family::IntellectualHonour),
        contract::ProgrammeFamily::Unspecified => Err(NotUnderstood::Field { field: "family" }),
    }
}

fn shown(
    (round_id, organiser, illustrative): (&str, &str, bool),
    occasion: Occasion,
    occurred_on: &str,
) -> Result<Heard, NotUnderstood> {
    let organiser = self::organiser(organiser)?;
    let shown = RoundShown { round: round(round_id)?, organiser, occasion, illustrative };
    decided(occurred_on, None, ContestTold::RoundShown(shown))
}

fn stepped(
    (entry_id, round_id, illustrative): (&str, &str, bool),
    step: EntryStep,
    origin_unit: Option<&str>,
    occurred_on: &str,
) -> Result<Heard, NotUnderstood> {
    let stepped = EntryStepped {
        entry: EntryId(id("entry_id", entry_id)?),
        round: round(round_id)?,
        step,
        origin_unit: origin_unit.map(self::origin_unit).transpose()?,
        illustrative,
    };
    decided(occurred_on, None, ContestTold::EntryStepped(stepped))
}

fn decision(decision: Option<contract::DecisionRef>) -> Result<Option<Document>, NotUnderstood> {
    let Some(decision) = decision else { return Ok(None) };
    Ok(Some(Document {
        number_symbol: decision.number_symbol,
        issued_on: optional_day("decision_ref.issued_on", &decision.issued_on)?,
        issuer: optional_id("decision_ref.issuer_unit_id", &decision.issuer_unit_id)?,
        file_sha256: None,
    }))
}
