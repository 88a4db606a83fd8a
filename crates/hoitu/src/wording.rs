//! Numbers, days, instants and words as Vietnamese readers expect them.
//!
//! The services speak plain decimal strings and ISO 8601; nothing here rounds or reinterprets.

use std::fmt::Display;
use std::ops::{Bound, RangeBounds};
use std::str::FromStr;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, TimeDelta};
use prost_types::Timestamp;

/// What stands where an indicator has no figure.
pub const NO_FIGURE: &str = "chưa có số liệu";

/// `108000` reads `108.000` and `-12.5` reads `−12,5`. What is not a plain decimal stays as it is.
pub fn number(decimal: &str) -> String {
    let (sign, digits) = match decimal.strip_prefix('-') {
        Some(rest) => ("−", rest),
        None => ("", decimal),
    };
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let numeric = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !numeric(whole) || !fraction.is_none_or(numeric) {
        return decimal.to_owned();
    }
    let mut text = String::from(sign);
    for (place, digit) in whole.char_indices() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push(',');
        text.push_str(fraction);
    }
    text
}

/// The same for a whole number.
pub fn count(number_of: i64) -> String {
    number(&number_of.to_string())
}

/// `2025-07-01` reads `01/07/2025`. What is not an ISO day stays as it is.
pub fn day(iso: &str) -> String {
    match iso.parse::<NaiveDate>() {
        Ok(date) => date.format("%d/%m/%Y").to_string(),
        Err(_) => iso.to_owned(),
    }
}

/// A title, marked where it is of sample data.
pub fn marked(title: &str, illustrative: bool) -> String {
    if illustrative { format!("{title} (minh họa)") } else { title.to_owned() }
}

/// An instant in Vietnam time, to the second.
pub fn instant(at: &Timestamp) -> String {
    let utc =
        u32::try_from(at.nanos).ok().and_then(|nanos| DateTime::from_timestamp(at.seconds, nanos));
    match utc {
        Some(utc) => utc.with_timezone(&vietnam()).format("%d/%m/%Y %H:%M:%S").to_string(),
        None => "thời điểm không hợp lệ".to_owned(),
    }
}

/// The same instant as RFC 3339 in UTC, for machines.
pub fn machine_instant(at: &Timestamp) -> Option<String> {
    let nanos = u32::try_from(at.nanos).ok()?;
    let format = chrono::SecondsFormat::AutoSi;
    Some(DateTime::from_timestamp(at.seconds, nanos)?.to_rfc3339_opts(format, true))
}

/// Reads a day as a person types it, `31/12/2021`, or as a machine does, `2021-12-31`.
pub fn read_day(text: &str) -> Result<NaiveDate, NotADay> {
    let text = text.trim();
    NaiveDate::parse_from_str(text, "%d/%m/%Y")
        .or_else(|_| text.parse::<NaiveDate>())
        .map_err(|_| NotADay)
}

/// Reads RFC 3339, or `31/12/2021 14:05` and `31/12/2021` (its end) in Vietnam time.
pub fn read_instant(text: &str) -> Result<Timestamp, NotAnInstant> {
    let text = text.trim();
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Ok(timestamp(at));
    }
    let local = ["%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
        .or_else(|| {
            read_day(text)
                .ok()?
                .and_hms_opt(23, 59, 59)
                .map(|end| end + TimeDelta::milliseconds(999))
        });
    local
        .and_then(|local| local.and_local_timezone(vietnam()).single())
        .map(timestamp)
        .ok_or(NotAnInstant)
}

/// A typed day that is none.
#[derive(Debug, PartialEq, thiserror::Error)]
#[error("không phải là ngày; viết như 31/12/2021 hoặc 2021-12-31")]
pub struct NotADay;

/// A typed instant that is none.
#[derive(Debug, PartialEq, thiserror::Error)]
#[error("không phải là thời điểm; viết như 31/12/2021 14:05 hoặc 2021-12-31T14:05:00+07:00")]
pub struct NotAnInstant;

/// Reads whole numbers within these bounds.
pub fn whole<N>(bounds: impl RangeBounds<N> + Clone) -> impl Fn(&str) -> Result<N, String> + Clone
where
    N: FromStr + PartialOrd + Display,
{
    move |text| match text.parse::<N>() {
        Ok(number) if bounds.contains(&number) => Ok(number),
        Ok(_) | Err(_) => Err(match (bounds.start_bound(), bounds.end_bound()) {
            (Bound::Included(least), Bound::Included(most)) => {
                format!("phải là số nguyên từ {least} đến {most}")
            }
            (Bound::Included(least), Bound::Unbounded) => {
                format!("phải là số nguyên từ {least} trở lên")
            }
            (_, _) => "phải là số nguyên khác".to_owned(),
        }),
    }
}

fn timestamp(at: DateTime<FixedOffset>) -> Timestamp {
    let nanos = i32::try_from(at.timestamp_subsec_nanos()).unwrap_or(0);
    Timestamp { seconds: at.timestamp(), nanos }
}

fn vietnam() -> FixedOffset {
    FixedOffset::east_opt(7 * 3600).expect("seven hours is a valid offset")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_dots_and_have_a_decimal_comma() {
        let cases = [
            ("0", "0"),
            ("999", "999"),
            ("1000", "1.000"),
            ("108000", "108.000"),
            ("1234567.5", "1.234.567,5"),
            ("12.50", "12,50"),
            ("-4200", "−4.200"),
            ("n/a", "n/a"),
            (".5", ".5"),
            ("", ""),
        ];
        for (plain, shown) in cases {
            assert_eq!(number(plain), shown);
        }
        assert_eq!(count(177_778), "177.778");
    }

    #[test]
    fn days_are_shown_day_first() {
        assert_eq!(day("2025-07-01"), "01/07/2025");
        assert_eq!(day(""), "");
    }

    #[test]
    fn instants_are_shown_in_vietnam_time() {
        let at = Timestamp { seconds: 1_767_204_000, nanos: 0 };
        assert_eq!(instant(&at), "01/01/2026 01:00:00");
        assert_eq!(machine_instant(&at).as_deref(), Some("2025-12-31T18:00:00Z"));
    }

    #[test]
    fn days_are_read_in_both_spellings() {
        let expected = NaiveDate::from_ymd_opt(2021, 12, 31).unwrap();
        assert_eq!(read_day("31/12/2021"), Ok(expected));
        assert_eq!(read_day(" 2021-12-31 "), Ok(expected));
        assert_eq!(
            read_day("31/02/2021").unwrap_err().to_string(),
            "không phải là ngày; viết như 31/12/2021 hoặc 2021-12-31",
        );
    }

    #[test]
    fn a_bare_day_as_an_instant_means_its_last_moment_in_vietnam() {
        let end = read_instant("31/12/2025").unwrap();
        assert_eq!(machine_instant(&end).as_deref(), Some("2025-12-31T16:59:59.999Z"));
        let typed = read_instant("01/01/2026 01:00").unwrap();
        assert_eq!(typed, read_instant("2025-12-31T18:00:00Z").unwrap());
        assert!(read_instant("hôm qua").is_err());
    }
}
