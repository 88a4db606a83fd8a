//! Why a figure is what it is: the facts that make it up, with their places in the ledgers, and those
//! that were left out. The last line adds up to the figure, and that is checked here.

use std::collections::BTreeMap;

use contracts::projection::v1 as proto;
use proto::value::Number;

use super::{figures, words};
use crate::failure::Failure;
use crate::table::{Table, left, right, wrap, wrapped};
use crate::wording;

/// So many facts of one reason are listed, unless all are asked for.
const LISTED: usize = 10;

/// The whole answer as text of at most `width` cells a line.
pub fn explanation(answer: &proto::ExplainResponse, list_all: bool, width: usize) -> String {
    let mut text = String::new();
    for line in header(answer) {
        for part in wrap(&line, width) {
            text.push_str(&part);
            text.push('\n');
        }
    }
    if !answer.contributions.is_empty() {
        text.push('\n');
        text.push_str(&contributions(answer).render(width));
    }
    if !answer.awaiting.is_empty() {
        text.push_str(&format!(
            "\nChờ xác minh ({}):\n",
            wording::count(counted(&answer.awaiting))
        ));
        text.push_str(&awaiting(&answer.awaiting).render(width));
    }
    if !answer.left_out.is_empty() {
        text.push_str(&format!("\nKhông tính ({}):\n", wording::count(counted(&answer.left_out))));
        text.push_str(&left_out(&answer.left_out, list_all).render(width));
    }
    if let Some(figure) = answer.figure.as_ref().filter(|figure| !figure.parts.is_empty()) {
        text.push_str("\nChia theo thành phần:\n");
        text.push_str(&parts(figure).render(width));
    }
    text
}

/// The contributions must add up to the figure exactly; an answer that does not is not to be trusted.
pub fn adds_up(answer: &proto::ExplainResponse) -> Result<(), Failure> {
    let (amount, base) = sums(&answer.contributions);
    let stated = answer.figure.as_ref().and_then(|figure| figure.value.as_ref());
    let agrees = match stated.and_then(|value| value.number.as_ref()) {
        Some(Number::Integer(integer)) => amount == i128::from(*integer),
        Some(Number::Ratio(ratio)) => {
            amount == i128::from(ratio.numerator) && base == i128::from(ratio.denominator)
        }
        Some(Number::Word(_)) => amount > 0,
        None => base == 0,
    };
    if agrees { Ok(()) } else { Err(Failure::DoesNotAddUp) }
}

fn header(answer: &proto::ExplainResponse) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(figure) = &answer.figure {
        let shown = figures::figure_value(figure);
        let measured = match figure.value.is_some() {
            true => format!("{shown} {}", figures::unit_of_measure(figure)),
            false => shown,
        };
        lines.push(format!("{}  {}: {}", figure.indicator_code, figure.title, measured.trim_end()));
        lines.push(figures::moment(
            answer.window.as_ref(),
            answer.unit.as_ref(),
            answer.read_info.as_ref(),
        ));
        lines.push(format!("Công thức (bản {}): {}", figure.formula_version, answer.formula_text,));
        if figure.value.is_none() {
            lines.push(format!("Vì sao chưa có số liệu: {}", figures::absence(figure.absence())));
        }
        let notes = figures::notes(figure);
        if !notes.is_empty() {
            lines.push(format!("Lưu ý: {notes}"));
        }
    }
    if answer.read_info.is_some() {
        lines.push(figures::watermarks(answer.read_info.as_ref()));
    }
    lines
}

fn contributions(answer: &proto::ExplainResponse) -> Table {
    let (amount, base) = sums(&answer.contributions);
    let is_share = base != 0;
    let mut columns = vec![
        left("Sổ"),
        left("Ngày"),
        wrapped("Sự việc"),
        wrapped("Hội, đơn vị"),
        wrapped("Văn bản"),
        right(if is_share { "Tử số" } else { "Số tính" }),
    ];
    if is_share {
        columns.push(right("Mẫu số"));
    }
    let mut table = Table::new(columns);
    for contribution in &answer.contributions {
        let mut cells = match &contribution.fact {
            Some(fact) => fact_cells(fact).to_vec(),
            None => vec![String::new(); 5],
        };
        cells.push(wording::count(contribution.amount));
        if is_share {
            cells.push(wording::count(contribution.base));
        }
        table.row(cells);
    }
    let total = wording::number(&amount.to_string());
    let label = match adds_up(answer) {
        Ok(()) => "Cộng (đúng bằng con số trên)",
        Err(_) => "Cộng (KHÔNG khớp con số trên)",
    };
    let note =
        if is_share { format!("{total} / {}", wording::number(&base.to_string())) } else { total };
    table.heading("", label, note);
    table
}

/// Records that would add so much.
fn awaiting(awaiting: &[proto::Contribution]) -> Table {
    let mut table = Table::new([
        left("Sổ"),
        left("Ngày"),
        wrapped("Sự việc"),
        wrapped("Hội, đơn vị"),
        wrapped("Văn bản"),
        right("Sẽ thêm"),
    ]);
    for one in awaiting {
        let [place, day, event, subject, document] =
            one.fact.as_ref().map(fact_cells).unwrap_or_default();
        table.row([place, day, event, subject, document, wording::count(one.amount)]);
    }
    table
}

/// By reason, each with how many there are.
fn left_out(left_out: &[proto::LeftOut], list_all: bool) -> Table {
    let mut by_reason: BTreeMap<proto::LeftOutReason, Vec<&proto::Fact>> = BTreeMap::new();
    for one in left_out {
        by_reason.entry(one.reason()).or_default().extend(&one.fact);
    }
    let mut table = Table::new([left("Sổ"), left("Ngày"), left("Sự việc"), wrapped("Hội, đơn vị")]);
    for (reason, facts) in by_reason {
        let many = wording::count(counted(&facts));
        table.heading("", format!("Vì {}:", words::left_out_because(reason)), many);
        let listed = if list_all { facts.len() } else { LISTED };
        for fact in facts.iter().take(listed) {
            let [place, day, event, subject, _] = fact_cells(fact);
            table.row([format!("  {place}"), day, event, subject]);
        }
        if facts.len() > listed {
            let more = wording::count(counted(&facts[listed..]));
            table.heading(" ", format!("… và {more} sự việc nữa; xem hết bằng --all"), "");
        }
    }
    table
}

fn parts(figure: &proto::Figure) -> Table {
    let mut table = Table::new([left("Theo"), wrapped("Thành phần"), right("Giá trị")]);
    for part in &figure.parts {
        let value = part.value.as_ref();
        table.row([
            words::dimension(&part.dimension).to_owned(),
            if part.label.is_empty() { part.key.clone() } else { part.label.clone() },
            value.map_or_else(String::new, |value| figures::value(value, &figure.unit_of_measure)),
        ]);
    }
    table
}

fn fact_cells(fact: &proto::Fact) -> [String; 5] {
    let mut subject = match (&fact.subject_name, &fact.unit) {
        (name, _) if !name.is_empty() => name.clone(),
        (_, Some(unit)) => unit.name.clone(),
        (_, None) => fact.subject_id.clone(),
    };
    if fact.illustrative {
        subject.push_str(" (minh họa)");
    }
    let event = words::event(&fact.event_type);
    let record = fact.record.as_ref();
    let shown = record.map(|record| record.evidence.as_slice()).unwrap_or_default();
    let documents = fact.document.iter().chain(shown);
    let documents: Vec<_> = documents.map(|one| document(one, &fact.subject_name)).collect();
    [
        format!("{} #{}", fact.context, fact.position),
        wording::day(&fact.occurred_on),
        record.map_or_else(|| event.to_owned(), |record| record.type_name.clone()),
        subject,
        documents.join("; "),
    ]
}

/// Who issued it is told where that is not whom it is about.
fn document(document: &proto::Document, subject: &str) -> String {
    let mut parts = Vec::new();
    if !document.number_symbol.is_empty() {
        parts.push(document.number_symbol.clone());
    }
    if !document.issued_on.is_empty() {
        parts.push(format!("ngày {}", wording::day(&document.issued_on)));
    }
    if !document.issuer.is_empty() && document.issuer != subject {
        parts.push(document.issuer.clone());
    }
    if let Some(beginning) = document.file_sha256.get(..12) {
        parts.push(format!("tệp {beginning}…"));
    }
    parts.join(", ")
}

fn sums(contributions: &[proto::Contribution]) -> (i128, i128) {
    let add = |(amount, base): (i128, i128), one: &proto::Contribution| {
        (amount + i128::from(one.amount), base + i128::from(one.base))
    };
    contributions.iter().fold((0, 0), add)
}

fn counted<T>(things: &[T]) -> i64 {
    i64::try_from(things.len()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr as _;

    use super::*;

    fn declared(position: i64, name: &str, amount: i64) -> proto::Contribution {
        proto::Contribution { fact: Some(fact(position, name)), amount, base: 0, parts: Vec::new() }
    }

    fn fact(position: i64, name: &str) -> proto::Fact {
        proto::Fact {
            context: "membership".to_owned(),
            position,
            event_type: "HeadcountDeclared".to_owned(),
            occurred_on: "2021-12-15".to_owned(),
            subject_name: name.to_owned(),
            document: Some(proto::Document {
                number_symbol: "12/BC-HĐY".to_owned(),
                issued_on: "2021-12-16".to_owned(),
                ..Default::default()
            }),
            illustrative: true,
            ..Default::default()
        }
    }

    fn members(value: i64) -> proto::ExplainResponse {
        proto::ExplainResponse {
            figure: Some(proto::Figure {
                indicator_code: "II.4.b/3".to_owned(),
                title: "Tổng số hội viên".to_owned(),
                unit_of_measure: "hội viên".to_owned(),
                formula_version: 1,
                value: Some(proto::Value { number: Some(Number::Integer(value)) }),
                ..Default::default()
            }),
            window: Some(proto::Window {
                from: "2021-01-01".to_owned(),
                to: "2021-12-31".to_owned(),
                measured_until: "2021-12-31".to_owned(),
            }),
            formula_text: "Cộng số khai mới nhất của từng hội".to_owned(),
            contributions: vec![
                declared(57, "Hội Đông y tỉnh Hải Dương", 1_200),
                declared(61, "Hội Nghề cá", 300),
            ],
            left_out: vec![proto::LeftOut {
                fact: Some(fact(41, "Hội Đông y tỉnh Hải Dương")),
                reason: proto::LeftOutReason::Superseded.into(),
                replaced_by_event_id: String::new(),
            }],
            ..Default::default()
        }
    }

    #[test]
    fn the_declarations_behind_the_total_add_up_to_it() {
        assert_eq!(
            explanation(&members(1_500), false, 120),
            "\
II.4.b/3  Tổng số hội viên: 1.500 hội viên
Kỳ 01/01/2021–31/12/2021 · toàn Liên hiệp Hội
Công thức (bản 1): Cộng số khai mới nhất của từng hội

Sổ              Ngày        Sự việc           Hội, đơn vị                           Văn bản                     Số tính
───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
membership #57  15/12/2021  Khai số hội viên  Hội Đông y tỉnh Hải Dương (minh họa)  12/BC-HĐY, ngày 16/12/2021    1.200
membership #61  15/12/2021  Khai số hội viên  Hội Nghề cá (minh họa)                12/BC-HĐY, ngày 16/12/2021      300
Cộng (đúng bằng con số trên)                                                                                      1.500

Không tính (1):
Sổ                Ngày        Sự việc           Hội, đơn vị
────────────────────────────────────────────────────────────────────────────────────
Vì đã tính một sự việc khác của cùng đối tượng:                                    1
  membership #41  15/12/2021  Khai số hội viên  Hội Đông y tỉnh Hải Dương (minh họa)
",
        );
        assert!(adds_up(&members(1_500)).is_ok());
    }

    #[test]
    fn a_long_list_of_what_was_left_out_is_cut_and_says_so() {
        let mut answer = members(1_500);
        answer.left_out = vec![answer.left_out[0].clone(); 12];
        let text = explanation(&answer, false, 120);
        assert_eq!(text.matches("#41").count(), 10);
        assert!(text.contains("… và 2 sự việc nữa; xem hết bằng --all\n"), "{text}");
        assert_eq!(explanation(&answer, true, 120).matches("#41").count(), 12);
    }

    #[test]
    fn a_sum_that_differs_is_told() {
        let answer = members(1_501);
        assert!(explanation(&answer, false, 120).contains("Cộng (KHÔNG khớp con số trên)"));
        assert_eq!(adds_up(&answer).unwrap_err().exit_code(), 1);
    }

    #[test]
    fn a_share_adds_up_in_both_parts() {
        let mut answer = members(0);
        answer.contributions[0].base = 2_000;
        answer.contributions[1].base = 500;
        let ratio = |denominator| {
            Some(proto::Value {
                number: Some(Number::Ratio(proto::Ratio { numerator: 1_500, denominator })),
            })
        };
        if let Some(figure) = &mut answer.figure {
            figure.value = ratio(2_500);
            figure.unit_of_measure = "%".to_owned();
        }
        let text = explanation(&answer, false, 120);
        assert!(text.starts_with("II.4.b/3  Tổng số hội viên: 60,0 %\n"), "{text}");
        assert!(text.contains("1.500 / 2.500"), "{text}");
        assert!(adds_up(&answer).is_ok());
        if let Some(figure) = &mut answer.figure {
            figure.value = ratio(2_501);
        }
        assert!(adds_up(&answer).is_err());
    }

    #[test]
    fn an_indicator_without_a_figure_says_why() {
        let mut answer = members(0);
        answer.contributions.clear();
        if let Some(figure) = &mut answer.figure {
            figure.value = None;
            figure.set_absence(proto::Absence::NotFed);
        }
        let text = explanation(&answer, false, 120);
        assert!(text.starts_with("II.4.b/3  Tổng số hội viên: chưa có số liệu\n"), "{text}");
        assert!(
            text.contains("Vì sao chưa có số liệu: chưa có nguồn số liệu cho chỉ số này\n"),
            "{text}"
        );
        assert!(adds_up(&answer).is_ok());
    }

    #[test]
    fn it_fits_the_terminal() {
        for width in [90, 120] {
            let text = explanation(&members(1_500), true, width);
            assert!(text.lines().all(|line| line.width() <= width), "{text}");
        }
    }
}
