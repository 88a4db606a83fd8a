//! Reads the fields of a request and collects everything that is wrong with them into one refusal.
//!
//! Each reader answers `None` after it has noted a fault. So read all fields first, and only then put
//! the command together with `?`:
//!
//! ```text
//! let (unit, command, asked) = fields::read(&DOMAIN, |fields| {
//!     let unit = fields.uuid("unit_id", &request.unit_id);
//!     let asked = fields.asked(&caller, &request, Unit::CATEGORY, unit);
//!     let name = fields.text("name", &request.name, 300);
//!     let on = fields.date("occurred_on", &request.occurred_on);
//!     Some((unit?, Command::Rename { name: name?, on: on? }, asked?))
//! })?;
//! ```

mod facts;
mod fault;
mod page;
mod read_at;
mod text;

use std::fmt::{Display, Write as _};
use std::ops::RangeInclusive;

use chrono::{DateTime, NaiveDate, Utc};
use contracts::{CommandRequest, PagedRequest, ledger::v1 as wire};
use ledger::view::Token;
use ledger::{Asked, Revision, StreamName};
use prost_types::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tonic::{Code, Status};
use uuid::Uuid;

use crate::caller::Caller;
use crate::clock::Clock;
use crate::grpc::{self, Domain};

pub use fault::Fault;
pub use page::Page;
pub use read_at::ReadAt;
use text::Lines;

/// How many violations are told. They travel in a header: most clients take in 8 KiB of those, and some
/// give up the whole connection over more.
const MOST_TOLD: usize = 16;

/// Any number of tokens above this says no more than one for each context.
const MOST_TOKENS: usize = 32;

/// Reads a request; refuses it with every violation found.
pub fn read<T>(domain: &Domain, read: impl FnOnce(&mut Fields) -> Option<T>) -> Result<T, Status> {
    let mut fields = Fields { path: String::new(), faults: Vec::new() };
    match (read(&mut fields), fields.faults.is_empty()) {
        (Some(value), true) => Ok(value),
        (Some(_) | None, false) => Err(refused(domain, fields.faults)),
        (None, true) => Err(grpc::internal(domain, &GaveUp)),
    }
}

#[derive(Debug, thiserror::Error)]
#[error("a reader of fields gave up without saying why")]
struct GaveUp;

/// `2026-11-24`, and no other way to write a day.
fn date(text: &str) -> Option<NaiveDate> {
    let plain = |(at, byte): (usize, u8)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    let is_plain = text.len() == 10 && text.bytes().enumerate().all(plain);
    if is_plain { text.parse().ok() } else { None }
}

fn refused(domain: &Domain, faults: Vec<(String, Fault)>) -> Status {
    let (reason, message) = match faults.as_slice() {
        [(_, Fault::EtagRequired)] => ("ETAG_REQUIRED", "the etag is missing"),
        _ => ("FIELD_INVALID", "invalid fields"),
    };
    let count = faults.len();
    let violations = faults
        .into_iter()
        .take(MOST_TOLD)
        .map(|(field, fault)| {
            grpc::violation(field, fault.reason(), fault.english(), fault.vietnamese())
        })
        .collect();
    let refusal = domain.refusal(Code::InvalidArgument, reason, message).fields(violations);
    if count > MOST_TOLD { refusal.with("violations", count).into() } else { refusal.into() }
}

/// Reads fields one by one. An empty value of an optional field is `Some(None)`.
pub struct Fields {
    /// Of the message being read: empty, or with a dot at its end.
    path: String,
    faults: Vec<(String, Fault)>,
}

impl Fields {
    /// Notes a fault of the field; without a name, of the list's entry that is being read.
    pub fn fault(&mut self, name: impl Display, fault: Fault) {
        let path = format!("{}{name}", self.path);
        self.faults.push((path.trim_end_matches('.').to_owned(), fault));
    }

    fn noted<T>(&mut self, name: impl Display, read: Result<T, Fault>) -> Option<T> {
        read.map_err(|fault| self.fault(name, fault)).ok()
    }

    fn present<T>(&mut self, name: impl Display, read: Option<Option<T>>) -> Option<T> {
        let value = read?;
        if value.is_none() {
            self.fault(name, Fault::Required);
        }
        value
    }

    pub fn uuid(&mut self, name: &str, value: &str) -> Option<Uuid> {
        let read = self.optional_uuid(name, value);
        self.present(name, read)
    }

    pub fn optional_uuid(&mut self, name: &str, value: &str) -> Option<Option<Uuid>> {
        self.optional(name, value, |value| {
            let id = Uuid::try_parse(value).ok().filter(|id| value.len() == 36 && !id.is_nil());
            id.ok_or(Fault::NotAUuid)
        })
    }

    pub fn date(&mut self, name: &str, value: &str) -> Option<NaiveDate> {
        let read = self.optional_date(name, value);
        self.present(name, read)
    }

    pub fn optional_date(&mut self, name: &str, value: &str) -> Option<Option<NaiveDate>> {
        self.optional(name, value, |value| {
            let date = date(value).ok_or(Fault::NotADate)?;
            let (first, last) = fault::DATES;
            if (first..=last).contains(&date) { Ok(date) } else { Err(Fault::DateOutOfRange) }
        })
    }

    pub fn optional_instant(
        &mut self,
        name: &str,
        value: Option<&Timestamp>,
    ) -> Option<Option<DateTime<Utc>>> {
        let Some(value) = value else { return Some(None) };
        let (first, last) = fault::DATES;
        let read = match grpc::instant(value) {
            Some(instant) if (first..=last).contains(&instant.date_naive()) => Ok(instant),
            Some(_) => Err(Fault::DateOutOfRange),
            None => Err(Fault::NotAnInstant),
        };
        self.noted(name, read).map(Some)
    }

    /// One line of at most `max` characters; white space around it is dropped.
    pub fn text(&mut self, name: &str, value: &str, max: usize) -> Option<String> {
        let read = self.optional_text(name, value, max);
        self.present(name, read)
    }

    pub fn optional_text(&mut self, name: &str, value: &str, max: usize) -> Option<Option<String>> {
        self.noted(name, text::checked(value, max, Lines::One))
    }

    /// Text that may have line feeds.
    pub fn long_text(&mut self, name: &str, value: &str, max: usize) -> Option<String> {
        let read = self.optional_long_text(name, value, max);
        self.present(name, read)
    }

    pub fn optional_long_text(
        &mut self,
        name: &str,
        value: &str,
        max: usize,
    ) -> Option<Option<String>> {
        self.noted(name, text::checked(value, max, Lines::Several))
    }

    /// A value of an enum. `convert` answers `None` for the unspecified one.
    pub fn choice<P: TryFrom<i32>, T>(
        &mut self,
        name: &str,
        value: i32,
        convert: impl FnOnce(P) -> Option<T>,
    ) -> Option<T> {
        let read = P::try_from(value).ok().and_then(convert).ok_or(Fault::UnknownValue);
        self.noted(name, read)
    }

    /// A value of an enum, or the unspecified one: `Some(None)`.
    pub fn optional_choice<P: TryFrom<i32>, T>(
        &mut self,
        name: &str,
        value: i32,
        convert: impl FnOnce(P) -> Option<T>,
    ) -> Option<Option<T>> {
        if value == 0 { Some(None) } else { self.choice(name, value, convert).map(Some) }
    }

    /// A whole number in a range.
    pub fn number(
        &mut self,
        name: &str,
        value: impl Into<i64>,
        range: RangeInclusive<i64>,
    ) -> Option<i64> {
        let value = value.into();
        let (min, max) = (*range.start(), *range.end());
        let within = range.contains(&value).then_some(value);
        self.noted(name, within.ok_or(Fault::OutOfRange { min, max }))
    }

    /// How many of something: from 0 to `max`.
    pub fn count(&mut self, name: &str, value: impl Into<i64>, max: u32) -> Option<u32> {
        let count = self.number(name, value, 0..=i64::from(max))?;
        u32::try_from(count).ok()
    }

    /// Text in a form of its own; an empty one is `Some(None)`.
    pub fn optional<T>(
        &mut self,
        name: &str,
        value: &str,
        parse: impl FnOnce(&str) -> Result<T, Fault>,
    ) -> Option<Option<T>> {
        if value.is_empty() {
            return Some(None);
        }
        let read = parse(value);
        self.noted(name, read).map(Some)
    }

    /// The fields of a message within the message, such as `decision_ref.number_symbol`.
    pub fn nested<M, T>(
        &mut self,
        name: impl Display,
        message: &M,
        read: impl FnOnce(&mut Self, &M) -> Option<T>,
    ) -> Option<T> {
        let outer = self.path.len();
        // A string takes in whatever is written.
        let _ = write!(self.path, "{name}.");
        let value = read(self, message);
        self.path.truncate(outer);
        value
    }

    /// A message that must be there.
    pub fn message<M, T>(
        &mut self,
        name: &str,
        message: Option<&M>,
        read: impl FnOnce(&mut Self, &M) -> Option<T>,
    ) -> Option<T> {
        let value = self.optional_message(name, message, read);
        self.present(name, value)
    }

    pub fn optional_message<M, T>(
        &mut self,
        name: &str,
        message: Option<&M>,
        read: impl FnOnce(&mut Self, &M) -> Option<T>,
    ) -> Option<Option<T>> {
        let Some(message) = message else { return Some(None) };
        self.nested(name, message, read).map(Some)
    }

    /// Each message of a list, such as `items[3].text`.
    pub fn each<M, T>(
        &mut self,
        name: &str,
        messages: &[M],
        max: usize,
        mut read: impl FnMut(&mut Self, &M) -> Option<T>,
    ) -> Option<Vec<T>> {
        if messages.len() > max {
            self.fault(name, Fault::TooMany { max });
            return None;
        }
        let read_all = messages.iter().enumerate().map(|(index, message)| {
            self.nested(format_args!("{name}[{index}]"), message, &mut read)
        });
        let values: Vec<_> = read_all.collect();
        values.into_iter().collect()
    }

    /// The revision in an etag, which must be of this stream.
    pub fn etag(&mut self, name: &str, value: &str, stream: &StreamName) -> Option<Revision> {
        let read = if value.is_empty() {
            Err(Fault::EtagRequired)
        } else {
            grpc::revision_in(value, stream).ok_or(Fault::EtagOfAnother)
        };
        self.noted(name, read)
    }

    /// What surrounds a command on the aggregate of this category and id: request id, etag where the
    /// request has one, dry run or not, and who asks.
    pub fn asked<R: CommandRequest>(
        &mut self,
        caller: &Caller,
        request: &R,
        category: &str,
        id: Option<impl Display>,
    ) -> Option<Asked> {
        let request_id = self.uuid("request_id", request.request_id());
        let expected = match (request.etag(), id) {
            (None, _) => Some(None),
            (Some(etag), Some(id)) => {
                self.etag("etag", etag, &StreamName::new(category, id)).map(Some)
            }
            (Some(""), None) => {
                self.fault("etag", Fault::EtagRequired);
                None
            }
            (Some(etag), None) => {
                if !grpc::is_an_etag(etag) {
                    self.fault("etag", Fault::EtagOfAnother);
                }
                None
            }
        };
        Some(caller.asks(request, request_id?, expected?))
    }

    /// The page asked for. All pages of one list must be asked with the same arguments.
    pub fn page<R: PagedRequest, K: Serialize + DeserializeOwned>(
        &mut self,
        request: &R,
    ) -> Option<Page<K>> {
        let size = self.noted("page_size", Page::<K>::size_of(request));
        let page = self.noted("page_token", Page::read(request, size.unwrap_or(1)));
        size.and(page)
    }

    /// The moment asked about; unset means today, and all that is known.
    pub fn read_at(&mut self, value: Option<&wire::ReadAt>, clock: &Clock) -> Option<ReadAt> {
        let unset = wire::ReadAt::default();
        self.nested("read_at", value.unwrap_or(&unset), |fields, value| {
            let as_of = fields.optional_date("as_of", &value.as_of);
            let known_at = fields.optional_instant("known_at", value.known_at.as_ref());
            let structure_on = fields.optional_date("structure_on", &value.structure_on);
            let at_least = fields.tokens("at_least_tokens", &value.at_least_tokens);
            let as_of = as_of?.unwrap_or_else(|| clock.today());
            Some(ReadAt {
                as_of,
                known_at: known_at?,
                structure_on: structure_on?.unwrap_or(as_of),
                at_least: at_least?,
            })
        })
    }

    /// What an answer must include: tokens from receipts.
    pub fn tokens(&mut self, name: &str, values: &[String]) -> Option<Vec<Token>> {
        if values.len() > MOST_TOKENS {
            self.fault(name, Fault::TooMany { max: MOST_TOKENS });
            return None;
        }
        let tokens = values.iter().enumerate().map(|(index, token)| {
            let read = read_at::token(token).ok_or(Fault::ReadTokenInvalid);
            self.noted(format_args!("{name}[{index}]"), read)
        });
        let tokens: Vec<_> = tokens.collect();
        tokens.into_iter().collect()
    }
}
