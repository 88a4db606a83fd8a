//! `hoitu target`: what is aimed at, and how it is set.

use clap::{Args, Subcommand};
use contracts::reporting::v1 as proto;
use proto::target_service_client::TargetServiceClient;
use uuid::Uuid;

use crate::connection::{Authorised, persistently};
use crate::failure::Failure;
use crate::moment::Moment;
use crate::output::json;
use crate::paging::{PAGE_SIZE, whole};
use crate::requests::{self, fresh};
use crate::session::Session;
use crate::settings::Context;
use crate::table::{Table, left, right};
use crate::wording;

/// What to do.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Các chỉ tiêu của một kế hoạch
    List {
        /// UUID của kế hoạch
        #[arg(long, value_name = "UUID")]
        plan: Uuid,
        /// Chỉ của chỉ số này, như II.5.d/1
        #[arg(long, default_value = "", hide_default_value = true, value_name = "CHỈ SỐ")]
        indicator: String,
        /// Chỉ của kỳ này, như 2026 hoặc 2026-H1
        #[arg(long, default_value = "", hide_default_value = true, value_name = "KỲ")]
        period: String,
        #[command(flatten)]
        moment: Moment,
    },
    /// Giao chỉ tiêu; đọc từ đầu vào chuẩn JSON của SetTargetRequest
    Set {
        /// Chỉ kiểm tra và cho biết sẽ ghi gì, không ghi
        #[arg(long)]
        dry_run: bool,
    },
    /// Điều chỉnh chỉ tiêu; đọc từ đầu vào chuẩn JSON của ReviseTargetRequest
    Revise {
        /// Chỉ kiểm tra và cho biết sẽ ghi gì, không ghi
        #[arg(long)]
        dry_run: bool,
    },
}

type Client = TargetServiceClient<Authorised>;

pub async fn run(session: &Session, asked: Arguments) -> Result<(), Failure> {
    let mut client = TargetServiceClient::new(session.connect(Context::Reporting).await?);
    match asked.what {
        What::List { plan, indicator, period, moment } => {
            let request = proto::ListTargetsRequest {
                plan_id: plan.to_string(),
                read_at: Some(moment.read_at()),
                page_size: PAGE_SIZE,
                page_token: String::new(),
                unit_id: String::new(),
                indicator_code: indicator,
                period_key: period,
            };
            list(session, &mut client, request).await
        }
        What::Set { dry_run } => set(session, &client, dry_run).await,
        What::Revise { dry_run } => revise(session, &client, dry_run).await,
    }
}

async fn list(
    session: &Session,
    client: &mut Client,
    request: proto::ListTargetsRequest,
) -> Result<(), Failure> {
    let answer = whole(async |page_token| {
        let request = proto::ListTargetsRequest { page_token, ..request.clone() };
        client.list_targets(request).await
    });
    let answer = answer.await?;
    session.output.print(
        |width| table(&answer.targets).render(width),
        || json("hoitu.reporting.v1.ListTargetsResponse", &answer),
    )
}

async fn set(session: &Session, client: &Client, dry_run: bool) -> Result<(), Failure> {
    let mut request: proto::SetTargetRequest =
        requests::read("hoitu.reporting.v1.SetTargetRequest")?;
    if request.request_id.is_empty() {
        request.request_id = fresh();
    }
    request.validate_only |= dry_run;
    let answer = persistently(|| {
        let (mut client, request) = (client.clone(), request.clone());
        async move { client.set_target(request).await }
    });
    requests::told(session, answer.await?.into_inner().receipt)
}

async fn revise(session: &Session, client: &Client, dry_run: bool) -> Result<(), Failure> {
    let mut request: proto::ReviseTargetRequest =
        requests::read("hoitu.reporting.v1.ReviseTargetRequest")?;
    if request.request_id.is_empty() {
        request.request_id = fresh();
    }
    request.validate_only |= dry_run;
    let answer = persistently(|| {
        let (mut client, request) = (client.clone(), request.clone());
        async move { client.revise_target(request).await }
    });
    requests::told(session, answer.await?.into_inner().receipt)
}

fn table(targets: &[proto::Target]) -> Table {
    let mut table = Table::new([
        left("Chỉ số"),
        left("Giá trị đo"),
        left("Đơn vị"),
        left("Kỳ"),
        right("Chỉ tiêu"),
        right("Bản"),
        left("Từ ngày"),
    ]);
    for target in targets {
        let aim = target.aim.clone().unwrap_or_default();
        let unit = if aim.unit_id.is_empty() { "toàn tỉnh".to_owned() } else { aim.unit_id };
        table.row([
            aim.indicator_code,
            aim.identifier,
            unit,
            aim.period_key,
            wording::number(&target.value),
            target.version.to_string(),
            wording::day(&target.effective_on),
        ]);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_told_with_its_period_and_version() {
        let target = proto::Target {
            aim: Some(proto::TargetAim {
                indicator_code: "II.5.d/1".to_owned(),
                identifier: "bulletin_issues".to_owned(),
                period_key: "2026".to_owned(),
                ..Default::default()
            }),
            version: 2,
            value: "6.5".to_owned(),
            effective_on: "2026-06-01".to_owned(),
            ..Default::default()
        };
        assert_eq!(
            table(&[target]).render(100),
            "\
Chỉ số    Giá trị đo       Đơn vị     Kỳ    Chỉ tiêu  Bản  Từ ngày
─────────────────────────────────────────────────────────────────────
II.5.d/1  bulletin_issues  toàn tỉnh  2026       6,5    2  01/06/2026
"
        );
    }
}
