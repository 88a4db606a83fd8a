//! A process is killed while it does what time asks of a period, and the period of its reports; another one
//! goes on. Each report is expected once, each deadline passes once and in order, also when they all passed
//! while nobody was there.

use std::collections::BTreeMap;
use std::os::unix::process::ExitStatusExt as _;
use std::process::Command as Process;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use futures::future::join_all;
use ledger::crash::{Point, Trap, lay};
use ledger::scheduler::{Clock, Scheduler};
use ledger::view::{Following, ViewOptions, follow};
use ledger::{
    Asked, CommandHandler, Decider as _, Digest, Ledger, LocalSource, Provenance, Source, View,
    WriterOptions,
};
use reporting::domain::calendar::{self, Calendar};
use reporting::domain::period::schedule::Given;
use reporting::domain::period::{Command, Manner, Period};
use reporting::domain::regime::terms::{
    Content, DueDay, Level, RegimeCode, RegimeKind, Register, Reporters, RestDays, Terms, UnitKind,
};
use reporting::domain::unit_report::UnitReport;
use reporting::domain::window::{CutOffDay, PeriodKey, Window};
use reporting::domain::{PeriodId, PlanId, ReportId, UnitId};
use reporting::published;
use reporting::reactions::{Passing, PeriodDeadlines, ReportObligations};
use reporting::views::reporting_periods::ReportingPeriods;
use serde_json::Value;
use sqlx::postgres::PgPoolOptions;
use tokio::sync::{Semaphore, watch};
use tokio_util::sync::{CancellationToken, DropGuard};
use uuid::Uuid;

use crate::world::eventually;

const ORDERS: &str = "REPORTING_CRASH_ORDERS";
const SIGKILL: i32 = 9;
/// Deaths at a time: each is a process with a database.
static AT_ONCE: Semaphore = Semaphore::const_new(3);

const PERIOD: PeriodId = PeriodId(Uuid::from_u128(0xA2));
const BOARD: UnitId = UnitId(Uuid::from_u128(0xB1));
const COMMITTEE: UnitId = UnitId(Uuid::from_u128(0xB2));
const UNITS: u128 = 12;

/// When a process comes that nobody has been before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
enum Moment {
    /// The period has just been opened.
    Opened,
    /// It should have been locked weeks ago.
    LongAfter,
}

impl Moment {
    fn instant(self) -> DateTime<Utc> {
        let instant = match self {
            Self::Opened => "2026-06-16T03:00:00Z",
            Self::LongAfter => "2026-09-01T03:00:00Z",
        };
        instant.parse().unwrap()
    }

    /// What has happened to the period and to each report, when all is done.
    fn happened(self) -> [&'static [&'static str]; 2] {
        match self {
            Self::Opened => [&["planned", "opened", "cut_off"], &["expected"]],
            Self::LongAfter => [
                &["planned", "opened", "cut_off", "fell_due", "fell_due", "locked"],
                &["expected", "not_received"],
            ],
        }
    }

    /// Where a process dies, and at which passing of that.
    fn deaths(self) -> &'static [(Point, u32)] {
        match self {
            Self::Opened => &[
                (Point::CheckpointMoved, 2),
                (Point::EffectsApplied, 1),
                (Point::EffectsApplied, 2),
                (Point::EffectsApplied, 3),
                (Point::ViewCommitted, 1),
                (Point::ViewCommitted, 3),
                (Point::CommandsClaimed, 1),
                (Point::BatchTaken, 1),
                (Point::BatchAppended, 1),
                (Point::CommandSent, 1),
                (Point::CommandSent, 7),
                (Point::CommandSettled, 5),
            ],
            Self::LongAfter => &[
                (Point::CommandsClaimed, 3),
                (Point::BatchTaken, 3),
                (Point::BatchAppended, 4),
                (Point::EffectsApplied, 6),
                (Point::ViewCommitted, 6),
                (Point::CommandSent, 15),
                (Point::CommandSettled, 16),
            ],
        }
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A dozen districts report to the board, and it to the committee.
fn commands() -> [Command; 2] {
    let kind = || UnitKind("DISTRICT_PARTY_COMMITTEE".into());
    let level = |reporters, receiver| Level {
        name: "cấp".into(),
        reporters: vec![reporters],
        receiver,
        due: DueDay { months_later: 0, day: 18 },
    };
    let terms = Terms {
        name: "Sơ kết".into(),
        kind: RegimeKind::AdHoc,
        content: Content::TextAndFigures,
        spans: [].into(),
        cut_off: CutOffDay::Day(14),
        levels: vec![
            level(Reporters::UnitsOf(kind()), BOARD),
            level(Reporters::Unit(BOARD), COMMITTEE),
        ],
        rest_days: RestDays::Stay,
        working_days_to_report: 1,
        working_days_open: 3,
        sending: None,
        outline: None,
        sections: Vec::new(),
    };
    let declared = calendar::Event::Declared { year: 2026, days: Vec::new(), decision: None };
    let window = Window { first: day("2026-01-01"), last: day("2026-06-14") };
    let plan = Command::Plan {
        plan: PlanId(Uuid::from_u128(0xA1)),
        regime: RegimeCode::parse("so-ket").unwrap(),
        regime_version: 1,
        key: PeriodKey::parse("2026-SO-KET").unwrap(),
        terms,
        given: Some(Given { window, due_on: vec![day("2026-06-18"), day("2026-06-25")] }),
        calendar: calendar::working_days([Calendar::replay(&[declared])]),
    };
    let mut register = Register::default();
    register.units.extend(districts().map(|unit| (unit, kind())));
    register.units.insert(BOARD, UnitKind("PARTY_BOARD".into()));
    let (opened_on, known_to) = (day("2026-05-20"), Vec::new());
    let open = Command::Open { opened_on, manner: Manner::default(), register, known_to };
    [plan, open]
}

fn districts() -> impl Iterator<Item = UnitId> {
    (0..UNITS).map(|n| UnitId(Uuid::from_u128(0xC00 + n)))
}

async fn open(database_url: &str) -> Ledger {
    let pool = PgPoolOptions::new().max_connections(8).connect(database_url).await.unwrap();
    ledger::migrate(&pool).await.unwrap();
    let options = database_url.parse().unwrap();
    Ledger::open("reporting", options, pool, WriterOptions::default()).await.unwrap()
}

async fn plan_and_open(ledger: &Ledger) {
    let periods = CommandHandler::<Period>::new(ledger.clone(), published::period);
    for (n, command) in (1..).zip(commands()) {
        let asked = Asked {
            request_id: Uuid::from_u128(n),
            fingerprint: Digest::ORIGIN,
            expected: None,
            validate_only: false,
            provenance: Provenance::default(),
        };
        periods.handle(PERIOD, command, asked).await.unwrap();
    }
}

/// The reactions of a service at work; they end with this value.
struct Life {
    hand: watch::Sender<DateTime<Utc>>,
    _stop: DropGuard,
    _views: (Following<ReportingPeriods>, Following<PeriodDeadlines>, Following<ReportObligations>),
}

impl Life {
    fn begin(ledger: &Ledger, instant: DateTime<Utc>) -> Self {
        let periods = followed::<ReportingPeriods>(ledger);
        let passing = Passing {
            periods: CommandHandler::new(ledger.clone(), published::period),
            reports: CommandHandler::new(ledger.clone(), published::unit_report),
            record: periods.reader(),
        };
        let (hand, clock) = watch::channel(instant);
        let stop = CancellationToken::new();
        let (pool, passing) = (ledger.pool().clone(), Arc::new(passing));
        tokio::spawn(Scheduler::new(pool, Clock::Set(clock), passing).run(stop.clone()));
        let views = (periods, followed(ledger), followed(ledger));
        Self { hand, _stop: stop.drop_guard(), _views: views }
    }
}

fn followed<V: View>(ledger: &Ledger) -> Following<V> {
    let own: Arc<dyn Source> = Arc::new(LocalSource::new(ledger.clone()));
    follow(ledger.pool().clone(), vec![own], ViewOptions::default())
}

/// Not a test of its own: a process that reacts, and dies as it was ordered to.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::disallowed_methods, reason = "how the test orders a process to die")]
async fn a_process() {
    let Some(orders) = std::env::var_os(ORDERS) else { return };
    let orders: Vec<&str> = orders.to_str().unwrap().split(' ').collect();
    let [point, nth, moment, database] = orders[..] else { panic!("{orders:?}") };
    let moment: Moment = moment.parse().unwrap();
    let ledger = open(database).await;
    lay(Trap { point: point.to_owned().leak(), nth: nth.parse().unwrap(), die });
    let life = Life::begin(&ledger, moment.instant());
    let done = async || is_done(&ledger, moment).await;
    eventually("it is done, and it has not died", done, |done| *done).await;
    drop(life);
}

fn die() -> ! {
    let _ = Process::new("kill").args(["-KILL", &std::process::id().to_string()]).status();
    loop {
        std::thread::park();
    }
}

fn lead_to_death(orders: &str) {
    let process = Process::new(std::env::current_exe().unwrap())
        .args(["crashes::a_process", "--exact", "--nocapture"])
        .env(ORDERS, orders)
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&process.stderr);
    assert_eq!(process.status.signal(), Some(SIGKILL), "it did not die: {orders}: {errors}");
}

/// What has happened, stream by stream.
async fn happened(ledger: &Ledger) -> BTreeMap<String, Vec<String>> {
    let query = "SELECT stream, data FROM ledger.entry ORDER BY position";
    let entries: Vec<(String, String)> =
        sqlx::query_as(query).fetch_all(ledger.pool()).await.unwrap();
    let mut streams = BTreeMap::<String, Vec<String>>::new();
    for (stream, data) in entries {
        let event: Value = serde_json::from_str(&data).unwrap();
        streams.entry(stream).or_default().push(event["type"].as_str().unwrap().to_owned());
    }
    streams
}

fn expected(moment: Moment) -> BTreeMap<String, Vec<String>> {
    let [of_period, of_report] = moment.happened();
    let events = |events: &[&str]| events.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
    let report = |unit| format!("{}-{}", UnitReport::CATEGORY, ReportId::of(PERIOD, unit));
    let reports = districts().chain([BOARD]).map(|unit| (report(unit), events(of_report)));
    let period = (format!("{}-{PERIOD}", Period::CATEGORY), events(of_period));
    reports.chain([period]).collect()
}

/// All that was to happen has, and nothing is owed that is due.
async fn is_done(ledger: &Ledger, moment: Moment) -> bool {
    let query = "SELECT count(*) FROM ledger.outbound WHERE settled_at IS NULL AND due_at <= $1";
    let query = sqlx::query_scalar(query).bind(moment.instant());
    let owed: i64 = query.fetch_one(ledger.pool()).await.unwrap();
    owed == 0 && happened(ledger).await == expected(moment)
}

async fn dies_and_is_followed_by_another(point: Point, nth: u32, moment: Moment) {
    let database = servers::test::database().await;
    let ledger = open(&database.url()).await;
    plan_and_open(&ledger).await;
    let (point_name, moment_name): (&str, &str) = (point.into(), moment.into());
    let orders = format!("{point_name} {nth} {moment_name} {}", database.url());
    tokio::task::spawn_blocking(move || lead_to_death(&orders)).await.unwrap();

    // What the dead one had claimed, and what failed in between, is tried again in its time.
    let life = Life::begin(&ledger, moment.instant());
    let done = async || {
        life.hand.send_modify(|instant| *instant += TimeDelta::minutes(1));
        is_done(&ledger, moment).await
    };
    eventually("another one has done it", done, |done| *done).await;
    assert_eq!(happened(&ledger).await, expected(moment), "{point:?} {nth}");
}

async fn every_death(moment: Moment) {
    join_all(moment.deaths().iter().map(|(point, nth)| async move {
        let _turn = AT_ONCE.acquire().await.unwrap();
        dies_and_is_followed_by_another(*point, *nth, moment).await;
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_may_die_while_reports_become_expected() {
    every_death(Moment::Opened).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_may_die_while_it_catches_up_with_deadlines_that_passed_without_it() {
    every_death(Moment::LongAfter).await;
}
