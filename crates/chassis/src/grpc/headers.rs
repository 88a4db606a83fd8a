//! What a caller says in headers, beside who it is.

use std::time::Duration;

use http::HeaderMap;
use ledger::trace;

/// The caller's own deadline: at most eight digits and a unit.
pub(super) fn timeout(headers: &HeaderMap) -> Option<Duration> {
    let value = headers.get("grpc-timeout")?.to_str().ok()?;
    let (digits, unit) = value.split_at_checked(value.len().checked_sub(1)?)?;
    let plain = (1..=8).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let count: u64 = if plain { digits.parse().ok()? } else { return None };
    match unit {
        "H" => Some(Duration::from_secs(count * 3600)),
        "M" => Some(Duration::from_secs(count * 60)),
        "S" => Some(Duration::from_secs(count)),
        "m" => Some(Duration::from_millis(count)),
        "u" => Some(Duration::from_micros(count)),
        "n" => Some(Duration::from_nanos(count)),
        _ => None,
    }
}

/// The trace that the caller's work is part of.
pub(super) fn traceparent(headers: &HeaderMap) -> Option<&str> {
    headers.get("traceparent")?.to_str().ok().filter(|text| trace::is_traceparent(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(value: &str) -> Option<Duration> {
        timeout(&HeaderMap::from_iter([(
            http::HeaderName::from_static("grpc-timeout"),
            value.parse().unwrap(),
        )]))
    }

    #[test]
    fn a_deadline_is_told_in_each_unit_of_the_protocol() {
        let units = [
            ("2H", Duration::from_secs(7200)),
            ("2M", Duration::from_secs(120)),
            ("2S", Duration::from_secs(2)),
            ("2m", Duration::from_millis(2)),
            ("2u", Duration::from_micros(2)),
            ("2n", Duration::from_nanos(2)),
            ("99999999H", Duration::from_secs(99_999_999 * 3600)),
        ];
        for (value, expected) in units {
            assert_eq!(asked(value), Some(expected), "{value}");
        }
    }

    #[test]
    fn what_is_no_deadline_is_none() {
        for value in ["", "S", "2", "2s", "-2S", "+2S", "2.5S", "2 S", "999999999S", "2SS"] {
            assert_eq!(asked(value), None, "{value}");
        }
        assert_eq!(timeout(&HeaderMap::new()), None);
    }
}
