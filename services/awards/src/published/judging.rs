//! Judging: nobody is told who judges, what a judge says or what is proposed; what is released is told at once.

use contracts::awards::v1 as wire;
use ledger::Published;

use super::publish;
use crate::contract::{decision, number};
use crate::domain::{jury, prize_list, score_sheet, stage_result};

#[must_use]
pub fn jury(_: &str, _: &jury::Event) -> Option<Published> {
    None
}

#[must_use]
pub fn score_sheet(_: &str, _: &score_sheet::Event) -> Option<Published> {
    None
}

#[must_use]
pub fn stage_result(_: &str, _: &stage_result::Event) -> Option<Published> {
    None
}

/// The contract's form of an event of a list of prizes; its stream has the id of its round.
#[must_use]
pub fn prize_list(id: &str, event: &prize_list::Event) -> Option<Published> {
    use prize_list::Event;
    let round_id = id.to_owned();
    match event {
        Event::Decided { programme, by, decided_on, decision: decided } => {
            publish!(AwardDecisionIssued {
                round_id,
                occurred_on: decided_on.to_string(),
                programme_id: programme.to_string(),
                decider_unit_id: by.unit.to_string(),
                decision_ref: Some(decision(decided)),
            })
        }
        Event::Released { programme, finalists, prizes, released_on, illustrative } => {
            publish!(ResultsReleased {
                round_id,
                occurred_on: released_on.to_string(),
                programme_id: programme.to_string(),
                finalists: number(*finalists),
                prizes: number(*prizes),
                illustrative: *illustrative,
            })
        }
        Event::StageNumbersReleased {
            programme,
            organiser,
            stage,
            closed_on,
            entries,
            numbers,
            illustrative,
        } => publish!(StageJudged {
            round_id,
            occurred_on: closed_on.to_string(),
            programme_id: programme.to_string(),
            organiser_unit_id: organiser.to_string(),
            stage: wire::Stage::from(*stage).into(),
            entries: number(*entries),
            sheets: number(numbers.sheets),
            reopened: number(numbers.reopened),
            settled_jointly: number(numbers.settled_jointly),
            illustrative: *illustrative,
        }),
        Event::FinalistReleased { programme, entry, field, origin, advanced_on, illustrative } => {
            publish!(EntryAdvancedToFinal {
                round_id,
                occurred_on: advanced_on.to_string(),
                entry_id: entry.to_string(),
                programme_id: programme.to_string(),
                field_code: field.to_string(),
                origin_unit_id: origin.to_string(),
                illustrative: *illustrative,
            })
        }
        Event::PrizeReleased { .. } | Event::HonourReleased { .. } => won(round_id, event),
        Event::Proposed { .. }
        | Event::VotedOn { .. }
        | Event::Posted { .. }
        | Event::SentBack { .. }
        | Event::DecisionAmended { .. } => None,
    }
}

/// What an entry has won.
fn won(round_id: String, event: &prize_list::Event) -> Option<Published> {
    use prize_list::Event;
    match event {
        Event::PrizeReleased {
            programme,
            prize,
            entry,
            field,
            origin,
            tier,
            tier_name,
            decided_on,
            decision: decided,
            illustrative,
            ..
        } => publish!(PrizeAwarded {
            round_id,
            occurred_on: decided_on.to_string(),
            prize_id: prize.to_string(),
            entry_id: entry.to_string(),
            programme_id: programme.to_string(),
            field_code: field.to_string(),
            origin_unit_id: origin.to_string(),
            tier_code: tier.to_string(),
            tier_name: tier_name.clone(),
            decision_ref: Some(decision(decided)),
            illustrative: *illustrative,
        }),
        Event::HonourReleased {
            programme,
            honour,
            entry,
            field,
            origin,
            title,
            persons,
            decided_on,
            decision: decided,
            illustrative,
            ..
        } => publish!(HonourConferred {
            round_id,
            occurred_on: decided_on.to_string(),
            honour_id: honour.to_string(),
            entry_id: entry.to_string(),
            programme_id: programme.to_string(),
            field_code: field.to_string(),
            origin_unit_id: origin.to_string(),
            persons: number(*persons),
            title: title.clone(),
            decision_ref: Some(decision(decided)),
            illustrative: *illustrative,
        }),
        Event::Proposed { .. }
        | Event::VotedOn { .. }
        | Event::Posted { .. }
        | Event::Decided { .. }
        | Event::SentBack { .. }
        | Event::DecisionAmended { .. }
        | Event::Released { .. }
        | Event::StageNumbersReleased { .. }
        | Event::FinalistReleased { .. } => None,
    }
}
