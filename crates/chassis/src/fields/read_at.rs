//! The moment a query asks about, defaults filled in.

use chrono::{DateTime, NaiveDate, Utc};
use contracts::ledger::v1 as wire;
use ledger::Position;

use crate::grpc;

/// Which moment a query asks about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadAt {
    /// The business date described.
    pub as_of: NaiveDate,
    /// Facts recorded later are left out; `None`: all that is known.
    pub known_at: Option<DateTime<Utc>>,
    /// In whose unit structure the answer is shown.
    pub structure_on: NaiveDate,
    /// Context and position of the commands the answer must include.
    pub at_least: Vec<(String, Position)>,
}

impl ReadAt {
    /// As answers echo it.
    #[must_use]
    pub fn to_wire(&self) -> wire::ReadAt {
        wire::ReadAt {
            as_of: self.as_of.to_string(),
            known_at: self.known_at.map(grpc::timestamp),
            structure_on: self.structure_on.to_string(),
            at_least_tokens: self
                .at_least
                .iter()
                .map(|(context, position)| grpc::token(context, *position))
                .collect(),
        }
    }
}

/// `membership:42`.
pub(super) fn token(token: &str) -> Option<(String, Position)> {
    let (context, digits) = token.split_once(':')?;
    let named = !context.is_empty() && context.bytes().all(|byte| byte.is_ascii_lowercase());
    let counted = digits.bytes().all(|byte| byte.is_ascii_digit());
    let position = digits.parse().ok().filter(|position| *position > 0)?;
    (named && counted).then(|| (context.to_owned(), position))
}
