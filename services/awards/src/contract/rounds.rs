//! Rounds as the contract says them.

use contracts::awards::v1 as wire;

use crate::domain::round::Schedule;

/// Without the grace, which is told to the secretariat only.
impl From<Schedule> for wire::RoundSchedule {
    fn from(schedule: Schedule) -> Self {
        Self {
            entries_from: schedule.entries_from.to_string(),
            entries_until: schedule.entries_until.to_string(),
            grace_days: 0,
        }
    }
}
