//! A round of honours, from its ruleset to the release: nine of a council vote in secret on three nominations.

use awards::domain::codes::CriterionCode;
use awards::domain::draw::Pair;
use awards::domain::entry::content::Author;
use awards::domain::entry::{self, Entry};
use awards::domain::jury::{self, Jury};
use awards::domain::programme::Family;
use awards::domain::round::Round;
use awards::domain::score_sheet::{self, CriterionScore, Of, ScoreSheet};
use awards::domain::{JuryId, ParticipantId, SheetId};
use awards::published;
use uuid::Uuid;

use super::*;
use crate::judging_samples::{close, entered, formed, good, open, round_id, round_of};
use crate::round_samples::{issue, ruleset};
use crate::world::CHAIR;

/// Those for a nomination, by number: 6 of 9 are two thirds.
const IN_FAVOUR: [usize; 3] = [6, 5, 9];
const FIELD: &str = "F1";

fn council() -> [&'static str; 9] {
    [
        CHAIR,
        "thanh-vien-1",
        "thanh-vien-2",
        "thanh-vien-3",
        "thanh-vien-4",
        "thanh-vien-5",
        "thanh-vien-6",
        "thanh-vien-7",
        "thanh-vien-8",
    ]
}

/// What makes it one of honours is data.
fn honours() -> Ruleset {
    let sample = ruleset();
    let ballot = StageRules {
        blind: false,
        criteria: vec![Criterion {
            code: "PHIEU".into(),
            name: "Đồng ý tôn vinh".into(),
            most_points: "100".into(),
        }],
        step: "100".into(),
        judges_per_entry: 9,
        aggregation: Aggregation::Mean.into(),
        drop_from_sheets: 0,
        spread_limit: "100.01".into(),
        ..sample.stages[0].clone()
    };
    let clause = EligibilityClause {
        code: "E1".into(),
        text: "Đơn vị đề cử không quá 02 người".into(),
    };
    let honour = PrizeTier {
        code: "TV".into(),
        name: "Trí thức KH&CN tiêu biểu".into(),
        least_points: "66.66".into(),
    };
    Ruleset {
        authors: Some(AuthorRules { most_authors: 1, ..AuthorRules::default() }),
        clauses: vec![clause],
        stages: vec![ballot],
        tie_breaks: vec![TieBreak {
            kind: TieBreakKind::ShareRank.into(),
            criterion_code: String::new(),
        }],
        tiers: vec![honour],
        quotas: vec![PrizeQuota { tier_code: "TV".into(), places: 10, ..PrizeQuota::default() }],
        ..sample
    }
}

/// The nominee is the author.
fn nominated(number: u8) -> Vec<entry::Event> {
    let [started, eligible]: [entry::Event; 2] = entered(FIELD, number).try_into().unwrap();
    let participant = ParticipantId(Uuid::from_u128(0xC0 + u128::from(number)));
    let nominee = Author { participant, share_hundredths: 10_000, chief: true };
    vec![
        started,
        entry::Event::AuthorsSet { authors: vec![nominee], advisers: Vec::new() },
        eligible,
    ]
}

fn assigned() -> impl Iterator<Item = jury::Event> {
    let pair = |(number, judge): (u8, &str)| jury::Event::Assigned {
        stage: awards::domain::Stage::Final,
        pair: Pair { judge: judge.to_owned(), code: code(number) },
        reason: "bỏ phiếu kín".to_owned(),
    };
    (1..=3).flat_map(|number| council().map(|judge| (number, judge))).map(pair)
}

impl World {
    /// Its ruleset is issued by a call; nominations, council and list are there. The etag of the round.
    async fn honours_listed(&self) -> String {
        let events = round_of(Family::IntellectualHonour, &[FIELD; 3]);
        let planned = self.was::<Round>(good(), published::round, &events[..1]).await;
        let issuing = IssueRulesetRequest {
            ruleset: Some(honours()),
            issued_on: "2025-10-10".into(),
            ..issue(GOOD_ID, &planned)
        };
        receipt!(self.rounds().await.issue_ruleset(issuing));
        for number in 1..=3 {
            self.was::<Entry>(entry(number).0, published::entry, &nominated(number)).await;
        }
        let jury: Vec<_> = formed(FIELD, &council()).into_iter().chain(assigned()).collect();
        let id = JuryId::of(round_id(), &FIELD.parse().unwrap()).0;
        self.was::<Jury>(id, published::jury, &jury).await;
        self.was::<Round>(good(), published::round, &events[2..]).await
    }

    async fn ballots(&self) {
        let criterion: CriterionCode = "PHIEU".parse().unwrap();
        for (number, in_favour) in (1..).zip(IN_FAVOUR) {
            for (place, judge) in council().into_iter().enumerate() {
                let (stage, code) = (awards::domain::Stage::Final, code(number));
                let points = if place < in_favour { "100" } else { "0" };
                let scores = vec![CriterionScore {
                    criterion: criterion.clone(),
                    points: points.parse().unwrap(),
                    remark: String::new(),
                }];
                let id = SheetId::of(round_id(), stage, &code, judge).0;
                let (round, field) = (round_id(), FIELD.parse().unwrap());
                let of = Of { round, field, stage, code, judge: judge.to_owned() };
                let events = [
                    score_sheet::Event::DraftSaved { of, scores: scores.clone() },
                    score_sheet::Event::Submitted { version: 1, scores, rules_version: 1 },
                    score_sheet::Event::Signed { version: 1 },
                ];
                self.was::<ScoreSheet>(id, published::score_sheet, &events).await;
            }
        }
    }
}

#[tokio::test]
async fn two_thirds_of_a_council_honour_and_that_is_told_at_the_release() {
    let world = World::new().await;
    let listed = world.honours_listed().await;
    let opened =
        receipt!(world.judging(SECRETARY).await.open_stage(open(LAST, &listed, "2026-08-05")));
    world.ballots().await;
    let closed =
        receipt!(world.judging(CHAIR).await.close_stage(close(LAST, &opened.etag, "2026-08-15")));
    let mut committee = world.prize_lists(COMMITTEE).await;
    let five = propose(&closed.etag, &[(1, "TV"), (2, "TV"), (3, "TV")]);
    let five = committee.propose_prizes(five).await;
    assert_eq!(refusal(five), precondition("BELOW_THRESHOLD"), "5 of 9 are less than two thirds");

    let proposed =
        receipt!(committee.propose_prizes(propose(&closed.etag, &[(1, "TV"), (3, "TV")])));
    let minutes = world.keeps(MINUTES).await;
    let vote = record(&of_list(&proposed), (7, 2), &minutes);
    let approved = receipt!(committee.record_committee_vote(vote));
    let mut secretary = world.prize_lists(SECRETARY).await;
    let posted = receipt!(secretary.post_prizes(post(&approved.etag)));
    let mut authority = world.prize_lists(AUTHORITY).await;
    let decided = receipt!(authority.decide_prizes(decide(&posted.etag, "2026-09-18")));
    receipt!(secretary.release_results(release(&decided.etag)));

    let told = world.told().await;
    let names: Vec<_> = told.iter().map(|it| &*it.0).skip(1).collect();
    assert_eq!(names, ["ResultsReleased", "StageJudged", "HonourConferred", "HonourConferred"]);
    let results = ResultsReleased::decode(&*told[1].1).unwrap();
    assert_eq!((results.finalists, results.prizes), (0, 2));
    let judged = StageJudged::decode(&*told[2].1).unwrap();
    assert_eq!((judged.entries, judged.sheets, judged.settled_jointly), (3, 27, 0));
    let honour = HonourConferred::decode(&*told[3].1).unwrap();
    assert_eq!((&*honour.title, honour.persons), ("Trí thức KH&CN tiêu biểu", 1));
    assert_eq!((&*honour.occurred_on, honour.entry_id), ("2026-09-18", entry(1).to_string()));
    assert_eq!((honour.origin_unit_id, honour.decision_ref), (school().to_string(), decision()));
    let shown: Vec<_> = world.released().await.into_iter().map(|it| it.prize_id).collect();
    assert!(shown.contains(&honour.honour_id) && shown.len() == 2);
}
