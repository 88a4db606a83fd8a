//! Figures, states and moments as words: what the tables of progress are made of.

use contracts::ledger::v1::ReadInfo;
use contracts::projection::v1 as proto;
use prost_types::Timestamp;
use proto::value::Number;

use crate::wording;

/// A share is shown with this many decimals, rounded half up; rounding is for the eye only.
const SHARE_DECIMALS: u32 = 1;

/// Symbol and word, never one without the other.
pub fn item_state(state: proto::ItemState) -> &'static str {
    match state {
        proto::ItemState::Unspecified => "",
        proto::ItemState::NotStarted => "○ Chưa bắt đầu",
        proto::ItemState::InProgress => "▷ Đang thực hiện",
        proto::ItemState::NotApplicable => "Không giao",
        proto::ItemState::Done => "✓ Hoàn thành",
        proto::ItemState::DoneLate => "✓ₘ Hoàn thành muộn",
        proto::ItemState::Overdue => "! Quá hạn",
    }
}

/// The exact value as people read it: `108.000`, `12,5 %`; a mean with of how many it is: `43,2 (n = 60)`.
pub fn value(value: &proto::Value, unit_of_measure: &str) -> String {
    match &value.number {
        None => wording::NO_FIGURE.to_owned(),
        Some(Number::Integer(integer)) => wording::count(*integer),
        Some(Number::Ratio(ratio)) if is_percent(unit_of_measure) => {
            format!("{} %", share(ratio.numerator, ratio.denominator, 100))
        }
        Some(Number::Ratio(ratio)) => {
            let mean = share(ratio.numerator, ratio.denominator, 1);
            format!("{mean} (n = {})", wording::count(ratio.denominator))
        }
        Some(Number::Word(word)) => word.label.clone(),
    }
}

/// A figure's value, or that there is none.
pub fn figure_value(figure: &proto::Figure) -> String {
    figure.value.as_ref().map_or_else(
        || wording::NO_FIGURE.to_owned(),
        |known| value(known, &figure.unit_of_measure),
    )
}

/// How the value moved against the period before: `▲ 1.200`, `▼ 0,5 điểm %`, `= không đổi`.
pub fn trend(figure: &proto::Figure) -> String {
    let before = figure.earlier.as_ref().and_then(|earlier| earlier.value.as_ref());
    let (Some(now), Some(before)) = (number(figure.value.as_ref()), number(before)) else {
        return String::new();
    };
    let (Some((now_part, now_whole)), Some((before_part, before_whole))) =
        (parts_of(now), parts_of(before))
    else {
        return String::new();
    };
    let moved = now_part * before_whole - before_part * now_whole;
    let arrow = match moved.signum() {
        0 => return "= không đổi".to_owned(),
        1 => "▲",
        _ => "▼",
    };
    let whole = now_whole * before_whole;
    if whole == 1 {
        return format!("{arrow} {}", wording::number(&moved.unsigned_abs().to_string()));
    }
    match is_percent(&figure.unit_of_measure) {
        true => format!("{arrow} {} điểm %", rounded(moved.abs(), whole, 100)),
        false => format!("{arrow} {}", rounded(moved.abs(), whole, 1)),
    }
}

/// What a reader should know before relying on a figure, in a word each.
pub fn flags(figure: &proto::Figure) -> String {
    let words = figure.flags().filter_map(|flag| match flag {
        proto::Flag::Unspecified => None,
        proto::Flag::Stale => Some("cũ"),
        proto::Flag::Partial => Some("chưa đủ"),
        proto::Flag::Illustrative => Some("minh họa"),
    });
    words.collect::<Vec<_>>().join(", ")
}

/// What stands beside a figure: what is aimed at, what waits, and what to know before relying on it.
pub fn notes(figure: &proto::Figure) -> String {
    let notes = [target(figure), awaiting(figure), flags(figure)];
    notes.into_iter().filter(|note| !note.is_empty()).collect::<Vec<_>>().join("; ")
}

/// `chỉ tiêu 6, đạt 66,7 %`.
pub fn target(figure: &proto::Figure) -> String {
    let Some(target) = &figure.target else { return String::new() };
    let sign = if is_percent(&figure.unit_of_measure) { " %" } else { "" };
    let aim = format!("chỉ tiêu {}{sign}", wording::number(&target.value));
    match &target.attained {
        Some(part) => format!("{aim}, đạt {} %", share(part.numerator, part.denominator, 100)),
        None => aim,
    }
}

/// `chờ xác minh: 2 hồ sơ`.
pub fn awaiting(figure: &proto::Figure) -> String {
    figure.awaiting.as_ref().map_or_else(String::new, |awaiting| {
        format!("chờ xác minh: {} hồ sơ", wording::count(awaiting.records))
    })
}

/// Why there is no value.
pub fn absence(absence: proto::Absence) -> &'static str {
    match absence {
        proto::Absence::Unspecified => "",
        proto::Absence::NoFacts => "chưa có sự việc nào thuộc loại được tính xảy ra đến ngày tính",
        proto::Absence::WholeIsZero => "có sự việc, nhưng mẫu số bằng 0",
        proto::Absence::NotFed => "chưa có nguồn số liệu cho chỉ số này",
        proto::Absence::NotBegun => "kỳ chưa bắt đầu tại ngày hỏi",
    }
}

/// `tính đến 31/12/2025 · kỳ 01/01/2025–31/12/2025 · toàn Liên hiệp Hội`.
pub fn moment(
    window: Option<&proto::Window>,
    unit: Option<&proto::Unit>,
    info: Option<&ReadInfo>,
) -> String {
    let mut parts = Vec::new();
    let read_at = info.and_then(|info| info.read_at.as_ref());
    if let Some(read_at) = read_at.filter(|read_at| !read_at.as_of.is_empty()) {
        parts.push(format!("tính đến {}", wording::day(&read_at.as_of)));
    }
    let known_at = read_at.and_then(|read_at| read_at.known_at.as_ref());
    if let Some(known_at) = known_at.filter(|known_at| leaves_out_something(known_at, info)) {
        parts.push(format!("theo hiểu biết lúc {}", wording::instant(known_at)));
    }
    if let Some(window) = window {
        parts.push(format!("kỳ {}–{}", wording::day(&window.from), wording::day(&window.to)));
    }
    parts.push(match unit {
        Some(unit) => unit_name(unit),
        None => "toàn Liên hiệp Hội".to_owned(),
    });
    sentence(&parts.join(" · "))
}

/// Whether anything was recorded after the moment of knowing that the answer is about.
fn leaves_out_something(known_at: &Timestamp, info: Option<&ReadInfo>) -> bool {
    let watermarks = info.map(|info| info.watermarks.as_slice()).unwrap_or_default();
    let recorded = watermarks.iter().filter_map(|watermark| watermark.recorded_at.as_ref());
    let last = recorded.map(|at| (at.seconds, at.nanos)).max();
    last.is_none_or(|last| (known_at.seconds, known_at.nanos) < last)
}

/// A unit, and who counts its facts now if it was succeeded.
fn unit_name(unit: &proto::Unit) -> String {
    let name = if unit.name.is_empty() { &unit.unit_id } else { &unit.name };
    if unit.successors.is_empty() {
        return name.clone();
    }
    let successors = unit.successors.iter().map(unit_name).collect::<Vec<_>>().join(", ");
    format!("{name} (nay tính vào {successors})")
}

/// Up to where the answer is true: `Số liệu đến: membership #123 lúc 05/01/2026 14:02:07`.
pub fn watermarks(info: Option<&ReadInfo>) -> String {
    let Some(info) = info else {
        return String::new();
    };
    let mut sources: Vec<String> = info.watermarks.iter().map(source).collect();
    sources.extend(info.unreachable.iter().map(|context| format!("{context} không trả lời")));
    let mut line = format!("Số liệu đến: {}", sources.join("; "));
    if info.parked_streams > 0 {
        line.push_str(&format!(
            ". {} luồng sự kiện đang chờ xử lý",
            wording::count(info.parked_streams)
        ));
    }
    line
}

/// An exact share of `scale`, rounded half up for the eye.
pub fn share(numerator: i64, denominator: i64, scale: i128) -> String {
    rounded(numerator.into(), denominator.into(), scale)
}

/// The unit beside the value; percent stands in the value, and nothing is measured in no unit.
pub fn unit_of_measure(figure: &proto::Figure) -> &str {
    let is_number = match number(figure.value.as_ref()) {
        Some(Number::Integer(_) | Number::Ratio(_)) => true,
        Some(Number::Word(_)) | None => false,
    };
    match !is_number || is_percent(&figure.unit_of_measure) {
        true => "",
        false => &figure.unit_of_measure,
    }
}

pub fn is_percent(unit_of_measure: &str) -> bool {
    unit_of_measure.trim() == "%"
}

fn source(watermark: &contracts::ledger::v1::SourceWatermark) -> String {
    let place = format!("{} #{}", watermark.context, watermark.position);
    match &watermark.recorded_at {
        Some(at) => format!("{place} lúc {}", wording::instant(at)),
        None => place,
    }
}

fn number(value: Option<&proto::Value>) -> Option<&Number> {
    value.and_then(|value| value.number.as_ref())
}

/// A word is neither more nor less than another.
fn parts_of(number: &Number) -> Option<(i128, i128)> {
    match number {
        Number::Integer(integer) => Some(((*integer).into(), 1)),
        Number::Ratio(ratio) => {
            Some((ratio.numerator.into(), i128::from(ratio.denominator).max(1)))
        }
        Number::Word(_) => None,
    }
}

fn rounded(part: i128, whole: i128, scale: i128) -> String {
    if whole <= 0 {
        return wording::NO_FIGURE.to_owned();
    }
    let unit = 10_i128.pow(SHARE_DECIMALS);
    let tenths = (2 * part.abs() * scale * unit + whole) / (2 * whole);
    let sign = if part < 0 && tenths > 0 { "-" } else { "" };
    wording::number(&format!("{sign}{}.{}", tenths / unit, tenths % unit))
}

/// With a capital first letter.
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn integer(integer: i64) -> proto::Value {
        proto::Value { number: Some(Number::Integer(integer)) }
    }

    fn ratio(numerator: i64, denominator: i64) -> proto::Value {
        proto::Value { number: Some(Number::Ratio(proto::Ratio { numerator, denominator })) }
    }

    fn moved(before: proto::Value, now: proto::Value, unit_of_measure: &str) -> String {
        trend(&proto::Figure {
            value: Some(now),
            unit_of_measure: unit_of_measure.to_owned(),
            earlier: Some(proto::Earlier { window: None, value: Some(before) }),
            ..Default::default()
        })
    }

    #[test]
    fn values_read_as_vietnamese_numbers() {
        assert_eq!(value(&integer(108_000), "hội viên"), "108.000");
        assert_eq!(value(&ratio(1, 8), "%"), "12,5 %");
        assert_eq!(value(&ratio(2, 3), "%"), "66,7 %");
        assert_eq!(value(&ratio(20, 20), "%"), "100,0 %");
        assert_eq!(value(&ratio(1, 2_000), "%"), "0,1 %");
        assert_eq!(value(&ratio(2_593, 60), "tuổi"), "43,2 (n = 60)");
        assert_eq!(value(&proto::Value { number: None }, "hội"), "chưa có số liệu");
    }

    #[test]
    fn a_trend_is_told_only_against_a_known_period_before() {
        assert_eq!(moved(integer(3), integer(1_203), "hội viên"), "▲ 1.200");
        assert_eq!(moved(integer(5), integer(3), "hội"), "▼ 2");
        assert_eq!(moved(ratio(1, 2), ratio(10, 20), "%"), "= không đổi");
        assert_eq!(moved(ratio(1, 4), ratio(1, 5), "%"), "▼ 5,0 điểm %");
        let alone = proto::Figure { value: Some(integer(4)), ..Default::default() };
        assert_eq!(trend(&alone), "");
    }

    #[test]
    fn a_succeeded_unit_is_told_with_who_follows_it() {
        let unit = |name: &str, successors| proto::Unit {
            unit_id: "7".to_owned(),
            name: name.to_owned(),
            successors,
        };
        let old = unit("Ban Tuyên giáo", vec![unit("Ban Tuyên giáo và Dân vận", Vec::new())]);
        assert_eq!(
            moment(None, Some(&old), None),
            "Ban Tuyên giáo (nay tính vào Ban Tuyên giáo và Dân vận)",
        );
        assert_eq!(moment(None, Some(&unit("", Vec::new())), None), "7");
    }

    #[test]
    fn the_moment_of_knowing_is_told_where_it_leaves_something_out() {
        let known_at = |seconds| ReadInfo {
            read_at: Some(contracts::ledger::v1::ReadAt {
                known_at: Some(Timestamp { seconds, nanos: 0 }),
                ..Default::default()
            }),
            watermarks: vec![contracts::ledger::v1::SourceWatermark {
                recorded_at: Some(Timestamp { seconds: 1_767_596_527, nanos: 0 }),
                ..Default::default()
            }],
            ..Default::default()
        };
        assert_eq!(moment(None, None, Some(&known_at(1_767_596_527))), "Toàn Liên hiệp Hội");
        assert_eq!(
            moment(None, None, Some(&known_at(1_767_596_526))),
            "Theo hiểu biết lúc 05/01/2026 14:02:06 · toàn Liên hiệp Hội",
        );
    }

    #[test]
    fn what_is_aimed_at_and_what_waits_stand_beside_the_figure() {
        let figure = proto::Figure {
            value: Some(integer(4)),
            unit_of_measure: "số".to_owned(),
            target: Some(proto::Target {
                value: "6".to_owned(),
                attained: Some(proto::Ratio { numerator: 4, denominator: 6 }),
                ..Default::default()
            }),
            awaiting: Some(proto::Awaiting { records: 2, amount: 2, base: 0 }),
            flags: vec![proto::Flag::Illustrative.into()],
            ..Default::default()
        };
        assert_eq!(notes(&figure), "chỉ tiêu 6, đạt 66,7 %; chờ xác minh: 2 hồ sơ; minh họa");
        assert_eq!(notes(&proto::Figure::default()), "");
    }

    #[test]
    fn a_word_has_neither_a_unit_of_measure_nor_a_trend() {
        let word = |key: &str, label: &str| proto::Value {
            number: Some(Number::Word(proto::Word {
                key: key.to_owned(),
                label: label.to_owned(),
            })),
        };
        let (draft, in_force) = (word("DRAFT", "Đang dự thảo"), word("IN_FORCE", "Đang hiệu lực"));
        assert_eq!(value(&in_force, "trạng thái"), "Đang hiệu lực");
        assert_eq!(moved(draft, in_force.clone(), "trạng thái"), "");
        let figure = proto::Figure {
            value: Some(in_force),
            unit_of_measure: "trạng thái".to_owned(),
            ..Default::default()
        };
        assert_eq!(unit_of_measure(&figure), "");
    }

    #[test]
    fn a_share_of_nothing_is_no_figure() {
        assert_eq!(share(0, 0, 100), "chưa có số liệu");
    }

    #[test]
    fn an_unreachable_source_and_parked_streams_are_told() {
        let info = ReadInfo {
            watermarks: vec![contracts::ledger::v1::SourceWatermark {
                context: "membership".to_owned(),
                position: 123,
                recorded_at: Some(prost_types::Timestamp { seconds: 1_767_596_527, nanos: 0 }),
                chain: String::new(),
            }],
            unreachable: vec!["reporting".to_owned()],
            parked_streams: 2,
            ..Default::default()
        };
        assert_eq!(
            watermarks(Some(&info)),
            "Số liệu đến: membership #123 lúc 05/01/2026 14:02:07; reporting không trả lời. \
             2 luồng sự kiện đang chờ xử lý",
        );
    }
}
