//! Juries, assignments, sheets and rankings. Entries have codes here, and no other name.

use contracts::awards::v1 as proto;
use proto::{AssignmentMethod, JuryPart, SheetState};

use super::{stage, yes_or_no};
use crate::table::{Table, left, right, wrapped};
use crate::wording;

/// A line for each member of each jury.
pub fn juries(juries: &[proto::Jury]) -> Table {
    let mut table = Table::new([
        left("Lĩnh vực"),
        left("Giám khảo"),
        left("Vai trò"),
        left("Đã khai xung đột"),
        left("Đã chốt"),
        left("Ban giám khảo"),
    ]);
    for jury in juries {
        let frozen = match jury.frozen {
            true => wording::day(&jury.frozen_on),
            false => yes_or_no(false).to_owned(),
        };
        for member in &jury.members {
            table.row([
                jury.field_code.clone(),
                member.judge.clone(),
                part(member.part()).to_owned(),
                yes_or_no(member.conflicts_declared).to_owned(),
                frozen.clone(),
                jury.jury_id.clone(),
            ]);
        }
    }
    table
}

/// A line for each jury that the caller is in.
pub fn own_juries(juries: &[proto::OwnJury]) -> Table {
    let mut table = Table::new([
        left("Lĩnh vực"),
        left("Vai trò"),
        left("Đã khai xung đột"),
        left("Đã chốt"),
        left("Ban giám khảo"),
    ]);
    for jury in juries {
        table.row([
            jury.field_code.as_str(),
            part(jury.part()),
            yes_or_no(jury.conflicts_declared),
            yes_or_no(jury.frozen),
            &jury.jury_id,
        ]);
    }
    table
}

/// A line for each entry that a jury may have to score.
pub fn jury_entries(entries: &[proto::JuryEntry]) -> Table {
    let mut table = Table::new([left("Mã hồ sơ"), wrapped("Tên"), wrapped("Tóm tắt")]);
    for entry in entries {
        table.row([&entry.entry_code, &entry.title, &entry.summary]);
    }
    table
}

/// A line for each assignment.
pub fn assignments(assignments: &[proto::Assignment]) -> Table {
    let mut table = Table::new([
        left("Giám khảo"),
        left("Mã hồ sơ"),
        left("Vòng"),
        left("Cách giao"),
        left("Đã rút"),
    ]);
    for one in assignments {
        table.row([
            one.judge.as_str(),
            &one.entry_code,
            stage(one.stage()),
            method(one.method()),
            yes_or_no(one.recused),
        ]);
    }
    table
}

/// A line for each sheet of the caller's.
pub fn own_sheets(sheets: &[proto::ScoreSheet]) -> Table {
    let mut table = Table::new([
        left("Mã hồ sơ"),
        wrapped("Tên"),
        left("Trạng thái"),
        wrapped("Điểm"),
        left("Phiếu"),
    ]);
    for sheet in sheets {
        table.row([
            sheet.entry_code.as_str(),
            &sheet.entry_title,
            state(sheet.state()),
            &scores(sheet),
            &sheet.sheet_id,
        ]);
    }
    table
}

/// The same of several judges.
pub fn sheets(sheets: &[proto::SheetOfJudge]) -> Table {
    let mut table = Table::new([
        left("Mã hồ sơ"),
        left("Giám khảo"),
        left("Trạng thái"),
        wrapped("Điểm"),
        left("Phiếu"),
    ]);
    for of in sheets {
        let sheet = of.sheet.clone().unwrap_or_default();
        table.row([
            sheet.entry_code.as_str(),
            &of.judge,
            state(sheet.state()),
            &scores(&sheet),
            &sheet.sheet_id,
        ]);
    }
    table
}

/// A line for each entry whose sheets are too far apart.
pub fn divergences(divergences: &[proto::Divergence]) -> Table {
    let mut table = Table::new([left("Mã hồ sơ"), right("Chênh"), left("Đã chấm chung")]);
    for one in divergences {
        let spread = wording::number(&one.spread);
        table.row([one.entry_code.as_str(), &spread, yes_or_no(one.settled)]);
    }
    table
}

/// A line for each sort of what keeps a step.
pub fn blockers(blockers: &[proto::ContestBlocker]) -> Table {
    let mut table = Table::new([wrapped("Còn vướng"), left("Ở"), right("Số"), left("Mã")]);
    for one in blockers {
        table.row([
            blocker(&one.r#type).to_owned(),
            one.subject.clone(),
            wording::count(one.count.into()),
            one.r#type.clone(),
        ]);
    }
    table
}

/// A line for each entry, the highest first.
pub fn ranking(entries: &[proto::RankedEntry]) -> Table {
    let mut table = Table::new([
        right("Hạng"),
        left("Mã hồ sơ"),
        left("Lĩnh vực"),
        right("Điểm"),
        right("Điểm chính xác"),
        right("Chênh"),
        right("Phiếu"),
        left("Chấm chung"),
    ]);
    for entry in entries {
        table.row([
            entry.rank.to_string(),
            entry.entry_code.clone(),
            entry.field_code.clone(),
            wording::number(&entry.shown_score),
            entry.score.clone(),
            wording::number(&entry.spread),
            entry.sheets.to_string(),
            yes_or_no(entry.joint).to_owned(),
        ]);
    }
    table
}

fn scores(sheet: &proto::ScoreSheet) -> String {
    let score = |it: &proto::CriterionScore| {
        format!("{} {}", it.criterion_code, wording::number(&it.points))
    };
    sheet.scores.iter().map(score).collect::<Vec<_>>().join("; ")
}

fn part(part: JuryPart) -> &'static str {
    match part {
        JuryPart::Unspecified => "không rõ",
        JuryPart::Chair => "trưởng ban",
        JuryPart::Member => "thành viên",
    }
}

fn method(method: AssignmentMethod) -> &'static str {
    match method {
        AssignmentMethod::Unspecified => "không rõ",
        AssignmentMethod::Drawn => "bốc thăm",
        AssignmentMethod::ByHand => "phân công",
    }
}

fn state(state: SheetState) -> &'static str {
    match state {
        SheetState::Unspecified => "không rõ",
        SheetState::Assigned => "chưa chấm",
        SheetState::Draft => "đang chấm",
        SheetState::Submitted => "đã nộp",
        SheetState::Reopened => "trả lại chấm tiếp",
        SheetState::Signed => "đã ký",
        SheetState::Locked => "đã khóa",
        SheetState::Recused => "đã rút",
    }
}

/// A sort that this client does not know yet is told by its code only.
fn blocker(sort: &str) -> &'static str {
    match sort {
        "ENTRIES_NOT_SCREENED" => "hồ sơ chưa kiểm tra hợp lệ",
        "ELIGIBLE_LIST_MISSING" => "chưa công bố danh sách hồ sơ hợp lệ",
        "JURY_MISSING" => "lĩnh vực chưa có ban giám khảo",
        "JURY_NOT_FROZEN" => "ban giám khảo chưa chốt",
        "CONFLICTS_NOT_DECLARED" => "giám khảo chưa khai xung đột lợi ích",
        "TOO_FEW_JUDGES" => "chưa đủ giám khảo",
        "CHAIR_MISSING" => "thiếu trưởng ban giám khảo",
        "ENTRIES_NOT_ADVANCED" => "chưa chọn hồ sơ vào chung khảo",
        "SHEETS_NOT_SIGNED" => "phiếu chấm chưa ký",
        "DIVERGENCES_OPEN" => "hồ sơ chênh điểm chưa chấm chung",
        "TOO_FEW_SHEETS" => "hồ sơ chưa đủ phiếu chấm",
        "JURY_VOTE_MISSING" => "chưa bỏ phiếu phân hạng",
        "APPEALS_OPEN" => "khiếu nại chưa trả lời",
        "ENTRIES_EXCLUDED" => "giải đề nghị cho hồ sơ đã ra khỏi cuộc thi",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rank_is_told_with_its_exact_score_and_by_a_code() {
        let entry = proto::RankedEntry {
            entry_code: "7QK3F9XM".into(),
            field_code: "F1".into(),
            rank: 1,
            score: "559/6".into(),
            shown_score: "93.17".into(),
            spread: "2.5".into(),
            sheets: 3,
            joint: false,
        };
        let told = ranking(&[entry]).render(120);
        let row = "   1  7QK3F9XM  F1        93,17           559/6    2,5      3  không\n";
        assert!(told.ends_with(row), "{told}");
    }

    #[test]
    fn what_keeps_a_stage_is_told_in_words_and_counted() {
        let one = |sort: &str| proto::ContestBlocker {
            r#type: sort.into(),
            subject: "F1".into(),
            count: 3,
        };
        let told = blockers(&[one("SHEETS_NOT_SIGNED"), one("NEWS")]).render(120);
        assert!(told.contains("phiếu chấm chưa ký  F1   3  SHEETS_NOT_SIGNED"), "{told}");
        assert!(told.contains("NEWS"), "{told}");
    }

    #[test]
    fn a_sheet_without_points_is_not_shown_as_zero() {
        let sheet = proto::ScoreSheet { entry_code: "C".into(), ..Default::default() };
        let mut begun = sheet.clone();
        begun.scores = vec![proto::CriterionScore {
            criterion_code: "TC1".into(),
            points: "32.25".into(),
            remark: String::new(),
        }];
        assert_eq!((scores(&sheet).as_str(), scores(&begun).as_str()), ("", "TC1 32,25"));
    }
}
