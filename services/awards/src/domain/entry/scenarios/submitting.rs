//! Handing in, consents, and taking back.

use super::*;

fn refused(history: Vec<Event>, command: Command, why: Rejection) {
    Scenario::<Entry>::given(history).when(command).then_rejected(why);
}

fn without(event: &Event) -> Vec<Event> {
    complete().into_iter().filter(|it| it != event).collect()
}

fn missing(blockers: Vec<Blocker>) -> Rejection {
    Rejection::BlockersOpen { blockers }
}

#[test]
fn an_entry_is_handed_in_with_a_receipt() {
    let events = Entry::replay(&complete()).decide(submit_with(|_| {})).unwrap();
    let [Event::Submitted { counted: of, submitted_on, receipt }] = events.as_slice() else {
        panic!("{events:?}");
    };
    assert_eq!((of, *submitted_on), (&counted(), day("2026-06-01")));
    assert_eq!((receipt.submission, receipt.ruleset_version), (1, 1));
    assert_eq!(receipt.files, ["ab".repeat(32), "ab".repeat(32)]);
    assert_eq!(receipt.sha256.len(), 64);
    only_in(&[State::Draft], &submit_with(|_| {}));
    only_in(&[State::Returned], &submit_with(|it| it.completing = true));
}

#[test]
fn another_content_or_another_time_has_another_receipt() {
    let sha256 = |history: &[Event]| {
        let Event::Submitted { receipt, .. } = submitted_after(history) else { panic!() };
        receipt.sha256
    };
    let again = complete()
        .into_iter()
        .chain([submitted(), Event::Revised { revised_on: day("2026-06-02") }]);
    let more = complete()
        .into_iter()
        .chain([Event::DossierSet { dossier: vec![in_part("D1", 1), in_part("D2", 9)] }]);
    let first = sha256(&complete());
    assert_eq!(first, sha256(&complete()), "the same gives the same");
    assert_ne!(first, sha256(&again.collect::<Vec<_>>()));
    assert_ne!(first, sha256(&more.collect::<Vec<_>>()));
}

#[test]
fn on_paper_the_postmark_is_the_day() {
    let command = submit_with(|it| it.posted_on = Some(day("2026-05-28")));
    let events = Entry::replay(&complete()).decide(command).unwrap();
    let [Event::Submitted { submitted_on, receipt, .. }] = events.as_slice() else {
        panic!("{events:?}");
    };
    assert_eq!(*submitted_on, day("2026-05-28"));
    assert_eq!(receipt.posted_on, Some(day("2026-05-28")));
}

#[test]
fn nothing_is_handed_in_without_what_is_required() {
    let part = |code: &str| Blocker::DossierPartMissing { part: code.parse().unwrap() };
    let nothing = vec![Blocker::AuthorsMissing, part("D1"), part("D2")];
    refused(vec![started()], submit_with(|_| {}), missing(nothing));
    let one_part = Event::DossierSet { dossier: vec![in_part("D1", 1)] };
    let history = complete().into_iter().chain([one_part]).collect();
    refused(history, submit_with(|_| {}), missing(vec![part("D2")]));
}

#[test]
fn a_child_needs_the_consent_of_a_guardian_and_its_own() {
    let of = |party| Blocker::ConsentMissing { participant: CHILD, party };
    for (party, number) in [(ConsentParty::Guardian, 3), (ConsentParty::Participant, 4)] {
        refused(without(&consented(party, number)), submit_with(|_| {}), missing(vec![of(party)]));
    }
    let younger = |on: &str| submit_with(|it| it.born[0] = born(CHILD, on));
    let guardian_only = without(&consented(ConsentParty::Participant, 4));
    let decided = Entry::replay(&guardian_only).decide(younger("2019-07-01"));
    assert!(decided.is_ok(), "six years old: {decided:?}");
    refused(guardian_only, younger("2019-06-30"), missing(vec![of(ConsentParty::Participant)]));
    let none = vec![started(), authors_set(), dossier_set()];
    let grown = Entry::replay(&none).decide(younger("2008-06-30"));
    assert!(grown.is_ok(), "eighteen years old: {grown:?}");
    let both = vec![of(ConsentParty::Guardian), of(ConsentParty::Participant)];
    refused(none, younger("2008-07-01"), missing(both));
}

#[test]
fn where_ages_count_they_are_known_and_fit() {
    let with = |born| submit_with(|it| it.born = born);
    let unknown = Blocker::BirthDateMissing { participant: ADULT };
    refused(complete(), with(vec![all_born().remove(0)]), missing(vec![unknown.clone()]));
    let not_said = Born { participant: ADULT, on: None };
    let partly = vec![all_born().remove(0), not_said.clone()];
    refused(complete(), with(partly), missing(vec![unknown]));
    let old = vec![all_born().remove(0), born(ADULT, "2007-06-29")];
    refused(complete(), with(old), Rejection::AgeNotAllowed);
    let young = vec![born(CHILD, "2020-07-01"), all_born().remove(1)];
    refused(complete(), with(young), Rejection::AgeNotAllowed);
    let command = submit_with(|it| {
        it.born = vec![not_said];
        it.rules.authors.youngest = None;
        it.rules.authors.oldest = None;
        it.rules.authors.guardian_consents_below = None;
        it.rules.authors.child_consents_from = None;
    });
    assert!(Entry::replay(&complete()).decide(command).is_ok());
}

#[test]
fn a_solution_was_applied_within_the_years_of_the_ruleset() {
    let command = || submit_with(|it| it.rules.authors.applied_within_years = Some(5));
    refused(complete(), command(), Rejection::NotApplied);
    let applied = |on: &str| {
        let mut description = description();
        description.applied_on = Some(day(on));
        let described = Event::Described { description };
        complete().into_iter().chain([described]).collect::<Vec<_>>()
    };
    let too_long_ago = Rejection::AppliedTooLongAgo { earliest: day("2021-06-30") };
    refused(applied("2021-06-29"), command(), too_long_ago);
    assert!(Entry::replay(&applied("2021-06-30")).decide(command()).is_ok());
}

#[test]
fn what_the_ruleset_says_now_is_asked_when_it_is_handed_in() {
    let fewer = submit_with(|it| it.rules.authors.most = 1);
    refused(complete(), fewer, Rejection::TooManyAuthors { most: 1 });
    let unknown = |code: &str| Rejection::UnknownCode { code: code.to_owned() };
    let no_field = submit_with(|it| it.rules.fields.retain(|it| it.code.as_str() != "F1"));
    refused(complete(), no_field, unknown("F1"));
    let no_part = submit_with(|it| it.rules.dossier_parts.retain(|it| it.code.as_str() != "D1"));
    refused(complete(), no_part, unknown("D1"));
}

#[test]
fn what_came_back_is_completed_until_the_day_that_was_set() {
    let submit_on = |today: &str| {
        submit_with(|it| {
            it.completing = true;
            it.today = day(today);
        })
    };
    assert!(Entry::replay(&history(State::Returned)).decide(submit_on("2026-07-10")).is_ok());
    let too_late = Rejection::TooLate { until: day("2026-07-10") };
    refused(history(State::Returned), submit_on("2026-07-11"), too_late);
}

#[test]
fn it_is_taken_back_to_be_revised_while_nobody_has_screened_it() {
    let revise = Command::Revise { act: act(), revised_on: day("2026-06-02") };
    only_in(&[State::Submitted], &revise);
    Scenario::<Entry>::given(history(State::Submitted))
        .when(revise)
        .then([Event::Revised { revised_on: day("2026-06-02") }]);
}

#[test]
fn it_is_withdrawn_and_others_hear_of_it_only_if_they_knew_of_it() {
    let withdraw = || {
        let (withdrawn_on, reason) = (day("2026-07-09"), "Không tham gia nữa".to_owned());
        Command::Withdraw { act: act(), withdrawn_on, reason }
    };
    let states = [State::Draft, State::Submitted, State::Returned, State::Eligible];
    only_in(&states, &withdraw());
    Scenario::<Entry>::given(complete()).when(withdraw()).then([withdrawn(false)]);
    Scenario::<Entry>::given(history(State::Eligible)).when(withdraw()).then([withdrawn(true)]);
}

#[test]
fn a_consent_is_of_an_author_and_recorded_once() {
    let record = |consent| Command::RecordConsent { act: act(), consent };
    let guardian = || consent(ConsentParty::Guardian, 3);
    let given = || vec![started(), authors_set()];
    Scenario::<Entry>::given(given())
        .when(record(guardian()))
        .then([consented(ConsentParty::Guardian, 3)]);
    only_in(
        &[State::Draft, State::Returned],
        &record(Consent { participant: ADULT, ..guardian() }),
    );
    let twice = given().into_iter().chain([consented(ConsentParty::Guardian, 3)]).collect();
    refused(twice, record(guardian()), Rejection::ConsentAlreadyRecorded);
    let adviser = Consent { participant: TEACHER, ..guardian() };
    refused(given(), record(adviser), Rejection::NotAnAuthor { participant: TEACHER });
}

#[test]
fn who_is_no_author_any_more_has_no_consent_any_more() {
    let alone = |participant| Event::AuthorsSet {
        authors: vec![author(participant, 10_000, true)],
        advisers: Vec::new(),
    };
    let history: Vec<_> = complete().into_iter().chain([alone(ADULT), alone(CHILD)]).collect();
    let party = ConsentParty::Guardian;
    assert_eq!(Entry::replay(&history).standing().unwrap().consent(CHILD, party), None);
}

#[test]
fn what_was_handed_in_does_not_stay_without_a_consent_that_is_taken_back() {
    let party = ConsentParty::Guardian;
    let withdrawn_on = day("2026-06-10");
    let withdraw =
        || Command::WithdrawConsent { act: act(), participant: CHILD, party, withdrawn_on };
    let taken_back = || Event::ConsentWithdrawn { participant: CHILD, party, withdrawn_on };
    let gone = Event::Withdrawn {
        round: ROUND,
        withdrawn_on,
        reason: "Rút lại sự đồng ý".to_owned(),
        was_handed_in: true,
    };
    for state in State::iter() {
        let expected = match state {
            State::Submitted | State::Eligible => vec![taken_back(), gone.clone()],
            State::Draft
            | State::Returned
            | State::Ineligible
            | State::Duplicate
            | State::Withdrawn
            | State::Disqualified => vec![taken_back()],
        };
        Scenario::<Entry>::given(history(state)).when(withdraw()).then(expected);
    }
    let none = vec![started(), authors_set()];
    refused(none, withdraw(), Rejection::ConsentNotFound);
    let other = complete().into_iter().chain([taken_back()]).collect::<Vec<_>>();
    let own = ConsentParty::Participant;
    assert!(Entry::replay(&other).standing().unwrap().consent(CHILD, own).is_some());
}
