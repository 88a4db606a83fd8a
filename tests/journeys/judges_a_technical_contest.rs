//! A technical contest of six fields is judged: a judge of the unit an entry comes from is not drawn for it, another
//! one recuses herself and somebody else takes over, an entry that is scored too far apart is scored jointly, and
//! nothing is good enough for a first prize.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::contest::{CHAIR, COMMITTEE, Contest, PROGRAMME, ROUND, SECRETARY};
use crate::world::{World, eventually};

const FIELDS: [&str; 6] = ["L1", "L2", "L3", "L4", "L5", "L6"];
/// Of fields by number: two of the first one, one of each other.
const ENTRIES: [usize; 7] = [0, 0, 1, 2, 3, 4, 5];

fn ruleset() -> Value {
    let fields = FIELDS.map(|code| json!({ "code": code, "name": format!("Lĩnh vực {code}") }));
    let share = json!({ "numerator": 2, "denominator": 3 });
    json!({
        "fields": fields,
        "authors": { "most_authors": 5 },
        "clauses": [{ "code": "DK1", "text": "Có xác nhận" }],
        "dossier_parts": [
            { "code": "MO-TA", "name": "Bản mô tả", "required_part": true, "shown_to_judges": true },
        ],
        "stages": [{
            "stage": "STAGE_FINAL",
            "criteria": [
                { "code": "TC1", "name": "Tính mới", "most_points": "40" },
                { "code": "TC2", "name": "Khả năng áp dụng", "most_points": "30" },
                { "code": "TC3", "name": "Hiệu quả", "most_points": "30" },
            ],
            "step": "0.25",
            "judges_per_entry": 3,
            "aggregation": "AGGREGATION_MEAN",
            "spread_limit": "20",
        }],
        "tie_breaks": [{ "kind": "TIE_BREAK_KIND_SHARE_RANK" }],
        "tiers": [
            { "code": "NHAT", "name": "Giải Nhất", "least_points": "90" },
            { "code": "NHI", "name": "Giải Nhì", "least_points": "80" },
            { "code": "BA", "name": "Giải Ba", "least_points": "70" },
        ],
        "quotas": [
            { "tier_code": "NHAT", "places": 1 },
            { "tier_code": "NHI", "places": 6 },
            { "tier_code": "BA", "places": 6 },
        ],
        "committee": { "members": 9, "quorum": share, "approval": share },
        "posting_days": 15,
        "appeal_answer_days": 15,
    })
}

fn id(what: &str) -> String {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("{ROUND} {what}").as_bytes()).to_string()
}

/// Such a total, by criterion.
fn scores(tenths: [u32; 3]) -> Value {
    let score = |(criterion, points): (&str, u32)| json!({ "criterion_code": criterion, "points": points.to_string() });
    ["TC1", "TC2", "TC3"].into_iter().zip(tenths).map(score).collect()
}

impl Contest<'_> {
    /// Planned, issued, launched, closed for entries: its days are over.
    async fn is_opened(&mut self) {
        let union = "union-officer";
        self.send(
            union,
            "DefineProgramme",
            &json!({
                "programme_id": PROGRAMME, "organiser_unit_id": self.organiser,
                "family": "PROGRAMME_FAMILY_TECH_CONTEST",
                "terms": {
                    "name": "Hội thi mẫu", "cycle_months": 24,
                    "decider_unit_id": self.world.unit_of("award-authority"),
                    "legal_basis": "Căn cứ mẫu",
                },
                "defined_on": "2026-01-05", "decision_ref": self.decision("2026-01-05"),
                "illustrative": true,
            }),
        );
        self.send(
            union,
            "PlanRound",
            &json!({
                "round_id": ROUND, "organiser_unit_id": self.organiser,
                "programme_id": PROGRAMME, "number": 1, "title": "Hội thi mẫu lần thứ nhất",
                "schedule": { "entries_from": "2026-02-01", "entries_until": "2026-05-31" },
                "planned_on": "2026-01-10", "decision_ref": self.decision("2026-01-10"),
                "illustrative": true,
            }),
        );
        let issue = json!({
            "round_id": ROUND, "organiser_unit_id": self.organiser, "ruleset": ruleset(),
            "issued_on": "2026-01-15", "decision_ref": self.decision("2026-01-15"),
        });
        self.change(union, "IssueRuleset", &self.round(), &issue);
        let launch = json!({ "round_id": ROUND, "launched_on": "2026-01-20" });
        self.change(SECRETARY, "LaunchRound", &self.round(), &launch);
        self.in_phase("ROUND_PHASE_CHECKING").await;
    }

    /// One on paper, from start to eligible. That of the third field comes from the unit of a judge of it.
    fn enters(&mut self, number: usize, field: &str, file: &Value) {
        let (entry, participant) =
            (id(&format!("entry {number}")), id(&format!("person {number}")));
        let related = match field {
            "L3" => vec![self.world.unit_of("judge-3")],
            _ => Vec::new(),
        };
        let of = |more: Value| {
            let mut said = json!({ "round_id": ROUND, "entry_id": entry });
            said.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            said
        };
        let register = json!({
            "round_id": ROUND, "participant_id": participant, "on_paper": true,
            "details": { "full_name": format!("Tác giả mẫu {number} (minh họa)") },
        });
        self.send(SECRETARY, "RegisterParticipant", &register);
        let start = of(json!({
            "on_paper": true, "illustrative": true,
            "description": {
                "field_code": field, "title": format!("Giải pháp {number}"),
                "summary": "Nội dung minh họa", "origin_unit_id": self.organiser,
                "related_unit_ids": related,
            },
        }));
        self.send(SECRETARY, "StartEntry", &start);
        let stream = format!("entry-{entry}");
        let authors = json!([
            { "participant_id": participant, "share_hundredths": 10_000, "chief": true },
        ]);
        self.change(SECRETARY, "SetAuthors", &stream, &of(json!({ "authors": authors })));
        let dossier = json!([{ "part_code": "MO-TA", "file": file }]);
        self.change(SECRETARY, "SetDossier", &stream, &of(json!({ "dossier": dossier })));
        let submit = of(json!({ "ruleset_version": 1, "posted_on": "2026-05-20" }));
        self.change(SECRETARY, "SubmitEntry", &stream, &submit);
        let checks = json!([{ "clause_code": "DK1", "met": true }]);
        let screen = of(json!({ "ruleset_version": 1, "checks": checks }));
        self.change(SECRETARY, "ScreenEntry", &stream, &screen);
    }

    /// The capacities of those in the jury of a field: the chair leads them all.
    fn members(field: usize) -> Vec<String> {
        (0..3)
            .map(|more| format!("judge-{}", (field + more) % 6 + 1))
            .chain([CHAIR.into()])
            .collect()
    }

    /// Formed, declared, frozen, drawn; the id of the jury.
    fn has_a_jury(&mut self, number: usize, field: &str) -> String {
        let named = |office: &String| {
            let part = if office == CHAIR { "JURY_PART_CHAIR" } else { "JURY_PART_MEMBER" };
            let unit_id = self.world.unit_of(office);
            json!({ "judge": format!("mau-{office}"), "unit_id": unit_id, "part": part })
        };
        let members: Vec<_> = Self::members(number).iter().map(named).collect();
        let form = json!({
            "round_id": ROUND, "field_code": field, "members": members,
            "decision_ref": self.decision("2026-06-10"),
        });
        let formed = self.send(SECRETARY, "FormJury", &form);
        let etag = formed["etag"].as_str().unwrap().trim_matches('"').to_owned();
        let stream = etag.rsplit_once('-').unwrap().0.to_owned();
        let jury = stream.trim_start_matches("jury-").to_owned();
        let of = json!({ "round_id": ROUND, "jury_id": jury });
        for office in Self::members(number) {
            self.change(&office, "DeclareConflicts", &stream, &of);
        }
        let mut freeze = of.clone();
        freeze["frozen_on"] = "2026-06-12".into();
        self.change(SECRETARY, "FreezeJury", &stream, &freeze);
        let mut draw = of;
        draw["stage"] = "STAGE_FINAL".into();
        self.change(SECRETARY, "DrawAssignments", &stream, &draw);
        jury
    }

    /// Saved, handed in, signed.
    fn scores(&mut self, office: &str, sheet: &Value, said: [u32; 3]) {
        self.note(sheet["etag"].as_str().unwrap());
        let stream = format!("score_sheet-{}", sheet["sheet_id"].as_str().unwrap());
        let of = json!({ "round_id": ROUND, "sheet_id": sheet["sheet_id"] });
        let mut save = of.clone();
        save["scores"] = scores(said);
        self.change(office, "SaveSheetDraft", &stream, &save);
        self.change(office, "SubmitSheet", &stream, &of);
        self.change(office, "SignSheet", &stream, &of);
    }

    /// Who scores what in a field, as the secretariat sees it when there are so many: offices and codes.
    async fn assigned(&self, jury: &str, count: usize) -> Vec<(String, String)> {
        let pair = |it: &Value| {
            let text = |field: &str| it[field].as_str().unwrap().to_owned();
            (text("judge").trim_start_matches("mau-").to_owned(), text("entry_code"))
        };
        let look = || {
            let more = ["--stage", "final", "--jury", jury];
            let shown = self.shown(SECRETARY, "assignments", &more);
            let all = shown["assignments"].as_array().unwrap().iter();
            let pairs: Vec<_> = all.filter(|it| it["recused"] == false).map(pair).collect();
            if pairs.len() == count { Ok(pairs) } else { Err(shown.to_string()) }
        };
        eventually(&format!("{count} assignments stand"), look).await
    }

    /// What keeps the stage from being closed.
    fn blockers(&self) -> Vec<String> {
        let shown = self.shown(CHAIR, "blockers", &["--stage", "final"]);
        let all = shown["blockers"].as_array().unwrap();
        all.iter().map(|it| it["type"].as_str().unwrap().to_owned()).collect()
    }

    fn closes(&mut self) -> Result<Value, String> {
        let close = json!({ "round_id": ROUND, "stage": "STAGE_FINAL", "closed_on": "2026-07-10" });
        self.try_change(CHAIR, "CloseStage", &self.round(), &close)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_divergence_is_settled_jointly_and_a_recused_judge_is_replaced() {
    let world = World::start().await;
    let mut contest = Contest::staffed(&world).await;
    contest.is_opened().await;
    let file = contest.filed("mo-ta");
    for (number, field) in (1..).zip(ENTRIES) {
        contest.enters(number, FIELDS[field], &file);
    }
    contest.in_phase("ROUND_PHASE_CHECKING").await;
    let publish = json!({
        "round_id": ROUND, "published_on": "2026-06-08",
        "document_ref": contest.decision("2026-06-08"),
    });
    contest.change(SECRETARY, "PublishEligibleList", &contest.round(), &publish);
    let juries: Vec<_> = (0..FIELDS.len()).map(|it| contest.has_a_jury(it, FIELDS[it])).collect();
    let open = json!({ "round_id": ROUND, "stage": "STAGE_FINAL", "opened_on": "2026-06-15" });
    contest.change(SECRETARY, "OpenStage", &contest.round(), &open);

    let third = contest.assigned(&juries[2], 3).await;
    assert!(third.iter().all(|(judge, _)| judge != "judge-3"), "of the same unit: {third:?}");

    let (recused, second_code) = contest.assigned(&juries[1], 3).await.remove(0);
    let diverging = contest.assigned(&juries[0], 6).await.remove(0);
    let recusal = (recused.clone(), second_code.clone());
    everybody_scores(&mut contest, &juries, &diverging, &recusal).await;
    let told = contest.closes().unwrap_err();
    assert!(told.contains("DIVERGENCES_OPEN") && told.contains("TOO_FEW_SHEETS"), "{told}");
    replace(&mut contest, &juries[1], &recused, &second_code).await;
    agree(&mut contest, &diverging.1).await;
    let free = || match contest.blockers() {
        none if none.is_empty() => Ok(()),
        some => Err(format!("{some:?}")),
    };
    eventually("nothing keeps the stage", free).await;
    contest.in_phase("ROUND_PHASE_FINAL").await;
    contest.closes().unwrap();

    contest.in_phase("ROUND_PHASE_RANKED").await;
    let ranking = contest.shown(COMMITTEE, "ranking", &["--stage", "final"]);
    let ranked = ranking["entries"].as_array().unwrap();
    let joint: Vec<_> = ranked.iter().filter(|it| it["joint"] == true).collect();
    assert_eq!(joint.len(), 1);
    assert_eq!(
        (&joint[0]["entry_code"], &joint[0]["score"]),
        (&diverging.1.clone().into(), &"75".into())
    );
    let prize = |it: &Value| {
        let tier = if it["joint"] == true { "BA" } else { "NHI" };
        json!({ "entry_code": it["entry_code"], "tier_code": tier })
    };
    let first = json!([{ "entry_code": ranked[0]["entry_code"], "tier_code": "NHAT" }]);
    let mut propose = json!({ "round_id": ROUND, "prizes": first, "proposed_on": "2026-07-12" });
    propose["etag"] = contest.etag(&contest.round()).into();
    let refused = contest.try_change(COMMITTEE, "ProposePrizes", &contest.round(), &propose);
    assert!(refused.unwrap_err().contains("BELOW_THRESHOLD"));
    contest.decides(&ranked.iter().map(prize).collect::<Vec<_>>());
    let released = || {
        let shown = contest.shown("union-officer", "released", &[]);
        let tier = |it: &Value| it["tier_code"].as_str().unwrap().to_owned();
        let tiers: Vec<_> = shown["prizes"].as_array().unwrap().iter().map(tier).collect();
        if tiers.len() == ENTRIES.len() { Ok(tiers) } else { Err(format!("{tiers:?}")) }
    };
    let tiers = eventually("the prizes are released", released).await;
    assert_eq!(tiers, ["NHI", "NHI", "NHI", "NHI", "NHI", "NHI", "BA"]);
}

/// All sheets of all judges: on one entry they are too far apart, and on one a judge recuses herself.
async fn everybody_scores(
    contest: &mut Contest<'_>,
    juries: &[String],
    diverging: &(String, String),
    recusal: &(String, String),
) {
    let mut assigned = contest.assigned(&juries[0], 6).await;
    for jury in &juries[1..] {
        assigned.extend(contest.assigned(jury, 3).await);
    }
    let offices: BTreeSet<_> = assigned.iter().map(|it| it.0.clone()).collect();
    for office in offices {
        let own = assigned.iter().filter(|(judge, _)| *judge == office).count();
        for sheet in contest.sheets(&office, "SHEET_STATE_ASSIGNED", own).await {
            let pair = (office.clone(), sheet["entry_code"].as_str().unwrap().to_owned());
            if pair == *recusal {
                contest.note(sheet["etag"].as_str().unwrap());
                let stream = format!("score_sheet-{}", sheet["sheet_id"].as_str().unwrap());
                let abstain = json!({
                    "round_id": ROUND, "sheet_id": sheet["sheet_id"],
                    "kind": "CONFLICT_KIND_DISPUTE",
                });
                contest.change(&office, "AbstainFromEntry", &stream, &abstain);
            } else if pair == *diverging {
                contest.scores(&office, &sheet, [38, 29, 28]);
            } else if pair.1 == diverging.1 {
                contest.scores(&office, &sheet, [28, 21, 21]);
            } else {
                contest.scores(&office, &sheet, [34, 25, 24]);
            }
        }
    }
}

/// Whoever recused themselves cannot be assigned again; the one who is left scores in their place.
async fn replace(contest: &mut Contest<'_>, jury: &str, recused: &str, code: &str) {
    let stands = contest.assigned(jury, 2).await;
    let stands: Vec<_> = stands.into_iter().map(|(judge, _)| judge).collect();
    let free = Contest::members(1).into_iter().find(|it| it != recused && !stands.contains(it));
    let free = free.unwrap();
    let assign = |judge: &str| {
        json!({
            "round_id": ROUND, "jury_id": jury, "stage": "STAGE_FINAL",
            "judge": format!("mau-{judge}"), "entry_code": code, "reason": "Thay người đã rút",
        })
    };
    let stream = format!("jury-{jury}");
    let again = contest.try_change(SECRETARY, "AssignJudge", &stream, &assign(recused));
    assert!(again.unwrap_err().contains("CONFLICT_OF_INTEREST"));
    contest.change(SECRETARY, "AssignJudge", &stream, &assign(&free));
    let sheet = contest.sheets(&free, "SHEET_STATE_ASSIGNED", 1).await.remove(0);
    contest.scores(&free, &sheet, [34, 25, 24]);
}

/// The jury meets about the one entry that is scored too far apart.
async fn agree(contest: &mut Contest<'_>, code: &str) {
    let look = || {
        let shown = contest.shown(CHAIR, "divergences", &["--stage", "final", "--field", "L1"]);
        match shown["divergences"].as_array().unwrap().as_slice() {
            [one] => Ok(one.clone()),
            _ => Err(shown.to_string()),
        }
    };
    let diverging = eventually("the divergence is known", look).await;
    assert_eq!((&diverging["spread"], &diverging["settled"]), (&"25".into(), &false.into()));
    let present: Vec<_> = Contest::members(0).iter().map(|it| format!("mau-{it}")).collect();
    let joint = json!({
        "round_id": ROUND, "stage": "STAGE_FINAL", "entry_code": code,
        "scores": scores([30, 23, 22]), "present": present, "agreed_on": "2026-07-05",
        "minutes": contest.filed("bien-ban-cham-chung"),
    });
    contest.send(CHAIR, "RecordJointScore", &joint);
}
