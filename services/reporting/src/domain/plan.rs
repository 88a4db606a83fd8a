//! A plan (kế hoạch): what a committee asked for, item by item, and who has which part in it.
//!
//! absent → in force ⇄ under review → concluded
//! in force, under review → superseded
//!
//! A draft is on paper only. Invariants: the version is the number of decisions that issued or amended
//! it; a code names one item for ever, also after its withdrawal; with its version it names one text; a
//! bearer never has the same part of an item twice on one day, nor any part of a withdrawn item.

pub mod document;
#[cfg(test)]
mod properties;
mod rejection;
#[cfg(test)]
mod scenarios;
mod standing;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use ledger::Decider;
use serde::{Deserialize, Serialize};

use self::document::{
    Assignment, Change, Document, IssuedItem, Item, Responsibility, ReviewKind, Role, Section,
};
pub use self::rejection::Rejection;
use self::standing::Standing;
use crate::domain::{DecisionRef, ItemCode, PlanId, UnitId};

#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// The whole plan at once; `effective_on` is the day of the document, or the first day on which it
    /// is known to have been there.
    Issue {
        document: Document,
        effective_on: NaiveDate,
        sections: Vec<Section>,
        items: Vec<IssuedItem>,
    },
    Amend {
        decision: DecisionRef,
        effective_on: NaiveDate,
        changes: Vec<Change>,
    },
    AssignResponsibility {
        item: ItemCode,
        responsibility: Responsibility,
        decision: Option<DecisionRef>,
    },
    EndResponsibility {
        assignment: Assignment,
        ended_on: NaiveDate,
        decision: Option<DecisionRef>,
        reason: String,
    },
    OpenReview {
        kind: ReviewKind,
        opened_on: NaiveDate,
        decision: Option<DecisionRef>,
    },
    CloseReview {
        closed_on: NaiveDate,
    },
    Conclude {
        concluded_on: NaiveDate,
        decision: DecisionRef,
    },
    /// Goes with [`Command::ConfirmSuccessor`] on the other plan, in one act.
    Supersede {
        plan: PlanId,
        successor: PlanId,
        superseded_on: NaiveDate,
    },
    /// Says nothing new; refuses unless this plan can take another's place.
    ConfirmSuccessor,
    /// Says nothing new; refuses unless the plan is in force or under review.
    ConfirmInForce,
    /// Says nothing new; refuses unless this item can be measured from that day on.
    ConfirmItem {
        item: ItemCode,
        on: NaiveDate,
    },
}

/// Stored for ever: variants and fields may be added, never renamed or removed.
#[derive(
    Debug, Clone, PartialEq, Serialize, Deserialize, strum::IntoStaticStr, strum::VariantNames,
)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    /// Version 1. Its items and the parts in them follow in the same act.
    Issued {
        document: Document,
        effective_on: NaiveDate,
        sections: Vec<Section>,
    },
    /// A new version. Its item events follow in the same act.
    Amended {
        version: u32,
        effective_on: NaiveDate,
        decision: DecisionRef,
        added_sections: Vec<Section>,
    },
    ItemDefined {
        version: u32,
        effective_on: NaiveDate,
        item: Item,
    },
    ItemReplaced {
        version: u32,
        effective_on: NaiveDate,
        item: Item,
    },
    ItemWithdrawn {
        version: u32,
        effective_on: NaiveDate,
        code: ItemCode,
    },
    ResponsibilityAssigned {
        item: ItemCode,
        responsibility: Responsibility,
        decision: Option<DecisionRef>,
    },
    ResponsibilityEnded {
        assignment: Assignment,
        ended_on: NaiveDate,
        decision: Option<DecisionRef>,
        /// `None` where the item was withdrawn.
        reason: Option<String>,
    },
    ReviewOpened {
        kind: ReviewKind,
        opened_on: NaiveDate,
        decision: Option<DecisionRef>,
    },
    ReviewClosed {
        kind: ReviewKind,
        closed_on: NaiveDate,
    },
    Concluded {
        concluded_on: NaiveDate,
        decision: DecisionRef,
    },
    Superseded {
        successor: PlanId,
        superseded_on: NaiveDate,
    },
}

/// Where a plan stands; `since` is the day its present state began.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Plan {
    #[default]
    Absent,
    InForce {
        standing: Standing,
        since: NaiveDate,
    },
    UnderReview {
        standing: Standing,
        kind: ReviewKind,
        since: NaiveDate,
    },
    Concluded,
    Superseded,
}

impl Decider for Plan {
    const CATEGORY: &'static str = "plan";
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Issue { document, effective_on, sections, items } => match self {
                Self::Absent => standing::issue(document, effective_on, sections, items),
                Self::InForce { .. }
                | Self::UnderReview { .. }
                | Self::Concluded
                | Self::Superseded => Err(Rejection::PlanAlreadyIssued),
            },
            Command::Amend { decision, effective_on, changes } => {
                self.in_force()?.0.amend(&decision, effective_on, changes)
            }
            Command::AssignResponsibility { item, responsibility, decision } => {
                self.alive()?.0.assign(item, responsibility, decision)
            }
            Command::EndResponsibility { assignment, ended_on, decision, reason } => {
                self.alive()?.0.end(assignment, ended_on, decision, reason)
            }
            Command::OpenReview { kind, opened_on, decision } => {
                not_before(self.in_force()?.1, opened_on)?;
                Ok(vec![Event::ReviewOpened { kind, opened_on, decision }])
            }
            Command::CloseReview { closed_on } => {
                let (kind, since) = self.review()?.ok_or(Rejection::NoReviewOpen)?;
                not_before(since, closed_on)?;
                Ok(vec![Event::ReviewClosed { kind, closed_on }])
            }
            Command::Conclude { concluded_on, decision } => match self.review()? {
                Some((ReviewKind::Final, since)) => {
                    not_before(since, concluded_on)?;
                    Ok(vec![Event::Concluded { concluded_on, decision }])
                }
                Some((ReviewKind::Preliminary, _)) | None => Err(Rejection::FinalReviewNotOpen),
            },
            Command::Supersede { plan, successor, superseded_on } => {
                not_before(self.alive()?.1, superseded_on)?;
                if plan == successor {
                    return Err(Rejection::OwnSuccessor);
                }
                Ok(vec![Event::Superseded { successor, superseded_on }])
            }
            Command::ConfirmSuccessor => {
                self.alive().map_err(|_| Rejection::SuccessorNotInForce)?;
                Ok(Vec::new())
            }
            Command::ConfirmInForce => {
                self.alive()?;
                Ok(Vec::new())
            }
            Command::ConfirmItem { item, on } => {
                self.alive()?.0.item_on(&item, on)?;
                Ok(Vec::new())
            }
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match event {
            Event::Issued { effective_on, sections, .. } => Self::InForce {
                standing: Standing::issued(*effective_on, sections),
                since: *effective_on,
            },
            Event::Amended { .. }
            | Event::ItemDefined { .. }
            | Event::ItemReplaced { .. }
            | Event::ItemWithdrawn { .. }
            | Event::ResponsibilityAssigned { .. }
            | Event::ResponsibilityEnded { .. } => self.with(|standing| standing.take_in(event)),
            Event::ReviewOpened { kind, opened_on, .. } => match self {
                Self::InForce { standing, .. } | Self::UnderReview { standing, .. } => {
                    Self::UnderReview { standing, kind: *kind, since: *opened_on }
                }
                ended @ (Self::Absent | Self::Concluded | Self::Superseded) => ended,
            },
            Event::ReviewClosed { closed_on, .. } => match self {
                Self::InForce { standing, .. } | Self::UnderReview { standing, .. } => {
                    Self::InForce { standing, since: *closed_on }
                }
                ended @ (Self::Absent | Self::Concluded | Self::Superseded) => ended,
            },
            Event::Concluded { .. } => Self::Concluded,
            Event::Superseded { .. } => Self::Superseded,
        }
    }
}

impl Plan {
    /// The units that have a part in an item on a day; none once the plan has ended.
    #[must_use]
    pub fn holders_on(&self, day: NaiveDate) -> BTreeSet<(UnitId, Role)> {
        self.alive().map(|(standing, _)| standing.holders_on(day)).unwrap_or_default()
    }

    fn with(mut self, change: impl FnOnce(&mut Standing)) -> Self {
        match &mut self {
            Self::InForce { standing, .. } | Self::UnderReview { standing, .. } => change(standing),
            Self::Absent | Self::Concluded | Self::Superseded => {}
        }
        self
    }

    /// In force or under review, with the day that state began.
    fn alive(&self) -> Result<(&Standing, NaiveDate), Rejection> {
        match self {
            Self::Absent => Err(Rejection::PlanNotFound),
            Self::InForce { standing, since } | Self::UnderReview { standing, since, .. } => {
                Ok((standing, *since))
            }
            Self::Concluded => Err(Rejection::PlanConcluded),
            Self::Superseded => Err(Rejection::PlanSuperseded),
        }
    }

    fn in_force(&self) -> Result<(&Standing, NaiveDate), Rejection> {
        let alive = self.alive()?;
        if self.review()?.is_some() { Err(Rejection::PlanUnderReview) } else { Ok(alive) }
    }

    /// The review that is going on, with its first day.
    fn review(&self) -> Result<Option<(ReviewKind, NaiveDate)>, Rejection> {
        self.alive()?;
        Ok(match self {
            Self::UnderReview { kind, since, .. } => Some((*kind, *since)),
            Self::Absent | Self::InForce { .. } | Self::Concluded | Self::Superseded => None,
        })
    }
}

fn not_before(not_before: NaiveDate, day: NaiveDate) -> Result<(), Rejection> {
    if day < not_before { Err(Rejection::TooEarly { not_before }) } else { Ok(()) }
}
