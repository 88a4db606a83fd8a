//! What awards publishes, and what of it progress is counted from.

use contracts::awards::v1 as contract;

use super::{
    ContestTold, Heard, NotUnderstood, Told, events, heard, id, optional_day, optional_id,
};
use crate::domain::contest::{
    EntryId, EntryStep, EntryStepped, Family, Occasion, PrizeAwarded, RoundId, RoundPlanned,
    RoundShown, Tier,
};
use crate::domain::facts::{Document, UnitId};

// Silent are: programmes, of which their rounds tell; rulesets, and who is known for a round; when entries
// are taken and judged; lists and decisions, of which the entries and prizes on them tell; files of evidence.
events! { facts_of:
    RoundPlanned RoundLaunched ResultsPosted
    EntrySubmitted EntryWithdrawn EntryDeclaredEligible EntryDeclaredIneligible EntryDisqualified
    EntryAdvancedToFinal
    PrizeAwarded;
    silent:
    ProgrammeDefined ProgrammeAmended ProgrammeEnded
    RulesetIssued RulesetAmended
    EntriesOpened EntriesExtended EntriesClosed EligibleListPublished StageOpened StageClosed
    AwardDecisionIssued ResultsReleased RoundClosed RoundCancelled
    ParticipantRegistered ParticipantErased
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
            heard(
                &e.occurred_on,
                decision(e.decision_ref)?,
                [Told::Contest(ContestTold::RoundPlanned(planned))],
            )
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

        Event::PrizeAwarded(e) => {
            let tier = Tier { code: e.tier_code.into(), name: e.tier_name.into() };
            let prize = PrizeAwarded {
                prize: id("prize_id", &e.prize_id)?,
                entry: EntryId(id("entry_id", &e.entry_id)?),
                round: round(&e.round_id)?,
                origin_unit: UnitId(id("origin_unit_id", &e.origin_unit_id)?),
                tier,
                illustrative: e.illustrative,
            };
            heard(
                &e.occurred_on,
                decision(e.decision_ref)?,
                [Told::Contest(ContestTold::PrizeAwarded(prize))],
            )
        }
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
    let organiser = UnitId(id("organiser_unit_id", organiser)?);
    let shown = RoundShown { round: round(round_id)?, organiser, occasion, illustrative };
    heard(occurred_on, None, [Told::Contest(ContestTold::RoundShown(shown))])
}

fn stepped(
    (entry_id, round_id, illustrative): (&str, &str, bool),
    step: EntryStep,
    origin_unit: Option<&str>,
    occurred_on: &str,
) -> Result<Heard, NotUnderstood> {
    let origin_unit = origin_unit.map(|unit| id("origin_unit_id", unit)).transpose()?;
    let stepped = EntryStepped {
        entry: EntryId(id("entry_id", entry_id)?),
        round: round(round_id)?,
        step,
        origin_unit: origin_unit.map(UnitId),
        illustrative,
    };
    heard(occurred_on, None, [Told::Contest(ContestTold::EntryStepped(stepped))])
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
