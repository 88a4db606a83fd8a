//! The step that plans a period: it looks up what the decision needs each time it is decided anew.

use chrono::{Datelike as _, NaiveDate};
use futures::future::BoxFuture;
use ledger::{CommandError, CommandHandler, Decider as _, Ledger, Part, Step, StreamName};
use working_days::WorkingDays;

use crate::domain::calendar::{self, Calendar};
use crate::domain::period::schedule::Given;
use crate::domain::period::{self, Period};
use crate::domain::regime::terms::{RegimeCode, Terms};
use crate::domain::regime::{self, Regime};
use crate::domain::window::PeriodKey;
use crate::domain::{CalendarId, PeriodId, PlanId, RegimeId};

/// Years after its last day in which a period can still be open.
const YEARS: i32 = 2;

/// A period is planned by the version of its regime that holds on its last day, and by the calendars of
/// the years in which it is reported. Both are read here; what is planned is kept, whatever they become.
pub(super) struct Planning {
    pub(super) regimes: CommandHandler<Regime>,
    pub(super) calendars: CommandHandler<Calendar>,
    pub(super) periods: CommandHandler<Period>,
    pub(super) plan: PlanId,
    pub(super) regime: RegimeCode,
    pub(super) key: PeriodKey,
    pub(super) given: Option<Given>,
}

impl Step for Planning {
    fn stream(&self) -> StreamName {
        StreamName::new(Period::CATEGORY, self.id())
    }

    fn decide<'a>(&'a self, ledger: &'a Ledger) -> BoxFuture<'a, Result<Part, CommandError>> {
        Box::pin(async move {
            let regime_id = RegimeId::of(self.plan, &self.regime);
            let (regime, _) = self.regimes.load(regime_id).await?;
            let (regime_version, terms, last) = self.terms(&regime)?;
            let command = period::Command::Plan {
                plan: self.plan,
                regime: self.regime.clone(),
                regime_version,
                key: self.key.clone(),
                terms,
                given: self.given.clone(),
                calendar: self.calendar(last).await?,
            };
            self.periods.step(self.id(), command).decide(ledger).await
        })
    }
}

impl Planning {
    fn id(&self) -> PeriodId {
        PeriodId::of(RegimeId::of(self.plan, &self.regime), &self.key)
    }

    /// The version that holds on the last day, and that day.
    fn terms(&self, regime: &Regime) -> Result<(u32, Terms, NaiveDate), CommandError> {
        let last = match (self.key.span(), &self.given) {
            (Some((year, span)), _) => regime.cut_off_of(year, span).map_err(refused)?,
            (None, Some(given)) => given.window.last,
            (None, None) => return Err(refused(period::Rejection::DaysMissing)),
        };
        let (version, terms) = regime.on(last).map_err(refused::<regime::Rejection>)?;
        Ok((version, terms.clone(), last))
    }

    async fn calendar(&self, last: NaiveDate) -> Result<WorkingDays, CommandError> {
        let mut calendars = Vec::new();
        for year in last.year()..=last.year() + YEARS {
            calendars.push(self.calendars.load(CalendarId::of(year)).await?.0);
        }
        Ok(calendar::working_days(calendars))
    }
}

fn refused<R: ledger::Reject + 'static>(rejection: R) -> CommandError {
    CommandError::Rejected(Box::new(rejection))
}
