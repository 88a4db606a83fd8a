//! The working calendars of years: declared, revised, counted in, as they were known.

use contracts::ledger::v1::{CommandReceipt, ReadAt};
use contracts::reporting::v1::*;
use tonic::Code;

use crate::samples::request;
use crate::world::{World, refusal, violations};
use crate::{by_etag, manners, receipt};

pub fn declared_day(on: &str, kind: CalendarDayKind) -> CalendarDay {
    CalendarDay {
        on: on.into(),
        kind: kind.into(),
        name: "Nghỉ lễ".into(),
        certainty: CalendarCertainty::Announced.into(),
    }
}

pub fn declare(year: i32, days: Vec<CalendarDay>, request_id: String) -> DeclareCalendarRequest {
    DeclareCalendarRequest { year, request_id, validate_only: false, days, decision_ref: None }
}

fn days_of_2025() -> Vec<CalendarDay> {
    vec![
        declared_day("2025-04-26", CalendarDayKind::WorkingDay),
        declared_day("2025-04-30", CalendarDayKind::Holiday),
        declared_day("2025-05-01", CalendarDayKind::Holiday),
        declared_day("2025-05-02", CalendarDayKind::DayOff),
    ]
}

fn at_least(receipt: &CommandReceipt) -> Option<ReadAt> {
    let at_least_tokens = vec![receipt.token.clone()];
    Some(ReadAt { at_least_tokens, ..ReadAt::default() })
}

#[tokio::test]
async fn a_calendar_is_declared_revised_and_counted_in() {
    let world = World::new().await;
    let calendars = world.calendars().await;
    let declaration =
        declare(2025, vec![declared_day("2025-04-30", CalendarDayKind::Holiday)], request(1));
    let first = manners!(calendars, declare_calendar, declaration.clone());
    let stale = first.etag.replace("-1\"", "-9\"");
    let revise = ReviseCalendarRequest {
        year: 2025,
        etag: first.etag.clone(),
        request_id: request(2),
        validate_only: false,
        days: days_of_2025(),
        decision_ref: None,
        reason: "có thông báo hoán đổi".into(),
    };
    let second = by_etag!(calendars, revise_calendar, stale, revise);

    let get = GetCalendarRequest { year: 2025, read_at: at_least(&second) };
    let now = calendars.clone().get_calendar(get.clone()).await.unwrap().into_inner();
    let now = now.calendar.unwrap();
    assert_eq!((now.version, now.days, now.etag), (2, days_of_2025(), second.etag.clone()));
    let as_known = ReadAt { known_at: first.recorded_at, ..get.read_at.clone().unwrap() };
    let get = GetCalendarRequest { read_at: Some(as_known), ..get };
    let before = calendars.clone().get_calendar(get).await.unwrap().into_inner().calendar.unwrap();
    assert_eq!((before.version, before.days, before.etag.as_str()), (1, declaration.days, ""));

    let count = |until: &str, add| CountWorkingDaysRequest {
        after: "2025-04-25".into(),
        until: until.into(),
        add,
        read_at: at_least(&second),
    };
    for (asked, expected) in [
        (count("2025-05-05", 0), ("2025-05-05", 4)),
        (count("", 4), ("2025-05-05", 4)),
        (count("", 0), ("2025-04-25", 0)),
        (count("2025-04-01", 0), ("2025-04-01", 0)),
    ] {
        let answer = calendars.clone().count_working_days(asked).await.unwrap().into_inner();
        assert_eq!((answer.until.as_str(), answer.working_days), expected);
    }
    let beyond = calendars.clone().count_working_days(count("2026-01-05", 0)).await;
    assert_eq!(refusal(beyond), (Code::FailedPrecondition, "CALENDAR_UNDECLARED".into()));
    let far = violations(calendars.clone().count_working_days(count("2036-01-05", 0)).await);
    assert_eq!(far, [("until".into(), "DATE_OUT_OF_RANGE".into())]);
    let both = violations(calendars.clone().count_working_days(count("2025-05-05", 1)).await);
    assert_eq!(both, [("add".into(), "OUT_OF_RANGE".into())]);
}

#[tokio::test]
async fn a_calendar_that_contradicts_the_week_is_refused() {
    let world = World::new().await;
    let mut calendars = world.calendars().await;
    let rows = [
        (declared_day("2024-12-31", CalendarDayKind::Holiday), "days", "DAY_OF_ANOTHER_YEAR"),
        (declared_day("2025-05-03", CalendarDayKind::DayOff), "days", "DAY_SAYS_NOTHING"),
        (declared_day("30/4", CalendarDayKind::Holiday), "days[0].on", "NOT_A_DATE"),
        (declared_day("2025-04-30", CalendarDayKind::Unspecified), "days[0].kind", "UNKNOWN_VALUE"),
    ];
    for (day, field, reason) in rows {
        let refused =
            violations(calendars.declare_calendar(declare(2025, vec![day], request(1))).await);
        assert_eq!(refused, [(field.into(), reason.into())]);
    }
    let refused = violations(calendars.declare_calendar(declare(1800, vec![], request(1))).await);
    assert_eq!(refused, [("year".into(), "OUT_OF_RANGE".into())]);
    receipt!(calendars.declare_calendar(declare(2025, vec![], request(2))));
    let again = calendars.declare_calendar(declare(2025, vec![], request(3))).await;
    assert_eq!(refusal(again), (Code::AlreadyExists, "CALENDAR_ALREADY_DECLARED".into()));
    let unknown = calendars.get_calendar(GetCalendarRequest { year: 2031, read_at: None }).await;
    assert_eq!(refusal(unknown), (Code::NotFound, "NO_SUCH_RESOURCE".into()));
}
