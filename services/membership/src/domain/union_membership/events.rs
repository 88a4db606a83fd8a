//! What happened to a Union membership, and where that leaves it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{BoardVote, Fact, Facts, LapseGround, Standing, UnionMembership};
use crate::domain::{Act, DecisionRef, EvidenceRef, UnitId};

/// Stored for ever: variants and fields may be added, never renamed or removed.
#[derive(
    Debug, Clone, PartialEq, Serialize, Deserialize, strum::IntoStaticStr, strum::VariantNames,
)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    Applied {
        union: UnitId,
        occurred_on: NaiveDate,
        application: EvidenceRef,
    },
    MoreRequested {
        union: UnitId,
        occurred_on: NaiveDate,
        wanted: String,
    },
    Withdrawn {
        union: UnitId,
        occurred_on: NaiveDate,
    },
    Rejected {
        union: UnitId,
        #[serde(flatten)]
        act: Act,
        reason: String,
    },
    Approved {
        union: UnitId,
        #[serde(flatten)]
        act: Act,
        vote: Option<BoardVote>,
        /// By which the vote was weighed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rules_version: Option<String>,
    },
    Suspended {
        union: UnitId,
        #[serde(flatten)]
        act: Act,
        until: NaiveDate,
        reason: String,
    },
    Reinstated {
        union: UnitId,
        occurred_on: NaiveDate,
        decision: Option<DecisionRef>,
    },
    Lapsed {
        union: UnitId,
        occurred_on: NaiveDate,
        ground: LapseGround,
        due_on: NaiveDate,
        rules_version: String,
    },
    Renewed {
        union: UnitId,
        occurred_on: NaiveDate,
        decision: Option<DecisionRef>,
        continuous: bool,
        rules_version: String,
    },
    Left {
        union: UnitId,
        occurred_on: NaiveDate,
        decision: Option<DecisionRef>,
        reason: String,
    },
    Expelled {
        union: UnitId,
        #[serde(flatten)]
        act: Act,
        reason: String,
    },
    Transferred {
        from: UnitId,
        to: UnitId,
        #[serde(flatten)]
        act: Act,
    },
    Corrected {
        union: UnitId,
        fact: Fact,
        recorded_before: NaiveDate,
        corrected_to: NaiveDate,
        source: EvidenceRef,
        reason: String,
    },
    EndedWithAssociation {
        union: UnitId,
        #[serde(flatten)]
        act: Act,
    },
}

pub(super) fn evolve(membership: UnionMembership, event: &Event) -> UnionMembership {
    match (membership, event) {
        (_, Event::Applied { union, occurred_on, .. }) => UnionMembership::Known(Facts {
            standing: Standing::Applied,
            union: *union,
            days: vec![*occurred_on],
        }),
        (UnionMembership::Known(facts), event) => UnionMembership::Known(facts.after(event)),
        (
            UnionMembership::Absent,
            Event::MoreRequested { .. }
            | Event::Withdrawn { .. }
            | Event::Rejected { .. }
            | Event::Approved { .. }
            | Event::Suspended { .. }
            | Event::Reinstated { .. }
            | Event::Lapsed { .. }
            | Event::Renewed { .. }
            | Event::Left { .. }
            | Event::Expelled { .. }
            | Event::Transferred { .. }
            | Event::Corrected { .. }
            | Event::EndedWithAssociation { .. },
        ) => UnionMembership::Absent,
    }
}

impl Facts {
    fn after(self, event: &Event) -> Self {
        match event {
            Event::Applied { .. } | Event::MoreRequested { .. } => self,
            Event::Withdrawn { occurred_on, .. } => self.moved(Standing::Withdrawn, *occurred_on),
            Event::Rejected { act, .. } => self.moved(Standing::Rejected, act.occurred_on),
            Event::Approved { act, .. } => self.moved(Standing::Active, act.occurred_on),
            Event::Suspended { act, .. } => self.moved(Standing::Suspended, act.occurred_on),
            Event::Reinstated { occurred_on, .. } | Event::Renewed { occurred_on, .. } => {
                self.moved(Standing::Active, *occurred_on)
            }
            Event::Lapsed { occurred_on, .. } => self.moved(Standing::Lapsed, *occurred_on),
            Event::Left { occurred_on, .. } => self.moved(Standing::Left, *occurred_on),
            Event::Expelled { act, .. } => self.moved(Standing::Expelled, act.occurred_on),
            Event::Transferred { to, act, .. } => {
                let standing = self.standing;
                Self { union: *to, ..self.moved(standing, act.occurred_on) }
            }
            Event::Corrected { fact, corrected_to, .. } => self.corrected(*fact, *corrected_to),
            Event::EndedWithAssociation { act, .. } => {
                self.moved(Standing::EndedWithAssociation, act.occurred_on)
            }
        }
    }

    fn moved(mut self, standing: Standing, on: NaiveDate) -> Self {
        self.days.push(on);
        Self { standing, ..self }
    }

    fn corrected(mut self, fact: Fact, to: NaiveDate) -> Self {
        if let Some(day) = self.place_of(fact).and_then(|place| self.days.get_mut(place)) {
            *day = to;
        }
        self
    }
}
