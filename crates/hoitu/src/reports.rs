//! `hoitu report`: a unit's report for a period, from its draft to its lock. Who owes one is told by
//! `hoitu period show`.

pub mod tables;

use std::io::Read as _;

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use contracts::ledger::v1::ReadAt;
use contracts::reporting::v1 as proto;
use proto::report_objection::About;
use proto::unit_report_service_client::UnitReportServiceClient;
use uuid::Uuid;

use crate::connection::Authorised;
use crate::failure::Failure;
use crate::output::json;
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
    /// Một báo cáo: trạng thái, các phần, số liệu, lý do trả lại
    Show {
        #[command(flatten)]
        named: Named,
    },
    /// Nguyên văn một bản đã khóa, để đối chiếu mã băm
    Locked {
        #[command(flatten)]
        named: Named,
        /// Bản thứ mấy
        #[arg(long, default_value_t = 1, value_name = "BẢN")]
        version: i32,
    },
    /// Số liệu nào nay đã khác, so với khi viết báo cáo
    Changes {
        #[command(flatten)]
        named: Named,
    },
    /// Bắt đầu viết; số liệu được lấy từ bảng tiến độ
    Start {
        #[command(flatten)]
        act: Act,
    },
    /// Lấy lại số liệu mới từ bảng tiến độ
    Refresh {
        #[command(flatten)]
        act: Act,
    },
    /// Viết một phần; đọc nội dung từ đầu vào chuẩn
    Write {
        #[command(flatten)]
        act: Act,
        /// Mã phần như II hoặc III.2
        #[arg(long, value_name = "PHẦN")]
        section: String,
    },
    /// Giải trình một số liệu, nhất là vì sao chưa có
    Comment {
        #[command(flatten)]
        act: Act,
        /// Tên số liệu như members_declared
        #[arg(long, value_name = "SỐ LIỆU")]
        figure: String,
        /// Lời giải trình
        #[arg(long, value_name = "LỜI")]
        text: String,
    },
    /// Đặt một điều chỉnh bên số liệu; đọc từ đầu vào chuẩn JSON của AddAdjustmentRequest
    Adjust {
        #[command(flatten)]
        act: Act,
    },
    /// Rút một điều chỉnh
    Unadjust {
        #[command(flatten)]
        act: Act,
        /// UUID của điều chỉnh
        #[arg(long, value_name = "UUID")]
        adjustment: Uuid,
    },
    /// Nhập báo cáo giấy và diễn biến của nó; đọc từ đầu vào chuẩn JSON của EnterPaperReportRequest
    Enter {
        #[command(flatten)]
        act: Act,
    },
    /// Nộp báo cáo
    Submit {
        #[command(flatten)]
        act: Act,
    },
    /// Rút báo cáo đã nộp khi chưa ai xem
    Recall {
        #[command(flatten)]
        act: Act,
    },
    /// Bắt đầu xem xét báo cáo đã nộp
    Review {
        #[command(flatten)]
        act: Act,
    },
    /// Trả lại đơn vị, nêu lý do từng phần
    Return {
        #[command(flatten)]
        act: Act,
        /// Phần và lý do, như "II=chưa rõ"; dùng được nhiều lần
        #[arg(long = "section", value_name = "PHẦN=LÝ DO", value_parser = reasoned)]
        sections: Vec<(String, String)>,
        /// Số liệu và lý do, như "members_declared=chưa khớp"; dùng được nhiều lần
        #[arg(long = "figure", value_name = "SỐ LIỆU=LÝ DO", value_parser = reasoned)]
        figures: Vec<(String, String)>,
        /// Hạn nộp lại
        #[arg(long, value_name = "NGÀY", value_parser = wording::read_day)]
        due: NaiveDate,
    },
    /// Duyệt báo cáo ở cấp của mình
    Approve {
        #[command(flatten)]
        act: Act,
    },
    /// Hủy việc duyệt gần nhất
    Revoke {
        #[command(flatten)]
        act: Act,
        #[command(flatten)]
        why: Why,
    },
    /// Cho đơn vị không phải nộp báo cáo
    Excuse {
        #[command(flatten)]
        act: Act,
        #[command(flatten)]
        why: Why,
    },
    /// Cho đính chính báo cáo đã khóa
    Correct {
        #[command(flatten)]
        act: Act,
        #[command(flatten)]
        why: Why,
    },
}

#[derive(Debug, Args)]
struct Named {
    /// Mã kỳ như 2026-H1
    #[arg(value_name = "KỲ")]
    key: String,
    /// Đơn vị báo cáo: mã như HD.BTG, hoặc UUID
    #[arg(long, value_name = "ĐƠN VỊ")]
    unit: String,
    /// Mã chế độ báo cáo
    #[arg(long, value_name = "MÃ", default_value = "dinh-ky")]
    regime: String,
}

#[derive(Debug, Args)]
struct Act {
    #[command(flatten)]
    named: Named,
    /// Chỉ kiểm tra và cho biết sẽ ghi gì, không ghi
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, Args)]
struct Why {
    /// Lý do
    #[arg(long, value_name = "LÝ DO")]
    reason: String,
}

fn reasoned(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((about, reason)) if !about.is_empty() && !reason.is_empty() => {
            Ok((about.to_owned(), reason.to_owned()))
        }
        Some(_) | None => Err("phải có dạng PHẦN=LÝ DO".to_owned()),
    }
}

type Client = UnitReportServiceClient<Authorised>;

/// A request of this name about the report as it stands, with the fields that only it has; its receipt is told.
macro_rules! ask {
    ($session:expr, $client:expr, $act:expr, $rpc:ident, $request:ident { $($field:ident),* }) => {{
        let report = standing($session, &mut $client, &$act.named).await?;
        let request = proto::$request {
            plan_id: report.plan_id,
            regime_code: report.regime_code,
            key: report.key,
            unit_id: report.unit_id,
            etag: report.etag,
            request_id: fresh(),
            validate_only: $act.dry_run,
            $($field),*
        };
        requests::told($session, $client.$rpc(request).await?.into_inner().receipt)
    }};
}

pub async fn run(session: &Session, asked: Arguments) -> Result<(), Failure> {
    let mut client = UnitReportServiceClient::new(session.connect(Context::Reporting).await?);
    match asked.what {
        What::Show { named } => show(session, &mut client, &named).await,
        What::Locked { named, version } => locked(session, &mut client, named, version).await,
        What::Changes { named } => changes(session, &mut client, &named).await,
        What::Start { act } => ask!(session, client, act, start_report, StartReportRequest {}),
        What::Refresh { act } => {
            ask!(session, client, act, refresh_prefill, RefreshPrefillRequest {})
        }
        What::Write { act, section: section_code } => {
            let text = typed()?;
            ask!(session, client, act, save_section, SaveSectionRequest { section_code, text })
        }
        What::Comment { act, figure: identifier, text: comment } => {
            ask!(session, client, act, comment_figure, CommentFigureRequest { identifier, comment })
        }
        What::Adjust { act } => adjust(session, &mut client, &act).await,
        What::Enter { act } => enter(session, &mut client, &act).await,
        What::Unadjust { act, adjustment } => {
            let adjustment_id = adjustment.to_string();
            ask!(
                session,
                client,
                act,
                withdraw_adjustment,
                WithdrawAdjustmentRequest { adjustment_id }
            )
        }
        What::Submit { act } => ask!(session, client, act, submit_report, SubmitReportRequest {}),
        What::Recall { act } => ask!(session, client, act, recall_report, RecallReportRequest {}),
        What::Review { act } => ask!(session, client, act, begin_review, BeginReviewRequest {}),
        What::Return { act, sections, figures, due } => {
            let (objections, due_on) = (objections(sections, figures), due.to_string());
            ask!(session, client, act, return_report, ReturnReportRequest { objections, due_on })
        }
        What::Approve { act } => {
            ask!(session, client, act, approve_report, ApproveReportRequest {})
        }
        What::Revoke { act, why: Why { reason } } => {
            ask!(session, client, act, revoke_approval, RevokeApprovalRequest { reason })
        }
        What::Excuse { act, why: Why { reason } } => {
            ask!(session, client, act, excuse_report, ExcuseReportRequest { reason })
        }
        What::Correct { act, why: Why { reason } } => {
            ask!(session, client, act, open_correction, OpenCorrectionRequest { reason })
        }
    }
}

fn objections(
    sections: Vec<(String, String)>,
    figures: Vec<(String, String)>,
) -> Vec<proto::ReportObjection> {
    let objection = |about, reason| proto::ReportObjection { about: Some(about), reason };
    let sections =
        sections.into_iter().map(|(code, reason)| objection(About::SectionCode(code), reason));
    let figures =
        figures.into_iter().map(|(name, reason)| objection(About::FigureIdentifier(name), reason));
    sections.chain(figures).collect()
}

/// What was typed on standard input.
fn typed() -> Result<String, Failure> {
    let mut text = String::new();
    let read = std::io::stdin().read_to_string(&mut text);
    read.map_err(|source| Failure::File { doing: "đọc", path: "-".into(), source })?;
    Ok(text.trim_end().to_owned())
}

async fn request(session: &Session, named: &Named) -> Result<proto::GetUnitReportRequest, Failure> {
    Ok(proto::GetUnitReportRequest {
        plan_id: plan::in_force_on(session, &ReadAt::default()).await?,
        regime_code: named.regime.clone(),
        key: named.key.clone(),
        unit_id: units::id_of(session, &named.unit, ReadAt::default()).await?,
        read_at: None,
    })
}

/// The report as it stands now: commands need its etag.
async fn standing(
    session: &Session,
    client: &mut Client,
    named: &Named,
) -> Result<proto::UnitReport, Failure> {
    let request = request(session, named).await?;
    Ok(client.get_unit_report(request).await?.into_inner().report.unwrap_or_default())
}

async fn show(session: &Session, client: &mut Client, named: &Named) -> Result<(), Failure> {
    let report = standing(session, client, named).await?;
    session.output.print(
        |width| tables::report(&report, width),
        || json("hoitu.reporting.v1.UnitReport", &report),
    )
}

async fn locked(
    session: &Session,
    client: &mut Client,
    named: Named,
    version: i32,
) -> Result<(), Failure> {
    let proto::GetUnitReportRequest { plan_id, regime_code, key, unit_id, read_at } =
        request(session, &named).await?;
    let request =
        proto::GetLockedReportRequest { plan_id, regime_code, key, unit_id, version, read_at };
    let answer = client.get_locked_report(request).await?.into_inner();
    session.output.print(
        |_| format!("{}\n", answer.text),
        || json("hoitu.reporting.v1.GetLockedReportResponse", &answer),
    )
}

async fn adjust(session: &Session, client: &mut Client, act: &Act) -> Result<(), Failure> {
    let said: proto::AddAdjustmentRequest =
        requests::read("hoitu.reporting.v1.AddAdjustmentRequest")?;
    let report = standing(session, client, &act.named).await?;
    let adjustment_id =
        if said.adjustment_id.is_empty() { fresh() } else { said.adjustment_id.clone() };
    let request = proto::AddAdjustmentRequest {
        plan_id: report.plan_id,
        regime_code: report.regime_code,
        key: report.key,
        unit_id: report.unit_id,
        etag: report.etag,
        request_id: fresh(),
        validate_only: act.dry_run,
        adjustment_id,
        ..said
    };
    requests::told(session, client.add_adjustment(request).await?.into_inner().receipt)
}

async fn changes(session: &Session, client: &mut Client, named: &Named) -> Result<(), Failure> {
    let proto::GetUnitReportRequest { plan_id, regime_code, key, unit_id, .. } =
        request(session, named).await?;
    let ask = proto::CompareReportRequest { plan_id, regime_code, key, unit_id };
    let answer = client.compare_report(ask).await?.into_inner();
    session.output.print(
        |width| tables::changes(&answer, width),
        || json("hoitu.reporting.v1.CompareReportResponse", &answer),
    )
}

async fn enter(session: &Session, client: &mut Client, act: &Act) -> Result<(), Failure> {
    let said: proto::EnterPaperReportRequest =
        requests::read("hoitu.reporting.v1.EnterPaperReportRequest")?;
    let report = standing(session, client, &act.named).await?;
    let request = proto::EnterPaperReportRequest {
        plan_id: report.plan_id,
        regime_code: report.regime_code,
        key: report.key,
        unit_id: report.unit_id,
        etag: report.etag,
        request_id: fresh(),
        validate_only: act.dry_run,
        ..said
    };
    requests::told(session, client.enter_paper_report(request).await?.into_inner().receipt)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_told_with_what_it_is_about() {
        assert_eq!(reasoned("II=chưa rõ = x"), Ok(("II".into(), "chưa rõ = x".into())));
        for text in ["", "II", "II=", "=chưa rõ"] {
            assert!(reasoned(text).is_err(), "{text}");
        }
        let said =
            objections(vec![("II".into(), "a".into())], vec![("courses".into(), "b".into())]);
        let about: Vec<_> = said.into_iter().map(|it| it.about.unwrap()).collect();
        let expected = [About::SectionCode("II".into()), About::FigureIdentifier("courses".into())];
        assert_eq!(about, expected);
    }
}
