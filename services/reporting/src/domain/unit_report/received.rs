//! What a unit was to receive from others before it reports itself: each report is decided, or known not to
//! have come.
//!
//! It waits for nobody after their due day, so one unit that keeps silent holds up no province: whoever did not
//! report is listed in the report and frozen with it, and who comes later is late.

use chrono::NaiveDate;

use super::{Rejection, Stage, Standing};
use crate::domain::UnitId;

/// A report that the unit was to receive, on the day on which it hands in its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Received {
    pub unit: UnitId,
    pub so: So,
}

/// How it stands, for its receiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum So {
    /// Approved by the receiver, or not owed any more.
    Settled,
    /// It did not come by its due day.
    Missing,
    /// It waits for the receiver, or there is time for it.
    Open,
}

impl Standing {
    /// How it stands for a unit on its route, on a day. `unit_ended_on`: when its own unit ended, if it has.
    #[must_use]
    pub fn received_by(&self, by: UnitId, on: NaiveDate, unit_ended_on: Option<NaiveDate>) -> So {
        let place = self.obligation.route.iter().position(|receiver| receiver.unit == by);
        let approved = place.is_some_and(|place| self.approved_by.len() > place);
        // While it is corrected, what was locked stands.
        if approved || self.version > 1 || unit_ended_on.is_some_and(|end| end <= self.due_on) {
            return So::Settled;
        }
        match self.stage {
            Stage::Locked | Stage::Excused => So::Settled,
            Stage::Submitted | Stage::InReview | Stage::Approved => So::Open,
            Stage::Expected | Stage::Draft | Stage::Returned if on > self.due_on => So::Missing,
            Stage::Expected | Stage::Draft | Stage::Returned => So::Open,
        }
    }
}

/// The units whose reports have not come; refused while one is open.
pub(super) fn missing(received: &[Received]) -> Result<Vec<UnitId>, Rejection> {
    let so = |so: So| received.iter().filter(move |it| it.so == so).map(|it| it.unit);
    let open: Vec<_> = so(So::Open).collect();
    if open.is_empty() {
        Ok(so(So::Missing).collect())
    } else {
        Err(Rejection::ReportsOpen { units: open })
    }
}
