//! How a command on a report is carried out: which report it names, who acts, in whose place, with which
//! figures.

use chassis::caller::Caller;
use chassis::fields::{self, Fields};
use chassis::grpc::{self, LATER};
use chassis::outgoing::OnBehalf;
use chassis::telemetry::chain;
use chrono::NaiveDate;
use contracts::CommandRequest;
use contracts::ledger::v1::CommandReceipt;
use ledger::Decider as _;
use tonic::{Code, Status};

use super::UnitReports;
use crate::domain::record::Officer;
use crate::domain::unit_report::figures::Prefill;
use crate::domain::unit_report::{Act, Command, Obligation, Rejection, Standing, UnitReport};
use crate::domain::{ReportId, UnitId};
use crate::grpc::unit_report_names::Named;
use crate::grpc::{DOMAIN, unreadable};
use crate::progress::Asked;
use crate::views::reporting_periods::queries::predecessors_of;

impl UnitReports {
    /// Carries out one command on the report that the request names.
    pub(super) async fn change<R: CommandRequest>(
        &self,
        caller: &Caller,
        request: &R,
        of: Named<'_>,
        command: impl FnOnce(&mut Fields, Act) -> Option<Command> + Send,
    ) -> Result<Option<CommandReceipt>, Status> {
        self.change_by(caller, self.act_of(caller), request, of, command).await
    }

    /// The same for a receiver, also in the place of one that has ended.
    pub(super) async fn review<R: CommandRequest>(
        &self,
        caller: &Caller,
        request: &R,
        of: Named<'_>,
        command: impl FnOnce(&mut Fields, Act) -> Option<Command> + Send,
    ) -> Result<Option<CommandReceipt>, Status> {
        let act = self.act_of(caller);
        let mut snapshot = self.directory.begin(&[], caller.deadline).await.map_err(unreadable)?;
        let gone = predecessors_of(&mut snapshot.tx, act.by.unit, act.on).await;
        let act = Act { in_place_of: gone.map_err(unreadable)?, ..act };
        drop(snapshot);
        self.change_by(caller, act, request, of, command).await
    }

    async fn change_by<R: CommandRequest>(
        &self,
        caller: &Caller,
        by: Act,
        request: &R,
        of: Named<'_>,
        command: impl FnOnce(&mut Fields, Act) -> Option<Command> + Send,
    ) -> Result<Option<CommandReceipt>, Status> {
        let (id, command, asked) = fields::read(&DOMAIN, |fields| {
            let id = of.id(fields);
            let asked = fields.asked(caller, request, UnitReport::CATEGORY, id);
            let command = command(fields, by);
            Some((id?, command?, asked?))
        })?;
        DOMAIN.act(&self.ledger, asked, vec![self.reports.step(id, command)]).await
    }

    /// The same with the unit's figures, which are asked for when it is known which ones.
    pub(super) async fn with_figures<R: CommandRequest>(
        &self,
        asks: (&Caller, &OnBehalf),
        request: &R,
        of: Named<'_>,
        command: impl FnOnce(Prefill, Act) -> Command + Send,
    ) -> Result<Option<CommandReceipt>, Status> {
        let (id, asked) = fields::read(&DOMAIN, |fields| {
            let id = of.id(fields);
            let asked = fields.asked(asks.0, request, UnitReport::CATEGORY, id);
            Some((id?, asked?))
        })?;
        let figures = self.figures(asks, id).await?;
        let command = command(figures, self.act_of(asks.0));
        DOMAIN.act(&self.ledger, asked, vec![self.reports.step(id, command)]).await
    }

    /// The figures of a report that is owed, up to today.
    pub(super) async fn figures(
        &self,
        asks: (&Caller, &OnBehalf),
        id: ReportId,
    ) -> Result<Prefill, Status> {
        let standing = self.owed(id).await?;
        self.figures_up_to(asks, &standing.obligation, self.clock.today()).await
    }

    pub(super) async fn owed(&self, id: ReportId) -> Result<Box<Standing>, Status> {
        let report = self.reports.load(id).await;
        let (report, _) = report.map_err(|error| grpc::status(&DOMAIN, error))?;
        match report {
            UnitReport::Owed(standing) => Ok(standing),
            UnitReport::Absent => Err(DOMAIN.rejected(Rejection::ReportNotFound)),
        }
    }

    pub(super) async fn figures_up_to(
        &self,
        (caller, on_behalf): (&Caller, &OnBehalf),
        owed: &Obligation,
        today: NaiveDate,
    ) -> Result<Prefill, Status> {
        let asked = Asked { plan: owed.plan, unit: owed.unit, window: owed.window, today };
        self.progress.figures(caller, on_behalf, asked).await.map_err(|error| {
            tracing::error!(error = %chain(&error), "no figures for a report");
            let message = "the progress read model does not answer";
            let refusal = DOMAIN.refusal(Code::Unavailable, "PROGRESS_UNAVAILABLE", message);
            refusal.retry_after(LATER).into()
        })
    }

    pub(super) fn act_of(&self, caller: &Caller) -> Act {
        let by = Officer { person: caller.person.clone(), unit: UnitId(caller.unit) };
        Act { on: self.clock.today(), by, in_place_of: Vec::new() }
    }
}
