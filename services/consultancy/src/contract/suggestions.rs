//! Suggestions as the contract says them.

use contracts::consultancy::v1 as wire;

use super::{count, date};
use crate::domain::suggestion::{Ground, Suggestion};

/// Only said, never read.
impl From<Ground> for wire::SuggestionGround {
    fn from(ground: Ground) -> Self {
        match ground {
            Ground::ServedInField => Self::ServedInField,
            Ground::ServedElsewhere => Self::ServedElsewhere,
            Ground::PresentLoad => Self::PresentLoad,
            Ground::DismissedBefore => Self::DismissedBefore,
            Ground::DeclinedBefore => Self::DeclinedBefore,
            Ground::TiedToRequester => Self::TiedToRequester,
        }
    }
}

impl From<Suggestion> for wire::ExpertSuggestion {
    fn from(suggestion: Suggestion) -> Self {
        let reasons =
            suggestion.grounds.into_iter().map(|(ground, extent)| wire::SuggestionReason {
                ground: wire::SuggestionGround::from(ground).into(),
                reviews: count(extent.reviews),
                last_on: date(extent.last_on),
            });
        Self { expert: suggestion.expert, reasons: reasons.collect() }
    }
}
