//! Juries as the contract says them.

use std::collections::BTreeSet;

use contracts::awards::v1 as wire;

use super::number;
use crate::domain::draw::{Draw, Pair};
use crate::domain::jury::{ConflictKind, Part};

choices! {
    jury_part: JuryPart <=> Part { Chair, Member }
    conflict_kind: ConflictKind <=> ConflictKind {
        Author, Kin, SameUnit, Adviser, Dispute, Paid, Other
    }
}

/// A draw, with what came of it.
pub(crate) fn draw(draw: &Draw, outcome: &BTreeSet<Pair>) -> wire::Draw {
    let stage = wire::Stage::from(draw.stage);
    let conflict = |pair: &Pair| wire::DrawnConflict {
        judge: pair.judge.clone(),
        entry_code: pair.code.to_string(),
    };
    let assignment = |pair: &Pair| wire::Assignment {
        judge: pair.judge.clone(),
        entry_code: pair.code.to_string(),
        stage: stage.into(),
        method: wire::AssignmentMethod::Drawn.into(),
        recused: false,
    };
    wire::Draw {
        draw_id: draw.id.to_string(),
        stage: stage.into(),
        algorithm_version: number(draw.algorithm),
        seed: draw.seed.to_string(),
        judges_per_entry: number(draw.judges_per_entry),
        judges: draw.judges.iter().cloned().collect(),
        entry_codes: draw.codes.iter().map(ToString::to_string).collect(),
        conflicts: draw.conflicts.iter().map(conflict).collect(),
        assignments: outcome.iter().map(assignment).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_of_the_contract_is_one_of_ours_and_back() {
        let mut read = 0;
        for of in (1..).map_while(|n| wire::JuryPart::try_from(n).ok()) {
            assert_eq!(jury_part(of).map(wire::JuryPart::from), Some(of));
            read += 1;
        }
        for of in (1..).map_while(|n| wire::ConflictKind::try_from(n).ok()) {
            assert_eq!(conflict_kind(of).map(wire::ConflictKind::from), Some(of));
            read += 1;
        }
        assert_eq!(read, 9);
        assert_eq!(jury_part(wire::JuryPart::Unspecified), None);
        assert_eq!(conflict_kind(wire::ConflictKind::Unspecified), None);
    }
}
