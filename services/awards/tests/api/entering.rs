//! A round that takes entries, and what is entered: of the youth, with invented persons.

use std::sync::atomic::{AtomicU32, Ordering};

use awards::domain::codes::EntryCode;
use awards::domain::programme::Family;
use awards::domain::round::{Command, Listed, Phase, Plan, Round, Schedule, Whose};
use awards::domain::ruleset::{self, Ruleset};
use awards::domain::{self, EntryId, ProgrammeId, RoundId, Stage, UnitId};
use awards::published;
use contracts::awards::v1::*;
use contracts::evidence::v1::{BeginUploadRequest, SendBytesRequest, StoreEvidenceRequest};
use contracts::ledger::v1::{CommandReceipt, ReadAt};
use futures::stream;
use ledger::{Asked, CommandHandler, Digest, Provenance};
use uuid::Uuid;

use crate::world::{ENTRANT, ORGANISER, ROUND, SECRETARY, World};

pub const TODAY: &str = "2026-11-24";

/// An id that no other request of the tests has.
pub fn fresh() -> String {
    static LAST: AtomicU32 = AtomicU32::new(0x1000);
    Uuid::from_u128(LAST.fetch_add(1, Ordering::Relaxed).into()).to_string()
}

#[macro_export]
macro_rules! receipt {
    ($call:expr) => {
        $call.await.unwrap().into_inner().receipt.unwrap()
    };
}

/// As of today, with everything up to a command.
pub fn after(receipt: &CommandReceipt) -> Option<ReadAt> {
    let at_least_tokens = vec![receipt.token.clone()];
    Some(ReadAt { at_least_tokens, ..ReadAt::default() })
}

fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

fn decided() -> domain::DecisionRef {
    domain::DecisionRef {
        number_symbol: "01/QĐ-MẪU".into(),
        issued_on: day("2026-01-02"),
        issuer: UnitId(ORGANISER),
    }
}

pub fn decision() -> Option<DecisionRef> {
    Some(DecisionRef {
        number_symbol: "02/QĐ-MẪU".into(),
        issued_on: TODAY.into(),
        issuer_unit_id: ORGANISER.to_string(),
    })
}

fn anybody() -> Asked {
    Asked {
        request_id: fresh().parse().unwrap(),
        fingerprint: Digest::ORIGIN,
        expected: None,
        validate_only: false,
        provenance: Provenance::default(),
    }
}

pub fn description() -> EntryDescription {
    EntryDescription {
        field_code: "F1".into(),
        title: "Bộ học cụ mẫu".into(),
        summary: "Học cụ làm từ vật liệu tái chế".into(),
        origin_unit_id: Uuid::from_u128(0xB3).to_string(),
        applied_on: String::new(),
        related_unit_ids: vec![Uuid::from_u128(0xB3).to_string()],
        related_persons: Vec::new(),
    }
}

pub fn start(entry: &str) -> StartEntryRequest {
    StartEntryRequest {
        round_id: ROUND.into(),
        entry_id: entry.into(),
        request_id: fresh(),
        validate_only: false,
        description: Some(description()),
        on_paper: false,
        illustrative: false,
    }
}

/// A child of twelve years.
pub fn details(full_name: &str) -> ParticipantDetails {
    ParticipantDetails {
        full_name: full_name.into(),
        birth_date: "2014-03-08".into(),
        contact: "0900 000 001".into(),
        guardian_name: "Phạm Thị Mẫu".into(),
    }
}

pub fn registration(details: ParticipantDetails) -> RegisterParticipantRequest {
    RegisterParticipantRequest {
        round_id: ROUND.into(),
        participant_id: fresh(),
        request_id: fresh(),
        validate_only: false,
        details: Some(details),
        on_paper: false,
    }
}

pub fn set_authors(entry: &str, etag: &str, authors: &[(&str, i32)]) -> SetAuthorsRequest {
    let authors = authors.iter().enumerate().map(|(n, (id, share))| EntryAuthor {
        participant_id: (*id).to_owned(),
        share_hundredths: *share,
        chief: n == 0,
    });
    SetAuthorsRequest {
        round_id: ROUND.into(),
        entry_id: entry.into(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
        authors: authors.collect(),
        adviser_ids: Vec::new(),
    }
}

pub fn set_dossier(entry: &str, etag: &str, files: &[(&str, &CitedFile)]) -> SetDossierRequest {
    let dossier = files.iter().map(|(part, file)| DossierFile {
        part_code: (*part).to_owned(),
        file: Some((*file).clone()),
    });
    SetDossierRequest {
        round_id: ROUND.into(),
        entry_id: entry.into(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
        dossier: dossier.collect(),
    }
}

pub fn consent(
    entry: &str,
    etag: &str,
    participant: &str,
    party: ConsentParty,
    file: &CitedFile,
) -> RecordConsentRequest {
    RecordConsentRequest {
        round_id: ROUND.into(),
        entry_id: entry.into(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
        participant_id: participant.into(),
        party: party.into(),
        given_on: TODAY.into(),
        file: Some(file.clone()),
    }
}

pub fn submit(entry: &str, etag: &str) -> SubmitEntryRequest {
    SubmitEntryRequest {
        round_id: ROUND.into(),
        entry_id: entry.into(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
        ruleset_version: 1,
        posted_on: String::new(),
    }
}

pub fn revise(entry: &str, etag: &str) -> ReviseEntryRequest {
    ReviseEntryRequest {
        round_id: ROUND.into(),
        entry_id: entry.into(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
    }
}

pub fn withdraw(entry: &str, etag: &str) -> WithdrawEntryRequest {
    WithdrawEntryRequest {
        round_id: ROUND.into(),
        entry_id: entry.into(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
        reason: "Không tham gia nữa".into(),
    }
}

pub fn give_back(entry: &str, etag: &str) -> ReturnEntryRequest {
    ReturnEntryRequest {
        round_id: ROUND.into(),
        entry_id: entry.into(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
        clause_codes: vec!["E2".into()],
        reason: "Thiếu xác nhận của đơn vị".into(),
        complete_until: "2026-11-26".into(),
    }
}

pub fn screen(entry: &str, etag: &str, met: bool) -> ScreenEntryRequest {
    let check = |(clause, met): (&str, bool)| ClauseCheck {
        clause_code: clause.into(),
        met,
        note: if met { String::new() } else { "Không có xác nhận".into() },
    };
    ScreenEntryRequest {
        round_id: ROUND.into(),
        entry_id: entry.into(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
        ruleset_version: 1,
        checks: [("E1", true), ("E2", met)].map(check).into(),
    }
}

pub fn exclude(entry: &str, etag: &str) -> DisqualifyEntryRequest {
    DisqualifyEntryRequest {
        round_id: ROUND.into(),
        entry_id: entry.into(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
        finding: "Đã đạt giải cùng cấp".into(),
        heard_on: TODAY.into(),
        decision_ref: decision(),
    }
}

impl World {
    /// With a round that takes entries until tomorrow, and then three days for what is on the way.
    pub async fn with_a_round() -> Self {
        let world = Self::new().await;
        let organiser = UnitId(ORGANISER);
        let programme = ProgrammeId(Uuid::from_u128(0xA0));
        let plan = Plan {
            whose: Whose { programme, organiser, illustrative: true },
            family: Family::YouthContest,
            number: 14,
            title: "Cuộc thi mẫu lần thứ 14".into(),
            schedule: Schedule {
                entries_from: day("2026-11-02"),
                entries_until: day("2026-11-25"),
                grace_days: 3,
            },
            planned_on: day("2026-01-02"),
            decision: decided(),
        };
        world.round(Command::Plan(Box::new(plan))).await;
        let (rules, issued_on) = (Self::rules(), day("2026-02-02"));
        world.ruleset(ruleset::Command::Issue { rules, issued_on, decision: decided() }).await;
        world.round(Command::IssueRules { of: organiser, issued_on }).await;
        world.round(Command::Launch { launched_on: day("2026-11-02") }).await;
        world.passes(Phase::Open).await;
        world
    }

    /// The rules of the golden file.
    fn rules() -> Box<ruleset::rules::Rules> {
        let golden = include_str!("../../src/domain/ruleset/golden.jsonl").lines();
        let issued =
            golden.map(|line| serde_json::from_str(line).unwrap()).find_map(|event| match event {
                ruleset::Event::Issued { rules, .. } => Some(rules),
                ruleset::Event::Amended { .. } => None,
            });
        issued.unwrap()
    }

    /// What happens to the round without an rpc of these tests.
    pub async fn round(&self, command: Command) {
        let rounds = CommandHandler::<Round>::new(self.ledger.clone(), published::round);
        rounds.handle(RoundId(ORGANISER), command, anybody()).await.unwrap();
    }

    async fn ruleset(&self, command: ruleset::Command) {
        let rulesets = CommandHandler::<Ruleset>::new(self.ledger.clone(), published::ruleset);
        rulesets.handle(RoundId(ORGANISER), command, anybody()).await.unwrap();
    }

    pub async fn amends_the_ruleset(&self) {
        let entered = ruleset::Entered { entries: Vec::new(), fields: Vec::new() };
        let (amended_on, reason) = (day(TODAY), "Bổ sung".to_owned());
        let (rules, decision) = (Self::rules(), decided());
        let amend = ruleset::Command::Amend { rules, amended_on, reason, decision, entered };
        self.ruleset(amend).await;
    }

    /// Time takes the round to a phase, whoever carries that out.
    pub async fn passes(&self, until: Phase) {
        let rounds = CommandHandler::<Round>::new(self.ledger.clone(), published::round);
        for _ in 0..10 {
            let (round, _) = rounds.load(RoundId(ORGANISER)).await.unwrap();
            if round.standing().unwrap().phase() == until {
                return;
            }
            let due = round.next_due().unwrap();
            let _ = rounds.handle(RoundId(ORGANISER), Command::Pass { due }, anybody()).await;
        }
        panic!("it never is {until}");
    }

    /// The list of eligible entries is published, with this one on it.
    pub async fn publishes_the_list(&self, entry: &str) {
        self.passes(Phase::Checking).await;
        let entry = EntryId(entry.parse().unwrap());
        let (field, code) = ("F1".parse().unwrap(), EntryCode::of([1, 2, 3, 4, 5]));
        let list = vec![Listed { entry, field, code }];
        let (published_on, document) = (day("2026-12-01"), decided());
        let unscreened = Vec::new();
        self.round(Command::PublishEligibleList { list, unscreened, published_on, document }).await;
    }

    pub async fn opens_the_preliminary(&self) {
        let (stage, opened_on) = (Stage::Preliminary, day("2026-12-02"));
        self.round(Command::OpenStage { stage, opened_on, with_preliminary: true }).await;
    }

    pub fn is_now(&self, instant: &str) {
        self.ground.hand.send(instant.parse().unwrap()).unwrap();
    }

    /// A file that the unit which organises keeps.
    pub async fn keeps(&self, text: &'static str) -> CitedFile {
        let (unit_id, evidence_id) = (ORGANISER.to_string(), fresh());
        let sha256 = Digest::of(text.as_bytes()).to_string();
        let mut client = self.evidence().await;
        let announced = BeginUploadRequest {
            unit_id: unit_id.clone(),
            evidence_id: evidence_id.clone(),
            media_type: "text/plain".into(),
            byte_size: text.len().try_into().unwrap(),
            sha256: sha256.clone(),
        };
        client.begin_upload(announced).await.unwrap();
        let bytes = SendBytesRequest {
            unit_id: unit_id.clone(),
            evidence_id: evidence_id.clone(),
            offset: 0,
            data: text.as_bytes().into(),
        };
        client.send_bytes(stream::iter([bytes])).await.unwrap();
        let store = StoreEvidenceRequest {
            unit_id,
            evidence_id: evidence_id.clone(),
            request_id: fresh(),
            validate_only: false,
        };
        client.store_evidence(store).await.unwrap();
        CitedFile { evidence_id, sha256 }
    }

    /// Somebody whom the entrant registered.
    pub async fn participant(&self, full_name: &str) -> String {
        let request = registration(details(full_name));
        receipt!(self.participants(ENTRANT).await.register_participant(request.clone()));
        request.participant_id
    }

    /// A draft that lacks nothing, of one child: the entry, the child, and the last receipt.
    pub async fn written(&self) -> (String, String, CommandReceipt) {
        let (entry, author) = (fresh(), self.participant("Lê Văn Mẫu").await);
        let mut entries = self.entries(ENTRANT).await;
        let [form, text] = [self.keeps("Phiếu").await, self.keeps("Thuyết minh").await];
        let started = receipt!(entries.start_entry(start(&entry)));
        let named = set_authors(&entry, &started.etag, &[(&author, 10_000)]);
        let named = receipt!(entries.set_authors(named));
        let dossier = set_dossier(&entry, &named.etag, &[("D1", &form), ("D2", &text)]);
        let mut last = receipt!(entries.set_dossier(dossier));
        for party in [ConsentParty::Guardian, ConsentParty::Participant] {
            let consent = consent(&entry, &last.etag, &author, party, &form);
            last = receipt!(entries.record_consent(consent));
        }
        (entry, author, last)
    }

    /// The same, handed in.
    pub async fn handed_in(&self) -> (String, CommandReceipt) {
        let (entry, _, written) = self.written().await;
        let receipt =
            receipt!(self.entries(ENTRANT).await.submit_entry(submit(&entry, &written.etag)));
        (entry, receipt)
    }

    /// As whoever holds it sees it.
    pub async fn own_entry(&self, entry: &str, receipt: &CommandReceipt) -> Entry {
        let (round_id, entry_id) = (ROUND.to_owned(), entry.to_owned());
        let get = GetOwnEntryRequest { round_id, entry_id, read_at: after(receipt) };
        let answer = self.entries(ENTRANT).await.get_own_entry(get).await;
        answer.unwrap().into_inner().entry.unwrap()
    }

    /// As the secretariat sees it.
    pub async fn entry(&self, entry: &str, receipt: &CommandReceipt) -> Entry {
        let (round_id, entry_id) = (ROUND.to_owned(), entry.to_owned());
        let get = GetEntryRequest { round_id, entry_id, read_at: after(receipt) };
        let answer = self.screening(SECRETARY).await.get_entry(get).await;
        answer.unwrap().into_inner().entry.unwrap()
    }
}
