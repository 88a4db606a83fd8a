//! Rows of the data files that need a person's eye: which one, what differs, and what can be done.

use std::fmt::Write as _;

use super::command::{Command, Kind};
use crate::failure::Refusal;

/// A row, and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Leftover {
    kind: Kind,
    row: String,
    why: Why,
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Why {
    /// The services refused it.
    Refused(Box<Refusal>),
    /// An earlier row of the same resource is not recorded.
    NothingBefore,
    /// It differs from what is recorded in what no fact can express. Empty: in what cannot be read back.
    Unlike(Vec<Difference>),
    /// A fact was recorded for each difference.
    Amended(Vec<Difference>),
}

/// One thing that the ledger and the file say differently.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    pub what: String,
    pub recorded: String,
    pub file: String,
}

impl Leftover {
    pub fn new(command: &Command, why: Why) -> Self {
        Self { kind: command.kind, row: command.key.clone(), why }
    }

    fn lines(&self) -> Vec<String> {
        match &self.why {
            Why::Refused(refusal) => {
                let mut lines = vec![format!("{} [{}]", refusal.sentence, refusal.reason)];
                let fields = refusal.fields.iter();
                lines.extend(fields.map(|bad| format!("trường {}: {}", bad.field, bad.sentence)));
                lines
            }
            Why::NothingBefore => vec!["dòng trước của cùng hồ sơ chưa được ghi".to_owned()],
            Why::Unlike(differences) if differences.is_empty() => {
                vec!["khác lần ghi đầu, ở phần không đọc lại được từ sổ".to_owned()]
            }
            Why::Unlike(differences) | Why::Amended(differences) => {
                let line = |it: &Difference| {
                    format!("{}: trong sổ “{}”, trong tệp “{}”", it.what, it.recorded, it.file)
                };
                differences.iter().map(line).collect()
            }
        }
    }

    fn advice(&self) -> Option<&'static str> {
        match (&self.why, self.kind) {
            (Why::Amended(_), _) => None,
            (Why::NothingBefore, _) => Some("ghi được dòng trước thì chạy lại"),
            (Why::Refused(_), _) => Some("sửa dòng này rồi chạy lại `hoitu seed`"),
            (Why::Unlike(_), Kind::Unit | Kind::UnitSuccession) => Some(
                "trả dòng này về như đã ghi; đổi tên, đổi cấp trên, kế thừa thì thêm dòng mới có ngày",
            ),
            (Why::Unlike(_), Kind::Association | Kind::UnionMembership | Kind::Headcount) => Some(
                "trả dòng này về như đã ghi; thay đổi thật thì ghi bằng lệnh của nó, hoặc thêm dòng mới có ngày",
            ),
            (Why::Unlike(_), Kind::Right) => Some(
                "thu hồi và giao lại bằng AccessService, hoặc ghi lại từ đầu bằng `cargo xtask up --fresh`",
            ),
            (Why::Unlike(_), Kind::Plan) => Some(
                "trả dòng này về như đã ghi; sửa kế hoạch phải có quyết định: PlanService/AmendPlan",
            ),
            (Why::Unlike(_), Kind::Reassignment) => Some(
                "trả dòng này về như đã ghi; giao tiếp cho đơn vị khác thì thêm dòng mới có ngày",
            ),
            (Why::Unlike(_), Kind::Calendar) => Some(
                "trả dòng này về như đã ghi; có thông báo mới thì ghi bằng CalendarService/ReviseCalendar",
            ),
            (Why::Unlike(_), Kind::Regime) => {
                Some("trả dòng này về như đã ghi; thay đổi thật thì thêm bản mới có ngày")
            }
            (Why::Unlike(_), Kind::Evidence | Kind::Record) => Some(
                "trả dòng này về như đã ghi; hồ sơ sai thì rút, rồi lập hồ sơ mới bằng dòng mới",
            ),
            (Why::Unlike(_), Kind::Target) => Some(
                "trả dòng này về như đã ghi; chỉ tiêu mới thì ghi bằng TargetService/ReviseTarget",
            ),
            (Why::Unlike(_), Kind::PaperPeriod) => {
                Some("trả dòng này về như đã ghi; kỳ đã mở thì danh sách đơn vị không đổi nữa")
            }
            (Why::Unlike(_), Kind::PaperReport) => {
                Some("trả dòng này về như đã ghi; nhập sai thì nhập lại bằng `hoitu report enter`")
            }
            (
                Why::Unlike(_),
                Kind::ReviewRegulation | Kind::ReviewDocument | Kind::Review | Kind::Proposal,
            ) => Some("trả dòng này về như đã ghi; việc mẫu khác thì thêm dòng mới"),
            (
                Why::Unlike(_),
                Kind::ContestFile
                | Kind::Contest
                | Kind::ContestEntry
                | Kind::Jury
                | Kind::Sheet
                | Kind::Prizes
                | Kind::FollowUp,
            ) => Some(
                "trả dòng này về như đã ghi; một kỳ đã diễn ra thì không ghi lại, thêm kỳ mới bằng mã mới",
            ),
            (Why::Unlike(_), Kind::Indicator) => Some(
                "trả dòng này về như đã ghi, hoặc ghi lại từ đầu bằng `cargo xtask up --fresh`",
            ),
        }
    }
}

/// As text; nothing where there is nothing to list.
pub fn list(rows: &[Leftover], heading: &str) -> String {
    let mut text = String::new();
    if !rows.is_empty() {
        let _ = writeln!(text, "\n{heading}");
    }
    for row in rows {
        let _ = writeln!(text, "  {} · {}", row.kind.file(), row.row);
        for line in row.lines() {
            let _ = writeln!(text, "    {line}");
        }
        if let Some(advice) = row.advice() {
            let _ = writeln!(text, "    → {advice}");
        }
    }
    text
}

pub fn as_json(rows: &[Leftover]) -> serde_json::Value {
    let of = |row: &Leftover| {
        serde_json::json!({
            "file": row.kind.file(),
            "row": row.row,
            "says": row.lines(),
            "advice": row.advice(),
        })
    };
    rows.iter().map(of).collect()
}
