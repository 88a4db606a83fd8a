//! What the tests ask for: a programme, a round of it, its ruleset, and the entries of others.

use awards::domain::entry::{Entry, Event};
use contracts::awards::v1::*;
use contracts::ledger::v1::CommandReceipt;
use servers::bad_input::GOOD_ID;
use uuid::Uuid;

use crate::receipt;
use crate::requests::{after, fresh};
use crate::world::{SECRETARY, World};

/// The unit that decides.
const AUTHORITY: Uuid = Uuid::from_u128(0xC9);

pub fn decision() -> Option<DecisionRef> {
    Some(DecisionRef {
        number_symbol: "01/QĐ-MẪU".into(),
        issued_on: "2026-10-01".into(),
        issuer_unit_id: AUTHORITY.to_string(),
    })
}

pub fn define() -> DefineProgrammeRequest {
    let terms = ProgrammeTerms {
        name: "Cuộc thi mẫu".into(),
        cycle_months: 12,
        decider_unit_id: AUTHORITY.to_string(),
        legal_basis: "Thể lệ mẫu".into(),
    };
    DefineProgrammeRequest {
        programme_id: fresh(),
        request_id: fresh(),
        validate_only: false,
        organiser_unit_id: GOOD_ID.into(),
        family: ProgrammeFamily::YouthContest.into(),
        terms: Some(terms),
        defined_on: "2026-01-01".into(),
        decision_ref: decision(),
        illustrative: true,
    }
}

/// In time from the first of December to the middle of January.
pub fn schedule() -> RoundSchedule {
    let (entries_from, entries_until) = ("2026-12-01".into(), "2027-01-15".into());
    RoundSchedule { entries_from, entries_until, grace_days: 5 }
}

pub fn plan(programme: &str, number: i32) -> PlanRoundRequest {
    PlanRoundRequest {
        round_id: fresh(),
        request_id: fresh(),
        validate_only: false,
        organiser_unit_id: GOOD_ID.into(),
        programme_id: programme.into(),
        number,
        title: format!("Cuộc thi mẫu lần thứ {number}"),
        schedule: Some(schedule()),
        planned_on: "2026-10-01".into(),
        decision_ref: decision(),
        illustrative: false,
    }
}

fn share() -> Option<ContestShare> {
    Some(ContestShare { numerator: 2, denominator: 3 })
}

/// One stage, one field, one prize.
pub fn ruleset() -> Ruleset {
    let name = || "Mẫu".to_owned();
    let criterion = |code: &str, most_points: &str| Criterion {
        code: code.into(),
        name: name(),
        most_points: most_points.into(),
    };
    let stage = StageRules {
        stage: Stage::Final.into(),
        blind: true,
        criteria: vec![criterion("C1", "60"), criterion("C2", "40")],
        step: "0.25".into(),
        judges_per_entry: 3,
        aggregation: Aggregation::DropHighLow.into(),
        drop_from_sheets: 5,
        spread_limit: "20".into(),
    };
    Ruleset {
        fields: vec![ContestField { code: "F1".into(), name: name() }],
        authors: Some(AuthorRules { most_authors: 5, oldest: 19, ..AuthorRules::default() }),
        clauses: vec![EligibilityClause { code: "E1".into(), text: name() }],
        dossier_parts: vec![DossierPart {
            code: "D1".into(),
            name: name(),
            required_part: true,
            shown_to_judges: false,
        }],
        stages: vec![stage],
        advance: None,
        tie_breaks: vec![TieBreak {
            kind: TieBreakKind::HigherCriterion.into(),
            criterion_code: "C2".into(),
        }],
        tiers: vec![PrizeTier { code: "T1".into(), name: name(), least_points: "92.5".into() }],
        quotas: vec![PrizeQuota { tier_code: "T1".into(), field_code: "F1".into(), places: 1 }],
        committee: Some(CommitteeRules { members: 9, quorum: share(), approval: share() }),
        posting_days: 15,
        appeal_answer_days: 15,
    }
}

pub fn issue(round: &str, etag: &str) -> IssueRulesetRequest {
    IssueRulesetRequest {
        round_id: round.into(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
        organiser_unit_id: GOOD_ID.into(),
        ruleset: Some(ruleset()),
        issued_on: "2026-10-10".into(),
        decision_ref: decision(),
    }
}

pub fn amend(round: &str, etag: &str, ruleset: Ruleset) -> AmendRulesetRequest {
    AmendRulesetRequest {
        round_id: round.into(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
        organiser_unit_id: GOOD_ID.into(),
        ruleset: Some(ruleset),
        amended_on: "2026-11-20".into(),
        reason: "Ban Tổ chức kéo dài niêm yết".into(),
        decision_ref: decision(),
    }
}

pub fn launch(round: &str, etag: &str) -> LaunchRoundRequest {
    LaunchRoundRequest {
        round_id: round.into(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
        launched_on: "2026-11-20".into(),
    }
}

pub fn publish(round: &str, etag: &str) -> PublishEligibleListRequest {
    PublishEligibleListRequest {
        round_id: round.into(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
        published_on: "2027-01-25".into(),
        document_ref: decision(),
    }
}

impl World {
    /// A round that is planned: its id.
    pub async fn planned(&self) -> (String, CommandReceipt) {
        let define = define();
        let programme = define.programme_id.clone();
        receipt!(self.programmes().await.define_programme(define));
        let plan = plan(&programme, 1);
        (plan.round_id.clone(), receipt!(self.rounds().await.plan_round(plan)))
    }

    /// The same with its ruleset, and a secretary.
    pub async fn with_rules(&self) -> (String, CommandReceipt) {
        let (round, receipt) = self.planned().await;
        let issue = issue(&round, &receipt.etag);
        let receipt = receipt!(self.rounds().await.issue_ruleset(issue));
        self.has_secretary(&round).await;
        (round, receipt)
    }

    /// The same, launched.
    pub async fn launched(&self) -> (String, CommandReceipt) {
        let (round, receipt) = self.with_rules().await;
        let launch = launch(&round, &receipt.etag);
        let receipt = receipt!(self.rounds_of(SECRETARY).await.launch_round(launch));
        (round, receipt)
    }

    /// As it is known now, with everything up to a command.
    pub async fn round(&self, round: &str, receipt: &CommandReceipt) -> Round {
        let get = GetRoundRequest { round_id: round.into(), read_at: after(receipt) };
        self.rounds().await.get_round(get).await.unwrap().into_inner().round.unwrap()
    }

    /// An entry of the round to which this has happened.
    pub async fn has_entry(&self, round: &str, number: u128, types: &[&str]) -> Uuid {
        let entry = Uuid::from_u128(0xE00 + number);
        self.happens(round, entry, types).await;
        entry
    }

    /// What happens to an entry of the round next, by the golden events of these types.
    pub async fn happens(&self, round: &str, entry: Uuid, types: &[&str]) {
        let stored = include_str!("../../src/domain/entry/golden.jsonl");
        let stored = stored.replace("00000000-0000-0000-0000-0000000000a1", round);
        let first = |name: &&str| {
            let is_it = |line: &&str| line.contains(&format!(r#""type":"{name}""#));
            serde_json::from_str(stored.lines().find(is_it).unwrap()).unwrap()
        };
        let events: Vec<Event> = types.iter().map(first).collect();
        self.was::<Entry>(entry, |_, _| None, &events).await;
    }
}
