//! The domain's values as the contract says them, and its choices back.

mod judging;

use contracts::awards::v1 as wire;

use crate::domain::prize_list::State as PrizeListStanding;
use crate::domain::programme::{Family, Terms};
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

choices! {
    family: ProgrammeFamily <=> Family {
        TechContest, YouthContest, ProvincialStAward, NationalStAward, IntellectualHonour
    }
    stage: Stage <=> Stage { Preliminary, Final }
    prize_list_state: PrizeListState <=> PrizeListStanding {
        Proposed, Approved, Declined, Posted, Decided, SentBack, Released
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

    #[test]
    fn every_choice_of_the_contract_is_one_of_ours_and_back() {
        let mut read = 0;
        for of in (1..).map_while(|n| wire::ProgrammeFamily::try_from(n).ok()) {
            assert_eq!(family(of).map(wire::ProgrammeFamily::from), Some(of));
            read += 1;
        }
        for of in (1..).map_while(|n| wire::Stage::try_from(n).ok()) {
            assert_eq!(stage(of).map(wire::Stage::from), Some(of));
            read += 1;
        }
        for of in (1..).map_while(|n| wire::PrizeListState::try_from(n).ok()) {
            assert_eq!(prize_list_state(of).map(wire::PrizeListState::from), Some(of));
            read += 1;
        }
        assert_eq!(read, 14);
        assert_eq!(family(wire::ProgrammeFamily::Unspecified), None);
        assert_eq!(stage(wire::Stage::Unspecified), None);
        assert_eq!(prize_list_state(wire::PrizeListState::Unspecified), None);
    }
}
