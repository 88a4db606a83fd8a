//! Events of reports, answers and ratings as others may rely on them. That a report was approved and delivered the
//! review's own events say; what it says, why something is not taken up, and what is said beside a score, stay here.

use contracts::consultancy::v1 as wire;
use ledger::Published;

use super::as_said;
use crate::contract::count;
use crate::domain::{rating, report, response};

/// The review's own events tell how a report moves.
#[must_use]
pub fn report(_: &str, event: &report::Event) -> Option<Published> {
    use report::Event;
    match event {
        Event::OpinionsWaived { .. }
        | Event::Started { .. }
        | Event::Saved { .. }
        | Event::Submitted { .. }
        | Event::Returned { .. }
        | Event::Approved { .. }
        | Event::Delivered { .. }
        | Event::Acknowledged { .. } => None,
    }
}

/// The contract's form of an event about answers. The stream is the review's.
#[must_use]
pub fn response(id: &str, event: &response::Event) -> Option<Published> {
    use response::Event;
    let review_id = id.to_owned();
    match event {
        Event::Answered { answer, kind, late, on, by: _ } => {
            let said = wire::RequesterResponded {
                review_id,
                occurred_on: on.to_string(),
                recommendation_id: answer.recommendation.to_string(),
                r#type: wire::RecommendationType::from(*kind).into(),
                answer: wire::AnswerKind::from(answer.kind).into(),
                late: *late,
            };
            as_said("RequesterResponded", &said)
        }
        Event::SilenceRecorded { recommendations, on } => {
            let occurred_on = on.to_string();
            let recommendation_ids = recommendations.iter().map(ToString::to_string).collect();
            let said = wire::ResponseOverdueFlagged { review_id, occurred_on, recommendation_ids };
            as_said("ResponseOverdueFlagged", &said)
        }
        // Told by the review's ReportDelivered and ReviewClosed.
        Event::Asked { .. } | Event::Closed { .. } => None,
    }
}

/// The contract's form of a rating's event. The stream is the review's.
#[must_use]
pub fn rating(id: &str, event: &rating::Event) -> Option<Published> {
    use rating::Event;
    match event {
        Event::Rated { parties, content, on, by: _ }
        | Event::Revised { parties, content, on, by: _ } => {
            let said = wire::QualityRated {
                review_id: id.to_owned(),
                occurred_on: on.to_string(),
                unit_id: parties.union.to_string(),
                score: count(content.score.get()),
                illustrative: parties.illustrative,
            };
            as_said("QualityRated", &said)
        }
    }
}
