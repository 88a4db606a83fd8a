//! The figures of a unit, as the progress read model has them: the one question that this service asks of
//! another one. It is asked in the caller's own name, so nobody gets a figure by a report that they could
//! not ask for themselves.

use std::time::Duration;

use chassis::caller::Caller;
use chassis::outgoing::OnBehalf;
use chrono::NaiveDate;
use contracts::projection::v1 as wire;
use ledger::within;
use tokio::time::Instant;
use tonic::transport::Channel;
use tonic::{Request, Status};
use wire::progress_service_client::ProgressServiceClient;

use crate::domain::period::KnownTo;
use crate::domain::unit_report::figures::{Absence, Figure, Prefill, Value};
use crate::domain::window::Window;
use crate::domain::{IndicatorCode, PlanId, UnitId};

/// Of one answer.
const LIMIT: Duration = Duration::from_secs(5);

/// What is left of the caller's time for recording.
const RESERVE: Duration = Duration::from_millis(500);

/// Asks the projection.
#[derive(Clone)]
pub struct Progress(ProgressServiceClient<Channel>);

/// Why there are no figures.
#[derive(Debug, thiserror::Error)]
pub enum ProgressError {
    #[error("the projection refused")]
    Refused(#[source] Box<Status>),
    #[error("the projection did not answer in time")]
    TimedOut,
    #[error("the answer has no usable {0}")]
    Malformed(&'static str),
}

/// Whose figures are asked for.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    pub plan: PlanId,
    pub unit: UnitId,
    pub window: Window,
    pub today: NaiveDate,
}

impl Progress {
    #[must_use]
    pub fn new(channel: Channel) -> Self {
        Self(ProgressServiceClient::new(channel))
    }

    /// The figures of the items in which the unit has a part, in the plan's order.
    ///
    /// # Errors
    /// If the projection does not answer, or not with figures to rely on.
    pub async fn figures(
        &self,
        caller: &Caller,
        on_behalf: &OnBehalf,
        asked: Asked,
    ) -> Result<Prefill, ProgressError> {
        let as_of = asked.today.min(asked.window.last);
        let request = wire::GetProgressRequest {
            read_at: Some(contracts::ledger::v1::ReadAt {
                as_of: as_of.to_string(),
                ..Default::default()
            }),
            plan_id: asked.plan.to_string(),
            period: Some(wire::Period {
                window: Some(wire::period::Window::Dates(wire::DateRange {
                    from: asked.window.first.to_string(),
                    to: asked.window.last.to_string(),
                })),
            }),
            unit_id: asked.unit.to_string(),
            item_codes: Vec::new(),
        };
        let left = caller.deadline.saturating_duration_since(Instant::now());
        let limit = left.saturating_sub(RESERVE).min(LIMIT);
        let mut request = on_behalf.asks(request);
        request.set_timeout(limit);
        let answer =
            within(limit, self.answered(request)).await.ok_or(ProgressError::TimedOut)??;
        read(as_of, answer)
    }

    async fn answered(
        &self,
        request: Request<wire::GetProgressRequest>,
    ) -> Result<wire::GetProgressResponse, ProgressError> {
        let answer = self.0.clone().get_progress(request).await;
        answer
            .map(tonic::Response::into_inner)
            .map_err(|status| ProgressError::Refused(status.into()))
    }
}

fn read(as_of: NaiveDate, answer: wire::GetProgressResponse) -> Result<Prefill, ProgressError> {
    let info = answer.read_info.ok_or(ProgressError::Malformed("read_info"))?;
    let known_to = info
        .watermarks
        .into_iter()
        .map(|watermark| KnownTo { context: watermark.context, position: watermark.position });
    let its_own =
        answer.items.into_iter().filter(|it| it.state() != wire::ItemState::NotApplicable);
    let figures = its_own.flat_map(|item| item.figures).map(figure);
    Ok(Prefill {
        as_of,
        known_to: known_to.collect(),
        projection_version: info.projection_version,
        parked_streams: info.parked_streams,
        figures: figures.collect::<Result<_, _>>()?,
    })
}

fn figure(said: wire::Figure) -> Result<Figure, ProgressError> {
    let indicator = IndicatorCode::parse(&said.indicator_code);
    let formula_version = u32::try_from(said.formula_version);
    let value = match (&said.value, said.absence()) {
        (Some(value), _) => number(value)?,
        (None, wire::Absence::NoFacts) => Value::Missing(Absence::NoFacts),
        (None, wire::Absence::WholeIsZero) => Value::Missing(Absence::WholeIsZero),
        (None, wire::Absence::NotFed) => Value::Missing(Absence::NotFed),
        (None, wire::Absence::NotBegun) => Value::Missing(Absence::NotBegun),
        (None, wire::Absence::Unspecified) => return Err(ProgressError::Malformed("value")),
    };
    Ok(Figure {
        indicator: indicator.ok_or(ProgressError::Malformed("indicator_code"))?,
        identifier: said.identifier,
        title: said.title,
        formula_version: formula_version
            .map_err(|_| ProgressError::Malformed("formula_version"))?,
        unit_of_measure: said.unit_of_measure,
        value,
    })
}

fn number(value: &wire::Value) -> Result<Value, ProgressError> {
    use wire::value::Number;
    match &value.number {
        Some(Number::Integer(integer)) => Ok(Value::Integer(*integer)),
        Some(Number::Ratio(wire::Ratio { numerator, denominator })) => {
            Ok(Value::Ratio { numerator: *numerator, denominator: *denominator })
        }
        Some(Number::Word(wire::Word { key, label })) => {
            Ok(Value::Word { key: key.clone(), label: label.clone() })
        }
        None => Err(ProgressError::Malformed("value")),
    }
}
