//! Declared totals, and parts of them.

use serde::{Deserialize, Serialize};

use super::Rejection;

/// A part is `None` where it was not declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    members: u32,
    /// Trí thức: with a college degree (cao đẳng) or higher, as the Union counts them.
    intellectuals: Option<u32>,
    women: Option<u32>,
    under_35: Option<u32>,
}

/// A part of the whole, by the name of its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::Display, strum::IntoStaticStr)]
pub enum Part {
    #[strum(serialize = "headcount.intellectuals")]
    Intellectuals,
    #[strum(serialize = "headcount.women")]
    Women,
    #[strum(serialize = "headcount.under_35")]
    Under35,
}

impl Figures {
    pub fn new(
        members: u32,
        intellectuals: Option<u32>,
        women: Option<u32>,
        under_35: Option<u32>,
    ) -> Result<Self, Rejection> {
        let parts =
            [(Part::Intellectuals, intellectuals), (Part::Women, women), (Part::Under35, under_35)];
        for (part, count) in parts {
            if count.is_some_and(|count| count > members) {
                return Err(Rejection::PartExceedsWhole { part });
            }
        }
        Ok(Self { members, intellectuals, women, under_35 })
    }

    #[must_use]
    pub fn members(self) -> u32 {
        self.members
    }

    #[must_use]
    pub fn intellectuals(self) -> Option<u32> {
        self.intellectuals
    }

    #[must_use]
    pub fn women(self) -> Option<u32> {
        self.women
    }

    #[must_use]
    pub fn under_35(self) -> Option<u32> {
        self.under_35
    }
}
