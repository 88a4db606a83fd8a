//! The working calendar of each year as one command.

use chrono::NaiveDate;
use contracts::reporting::v1 as proto;

use super::command::{Command, Kind};
use super::phases::Phase;
use crate::data::{Calendar, CalendarDay, ReviewedFiles};

pub fn phase(files: &ReviewedFiles) -> Phase {
    Phase::of(files.calendars.iter().map(|calendar| vec![declare(calendar)]).collect())
}

fn declare(calendar: &Calendar) -> Command {
    let day = |day: &CalendarDay| proto::CalendarDay {
        on: day.on.to_string(),
        kind: day.kind.into(),
        name: day.name.clone(),
        certainty: day.certainty.into(),
    };
    let request = proto::DeclareCalendarRequest {
        year: calendar.year,
        days: calendar.days.iter().map(day).collect(),
        ..Default::default()
    };
    let first_day = NaiveDate::from_ymd_opt(calendar.year, 1, 1).unwrap_or_default();
    Command::new(
        Kind::Calendar,
        format!("calendar {}", calendar.year),
        "declared",
        first_day,
        &request,
    )
}
