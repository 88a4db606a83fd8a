//! Rounds and their desk.

use contracts::awards::v1 as proto;
use proto::RoundPhase;

use crate::table::{Table, left, right, wrapped};
use crate::wording;

/// A line for each round.
pub fn rounds(rounds: &[proto::Round]) -> Table {
    let mut table = Table::new([
        right("Lần"),
        wrapped("Tên"),
        left("Giai đoạn"),
        right("Từ ngày"),
        right("Nhận hồ sơ đến"),
        left("Kỳ"),
    ]);
    for round in rounds {
        let schedule = round.schedule.clone().unwrap_or_default();
        table.row([
            round.number.to_string(),
            wording::marked(&round.title, round.illustrative),
            phase(round.phase()).to_owned(),
            wording::day(&round.phase_since),
            wording::day(&schedule.entries_until),
            round.round_id.clone(),
        ]);
    }
    table
}

/// All of one round.
pub fn card(round: &proto::Round) -> Table {
    let schedule = round.schedule.clone().unwrap_or_default();
    let decision = round.decision_ref.clone().unwrap_or_default();
    let (from, until) = (&schedule.entries_from, &schedule.entries_until);
    let mut table = Table::new([left("Mục"), wrapped("Nội dung")]);
    for (what, said) in [
        ("Tên", wording::marked(&round.title, round.illustrative)),
        ("Lần thứ", round.number.to_string()),
        ("Chương trình", round.programme_id.clone()),
        ("Đơn vị tổ chức", round.organiser_unit_id.clone()),
        ("Nhận hồ sơ", format!("{} – {}", wording::day(from), wording::day(until))),
        ("Giai đoạn", format!("{} từ {}", phase(round.phase()), wording::day(&round.phase_since))),
        ("Phiên bản thể lệ", round.ruleset_version.to_string()),
        ("Niêm yết đến", wording::day(&round.posted_until)),
        ("Văn bản", decision.number_symbol),
    ] {
        table.row([what.to_owned(), said]);
    }
    table
}

/// The days with the grace, and how many entries there are in each state.
pub fn desk(desk: &proto::RoundDesk) -> Table {
    let schedule = desk.schedule.clone().unwrap_or_default();
    let mut table = Table::new([left("Bàn việc"), right("")]);
    table.row(["Nhận hồ sơ đến", &wording::day(&schedule.entries_until)]);
    table.row(["Số ngày chờ bưu điện", &schedule.grace_days.to_string()]);
    for (what, count) in [
        ("Đang soạn", desk.drafts),
        ("Đã nộp, chưa kiểm tra", desk.submitted),
        ("Trả lại bổ sung", desk.returned),
        ("Hợp lệ", desk.eligible),
        ("Không hợp lệ", desk.ineligible),
        ("Trùng", desk.duplicates),
        ("Đã rút", desk.withdrawn),
        ("Bị loại", desk.disqualified),
    ] {
        table.row([what.to_owned(), wording::count(count.into())]);
    }
    table
}

fn phase(phase: RoundPhase) -> &'static str {
    match phase {
        RoundPhase::Unspecified => "không rõ",
        RoundPhase::Planned => "có kế hoạch",
        RoundPhase::RulesIssued => "đã ban hành thể lệ",
        RoundPhase::Launched => "đã phát động",
        RoundPhase::Open => "nhận hồ sơ",
        RoundPhase::ClosedForEntry => "hết hạn nhận hồ sơ",
        RoundPhase::Checking => "kiểm tra hợp lệ",
        RoundPhase::Preliminary => "sơ khảo",
        RoundPhase::Final => "chung khảo",
        RoundPhase::Ranked => "đã xếp hạng",
        RoundPhase::Posted => "niêm yết công khai",
        RoundPhase::Decided => "đã có quyết định khen thưởng",
        RoundPhase::Awarded => "đã công bố, trao giải",
        RoundPhase::Closed => "đã tổng kết",
        RoundPhase::Cancelled => "đã hủy",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_tells_where_it_stands_and_that_it_is_a_sample() {
        let round = proto::Round {
            round_id: "r-1".into(),
            number: 14,
            title: "Cuộc thi mẫu".into(),
            phase: RoundPhase::Posted.into(),
            phase_since: "2026-08-20".into(),
            posted_until: "2026-09-03".into(),
            illustrative: true,
            ..Default::default()
        };
        let told = card(&round).render(120);
        for part in ["Cuộc thi mẫu (minh họa)", "niêm yết công khai từ 20/08/2026", "03/09/2026"]
        {
            assert!(told.contains(part), "{part} is not in\n{told}");
        }
        let row = rounds(&[round]).render(200);
        assert!(row.contains("Cuộc thi mẫu (minh họa)") && row.ends_with("r-1\n"), "{row}");
    }
}
