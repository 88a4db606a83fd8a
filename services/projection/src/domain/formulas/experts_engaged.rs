//! II.5.b/2: experts who were assigned in the window, each once; beside them their assignments.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{Formula, Judge, Scene, outside};
use crate::domain::figure::{Amount, Choice, Class, Judged, Share, Silence, Sort, Verdict};
use crate::domain::window::Measured;

pub const V1: Formula = Formula {
    quantity: "experts_engaged",
    version: 1,
    sort: Sort::Count,
    silence: Silence::Zero,
    feeds: &["ExpertAssigned"],
    judge: Judge::Events(judge),
};

const ASSIGNMENTS: Class =
    Class::Choice(Choice {
        dimension: "assignments", key: "ASSIGNMENTS", label: "Lượt phân công"
    });

fn judge<'s>(scene: &'s Scene<'_>, measured: Measured) -> Vec<Judged<'s>> {
    let mut assigned: Vec<_> = scene.facts.experts_assigned.iter().collect();
    assigned.sort_by_key(|fact| fact.order());
    let mut first: BTreeMap<Uuid, Uuid> = BTreeMap::new();
    let judged = assigned.into_iter().map(|fact| Judged {
        origin: &fact.origin,
        subject: scene.reviews.subject(fact.what.review),
        home: scene.reviews.union(fact.what.review),
        verdict: match outside(measured, fact.origin.occurred_on) {
            Some(reason) => Verdict::left_out(reason),
            None => {
                let own = fact.origin.event_id;
                let known = *first.entry(fact.what.expert).or_insert(own) != own;
                let amount = Amount::count(i64::from(!known));
                Verdict::Counted(Share { amount, classes: vec![(ASSIGNMENTS, Amount::ONE)] })
            }
        },
    });
    judged.collect()
}
