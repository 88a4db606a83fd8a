//! A unit's report as tables.

use contracts::reporting::v1 as proto;
use proto::UnitReportState as State;
use proto::report_figure::Value;
use proto::report_objection::About;

use crate::table::{Table, left, right, wrapped};
use crate::wording;

/// Where it stands, what is written, what is computed, and what was locked.
pub(super) fn report(report: &proto::UnitReport, width: usize) -> String {
    let mut parts = vec![card(report).render(width), sections(report).render(width)];
    if let Some(prefill) = &report.prefill {
        let positions =
            prefill.watermarks.iter().map(|it| format!("{}:{}", it.context, it.position));
        let positions = positions.collect::<Vec<_>>().join(", ");
        let as_of = wording::day(&prefill.as_of);
        let title = format!("Số liệu đến {as_of}, tính từ {positions}.\n");
        parts.push(title + &figures(&prefill.figures).render(width));
    }
    if !report.objections.is_empty() {
        parts.push(objections(&report.objections).render(width));
    }
    parts.join("\n")
}

/// Which figures are others now.
pub(super) fn changes(compared: &proto::CompareReportResponse, width: usize) -> String {
    let as_of = wording::day(&compared.as_of);
    let (changed, all) = (compared.changes.len(), compared.figures);
    if changed == 0 {
        return format!("Đến {as_of}: {all} số liệu của báo cáo vẫn như cũ.\n");
    }
    let mut table = Table::new([
        left("Chỉ số"),
        wrapped("Số liệu"),
        right("Trong báo cáo"),
        right("Hiện nay"),
        wrapped("Đơn vị tính"),
    ]);
    for change in &compared.changes {
        let Some(either) = change.reported.as_ref().or(change.present.as_ref()) else { continue };
        let side =
            |side: &Option<proto::ReportFigure>| side.as_ref().map_or_else(String::new, value);
        table.row([
            either.indicator_code.clone(),
            format!("{} ({})", either.title, either.identifier),
            side(&change.reported),
            side(&change.present),
            either.unit_of_measure.clone(),
        ]);
    }
    format!("Đến {as_of}: {changed} trong {all} số liệu nay đã khác.\n{}", table.render(width))
}

fn card(report: &proto::UnitReport) -> Table {
    let mut table = Table::new([left("Báo cáo"), wrapped("")]);
    table.row(["Kỳ", &report.key]);
    table.row(["Đơn vị", &report.unit_id]);
    let since = wording::day(&report.state_since);
    table.row(["Trạng thái", &format!("{}, từ {since}", state(report))]);
    let late = if report.late { "; nộp muộn" } else { "" };
    table.row(["Hạn nộp", &format!("{}{late}", wording::day(&report.due_on))]);
    for document in &report.paper {
        let named = format!("{} ({})", document.number_symbol, document.sha256);
        table.row(["Bản giấy", &named]);
    }
    if !report.excuse.is_empty() {
        table.row(["Lý do miễn", &report.excuse]);
    }
    if !report.missing_unit_ids.is_empty() {
        table.row(["Chưa nhận báo cáo của", &report.missing_unit_ids.join(", ")]);
    }
    if !report.sha256.is_empty() {
        table.row(["SHA-256", &report.sha256]);
    }
    for locked in &report.locked_versions {
        let told = format!("{} ({})", wording::day(&locked.locked_on), locked.sha256);
        table.row([format!("Bản {} khóa", locked.version), told]);
    }
    table
}

fn sections(report: &proto::UnitReport) -> Table {
    let mut table = Table::new([left("Phần"), wrapped("Tên"), wrapped("Nội dung")]);
    for section in &report.sections {
        let missing = if section.required { "chưa viết" } else { "" };
        let text = if section.text.is_empty() { missing } else { &section.text };
        table.row([&section.code, &section.title, text]);
    }
    table
}

fn figures(figures: &[proto::ReportFigure]) -> Table {
    let mut table = Table::new([
        left("Chỉ số"),
        wrapped("Số liệu"),
        right("Giá trị"),
        wrapped("Đơn vị tính"),
        wrapped("Giải trình, điều chỉnh"),
    ]);
    for figure in figures {
        let adjusted = figure.adjustments.iter().map(|it| {
            let sign = if it.difference > 0 { "+" } else { "" };
            format!("{sign}{}: {}", wording::count(it.difference), it.reason)
        });
        let comment = Some(figure.comment.clone()).filter(|comment| !comment.is_empty());
        let beside: Vec<_> = comment.into_iter().chain(adjusted).collect();
        table.row([
            figure.indicator_code.clone(),
            format!("{} ({})", figure.title, figure.identifier),
            value(figure),
            figure.unit_of_measure.clone(),
            beside.join("; "),
        ]);
    }
    table
}

/// That there is none is not zero.
fn value(figure: &proto::ReportFigure) -> String {
    match &figure.value {
        Some(Value::Integer(integer)) => wording::count(*integer),
        Some(Value::Ratio(ratio)) => {
            let (part, whole) = (ratio.numerator, ratio.denominator);
            format!("{} / {}", wording::count(part), wording::count(whole))
        }
        Some(Value::Word(word)) => word.label.clone(),
        None => "chưa có số liệu".to_owned(),
    }
}

fn objections(objections: &[proto::ReportObjection]) -> Table {
    let mut table = Table::new([wrapped("Trả lại"), wrapped("Lý do")]);
    for objection in objections {
        let about = match &objection.about {
            Some(About::SectionCode(code)) => format!("phần {code}"),
            Some(About::FigureIdentifier(identifier)) => format!("số liệu {identifier}"),
            None => String::new(),
        };
        table.row([about, objection.reason.clone()]);
    }
    table
}

fn state(report: &proto::UnitReport) -> String {
    let mut state = in_words(report.state()).to_owned();
    if report.state() == State::Approved {
        state += &format!(" đến cấp {}", report.approved_level);
    }
    if report.version > 1 {
        format!("{state} (đính chính, bản {})", report.version)
    } else {
        state
    }
}

/// How far a report is.
pub fn in_words(state: State) -> &'static str {
    match state {
        State::Unspecified => "",
        State::Expected => "chưa viết",
        State::Draft => "đang viết",
        State::Submitted => "đã nộp",
        State::InReview => "đang xem xét",
        State::Returned => "bị trả lại",
        State::Approved => "đã duyệt",
        State::Locked => "đã khóa",
        State::Excused => "được miễn",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_figure_is_not_told_as_zero_and_an_adjustment_stands_beside_the_value() {
        let figure = |identifier: &str, value, adjustments| proto::ReportFigure {
            identifier: identifier.into(),
            value,
            adjustments,
            ..Default::default()
        };
        let adjustment = proto::ReportAdjustment {
            difference: -3,
            reason: "đã nghỉ".into(),
            ..Default::default()
        };
        let told = figures(&[
            figure("members", Some(Value::Integer(1200)), vec![adjustment]),
            figure("courses", Some(Value::Integer(0)), vec![]),
            figure("sessions", None, vec![]),
        ]);
        let told = told.render(160);
        for part in ["1.200", "−3: đã nghỉ", "chưa có số liệu"] {
            assert!(told.contains(part), "{part} is not in\n{told}");
        }
    }

    #[test]
    fn a_report_is_told_with_its_state_and_why_it_came_back() {
        let objection = proto::ReportObjection {
            about: Some(About::SectionCode("II".into())),
            reason: "chưa rõ".into(),
        };
        let told = report(
            &proto::UnitReport {
                key: "2026-H1".into(),
                state: State::Returned.into(),
                state_since: "2026-06-20".into(),
                due_on: "2026-06-23".into(),
                late: true,
                version: 1,
                objections: vec![objection],
                ..Default::default()
            },
            120,
        );
        for part in ["bị trả lại, từ 20/06/2026", "23/06/2026; nộp muộn", "phần II", "chưa rõ"]
        {
            assert!(told.contains(part), "{part} is not in\n{told}");
        }
    }
}
