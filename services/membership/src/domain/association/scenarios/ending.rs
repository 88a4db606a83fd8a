//! Associations out of associations, and dissolution.

use super::*;

fn sides(kind: SuccessionKind, from: &[AssociationId], to: &[AssociationId]) -> Sides {
    Sides::new(kind, from.to_vec(), to.to_vec()).unwrap()
}

fn hand(sides: Sides) -> Command {
    Command::Hand { act: act(50), sides }
}

#[test]
fn a_merged_one_ends_and_the_other_goes_on() {
    let merged = Event::Merged { act: act(50), successor: THAT };
    for given in [active(), suspended()] {
        Scenario::<Association>::given(given).when(hand(merger())).then([merged.clone()]);
    }
    let absorbed = Event::Absorbed { act: act(50), predecessor: THIS };
    let absorb = || Command::Absorb { act: act(50), sides: merger() };
    Scenario::<Association>::given(active()).when(absorb()).then([absorbed.clone()]);
    Scenario::<Association>::given([active(), vec![absorbed]].concat())
        .when(Command::VouchActive { on: day(51) })
        .then([]);
    Scenario::<Association>::given([active(), vec![merged]].concat())
        .when(absorb())
        .then_rejected(Stage::Merged.refuses());
}

#[test]
fn consolidated_ones_end_in_a_new_one() {
    let sides = sides(SuccessionKind::Consolidated, &[THIS, THAT], &[THIRD]);
    let consolidated = Event::Consolidated { act: act(50), successor: THIRD };
    Scenario::<Association>::given(active()).when(hand(sides.clone())).then([consolidated.clone()]);
    Scenario::<Association>::given([active(), vec![consolidated]].concat())
        .when(Command::ChangeCharter { act: act(51) })
        .then_rejected(Stage::Merged.refuses());
    let (profile, term) = (profile(), Some(Term { from: day(50), to: day(900) }));
    let form = |term| Command::Form {
        act: act(50),
        sides: sides.clone(),
        profile: profile.clone(),
        term,
        illustrative: true,
    };
    let formed = Event::Formed {
        act: act(50),
        kind: SuccessionKind::Consolidated,
        predecessors: BTreeSet::from([THIS, THAT]),
        profile: profile.clone(),
        term,
        illustrative: true,
    };
    Scenario::<Association>::given([]).when(form(term)).then([formed.clone()]);
    Scenario::<Association>::given([])
        .when(form(Some(Term { from: day(40), to: day(50) })))
        .then_rejected(Rejection::TermEndsTooEarly);
    Scenario::<Association>::given([formed]).when(Command::VouchActive { on: day(50) }).then([]);
}

#[test]
fn a_divided_one_ends() {
    let divided = Event::Divided { act: act(50), successors: BTreeSet::from([THAT, THIRD]) };
    Scenario::<Association>::given(active())
        .when(hand(sides(SuccessionKind::Divided, &[THIS], &[THAT, THIRD])))
        .then([divided.clone()]);
    Scenario::<Association>::given([active(), vec![divided]].concat())
        .when(Command::ChangeCharter { act: act(51) })
        .then_rejected(Stage::Split.refuses());
}

#[test]
fn one_that_others_were_separated_from_goes_on() {
    let separated = Event::Separated { act: act(50), separated: BTreeSet::from([THAT]) };
    Scenario::<Association>::given(active())
        .when(hand(sides(SuccessionKind::Separated, &[THIS], &[THAT])))
        .then([separated.clone()]);
    Scenario::<Association>::given([active(), vec![separated]].concat())
        .when(Command::VouchActive { on: day(51) })
        .then([]);
}

#[test]
fn each_kind_has_its_number_of_associations() {
    use SuccessionKind::{Consolidated, Divided, Merged, Separated};
    let refused: [(_, &[AssociationId], &[AssociationId]); 7] = [
        (Merged, &[THIS, THIRD], &[THAT]),
        (Merged, &[THIS], &[THAT, THIRD]),
        (Consolidated, &[THIS], &[THAT]),
        (Consolidated, &[THIS, THAT], &[]),
        (Divided, &[THIS], &[THAT]),
        (Divided, &[], &[THAT, THIRD]),
        (Separated, &[THIS], &[]),
    ];
    for (kind, from, to) in refused {
        assert_eq!(
            Sides::new(kind, from.to_vec(), to.to_vec()),
            Err(Rejection::WrongNumberOfAssociations { kind })
        );
    }
}

#[test]
fn nobody_stands_twice_in_a_reorganisation() {
    use SuccessionKind::{Consolidated, Divided, Merged};
    let refused: [(_, &[AssociationId], &[AssociationId]); 3] = [
        (Merged, &[THIS], &[THIS]),
        (Consolidated, &[THIS, THIS], &[THAT]),
        (Divided, &[THAT], &[THIS, THIS]),
    ];
    for (kind, from, to) in refused {
        assert_eq!(
            Sides::new(kind, from.to_vec(), to.to_vec()),
            Err(Rejection::AssociationNamedTwice { kind, association_id: THIS })
        );
    }
}

#[test]
fn a_dissolution_begins_and_is_completed() {
    let ground = DissolutionGround::SuspensionNotCured;
    let started = Event::DissolutionStarted { act: act(50), ground };
    Scenario::<Association>::given(suspended())
        .when(Command::StartDissolution { act: act(50), ground })
        .then([started.clone()]);
    let complete = |on| Command::CompleteDissolution { act: act(on), settlement: evidence() };
    let given = [suspended(), vec![started]].concat();
    Scenario::<Association>::given(given.clone()).when(complete(60)).then([Event::Dissolved {
        act: act(60),
        ground,
        settlement: evidence(),
    }]);
    Scenario::<Association>::given(given)
        .when(complete(49))
        .then_rejected(Rejection::BeforePresentState { since: day(50) });
}
