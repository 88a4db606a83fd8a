//! II.5.e/6: sheets for each entry that was judged in a stage that was closed in the window; beside it sheets that
//! were opened again, for each sheet; entries that the jury settled jointly, for each entry; and appeals that were upheld,
//! for each that was lodged in the window. Where persons are honoured nobody judges, but a council votes.

use super::{Formula, Judge, Scene, outside};
use crate::domain::contest::{AppealStep, StageJudged};
use crate::domain::figure::{Amount, Choice, Class, Judged, Reason, Share, Silence, Sort, Verdict};
use crate::domain::window::Measured;

pub const V1: Formula = Formula {
    quantity: "judging_quality",
    version: 1,
    sort: Sort::Mean,
    silence: Silence::NoData,
    feeds: &["StageJudged", "AppealLodged", "AppealResolved"],
    judge: Judge::Events(judge),
};

const SHEETS: Class = per("SHEETS_PER_ENTRY", "Số phiếu chấm mỗi hồ sơ");
const REOPENED: Class = per("REOPENED_PER_SHEET", "Số lần mở lại mỗi phiếu chấm");
const SETTLED: Class =
    per("SETTLED_JOINTLY_PER_ENTRY", "Số lần chấm thống nhất do chênh điểm mỗi hồ sơ");
const UPHELD: Class = per("UPHELD_PER_APPEAL", "Số khiếu nại được chấp nhận trên số đã gửi");

const fn per(key: &'static str, label: &'static str) -> Class {
    Class::Choice(Choice { dimension: "judging", key, label })
}

fn judge<'s>(scene: &'s Scene<'_>, measured: Measured) -> Vec<Judged<'s>> {
    let stages = scene.facts.stages_judged.iter().map(|fact| Judged {
        origin: &fact.origin,
        subject: scene.contests.round(fact.what.round, fact.what.illustrative),
        home: Some(fact.what.organiser),
        verdict: match outside(measured, fact.origin.occurred_on) {
            Some(reason) => Verdict::left_out(reason),
            None if scene.contests.honours_persons(fact.what.round) => {
                Verdict::left_out(Reason::NotCounted)
            }
            None => Verdict::Counted(share(&fact.what)),
        },
    });
    stages.chain(appeals(scene, measured)).collect()
}

fn share(judged: &StageJudged) -> Share {
    let StageJudged { entries, sheets, reopened, settled_jointly, .. } = *judged;
    let sheets_per_entry = Amount { part: sheets, whole: entries };
    Share {
        amount: sheets_per_entry,
        classes: vec![
            (SHEETS, sheets_per_entry),
            (REOPENED, Amount { part: reopened, whole: sheets }),
            (SETTLED, Amount { part: settled_jointly, whole: entries }),
        ],
    }
}

/// An appeal is of the day it was lodged: its answer counts there, when it is known by the end of the window.
fn appeals<'s>(scene: &'s Scene<'_>, measured: Measured) -> impl Iterator<Item = Judged<'s>> {
    scene.facts.appeal_steps.iter().map(move |fact| {
        let lodged = scene.contests.appeal(fact.what.appeal);
        let day = lodged.map_or(fact.origin.occurred_on, |it| it.origin.occurred_on);
        let answered_later = fact.origin.occurred_on > measured.until;
        let verdict = match outside(measured, day) {
            Some(reason) => Verdict::left_out(reason),
            None if answered_later => Verdict::left_out(Reason::AfterWindow),
            None => match fact.what.step {
                AppealStep::Lodged => beside(Amount { part: 0, whole: 1 }),
                AppealStep::Upheld => beside(Amount { part: 1, whole: 0 }),
                AppealStep::Rejected | AppealStep::Dismissed => {
                    Verdict::left_out(Reason::NotCounted)
                }
            },
        };
        Judged {
            origin: &fact.origin,
            subject: scene.contests.round(fact.what.round, fact.what.illustrative),
            home: lodged.and_then(|it| it.what.organiser),
            verdict,
        }
    })
}

fn beside(amount: Amount) -> Verdict {
    Verdict::Counted(Share { amount: Amount::default(), classes: vec![(UPHELD, amount)] })
}
