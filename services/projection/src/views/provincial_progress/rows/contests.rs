//! Facts about contests, as rows.

use super::{At, Rows};
use crate::domain::contest::{
    AppealStepped, ApplicationSeen, EntryStepped, HonourConferred, NationalStepped, PrizeAwarded,
    PrizeRevoked, RoundPlanned, RoundShown, StageJudged,
};
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
            ContestTold::HonourConferred(it) => {
                let HonourConferred { honour, entry, round, origin_unit, .. } = it;
                let (unit, persons, title) = (origin_unit.0, it.persons, it.title.clone());
                let row = (*honour, entry.0, round.0, unit, persons, title, it.illustrative);
                self.contest_honour.push(at, row);
            }
            ContestTold::PrizeRevoked(it) => {
                let PrizeRevoked { prize, illustrative } = *it;
                self.contest_prize_revoked.push(at, (prize, illustrative));
            }
            ContestTold::StageJudged(it) => {
                let StageJudged { round, organiser, entries, sheets, reopened, .. } = *it;
                let (settled, sample) = (it.settled_jointly, it.illustrative);
                let row = (round.0, organiser.0, entries, sheets, reopened, settled, sample);
                self.contest_stage_judged.push(at, row);
            }
            ContestTold::AppealStepped(it) => {
                let AppealStepped { appeal, round, organiser, step, illustrative } = *it;
                let organiser = organiser.map(|unit| unit.0);
                let row = (appeal, round.0, organiser, step.into(), illustrative);
                self.contest_appeal_step.push(at, row);
            }
            ContestTold::NationalStepped(it) => {
                let NationalStepped { entry, round, origin_unit, step, name, illustrative } = it;
                let (step, name) = ((*step).into(), name.clone());
                let row = (entry.0, round.0, origin_unit.0, step, name, *illustrative);
                self.contest_national_step.push(at, row);
            }
            ContestTold::ApplicationSeen(it) => {
                let ApplicationSeen { prize, round, origin_unit, applied, illustrative } = *it;
                let row = (prize, round.0, origin_unit.0, applied, illustrative);
                self.contest_application_seen.push(at, row);
            }
        }
    }
}
