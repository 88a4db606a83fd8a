//! Periods, and who is expected to report, as tables.

use std::collections::BTreeMap;

use contracts::reporting::v1 as proto;

use crate::reports::tables::in_words;
use crate::table::{Table, left, right, wrapped};
use crate::wording;

pub(super) fn overview(periods: &[proto::Period]) -> Table {
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
            state(period),
            wording::count(period.expected_count.into()),
        ]);
    }
    table
}

pub(super) fn standing(
    expected: &[proto::ExpectedReportStanding],
    names: &BTreeMap<String, String>,
) -> Table {
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

fn state(period: &proto::Period) -> String {
    let on_paper = if period.on_paper { ", báo cáo giấy" } else { "" };
    let state = match period.state() {
        proto::PeriodState::Unspecified => "",
        proto::PeriodState::Planned => "chưa mở",
        proto::PeriodState::Open => "đang mở",
        proto::PeriodState::CutOff => "đã chốt số liệu",
        proto::PeriodState::Due => "đã đến hạn",
        proto::PeriodState::Locked => "đã khóa",
    };
    let sample = if period.illustrative { " (số liệu mẫu)" } else { "" };
    format!("{state}{on_paper}{sample}")
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
