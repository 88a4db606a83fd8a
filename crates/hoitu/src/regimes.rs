//! `hoitu regime`: who reports on the plan to whom, for which periods and until when, and how that is set.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use contracts::ledger::v1::ReadAt;
use contracts::reporting::v1 as proto;
use proto::regime_service_client::RegimeServiceClient;
use proto::reporters::Who;

use crate::connection::Authorised;
use crate::failure::Failure;
use crate::moment::Moment;
use crate::output::json;
use crate::paging::{PAGE_SIZE, whole};
use crate::requests::{self, fresh};
use crate::session::Session;
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
    /// Các chế độ báo cáo của kế hoạch
    List {
        #[command(flatten)]
        moment: Moment,
    },
    /// Một chế độ: ai báo cáo ai, hạn nào, qua từng bản
    Show {
        #[command(flatten)]
        named: Named,
        #[command(flatten)]
        moment: Moment,
    },
    /// Ban hành một chế độ; đọc từ đầu vào chuẩn JSON của IssueRegimeRequest
    Issue {
        /// Chỉ kiểm tra và cho biết sẽ ghi gì, không ghi
        #[arg(long)]
        dry_run: bool,
    },
    /// Ban hành bản mới; đọc từ đầu vào chuẩn JSON của ReviseRegimeRequest
    Revise {
        #[command(flatten)]
        named: Named,
        /// Chỉ kiểm tra và cho biết sẽ ghi gì, không ghi
        #[arg(long)]
        dry_run: bool,
    },
    /// Kết thúc một chế độ
    End {
        #[command(flatten)]
        named: Named,
        /// Ngày đầu tiên không còn áp dụng
        #[arg(long, value_name = "NGÀY", value_parser = wording::read_day)]
        on: NaiveDate,
        /// Lý do
        #[arg(long, value_name = "LÝ DO")]
        reason: String,
        /// Chỉ kiểm tra và cho biết sẽ ghi gì, không ghi
        #[arg(long)]
        dry_run: bool,
    },
}

#[derive(Debug, Args)]
struct Named {
    /// Mã chế độ báo cáo
    #[arg(value_name = "MÃ", default_value = "dinh-ky")]
    code: String,
}

type Client = RegimeServiceClient<Authorised>;

pub async fn run(session: &Session, asked: Arguments) -> Result<(), Failure> {
    let mut client = RegimeServiceClient::new(session.connect(Context::Reporting).await?);
    match asked.what {
        What::List { moment } => list(session, &mut client, moment.read_at()).await,
        What::Show { named, moment } => show(session, &mut client, named, moment.read_at()).await,
        What::Issue { dry_run } => {
            let said: proto::IssueRegimeRequest =
                requests::read("hoitu.reporting.v1.IssueRegimeRequest")?;
            let plan_id = match said.plan_id.as_str() {
                "" => plan::in_force_on(session, &ReadAt::default()).await?,
                given => given.to_owned(),
            };
            let (request_id, validate_only) = (fresh(), dry_run);
            let request = proto::IssueRegimeRequest { plan_id, request_id, validate_only, ..said };
            requests::told(session, client.issue_regime(request).await?.into_inner().receipt)
        }
        What::Revise { named, dry_run } => {
            let said: proto::ReviseRegimeRequest =
                requests::read("hoitu.reporting.v1.ReviseRegimeRequest")?;
            let regime = standing(session, &mut client, &named).await?;
            let request = proto::ReviseRegimeRequest {
                plan_id: regime.plan_id,
                code: regime.code,
                etag: regime.etag,
                request_id: fresh(),
                validate_only: dry_run,
                ..said
            };
            requests::told(session, client.revise_regime(request).await?.into_inner().receipt)
        }
        What::End { named, on, reason, dry_run } => {
            let regime = standing(session, &mut client, &named).await?;
            let request = proto::EndRegimeRequest {
                plan_id: regime.plan_id,
                code: regime.code,
                etag: regime.etag,
                request_id: fresh(),
                validate_only: dry_run,
                ended_on: on.to_string(),
                decision_ref: None,
                reason,
            };
            requests::told(session, client.end_regime(request).await?.into_inner().receipt)
        }
    }
}

/// As it stands now: commands need its etag.
async fn standing(
    session: &Session,
    client: &mut Client,
    named: &Named,
) -> Result<proto::Regime, Failure> {
    let plan_id = plan::in_force_on(session, &ReadAt::default()).await?;
    let ask = proto::GetRegimeRequest { plan_id, code: named.code.clone(), read_at: None };
    Ok(client.get_regime(ask).await?.into_inner().regime.unwrap_or_default())
}

async fn list(session: &Session, client: &mut Client, read_at: ReadAt) -> Result<(), Failure> {
    let plan_id = plan::in_force_on(session, &read_at).await?;
    let answer = whole(async |page_token| {
        let request = proto::ListRegimesRequest {
            plan_id: plan_id.clone(),
            read_at: Some(read_at.clone()),
            page_size: PAGE_SIZE,
            page_token,
        };
        client.list_regimes(request).await
    });
    let answer = answer.await?;
    session.output.print(
        |width| overview(&answer.regimes).render(width),
        || json("hoitu.reporting.v1.ListRegimesResponse", &answer),
    )
}

async fn show(
    session: &Session,
    client: &mut Client,
    named: Named,
    read_at: ReadAt,
) -> Result<(), Failure> {
    let plan_id = plan::in_force_on(session, &read_at).await?;
    let ask = proto::GetRegimeRequest { plan_id, code: named.code, read_at: Some(read_at.clone()) };
    let answer = client.get_regime(ask).await?.into_inner();
    let ids = answer.versions.iter().filter_map(|version| version.terms.as_ref());
    let ids = ids.flat_map(|terms| &terms.levels).flat_map(|level| {
        let named = level.reporters.iter().filter_map(|one| match &one.who {
            Some(Who::UnitId(unit)) => Some(unit.clone()),
            Some(Who::UnitKind(_) | Who::HoldersOf(_)) | None => None,
        });
        named.chain([level.receiver_unit_id.clone()])
    });
    let names = units::names(session, ids.collect(), &read_at).await?;
    session.output.print(
        |width| {
            let parts = answer.versions.iter().map(|one| version(one, &names).render(width));
            parts.collect::<Vec<_>>().join("\n")
        },
        || json("hoitu.reporting.v1.GetRegimeResponse", &answer),
    )
}

fn overview(regimes: &[proto::Regime]) -> Table {
    let mut table = Table::new([
        left("Mã"),
        wrapped("Tên"),
        right("Bản"),
        left("Áp dụng từ"),
        left("Kết thúc"),
    ]);
    for regime in regimes {
        let version = regime.version.clone().unwrap_or_default();
        table.row([
            regime.code.clone(),
            version.terms.unwrap_or_default().name,
            version.version.to_string(),
            wording::day(&version.valid_from),
            wording::day(&regime.ended_on),
        ]);
    }
    table
}

/// A version, level by level.
fn version(version: &proto::RegimeVersion, names: &BTreeMap<String, String>) -> Table {
    let terms = version.terms.clone().unwrap_or_default();
    let mut table =
        Table::new([right("Cấp"), wrapped("Đơn vị báo cáo"), wrapped("Nơi nhận"), left("Hạn nộp")]);
    let valid_from = wording::day(&version.valid_from);
    let spans = terms.spans().map(span).collect::<Vec<_>>().join(", ");
    let title = format!("Bản {} từ {valid_from}: {}", version.version, terms.name);
    table.heading("", title, String::new());
    table.heading("", format!("Kỳ: {spans}; {}", cut_off(terms.cut_off_day)), String::new());
    for (number, level) in (1..).zip(&terms.levels) {
        let reporters = level.reporters.iter().map(|one| reporters(one, names));
        table.row([
            number.to_string(),
            reporters.collect::<Vec<_>>().join("; "),
            named(&level.receiver_unit_id, names),
            due(level),
        ]);
    }
    table
}

/// By its id where nobody can tell its name.
fn named(unit: &str, names: &BTreeMap<String, String>) -> String {
    names.get(unit).map_or(unit, String::as_str).to_owned()
}

fn reporters(reporters: &proto::Reporters, names: &BTreeMap<String, String>) -> String {
    match &reporters.who {
        Some(Who::UnitId(unit)) => named(unit, names),
        Some(Who::UnitKind(of)) => {
            format!("mọi {}", units::kind((*of).try_into().unwrap_or_default()))
        }
        Some(Who::HoldersOf(role)) => {
            let part = match (*role).try_into().unwrap_or_default() {
                proto::ResponsibilityRole::Unspecified => "tham gia",
                proto::ResponsibilityRole::Lead => "chủ trì",
                proto::ResponsibilityRole::Coordinate => "phối hợp",
                proto::ResponsibilityRole::Receive => "nhận báo cáo",
            };
            format!("mọi đơn vị {part} một mục của kế hoạch")
        }
        None => String::new(),
    }
}

fn span(span: proto::PeriodSpan) -> &'static str {
    match span {
        proto::PeriodSpan::Unspecified => "theo yêu cầu",
        proto::PeriodSpan::Month => "tháng",
        proto::PeriodSpan::Quarter => "quý",
        proto::PeriodSpan::HalfYear => "6 tháng",
        proto::PeriodSpan::NineMonths => "9 tháng",
        proto::PeriodSpan::Year => "năm",
    }
}

fn cut_off(day: i32) -> String {
    match day {
        0 => "chốt số liệu vào ngày cuối tháng".to_owned(),
        day => format!("chốt số liệu vào ngày {day} của tháng cuối kỳ"),
    }
}

fn due(level: &proto::RegimeLevel) -> String {
    match level.due_months_later {
        0 => format!("ngày {}", level.due_day),
        later => format!("ngày {}, {later} tháng sau", level.due_day),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_tells_who_reports_to_whom_and_until_when() {
        let who = |who| proto::Reporters { who: Some(who) };
        let level = proto::RegimeLevel {
            reporters: vec![
                who(Who::UnitId("u-1".into())),
                who(Who::HoldersOf(proto::ResponsibilityRole::Lead.into())),
            ],
            receiver_unit_id: "u-2".into(),
            due_day: 18,
            due_months_later: 1,
            ..Default::default()
        };
        let terms = proto::RegimeTerms {
            name: "Báo cáo định kỳ".into(),
            spans: vec![proto::PeriodSpan::HalfYear.into(), proto::PeriodSpan::Year.into()],
            cut_off_day: 14,
            levels: vec![level],
            ..Default::default()
        };
        let one = proto::RegimeVersion {
            version: 2,
            valid_from: "2025-03-01".into(),
            terms: Some(terms),
            decision_ref: None,
        };
        let names = BTreeMap::from([("u-1".to_owned(), "Liên hiệp Hội".to_owned())]);
        let told = version(&one, &names).render(200);
        for part in [
            "Bản 2 từ 01/03/2025: Báo cáo định kỳ",
            "Kỳ: 6 tháng, năm; chốt số liệu vào ngày 14 của tháng cuối kỳ",
            "Liên hiệp Hội; mọi đơn vị chủ trì một mục của kế hoạch",
            "u-2",
            "ngày 18, 1 tháng sau",
        ] {
            assert!(told.contains(part), "{part} is not in\n{told}");
        }
    }
}
