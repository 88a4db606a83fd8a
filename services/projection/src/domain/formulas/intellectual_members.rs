//! II.4.b/4: of the members declared, those with a college degree or higher.
//!
//! A declaration that does not state them stays out of the part and out of the whole.

use super::members_declared::judge_latest;
use super::{Formula, Judge, Scene};
use crate::domain::figure::{Amount, Judged, Silence, Sort};
use crate::domain::window::Measured;

pub const V1: Formula = Formula {
    quantity: "intellectual_members_pct",
    version: 1,
    sort: Sort::Share,
    silence: Silence::NoData,
    feeds: &["HeadcountDeclared", "HeadcountCorrected"],
    judge: Judge::Events(judge),
};

fn judge<'s>(scene: &'s Scene<'_>, measured: Measured) -> Vec<Judged<'s>> {
    judge_latest(scene, measured, |headcount| {
        Some(Amount { part: headcount.intellectuals?, whole: headcount.members })
    })
}
