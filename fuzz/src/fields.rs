//! Single fields, and the tokens that we hand out and get back: what is read is what was written, and a
//! second reading says the same.
//!
//! An input is a number of eight bytes, and the text.

use chassis::clock::Clock;
use chassis::fields::{self, Fields, Page};
use chassis::grpc::{Domain, etag};
use contracts::ledger::v1::ReadAt;
use contracts::membership::v1::{ListUnitsRequest, UnitKind};
use ledger::StreamName;
use ledger::trace::is_traceparent;
use prost_types::Timestamp;
use tonic::Status;

const DOMAIN: Domain = Domain { context: "tests", sentences: &[] };
const LONGEST: usize = 40;

/// The last key of a page of some list.
type Key = (String, i64);

pub fn try_out(input: &[u8]) {
    let Some((number, text)) = input.split_first_chunk::<8>() else { return };
    let (number, text) = (i64::from_be_bytes(*number), String::from_utf8_lossy(text));
    plain(&text, number);
    lines(&text);
    handed_out(&text, number);
    moment(&text, number);
    let _ = is_traceparent(&text);
}

/// What a reader makes of the field that is called `it`.
fn read<T>(read: impl FnOnce(&mut Fields) -> Option<T>) -> Result<T, Status> {
    fields::read(&DOMAIN, read).inspect_err(|status| {
        assert_eq!(status.code(), tonic::Code::InvalidArgument, "{status:?}");
    })
}

fn plain(text: &str, number: i64) {
    if let Ok(id) = read(|fields| fields.uuid("it", text)) {
        assert_eq!(id.to_string(), text.to_ascii_lowercase());
    }
    if let Ok(on) = read(|fields| fields.date("it", text)) {
        assert_eq!(on.to_string(), text);
    }
    if let Ok(count) = read(|fields| fields.count("it", number, 1_000)) {
        assert_eq!(i64::from(count), number);
    }
    let choice = i32::try_from(number).unwrap_or(i32::MAX);
    let _ = read(|fields| fields.choice("it", choice, |kind: UnitKind| Some(kind)));
}

fn lines(text: &str) {
    for several in [false, true] {
        let of = |text: &str| {
            read(|fields| match several {
                false => fields.optional_text("it", text, LONGEST),
                true => fields.optional_long_text("it", text, LONGEST),
            })
        };
        let Ok(Some(kept)) = of(text) else { continue };
        assert!(kept.chars().count() <= LONGEST && !kept.contains('\0'), "{kept:?}");
        assert!(several || !kept.contains('\n'), "{kept:?} is not one line");
        assert_eq!(of(&kept).ok().flatten(), Some(kept.clone()), "{text:?} is kept as {kept:?}");
    }
}

fn handed_out(text: &str, number: i64) {
    let stream = StreamName::new("tally", 7);
    if let Ok(revision) = read(|fields| fields.etag("it", text, &stream)) {
        assert_eq!(etag(&stream, revision), text);
    }
    let list = ListUnitsRequest {
        page_size: i32::try_from(number).unwrap_or(i32::MIN),
        page_token: text.to_owned(),
        ..Default::default()
    };
    if let Ok(page) = read(|fields| fields.page::<_, Key>(&list)) {
        assert!((1..=500).contains(&page.size), "a page of {}", page.size);
        match &page.after {
            Some(last) => assert_eq!(page.next(last), text),
            None => assert_eq!(text, ""),
        }
    }
}

fn moment(text: &str, number: i64) {
    let nanos = i32::try_from(number & 0xffff_ffff).unwrap_or(-1);
    let (date, token) = text.split_once(' ').unwrap_or((text, text));
    let asked = ReadAt {
        as_of: date.to_owned(),
        known_at: Some(Timestamp { seconds: number, nanos }),
        structure_on: date.to_owned(),
        at_least_tokens: vec![token.to_owned()],
    };
    if let Ok(read) = read(|fields| fields.read_at(Some(&asked), &Clock::system())) {
        let said = read.to_wire();
        assert_eq!(said.at_least_tokens, asked.at_least_tokens);
        assert_eq!(said.known_at, asked.known_at);
        assert!(date.is_empty() || said.as_of == asked.as_of);
    }
}

pub fn seeds() -> Vec<Vec<u8>> {
    let page: Page<Key> = fields::read(&DOMAIN, |fields| {
        fields.page(&ListUnitsRequest { page_size: 7, ..Default::default() })
    })
    .expect("a first page has no token");
    let next = page.next(&("Ban".to_owned(), 7));
    let texts = [
        "0198f3c2-0000-7000-8000-0000000000b5",
        "2026-11-24",
        "2026-11-24 membership:42",
        "Hội Tụ",
        "một\nhai",
        "Tuye\u{302}n gia\u{301}o",
        "\"tally-7-12\"",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        &next,
    ];
    texts.map(|text| [&7_i64.to_be_bytes()[..], text.as_bytes()].concat()).into()
}
