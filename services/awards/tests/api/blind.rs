//! The blind stage: whose an entry is reaches no judge, by whatever they ask for or overhear. One test for each
//! way: list, search, count, sort, error text, export, event, log.

use std::io::Write;
use std::sync::{Arc, Mutex};

use awards::domain::appeals::Appeals;
use awards::domain::entry::Entry;
use awards::published;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contracts::awards::v1::*;
use contracts::ledger::v1::{CommandReceipt, GetHeadRequest, ReadLedgerRequest};
use futures::StreamExt as _;
use prost::Message as _;
use servers::bad_input::GOOD_ID;
use servers::test::eventually;
use tonic::{Code, Status};

use crate::history::{CODES, entry, secrets, title};
use crate::jury_samples::jury_id;
use crate::requests::{after, fresh};
use crate::score_sheets::{HIGH, LOW, points, reopen, save};
use crate::world::{AUDITOR, CHAIR, JUDGES, SECRETARY, World, refusal};

/// Nothing in these bytes tells whose an entry is.
#[track_caller]
fn assert_blind(way: &str, said: &[u8]) {
    let said = String::from_utf8_lossy(said);
    for secret in secrets() {
        assert!(!said.contains(&secret), "{way} tells {secret}: {said}");
    }
}

/// All of a refusal: its message, its details and what is sent beside them.
fn all_of(status: &Status) -> Vec<u8> {
    let beside = format!("{} {:?}", status.message(), status.metadata());
    [beside.as_bytes(), status.details()].concat()
}

impl World {
    /// The preliminary is open, and each judge has sheets.
    async fn blind() -> (Self, CommandReceipt) {
        let world = Self::listed().await;
        let drawn = world.drawn().await;
        world.opened().await;
        (world, drawn)
    }

    async fn jury_entries(&self, judge: &str, last: &CommandReceipt) -> ListJuryEntriesResponse {
        let list = ListJuryEntriesRequest {
            round_id: GOOD_ID.into(),
            jury_id: jury_id(),
            read_at: after(last),
            ..Default::default()
        };
        self.juries(judge).await.list_jury_entries(list).await.unwrap().into_inner()
    }

    /// As many messages as the ledger has entries.
    async fn relayed(&self) -> async_nats::jetstream::stream::Stream {
        let head = self.history(AUDITOR).await.get_head(GetHeadRequest {}).await.unwrap();
        let head = u64::try_from(head.into_inner().position).unwrap();
        let client = async_nats::connect(self.nats_url()).await.unwrap();
        let jetstream = async_nats::jetstream::new(client);
        let look = async || jetstream.get_stream("HOITU_AWARDS").await.ok();
        let is_whole = |stream: &Option<async_nats::jetstream::stream::Stream>| {
            stream.as_ref().is_some_and(|it| it.cached_info().state.messages >= head)
        };
        eventually("the ledger is relayed", look, is_whole).await.unwrap()
    }
}

#[tokio::test]
async fn a_list_tells_a_judge_codes_and_no_names() {
    let (world, drawn) = World::blind().await;
    let mut told = 0;
    for judge in [CHAIR].into_iter().chain(JUDGES) {
        let own = world.own_sheets(judge, &drawn).await;
        for sheet in own {
            let number = CODES.iter().position(|code| *code == sheet.entry_code).unwrap() + 1;
            assert_eq!(sheet.entry_title, title(number), "the title is of the code");
            assert_blind("a sheet", &sheet.encode_to_vec());
            let get = GetOwnSheetRequest {
                round_id: GOOD_ID.into(),
                sheet_id: sheet.sheet_id,
                read_at: after(&drawn),
            };
            let one = world.sheets(judge).await.get_own_sheet(get).await.unwrap().into_inner();
            assert_blind("one sheet", &one.encode_to_vec());
            told += 1;
        }
        let entries = world.jury_entries(judge, &drawn).await;
        assert_eq!(entries.entries.len(), CODES.len());
        assert_blind("what a jury may have to score", &entries.encode_to_vec());
        let own = ListOwnJuriesRequest {
            round_id: GOOD_ID.into(),
            read_at: after(&drawn),
            ..Default::default()
        };
        let own = world.juries(judge).await.list_own_juries(own).await.unwrap().into_inner();
        assert_eq!(own.juries.len(), 1);
        assert_blind("a judge's juries", &own.encode_to_vec());
    }
    assert_eq!(told, 3 * CODES.len());
    for of in world.of_field(&drawn).await {
        assert_blind("a sheet that the chair sees", &of.encode_to_vec());
    }
}

#[tokio::test]
async fn a_search_by_what_an_entry_is_called_elsewhere_finds_what_a_search_for_nothing_finds() {
    let (world, drawn) = World::blind().await;
    for judge in [CHAIR, JUDGES[0]] {
        let (sheets, juries) = (world.sheets(judge).await, world.juries(judge).await);
        let look = async |id: String| {
            let get = GetOwnSheetRequest {
                round_id: GOOD_ID.into(),
                sheet_id: id.clone(),
                read_at: after(&drawn),
            };
            let list = ListJuryEntriesRequest {
                round_id: GOOD_ID.into(),
                jury_id: id.clone(),
                ..Default::default()
            };
            let of = ScoreSheet { sheet_id: id.clone(), ..ScoreSheet::default() };
            let write = save(&of, &format!("\"score_sheet-{id}-0\""), points(LOW));
            let refused = [
                sheets.clone().get_own_sheet(get).await.unwrap_err(),
                juries.clone().list_jury_entries(list).await.unwrap_err(),
                sheets.clone().save_sheet_draft(write).await.unwrap_err(),
            ];
            let said = |it: &Status| {
                let details = String::from_utf8_lossy(it.details()).replace(&id, "");
                (it.code(), it.message().replace(&id, ""), details)
            };
            refused.iter().map(said).collect::<Vec<_>>()
        };
        let nothing = look(fresh()).await;
        assert!(nothing.iter().all(|it| it.0 == Code::NotFound), "{nothing:?}");
        for number in 1..=CODES.len() {
            assert_eq!(look(entry(number)).await, nothing, "{judge} looks for entry {number}");
        }
    }
}

#[tokio::test]
async fn a_count_tells_a_judge_what_they_have_and_not_who_left() {
    let (world, drawn) = World::blind().await;
    let count = async || {
        let mut counts = Vec::new();
        for judge in [CHAIR].into_iter().chain(JUDGES) {
            counts.push(world.own_sheets(judge, &drawn).await.len());
            counts.push(world.jury_entries(judge, &drawn).await.entries.len());
        }
        counts.push(world.of_field(&drawn).await.len());
        counts
    };
    let before = count().await;
    // Who is excluded is told under the entry's own name; a code that went at that moment would be told with it.
    let golden = include_str!("../../src/domain/entry/golden.jsonl");
    let line = golden.lines().find(|line| line.starts_with(r#"{"type":"disqualified""#)).unwrap();
    world.happened::<Entry>(&entry(1), published::entry, &[line.to_owned()]).await;
    let own = world.own_sheets(JUDGES[2], &drawn).await.remove(0);
    let later = world.hands_in(JUDGES[2], &own, LOW).await;
    world.own_sheets(JUDGES[2], &later).await;
    world.of_field(&later).await;
    assert_eq!(count().await, before);
}

#[tokio::test]
async fn the_order_of_a_list_is_that_of_the_codes_and_of_nothing_else() {
    let (world, drawn) = World::blind().await;
    let entries = world.jury_entries(JUDGES[0], &drawn).await.entries;
    let listed: Vec<_> = entries.iter().map(|it| &*it.entry_code).collect();
    assert!(listed.is_sorted());
    assert_ne!(listed, CODES, "the order of entries is another one");
    let codes: Vec<_> =
        world.of_field(&drawn).await.into_iter().map(|it| it.sheet.unwrap().entry_code).collect();
    assert!(codes.is_sorted());

    let list = ListOwnSheetsRequest {
        round_id: GOOD_ID.into(),
        read_at: after(&drawn),
        page_size: 1,
        stage: Stage::Preliminary.into(),
        ..Default::default()
    };
    let page = world.sheets(CHAIR).await.list_own_sheets(list).await.unwrap().into_inner();
    let token = URL_SAFE_NO_PAD.decode(&page.next_page_token).unwrap();
    let token = String::from_utf8_lossy(&token).into_owned();
    assert!(token.contains(&page.sheets[0].entry_code), "{token}");
    assert_blind("a page token", token.as_bytes());
}

#[tokio::test]
async fn no_text_of_an_error_tells_whose_an_entry_is() {
    let (world, drawn) = World::blind().await;
    let mut said = Vec::new();
    for judge in [CHAIR, JUDGES[1]] {
        let own = world.own_sheets(judge, &drawn).await.remove(0);
        let mut sheets = world.sheets(judge).await;
        let wrong = [["41", "1", "1", "1"], ["20.1", "1", "1", "1"]];
        for scores in wrong {
            let wrong = save(&own, &own.etag, points(scores));
            said.push(sheets.save_sheet_draft(wrong).await.unwrap_err());
        }
        let handed_in = world.hands_in(judge, &own, HIGH).await;
        let stale = save(&own, &own.etag, points(LOW));
        said.push(sheets.save_sheet_draft(stale).await.unwrap_err());
        let late = save(&own, &handed_in.etag, points(LOW));
        said.push(sheets.save_sheet_draft(late).await.unwrap_err());
        said.push(sheets.reopen_sheet(reopen(&own, &handed_in.etag)).await.unwrap_err());
        for code in [CODES[1], "00000000"] {
            let declare = DeclareConflictsRequest {
                round_id: GOOD_ID.into(),
                jury_id: jury_id(),
                etag: format!("\"jury-{}-1\"", jury_id()),
                request_id: fresh(),
                validate_only: true,
                conflicts: vec![DeclaredConflict {
                    entry_code: code.into(),
                    kind: ConflictKind::Author.into(),
                }],
            };
            said.push(world.juries(judge).await.declare_conflicts(declare).await.unwrap_err());
        }
        let list = ListSheetsRequest {
            round_id: GOOD_ID.into(),
            stage: Stage::Preliminary.into(),
            field_code: "F2".into(),
            ..Default::default()
        };
        said.push(sheets.list_sheets(list).await.unwrap_err());
    }
    assert_eq!(said.len(), 16);
    for status in said {
        assert!(![Code::Internal, Code::Unknown].contains(&status.code()), "{status:?}");
        assert_blind("an error", &all_of(&status));
    }
}

/// Who appeals in [`World::appealed`].
const APPELLANT: &str = "0a77e11a-0000-4000-8000-000000000001";

impl World {
    /// Somebody appeals against an entry, as if it could be while it is judged.
    async fn appealed(&self) {
        let golden = include_str!("../../src/domain/appeals/golden.jsonl").lines().next().unwrap();
        let lodged = golden
            .replace("00000000-0000-0000-0000-0000000000c1", APPELLANT)
            .replace("\"00000001\"", &format!("\"{}\"", CODES[0]));
        assert!(lodged.contains(APPELLANT) && lodged.contains(CODES[0]));
        self.happened::<Appeals>(GOOD_ID, published::appeals, &[lodged]).await;
    }
}

#[tokio::test]
async fn no_judge_reads_who_appeals_against_what() {
    let (world, drawn) = World::blind().await;
    world.appealed().await;
    let list = ListAppealsRequest {
        round_id: GOOD_ID.into(),
        read_at: world.newest().await,
        ..Default::default()
    };
    let read = world.appeals(SECRETARY).await.list_appeals(list.clone()).await.unwrap();
    let read = String::from_utf8_lossy(&read.into_inner().encode_to_vec()).into_owned();
    assert!(read.contains(APPELLANT) && read.contains(CODES[0]), "it looks where they are");
    for judge in [CHAIR].into_iter().chain(JUDGES) {
        let status = world.appeals(judge).await.list_appeals(list.clone()).await.unwrap_err();
        assert_eq!(status.code(), Code::PermissionDenied, "{status:?}");
        assert_blind("a refusal", &all_of(&status));
        let mut said = world.jury_entries(judge, &drawn).await.encode_to_vec();
        for sheet in world.own_sheets(judge, &drawn).await {
            said.extend(sheet.encode_to_vec());
        }
        for said in [said, all_of(&status)] {
            assert!(!String::from_utf8_lossy(&said).contains(APPELLANT));
        }
    }
}

#[tokio::test]
async fn an_export_of_the_ledger_has_no_code_and_a_judge_gets_none() {
    let (world, drawn) = World::blind().await;
    let own = world.own_sheets(CHAIR, &drawn).await.remove(0);
    world.hands_in(CHAIR, &own, HIGH).await;
    world.appealed().await;
    let all = ReadLedgerRequest { from_position: 1, limit: 0 };
    let refused = world.history(CHAIR).await.read_ledger(all).await;
    assert_eq!(refusal(refused.map(drop)), (Code::PermissionDenied, "NO_PERMISSION".into()));
    let exported = world.history(AUDITOR).await.read_ledger(all).await.unwrap().into_inner();
    let exported: Vec<_> = exported.map(|part| part.unwrap().entries).collect().await;
    let exported = exported.concat();
    assert!(exported.len() > 20, "{}", exported.len());
    for line in exported {
        let said = String::from_utf8_lossy(&line.encode_to_vec()).into_owned();
        for secret in CODES.into_iter().chain([APPELLANT]) {
            assert!(!said.contains(secret), "{secret} in {said}");
        }
        let of_judging = ["jury-", "score_sheet-", "stage_result-", "appeals-"];
        if of_judging.iter().any(|category| said.contains(category)) {
            assert_blind("an exported line", said.as_bytes());
        }
    }
}

#[tokio::test]
async fn no_event_has_a_code_or_a_title() {
    let (world, drawn) = World::blind().await;
    let own = world.own_sheets(JUDGES[0], &drawn).await.remove(0);
    world.hands_in(JUDGES[0], &own, HIGH).await;
    world.appealed().await;
    let stream = world.relayed().await;
    let count = stream.cached_info().state.messages;
    let config = async_nats::jetstream::consumer::pull::OrderedConfig::default();
    let consumer = stream.create_consumer(config).await.unwrap();
    let mut messages = consumer.messages().await.unwrap();
    let mut appeals = 0;
    for _ in 0..count {
        let message = messages.next().await.unwrap().unwrap();
        let body = String::from_utf8_lossy(&message.payload);
        let said = format!("{} {:?} {body}", message.subject, message.headers);
        assert!(!said.contains(APPELLANT), "{said}");
        for (at, code) in CODES.iter().enumerate() {
            assert!(!said.contains(code) && !said.contains(&title(at + 1)), "{said}");
        }
        let of_judging = ["jury", "score_sheet", "stage_result"];
        if message.subject.contains("Appeal") {
            assert_blind("an event", said.as_bytes());
            appeals += 1;
        }
        if of_judging.iter().any(|category| message.subject.contains(category)) {
            assert_eq!(message.payload.len(), 0, "{said}");
            assert_blind("an event", said.as_bytes());
        }
    }
    assert_eq!(appeals, 1);
}

#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn no_line_of_the_log_tells_whose_an_entry_is_nor_what_was_said_of_it() {
    let world = World::listed().await;
    // What was entered before is on its way no more.
    world.relayed().await;
    let kept = Kept::default();
    let writer = kept.clone();
    let lines = tracing_subscriber::fmt()
        .with_env_filter("info,awards=trace,chassis=trace,evidence=trace,ledger=trace,rights=trace")
        .with_writer(move || writer.clone());
    // Beside one subscriber alone, a line that another test's thread met first, with none, would be off for all.
    let _another = tracing::Dispatch::new(tracing::subscriber::NoSubscriber::default());
    let _guard = tracing::subscriber::set_default(lines.finish());
    tracing::callsite::rebuild_interest_cache();

    let drawn = world.drawn().await;
    world.opened().await;
    let own = world.own_sheets(JUDGES[0], &drawn).await.remove(0);
    let handed_in = world.hands_in(JUDGES[0], &own, HIGH).await;
    let mut sheets = world.sheets(JUDGES[0]).await;
    let late = sheets.save_sheet_draft(save(&own, &handed_in.etag, points(LOW))).await;
    assert_eq!(refusal(late), (Code::FailedPrecondition, "STATE_NOT_ALLOWED".into()));
    world.jury_entries(JUDGES[0], &handed_in).await;
    world.of_field(&handed_in).await;

    let logged = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
    for expected in ["ScoreSheetService/SaveSheetDraft", "JuryService/DrawAssignments"] {
        assert!(logged.contains(expected), "{expected} in {logged}");
    }
    assert_blind("the log", logged.as_bytes());
    for secret in CODES.into_iter().chain(JUDGES).chain([CHAIR, "35.25", "Giải pháp"]) {
        assert!(!logged.contains(secret), "{secret} in {logged}");
    }
}
