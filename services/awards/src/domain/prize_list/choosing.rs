//! Who may be proposed for which prize.

use std::collections::{BTreeMap, BTreeSet};

use super::{Proposed, Rejection};
use crate::domain::codes::{EntryCode, TierCode};
use crate::domain::ranking::{Placed, Ranking};
use crate::domain::ruleset::rules::{Quota, Rules, Tier};

/// The proposal, where the ruleset allows it.
pub(super) fn chosen(
    prizes: Vec<Proposed>,
    ranking: &Ranking,
    rules: &Rules,
) -> Result<BTreeSet<Proposed>, Rejection> {
    let mut given: BTreeMap<&EntryCode, &TierCode> = BTreeMap::new();
    for Proposed { code, tier } in &prizes {
        if given.insert(code, tier).is_some() {
            return Err(Rejection::EntryTwice { code: code.clone() });
        }
        let known = rules.tiers.iter().find(|it| it.code == *tier);
        let tier = known.ok_or_else(|| Rejection::UnknownCode { code: tier.to_string() })?;
        let placed = ranking.find(code);
        let placed = placed.ok_or_else(|| Rejection::NotAFinalist { code: code.clone() })?;
        enough_points(placed, tier)?;
    }
    within_places(&given, ranking, &rules.quotas)?;
    in_rank(&given, ranking, rules)?;
    Ok(prizes.into_iter().collect())
}

fn enough_points(placed: &Placed, tier: &Tier) -> Result<(), Rejection> {
    let has_enough = tier.least.is_none_or(|least| placed.score >= least.into());
    if has_enough {
        Ok(())
    } else {
        Err(Rejection::BelowThreshold { code: placed.code.clone(), tier: tier.code.clone() })
    }
}

/// Places are ceilings: fewer may be given, or none. A tier that the ruleset gives no places has none.
fn within_places(
    given: &BTreeMap<&EntryCode, &TierCode>,
    ranking: &Ranking,
    quotas: &[Quota],
) -> Result<(), Rejection> {
    if let Some(tier) = given.values().find(|tier| quotas.iter().all(|it| it.tier != ***tier)) {
        return Err(Rejection::QuotaExceeded { tier: TierCode::clone(tier), places: 0 });
    }
    for Quota { tier, field, places } in quotas {
        let counts = |placed: &&Placed| {
            field.as_ref().is_none_or(|field| placed.field == *field)
                && given.get(&placed.code) == Some(&tier)
        };
        let count = ranking.placed.iter().filter(counts).count();
        if u32::try_from(count).is_ok_and(|count| count > *places) {
            return Err(Rejection::QuotaExceeded { tier: tier.clone(), places: *places });
        }
    }
    Ok(())
}

/// Nobody gets a higher prize than somebody who is ahead of them: in their field, and in the whole round where
/// no places are by field.
fn in_rank(
    given: &BTreeMap<&EntryCode, &TierCode>,
    ranking: &Ranking,
    rules: &Rules,
) -> Result<(), Rejection> {
    let by_field = rules.quotas.iter().any(|it| it.field.is_some());
    let none = rules.tiers.len();
    let height = |placed: &Placed| {
        let tier = given.get(&placed.code);
        tier.and_then(|tier| rules.tiers.iter().position(|it| it.code == **tier)).unwrap_or(none)
    };
    for winner in &ranking.placed {
        let is_passed_over = |other: &&Placed| {
            (!by_field || other.field == winner.field)
                && ranking.is_ahead(other, winner)
                && height(other) > height(winner)
        };
        if ranking.placed.iter().any(|other| is_passed_over(&other)) {
            return Err(Rejection::OutOfRank { code: winner.code.clone() });
        }
    }
    Ok(())
}
