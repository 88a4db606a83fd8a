//! What a unit was to receive from others, when it hands in its own report: read from the ledger itself, as far
//! as it has been written.
//!
//! Nothing is held meanwhile: whoever hands in later is late, and what is decided again later is seen in both
//! reports.

use chassis::grpc;
use chrono::NaiveDate;
use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use ledger::view::Token;
use tokio::time::Instant;
use tonic::Status;

use super::unit_report_names::Of;
use super::unit_reports::UnitReports;
use super::{DOMAIN, unreadable};
use crate::domain::unit_report::UnitReport;
use crate::domain::unit_report::received::{Received, So};
use crate::domain::{ReportId, UnitId};
use crate::views::reporting_periods::queries::received_by;

/// Reports that are read at once.
const AT_ONCE: usize = 8;

impl UnitReports {
    pub(super) async fn received(
        &self,
        of: &Of,
        on: NaiveDate,
        deadline: Instant,
    ) -> Result<Vec<Received>, Status> {
        let head = self.ledger.head().await.map_err(|error| grpc::status(&DOMAIN, error.into()))?;
        // Who is to report to whom is frozen with the period: whoever knows it knows that.
        let written = Token { source: DOMAIN.context.to_owned(), position: head.position };
        let snapshot = self.directory.begin(&[written], deadline).await;
        let mut snapshot = snapshot.map_err(unreadable)?;
        let units = received_by(&mut snapshot.tx, of.period.0, of.unit, on).await;
        let units = units.map_err(unreadable)?;
        drop(snapshot);
        let received = units.into_iter().map(|(unit, ended_on)| async move {
            Ok(Received { unit, so: self.so(of, unit, on, ended_on).await? })
        });
        stream::iter(received).buffered(AT_ONCE).try_collect().await
    }

    async fn so(
        &self,
        of: &Of,
        unit: UnitId,
        on: NaiveDate,
        ended_on: Option<NaiveDate>,
    ) -> Result<So, Status> {
        let report = self.reports.load(ReportId::of(of.period, unit)).await;
        let (report, _) = report.map_err(|error| grpc::status(&DOMAIN, error))?;
        Ok(match report {
            UnitReport::Owed(standing) => standing.received_by(of.unit, on, ended_on),
            // It is expected before long.
            UnitReport::Absent => So::Open,
        })
    }
}
