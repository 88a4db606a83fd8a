//! Rounds and their rulesets, as others may rely on them. What a prize list says of its round, the list publishes.

use contracts::awards::v1 as wire;
use ledger::Published;

use super::publish;
use crate::contract::{decision, number};
use crate::domain::{round, ruleset};

/// The contract's form of a round's event.
#[must_use]
pub fn round(id: &str, event: &round::Event) -> Option<Published> {
    use round::Event;
    let round_id = id.to_owned();
    match event {
        Event::Planned(plan) => planned(round_id, plan),
        Event::Launched { whose, launched_on } => publish!(RoundLaunched {
            round_id,
            occurred_on: launched_on.to_string(),
            programme_id: whose.programme.to_string(),
            organiser_unit_id: whose.organiser.to_string(),
            illustrative: whose.illustrative,
        }),
        Event::EntriesExtended { entries_until, extended_on, reason: _ } => {
            let (occurred_on, entries_until) = (extended_on.to_string(), entries_until.to_string());
            publish!(EntriesExtended { round_id, occurred_on, entries_until })
        }
        Event::EntriesOpened { on } => {
            publish!(EntriesOpened { round_id, occurred_on: on.to_string() })
        }
        Event::EntriesClosed { on } => {
            publish!(EntriesClosed { round_id, occurred_on: on.to_string() })
        }
        Event::EligibleListPublished { list, published_on, document } => {
            publish!(EligibleListPublished {
                round_id,
                occurred_on: published_on.to_string(),
                eligible: number(list.len()),
                document_ref: Some(decision(document)),
            })
        }
        Event::StageOpened { stage, opened_on } => {
            let (occurred_on, stage) = (opened_on.to_string(), wire::Stage::from(*stage).into());
            publish!(StageOpened { round_id, occurred_on, stage })
        }
        Event::StageClosed { stage, closed_on } => {
            let (occurred_on, stage) = (closed_on.to_string(), wire::Stage::from(*stage).into());
            publish!(StageClosed { round_id, occurred_on, stage })
        }
        Event::Posted { whose, posted_on, posted_until } => publish!(ResultsPosted {
            round_id,
            occurred_on: posted_on.to_string(),
            programme_id: whose.programme.to_string(),
            organiser_unit_id: whose.organiser.to_string(),
            posted_until: posted_until.to_string(),
            illustrative: whose.illustrative,
        }),
        Event::Closed { closed_on } => {
            publish!(RoundClosed { round_id, occurred_on: closed_on.to_string() })
        }
        Event::Cancelled { cancelled_on, reason: _, decision: decided } => {
            let decision_ref = Some(decision(decided));
            publish!(RoundCancelled {
                round_id,
                occurred_on: cancelled_on.to_string(),
                decision_ref
            })
        }
        Event::Rescheduled { .. }
        | Event::RulesIssued { .. }
        | Event::CheckingBegun { .. }
        | Event::TakenDown { .. }
        | Event::Decided { .. }
        | Event::Released { .. } => None,
    }
}

fn planned(round_id: String, plan: &round::Plan) -> Option<Published> {
    publish!(RoundPlanned {
        round_id,
        occurred_on: plan.planned_on.to_string(),
        programme_id: plan.whose.programme.to_string(),
        family: wire::ProgrammeFamily::from(plan.family).into(),
        organiser_unit_id: plan.whose.organiser.to_string(),
        number: number(plan.number),
        title: plan.title.clone(),
        decision_ref: Some(decision(&plan.decision)),
        illustrative: plan.whose.illustrative,
    })
}

/// The contract's form of a ruleset's event; its stream has the id of its round.
#[must_use]
pub fn ruleset(id: &str, event: &ruleset::Event) -> Option<Published> {
    use ruleset::Event;
    let round_id = id.to_owned();
    match event {
        Event::Issued { rules: _, issued_on, decision: decided } => publish!(RulesetIssued {
            round_id,
            occurred_on: issued_on.to_string(),
            version: 1,
            decision_ref: Some(decision(decided)),
        }),
        Event::Amended { version, amended_on, decision: decided, affected, .. } => {
            publish!(RulesetAmended {
                round_id,
                occurred_on: amended_on.to_string(),
                version: number(*version),
                affected_entries: number(affected.len()),
                decision_ref: Some(decision(decided)),
            })
        }
    }
}
