//! Fields that say what has happened, and which file shows it.

use chrono::NaiveDate;

use super::{Fault, Fields};

impl Fields {
    /// A day on which something has happened.
    pub fn past_date(&mut self, name: &str, value: &str, today: NaiveDate) -> Option<NaiveDate> {
        let day = self.date(name, value)?;
        if day > today {
            self.fault(name, Fault::DateInFuture);
            return None;
        }
        Some(day)
    }

    /// The SHA-256 of a file.
    pub fn sha256(&mut self, name: &str, value: &str) -> Option<String> {
        let read = self.optional_sha256(name, value);
        self.present(name, read)
    }

    pub fn optional_sha256(&mut self, name: &str, value: &str) -> Option<Option<String>> {
        self.optional(name, value, |hash| {
            let digits = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
            let is_hash = hash.len() == 64 && hash.bytes().all(digits);
            is_hash.then(|| hash.to_owned()).ok_or(Fault::NotASha256)
        })
    }

    /// Notes that a field is missing where what was read of it is nothing.
    pub fn required<T>(&mut self, name: &str, read: Option<Option<T>>) -> Option<T> {
        self.present(name, read)
    }

    /// Notes that a field is missing: none of its forms is there.
    pub fn missing<T>(&mut self, name: &str) -> Option<T> {
        self.fault(name, Fault::Required);
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults<T>(read: impl FnOnce(&mut Fields) -> Option<T>) -> (Option<T>, Vec<Fault>) {
        let mut fields = Fields { path: String::new(), faults: Vec::new() };
        let value = read(&mut fields);
        (value, fields.faults.into_iter().map(|(_, fault)| fault).collect())
    }

    #[test]
    fn what_has_happened_is_of_today_at_the_latest() {
        let today: NaiveDate = "2026-11-24".parse().unwrap();
        let read = |day: &str| faults(|fields| fields.past_date("on", day, today));
        assert_eq!(read("2026-11-24"), (Some(today), vec![]));
        assert_eq!(read("2026-11-25"), (None, vec![Fault::DateInFuture]));
        assert_eq!(read(""), (None, vec![Fault::Required]));
    }

    #[test]
    fn a_hash_has_64_digits_in_lower_case() {
        let read = |hash: &str| faults(|fields| fields.sha256("sha256", hash));
        let hash = "0a".repeat(32);
        assert_eq!(read(&hash), (Some(hash.clone()), vec![]));
        for other in ["0A".repeat(32), "0a".repeat(31), "0g".repeat(32)] {
            assert_eq!(read(&other), (None, vec![Fault::NotASha256]), "{other}");
        }
        assert_eq!(read(""), (None, vec![Fault::Required]));
        let optional = |hash: &str| faults(|fields| fields.optional_sha256("sha256", hash));
        assert_eq!(optional(""), (Some(None), vec![]));
        assert_eq!(optional("0a"), (None, vec![Fault::NotASha256]));
    }
}
