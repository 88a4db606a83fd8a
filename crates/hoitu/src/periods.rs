//! `hoitu period`: the reporting periods of the plan, who is expected to report, and what is done with a period.

mod tables;

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use contracts::ledger::v1::ReadAt;
use contracts::reporting::v1 as proto;
use proto::period_service_client::PeriodServiceClient;

use crate::connection::Authorised;
use crate::failure::Failure;
use crate::moment::Moment;
use crate::output::json;
use crate::paging::{PAGE_SIZE, whole};
use crate::requests::{self, fresh};
use crate::session::Session;
use crate::settings::Context;
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
        /// Báo cáo làm trên giấy, được nhập sau
        #[arg(long)]
        on_paper: bool,
        /// Chỉ kiểm tra, không ghi
        #[arg(long)]
        dry_run: bool,
    },
    /// Khóa một kỳ báo cáo giấy khi đã nhập xong
    Lock {
        #[command(flatten)]
        named: Named,
        /// Chỉ kiểm tra, không ghi
        #[arg(long)]
        dry_run: bool,
    },
    /// Cho một đơn vị làm tiếp báo cáo sau ngày khóa, đến một ngày
    Except {
        #[command(flatten)]
        named: Named,
        /// Đơn vị: mã như HD.BTG, hoặc UUID
        #[arg(long, value_name = "ĐƠN VỊ")]
        unit: String,
        /// Ngày đầu; không nêu thì từ hôm nay
        #[arg(long, value_name = "NGÀY", value_parser = wording::read_day)]
        from: Option<NaiveDate>,
        /// Ngày cuối
        #[arg(long, value_name = "NGÀY", value_parser = wording::read_day)]
        until: NaiveDate,
        /// Lý do
        #[arg(long, value_name = "LÝ DO")]
        reason: String,
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
            let request_id = fresh();
            let request = proto::PlanPeriodRequest {
                plan_id,
                regime_code,
                key,
                request_id,
                validate_only,
                given: None,
            };
            requests::told(session, client.plan_period(request).await?.into_inner().receipt)
        }
        What::Open { named, on, on_paper, dry_run } => {
            let opening = Opening { on, on_paper, dry_run };
            open(session, &mut client, named, opening).await
        }
        What::Lock { named, dry_run: validate_only } => {
            let (period, _) = standing(session, &mut client, named).await?;
            let request = proto::LockPeriodRequest {
                plan_id: period.plan_id,
                regime_code: period.regime_code,
                key: period.key,
                etag: period.etag,
                request_id: fresh(),
                validate_only,
            };
            requests::told(session, client.lock_period(request).await?.into_inner().receipt)
        }
        What::Except { named, unit, from, until, reason, dry_run: validate_only } => {
            let unit_id = units::id_of(session, &unit, ReadAt::default()).await?;
            let (period, today) = standing(session, &mut client, named).await?;
            let request = proto::GrantLockExceptionRequest {
                plan_id: period.plan_id,
                regime_code: period.regime_code,
                key: period.key,
                etag: period.etag,
                request_id: fresh(),
                validate_only,
                unit_id,
                granted_on: from.map_or(today, |from| from.to_string()),
                until: until.to_string(),
                decision_ref: None,
                reason,
            };
            let answer = client.grant_lock_exception(request).await?.into_inner();
            requests::told(session, answer.receipt)
        }
    }
}

async fn list(session: &Session, client: &mut Client, read_at: ReadAt) -> Result<(), Failure> {
    let plan_id = plan::in_force_on(session, &read_at).await?;
    let answer = whole(async |page_token| {
        let request = proto::ListPeriodsRequest {
            plan_id: plan_id.clone(),
            read_at: Some(read_at.clone()),
            page_size: PAGE_SIZE,
            page_token,
            ..Default::default()
        };
        client.list_periods(request).await
    });
    let answer = answer.await?;
    session.output.print(
        |width| tables::overview(&answer.periods).render(width),
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
    let answer = whole(async |page_token| {
        let request = proto::ListExpectedReportsRequest {
            plan_id: plan_id.clone(),
            regime_code: regime_code.clone(),
            key: key.clone(),
            read_at: Some(read_at.clone()),
            page_size: PAGE_SIZE,
            page_token,
        };
        client.list_expected_reports(request).await
    });
    let answer = answer.await?;
    let of = proto::GetPeriodRequest { plan_id, regime_code, key, read_at: Some(read_at.clone()) };
    let period = client.get_period(of).await?.into_inner().period.unwrap_or_default();
    let ids = answer.expected.iter().filter_map(|it| Some(it.expected.as_ref()?.unit_id.clone()));
    let names = units::names(session, ids.collect(), &read_at).await?;
    session.output.print(
        |width| {
            let heading = tables::overview(std::slice::from_ref(&period)).render(width);
            format!("{heading}\n{}", tables::standing(&answer.expected, &names).render(width))
        },
        || json("hoitu.reporting.v1.ListExpectedReportsResponse", &answer),
    )
}

/// How a period is opened.
struct Opening {
    on: NaiveDate,
    on_paper: bool,
    dry_run: bool,
}

async fn open(
    session: &Session,
    client: &mut Client,
    named: Named,
    opening: Opening,
) -> Result<(), Failure> {
    let (period, _) = standing(session, client, named).await?;
    let request = proto::OpenPeriodRequest {
        plan_id: period.plan_id,
        regime_code: period.regime_code,
        key: period.key,
        etag: period.etag,
        request_id: fresh(),
        validate_only: opening.dry_run,
        opened_on: opening.on.to_string(),
        at_least_tokens: Vec::new(),
        on_paper: opening.on_paper,
        illustrative: false,
    };
    requests::told(session, client.open_period(request).await?.into_inner().receipt)
}

/// The period as it stands now, and the day that it is there: commands need its etag.
async fn standing(
    session: &Session,
    client: &mut Client,
    named: Named,
) -> Result<(proto::Period, String), Failure> {
    let plan_id = plan::in_force_on(session, &ReadAt::default()).await?;
    let Named { key, regime: regime_code } = named;
    let of = proto::GetPeriodRequest { plan_id, regime_code, key, read_at: None };
    let answer = client.get_period(of).await?.into_inner();
    let read_at = answer.read_info.and_then(|info| info.read_at).unwrap_or_default();
    Ok((answer.period.unwrap_or_default(), read_at.as_of))
}
