//! The legal life of associations.

use std::collections::BTreeSet;

use ledger::Published;

use super::publish;
use crate::contract::Choice as _;
use crate::domain::AssociationId;
use crate::domain::association::Event;

/// A message about this association on a day, and what else it says.
macro_rules! on {
    ($day:expr, $id:expr => $name:ident { $($fields:tt)* }) => {
        publish!($name {
            association_id: $id.to_owned(),
            occurred_on: $day.to_string(),
            $($fields)*
        })
    };
}

/// A message about this association by an act, and what else it says.
macro_rules! by {
    ($act:expr, $id:expr => $name:ident { $($fields:tt)* }) => {
        on!($act.occurred_on, $id => $name {
            decision_ref: Some((&$act.decision).into()),
            $($fields)*
        })
    };
}

/// A message that also says what the association is called and does.
macro_rules! as_described {
    ($profile:expr, $day:expr, $id:expr => $name:ident { $($fields:tt)* }) => {
        on!($day, $id => $name {
            full_name: $profile.name.full.clone(),
            short_name: $profile.name.short.clone().unwrap_or_default(),
            scope: $profile.work.scope.to_wire(),
            territory_unit_id: $profile.work.territory.to_string(),
            science_field: $profile.work.science_field.to_wire(),
            main_field: $profile.work.main_field.clone(),
            mass_association: $profile.mass,
            $($fields)*
        })
    };
}

/// A proposal is no association yet; who absorbed whom is told by the one that ended.
#[expect(
    clippy::too_many_lines,
    reason = "one arm for each event: what is published, in one table"
)]
pub fn association(id: &str, event: &Event) -> Option<Published> {
    match event {
        Event::FoundingProposed { .. } | Event::FoundingRejected { .. } => None,
        Event::FoundingCommitteeRecognised { act } => {
            by!(act, id => AssociationInitiativeRecognised {})
        }
        Event::EstablishmentPermitted { act, profile, illustrative, .. } => {
            as_described!(profile, act.occurred_on, id => AssociationLicensed {
                decision_ref: Some((&act.decision).into()),
                illustrative: *illustrative,
            })
        }
        Event::CongressExtended { act, extended_to, .. } => {
            by!(act, id => CongressExtensionGranted { extended_to: extended_to.to_string() })
        }
        Event::FoundingCongressHeld { occurred_on, congress, .. } => {
            on!(occurred_on, id => FoundingCongressHeld { term: Some(congress.term.into()) })
        }
        Event::PermissionLapsed { occurred_on } => {
            on!(occurred_on, id => AssociationPermissionLapsed {})
        }
        Event::CharterApproved { act } => by!(act, id => CharterApproved {}),
        Event::Activated { occurred_on } => on!(occurred_on, id => AssociationActivated {}),
        Event::Registered { profile, term, illustrative, occurred_on, decision } => {
            let decision_ref = decision.as_ref().map(Into::into);
            as_described!(profile, occurred_on, id => AssociationRegistered {
                decision_ref,
                term: term.map(Into::into),
                illustrative: *illustrative,
            })
        }
        Event::TermCongressHeld { act, congress, extraordinary, .. } => {
            by!(act, id => CongressHeld {
                term: Some(congress.term.into()),
                extraordinary: *extraordinary,
            })
        }
        Event::CongressOverdueFlagged { occurred_on, due_on } => {
            on!(occurred_on, id => CongressOverdueFlagged { due_on: due_on.to_string() })
        }
        Event::Suspended { act, until, .. } => {
            by!(act, id => AssociationSuspended { until: until.to_string() })
        }
        Event::Resumed { act } => by!(act, id => SuspensionLifted {}),
        Event::SuspensionExpiredUncured { occurred_on } => {
            on!(occurred_on, id => SuspensionExpiredUncured {})
        }
        Event::Renamed { act, name } => by!(act, id => AssociationRenamed {
            full_name: name.full.clone(),
            short_name: name.short.clone().unwrap_or_default(),
        }),
        Event::CharterChanged { act } => by!(act, id => AssociationCharterChanged {}),
        Event::ScopeChanged { act, work, mass } => by!(act, id => AssociationScopeChanged {
            scope: work.scope.to_wire(),
            territory_unit_id: work.territory.to_string(),
            science_field: work.science_field.to_wire(),
            main_field: work.main_field.clone(),
            mass_association: *mass,
        }),
        Event::Merged { act, successor } => by!(act, id => AssociationMerged {
            successor_association_id: successor.to_string(),
        }),
        Event::Consolidated { act, successor } => by!(act, id => AssociationConsolidated {
            successor_association_id: successor.to_string(),
        }),
        Event::Divided { act, successors } => by!(act, id => AssociationDivided {
            successor_association_ids: ids(successors),
        }),
        Event::Separated { act, separated } => by!(act, id => AssociationSeparated {
            separated_association_ids: ids(separated),
        }),
        Event::Absorbed { .. } => None,
        Event::Formed { act, kind, predecessors, profile, illustrative, .. } => {
            as_described!(profile, act.occurred_on, id => AssociationFormed {
                decision_ref: Some((&act.decision).into()),
                kind: kind.to_wire(),
                predecessor_association_ids: ids(predecessors),
                illustrative: *illustrative,
            })
        }
        Event::DissolutionStarted { act, ground } => {
            by!(act, id => AssociationDissolutionStarted { ground: ground.to_wire() })
        }
        Event::Dissolved { act, ground, .. } => {
            by!(act, id => AssociationDissolved { ground: ground.to_wire() })
        }
    }
}

fn ids(associations: &BTreeSet<AssociationId>) -> Vec<String> {
    associations.iter().map(ToString::to_string).collect()
}
