//! The read models of awards, each named after its question. They keep every line that was said, so that each
//! day can be asked about as it was known at each instant.

pub mod juries;
pub mod programmes;
#[cfg(test)]
mod samples;
pub mod score_sheets;

use chassis::reading::Moment;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// Where a page ended, and the moment that all its pages show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Last<K> {
    pub as_of: NaiveDate,
    pub known_at: DateTime<Utc>,
    pub key: K,
}

impl<K> Last<K> {
    #[must_use]
    pub fn new(at: Moment, key: K) -> Self {
        Self { as_of: at.as_of, known_at: at.known_at, key }
    }

    #[must_use]
    pub fn moment(&self) -> Moment {
        Moment { as_of: self.as_of, known_at: self.known_at }
    }
}
