//! II.5.e/7: of the prizes whose twelfth or twenty-fourth month since the decision ended in the window, those whose entry
//! was applied as somebody saw it last by the window's end.
//!
//! That a prize has come to such a day adds to the whole, what was seen last to the part. A prize that was taken back
//! is none.

use chrono::{Months, NaiveDate};

use super::{Formula, Judge, Scene, outside, prizes};
use crate::domain::contest::{ApplicationSeen, PrizeAwarded};
use crate::domain::facts::Fact;
use crate::domain::figure::{
    Amount, Choice, Class, Judged, Reason, Share, Silence, Sort, Subject, Verdict,
};
use crate::domain::window::Measured;

pub const V1: Formula = Formula {
    quantity: "applied_after_prize_pct",
    version: 1,
    sort: Sort::Share,
    silence: Silence::NoData,
    feeds: &["PrizeAwarded", "PrizeRevoked", "ApplicationFollowUpRecorded"],
    judge: Judge::Events(judge),
};

const MARKS: [(u32, Class); 2] =
    [(12, after("MONTHS_12", "Sau 12 tháng")), (24, after("MONTHS_24", "Sau 24 tháng"))];

const fn after(key: &'static str, label: &'static str) -> Class {
    Class::Choice(Choice { dimension: "after", key, label })
}

fn judge<'s>(scene: &'s Scene<'_>, measured: Measured) -> Vec<Judged<'s>> {
    let awarded = scene.facts.prizes.iter().map(|fact| Judged {
        origin: &fact.origin,
        subject: subject(fact),
        home: Some(fact.what.origin_unit),
        verdict: prizes::revoked(scene, fact.what.prize)
            .unwrap_or_else(|| due(fact, measured, Amount { part: 0, whole: 1 })),
    });
    let seen = scene.facts.applications_seen.iter().map(|fact| {
        let prize = scene.contests.prize(fact.what.prize);
        Judged {
            origin: &fact.origin,
            subject: prize.map_or_else(|| unknown(&fact.what), subject),
            home: Some(fact.what.origin_unit),
            verdict: seen(scene, fact, measured),
        }
    });
    let revoked = scene.facts.revocations.iter().filter_map(|fact| {
        let prize = &scene.contests.prize(fact.what.prize)?.what;
        Some(prizes::taking_back(fact, &prize.tier.name, prize.origin_unit, measured))
    });
    awarded.chain(seen).chain(revoked).collect()
}

fn seen(scene: &Scene<'_>, fact: &Fact<ApplicationSeen>, measured: Measured) -> Verdict {
    let prize = fact.what.prize;
    if fact.origin.occurred_on > measured.until {
        return Verdict::left_out(Reason::AfterWindow);
    }
    if let Some(revoked) = prizes::revoked(scene, prize) {
        return revoked;
    }
    let last = scene.contests.seen(prize, measured.until);
    match last.filter(|last| last.origin.event_id != fact.origin.event_id) {
        Some(later) => Verdict::replaced(Reason::Superseded, later.origin.event_id),
        None => match scene.contests.prize(prize) {
            Some(awarded) if fact.what.applied => due(awarded, measured, Amount::ONE),
            Some(_) | None => Verdict::left_out(Reason::NotCounted),
        },
    }
}

/// So much for each of the days that a prize comes to in the window.
fn due(prize: &Fact<PrizeAwarded>, measured: Measured, each: Amount) -> Verdict {
    let day = |months| prize.origin.occurred_on.checked_add_months(Months::new(months));
    let outside = |months| outside(measured, day(months).unwrap_or(NaiveDate::MAX));
    let here = MARKS.into_iter().filter(|(months, _)| outside(*months).is_none());
    let classes: Vec<_> = here.map(|(_, class)| (class, each)).collect();
    if classes.is_empty() {
        let [(first, _), _] = MARKS;
        return Verdict::left_out(outside(first).unwrap_or(Reason::NotCounted));
    }
    let amount = classes.iter().map(|(_, amount)| *amount).sum();
    Verdict::Counted(Share { amount, classes })
}

fn subject(fact: &Fact<PrizeAwarded>) -> Subject<'_> {
    let PrizeAwarded { prize, tier, illustrative, .. } = &fact.what;
    Subject::Kept { id: *prize, name: &tier.name, illustrative: *illustrative }
}

fn unknown(seen: &ApplicationSeen) -> Subject<'static> {
    Subject::Kept { id: seen.prize, name: "", illustrative: seen.illustrative }
}
