//! What may stand in the fields of a request, and how a refusal names what may not.

use std::fmt::Debug;

use chassis::clock::Clock;
use chassis::fields::{self, Fault, Fields, Page};
use contracts::ledger::v1::ReadAt;
use contracts::membership::v1::{HeadcountDeclaration, ListUnitsRequest, UnitKind};
use prost_types::Timestamp;
use tonic::Code;

use crate::world::{DOMAIN, reason, violations};

/// The one fault found, as field and reason.
#[track_caller]
fn fault<T: Debug>(read: impl FnOnce(&mut Fields) -> Option<T>) -> (String, String) {
    let status = fields::read(&DOMAIN, read).unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    let found = violations(&status);
    assert_eq!(found.len(), 1, "{found:?}");
    found.into_iter().next().unwrap()
}

#[track_caller]
fn value<T: Debug>(read: impl FnOnce(&mut Fields) -> Option<T>) -> T {
    fields::read(&DOMAIN, read).unwrap()
}

fn pair(field: &str, reason: &str) -> (String, String) {
    (field.to_owned(), reason.to_owned())
}

#[test]
fn every_violation_is_told_with_its_path() {
    let declarations = [
        HeadcountDeclaration { counted_on: "2026-11-24".into(), ..Default::default() },
        HeadcountDeclaration {
            declaration_id: "no".into(),
            counted_on: "24/11/2026".into(),
            ..Default::default()
        },
    ];
    let status = fields::read(&DOMAIN, |fields| {
        let name = fields.text("name", "", 10);
        let ids = fields.each("items", &declarations, 10, |fields, item| {
            let id = fields.uuid("declaration_id", &item.declaration_id);
            let on = fields.date("counted_on", &item.counted_on);
            let reason = fields.message("evidence", item.evidence.as_ref(), |_, _| Some(()));
            Some((id?, on?, reason?))
        });
        Some((name?, ids?))
    })
    .unwrap_err();
    assert_eq!(reason(&status), "FIELD_INVALID");
    assert_eq!(
        violations(&status),
        [
            pair("name", "REQUIRED"),
            pair("items[0].declaration_id", "REQUIRED"),
            pair("items[0].evidence", "REQUIRED"),
            pair("items[1].declaration_id", "NOT_A_UUID"),
            pair("items[1].counted_on", "NOT_A_DATE"),
            pair("items[1].evidence", "REQUIRED"),
        ]
    );
}

#[test]
fn an_id_is_a_uuid_with_hyphens() {
    let id = "0198f3c2-0000-7000-8000-000000000001";
    assert_eq!(value(|fields| fields.uuid("id", id)).to_string(), id);
    assert_eq!(value(|fields| fields.uuid("id", &id.to_uppercase())).to_string(), id);
    assert_eq!(value(|fields| fields.optional_uuid("id", "")), None);
    for bad in [
        "1",
        "0198f3c2000070008000000000000001",
        "{0198f3c2-0000-7000-8000-000000000001}",
        "urn:uuid:0198f3c2-0000-7000-8000-000000000001",
        "00000000-0000-0000-0000-000000000000",
        " 0198f3c2-0000-7000-8000-00000000000",
        "0198f3c2-0000-7000-8000-00000000000g",
    ] {
        assert_eq!(fault(|fields| fields.uuid("id", bad)), pair("id", "NOT_A_UUID"), "{bad}");
    }
    assert_eq!(fault(|fields| fields.uuid("id", "")), pair("id", "REQUIRED"));
}

#[test]
fn a_date_is_a_day_of_our_centuries() {
    for good in ["1900-01-01", "2024-02-29", "2200-12-31"] {
        assert_eq!(value(|fields| fields.date("on", good)).to_string(), good);
    }
    for bad in [
        "2023-02-29",
        "2026-1-1",
        "2026-11-24T00:00:00Z",
        "24/11/2026",
        "+2026-11-24",
        " 2026-11-24",
        "2026-+1-24",
        "+026-11-24",
        "2026/11/24",
        "20261-11-2",
        "２０２６-11-24",
    ] {
        assert_eq!(fault(|fields| fields.date("on", bad)), pair("on", "NOT_A_DATE"), "{bad}");
    }
    for far in ["1899-12-31", "2201-01-01", "9999-12-31", "0001-01-01"] {
        assert_eq!(fault(|fields| fields.date("on", far)), pair("on", "DATE_OUT_OF_RANGE"));
    }
}

#[test]
fn text_is_composed_vietnamese_without_control_characters() {
    let text = |text: &'static str| fault(move |fields| fields.text("name", text, 20)).1;
    assert_eq!(value(|fields| fields.text("name", "  Hội Cơ khí ", 20)), "Hội Cơ khí");
    assert_eq!(value(|fields| fields.text("name", "Hội Nghề cá Việt Nam", 20)).chars().count(), 20);
    assert_eq!(value(|fields| fields.optional_text("name", " ", 20)), None);
    assert_eq!(text(" \u{a0} "), "REQUIRED");
    assert_eq!(text("Ho\u{323}\u{302}i"), "NOT_NFC");
    assert_eq!(text("Hô\u{323}i"), "NOT_NFC");
    for control in
        ["a\u{0}", "a\nb", "a\tb", "a\u{7f}", "a\u{85}", "\u{202e}ab", "a\u{2028}", "\u{feff}a"]
    {
        assert_eq!(text(control), "CONTROL_CHARACTER", "{control:?}");
    }
    for unseen in
        ["Hội\u{200b}", "Hội\u{200d}", "Hội\u{2060}", "\u{ad}Hội", "Hội\u{3164}", "\u{e0041}Hội"]
    {
        assert_eq!(text(unseen), "CONTROL_CHARACTER", "{unseen:?}");
    }
    for lone in ["\u{301}Hội", "Hội \u{301}Nghề", " \u{303}"] {
        assert_eq!(text(lone), "LONE_MARK", "{lone:?}");
    }
    assert_eq!(value(|fields| fields.text("name", "m\u{304}", 20)), "m\u{304}", "on its letter");
    assert_eq!(text("Hội Nghề cá Việt Nam.."), "TOO_LONG");
    assert_eq!(value(|fields| fields.long_text("note", "một\nhai", 20)), "một\nhai");
    assert_eq!(fault(|fields| fields.long_text("note", "một\r\nhai", 20)).1, "CONTROL_CHARACTER");
}

#[test]
fn an_enum_has_known_values_and_one_that_is_none() {
    let convert = |kind: UnitKind| (kind != UnitKind::Unspecified).then_some(kind);
    let province = UnitKind::Province as i32;
    assert_eq!(value(|fields| fields.choice("kind", province, convert)), UnitKind::Province);
    assert_eq!(value(|fields| fields.optional_choice("kind", 0, convert)), None);
    for bad in [0, -1, 9999, i32::MIN] {
        assert_eq!(fault(|fields| fields.choice("kind", bad, convert)).1, "UNKNOWN_VALUE");
    }
    assert_eq!(fault(|fields| fields.optional_choice("kind", 9999, convert)).1, "UNKNOWN_VALUE");
}

#[test]
fn a_count_is_not_negative_and_has_an_end() {
    assert_eq!(value(|fields| fields.count("members", 0, 10)), 0);
    assert_eq!(value(|fields| fields.count("members", 10i64, 10)), 10);
    for bad in [-1, 11, i64::MAX, i64::MIN] {
        assert_eq!(fault(|fields| fields.count("members", bad, 10)).1, "OUT_OF_RANGE");
    }
    let too_many = [(), (), ()];
    assert_eq!(
        fault(|fields| fields.each("items", &too_many, 2, |_, ()| Some(()))),
        pair("items", "TOO_MANY")
    );
}

#[test]
fn a_service_can_add_faults_of_its_own() {
    let own =
        Fault::Other {
            reason: "ODD", english: "must be even", vietnamese: "phải là số chẵn"
        };
    assert_eq!(fault(|fields| fields.optional("code", "3", |_| Err::<(), _>(own))).1, "ODD");
}

#[test]
fn an_unset_moment_is_today_and_all_that_is_known() {
    let (_, clock) = Clock::set("2026-11-24T18:00:00Z".parse().unwrap());
    let read = value(|fields| fields.read_at(None, &clock));
    assert_eq!((read.as_of.to_string(), read.known_at), ("2026-11-25".to_owned(), None));
    assert_eq!(read.structure_on, read.as_of);

    let asked = ReadAt {
        as_of: "2025-07-01".into(),
        known_at: Some(Timestamp { seconds: 1_700_000_000, nanos: 0 }),
        structure_on: String::new(),
        at_least_tokens: vec!["membership:42".into()],
    };
    let read = value(|fields| fields.read_at(Some(&asked), &clock));
    assert_eq!(read.at_least, ["membership:42".parse().unwrap()]);
    let echoed = ReadAt { structure_on: "2025-07-01".into(), ..asked };
    assert_eq!(read.to_wire(), echoed);
}

#[test]
fn a_malformed_moment_is_told_field_by_field() {
    let asked = ReadAt {
        as_of: "2025-13-01".into(),
        known_at: Some(Timestamp { seconds: i64::MAX, nanos: -1 }),
        structure_on: "1850-01-01".into(),
        at_least_tokens: [
            "membership:1",
            "membership",
            "membership:0",
            "membership:-1",
            "membership:+1",
            ":1",
            "Membership:1",
            "membership:99999999999999999999",
        ]
        .map(Into::into)
        .into(),
    };
    let status = fields::read(&DOMAIN, |fields| fields.read_at(Some(&asked), &Clock::system()));
    let mut expected = vec![
        pair("read_at.as_of", "NOT_A_DATE"),
        pair("read_at.known_at", "NOT_AN_INSTANT"),
        pair("read_at.structure_on", "DATE_OUT_OF_RANGE"),
    ];
    expected.extend(
        (1..8)
            .map(|index| pair(&format!("read_at.at_least_tokens[{index}]"), "READ_TOKEN_INVALID")),
    );
    assert_eq!(violations(&status.unwrap_err()), expected);
    for seconds in [253_402_300_800, -62_135_596_801, 7_289_654_400] {
        let known_at = Some(Timestamp { seconds, nanos: 0 });
        let asked = ReadAt { known_at, ..ReadAt::default() };
        let found = fault(|fields| fields.read_at(Some(&asked), &Clock::system()));
        assert_eq!(found, pair("read_at.known_at", "DATE_OUT_OF_RANGE"));
    }
}

fn list(page_token: &str, parent: &str) -> ListUnitsRequest {
    ListUnitsRequest {
        page_token: page_token.to_owned(),
        parent_unit_id: parent.to_owned(),
        ..ListUnitsRequest::default()
    }
}

#[test]
fn a_page_token_leads_on_in_the_same_list_only() {
    let first: Page<(String, i64)> = value(|fields| fields.page(&list("", "a")));
    assert_eq!((first.size, &first.after), (100, &None));
    let token = first.next(&("Đào tạo".to_owned(), 7));

    let sized = ListUnitsRequest { page_size: 3, ..list(&token, "a") };
    let second: Page<(String, i64)> = value(|fields| fields.page(&sized));
    assert_eq!((second.size, second.after), (3, Some(("Đào tạo".to_owned(), 7))));

    let page =
        |request: ListUnitsRequest| fault(|fields| fields.page::<_, (String, i64)>(&request));
    assert_eq!(page(list(&token, "b")), pair("page_token", "PAGE_TOKEN_CHANGED"));
    for at in 0..token.len() {
        let mut forged = token.clone();
        forged.replace_range(at..=at, if &token[at..=at] == "A" { "B" } else { "A" });
        assert_eq!(page(list(&forged, "a")), pair("page_token", "PAGE_TOKEN_INVALID"), "{at}");
    }
    for bad in ["x", "AAAA", "ấn", &token[1..], &format!("{token}A")] {
        assert_eq!(page(list(bad, "a")), pair("page_token", "PAGE_TOKEN_INVALID"));
    }
}

#[test]
fn a_page_has_a_bounded_size() {
    let page = |page_size| ListUnitsRequest { page_size, ..ListUnitsRequest::default() };
    let size = |asked| value(|fields| fields.page::<_, i64>(&page(asked))).size;
    assert_eq!((size(0), size(1), size(500), size(i32::MAX)), (100, 1, 500, 500));
    let found = fault(|fields| fields.page::<_, i64>(&page(-1)));
    assert_eq!(found, pair("page_size", "OUT_OF_RANGE"));
}

#[test]
fn a_list_is_cut_where_its_page_ends() {
    let sized = ListUnitsRequest { page_size: 2, ..ListUnitsRequest::default() };
    let page: Page<i64> = value(|fields| fields.page(&sized));
    assert_eq!(page.fetch(), 3);
    assert_eq!(page.cut(vec![(1, 'a'), (2, 'b')]), (vec!['a', 'b'], String::new()));
    assert_eq!(page.cut::<char>(Vec::new()), (Vec::new(), String::new()));
    let (rows, token) = page.cut(vec![(1, 'a'), (2, 'b'), (3, 'c')]);
    assert_eq!((rows, token), (vec!['a', 'b'], page.next(&2)));
}
