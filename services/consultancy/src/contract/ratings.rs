//! Ratings as the contract says them.

use chrono::NaiveDate;
use contracts::consultancy::v1 as wire;

use super::count;
use crate::domain::rating::{Content, Parties};

/// What stands since a day; nothing of the stream that it stands in.
pub(crate) fn rating(parties: &Parties, content: &Content, on: NaiveDate) -> wire::Rating {
    wire::Rating {
        unit_id: parties.union.to_string(),
        requester_unit_id: parties.requester.to_string(),
        score: count(content.score.get()),
        note: content.note.clone().unwrap_or_default(),
        rated_on: on.to_string(),
        illustrative: parties.illustrative,
        ..wire::Rating::default()
    }
}
