//! The one place that reads the system clock. Domain code gets days and instants in its commands.

use std::time::SystemTime;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, TimeDelta, Utc};
use tokio::sync::watch;

/// Business dates are days in Vietnam.
const VIETNAM: FixedOffset = match FixedOffset::east_opt(7 * 3600) {
    Some(offset) => offset,
    None => unreachable!(),
};

/// The first moment of a day in Vietnam.
#[must_use]
pub fn beginning_of(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc() - TimeDelta::seconds(VIETNAM.local_minus_utc().into())
}

/// The day in Vietnam on which an instant is.
#[must_use]
pub fn day_of(instant: DateTime<Utc>) -> NaiveDate {
    instant.with_timezone(&VIETNAM).date_naive()
}

/// Tells the time: the system's, or what a test has set.
#[derive(Debug, Clone)]
pub struct Clock(Source);

#[derive(Debug, Clone)]
enum Source {
    System,
    Set(watch::Receiver<DateTime<Utc>>),
}

impl Clock {
    #[must_use]
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands still until its holder moves it.
    #[must_use]
    pub fn set(instant: DateTime<Utc>) -> (watch::Sender<DateTime<Utc>>, Self) {
        let (hand, instant) = watch::channel(instant);
        (hand, Self(Source::Set(instant)))
    }

    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        match &self.0 {
            #[expect(clippy::disallowed_methods, reason = "this is the one place that reads it")]
            Source::System => SystemTime::now().into(),
            Source::Set(instant) => *instant.borrow(),
        }
    }

    /// Today's date in Vietnam.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        day_of(self.now())
    }

    /// What the scheduler goes by: the database's clock, or the same set one.
    #[must_use]
    pub fn for_scheduler(&self) -> ledger::scheduler::Clock {
        match &self.0 {
            Source::System => ledger::scheduler::Clock::Database,
            Source::Set(instant) => ledger::scheduler::Clock::Set(instant.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_in_vietnam_begins_seven_hours_before_utc() {
        let (hand, clock) = Clock::set("2026-12-31T16:59:59Z".parse().unwrap());
        assert_eq!(clock.today().to_string(), "2026-12-31");
        hand.send("2026-12-31T17:00:00Z".parse().unwrap()).unwrap();
        assert_eq!(clock.today().to_string(), "2027-01-01");
        assert_eq!(beginning_of(clock.today()), clock.now());
    }
}
