//! Periods whose reports are on paper.

use super::*;

/// With reports on paper, and all that time did.
fn all_due_on_paper() -> Vec<Event> {
    let due = [cut_off(), fell_due(1, "2026-06-19"), fell_due(2, "2026-06-26")];
    [planned(), opened_as(true, &[PROPAGANDA, DISTRICT])].into_iter().chain(due).collect()
}

#[test]
fn somebody_locks_a_period_whose_reports_are_on_paper_when_all_is_due() {
    let mut smaller = register();
    smaller.units.remove(&ANOTHER_DISTRICT);
    let known_to = known_to();
    let opened_on = day("2026-05-15");
    let manner = Manner { on_paper: true, ..Manner::default() };
    given([planned()])
        .when(Command::Open { opened_on, manner, register: smaller, known_to })
        .then([opened_as(true, &[PROPAGANDA, DISTRICT])]);
    let history = all_due_on_paper();
    assert_eq!(Period::replay(&history).next_due(), None, "time does not lock it");
    given(history.clone()).when(pass("2026-07-02", Passing::Lock)).then_rejected(Rejection::NotDue);
    for (events, next_on) in [(2, "2026-06-15"), (3, "2026-06-19"), (4, "2026-06-26")] {
        given(history[..events].to_vec())
            .when(Command::Lock)
            .then_rejected(Rejection::NotAllDue { next_on: day(next_on) });
    }
    given(history.clone()).when(Command::Lock).then([locked()]);
    given(history.into_iter().chain([locked()]))
        .when(Command::Lock)
        .then_rejected(Rejection::PeriodLockedAlready);
}

#[test]
fn nobody_locks_what_time_locks() {
    given([]).when(Command::Lock).then_rejected(Rejection::PeriodNotFound);
    given([planned()]).when(Command::Lock).then_rejected(Rejection::PeriodNotOpened);
    given([planned(), opened()]).when(Command::Lock).then_rejected(Rejection::LocksByItself);
    given(up_to_lock()).when(Command::Lock).then_rejected(Rejection::PeriodLockedAlready);
}
