//! Who may stand on which side of a succession.

use super::*;

fn weighed(proposed: Proposed) -> Result<(), Rejection> {
    Succession::new(proposed).map(|_| ())
}

#[test]
fn each_kind_has_its_number_of_predecessors() {
    use SuccessionKind::*;
    let too_many = [BOARD, COMMITTEE];
    let refused: [(_, &[UnitId]); 5] = [
        (MergedInto, &[]),
        (Consolidated, &[BOARD]),
        (Divided, &too_many),
        (Separated, &too_many),
        (FunctionTransferred, &too_many),
    ];
    for (kind, predecessors) in refused {
        assert_eq!(
            weighed(proposed(kind, predecessors, &[SUCCESSOR, OTHER])),
            Err(Rejection::WrongNumberOfPredecessors { kind })
        );
    }
}

#[test]
fn each_kind_has_its_number_of_successors() {
    use SuccessionKind::*;
    let refused: [(_, &[UnitId], &[UnitId]); 5] = [
        (MergedInto, &[BOARD], &[SUCCESSOR, OTHER]),
        (Consolidated, &[BOARD, COMMITTEE], &[SUCCESSOR, OTHER]),
        (Divided, &[BOARD], &[SUCCESSOR]),
        (Separated, &[BOARD], &[]),
        (FunctionTransferred, &[BOARD], &[]),
    ];
    for (kind, predecessors, successors) in refused {
        assert_eq!(
            weighed(proposed(kind, predecessors, successors)),
            Err(Rejection::WrongNumberOfSuccessors { kind })
        );
    }
}

#[test]
fn whether_predecessors_end_is_given_by_the_kind() {
    use SuccessionKind::*;
    for (kind, ends) in [(MergedInto, true), (Separated, false), (FunctionTransferred, false)] {
        let proposed = proposed(kind, &[BOARD], &[SUCCESSOR]);
        assert_eq!(Succession::new(proposed.clone()).unwrap().ends(), ends, "{kind}");
        let told = Succession::new(Proposed { predecessor_ends: true, ..proposed });
        match kind {
            FunctionTransferred => assert!(told.unwrap().ends()),
            MergedInto | Consolidated | Divided | Separated => {
                assert_eq!(told, Err(Rejection::EndGivenByKind { kind, ends }));
            }
        }
    }
    assert!(Succession::new(proposed(Divided, &[BOARD], &[SUCCESSOR, OTHER])).unwrap().ends());
    assert!(Succession::new(proposed(Consolidated, &[BOARD, OTHER], &[SUCCESSOR])).unwrap().ends());
}

#[test]
fn nobody_stands_twice_in_a_succession() {
    let twice: [(&[UnitId], &[UnitId], UnitId); 3] = [
        (&[BOARD, BOARD], &[SUCCESSOR], BOARD),
        (&[BOARD, SUCCESSOR], &[SUCCESSOR], SUCCESSOR),
        (&[SUCCESSOR], &[SUCCESSOR], SUCCESSOR),
    ];
    for (predecessors, successors, unit_id) in twice {
        let proposed = proposed(SuccessionKind::MergedInto, predecessors, successors);
        assert_eq!(weighed(proposed), Err(Rejection::UnitNamedTwice { unit_id }));
    }
}

#[test]
fn shares_are_settled_for_all_or_none() {
    let with_parts = |parts: [u32; 2], retained_parts, kind| {
        let proposed = proposed(kind, &[BOARD], &[SUCCESSOR, OTHER]);
        let successors = proposed.successors.iter().zip(parts);
        let successors = successors.map(|(s, parts)| Successor { parts, ..*s }).collect();
        weighed(Proposed { successors, retained_parts, ..proposed })
    };
    assert_eq!(with_parts([2, 1], 0, SuccessionKind::Divided), Ok(()));
    assert_eq!(with_parts([2, 0], 0, SuccessionKind::Divided), Err(Rejection::SharesIncomplete));
    assert_eq!(with_parts([2, 1], 3, SuccessionKind::Separated), Ok(()));
    assert_eq!(with_parts([2, 1], 3, SuccessionKind::Divided), Err(Rejection::NothingRetained));
    assert_eq!(with_parts([0, 0], 3, SuccessionKind::Separated), Err(Rejection::NothingRetained));
}
