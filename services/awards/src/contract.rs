//! The domain's values as the contract says them, and its choices back.

mod entries;
mod judging;
mod rounds;
mod rulesets;

use contracts::awards::v1 as wire;

use crate::domain::appeals::{Ground, Reason, State as AppealStanding};
use crate::domain::entry::State;
use crate::domain::entry::content::{ConsentParty, Relation};
use crate::domain::participant::{Basis, RefusalGround};
use crate::domain::prize_list::State as PrizeListStanding;
use crate::domain::programme::{Family, Terms};
use crate::domain::round::Phase;
use crate::domain::{DecisionRef, Stage};

/// One table per enum, read in both directions. The contract's unspecified value is none of ours.
macro_rules! choices {
    ($($read:ident: $wire:ident <=> $own:ident { $($value:ident),+ })+) => {$(
        impl From<$own> for wire::$wire {
            fn from(own: $own) -> Self {
                match own { $($own::$value => Self::$value),+ }
            }
        }

        /// The domain's choice; `None` where nothing was chosen.
        #[must_use]
        pub fn $read(choice: wire::$wire) -> Option<$own> {
            match choice {
                wire::$wire::Unspecified => None,
                $(wire::$wire::$value => Some($own::$value)),+
            }
        }
    )+};
}

mod juries;
mod score_sheets;

pub(crate) use juries::draw;
pub use juries::{conflict_kind, jury_part};
pub(crate) use score_sheets::sheet_state;

choices! {
    family: ProgrammeFamily <=> Family {
        TechContest, YouthContest, ProvincialStAward, NationalStAward, IntellectualHonour
    }
    stage: Stage <=> Stage { Preliminary, Final }
    round_phase: RoundPhase <=> Phase {
        Planned, RulesIssued, Launched, Open, ClosedForEntry, Checking, Preliminary, Final, Ranked,
        Posted, Decided, Awarded, Closed, Cancelled
    }
    prize_list_state: PrizeListState <=> PrizeListStanding {
        Proposed, Approved, Declined, Posted, Decided, SentBack, Released
    }
    appeal_ground: AppealGround <=> Ground { Procedure, Eligibility, Ownership }
    appeal_state: AppealState <=> AppealStanding { Lodged, Admitted, Rejected, Upheld, Dismissed }
    appeal_rejection: AppealRejectionReason <=> Reason { Late, NoStanding, NoEvidence }
    entry_state: EntryState <=> State {
        Draft, Submitted, Returned, Eligible, Ineligible, Duplicate, Withdrawn, Disqualified
    }
    consent_party: ConsentParty <=> ConsentParty { Participant, Guardian }
    relation: RelationKind <=> Relation { Author, Adviser }
    erasure_basis: ErasureBasis <=> Basis {
        Asked, PurposeDone, RetentionOver, AuthorityDecision, Agreement
    }
    erasure_refusal: ErasureRefusalGround <=> RefusalGround {
        LegalRetention, IdentityNotProved, PurposeContinues, Withdrawn
    }
}

pub(crate) fn decision(decision: &DecisionRef) -> wire::DecisionRef {
    wire::DecisionRef {
        number_symbol: decision.number_symbol.clone(),
        issued_on: decision.issued_on.to_string(),
        issuer_unit_id: decision.issuer.to_string(),
    }
}

/// Numbers of the contract are signed; none of ours comes near the end of them.
pub(crate) fn number(number: impl TryInto<i32>) -> i32 {
    number.try_into().unwrap_or(i32::MAX)
}

impl From<&Terms> for wire::ProgrammeTerms {
    fn from(terms: &Terms) -> Self {
        Self {
            name: terms.name.clone(),
            cycle_months: number(terms.cycle_months),
            decider_unit_id: terms.decider.to_string(),
            legal_basis: terms.legal_basis.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// For each: every value of the contract but the unspecified one is one of ours, and back.
    macro_rules! all_are_read {
        ($($read:ident: $wire:ident),+) => {
            [$({
                let values = (1..).map_while(|n| wire::$wire::try_from(n).ok());
                let read = values.inspect(|of| assert_eq!($read(*of).map(wire::$wire::from), Some(*of)));
                assert_eq!($read(wire::$wire::Unspecified), None);
                read.count()
            }),+]
        };
    }

    #[test]
    fn every_choice_of_the_contract_is_one_of_ours_and_back() {
        let read = all_are_read!(
            family: ProgrammeFamily,
            stage: Stage,
            round_phase: RoundPhase,
            prize_list_state: PrizeListState,
            appeal_ground: AppealGround,
            appeal_state: AppealState,
            appeal_rejection: AppealRejectionReason,
            entry_state: EntryState,
            consent_party: ConsentParty,
            relation: RelationKind,
            erasure_basis: ErasureBasis,
            erasure_refusal: ErasureRefusalGround
        );
        assert_eq!(read, [5, 2, 14, 7, 3, 5, 3, 8, 2, 2, 5, 4]);
    }
}
