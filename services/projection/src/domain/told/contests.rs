//! Facts about contests.

use uuid::Uuid;

use super::{Told, UNION};
use crate::domain::contest::*;
use crate::domain::facts::{Fact, UnitId};

pub const ROUND: RoundId = RoundId(Uuid::from_u128(301));

pub fn entry(n: u128) -> EntryId {
    EntryId(Uuid::from_u128(400 + n))
}

/// The prize, or the honour, that was told at this position.
fn prize(position: i64) -> Uuid {
    Uuid::from_u128(position.try_into().unwrap())
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

    pub fn honoured(&mut self, persons: i64, from: UnitId, on: &str) -> i64 {
        let origin = self.origin("HonourConferred", on);
        let what = HonourConferred {
            honour: origin.event_id,
            entry: entry(1),
            round: ROUND,
            origin_unit: from,
            persons,
            title: "Trí thức tiêu biểu".to_owned(),
            illustrative: false,
        };
        self.facts.honours.push(Fact { origin, what });
        self.last
    }

    /// Of the prize, or the honour, that the event at this position told of.
    pub fn revoked(&mut self, awarded: i64, on: &str) -> i64 {
        let prize = prize(awarded);
        let origin = self.origin("PrizeRevoked", on);
        self.facts
            .revocations
            .push(Fact { origin, what: PrizeRevoked { prize, illustrative: false } });
        self.last
    }

    pub fn applied(&mut self, awarded: i64, applied: bool, on: &str) -> i64 {
        let prize = prize(awarded);
        let origin = self.origin("ApplicationFollowUpRecorded", on);
        let (round, origin_unit, illustrative) = (ROUND, UNION, false);
        let what = ApplicationSeen { prize, round, origin_unit, applied, illustrative };
        self.facts.applications_seen.push(Fact { origin, what });
        self.last
    }

    pub fn national(&mut self, entry: EntryId, step: NationalStep, on: &str) -> i64 {
        let origin = self.origin("EntryNominatedToNational", on);
        let (round, origin_unit, illustrative) = (ROUND, UNION, false);
        let name = "Toàn quốc lần thứ 18".to_owned();
        let what = NationalStepped { entry, round, origin_unit, step, name, illustrative };
        self.facts.national_steps.push(Fact { origin, what });
        self.last
    }

    pub fn stage_judged(
        &mut self,
        [entries, sheets, reopened, settled]: [i64; 4],
        on: &str,
    ) -> i64 {
        let origin = self.origin("StageJudged", on);
        let what = StageJudged {
            round: ROUND,
            organiser: UNION,
            entries,
            sheets,
            reopened,
            settled_jointly: settled,
            illustrative: false,
        };
        self.facts.stages_judged.push(Fact { origin, what });
        self.last
    }

    pub fn appealed(&mut self, appeal: u128, step: AppealStep, on: &str) -> i64 {
        let origin = self.origin("AppealLodged", on);
        let organiser = (step == AppealStep::Lodged).then_some(UNION);
        let (appeal, round, illustrative) = (Uuid::from_u128(appeal), ROUND, false);
        let what = AppealStepped { appeal, round, organiser, step, illustrative };
        self.facts.appeal_steps.push(Fact { origin, what });
        self.last
    }
}
