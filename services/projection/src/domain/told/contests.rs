//! Facts about contests.

use uuid::Uuid;

use super::Told;
use crate::domain::contest::*;
use crate::domain::facts::{Fact, UnitId};

pub const ROUND: RoundId = RoundId(Uuid::from_u128(301));

pub fn entry(n: u128) -> EntryId {
    EntryId(Uuid::from_u128(400 + n))
}

impl Told {
    pub fn planned(&mut self, family: Family, on: &str) {
        let origin = self.origin("RoundPlanned", on);
        let title = "Lần thứ 14".to_owned();
        let what = RoundPlanned { round: ROUND, family, title, illustrative: true };
        self.facts.rounds.push(Fact { origin, what });
    }

    pub fn shown(&mut self, organiser: UnitId, occasion: Occasion, on: &str) -> i64 {
        let origin = self.origin("RoundLaunched", on);
        let what = RoundShown { round: ROUND, organiser, occasion, illustrative: true };
        self.facts.rounds_shown.push(Fact { origin, what });
        self.last
    }

    pub fn submitted(&mut self, entry: EntryId, from: UnitId, on: &str) -> i64 {
        self.stepped(entry, EntryStep::Submitted, Some(from), on)
    }

    pub fn became_of(&mut self, entry: EntryId, step: EntryStep, on: &str) -> i64 {
        self.stepped(entry, step, None, on)
    }

    fn stepped(
        &mut self,
        entry: EntryId,
        step: EntryStep,
        origin_unit: Option<UnitId>,
        on: &str,
    ) -> i64 {
        let origin = self.origin("EntrySubmitted", on);
        let what = EntryStepped { entry, round: ROUND, step, origin_unit, illustrative: false };
        self.facts.entry_steps.push(Fact { origin, what });
        self.last
    }

    pub fn prize(&mut self, entry: EntryId, from: UnitId, tier: &Tier, on: &str) -> i64 {
        let origin = self.origin("PrizeAwarded", on);
        let what = PrizeAwarded {
            prize: origin.event_id,
            entry,
            round: ROUND,
            origin_unit: from,
            tier: tier.clone(),
            illustrative: false,
        };
        self.facts.prizes.push(Fact { origin, what });
        self.last
    }
}
