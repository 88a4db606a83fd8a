//! A half-year from its plan to its lock: who is expected, what time does, and what it does after the
//! service was away.

use contracts::ledger::v1::{CommandReceipt, ReadAt};
use contracts::membership::v1::{
    UnitAbolished, UnitEstablished, UnitKind, UnitSucceeded, UnitSuccessionKind, UnitSuccessor,
};
use contracts::reporting::v1::*;
use futures::StreamExt as _;
use neighbours::Event;
use prost::Message as _;
use tonic::Code;
use uuid::Uuid;

use crate::calendars::{declare, declared_day};
use crate::regimes::{PROPAGANDA, REGIME, issue, terms};
use crate::samples::{COMMITTEE, PLAN, UNION, issued, request};
use crate::world::{World, eventually, refusal, violations};
use crate::{by_etag, manners, receipt};

pub const DISTRICT: Uuid = Uuid::from_u128(0x0198_f3c2_0000_7000_8000_0000_0000_00c1);
pub const GOING: Uuid = Uuid::from_u128(0x0198_f3c2_0000_7000_8000_0000_0000_00c2);
const GONE: Uuid = Uuid::from_u128(0x0198_f3c2_0000_7000_8000_0000_0000_00c3);
const SCHOOL: Uuid = Uuid::from_u128(0x0198_f3c2_0000_7000_8000_0000_0000_00c4);
pub const KEY: &str = "2026-H1";

impl World {
    pub async fn unit(&self, unit: Uuid, kind: UnitKind) -> String {
        let established = UnitEstablished {
            unit_id: unit.to_string(),
            occurred_on: "2021-01-01".into(),
            code: unit.to_string(),
            kind: kind.into(),
            full_name: "Đơn vị mẫu".into(),
            ..UnitEstablished::default()
        };
        let event = Event::new("UnitEstablished", &established);
        self.membership.says(&format!("unit-{unit}"), &event).await
    }

    pub async fn unit_ends(&self, unit: Uuid, on: &str) -> String {
        let (unit_id, occurred_on) = (unit.to_string(), on.to_owned());
        let abolished = UnitAbolished { unit_id, occurred_on, decision_ref: None };
        let event = Event::new("UnitAbolished", &abolished);
        self.membership.says(&format!("unit-{unit}"), &event).await
    }

    pub async fn unit_is_followed(&self, unit: Uuid, by: Uuid, on: &str) -> String {
        let succeeded = UnitSucceeded {
            unit_id: unit.to_string(),
            occurred_on: on.into(),
            kind: UnitSuccessionKind::Consolidated.into(),
            successors: vec![UnitSuccessor { unit_id: by.to_string(), parts: 0 }],
            predecessor_ends: true,
            ..UnitSucceeded::default()
        };
        let event = Event::new("UnitSucceeded", &succeeded);
        self.membership.says(&format!("unit-{unit}"), &event).await
    }

    /// Three district committees, one of which went into another one before 2026, and others; a token of all that.
    pub async fn directory(&self) -> String {
        for (unit, kind) in [
            (DISTRICT, UnitKind::DistrictPartyCommittee),
            (GOING, UnitKind::DistrictPartyCommittee),
            (GONE, UnitKind::DistrictPartyCommittee),
            (SCHOOL, UnitKind::School),
            (UNION, UnitKind::ProvincialUnion),
            (PROPAGANDA, UnitKind::PartyBoard),
        ] {
            self.unit(unit, kind).await;
        }
        self.unit_is_followed(GONE, DISTRICT, "2025-07-01").await
    }

    /// It is May 2026; the first half-year is planned.
    pub async fn planned(&self) -> CommandReceipt {
        self.is_now("2026-05-15T03:00:00Z");
        issued(self).await;
        let new_year = declared_day("2026-01-01", CalendarDayKind::Holiday);
        let calendar = declare(2026, vec![new_year], request(1));
        receipt!(self.calendars().await.declare_calendar(calendar));
        receipt!(self.regimes().await.issue_regime(issue(terms("Báo cáo định kỳ"), request(2))));
        receipt!(self.periods().await.plan_period(plan_period(KEY, request(3))))
    }

    pub async fn opened(&self) -> CommandReceipt {
        let token = self.directory().await;
        let planned = self.planned().await;
        receipt!(self.periods().await.open_period(open(&planned.etag, &token)))
    }

    /// As soon as the view has heard of it.
    pub async fn period_on(&self, day: &str) -> Period {
        let read_at = Some(ReadAt { as_of: day.into(), ..ReadAt::default() });
        let (plan_id, regime_code, key) = (PLAN.to_string(), REGIME.into(), KEY.into());
        let ask = GetPeriodRequest { plan_id, regime_code, key, read_at };
        let look = async || self.periods().await.get_period(ask.clone()).await;
        let found = eventually("the period is known", look, Result::is_ok).await;
        found.unwrap().into_inner().period.unwrap()
    }

    pub async fn becomes(&self, day: &str, state: PeriodState) -> Period {
        let look = async || self.period_on(day).await;
        eventually("time moves the period", look, |period| period.state() == state).await
    }

    /// Level, unit and state of each, and until when an exception stands.
    async fn expected_on(
        &self,
        day: &str,
        after: &[&str],
    ) -> Vec<(i32, Uuid, ExpectedReportState, String)> {
        let at_least_tokens = after.iter().map(|&token| token.to_owned()).collect();
        let read_at = Some(ReadAt { as_of: day.into(), at_least_tokens, ..ReadAt::default() });
        let ask = ListExpectedReportsRequest {
            plan_id: PLAN.to_string(),
            regime_code: REGIME.into(),
            key: KEY.into(),
            read_at,
            ..ListExpectedReportsRequest::default()
        };
        let page = self.periods().await.list_expected_reports(ask).await.unwrap().into_inner();
        let row = |it: &ExpectedReportStanding| {
            let expected = it.expected.as_ref().unwrap();
            let unit = expected.unit_id.parse().unwrap();
            (expected.level, unit, it.state(), it.exception_until.clone())
        };
        page.expected.iter().map(row).collect()
    }
}

fn plan_period(key: &str, request_id: String) -> PlanPeriodRequest {
    PlanPeriodRequest {
        plan_id: PLAN.to_string(),
        regime_code: REGIME.into(),
        key: key.into(),
        request_id,
        validate_only: false,
        given: None,
    }
}

pub fn open(etag: &str, token: &str) -> OpenPeriodRequest {
    OpenPeriodRequest {
        plan_id: PLAN.to_string(),
        regime_code: REGIME.into(),
        key: KEY.into(),
        etag: etag.into(),
        request_id: request(4),
        validate_only: false,
        opened_on: "2026-05-15".into(),
        at_least_tokens: vec![token.into()],
        ..OpenPeriodRequest::default()
    }
}

pub fn grant(etag: &str, unit: Uuid, request_id: String) -> GrantLockExceptionRequest {
    GrantLockExceptionRequest {
        plan_id: PLAN.to_string(),
        regime_code: REGIME.into(),
        key: KEY.into(),
        etag: etag.into(),
        request_id,
        validate_only: false,
        unit_id: unit.to_string(),
        granted_on: "2026-07-02".into(),
        until: "2026-07-10".into(),
        decision_ref: None,
        reason: "thiên tai".into(),
    }
}

#[tokio::test]
async fn a_half_year_from_plan_to_lock() {
    use ExpectedReportState::{Awaited, Overdue};
    let world = World::new().await;
    let token = world.directory().await;
    let planned = world.planned().await;
    let period = world.period_on("2026-05-15").await;
    assert_eq!(period.state(), PeriodState::Planned);
    let window = Window { first: "2025-12-15".into(), last: "2026-06-14".into() };
    assert_eq!(period.window, Some(window));
    let due: Vec<_> = period.levels.iter().map(|level| level.due_on.as_str()).collect();
    assert_eq!((due, period.open_until.as_str()), (vec!["2026-06-18", "2026-06-25"], "2026-06-30"));

    let stale = planned.etag.replace("-1\"", "-9\"");
    let opened = by_etag!(world.periods().await, open_period, stale, open(&planned.etag, &token));
    let none = String::new();
    let expected = |state| {
        let at_first = [UNION, DISTRICT, GOING].map(|unit| (1, unit, state, none.clone()));
        at_first.into_iter().chain([(2, PROPAGANDA, Awaited, none.clone())]).collect::<Vec<_>>()
    };
    assert_eq!(world.expected_on("2026-05-15", &[&opened.token]).await, expected(Awaited));
    assert_eq!(world.expected_on("2026-06-18", &[&opened.token]).await, expected(Awaited));
    assert_eq!(world.expected_on("2026-06-19", &[&opened.token]).await, expected(Overdue));
    assert_eq!(world.period_on("2026-05-15").await.expected_count, 4);

    for (instant, day, state) in [
        ("2026-06-14T17:00:00Z", "2026-06-15", PeriodState::CutOff),
        ("2026-06-18T17:00:00Z", "2026-06-19", PeriodState::Due),
        ("2026-06-30T17:00:00Z", "2026-07-01", PeriodState::Locked),
    ] {
        world.is_now(instant);
        let period = world.becomes(day, state).await;
        assert_eq!(period.state_since, day);
    }
    let period = world.period_on("2026-06-17").await;
    assert_eq!((period.state(), period.state_since.as_str()), (PeriodState::CutOff, "2026-06-15"));
    let contexts = period.cut_off_watermarks.iter().map(|it| it.context.as_str());
    assert_eq!(contexts.collect::<Vec<_>>(), ["membership", "reporting"]);
}

#[tokio::test]
async fn the_moment_before_a_day_ends_nothing_happens() {
    let world = World::new().await;
    world.opened().await;
    world.is_now("2026-06-14T16:59:59Z");
    // A second period, cut off before that instant, shows that time has been looked at.
    let quick = PlanPeriodRequest {
        given: Some(GivenDays {
            first: "2026-05-01".into(),
            last: "2026-05-31".into(),
            due_on: vec!["2026-08-03".into(), "2026-08-10".into()],
        }),
        ..plan_period("2026-DOT-XUAT", request(10))
    };
    let planned = receipt!(world.periods().await.plan_period(quick));
    let open = OpenPeriodRequest {
        key: "2026-DOT-XUAT".into(),
        request_id: request(11),
        ..open(&planned.etag, &planned.token)
    };
    receipt!(world.periods().await.open_period(open));
    let list = async || {
        let plan_id = PLAN.to_string();
        let ask = ListPeriodsRequest { plan_id, ..ListPeriodsRequest::default() };
        let page = world.periods().await.list_periods(ask).await.unwrap().into_inner();
        page.periods.iter().map(|period| period.state()).collect::<Vec<_>>()
    };
    let only_it = |states: &Vec<PeriodState>| *states == [PeriodState::CutOff, PeriodState::Open];
    eventually("the earlier period is cut off", list, only_it).await;
}

#[tokio::test]
async fn what_passed_while_the_service_was_away_happens_once_and_in_order() {
    let mut world = World::new().await;
    world.opened().await;
    world.restart_at("2026-08-01T03:00:00Z".parse().unwrap()).await;
    world.becomes("2026-08-01", PeriodState::Locked).await;
    world.restart().await;
    let period = world.becomes("2026-08-01", PeriodState::Locked).await;
    assert_eq!(period.state_since, "2026-07-01");

    let client = async_nats::connect(world.nats_url()).await.unwrap();
    let stream = async_nats::jetstream::new(client).get_stream("HOITU_REPORTING").await.unwrap();
    let config = async_nats::jetstream::consumer::pull::OrderedConfig::default();
    let mut messages = stream.create_consumer(config).await.unwrap().messages().await.unwrap();
    let mut passed = Vec::new();
    loop {
        let message = messages.next().await.unwrap().unwrap();
        let name = message.subject.rsplit('.').next().unwrap().to_owned();
        if name == "ReportDue" {
            let due = ReportDue::decode(message.payload.clone()).unwrap();
            passed.push(format!("{name} {} {}", due.level, due.occurred_on));
        } else if name.starts_with("ReportPeriod") {
            passed.push(name);
        }
        if message.info().unwrap().pending == 0 {
            break;
        }
    }
    assert_eq!(
        passed,
        [
            "ReportPeriodPlanned",
            "ReportPeriodOpened",
            "ReportPeriodCutOff",
            "ReportDue 1 2026-06-19",
            "ReportDue 2 2026-06-26",
            "ReportPeriodLocked",
        ]
    );
}

#[tokio::test]
async fn a_unit_that_ends_by_its_due_day_is_neither_late_nor_missing() {
    use ExpectedReportState::{Overdue, UnitEnded};
    let world = World::new().await;
    let opened = world.opened().await;
    world.unit_ends(GOING, "2026-06-18").await;
    let token = world.unit_ends(DISTRICT, "2026-06-19").await;
    let rows = world.expected_on("2026-06-20", &[&opened.token, &token]).await;
    let of = |unit| rows.iter().find(|(_, it, ..)| *it == unit).unwrap().2;
    assert_eq!((of(GOING), of(DISTRICT)), (UnitEnded, Overdue));
    assert_eq!(rows.len(), 4, "the list is frozen");
}

#[tokio::test]
async fn an_exception_from_the_lock_ends_by_itself() {
    let world = World::new().await;
    let opened = world.opened().await;
    let mut periods = world.periods().await;
    let early = periods.grant_lock_exception(grant(&opened.etag, DISTRICT, request(5))).await;
    assert_eq!(refusal(early), (Code::FailedPrecondition, "PERIOD_NOT_LOCKED".into()));
    world.is_now("2026-07-02T03:00:00Z");
    let locked = world.becomes("2026-07-02", PeriodState::Locked).await;
    let periods = world.periods().await;
    let asked = grant(&locked.etag, DISTRICT, request(6));
    let granted = by_etag!(periods, grant_lock_exception, &opened.etag, asked);
    for (day, until) in [("2026-07-01", ""), ("2026-07-10", "2026-07-10"), ("2026-07-11", "")] {
        let rows = world.expected_on(day, &[&granted.token]).await;
        let of = rows.iter().find(|(_, unit, ..)| *unit == DISTRICT).unwrap();
        assert_eq!(of.3, until, "on {day}");
    }
    for (unit, n, reason) in [(DISTRICT, 7, "EXCEPTION_STANDS"), (SCHOOL, 8, "UNIT_NOT_EXPECTED")] {
        let asked = grant(&granted.etag, unit, request(n));
        let refused = refusal(periods.clone().grant_lock_exception(asked).await);
        assert_eq!(refused, (Code::FailedPrecondition, reason.into()));
    }

    world.is_now("2026-07-10T17:00:00Z");
    let look = async || world.period_on("2026-07-11").await.etag;
    let etag = eventually("it ends", look, |etag| *etag != granted.etag).await;
    let mut periods = world.periods().await;
    receipt!(periods.grant_lock_exception(grant(&etag, DISTRICT, request(9))));
}

#[tokio::test]
async fn a_period_is_refused_what_does_not_suit_it() {
    let world = World::new().await;
    world.is_now("2026-05-15T03:00:00Z");
    let mut periods = world.periods().await;
    let no_regime = periods.plan_period(plan_period(KEY, request(20))).await;
    assert_eq!(refusal(no_regime), (Code::NotFound, "REGIME_NOT_FOUND".into()));
    let planned = world.planned().await;
    let given = GivenDays {
        first: "2026-01-01".into(),
        last: "2026-03-31".into(),
        due_on: vec!["2026-04-10".into()],
    };
    for (key, given, reason) in [
        ("2026-Q1", None, "SPAN_NOT_IN_REGIME"),
        ("2020-H1", None, "REGIME_NOT_IN_FORCE"),
        ("2027-H1", None, "CALENDAR_UNDECLARED"),
    ] {
        let asked = PlanPeriodRequest { given, ..plan_period(key, request(21)) };
        let refused = refusal(periods.plan_period(asked).await);
        assert_eq!(refused, (Code::FailedPrecondition, reason.into()), "{key}");
    }
    for (key, given, field, reason) in [
        ("H1-2026", None, "key", "NOT_A_PERIOD_KEY"),
        ("2026-SO-KET", None, "given", "DAYS_MISSING"),
        ("2026-Y", Some(given.clone()), "given", "DAYS_FOLLOW_FROM_KEY"),
        ("2026-SO-KET", Some(given.clone()), "given.due_on", "DUE_DAYS_MISSING"),
        (
            "2026-SO-KET",
            Some(GivenDays { due_on: vec!["x".into()], ..given }),
            "given.due_on[0]",
            "NOT_A_DATE",
        ),
    ] {
        let asked = PlanPeriodRequest { given, ..plan_period(key, request(22)) };
        let refused = violations(periods.plan_period(asked).await);
        assert_eq!(refused, [(field.into(), reason.into())], "{key}");
    }
    let again = periods.plan_period(plan_period(KEY, request(23))).await;
    assert_eq!(refusal(again), (Code::AlreadyExists, "PERIOD_ALREADY_PLANNED".into()));
    let nobody = periods.open_period(open(&planned.etag, "membership:1")).await;
    assert_eq!(refusal(nobody), (Code::FailedPrecondition, "NOBODY_EXPECTED".into()));
}

#[tokio::test]
async fn a_period_is_planned_with_good_manners_and_listed_by_its_last_day() {
    let world = World::new().await;
    world.planned().await;
    let calendar = declare(2027, vec![], request(30));
    let calendar = receipt!(world.calendars().await.declare_calendar(calendar));
    assert_eq!(calendar.events[0].event_type, "CalendarDeclared");
    let periods = world.periods().await;
    let year = manners!(periods, plan_period, plan_period("2026-Y", request(31)));
    let ask = ListPeriodsRequest {
        plan_id: PLAN.to_string(),
        read_at: Some(ReadAt { at_least_tokens: vec![year.token], ..ReadAt::default() }),
        page_size: 1,
        ..ListPeriodsRequest::default()
    };
    let first = periods.clone().list_periods(ask.clone()).await.unwrap().into_inner();
    let next = ListPeriodsRequest { page_token: first.next_page_token, ..ask.clone() };
    let second = periods.clone().list_periods(next).await.unwrap().into_inner();
    let keys = [first.periods, second.periods].concat().into_iter().map(|period| period.key);
    assert_eq!(keys.collect::<Vec<_>>(), ["2026-H1", "2026-Y"]);
    let open = ListPeriodsRequest { state: PeriodState::Open.into(), ..ask };
    let open = periods.clone().list_periods(open).await.unwrap().into_inner();
    assert_eq!(open.periods, []);
    assert_eq!(
        COMMITTEE.to_string(),
        world.period_on("2026-05-15").await.levels[1].receiver_unit_id
    );
}
