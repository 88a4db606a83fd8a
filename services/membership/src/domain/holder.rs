//! A holder: a person, and the rights (quyền) that were given to that person, one by one.
//!
//! each right: granted, or delegated by another holder → revoked from a day, which may be recorded late
//! or ahead. It also ends with its unit and with the right it was delegated from: readers see to that.
//!
//! Invariants: on no day does one person hold both sides of a separation of duties over things that may
//! be the same; what was delegated is not delegated further.

mod rejection;
mod right;
mod separation;

#[cfg(test)]
mod scenarios;

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;
use ledger::Decider;
use serde::{Deserialize, Serialize};

use crate::domain::{DecisionRef, GrantId};
pub use rejection::Rejection;
pub use right::{Days, Right, Role, Scope, ScopeKind};

/// Whoever a token says it is of: its opaque subject, never a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonId(pub String);

impl fmt::Display for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    Grant {
        grant: GrantId,
        right: Right,
        decision: DecisionRef,
    },
    /// This person receives a right of another one's.
    Receive {
        grant: GrantId,
        right: Right,
        delegation: Delegation,
        decision: DecisionRef,
    },
    /// This person hands out a right of their own. Records nothing here.
    Delegate {
        source: GrantId,
        right: Right,
    },
    Revoke {
        grant: GrantId,
        occurred_on: NaiveDate,
        decision: DecisionRef,
    },
    /// Whoever delegated it takes it back, which needs nobody's leave.
    Withdraw {
        grant: GrantId,
        by: PersonId,
        today: NaiveDate,
        occurred_on: NaiveDate,
        decision: DecisionRef,
    },
}

/// Where a delegated right comes from: never from the person who receives it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Delegation {
    source: GrantId,
    by: PersonId,
}

impl Delegation {
    pub fn new(source: GrantId, by: PersonId, to: &PersonId) -> Result<Self, Rejection> {
        if by == *to { Err(Rejection::OwnDelegate) } else { Ok(Self { source, by }) }
    }

    #[must_use]
    pub fn source(&self) -> GrantId {
        self.source
    }

    #[must_use]
    pub fn by(&self) -> &PersonId {
        &self.by
    }
}

/// Stored for ever: variants and fields may be added, never renamed or removed.
#[derive(
    Debug, Clone, PartialEq, Serialize, Deserialize, strum::IntoStaticStr, strum::VariantNames,
)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    Granted { grant: GrantId, right: Right, decision: DecisionRef },
    Delegated { grant: GrantId, right: Right, delegation: Delegation, decision: DecisionRef },
    Revoked { grant: GrantId, occurred_on: NaiveDate, decision: DecisionRef },
}

/// The rights of one person.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Holder {
    grants: BTreeMap<GrantId, Held>,
}

#[derive(Debug, Clone, PartialEq)]
struct Held {
    right: Right,
    /// Who delegated it, if it was.
    delegated_by: Option<PersonId>,
    /// Without those from which it was revoked.
    days: Days,
}

impl Holder {
    fn held(&self, grant: GrantId) -> Result<&Held, Rejection> {
        self.grants.get(&grant).ok_or(Rejection::GrantNotFound { grant_id: grant })
    }

    /// It is new, and does not unite what is to be separate.
    fn may_hold(&self, grant: GrantId, right: &Right) -> Result<(), Rejection> {
        if self.grants.contains_key(&grant) {
            return Err(Rejection::GrantAlreadyExists);
        }
        for (other, held) in &self.grants {
            let united = separation::united((right, right.days()), (&held.right, held.days));
            if let Some(duties) = united {
                return Err(Rejection::DutiesNotSeparate { duties, grant_id: *other });
            }
        }
        Ok(())
    }

    /// A grant that this person delegated here. Another one's is not told from none: who delegates may
    /// not know what else a person holds.
    fn delegated(&self, grant: GrantId, by: &PersonId) -> Result<&Held, Rejection> {
        let held = self.grants.get(&grant).filter(|held| held.delegated_by.as_ref() == Some(by));
        held.ok_or(Rejection::GrantNotFound { grant_id: grant })
    }

    fn hold(&mut self, grant: GrantId, right: &Right, delegated_by: Option<PersonId>) {
        let held = Held { right: right.clone(), delegated_by, days: right.days() };
        self.grants.insert(grant, held);
    }
}

impl Held {
    /// The right to be handed out is this one or a part of it.
    fn covers(&self, source: GrantId, right: &Right) -> Result<(), Rejection> {
        if self.delegated_by.is_some() || !self.right.role().is_delegable() {
            return Err(Rejection::NotDelegable { grant_id: source });
        }
        let within = [
            ("right.role", right.role() == self.right.role()),
            ("right.scope", right.scope().is_within(self.right.scope())),
            ("right.last_day", right.days().is_within(self.days)),
        ];
        match within.into_iter().find(|(_, is_within)| !is_within) {
            Some((field, _)) => Err(Rejection::BeyondSource { field }),
            None => Ok(()),
        }
    }

    fn may_be_revoked(&self, from: NaiveDate) -> Result<(), Rejection> {
        let first_day = self.right.days().first;
        if from < first_day {
            return Err(Rejection::RevokedBeforeItBegan { first_day });
        }
        match self.days.last.and_then(|last| last.succ_opt()) {
            Some(since) if since <= from => Err(Rejection::RightOver { since }),
            Some(_) | None => Ok(()),
        }
    }
}

impl Decider for Holder {
    const CATEGORY: &'static str = "holder";
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Grant { grant, right, decision } => {
                self.may_hold(grant, &right)?;
                Ok(vec![Event::Granted { grant, right, decision }])
            }
            Command::Receive { grant, right, delegation, decision } => {
                self.may_hold(grant, &right)?;
                Ok(vec![Event::Delegated { grant, right, delegation, decision }])
            }
            Command::Delegate { source, right } => {
                self.held(source)?.covers(source, &right)?;
                Ok(Vec::new())
            }
            Command::Revoke { grant, occurred_on, decision } => {
                self.held(grant)?.may_be_revoked(occurred_on)?;
                Ok(vec![Event::Revoked { grant, occurred_on, decision }])
            }
            Command::Withdraw { grant, by, today, occurred_on, decision } => {
                let held = self.delegated(grant, &by)?;
                if occurred_on < today {
                    return Err(Rejection::WithdrawnAfterwards { today });
                }
                held.may_be_revoked(occurred_on)?;
                Ok(vec![Event::Revoked { grant, occurred_on, decision }])
            }
        }
    }

    fn evolve(mut self, event: &Event) -> Self {
        match event {
            Event::Granted { grant, right, .. } => self.hold(*grant, right, None),
            Event::Delegated { grant, right, delegation, .. } => {
                self.hold(*grant, right, Some(delegation.by().clone()));
            }
            Event::Revoked { grant, occurred_on, .. } => {
                let last = occurred_on.pred_opt().unwrap_or(*occurred_on);
                if let Some(held) = self.grants.get_mut(grant) {
                    held.days = held.days.until(last);
                }
            }
        }
        self
    }
}
