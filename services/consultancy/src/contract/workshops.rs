//! Workshops as the contract says them.

use contracts::consultancy::v1 as wire;

use super::count;
use crate::domain::workshop::Content;

impl From<&Content> for wire::WorkshopContent {
    fn from(content: &Content) -> Self {
        Self {
            kind: wire::WorkshopKind::from(content.kind).into(),
            theme: content.theme.clone(),
            held_on: content.held_on.to_string(),
            place: content.place.clone(),
            participants: count(content.participants),
            review_id: content.review.map(|review| review.to_string()).unwrap_or_default(),
            minutes: Some((&content.minutes).into()),
        }
    }
}
