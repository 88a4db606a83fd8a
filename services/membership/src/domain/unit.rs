//! A unit (đơn vị): an organisation of the directory, whatever it is called and whomever it is under.
//!
//! absent → established → ended, on dates that may be recorded late or ahead.
//!
//! Invariants: nothing is true of a unit before its first day or after its end; what ended does not
//! come back; who takes over exists on that day, so that following the successors of ended units
//! forward never comes back to where it began; and on no day is a unit under itself, by however many
//! others.

mod kind;
mod lineage;
mod rejection;
mod succession;

#[cfg(test)]
mod scenarios;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use ledger::Decider;
use serde::{Deserialize, Serialize};

use crate::domain::{DecisionRef, Name, UnitId};
pub use kind::UnitKind;
pub use lineage::Lineage;
use lineage::next_change;
pub use rejection::Rejection;
pub use succession::{Proposed, Succession, SuccessionKind, Successor};

/// The request field that names the unit a command is about; others are given in the command.
const SELF: &str = "unit_id";

#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    Establish {
        code: String,
        kind: UnitKind,
        name: Name,
        parent: Option<Parent>,
        occurred_on: NaiveDate,
        decision: Option<DecisionRef>,
    },
    Rename {
        name: Name,
        occurred_on: NaiveDate,
        decision: Option<DecisionRef>,
    },
    Reparent {
        parent: Option<Parent>,
        /// Who is above that parent.
        lineage: Lineage,
        occurred_on: NaiveDate,
        decision: Option<DecisionRef>,
    },
    Abolish {
        occurred_on: NaiveDate,
        decision: Option<DecisionRef>,
    },
    /// This unit is a predecessor.
    HandOver {
        succession: Succession,
    },
    /// This unit is a successor.
    TakeOver {
        succession: Succession,
    },
    /// Asks whether it exists on a day; `field` is where the request names it.
    Vouch {
        on: NaiveDate,
        field: &'static str,
    },
    /// Asks also whether it is a provincial Union.
    VouchAsUnion {
        on: NaiveDate,
        field: &'static str,
    },
}

/// Stored for ever: variants and fields may be added, never renamed or removed.
#[derive(
    Debug, Clone, PartialEq, Serialize, Deserialize, strum::IntoStaticStr, strum::VariantNames,
)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    Established {
        code: String,
        kind: UnitKind,
        name: Name,
        parent: Option<UnitId>,
        occurred_on: NaiveDate,
        decision: Option<DecisionRef>,
    },
    Renamed {
        name: Name,
        occurred_on: NaiveDate,
        decision: Option<DecisionRef>,
    },
    Reparented {
        parent: Option<UnitId>,
        occurred_on: NaiveDate,
        decision: Option<DecisionRef>,
    },
    Abolished {
        occurred_on: NaiveDate,
        decision: Option<DecisionRef>,
    },
    Succeeded {
        kind: SuccessionKind,
        successors: Vec<Successor>,
        retained_parts: u32,
        ends: bool,
        occurred_on: NaiveDate,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        decision: Option<DecisionRef>,
    },
    TookOver {
        kind: SuccessionKind,
        predecessors: Vec<UnitId>,
        occurred_on: NaiveDate,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        decision: Option<DecisionRef>,
    },
}

/// A unit above another: never itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parent {
    child: UnitId,
    id: UnitId,
}

impl Parent {
    pub fn new(child: UnitId, parent: UnitId) -> Result<Self, Rejection> {
        if child == parent { Err(Rejection::OwnParent) } else { Ok(Self { child, id: parent }) }
    }

    #[must_use]
    pub fn id(self) -> UnitId {
        self.id
    }
}

#[derive(Debug, Clone, PartialEq, Default)]
pub enum Unit {
    #[default]
    Absent,
    Established(Span),
}

/// The days of a unit, and what decisions need to know of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Span {
    kind: UnitKind,
    established_on: NaiveDate,
    /// First day on which it does not exist any more.
    ended_on: Option<NaiveDate>,
    names: BTreeMap<NaiveDate, Name>,
    parents: BTreeMap<NaiveDate, Option<UnitId>>,
    /// The last day on which something recorded needs it to exist.
    needed_on: NaiveDate,
}

impl Span {
    fn alive(&self, on: NaiveDate, field: &'static str) -> Result<(), Rejection> {
        if self.established_on <= on && self.ended_on.is_none_or(|end| on < end) {
            return Ok(());
        }
        let Self { established_on, ended_on, .. } = *self;
        Err(Rejection::UnitNotAlive { field, on, established_on, ended_on })
    }

    /// No end may be recorded yet; it existed the day before, and nothing needs it from that day on.
    fn may_end(&self, on: NaiveDate) -> Result<(), Rejection> {
        if let Some(ended_on) = self.ended_on {
            return Err(Rejection::EndRecorded { ended_on });
        }
        self.alive(eve(on), SELF)?;
        if self.needed_on >= on {
            return Err(Rejection::LaterFacts { last_on: self.needed_on });
        }
        Ok(())
    }

    fn need(mut self, on: NaiveDate) -> Self {
        self.needed_on = self.needed_on.max(on);
        self
    }
}

impl Decider for Unit {
    const CATEGORY: &'static str = "unit";
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        match (self, command) {
            (
                Self::Absent,
                Command::Establish { code, kind, name, parent, occurred_on, decision },
            ) => {
                let parent = parent.map(Parent::id);
                Ok(vec![Event::Established { code, kind, name, parent, occurred_on, decision }])
            }
            (Self::Established(_), Command::Establish { .. }) => {
                Err(Rejection::UnitAlreadyEstablished)
            }

            (Self::Established(span), Command::Rename { name, occurred_on, decision }) => {
                span.alive(occurred_on, SELF)?;
                let present = span.names.range(..=occurred_on).next_back().map(|(_, name)| name);
                if present == Some(&name) {
                    return Ok(Vec::new());
                }
                Ok(vec![Event::Renamed { name, occurred_on, decision }])
            }
            (
                Self::Established(span),
                Command::Reparent { parent, lineage, occurred_on, decision },
            ) => span.come_under(parent, &lineage, occurred_on, decision),
            (Self::Established(span), Command::Abolish { occurred_on, decision }) => {
                span.may_end(occurred_on)?;
                Ok(vec![Event::Abolished { occurred_on, decision }])
            }
            (Self::Established(span), Command::HandOver { succession }) => {
                span.hand_over(&succession)
            }
            (Self::Established(span), Command::TakeOver { succession }) => {
                span.alive(succession.occurred_on(), "successors")?;
                Ok(vec![Event::TookOver {
                    kind: succession.kind(),
                    predecessors: succession.predecessors().to_vec(),
                    occurred_on: succession.occurred_on(),
                    decision: succession.decision().cloned(),
                }])
            }
            (Self::Established(span), Command::Vouch { on, field }) => {
                span.alive(on, field)?;
                Ok(Vec::new())
            }
            (Self::Established(span), Command::VouchAsUnion { on, field }) => {
                if span.kind != UnitKind::ProvincialUnion {
                    return Err(Rejection::NotAUnion { field, kind: span.kind });
                }
                span.alive(on, field)?;
                Ok(Vec::new())
            }

            (
                Self::Absent,
                Command::Rename { .. } | Command::Reparent { .. } | Command::Abolish { .. },
            ) => Err(Rejection::UnitNotFound { field: SELF }),
            (Self::Absent, Command::HandOver { .. }) => {
                Err(Rejection::UnitNotFound { field: "predecessor_unit_ids" })
            }
            (Self::Absent, Command::TakeOver { .. }) => {
                Err(Rejection::UnitNotFound { field: "successors" })
            }
            (Self::Absent, Command::Vouch { field, .. } | Command::VouchAsUnion { field, .. }) => {
                Err(Rejection::UnitNotFound { field })
            }
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match (self, event) {
            (_, Event::Established { kind, name, parent, occurred_on, .. }) => {
                Self::Established(Span {
                    kind: *kind,
                    established_on: *occurred_on,
                    ended_on: None,
                    names: BTreeMap::from([(*occurred_on, name.clone())]),
                    parents: BTreeMap::from([(*occurred_on, *parent)]),
                    needed_on: *occurred_on,
                })
            }
            (Self::Established(mut span), Event::Renamed { name, occurred_on, .. }) => {
                span.names.insert(*occurred_on, name.clone());
                Self::Established(span.need(*occurred_on))
            }
            (Self::Established(mut span), Event::Reparented { parent, occurred_on, .. }) => {
                span.parents.insert(*occurred_on, *parent);
                Self::Established(span.need(*occurred_on))
            }
            (Self::Established(span), Event::TookOver { occurred_on, .. }) => {
                Self::Established(span.need(*occurred_on))
            }
            (Self::Established(span), Event::Succeeded { ends: false, occurred_on, .. }) => {
                Self::Established(span.need(eve(*occurred_on)))
            }
            (
                Self::Established(span),
                Event::Abolished { occurred_on, .. } | Event::Succeeded { occurred_on, .. },
            ) => Self::Established(Span { ended_on: Some(*occurred_on), ..span }),
            (
                Self::Absent,
                Event::Renamed { .. }
                | Event::Reparented { .. }
                | Event::Abolished { .. }
                | Event::Succeeded { .. }
                | Event::TookOver { .. },
            ) => Self::Absent,
        }
    }
}

impl Span {
    /// It is not under itself on any day until it comes under another one.
    fn come_under(
        &self,
        parent: Option<Parent>,
        lineage: &Lineage,
        occurred_on: NaiveDate,
        decision: Option<DecisionRef>,
    ) -> Result<Vec<Event>, Rejection> {
        self.alive(occurred_on, SELF)?;
        let present = self.parents.range(..=occurred_on).next_back().map(|(_, id)| *id);
        if present == Some(parent.map(Parent::id)) {
            return Ok(Vec::new());
        }
        if let Some(parent) = parent {
            let until = next_change(&self.parents, occurred_on).unwrap_or(NaiveDate::MAX);
            lineage.admits(parent, occurred_on..until)?;
        }
        let parent = parent.map(Parent::id);
        Ok(vec![Event::Reparented { parent, occurred_on, decision }])
    }

    fn hand_over(&self, succession: &Succession) -> Result<Vec<Event>, Rejection> {
        let on = succession.occurred_on();
        if succession.ends() {
            self.may_end(on)?;
        } else {
            self.alive(eve(on), SELF)?;
        }
        Ok(vec![Event::Succeeded {
            kind: succession.kind(),
            successors: succession.successors().to_vec(),
            retained_parts: succession.retained_parts(),
            ends: succession.ends(),
            occurred_on: on,
            decision: succession.decision().cloned(),
        }])
    }
}

/// The day before; dates at the edge are within centuries, far from the calendar's ends.
fn eve(day: NaiveDate) -> NaiveDate {
    day.pred_opt().unwrap_or(day)
}
