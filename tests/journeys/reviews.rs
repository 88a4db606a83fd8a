//! What the journeys about reviews share: commands of consultancy by their names, files to cite, and figures before and
//! after.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::explains_every_figure::{exact, figures, sum};
use crate::world::{World, eventually};

/// Who does what, by the capacity acted in.
pub const OFFICE: &str = "union-officer";
pub const HEAD: &str = "unit-head";
pub const AUTHORITY: &str = "standing-board";
pub const REQUESTER: &str = "review-requester";

/// Numerator and denominator by quantity.
pub type Figures = BTreeMap<String, (i64, i64)>;

/// An indicator and its quantity, by how much both parts of its value move, and the events that explain it.
pub type Move<'m> = (&'m str, &'m str, (i64, i64), &'m [&'m str]);

impl World {
    /// Sends a command of consultancy in the name of an office; its receipt.
    pub fn try_sends(&self, capacity: &str, rpc: &str, says: &Value) -> Result<Value, String> {
        let verb = ["-o", "json", "review", "send", rpc];
        let told = self.try_ask_as(capacity, &verb, &says.to_string())?;
        Ok(serde_json::from_str(&told).unwrap())
    }

    /// The same.
    ///
    /// # Panics
    /// If it is refused.
    pub fn sends(&self, capacity: &str, rpc: &str, says: &Value) -> Value {
        self.try_sends(capacity, rpc, says).unwrap_or_else(|refused| panic!("{rpc}: {refused}"))
    }

    /// The same, once consultancy has heard of what it rests on: rights and calendars of others, a moment after they
    /// are recorded, and its own views.
    pub async fn sends_once_heard(&self, capacity: &str, rpc: &str, says: &Value) -> Value {
        let what = format!("{rpc} by {capacity} is done");
        eventually(&what, || self.try_sends(capacity, rpc, says)).await
    }

    /// The refusal of a command.
    pub fn refused(&self, capacity: &str, rpc: &str, says: &Value) -> String {
        self.try_sends(capacity, rpc, says).expect_err(rpc)
    }

    /// The Union has a regulation, of the sample data or a new one.
    pub async fn regulated(&self, effective_on: &str) {
        let kinds = ["POLICY", "MASTER_PLAN", "PROGRAMME", "PROJECT", "MATTER"];
        let days = |kind: &str| json!({ "scheme_kind": format!("SCHEME_KIND_{kind}"), "working_days": 20 });
        let terms = json!({
            "triage_working_days": 5,
            "review_days": kinds.map(days),
            "least_review_working_days": 10,
            "supply_working_days": 10,
            "answer_days": 30,
            "proposal_answer_days": 45,
            "council": {
                "least_members": 5, "usual_members": 7, "most_members": 11,
                "least_reviewers": 2, "least_independent_experts": 2, "conflict_years": 3,
            },
            "meeting": {
                "quorum_numerator": 2, "quorum_denominator": 3, "quorum_reviewers": 1,
                "papers_working_days": 7, "comments_working_days": 1,
            },
            "invitation": { "answer_working_days": 3, "opinion_working_days": 10 },
        });
        let issue = json!({
            "unit_id": self.unit_of(OFFICE), "effective_on": effective_on, "terms": terms,
            "decision_ref": self.decision(effective_on),
        });
        let look = || {
            let known = self.try_ask(&["review", "regulation"]).map(drop);
            known.or_else(|_| self.try_sends(HEAD, "IssueRegulation", &issue).map(drop))
        };
        eventually("the Union has a regulation", look).await;
    }

    /// A document of the Union, marked as a sample.
    pub fn decision(&self, issued_on: &str) -> Value {
        let issuer = self.unit_of(OFFICE);
        json!({ "number_symbol": "MẪU", "issued_on": issued_on, "issuer_unit_id": issuer })
    }

    /// A file that the Union keeps in consultancy, as commands cite it.
    pub async fn keeps(&self, text: &str) -> Value {
        let file = self.folder.join("cited.txt");
        std::fs::write(&file, text).unwrap();
        let file = file.display().to_string();
        let put = ["-o", "json", "evidence", "--service", "consultancy", "put", &file];
        let put = [&put[..], &["--unit", "HP.LHH"]].concat();
        let kept = eventually("the file is kept", || self.try_ask(&put)).await;
        let kept: Value = serde_json::from_str(&kept).unwrap();
        json!({ "evidence_id": kept["evidence_id"], "sha256": kept["sha256"] })
    }

    /// The line of the docket about a review, once it is as wanted.
    pub async fn docketed(&self, review: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let look = || {
            let docket = self.json(&["review", "docket"]);
            let lines = docket["lines"].as_array().cloned().unwrap_or_default();
            let line = lines.into_iter().find(|line| line["review_id"] == review);
            line.clone().filter(|line| wanted(line)).ok_or_else(|| format!("{line:?}"))
        };
        eventually("the docket has heard", look).await
    }

    pub fn figures(&self, window: &[&str]) -> Figures {
        let progress = self.json(&[&["progress"], window].concat());
        let told = |figure: &&Value| {
            let value = figure.get("value").map_or((0, 0), exact);
            (figure["identifier"].as_str().unwrap().to_owned(), value)
        };
        figures(&progress).iter().map(told).collect()
    }

    /// Each of these quantities has moved by so much, and its explanation names these events about the subject.
    pub async fn moved(
        &self,
        window: &[&str],
        before: &Figures,
        subject: &str,
        expected: &[Move<'_>],
    ) {
        for &(code, quantity, by, types) in expected {
            let (amount, base) = before[quantity];
            let wanted = (amount + by.0, base + by.1);
            let explain = ["progress", "explain", code, "--quantity", quantity];
            let explain = [&explain[..], window].concat();
            let look = || {
                let told = self.json(&explain);
                let value = told["figure"].get("value").map_or((0, 0), exact);
                // A count is over 1, and over nothing before there is any.
                let is_so = value.0 == wanted.0 && (value.1 == wanted.1 || by.1 == 0);
                if is_so {
                    Ok(told)
                } else {
                    Err(format!("{quantity} is {value:?}, not {wanted:?}"))
                }
            };
            let told = eventually(&format!("{code} has moved"), look).await;
            assert_eq!(sum(&told, "amount"), wanted.0, "{code} adds up");
            let contributions = told["contributions"].as_array().unwrap();
            let about = contributions.iter().filter(|it| it["fact"]["subject_id"] == subject);
            let mut named: Vec<_> = about.map(|it| it["fact"]["event_type"].clone()).collect();
            named.sort_by_key(Value::to_string);
            assert_eq!(named, types, "{code} is explained by events");
        }
    }
}
