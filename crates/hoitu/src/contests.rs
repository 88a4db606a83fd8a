//! `hoitu contest`: rounds of contests and awards, their entries, juries, scores, prizes and what follows, as far as the
//! caller may see them.
//!
//! There are some fifty commands on a round, most of them with lists and texts: they are sent by their name in the
//! contract (`hoitu contest send SubmitSheet`), as JSON.

mod appeals;
mod entries;
mod judging;
mod prizes;
mod rounds;
pub mod tables;

use clap::{Args, Subcommand, ValueEnum};
use contracts::awards::v1 as proto;
use contracts::ledger::v1::ReadAt;
use uuid::Uuid;

use crate::connection::persistently;
use crate::failure::Failure;
use crate::moment::Moment;
use crate::requests;
use crate::session::Session;
use crate::settings::Context;

/// The contract's package.
const PACKAGE: &str = "hoitu.awards.v1";

/// What to do.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Các kỳ tổ chức, theo chương trình và số thứ tự
    List {
        /// Chỉ của chương trình này (UUID)
        #[arg(long, value_name = "CHƯƠNG TRÌNH")]
        programme: Option<Uuid>,
        #[command(flatten)]
        moment: Moment,
    },
    /// Một kỳ: lịch, giai đoạn, phiên bản thể lệ
    Show {
        #[command(flatten)]
        of: Of,
    },
    /// Bàn việc của ban thư ký: hạn nhận hồ sơ, số hồ sơ theo trạng thái
    Desk {
        #[command(flatten)]
        of: Of,
    },
    /// Thể lệ của một kỳ: lĩnh vực, điều kiện, tiêu chí, cơ cấu giải
    Ruleset {
        #[command(flatten)]
        of: Of,
        /// Phiên bản nào; nếu không nêu thì phiên bản đang có hiệu lực
        #[arg(long, default_value_t, hide_default_value = true, value_name = "SỐ")]
        version: i32,
    },
    /// Hồ sơ đã nộp của một kỳ, hoặc hồ sơ của chính mình
    Entries {
        #[command(flatten)]
        of: Of,
        /// Chỉ lĩnh vực này, như F1
        #[arg(long, default_value = "", hide_default_value = true, value_name = "LĨNH VỰC")]
        field: String,
        /// Hồ sơ của chính người hỏi, cả bản đang soạn
        #[arg(long, conflicts_with = "field")]
        own: bool,
    },
    /// Một hồ sơ dự thi: nội dung, tệp, biên nhận, kết quả kiểm tra hợp lệ
    Entry {
        #[command(flatten)]
        of: Of,
        /// UUID của hồ sơ
        #[arg(value_name = "HỒ SƠ")]
        entry: Uuid,
        /// Hồ sơ của chính người hỏi, cả bản đang soạn
        #[arg(long)]
        own: bool,
    },
    /// Ban giám khảo theo lĩnh vực
    Juries {
        #[command(flatten)]
        of: Of,
        /// Chỉ những ban mà chính người hỏi là thành viên
        #[arg(long)]
        own: bool,
    },
    /// Những mã hồ sơ mà ban giám khảo của mình có thể phải chấm, để khai xung đột lợi ích
    JuryEntries {
        #[command(flatten)]
        of: Of,
        /// UUID của ban giám khảo
        #[arg(long, value_name = "BAN GIÁM KHẢO")]
        jury: Uuid,
    },
    /// Ai chấm mã hồ sơ nào
    Assignments {
        #[command(flatten)]
        of: Of,
        #[command(flatten)]
        judged: Judged,
        /// UUID của ban giám khảo
        #[arg(long, value_name = "BAN GIÁM KHẢO")]
        jury: Uuid,
    },
    /// Phiếu chấm của chính giám khảo; nếu nêu lĩnh vực thì của cả lĩnh vực, cho trưởng ban giám khảo
    Sheets {
        #[command(flatten)]
        of: Of,
        #[command(flatten)]
        judged: Judged,
        /// Lĩnh vực, như F1
        #[arg(long, value_name = "LĨNH VỰC")]
        field: Option<String>,
    },
    /// Các hồ sơ bị chấm chênh nhau quá mức thể lệ cho phép
    Divergences {
        #[command(flatten)]
        of: Of,
        #[command(flatten)]
        judged: Judged,
        /// Lĩnh vực, như F1
        #[arg(long, value_name = "LĨNH VỰC")]
        field: String,
    },
    /// Còn vướng gì để mở hoặc khóa một vòng chấm
    Blockers {
        #[command(flatten)]
        of: Of,
        #[command(flatten)]
        judged: Judged,
    },
    /// Xếp hạng của một vòng chấm đã khóa
    Ranking {
        #[command(flatten)]
        of: Of,
        #[command(flatten)]
        judged: Judged,
        /// Chỉ lĩnh vực này, như F1
        #[arg(long, default_value = "", hide_default_value = true, value_name = "LĨNH VỰC")]
        field: String,
    },
    /// Danh sách giải trước khi công bố, cho ban tổ chức hoặc cấp quyết định
    Prizes {
        #[command(flatten)]
        of: Of,
        /// Như cấp quyết định của chương trình này (UUID) được thấy
        #[arg(long, value_name = "CHƯƠNG TRÌNH")]
        programme: Option<Uuid>,
    },
    /// Khiếu nại của một kỳ: về gì, đến đâu, hạn trả lời
    Appeals {
        #[command(flatten)]
        of: Of,
        /// Chỉ những đơn chưa trả lời
        #[arg(long)]
        open: bool,
    },
    /// Các giải đã công bố
    Released {
        #[command(flatten)]
        of: Of,
    },
    /// Sau giải: cử dự thi toàn quốc, theo dõi áp dụng, thu hồi giải
    FollowUps {
        #[command(flatten)]
        of: Of,
        /// Chỉ các giải đã quá ngần ấy tháng kể từ ngày quyết định mà chưa ai xem việc áp dụng
        #[arg(long, value_name = "SỐ THÁNG", value_parser = clap::value_parser!(i32).range(1..=120))]
        due: Option<i32>,
    },
    /// Gửi một lệnh bất kỳ về giải thưởng; đọc từ đầu vào chuẩn JSON của lệnh ấy theo hợp đồng giao diện
    Send {
        /// Tên lệnh như PlanRound hoặc SubmitSheet
        #[arg(value_name = "LỆNH")]
        rpc: String,
        /// Chỉ kiểm tra và cho biết sẽ ghi gì, không ghi
        #[arg(long)]
        dry_run: bool,
    },
}

/// Which round, and as of when.
#[derive(Debug, Args)]
struct Of {
    /// UUID của kỳ tổ chức
    #[arg(value_name = "KỲ")]
    round: Uuid,
    #[command(flatten)]
    moment: Moment,
}

impl Of {
    fn round(&self) -> String {
        self.round.to_string()
    }

    fn at(&self) -> Option<ReadAt> {
        Some(self.moment.read_at())
    }
}

/// In which stage.
#[derive(Debug, Args)]
struct Judged {
    /// Vòng chấm
    #[arg(long, value_enum, default_value = "final", value_name = "VÒNG")]
    stage: Stage,
}

impl Judged {
    fn stage(&self) -> i32 {
        match self.stage {
            Stage::Preliminary => proto::Stage::Preliminary.into(),
            Stage::Final => proto::Stage::Final.into(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Stage {
    /// Sơ khảo
    Preliminary,
    /// Chung khảo
    Final,
}

pub async fn run(session: &Session, asked: Arguments) -> Result<(), Failure> {
    let line = session.connect(Context::Awards).await?;
    match asked.what {
        What::List { programme, moment } => rounds::list(session, line, programme, &moment).await,
        What::Show { of } => rounds::show(session, line, &of).await,
        What::Desk { of } => rounds::desk(session, line, &of).await,
        What::Ruleset { of, version } => rounds::ruleset(session, line, &of, version).await,
        What::Entries { of, own: true, .. } => entries::list_own(session, line, &of).await,
        What::Entries { of, field, own: false } => entries::list(session, line, &of, field).await,
        What::Entry { of, entry, own } => entries::show(session, line, &of, entry, own).await,
        What::Juries { of, own: false } => judging::juries(session, line, &of).await,
        What::Juries { of, own: true } => judging::own_juries(session, line, &of).await,
        What::JuryEntries { of, jury } => judging::jury_entries(session, line, &of, jury).await,
        What::Assignments { of, judged, jury } => {
            judging::assignments(session, line, &of, &judged, jury).await
        }
        What::Sheets { of, judged, field: None } => {
            judging::own_sheets(session, line, &of, &judged).await
        }
        What::Sheets { of, judged, field: Some(field) } => {
            judging::sheets(session, line, &of, &judged, field).await
        }
        What::Divergences { of, judged, field } => {
            judging::divergences(session, line, &of, &judged, field).await
        }
        What::Blockers { of, judged } => judging::blockers(session, line, &of, &judged).await,
        What::Ranking { of, judged, field } => {
            judging::ranking(session, line, &of, &judged, field).await
        }
        What::Prizes { of, programme: None } => prizes::proposed(session, line, &of).await,
        What::Prizes { of, programme: Some(programme) } => {
            prizes::submitted(session, line, &of, programme).await
        }
        What::Appeals { of, open } => appeals::list(session, line, &of, open).await,
        What::Released { of } => prizes::released(session, line, &of).await,
        What::FollowUps { of, due } => prizes::follow_ups(session, line, &of, due).await,
        What::Send { rpc, dry_run } => {
            let command = requests::named(PACKAGE, &rpc, dry_run)?;
            let receipt = persistently(|| requests::carry_out(line.clone(), &command)).await?;
            requests::told(session, Some(receipt))
        }
    }
}
