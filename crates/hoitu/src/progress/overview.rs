//! The plan as a table: its items, how far each is, and their figures.

use contracts::projection::v1::{Figure, GetProgressResponse, ItemProgress, Plan};

use super::figures;
use crate::table::{Table, left, right, wrap, wrapped};
use crate::wording;

/// The whole answer as text of at most `width` cells a line.
pub fn overview(answer: &GetProgressResponse, width: usize) -> String {
    let mut text = String::new();
    for line in header(answer) {
        for part in wrap(&line, width) {
            text.push_str(&part);
            text.push('\n');
        }
    }
    text.push('\n');
    text.push_str(&items(&answer.items).render(width));
    text
}

/// Items and their figures, without the plan's head.
pub fn items(items: &[ItemProgress]) -> Table {
    let mut table = Table::new([
        left("Chỉ số"),
        wrapped("Tên"),
        right("Giá trị"),
        left("Đơn vị"),
        left("Xu hướng"),
        wrapped("Lưu ý"),
    ]);
    for item in items {
        let state = figures::item_state(item.state());
        table.heading(&item.code, &item.short_title, state);
        for figure in &item.figures {
            table.row([
                format!("  {}", figure.indicator_code),
                title(figure, &item.figures),
                figures::figure_value(figure),
                figures::unit_of_measure(figure).to_owned(),
                figures::trend(figure),
                figures::notes(figure),
            ]);
        }
    }
    table
}

/// An indicator with several quantities names each of them, as `--quantity` takes it.
fn title(figure: &Figure, figures: &[Figure]) -> String {
    let same = figures.iter().filter(|other| other.indicator_code == figure.indicator_code).count();
    if same > 1 {
        format!("{} · {}", figure.title, figure.identifier)
    } else {
        figure.title.clone()
    }
}

fn header(answer: &GetProgressResponse) -> Vec<String> {
    let mut lines = head_of(answer.plan.as_ref());
    let info = answer.read_info.as_ref();
    lines.push(figures::moment(answer.window.as_ref(), answer.unit.as_ref(), info));
    lines.push(figures::watermarks(info));
    lines
}

/// What the plan is called, and where it comes from.
pub fn head_of(plan: Option<&Plan>) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(plan) = plan {
        lines.push(plan.title.clone());
        let mut origin = Vec::new();
        if !plan.number_symbol.is_empty() {
            origin.push(format!("số {}", plan.number_symbol));
        }
        if !plan.issued_on.is_empty() {
            origin.push(format!("ngày {}", wording::day(&plan.issued_on)));
        }
        if !plan.in_force_from.is_empty() {
            origin.push(format!("có hiệu lực từ {}", wording::day(&plan.in_force_from)));
        }
        if !origin.is_empty() {
            lines.push(figures::sentence(&origin.join(", ")));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use contracts::ledger::v1::{ReadAt, ReadInfo, SourceWatermark};
    use contracts::projection::v1 as proto;
    use proto::value::Number;
    use unicode_width::UnicodeWidthStr as _;

    use super::*;

    fn figure(code: &str, title: &str, unit: &str, number: Option<Number>) -> proto::Figure {
        proto::Figure {
            indicator_code: code.to_owned(),
            title: title.to_owned(),
            unit_of_measure: unit.to_owned(),
            value: number.map(|number| proto::Value { number: Some(number) }),
            ..Default::default()
        }
    }

    fn answer() -> GetProgressResponse {
        let mut members =
            figure("II.4.b/3", "Tổng số hội viên", "hội viên", Some(Number::Integer(108_000)));
        members.earlier = Some(proto::Earlier {
            window: None,
            value: Some(proto::Value { number: Some(Number::Integer(106_800)) }),
        });
        members.flags = vec![proto::Flag::Illustrative.into()];
        let share = Number::Ratio(proto::Ratio { numerator: 1, denominator: 8 });
        GetProgressResponse {
            plan: Some(proto::Plan {
                title: "Kế hoạch thực hiện Kết luận số 93-KL/TW".to_owned(),
                in_force_from: "2021-06-11".to_owned(),
                ..Default::default()
            }),
            window: Some(proto::Window {
                from: "2025-01-01".to_owned(),
                to: "2025-12-31".to_owned(),
                measured_until: "2025-12-31".to_owned(),
            }),
            unit: None,
            items: vec![
                item(
                    "II.4.b",
                    "Vận động thành lập hội chuyên ngành, gia nhập Liên hiệp Hội; phát triển hội viên",
                    proto::ItemState::InProgress,
                    vec![
                        figure(
                            "II.4.b/1",
                            "Hội mới được phép thành lập",
                            "hội",
                            Some(Number::Integer(0)),
                        ),
                        members,
                        figure("II.4.b/4", "Tỷ lệ trí thức trong hội viên", "%", Some(share)),
                    ],
                ),
                item(
                    "II.4.c",
                    "Đào tạo, bồi dưỡng cán bộ, hội viên, nhất là trẻ",
                    proto::ItemState::NotStarted,
                    vec![figure("II.4.c/1", "Lớp đào tạo, bồi dưỡng", "lớp", None)],
                ),
            ],
            read_info: Some(ReadInfo {
                read_at: Some(ReadAt { as_of: "2025-12-31".to_owned(), ..Default::default() }),
                watermarks: vec![SourceWatermark {
                    context: "membership".to_owned(),
                    position: 123,
                    recorded_at: Some(prost_types::Timestamp { seconds: 1_767_596_527, nanos: 0 }),
                    chain: String::new(),
                }],
                ..Default::default()
            }),
        }
    }

    fn item(
        code: &str,
        short_title: &str,
        state: proto::ItemState,
        figures: Vec<proto::Figure>,
    ) -> ItemProgress {
        ItemProgress {
            code: code.to_owned(),
            short_title: short_title.to_owned(),
            state: state.into(),
            figures,
            ..Default::default()
        }
    }

    #[test]
    fn the_plan_is_a_table_of_items_and_figures() {
        assert_eq!(
            overview(&answer(), 120),
            "\
Kế hoạch thực hiện Kết luận số 93-KL/TW
Có hiệu lực từ 11/06/2021
Tính đến 31/12/2025 · kỳ 01/01/2025–31/12/2025 · toàn Liên hiệp Hội
Số liệu đến: membership #123 lúc 05/01/2026 14:02:07

Chỉ số      Tên                                    Giá trị  Đơn vị    Xu hướng  Lưu ý
────────────────────────────────────────────────────────────────────────────────────────
II.4.b  Vận động thành lập hội chuyên ngành, gia nhập Liên hiệp Hội;    ▷ Đang thực hiện
        phát triển hội viên
  II.4.b/1  Hội mới được phép thành lập                  0  hội
  II.4.b/3  Tổng số hội viên                       108.000  hội viên  ▲ 1.200   minh họa
  II.4.b/4  Tỷ lệ trí thức trong hội viên           12,5 %
II.4.c  Đào tạo, bồi dưỡng cán bộ, hội viên, nhất là trẻ                  ○ Chưa bắt đầu
  II.4.c/1  Lớp đào tạo, bồi dưỡng         chưa có số liệu
",
        );
    }

    #[test]
    fn several_quantities_of_one_indicator_are_told_apart() {
        let mut figures = vec![
            figure("II.4.a/3", "Trẻ hóa lãnh đạo", "tuổi", None),
            figure("II.4.a/3", "Trẻ hóa lãnh đạo", "%", None),
            figure("II.4.a/4", "Cán bộ", "người", None),
        ];
        figures[0].identifier = "leaders_mean_age".to_owned();
        figures[1].identifier = "leaders_female_pct".to_owned();
        let titles: Vec<_> = figures.iter().map(|one| title(one, &figures)).collect();
        let expected = [
            "Trẻ hóa lãnh đạo · leaders_mean_age",
            "Trẻ hóa lãnh đạo · leaders_female_pct",
            "Cán bộ",
        ];
        assert_eq!(titles, expected);
    }

    #[test]
    fn it_fits_any_terminal() {
        for width in [80, 100, 120] {
            let text = overview(&answer(), width);
            assert!(text.lines().all(|line| line.width() <= width), "{text}");
        }
    }
}
