//! How an act on a review is carried out: in whose name, on which day, with the files that it cites.

use chassis::caller::Caller;
use chassis::fields::{self, Fields};
use contracts::CommandRequest;
use contracts::ledger::v1::CommandReceipt;
use ledger::{Asked, Decider as _, Step};
use tonic::Status;

use super::{Reviews, acts};
use crate::domain::review::filing::{self, Filed};
use crate::domain::review::{Act, Command, Named, Rejection, Review};
use crate::domain::{RegulationId, ReviewId, UnitId};
use crate::grpc::{DOMAIN, cited, officer};

/// How a request of the Union's office names a review, and its day; today where it has none.
pub(super) struct Office<'r> {
    pub(super) review: &'r str,
    pub(super) unit: &'r str,
    pub(super) day: Option<(&'static str, &'r str)>,
}

/// How a request of the requester names its review.
pub(super) struct Theirs<'r> {
    pub(super) review: &'r str,
    pub(super) unit: &'r str,
}

impl Reviews {
    /// An act of the Union's office, its leaders or the authority.
    pub(super) async fn by_office<R: CommandRequest>(
        &self,
        caller: &Caller,
        request: &R,
        of: Office<'_>,
        read: impl FnOnce(&mut Fields, &R, UnitId) -> Option<Act> + Send,
    ) -> Result<Option<CommandReceipt>, Status> {
        let today = self.0.clock.today();
        let (id, union, on, doing, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("review_id", of.review).map(ReviewId);
            let asked = fields.asked(caller, request, Review::CATEGORY, id);
            let union = fields.uuid("unit_id", of.unit).map(UnitId);
            let on = of.day.map_or(Some(today), |(name, day)| fields.past_date(name, day, today));
            // The rest is read and judged also where the unit is missing.
            let doing = read(fields, request, union.unwrap_or(UnitId(uuid::Uuid::nil())));
            Some((id?, union?, on?, doing?, asked?))
        })?;
        let calendar = self.0.working_days(caller).await?;
        let (of, by) = (Named::Union(union), officer(caller));
        self.carry_out(id, Command::Do { of, on, by, calendar, act: doing }, asked).await
    }

    /// An act of the requester, today.
    pub(super) async fn by_requester<R: CommandRequest>(
        &self,
        caller: &Caller,
        request: &R,
        of: Theirs<'_>,
        read: impl FnOnce(&mut Fields, &R, UnitId) -> Option<Act> + Send,
    ) -> Result<Option<CommandReceipt>, Status> {
        let (id, requester, doing, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("review_id", of.review).map(ReviewId);
            let asked = fields.asked(caller, request, Review::CATEGORY, id);
            let requester = fields.uuid("requester_unit_id", of.unit).map(UnitId);
            let doing = read(fields, request, requester.unwrap_or(UnitId(uuid::Uuid::nil())));
            Some((id?, requester?, doing?, asked?))
        })?;
        let calendar = self.0.working_days(caller).await?;
        let (of, on, by) = (Named::Requester(requester), self.0.clock.today(), officer(caller));
        self.carry_out(id, Command::Do { of, on, by, calendar, act: doing }, asked).await
    }

    /// A request, or a review that the Union proposes.
    pub(super) async fn file<R: CommandRequest>(
        &self,
        caller: &Caller,
        request: &R,
        said: acts::Filing<'_>,
    ) -> Result<Option<CommandReceipt>, Status> {
        let today = self.0.clock.today();
        let (id, read, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("review_id", said.review).map(ReviewId);
            let asked = fields.asked(caller, request, Review::CATEGORY, id);
            let read = said.read(fields, today);
            Some((id?, read?, asked?))
        })?;
        let regulation = DOMAIN.loaded(&self.0.regulations, RegulationId::of(read.union)).await?;
        let version = regulation.on(read.received_on);
        let regulation =
            version.ok_or_else(|| DOMAIN.rejected(Rejection::RegulationMissing))?.clone();
        let filing = Box::new(filing::Filing {
            union: read.union,
            requester: read.requester,
            origin: said.origin,
            asked: read.asked,
            received_on: read.received_on,
            on_paper: said.is_on_paper(),
            regulation,
            illustrative: said.illustrative,
        });
        let (calendar, by) = (self.0.working_days(caller).await?, officer(caller));
        let dossier = read.dossier;
        self.carry_out(id, Command::File { filing, dossier, calendar, by }, asked).await
    }

    /// With the files that it cites: what is not kept where it is said to be, is not cited.
    async fn carry_out(
        &self,
        id: ReviewId,
        command: Command,
        asked: Asked,
    ) -> Result<Option<CommandReceipt>, Status> {
        let shown = self.shown(&command);
        let mut steps = vec![self.0.reviews.step(id, command)];
        steps.extend(shown);
        DOMAIN.act(&self.0.ledger, asked, steps).await
    }

    fn shown(&self, command: &Command) -> Vec<Box<dyn Step>> {
        let filed: &[Filed] = match command {
            Command::File { dossier, .. } => dossier,
            Command::Do { act: Act::Supply { dossier, .. }, .. } => dossier,
            Command::Do { act: Act::FileDocument { filed, .. }, .. } => {
                std::slice::from_ref(&**filed)
            }
            Command::Do { .. }
            | Command::Lapse { .. }
            | Command::Confirm { .. }
            | Command::ConfirmPapers { .. } => &[],
        };
        let Some(first) = filed.first() else { return Vec::new() };
        // A file that is there twice is refused by the review itself.
        let mut seen = std::collections::BTreeSet::new();
        let once = filed.iter().filter(|filed| seen.insert(filed.file.evidence));
        let once = once.map(|filed| cited(&filed.file)).collect();
        self.0.evidence.confirm(first.kept_by.0.into(), once)
    }
}
