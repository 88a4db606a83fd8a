//! What holds whatever is asked, in whatever order.

use chrono::Days;
use proptest::collection::vec;
use proptest::prelude::*;
use working_days::WorkingDays;

use super::super::clock::{Clock, Extension, Pause, PauseCause, Term};
use super::reviewing::course;
use super::*;

const FIRST: &str = "2026-03-02";

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0..250u64).prop_map(|n| day(FIRST) + Days::new(n))
}

fn any_cause() -> impl Strategy<Value = PauseCause> {
    prop_oneof![Just(PauseCause::WaitingForRequester), Just(PauseCause::Suspended)]
}

fn any_pause() -> impl Strategy<Value = Pause> {
    (any_cause(), any_day(), 0..30u64).prop_map(|(cause, from, days)| Pause {
        cause,
        from,
        until: Some(from + Days::new(days)),
        reason: "Chờ".into(),
    })
}

fn any_extension() -> impl Strategy<Value = Extension> {
    (1..15u32, any_day()).prop_map(|(working_days, agreed_on)| Extension {
        working_days,
        agreed_on,
        reason: "Thêm".into(),
    })
}

fn clock(pauses: &[Pause], extensions: &[Extension]) -> Clock {
    let review = Some(Term { from: day(FIRST), working_days: 20 });
    Clock { triage: None, review, pauses: pauses.to_vec(), extensions: extensions.to_vec() }
}

/// Working days after the first one up to the due day that no pause covers, counted one by one.
fn counted(due: NaiveDate, pauses: &[Pause], calendar: &WorkingDays) -> u32 {
    let days = day(FIRST).iter_days().skip(1).take_while(|it| *it <= due);
    let runs = |on: &NaiveDate| {
        let paused =
            pauses.iter().any(|it| it.from < *on && it.until.is_some_and(|end| *on <= end));
        !paused && calendar.is_working_day(*on).unwrap()
    };
    u32::try_from(days.filter(runs).count()).unwrap()
}

proptest! {
    /// The due day is the working day on which exactly as many have run as were agreed, whatever was paused
    /// and added in whatever order; taking a pause away, or adding days, never moves it the wrong way.
    #[test]
    fn the_clock_counts_what_ran_and_nothing_else(
        pauses in vec(any_pause(), 0..6),
        extensions in vec(any_extension(), 0..4),
        turn in any::<prop::sample::Index>(),
    ) {
        let calendar = calendar();
        let due = |pauses: &[Pause], extensions: &[Extension]| {
            clock(pauses, extensions).due_days(&calendar).unwrap().review.unwrap()
        };
        let agreed = 20 + extensions.iter().map(|it| it.working_days).sum::<u32>();
        let on = due(&pauses, &extensions);
        prop_assert_eq!(counted(on, &pauses, &calendar), agreed);
        prop_assert_eq!(counted(on - Days::new(1), &pauses, &calendar), agreed - 1);

        let (mut others, mut more) = (pauses.clone(), extensions.clone());
        others.rotate_left(turn.index(pauses.len().max(1)).min(pauses.len()));
        more.reverse();
        prop_assert_eq!(due(&others, &more), on, "the order mattered");
        if let Some((_, fewer)) = pauses.split_first() {
            prop_assert!(due(fewer, &extensions) <= on, "a pause brought it forward");
        }
        if let Some((_, fewer)) = extensions.split_first() {
            prop_assert!(due(&pauses, fewer) < on, "an extension did not extend");
        }
        let open = Pause { until: None, ..Pause {
            cause: PauseCause::Suspended, from: on, until: None, reason: "Chờ".into(),
        } };
        let still: Vec<_> = pauses.iter().cloned().chain([open]).collect();
        prop_assert_eq!(clock(&still, &extensions).due_days(&calendar).unwrap().review, None);
    }
}

fn any_act() -> impl Strategy<Value = Act> {
    let intake = prop_oneof![
        Just(Act::Accept { working_days: None }),
        Just(Act::Authorise { working_days: Some(15), decision: decision() }),
        Just(Act::AgreeAssignment {
            kind: AssignmentKind::Contract,
            decision: decision(),
            executing: None,
        }),
        Just(Act::ConfirmDossier),
    ];
    let timing = prop_oneof![
        Just(Act::AskForMore { missing: "Thiếu".into(), supply_by: None }),
        Just(Act::Supply { note: "Đây".into(), dossier: vec![], on_paper: false }),
        (1..9u32)
            .prop_map(|working_days| Act::AskExtension { working_days, reason: "Thêm".into() }),
        any::<bool>().prop_map(|agrees| Act::AnswerExtension { agrees, note: None }),
        (1..9u32).prop_map(|working_days| Act::Extend {
            working_days,
            reason: "Thêm".into(),
            decision: decision(),
        }),
        Just(Act::Suspend { reason: "Chờ".into() }),
        Just(Act::Resume),
    ];
    let steps: Vec<_> = course().into_iter().map(|(act, _)| act).collect();
    prop_oneof![
        3 => intake,
        5 => timing,
        4 => proptest::sample::select(steps),
        1 => Just(Act::Cancel { reason: "Thôi".into() }),
    ]
}

/// Acts of both sides, each some days after the one before.
fn any_commands() -> impl Strategy<Value = Vec<Command>> {
    vec((any_act(), any::<bool>(), 0..3u64), 0..60).prop_map(|acts| {
        let mut on = day(FIRST);
        let mut commands = vec![file_as(|_, _| {})];
        for (act, by_union, days) in acts {
            on = on + Days::new(days);
            let of = if by_union { Named::Union(UNION) } else { Named::Requester(DEPARTMENT) };
            commands.push(Command::Do { of, on, by: office(), calendar: calendar(), act });
        }
        commands
    })
}

fn due_of(event: &Event) -> Option<DueDays> {
    match event {
        Event::Filed { due, .. }
        | Event::Supplied { due, .. }
        | Event::DossierCompleted { due, .. }
        | Event::Extended { due, .. }
        | Event::Resumed { due, .. } => Some(*due),
        Event::Authorised { .. }
        | Event::Refused { .. }
        | Event::OfficerAssigned { .. }
        | Event::Accepted { .. }
        | Event::Declined { .. }
        | Event::AskedForMore { .. }
        | Event::AssignmentAgreed { .. }
        | Event::DocumentFiled { .. }
        | Event::ExtensionAsked { .. }
        | Event::ExtensionRefused { .. }
        | Event::Suspended { .. }
        | Event::Withdrawn { .. }
        | Event::Cancelled { .. }
        | Event::Lapsed { .. }
        | Event::CouncilFormed { .. }
        | Event::Opened { .. }
        | Event::SynthesisStarted { .. }
        | Event::ReportSubmitted { .. }
        | Event::ReportReturned { .. }
        | Event::ReportApproved { .. }
        | Event::Delivered { .. }
        | Event::Closed { .. } => None,
    }
}

proptest! {
    /// Whatever is asked: the due days in each event are those of the clock as it stands after it, none stand
    /// while it stands still, and nothing follows the end.
    #[test]
    fn due_days_are_those_of_the_clock(commands in any_commands()) {
        let mut history: Vec<Event> = Vec::new();
        for command in commands {
            let before = Review::replay(&history);
            let over = before.standing().is_some_and(|it| it.stage.is_over());
            let Ok(events) = before.decide(command) else { continue };
            prop_assert!(!over || events.is_empty(), "{events:?} after the end");
            history.extend(events);
            let after = Review::replay(&history);
            let standing = after.standing().unwrap();
            let due = standing.clock.due_days(&calendar()).unwrap();
            prop_assert_eq!(standing.due, due);
            prop_assert!(!standing.clock.stands_still() || due == DueDays::default());
            if let Some(said) = history.last().and_then(due_of) {
                prop_assert_eq!(said, due);
            }
            prop_assert!(!standing.stage.is_timed() || standing.clock.review.is_some());
        }
    }
}
