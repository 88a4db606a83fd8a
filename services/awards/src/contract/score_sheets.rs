//! Score sheets as the contract says them.

use contracts::awards::v1 as wire;

use crate::domain::score_sheet::{CriterionScore, State};

impl From<State> for wire::SheetState {
    fn from(state: State) -> Self {
        match state {
            State::Assigned => Self::Assigned,
            State::Draft => Self::Draft,
            State::Submitted => Self::Submitted,
            State::Signed => Self::Signed,
            State::Reopened => Self::Reopened,
        }
    }
}

/// What the judge did last; `None` where the assignment has ended. A sheet is signed when it is locked.
pub(crate) fn sheet_state(state: wire::SheetState) -> Option<State> {
    match state {
        wire::SheetState::Unspecified | wire::SheetState::Recused => None,
        wire::SheetState::Assigned => Some(State::Assigned),
        wire::SheetState::Draft => Some(State::Draft),
        wire::SheetState::Submitted => Some(State::Submitted),
        wire::SheetState::Reopened => Some(State::Reopened),
        wire::SheetState::Signed | wire::SheetState::Locked => Some(State::Signed),
    }
}

impl From<&CriterionScore> for wire::CriterionScore {
    fn from(score: &CriterionScore) -> Self {
        Self {
            criterion_code: score.criterion.to_string(),
            points: score.points.to_string(),
            remark: score.remark.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_judge_did_last_is_told_and_read_again() {
        for state in
            [State::Assigned, State::Draft, State::Submitted, State::Signed, State::Reopened]
        {
            assert_eq!(sheet_state(state.into()), Some(state));
        }
        assert_eq!(sheet_state(wire::SheetState::Locked), Some(State::Signed));
        assert_eq!(sheet_state(wire::SheetState::Recused), None);
    }
}
