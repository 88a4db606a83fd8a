//! Facts about contests, as rows.

use super::{At, Rows};
use crate::domain::contest::{EntryStepped, PrizeAwarded, RoundPlanned, RoundShown};
use crate::heard::ContestTold;

impl Rows {
    pub(super) fn tell_of_contests(&mut self, at: At, told: &ContestTold) {
        match told {
            ContestTold::RoundPlanned(it) => {
                let RoundPlanned { round, family, title, illustrative } = it;
                let row = (round.0, (*family).into(), title.clone(), *illustrative);
                self.contest_round.push(at, row);
            }
            ContestTold::RoundShown(it) => {
                let RoundShown { round, organiser, occasion, illustrative } = *it;
                let row = (round.0, organiser.0, occasion.into(), illustrative);
                self.contest_round_shown.push(at, row);
            }
            ContestTold::EntryStepped(it) => {
                let EntryStepped { entry, round, step, origin_unit, illustrative } = *it;
                let unit = origin_unit.map(|unit| unit.0);
                let row = (entry.0, round.0, step.into(), unit, illustrative);
                self.contest_entry_step.push(at, row);
            }
            ContestTold::PrizeAwarded(it) => {
                let PrizeAwarded { prize, entry, round, origin_unit, tier, illustrative } = it;
                let (code, name) = (tier.code.to_string(), tier.name.to_string());
                let unit = origin_unit.0;
                let row = (*prize, entry.0, round.0, unit, code, name, *illustrative);
                self.contest_prize.push(at, row);
            }
        }
    }
}
