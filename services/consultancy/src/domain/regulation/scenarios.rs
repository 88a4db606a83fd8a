//! What a regulation does, rule by rule.

use ledger::scenario::{Scenario, assert_reads};
use strum::VariantNames as _;

use super::*;
use crate::domain::samples::{UNION, day, decision, terms};

const SECRET: Uuid = Uuid::from_u128(0x5EC);

fn issue(terms: Terms) -> Command {
    let (effective_on, terms) = (day("2026-01-02"), Box::new(terms));
    Command::Issue { union: UNION, effective_on, terms, decision: decision(), secret: SECRET }
}

fn issued() -> Event {
    let (effective_on, terms) = (day("2026-01-02"), Box::new(terms()));
    Event::Issued { union: UNION, effective_on, terms, decision: decision(), secret: SECRET }
}

fn longer() -> Terms {
    Terms { triage_working_days: 7, ..terms() }
}

fn revise(effective_on: &str) -> Command {
    let (effective_on, terms) = (day(effective_on), Box::new(longer()));
    Command::Revise { effective_on, terms, decision: decision() }
}

fn revised(version: u32, effective_on: &str) -> Event {
    let (effective_on, terms) = (day(effective_on), Box::new(longer()));
    Event::Revised { union: UNION, version, effective_on, terms, decision: decision() }
}

fn given(history: impl IntoIterator<Item = Event>) -> Scenario<Regulation> {
    Scenario::given(history)
}

#[test]
fn it_is_issued_once_and_revised_from_a_later_day() {
    given([]).when(issue(terms())).then([issued()]);
    given([issued()]).when(issue(terms())).then_rejected(Rejection::RegulationAlreadyIssued);
    given([]).when(revise("2026-02-02")).then_rejected(Rejection::RegulationNotFound);
    given([issued()]).when(revise("2026-02-02")).then([revised(2, "2026-02-02")]);
    let history = [issued(), revised(2, "2026-02-02")];
    given(history.clone()).when(revise("2026-02-03")).then([revised(3, "2026-02-03")]);
    let present = day("2026-02-02");
    given(history)
        .when(revise("2026-02-02"))
        .then_rejected(Rejection::NotLaterThanPresent { present });
}

#[test]
fn each_day_has_the_version_that_had_begun() {
    let regulation = Regulation::replay(&[issued(), revised(2, "2026-02-02")]);
    for (on, version) in [
        ("2026-01-01", None),
        ("2026-01-02", Some(1)),
        ("2026-02-01", Some(1)),
        ("2026-02-02", Some(2)),
    ] {
        assert_eq!(regulation.on(day(on)).map(|it| it.version), version, "{on}");
    }
    assert_eq!(Regulation::Absent.on(day("2026-02-02")), None);
}

#[test]
fn terms_hold_together() {
    let out = |field, least, most| Rejection::TermsOutOfRange { field, least, most };
    type Row = (fn(&mut Terms), Rejection);
    let rows: Vec<Row> = vec![
        (|it| it.triage_working_days = 0, out("triage_working_days", 1, 1_000)),
        (|it| it.answer_days = 1_001, out("answer_days", 1, 1_000)),
        (|it| it.review_days[0].working_days = 9, out("review_days.working_days", 10, 1_000)),
        (
            |it| it.review_days[0].scheme_kind = SchemeKind::Matter,
            Rejection::SchemeKindMissing { kind: SchemeKind::Policy },
        ),
        (
            |it| it.review_days.push(it.review_days[0]),
            Rejection::SchemeKindTwice { kind: SchemeKind::Policy },
        ),
        (
            |it| it.council.usual_members = 6,
            Rejection::CouncilSizeEven { field: "council.usual_members" },
        ),
        (|it| it.council.usual_members = 13, out("council.usual_members", 5, 11)),
        (|it| it.council.least_members = 1, out("council.least_members", 3, 99)),
        (|it| it.council.least_reviewers = 4, out("council.least_reviewers", 1, 3)),
        (|it| it.meeting.quorum_denominator = 0, out("meeting.quorum_denominator", 1, 99)),
        (|it| it.meeting.quorum_numerator = 4, out("meeting.quorum_numerator", 1, 3)),
        (|it| it.meeting.quorum_reviewers = 3, out("meeting.quorum_reviewers", 0, 2)),
        (|it| it.meeting.comments_working_days = 8, out("meeting.comments_working_days", 0, 7)),
    ];
    for (spoil, refused) in rows {
        let mut spoilt = terms();
        spoil(&mut spoilt);
        given([]).when(issue(spoilt.clone())).then_rejected(refused.clone());
        let (effective_on, terms) = (day("2026-02-02"), Box::new(spoilt));
        given([issued()])
            .when(Command::Revise { effective_on, terms, decision: decision() })
            .then_rejected(refused);
    }
}

#[test]
fn an_expert_has_one_key_which_nobody_makes_without_the_secret() {
    let ours = Regulation::replay(&[issued(), revised(2, "2026-02-02")]);
    let key = ours.expert_key("sub-expert").unwrap();
    assert_eq!(Regulation::replay(&[issued()]).expert_key("sub-expert"), Some(key));
    assert_ne!(ours.expert_key("sub-another"), Some(key));
    let Event::Issued { union, effective_on, terms, decision, .. } = issued() else {
        panic!("it is the first event")
    };
    let secret = Uuid::from_u128(0x5ED);
    let theirs =
        Regulation::replay(&[Event::Issued { union, effective_on, terms, decision, secret }]);
    assert_ne!(theirs.expert_key("sub-expert"), Some(key));
    assert_eq!(Regulation::Absent.expert_key("sub-expert"), None);
}

#[test]
fn the_past_still_reads() {
    assert_reads::<Event>(include_str!("golden.jsonl"), Event::VARIANTS);
}
