//! Programmes: defined, amended and ended, as they were known.

use contracts::awards::v1::*;
use contracts::ledger::v1::{CommandReceipt, ReadAt};
use servers::bad_input::GOOD_ID;
use tonic::Code;
use uuid::Uuid;

use crate::receipt;
use crate::world::{World, refusal};

fn request(number: u128) -> String {
    Uuid::from_u128(0xAA00 + number).to_string()
}

fn id(number: u128) -> String {
    Uuid::from_u128(0xC0 + number).to_string()
}

fn decision() -> Option<DecisionRef> {
    Some(DecisionRef {
        number_symbol: "01/QĐ-MẪU".into(),
        issued_on: "2025-12-01".into(),
        issuer_unit_id: id(9),
    })
}

fn terms(name: &str) -> Option<ProgrammeTerms> {
    Some(ProgrammeTerms {
        name: name.into(),
        cycle_months: 12,
        decider_unit_id: id(9),
        legal_basis: "Thể lệ mẫu".into(),
    })
}

fn define(number: u128, name: &str, family: ProgrammeFamily) -> DefineProgrammeRequest {
    DefineProgrammeRequest {
        programme_id: id(number),
        request_id: request(number),
        validate_only: false,
        organiser_unit_id: GOOD_ID.into(),
        family: family.into(),
        terms: terms(name),
        defined_on: "2026-01-01".into(),
        decision_ref: decision(),
        illustrative: true,
    }
}

fn amend(number: u128, etag: &str, name: &str) -> AmendProgrammeRequest {
    AmendProgrammeRequest {
        programme_id: id(number),
        etag: etag.into(),
        request_id: request(0x10),
        validate_only: false,
        organiser_unit_id: GOOD_ID.into(),
        terms: terms(name),
        amended_on: "2026-03-01".into(),
        decision_ref: decision(),
    }
}

fn end(number: u128, etag: &str) -> EndProgrammeRequest {
    EndProgrammeRequest {
        programme_id: id(number),
        etag: etag.into(),
        request_id: request(0x20),
        validate_only: false,
        organiser_unit_id: GOOD_ID.into(),
        ended_on: "2026-06-01".into(),
        decision_ref: decision(),
    }
}

fn on(day: &str, receipt: &CommandReceipt) -> ReadAt {
    let at_least_tokens = vec![receipt.token.clone()];
    ReadAt { at_least_tokens, as_of: day.into(), ..ReadAt::default() }
}

#[tokio::test]
async fn a_programme_is_known_on_each_day_by_the_terms_of_that_day() {
    let world = World::new().await;
    let mut programmes = world.programmes().await;
    let defined = define(1, "Cuộc thi mẫu", ProgrammeFamily::YouthContest);
    let first = receipt!(programmes.define_programme(defined.clone()));
    let repeated = receipt!(programmes.define_programme(defined.clone()));
    assert_eq!((repeated.token, repeated.repeated_request), (first.token.clone(), true));
    let again = DefineProgrammeRequest { request_id: request(2), ..defined };
    let again = programmes.define_programme(again).await;
    assert_eq!(refusal(again), (Code::AlreadyExists, "PROGRAMME_ALREADY_DEFINED".into()));

    let stale = amend(1, &first.etag.replace("-1\"", "-9\""), "Tên mới");
    let stale = programmes.amend_programme(stale).await;
    assert_eq!(refusal(stale), (Code::Aborted, "ETAG_MISMATCH".into()));
    let too_early = AmendProgrammeRequest {
        amended_on: "2025-01-01".into(),
        ..amend(1, &first.etag, "Tên mới")
    };
    let too_early = programmes.amend_programme(too_early).await;
    assert_eq!(refusal(too_early), (Code::FailedPrecondition, "BEFORE_PROGRAMME".into()));
    let second =
        receipt!(programmes.amend_programme(amend(1, &first.etag, "Cuộc thi mẫu, tên mới")));
    let third = receipt!(programmes.end_programme(end(1, &second.etag)));
    let ended = AmendProgrammeRequest { request_id: request(3), ..amend(1, &third.etag, "Nữa") };
    let ended = programmes.amend_programme(ended).await;
    assert_eq!(refusal(ended), (Code::FailedPrecondition, "PROGRAMME_ENDED".into()));

    let rows = [
        ("2025-06-01", "Cuộc thi mẫu", ""),
        ("2026-02-28", "Cuộc thi mẫu", ""),
        ("2026-03-01", "Cuộc thi mẫu, tên mới", ""),
        ("2026-06-01", "Cuộc thi mẫu, tên mới", "2026-06-01"),
    ];
    for (day, name, ended_on) in rows {
        let get = GetProgrammeRequest { programme_id: id(1), read_at: Some(on(day, &third)) };
        let found = programmes.get_programme(get).await.unwrap().into_inner().programme.unwrap();
        let expected = Programme {
            programme_id: id(1),
            family: ProgrammeFamily::YouthContest.into(),
            organiser_unit_id: GOOD_ID.into(),
            terms: terms(name),
            defined_on: "2026-01-01".into(),
            ended_on: ended_on.into(),
            decision_ref: decision(),
            illustrative: true,
            etag: third.etag.clone(),
        };
        assert_eq!(found, expected, "{day}");
    }
    let before = ReadAt { known_at: first.recorded_at, ..on("2026-06-01", &third) };
    let get = GetProgrammeRequest { programme_id: id(1), read_at: Some(before) };
    let known = programmes.get_programme(get).await.unwrap().into_inner().programme.unwrap();
    assert_eq!(
        (known.terms, known.ended_on, known.etag),
        (terms("Cuộc thi mẫu"), "".into(), "".into())
    );
    let unknown = GetProgrammeRequest { programme_id: id(7), read_at: None };
    let unknown = programmes.get_programme(unknown).await;
    assert_eq!(refusal(unknown), (Code::NotFound, "NO_SUCH_RESOURCE".into()));
}

#[tokio::test]
async fn the_programmes_of_a_day_are_listed_by_name_in_pages() {
    let world = World::new().await;
    let mut programmes = world.programmes().await;
    let mut last = CommandReceipt::default();
    for (number, name) in [(1, "C"), (2, "A"), (3, "B"), (4, "B")] {
        let family = match number {
            2 => ProgrammeFamily::TechContest,
            _others => ProgrammeFamily::YouthContest,
        };
        last = receipt!(programmes.define_programme(define(number, name, family)));
    }
    last = receipt!(programmes.end_programme(end(4, &last.etag)));

    let list = |day: &str, family: ProgrammeFamily| ListProgrammesRequest {
        read_at: Some(on(day, &last)),
        page_size: 2,
        page_token: String::new(),
        family: family.into(),
    };
    let any = ProgrammeFamily::Unspecified;
    for (asked, expected) in [
        (list("2025-12-31", any), vec![]),
        (list("2026-05-31", any), vec![id(2), id(3), id(4), id(1)]),
        (list("2026-06-01", any), vec![id(2), id(3), id(1)]),
        (list("2026-06-01", ProgrammeFamily::TechContest), vec![id(2)]),
    ] {
        let (mut asked, mut found) = (asked, Vec::new());
        loop {
            let page = programmes.list_programmes(asked.clone()).await.unwrap().into_inner();
            assert!(page.programmes.len() <= 2);
            found.extend(page.programmes.into_iter().map(|it| it.programme_id));
            asked.page_token = page.next_page_token;
            if asked.page_token.is_empty() {
                break;
            }
        }
        assert_eq!(found, expected);
    }
}

#[tokio::test]
async fn a_programme_is_not_reached_under_the_name_of_another_unit() {
    let world = World::new().await;
    let mut programmes = world.programmes().await;
    let elsewhere = "00000000-0000-0000-0000-0000000000e1";
    let theirs = define(1, "Của đơn vị khác", ProgrammeFamily::TechContest);
    let theirs = DefineProgrammeRequest { organiser_unit_id: elsewhere.into(), ..theirs };
    let mut they = world.programmes_of(elsewhere).await;
    let receipt = receipt!(they.define_programme(theirs));
    let ours = programmes.end_programme(end(1, &receipt.etag)).await;
    assert_eq!(refusal(ours), (Code::NotFound, "PROGRAMME_NOT_FOUND".into()));
}
