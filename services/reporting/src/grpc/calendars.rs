//! `CalendarService`.

use chassis::access::Access;
use chassis::clock::Clock;
use chassis::fields::{self, Fields};
use chrono::{Datelike as _, NaiveDate};
use contracts::reporting::v1 as wire;
use contracts::reporting::v1::calendar_service_server::CalendarService;
use ledger::view::Reader;
use ledger::{CommandHandler, Decider as _, Ledger};
use tonic::{Request, Response, Status};

use super::plan_fields::optional_decision;
use super::{DOMAIN, unreadable};
use crate::contract;
use crate::domain::CalendarId;
use crate::domain::calendar::{Calendar, Command, DeclaredDay};
use crate::domain::period;
use crate::published;
use crate::views::working_calendar::WorkingCalendar;
use crate::views::working_calendar::queries::{find_calendar, working_days};

const NAME: usize = 300;
const LINE: usize = 1_000;
const DAYS: usize = 100;
/// How far is counted in one call.
const YEARS: i32 = 10;
const MOST_ADDED: u32 = 1_000;

pub(super) struct Calendars {
    ledger: Ledger,
    calendars: CommandHandler<Calendar>,
    calendar: Reader<WorkingCalendar>,
    clock: Clock,
    access: Access,
}

impl Calendars {
    pub(super) fn new(
        ledger: Ledger,
        calendar: Reader<WorkingCalendar>,
        clock: Clock,
        access: Access,
    ) -> Self {
        let calendars = CommandHandler::new(ledger.clone(), published::calendar);
        Self { ledger, calendars, calendar, clock, access }
    }
}

fn year(fields: &mut Fields, year: i32) -> Option<i32> {
    let year = fields.number("year", year, 1900..=2199)?;
    i32::try_from(year).ok()
}

fn declared(fields: &mut Fields, said: &[wire::CalendarDay]) -> Option<Vec<DeclaredDay>> {
    fields.each("days", said, DAYS, |fields, day| {
        let on = fields.date("on", &day.on);
        let kind = fields.choice("kind", day.kind, contract::day_kind);
        let name = fields.text("name", &day.name, NAME);
        let certainty = fields.choice("certainty", day.certainty, contract::certainty);
        Some(DeclaredDay { on: on?, kind: kind?, name: name?, certainty: certainty? })
    })
}

/// What is counted: up to a day, or so many days.
enum Count {
    Until(NaiveDate),
    Add(u32),
}

fn count(
    fields: &mut Fields,
    request: &wire::CountWorkingDaysRequest,
) -> Option<(NaiveDate, Count)> {
    let after = fields.date("after", &request.after);
    let until = fields.optional_date("until", &request.until);
    let add = fields.count("add", request.add, MOST_ADDED);
    let (after, until, add) = (after?, until?, add?);
    let Some(until) = until else { return Some((after, Count::Add(add))) };
    if add > 0 {
        fields.number("add", request.add, 0..=0)?;
    }
    let last = after.with_year(after.year() + YEARS).unwrap_or(until);
    if until > last {
        fields.fault("until", fields::Fault::DateOutOfRange);
        return None;
    }
    Some((after, Count::Until(until)))
}

#[tonic::async_trait]
impl CalendarService for Calendars {
    async fn declare_calendar(
        &self,
        request: Request<wire::DeclareCalendarRequest>,
    ) -> Result<Response<wire::DeclareCalendarResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (year, days, decision, asked) = fields::read(&DOMAIN, |fields| {
            let year = year(fields, request.year);
            let asked = fields.asked(&caller, &request, Calendar::CATEGORY, None::<CalendarId>);
            let days = declared(fields, &request.days);
            let decision = optional_decision(fields, request.decision_ref.as_ref());
            Some((year?, days?, decision?, asked?))
        })?;
        let declare = Command::Declare { year, days, decision };
        let step = self.calendars.step(CalendarId::of(year), declare);
        let receipt = DOMAIN.act(&self.ledger, asked, vec![step]).await?;
        Ok(Response::new(wire::DeclareCalendarResponse { receipt }))
    }

    async fn revise_calendar(
        &self,
        request: Request<wire::ReviseCalendarRequest>,
    ) -> Result<Response<wire::ReviseCalendarResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (id, revise, asked) = fields::read(&DOMAIN, |fields| {
            let id = year(fields, request.year).map(CalendarId::of);
            let asked = fields.asked(&caller, &request, Calendar::CATEGORY, id);
            let days = declared(fields, &request.days);
            let decision = optional_decision(fields, request.decision_ref.as_ref());
            let reason = fields.text("reason", &request.reason, LINE);
            let (days, decision) = (days?, decision?);
            Some((id?, Command::Revise { days, decision, reason: reason? }, asked?))
        })?;
        let receipt =
            DOMAIN.act(&self.ledger, asked, vec![self.calendars.step(id, revise)]).await?;
        Ok(Response::new(wire::ReviseCalendarResponse { receipt }))
    }

    async fn get_calendar(
        &self,
        request: Request<wire::GetCalendarRequest>,
    ) -> Result<Response<wire::GetCalendarResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (year, read_at) = fields::read(&DOMAIN, |fields| {
            let year = year(fields, request.year);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.clock);
            Some((year?, read_at?))
        })?;

        let mut reading = DOMAIN.read(&self.calendar, &caller, &read_at).await?;
        let found = find_calendar(&mut reading.snapshot.tx, year, reading.at).await;
        let found = found.map_err(unreadable)?;
        let calendar = found.ok_or_else(|| DOMAIN.no_such("calendar", year))?;

        let (calendar, read_info) = (Some(calendar), Some(reading.info));
        Ok(Response::new(wire::GetCalendarResponse { calendar, read_info }))
    }

    async fn count_working_days(
        &self,
        request: Request<wire::CountWorkingDaysRequest>,
    ) -> Result<Response<wire::CountWorkingDaysResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (after, wanted, read_at) = fields::read(&DOMAIN, |fields| {
            let count = count(fields, &request);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.clock);
            let (after, wanted) = count?;
            Some((after, wanted, read_at?))
        })?;

        let mut reading = DOMAIN.read(&self.calendar, &caller, &read_at).await?;
        let years = after.year()..=after.year() + YEARS;
        let known = working_days(&mut reading.snapshot.tx, years, reading.at).await;
        let known = known.map_err(unreadable)?;
        let counted = match wanted {
            Count::Until(until) => known.between(after, until).map(|count| (until, count)),
            Count::Add(count) => known.after(after, count).map(|until| (until, count)),
        };
        let (until, count) =
            counted.map_err(|year| DOMAIN.rejected(period::Rejection::from(year)))?;

        let (until, working_days) = (until.to_string(), contract::days(count));
        let read_info = Some(reading.info);
        Ok(Response::new(wire::CountWorkingDaysResponse { until, working_days, read_info }))
    }
}
