//! II.5.f/1: scientific organisations and clubs in the Union on the last day, and forums that records
//! tell of. A forum that is in the Union under the same name is one of these, and not told twice.

use std::collections::BTreeMap;

use super::records::Counted;
use super::{Formula, Judge, Scene, member_organisations};
use crate::domain::facts::{MemberKind, PlanId};
use crate::domain::figure::{Judged, Reason, Silence, Sort, Subject, Verdict};
use crate::domain::record::plain;
use crate::domain::window::Measured;

pub const V1: Formula = Formula {
    quantity: "st_bodies_and_forums",
    version: 1,
    sort: Sort::Count,
    silence: Silence::Zero,
    feeds: &[
        "AffiliatedUnitEstablished",
        "AffiliatedUnitClosed",
        "ClubEstablished",
        "ClubClosed",
        "EvidencedRecordFiled",
        "EvidencedRecordVerified",
        "EvidencedRecordRejected",
        "EvidencedRecordRetracted",
    ],
    judge: Judge::UnderPlan(judge),
};

/// The field with a forum's name.
const NAME: &str = "name";

fn judge<'s>(scene: &'s Scene<'_>, plan: PlanId, measured: Measured) -> Vec<Judged<'s>> {
    let is_body = |kind| matches!(kind, MemberKind::AffiliatedUnit | MemberKind::Club);
    let mut judged = member_organisations::of_kinds(scene, measured, is_body);
    let names: BTreeMap<_, _> = judged
        .iter()
        .filter(|judged| matches!(judged.verdict, Verdict::Counted(_)))
        .filter_map(|judged| Some((name(scene, judged, measured)?, judged.origin.event_id)))
        .collect();
    let forums = Counted::find(V1.quantity);
    let forums = forums.map(|forums| forums.judge(scene, plan, measured)).unwrap_or_default();
    judged.extend(forums.into_iter().map(|forum| {
        let stands = matches!(forum.verdict, Verdict::Counted(_) | Verdict::Awaits(_));
        let twice = name(scene, &forum, measured).and_then(|name| names.get(&name));
        match twice.filter(|_| stands) {
            Some(of) => Judged { verdict: Verdict::replaced(Reason::Duplicate, *of), ..forum },
            None => forum,
        }
    }));
    judged
}

fn name(scene: &Scene<'_>, judged: &Judged<'_>, measured: Measured) -> Option<String> {
    let name = match judged.subject {
        Subject::Organisation(id) => scene.register.name_on(id, measured.until)?,
        Subject::Record(record) => record.words(NAME).first()?.as_str(),
        Subject::Unit(_) | Subject::Group(_) | Subject::Kept { .. } => return None,
    };
    Some(plain(name))
}
