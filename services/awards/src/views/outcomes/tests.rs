//! What is known of judging at each instant, on a real PostgreSQL.

use super::*;
use crate::domain::appeals::{self, Appeals};
use crate::domain::blocker::BlockerKind;
use crate::domain::prize_list::{self, PrizeList, Proposed, State, Vote};
use crate::domain::samples::judging::{PROGRAMME, ROUND, code};
use crate::domain::samples::round::{
    JUDGES, advanced, eligible, entry as entered, frozen, locked, opened, signed,
};
use crate::domain::samples::{AUTHORITY, day, decision, file, officer, rules};
use crate::domain::{JuryId, ruleset};
use crate::views::samples::Recording;

const FIRST: Stage = Stage::Preliminary;

/// Frozen juries, and a preliminary that is open.
fn open() -> Recording {
    let mut ledger = Recording::default();
    let issued = ruleset::Event::Issued {
        rules: Box::new(rules()),
        issued_on: day("2025-10-10"),
        decision: decision(2),
    };
    ledger.of::<Ruleset>(ROUND.0, &[issued]);
    ledger.of::<Round>(ROUND.0, &eligible());
    for field in ["F1", "F2"] {
        let id = JuryId::of(ROUND, &field.parse().unwrap());
        ledger.of::<Jury>(id.0, &frozen(field, &[FIRST]));
    }
    ledger.of::<StageResult>(StageResultId::of(ROUND, FIRST).0, &[opened(FIRST)]);
    ledger
}

fn judged(ledger: &mut Recording) {
    for (number, points) in (1..).zip([70, 60, 80, 90]) {
        for judge in JUDGES {
            let id = SheetId::of(ROUND, FIRST, &code(number), judge);
            ledger.of::<ScoreSheet>(id.0, &signed(FIRST, number, judge, points));
        }
    }
}

async fn known(ledger: &Recording, at: DateTime<Utc>) -> Option<Judging> {
    let (_database, mut connection) = ledger.shown::<Outcomes>().await;
    judging(&mut connection, ROUND.0, at).await.unwrap()
}

#[tokio::test]
async fn a_stage_is_kept_by_what_is_missing_as_it_was_known() {
    let mut ledger = open();
    let before = ledger.now();
    judged(&mut ledger);
    let left = entry::Event::Withdrawn {
        round: ROUND,
        withdrawn_on: day("2026-07-20"),
        reason: "Rút lại sự đồng ý".to_owned(),
        was_handed_in: true,
    };
    ledger.of::<Entry>(entered(4).0, &[left]);
    let now = known(&ledger, ledger.now()).await.unwrap();
    assert_eq!(now.blockers(FIRST), Some(Vec::new()));
    assert_eq!(now.excluded(), [code(4)].into());
    assert_eq!(now.sheets.len(), 12);
    let then = known(&ledger, before).await.unwrap();
    let told: Vec<_> = then.blockers(FIRST).unwrap().into_iter().map(|it| it.kind).collect();
    assert_eq!(told, [BlockerKind::SheetsNotSigned; 2]);
    assert!(then.left.is_empty());
}

#[tokio::test]
async fn of_an_unknown_round_nothing_is_known() {
    assert_eq!(known(&Recording::default(), DateTime::UNIX_EPOCH).await, None);
    assert_eq!(known(&open(), DateTime::UNIX_EPOCH).await, None);
}

#[tokio::test]
async fn a_locked_ranking_is_told_in_pages_and_by_field() {
    let mut ledger = open();
    judged(&mut ledger);
    let open = known(&ledger, ledger.now()).await.unwrap();
    let (terms, dockets) = (open.terms(FIRST).unwrap(), open.dockets(FIRST));
    let history = locked(FIRST, &dockets, &terms, day("2026-08-01"));
    let advance = advanced(&[1, 3, 4], day("2026-08-02"));
    let id = StageResultId::of(ROUND, FIRST).0;
    ledger.of::<StageResult>(id, &history[1..]);
    ledger.of::<StageResult>(id, &[advance]);
    let judging = known(&ledger, ledger.now()).await.unwrap();
    let ranking = judging.ranking(FIRST).unwrap();
    let at = Moment { as_of: day("2026-08-02"), known_at: ledger.now() };
    let first = ranked(&ranking, None, at, None);
    let told = |rows: &[(Last<Key>, wire::RankedEntry)]| -> Vec<_> {
        rows.iter().map(|(_, it)| (it.rank, it.entry_code.clone(), it.score.clone())).collect()
    };
    let row = |rank, number, score: &str| (rank, code(number).to_string(), score.to_owned());
    let all = [row(1, 4, "90"), row(2, 3, "80"), row(3, 1, "70"), row(4, 2, "60")];
    assert_eq!(told(&first), all);
    let rest = ranked(&ranking, None, at, Some(&first[1].0));
    assert_eq!(told(&rest), all[2..]);
    let of_field = ranked(&ranking, Some(&"F2".parse().unwrap()), at, None);
    assert_eq!(told(&of_field), all[..1]);
    assert_eq!(of_field[0].1.shown_score, "90.00");
}

fn proposed(version: u32) -> prize_list::Event {
    let prize =
        |(number, tier): (u8, &str)| Proposed { code: code(number), tier: tier.parse().unwrap() };
    prize_list::Event::Proposed {
        round: ROUND,
        programme: PROGRAMME,
        version,
        prizes: [(1, "T3"), (3, "T2"), (4, "T1")].map(prize).into(),
        proposed_on: day("2026-09-01"),
        rules_version: 1,
    }
}

fn posted() -> Vec<prize_list::Event> {
    let minutes = file(3);
    let vote = Vote {
        present: 7,
        in_favour: 6,
        against: 1,
        blank: 0,
        voted_on: day("2026-09-02"),
        minutes,
    };
    let (posted_on, posted_until) = (day("2026-09-03"), day("2026-09-17"));
    vec![
        prize_list::Event::VotedOn { vote, approved: true },
        prize_list::Event::Posted { posted_on, posted_until },
    ]
}

async fn list(ledger: &Recording, at: DateTime<Utc>) -> Option<KnownList> {
    let (_database, mut connection) = ledger.shown::<Outcomes>().await;
    find_prize_list(&mut connection, ROUND.0, at).await.unwrap()
}

#[tokio::test]
async fn a_list_is_told_with_what_was_said_of_it_and_nothing_of_the_one_before() {
    let mut ledger = open();
    let before = ledger.now();
    ledger.of::<PrizeList>(ROUND.0, &[proposed(1)]);
    ledger.of::<PrizeList>(ROUND.0, &posted());
    let on_the_wall = ledger.now();
    let sent_back = prize_list::Event::SentBack {
        by: officer("chủ tịch", AUTHORITY),
        decided_on: day("2026-09-10"),
        decision: decision(9),
        reason: "Có khiếu nại".to_owned(),
    };
    ledger.of::<PrizeList>(ROUND.0, &[sent_back]);
    let back = ledger.now();
    ledger.of::<PrizeList>(ROUND.0, &[proposed(2)]);

    assert!(list(&ledger, before).await.is_none());
    let then = list(&ledger, on_the_wall).await.unwrap();
    assert_eq!((then.state, then.programme), (State::Posted, PROGRAMME));
    let told = then.told;
    assert_eq!((told.version, &*told.state_since, &*told.etag), (1, "2026-09-03", ""));
    assert_eq!((&*told.posted_until, told.decision_ref), ("2026-09-17", None));
    assert_eq!(told.vote.unwrap().in_favour, 6);
    let tiers: Vec<_> = told.prizes.iter().map(|it| &*it.tier_code).collect();
    assert_eq!(tiers, ["T1", "T2", "T3"]);
    let told = list(&ledger, back).await.unwrap().told;
    assert_eq!((&*told.reason, &*told.state_since), ("Có khiếu nại", "2026-09-10"));
    let told = list(&ledger, ledger.now()).await.unwrap().told;
    assert_eq!((told.version, &*told.reason, told.vote), (2, "", None));
    assert_eq!((told.posted_until, told.decision_ref), (String::new(), None));
    assert_eq!(told.etag, format!("\"prize_list-{ROUND}-5\""));
}

/// One appeal.
fn lodged() -> Vec<appeals::Event> {
    let golden = include_str!("../../domain/appeals/golden.jsonl").lines();
    golden.take(1).map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test]
async fn an_amended_decision_leaves_out_what_it_leaves_out_and_the_decision_stays() {
    let mut ledger = open();
    ledger.of::<PrizeList>(ROUND.0, &[proposed(1)]);
    ledger.of::<PrizeList>(ROUND.0, &posted());
    let by = officer("chủ tịch", AUTHORITY);
    let decided = prize_list::Event::Decided {
        programme: PROGRAMME,
        by: by.clone(),
        decided_on: day("2026-09-18"),
        decision: decision(9),
    };
    ledger.of::<PrizeList>(ROUND.0, &[decided]);
    let whole = ledger.now();
    let prize_list::Event::Proposed { prizes, .. } = proposed(1) else { unreachable!() };
    let amended = prize_list::Event::DecisionAmended {
        by,
        amended_on: day("2026-09-19"),
        decision: decision(10),
        left_out: prizes.into_iter().filter(|it| it.tier.as_str() == "T2").collect(),
    };
    ledger.of::<PrizeList>(ROUND.0, &[amended]);
    let told = list(&ledger, whole).await.unwrap().told;
    assert_eq!((told.prizes.len(), told.amendment_ref), (3, None));
    let known = list(&ledger, ledger.now()).await.unwrap();
    let told = known.told;
    let tiers: Vec<_> = told.prizes.iter().map(|it| &*it.tier_code).collect();
    assert_eq!(
        (known.state, tiers, &*told.state_since),
        (State::Decided, vec!["T1", "T3"], "2026-09-19")
    );
    let decisions = [told.decision_ref, told.amendment_ref].map(|it| it.unwrap().number_symbol);
    assert_eq!(decisions, ["9/QĐ-MẪU", "10/QĐ-MẪU"]);
}

#[tokio::test]
async fn whoever_left_and_whoever_appeals_keeps_a_list_that_goes_on() {
    let mut ledger = open();
    ledger.of::<PrizeList>(ROUND.0, &[proposed(1)]);
    let left = entry::Event::Disqualified {
        round: ROUND,
        finding: "Đã đạt giải cùng cấp".to_owned(),
        heard_on: day("2026-09-01"),
        decided_on: day("2026-09-02"),
        decision: decision(8),
    };
    ledger.of::<Entry>(entered(4).0, &[left]);
    ledger.of::<Appeals>(ROUND.0, &lodged());
    let told = async |ledger: &Recording| {
        let known = list(ledger, ledger.now()).await.unwrap();
        known.blockers.iter().map(|it| (it.kind, it.count)).collect::<Vec<_>>()
    };
    assert_eq!(told(&ledger).await, [(BlockerKind::EntriesExcluded, 1)]);
    let mut on_the_wall = ledger.clone();
    on_the_wall.of::<PrizeList>(ROUND.0, &posted());
    let both = [(BlockerKind::EntriesExcluded, 1), (BlockerKind::AppealsOpen, 1)];
    assert_eq!(told(&on_the_wall).await, both);
    let declined = prize_list::Event::VotedOn {
        vote: Vote {
            present: 7,
            in_favour: 1,
            against: 6,
            blank: 0,
            voted_on: day("2026-09-03"),
            minutes: file(3),
        },
        approved: false,
    };
    ledger.of::<PrizeList>(ROUND.0, &[declined]);
    assert_eq!(list(&ledger, ledger.now()).await.unwrap().blockers, []);
}
