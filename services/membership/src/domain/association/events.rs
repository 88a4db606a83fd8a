//! What happened to an association, and where that leaves it.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    Association, Congress, DissolutionGround, Facts, Permit, Profile, Stage, SuccessionKind, Term,
    Work,
};
use crate::domain::{Act, AssociationId, DecisionRef, EvidenceRef, Name};

/// Stored for ever: variants and fields may be added, never renamed or removed.
#[derive(
    Debug, Clone, PartialEq, Serialize, Deserialize, strum::IntoStaticStr, strum::VariantNames,
)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    FoundingProposed {
        profile: Profile,
        illustrative: bool,
        occurred_on: NaiveDate,
    },
    FoundingRejected {
        #[serde(flatten)]
        act: Act,
        reason: String,
    },
    FoundingCommitteeRecognised {
        #[serde(flatten)]
        act: Act,
    },
    EstablishmentPermitted {
        #[serde(flatten)]
        act: Act,
        profile: Profile,
        illustrative: bool,
        permit: Permit,
        congress_due_on: NaiveDate,
        rules_version: String,
    },
    /// Of the founding congress or of the term's, whichever is due.
    CongressExtended {
        #[serde(flatten)]
        act: Act,
        extended_to: NaiveDate,
        rules_version: String,
    },
    FoundingCongressHeld {
        occurred_on: NaiveDate,
        congress: Congress,
        rules_version: String,
    },
    PermissionLapsed {
        occurred_on: NaiveDate,
    },
    CharterApproved {
        #[serde(flatten)]
        act: Act,
    },
    Activated {
        occurred_on: NaiveDate,
    },
    Registered {
        profile: Profile,
        term: Option<Term>,
        illustrative: bool,
        occurred_on: NaiveDate,
        decision: Option<DecisionRef>,
    },
    TermCongressHeld {
        /// The permission it was held under.
        #[serde(flatten)]
        act: Act,
        congress: Congress,
        extraordinary: bool,
        rules_version: String,
    },
    CongressOverdueFlagged {
        occurred_on: NaiveDate,
        due_on: NaiveDate,
    },
    Suspended {
        #[serde(flatten)]
        act: Act,
        until: NaiveDate,
        reason: String,
        rules_version: String,
    },
    Resumed {
        #[serde(flatten)]
        act: Act,
    },
    SuspensionExpiredUncured {
        occurred_on: NaiveDate,
    },
    Renamed {
        #[serde(flatten)]
        act: Act,
        name: Name,
    },
    CharterChanged {
        #[serde(flatten)]
        act: Act,
    },
    ScopeChanged {
        #[serde(flatten)]
        act: Act,
        work: Work,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mass: Option<bool>,
    },
    Merged {
        #[serde(flatten)]
        act: Act,
        successor: AssociationId,
    },
    Consolidated {
        #[serde(flatten)]
        act: Act,
        successor: AssociationId,
    },
    Divided {
        #[serde(flatten)]
        act: Act,
        successors: BTreeSet<AssociationId>,
    },
    Separated {
        #[serde(flatten)]
        act: Act,
        separated: BTreeSet<AssociationId>,
    },
    Absorbed {
        #[serde(flatten)]
        act: Act,
        predecessor: AssociationId,
    },
    Formed {
        #[serde(flatten)]
        act: Act,
        kind: SuccessionKind,
        predecessors: BTreeSet<AssociationId>,
        profile: Profile,
        term: Option<Term>,
        illustrative: bool,
    },
    DissolutionStarted {
        #[serde(flatten)]
        act: Act,
        ground: DissolutionGround,
    },
    Dissolved {
        #[serde(flatten)]
        act: Act,
        ground: DissolutionGround,
        settlement: EvidenceRef,
    },
}

/// The first event of an association.
pub(super) fn beginning(event: &Event) -> Association {
    match event {
        Event::FoundingProposed { profile, illustrative, occurred_on } => Association::Known {
            stage: Stage::FoundingCommittee,
            facts: Facts {
                profile: profile.clone(),
                illustrative: *illustrative,
                since: *occurred_on,
                active_since: None,
                ended_on: None,
                term: None,
                congress_due_on: None,
                overdue_flagged: false,
            },
        },
        Event::Registered { profile, term, illustrative, occurred_on, .. } => {
            begun(profile, *term, *illustrative, *occurred_on)
        }
        Event::Formed { profile, term, illustrative, act, .. } => {
            begun(profile, *term, *illustrative, act.occurred_on)
        }
        Event::FoundingRejected { .. }
        | Event::FoundingCommitteeRecognised { .. }
        | Event::EstablishmentPermitted { .. }
        | Event::CongressExtended { .. }
        | Event::FoundingCongressHeld { .. }
        | Event::PermissionLapsed { .. }
        | Event::CharterApproved { .. }
        | Event::Activated { .. }
        | Event::TermCongressHeld { .. }
        | Event::CongressOverdueFlagged { .. }
        | Event::Suspended { .. }
        | Event::Resumed { .. }
        | Event::SuspensionExpiredUncured { .. }
        | Event::Renamed { .. }
        | Event::CharterChanged { .. }
        | Event::ScopeChanged { .. }
        | Event::Merged { .. }
        | Event::Consolidated { .. }
        | Event::Divided { .. }
        | Event::Separated { .. }
        | Event::Absorbed { .. }
        | Event::DissolutionStarted { .. }
        | Event::Dissolved { .. } => Association::Absent,
    }
}

/// One that begins active.
fn begun(profile: &Profile, term: Option<Term>, illustrative: bool, on: NaiveDate) -> Association {
    let facts = Facts {
        profile: profile.clone(),
        illustrative,
        since: on,
        active_since: Some(on),
        ended_on: None,
        term,
        congress_due_on: term.map(|term| term.to),
        overdue_flagged: false,
    };
    Association::Known { stage: Stage::Active, facts }
}

/// Any later event.
pub(super) fn continuation(stage: Stage, facts: Facts, event: &Event) -> Association {
    let to = |stage, since| Association::Known { stage, facts: Facts { since, ..facts.clone() } };
    let end = |stage, on: NaiveDate| Association::Known {
        stage,
        facts: Facts { since: on, ended_on: Some(on), ..facts.clone() },
    };
    let with = |facts| Association::Known { stage, facts };
    match event {
        Event::FoundingCommitteeRecognised { act } => to(Stage::Preparing, act.occurred_on),
        Event::EstablishmentPermitted { act, congress_due_on: due, .. } => {
            to(Stage::Permitted { congress_due_on: *due, first_due_on: *due }, act.occurred_on)
        }
        Event::CongressExtended { extended_to, .. } => extended(stage, facts, *extended_to),
        Event::FoundingCongressHeld { occurred_on, congress, .. } => Association::Known {
            stage: Stage::CongressHeld,
            facts: Facts { since: *occurred_on, ..facts.in_term(congress.term) },
        },
        Event::Activated { occurred_on } => Association::Known {
            stage: Stage::Active,
            facts: Facts { since: *occurred_on, active_since: Some(*occurred_on), ..facts },
        },
        Event::TermCongressHeld { congress, .. } => with(facts.in_term(congress.term)),
        Event::CongressOverdueFlagged { .. } => with(Facts { overdue_flagged: true, ..facts }),
        Event::Suspended { act, until, .. } => {
            to(Stage::Suspended { until: *until, expiry_flagged: false }, act.occurred_on)
        }
        Event::Resumed { act } => to(Stage::Active, act.occurred_on),
        Event::SuspensionExpiredUncured { .. } => expired(stage, facts),
        Event::Renamed { name, .. } => {
            let profile = Profile { name: name.clone(), ..facts.profile.clone() };
            with(Facts { profile, ..facts })
        }
        Event::ScopeChanged { work, mass, .. } => {
            let mass = mass.unwrap_or(facts.profile.mass);
            let profile = Profile { work: work.clone(), mass, ..facts.profile.clone() };
            with(Facts { profile, ..facts })
        }
        Event::Merged { act, .. } | Event::Consolidated { act, .. } => {
            end(Stage::Merged, act.occurred_on)
        }
        Event::Divided { act, .. } => end(Stage::Split, act.occurred_on),
        Event::DissolutionStarted { act, ground } => {
            to(Stage::Dissolving { ground: *ground }, act.occurred_on)
        }
        Event::Dissolved { act, .. } => end(Stage::Dissolved, act.occurred_on),
        Event::FoundingRejected { act, .. } => end(Stage::Closed, act.occurred_on),
        Event::PermissionLapsed { occurred_on } => end(Stage::Closed, *occurred_on),
        Event::FoundingProposed { .. }
        | Event::Registered { .. }
        | Event::Formed { .. }
        | Event::CharterApproved { .. }
        | Event::CharterChanged { .. }
        | Event::Separated { .. }
        | Event::Absorbed { .. } => with(facts),
    }
}

fn expired(stage: Stage, facts: Facts) -> Association {
    let Stage::Suspended { until, .. } = stage else { return Association::Known { stage, facts } };
    Association::Known { stage: Stage::Suspended { until, expiry_flagged: true }, facts }
}

fn extended(stage: Stage, facts: Facts, to: NaiveDate) -> Association {
    if let Stage::Permitted { first_due_on, .. } = stage {
        let stage = Stage::Permitted { congress_due_on: to, first_due_on };
        return Association::Known { stage, facts };
    }
    let facts = Facts { congress_due_on: Some(to), overdue_flagged: false, ..facts };
    Association::Known { stage, facts }
}

impl Facts {
    fn in_term(self, term: Term) -> Self {
        Self { term: Some(term), congress_due_on: Some(term.to), overdue_flagged: false, ..self }
    }
}
