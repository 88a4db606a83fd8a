//! The moment a query asks about, defaults filled in.

use chrono::{DateTime, NaiveDate, Utc};
use contracts::ledger::v1 as wire;
use ledger::view::Token;

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
    /// What the answer must include.
    pub at_least: Vec<Token>,
}

impl ReadAt {
    /// As answers echo it.
    #[must_use]
    pub fn to_wire(&self) -> wire::ReadAt {
        wire::ReadAt {
            as_of: self.as_of.to_string(),
            known_at: self.known_at.map(grpc::timestamp),
            structure_on: self.structure_on.to_string(),
            at_least_tokens: self.at_least.iter().map(Token::to_string).collect(),
        }
    }
}

/// `membership:42`.
pub(super) fn token(text: &str) -> Option<Token> {
    let token: Token = text.parse().ok()?;
    let named = token.source.bytes().all(|byte| byte.is_ascii_lowercase());
    (named && token.position > 0 && token.to_string() == text).then_some(token)
}
