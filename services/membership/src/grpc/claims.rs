//! Names and main fields of activity: no two associations of a territory have the same.

use std::collections::BTreeMap;

use ledger::{Ledger, Step, reservation};

use crate::domain::AssociationId;
use crate::domain::association::{Profile, Work};

/// What an association keeps others from having.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Claim {
    Name(String),
    MainField(String),
}

impl Claim {
    fn kind(&self) -> &'static str {
        match self {
            Self::Name(_) => "association_name",
            Self::MainField(_) => "association_main_field",
        }
    }

    fn key(&self) -> &str {
        match self {
            Self::Name(key) | Self::MainField(key) => key,
        }
    }

    fn taken(&self) -> &'static str {
        match self {
            Self::Name(_) => "ASSOCIATION_NAME_TAKEN",
            Self::MainField(_) => "MAIN_FIELD_TAKEN",
        }
    }
}

/// Who has what before an act and after it.
#[derive(Debug, Default)]
pub(super) struct Claims {
    changes: BTreeMap<Claim, Change>,
}

#[derive(Debug, Default)]
struct Change {
    before: Option<AssociationId>,
    after: Option<AssociationId>,
}

/// Two associations of one act want the same.
#[derive(Debug, thiserror::Error)]
#[error("two of them would have the same")]
pub(super) struct ClaimedTwice(pub(super) &'static str);

impl ledger::Reject for ClaimedTwice {
    fn kind(&self) -> ledger::RejectionKind {
        ledger::RejectionKind::AlreadyExists
    }

    fn reason(&self) -> &'static str {
        self.0
    }
}

impl Claims {
    /// What this association has before the act.
    pub(super) fn had(mut self, by: AssociationId, profile: &Profile) -> Self {
        for claim in claims(profile) {
            self.changes.entry(claim).or_default().before = Some(by);
        }
        self
    }

    /// What it has after the act.
    pub(super) fn has(
        mut self,
        by: AssociationId,
        profile: &Profile,
    ) -> Result<Self, ClaimedTwice> {
        for claim in claims(profile) {
            let taken = claim.taken();
            if self.changes.entry(claim).or_default().after.replace(by).is_some() {
                return Err(ClaimedTwice(taken));
            }
        }
        Ok(self)
    }

    /// The steps from before to after, each on a stream of its own.
    pub(super) fn steps(self, ledger: &Ledger) -> Vec<Box<dyn Step>> {
        let mut steps = Vec::new();
        for (claim, Change { before, after }) in self.changes {
            let (kind, key, taken) = (claim.kind(), claim.key(), claim.taken());
            match (before, after) {
                (Some(from), Some(to)) if from == to => {}
                (Some(from), Some(to)) => {
                    let (from, to) = (from.to_string(), to.to_string());
                    steps.push(reservation::transfer(ledger, kind, key, from, to, taken));
                }
                (None, Some(by)) => {
                    steps.push(reservation::reserve(ledger, kind, key, by.to_string(), taken));
                }
                (Some(by), None) => {
                    steps.push(reservation::release(ledger, kind, key, by.to_string()));
                }
                (None, None) => {}
            }
        }
        steps
    }
}

fn claims(Profile { name, work, .. }: &Profile) -> [Claim; 2] {
    let field = Work::main_field_key(work);
    [Claim::Name(work.name_key(name)), Claim::MainField(field)]
}
