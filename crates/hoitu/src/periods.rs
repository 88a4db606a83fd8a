//! `hoitu period`: the reporting periods of the plan, who is expected to report, and how to plan and open one.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use contracts::ledger::v1::{CommandReceipt, ReadAt};
use contracts::reporting::v1 as proto;
use proto::period_service_client::PeriodServiceClient;

use crate::connection::Authorised;
use crate::failure::Failure;
use crate::moment::Moment;
use crate::output::json;
use crate::paging::{self, PAGE_SIZE, Page};
use crate::reports::tables::in_words;
use crate::session::{Session, fresh};
use crate::settings::Context;
use crate::table::{Table, left, right, wrapped};
use crate::{plan, units, wording};

/// What to do.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Các kỳ báo cáo của kế hoạch, xếp theo ngày chốt số liệu
    List {
        #[command(flatten)]
        moment: Moment,
    },
    /// Một kỳ: các đơn vị phải báo cáo, hạn nộp và tình hình
    Show {
        #[command(flatten)]
        named: Named,
        #[command(flatten)]
        moment: Moment,
    },
    /// Định ngày cho một kỳ theo chế độ báo cáo
    Plan {
        #[command(flatten)]
        named: Named,
        /// Chỉ kiểm tra, không ghi
        #[arg(long)]
        dry_run: bool,
    },
    /// Mở một kỳ đã định ngày: chốt danh sách đơn vị phải báo cáo
    Open {
        #[command(flatten)]
        named: Named,
        /// Ngày mở: đơn vị có vào ngày này thì phải báo cáo
        #[arg(long, value_name = "NGÀY", value_parser = wording::read_day)]
        on: NaiveDate,
        /// Chỉ kiểm tra, không ghi
        #[arg(long)]
        dry_run: bool,
    },
}

#[derive(Debug, Args)]
struct Named {
    /// Mã kỳ như 2026-H1
    #[arg(value_name = "KỲ")]
    key: String,
    /// Mã chế độ báo cáo
    #[arg(long, value_name = "MÃ", default_value = "dinh-ky")]
    regime: String,
}

type Client = PeriodServiceClient<Authorised>;

pub async fn run(session: &Session, asked: Arguments) -> Result<(), Failure> {
    let mut client = PeriodServiceClient::new(session.connect(Context::Reporting).await?);
    match asked.what {
        What::List { moment } => list(session, &mut client, moment.read_at()).await,
        What::Show { named, moment } => show(session, &mut client, named, moment.read_at()).await,
        What::Plan { named: Named { key, regime: regime_code }, dry_run: validate_only } => {
            let plan_id = plan::in_force_on(session, &ReadAt::default()).await?;
            let request_id = fresh().to_string();
            let request = proto::PlanPeriodRequest {
                plan_id,
                regime_code,
                key,
                request_id,
                validate_only,
                given: None,
            };
            tell(session, client.plan_period(request).await?.into_inner().receipt)
        }
        What::Open { named, on, dry_run } => open(session, &mut client, named, on, dry_run).await,
    }
}

async fn list(session: &Session, client: &mut Client, read_at: ReadAt) -> Result<(), Failure> {
    let plan_id = plan::in_force_on(session, &read_at).await?;
    let mut read_info = None;
    let periods = paging::all(async |page_token| {
        let request = proto::ListPeriodsRequest {
            plan_id: plan_id.clone(),
            read_at: Some(read_at.clone()),
            page_size: PAGE_SIZE,
            page_token,
            ..Default::default()
        };
        let page = client.list_periods(request).await?.into_inner();
        read_info = page.read_info;
        Ok(Page { entries: page.periods, next_page_token: page.next_page_token })
    });
    let periods = periods.await?;
    let answer = proto::ListPeriodsResponse { periods, next_page_token: String::new(), read_info };
    session.output.print(
        |width| overview(&answer.periods).render(width),
        || json("hoitu.reporting.v1.ListPeriodsResponse", &answer),
    )
}

async fn show(
    session: &Session,
    client: &mut Client,
    named: Named,
    read_at: ReadAt,
) -> Result<(), Failure> {
    let plan_id = plan::in_force_on(session, &read_at).await?;
    let Named { key, regime: regime_code } = named;
    let mut read_info = None;
    let expected = paging::all(async |page_token| {
        let request = proto::ListExpectedReportsRequest {
            plan_id: plan_id.clone(),
            regime_code: regime_code.clone(),
            key: key.clone(),
            read_at: Some(read_at.clone()),
            page_size: PAGE_SIZE,
            page_token,
        };
        let page = client.list_expected_reports(request).await?.into_inner();
        read_info = page.read_info;
        Ok(Page { entries: page.expected, next_page_token: page.next_page_token })
    });
    let expected = expected.await?;
    let of = proto::GetPeriodRequest { plan_id, regime_code, key, read_at: Some(read_at.clone()) };
    let period = client.get_period(of).await?.into_inner().period.unwrap_or_default();
    let ids = expected.iter().filter_map(|it| Some(it.expected.as_ref()?.unit_id.clone()));
    let names = match units::by_id(session, ids.collect(), &read_at).await {
        Err(failure) if failure.exit_code() == 3 => BTreeMap::new(),
        names => names?,
    };
    let names = names.into_iter().map(|(id, unit)| (id, unit.full_name)).collect();
    let answer =
        proto::ListExpectedReportsResponse { expected, next_page_token: String::new(), read_info };
    session.output.print(
        |width| {
            let heading = overview(std::slice::from_ref(&period)).render(width);
            format!("{heading}\n{}", standing(&answer.expected, &names).render(width))
        },
        || json("hoitu.reporting.v1.ListExpectedReportsResponse", &answer),
    )
}

async fn open(
    session: &Session,
    client: &mut Client,
    named: Named,
    on: NaiveDate,
    validate_only: bool,
) -> Result<(), Failure> {
    let plan_id = plan::in_force_on(session, &ReadAt::default()).await?;
    let Named { key, regime: regime_code } = named;
    let of = proto::GetPeriodRequest {
        plan_id: plan_id.clone(),
        regime_code: regime_code.clone(),
        key: key.clone(),
        read_at: None,
    };
    let period = client.get_period(of).await?.into_inner().period.unwrap_or_default();
    let request = proto::OpenPeriodRequest {
        plan_id,
        regime_code,
        key,
        etag: period.etag,
        request_id: fresh().to_string(),
        validate_only,
        opened_on: on.to_string(),
        at_least_tokens: Vec::new(),
    };
    tell(session, client.open_period(request).await?.into_inner().receipt)
}

/// What was recorded; what would be, after a dry run.
fn tell(session: &Session, receipt: Option<CommandReceipt>) -> Result<(), Failure> {
    let receipt = receipt.unwrap_or_default();
    let sentence = if receipt.recorded_at.is_some() {
        "Đã ghi.\n"
    } else {
        "Ghi được; chưa ghi gì.\n"
    };
    session
        .output
        .print(|_| sentence.to_owned(), || json("hoitu.ledger.v1.CommandReceipt", &receipt))
}

fn overview(periods: &[proto::Period]) -> Table {
    let mut table = Table::new([
        left("Kỳ"),
        left("Từ ngày"),
        left("Chốt số liệu"),
        left("Hạn nộp"),
        left("Khóa sau ngày"),
        wrapped("Tình hình"),
        right("Đơn vị"),
    ]);
    for period in periods {
        let window = period.window.clone().unwrap_or_default();
        let due = period.levels.iter().map(|level| wording::day(&level.due_on));
        table.row([
            period.key.clone(),
            wording::day(&window.first),
            wording::day(&window.last),
            due.collect::<Vec<_>>().join(", "),
            wording::day(&period.open_until),
            state(period.state()).to_owned(),
            wording::count(period.expected_count.into()),
        ]);
    }
    table
}

fn standing(expected: &[proto::ExpectedReportStanding], names: &BTreeMap<String, String>) -> Table {
    let mut table = Table::new([
        wrapped("Đơn vị"),
        right("Cấp"),
        left("Hạn nộp"),
        wrapped("Tình hình"),
        wrapped("Báo cáo"),
        left("Nộp ngày"),
    ]);
    for one in expected {
        let report = one.expected.clone().unwrap_or_default();
        let mut standing = expected_state(one.state()).to_owned();
        if !one.exception_until.is_empty() {
            standing += &format!("; được mở lại đến {}", wording::day(&one.exception_until));
        }
        table.row([
            names.get(&report.unit_id).unwrap_or(&report.unit_id).clone(),
            report.level.to_string(),
            wording::day(&report.due_on),
            standing,
            in_words(one.report_state()).to_owned(),
            wording::day(&one.submitted_on),
        ]);
    }
    table
}

fn state(state: proto::PeriodState) -> &'static str {
    match state {
        proto::PeriodState::Unspecified => "",
        proto::PeriodState::Planned => "chưa mở",
        proto::PeriodState::Open => "đang mở",
        proto::PeriodState::CutOff => "đã chốt số liệu",
        proto::PeriodState::Due => "đã đến hạn",
        proto::PeriodState::Locked => "đã khóa",
    }
}

fn expected_state(state: proto::ExpectedReportState) -> &'static str {
    match state {
        proto::ExpectedReportState::Unspecified => "",
        proto::ExpectedReportState::Awaited => "chờ báo cáo",
        proto::ExpectedReportState::Overdue => "quá hạn",
        proto::ExpectedReportState::UnitEnded => "đơn vị đã kết thúc, không phải báo cáo",
        proto::ExpectedReportState::InTime => "đúng hạn",
        proto::ExpectedReportState::Late => "nộp muộn",
        proto::ExpectedReportState::Missing => "không nộp",
        proto::ExpectedReportState::Excused => "được miễn",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_told_with_all_its_due_days() {
        let level =
            |due_on: &str| proto::PeriodLevel { due_on: due_on.into(), ..Default::default() };
        let period = proto::Period {
            key: "2026-H1".into(),
            state: proto::PeriodState::Open.into(),
            window: Some(proto::Window { first: "2025-12-15".into(), last: "2026-06-14".into() }),
            levels: vec![level("2026-06-18"), level("2026-06-25")],
            open_until: "2026-07-09".into(),
            expected_count: 38,
            ..Default::default()
        };
        let told = overview(&[period]).render(120);
        let row = told.lines().last().unwrap();
        for part in
            ["2026-H1", "15/12/2025", "14/06/2026", "18/06/2026, 25/06/2026", "đang mở", "38"]
        {
            assert!(row.contains(part), "{part} is not in\n{told}");
        }
    }

    #[test]
    fn a_unit_without_a_name_is_told_by_its_id_and_an_exception_with_its_last_day() {
        let report = proto::ExpectedReport {
            unit_id: "u-1".into(),
            level: 1,
            due_on: "2026-06-18".into(),
            ..Default::default()
        };
        let one = proto::ExpectedReportStanding {
            expected: Some(report),
            state: proto::ExpectedReportState::Overdue.into(),
            exception_until: "2026-07-20".into(),
            ..Default::default()
        };
        let told = standing(&[one], &BTreeMap::new()).render(120);
        assert!(told.contains("u-1"), "{told}");
        assert!(told.contains("quá hạn; được mở lại đến 20/07/2026"), "{told}");
    }
}
