//! Whatever stands in a request, reading it ends with a value or a typed refusal, never with a panic.

use chassis::clock::Clock;
use chassis::fields;
use contracts::ledger::v1::ReadAt;
use contracts::membership::v1::{ListUnitsRequest, UnitKind};
use ledger::StreamName;
use proptest::prelude::*;
use prost_types::Timestamp;
use tonic::Code;

use crate::issuer::Issuer;
use crate::world::{DOMAIN, reason, violations};

/// Text near the edges: digits, hyphens, quotes, colons, marks and controls, and anything else.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[0-9a-f:\"-]{0,40}",
        "[aạ\u{323}\u{302}ộ\n\t\u{202e} ]{0,12}",
        "\"tally-7-[0-9+-]{0,22}\"",
        "[+-]?[0-9]{1,6}-[0-9]{1,2}-[0-9]{1,2}",
        "[A-Za-z0-9_-]{0,80}",
    ]
}

proptest! {
    #[test]
    fn fields_of_any_content_are_read_or_refused(
        text in text(),
        number in any::<i64>(),
        small in any::<i32>(),
        known_at in proptest::option::of((any::<i64>(), any::<i32>())),
    ) {
        let list = ListUnitsRequest { page_size: small, page_token: text.clone(), ..Default::default() };
        let read_at = ReadAt {
            as_of: text.clone(),
            known_at: known_at.map(|(seconds, nanos)| Timestamp { seconds, nanos }),
            structure_on: text.clone(),
            at_least_tokens: vec![text.clone()],
        };
        let read = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("id", &text);
            let on = fields.date("on", &text);
            let line = fields.text("line", &text, 20);
            let lines = fields.long_text("lines", &text, 20);
            let kind = fields.choice("kind", small, |kind: UnitKind| Some(kind));
            let count = fields.count("count", number, 1000);
            let etag = fields.etag("etag", &text, &StreamName::new("tally", 7));
            let page = fields.page::<_, (String, i64)>(&list);
            let read_at = fields.read_at(Some(&read_at), &Clock::system());
            Some((id?, on?, line?, lines?, kind?, count?, etag?, page?, read_at?))
        });
        if let Err(status) = read {
            prop_assert_eq!(status.code(), Code::InvalidArgument);
            prop_assert_eq!(reason(&status), "FIELD_INVALID");
            prop_assert!(!violations(&status).is_empty());
        }
    }

    #[test]
    fn what_was_read_is_what_was_sent(line in "[a-zạộ ]{1,20}", date in (1900..=2200i32, 1..=12u32, 1..=28u32)) {
        let (year, month, day) = date;
        let sent = format!("{year:04}-{month:02}-{day:02}");
        let read = fields::read(&DOMAIN, |fields| {
            let on = fields.date("on", &sent);
            let line = fields.optional_text("line", &line, 20);
            Some((on?, line?))
        });
        let (on, text) = read.unwrap();
        prop_assert_eq!(on.to_string(), sent);
        prop_assert_eq!(text.unwrap_or_default(), line.trim());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_of_any_content_is_refused() {
    let issuer = Issuer::new();
    let verifier = issuer.verifier(Clock::system()).await;
    let good = issuer.token();
    let changed = (any::<prop::sample::Index>(), any::<char>()).prop_map(move |(at, character)| {
        let mut characters: Vec<_> = good.chars().collect();
        let at = at.index(characters.len());
        let same = characters[at] == character;
        // Nowhere in a token.
        characters[at] = if same { '~' } else { character };
        characters.into_iter().collect::<String>()
    });
    let mut runner = proptest::test_runner::TestRunner::default();
    let tokens = prop_oneof![text(), changed];
    let outcome = runner.run(&tokens, |token| {
        let verified = tokio::task::block_in_place(|| {
            tokio::runtime::Handle::current().block_on(verifier.verify(&token))
        });
        prop_assert!(verified.is_err(), "{}", token);
        Ok(())
    });
    outcome.unwrap();
}
