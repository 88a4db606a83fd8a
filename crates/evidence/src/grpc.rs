//! `hoitu.evidence.v1.EvidenceService`, which each context serves that keeps evidence.

mod answers;
mod request_fields;

use std::sync::Arc;

use bytes::Bytes;
use chassis::access::Access;
use chassis::caller::Caller;
use chassis::clock::Clock;
use chassis::fields;
use chassis::grpc::{self, Domain, internal};
use chassis::run::Process;
use chassis::telemetry::chain;
use contracts::evidence::v1 as wire;
use contracts::evidence::v1::evidence_service_server;
use contracts::ledger::v1::CommandReceipt;
use futures::stream::{self, BoxStream};
use futures::{StreamExt as _, TryStreamExt as _};
use ledger::view::Reader;
use ledger::{CommandError, CommandHandler, Decider as _, Receipt, Reject};
use tokio::sync::Semaphore;
use tonic::{Code, Request, Response, Status, Streaming};

use crate::domain::EvidenceId;
use crate::domain::content::Place;
use crate::domain::evidence::{Command, Evidence};
use crate::files::{Files, FilesError, OpenError};
use crate::orphans::Collector;
use crate::published;
use crate::register::EvidenceRegister;
use crate::settings::{Limits, Settings};
use crate::uploads::{Progress, SHARE, UploadError, Uploads};

/// Uploads that come in at once; bounds what they make this process hold, and the work of checking them.
const AT_ONCE: usize = 8;

/// Why evidence could not be served.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    #[error("opening the store of evidence")]
    Open(#[from] OpenError),
}

/// Serves evidence over the ledger of one context.
#[derive(Clone)]
pub struct EvidenceService {
    domain: Domain,
    evidence: CommandHandler<Evidence>,
    uploads: Uploads,
    files: Files,
    limits: Arc<Limits>,
    register: Reader<EvidenceRegister>,
    clock: Clock,
    access: Access,
    coming_in: Arc<Semaphore>,
}

/// Opens the store, follows the register and collects orphans until the process stops.
///
/// # Errors
/// If the store cannot be opened.
pub fn begin(
    process: &Process,
    domain: Domain,
    settings: Settings,
    access: Access,
) -> Result<EvidenceService, BuildError> {
    let Settings { place, limits } = settings;
    let files = Files::open(&place, process.metrics.clone())?;
    let (ledger, clock) = (process.ledger.clone(), process.clock.clone());
    let register = process.follow();
    let collector = Collector::new(&ledger, files.clone(), &limits);
    process.spawn(collector.run(clock.clone(), process.stop.clone()));
    Ok(EvidenceService {
        domain,
        uploads: Uploads::new(&ledger, files.clone()),
        evidence: CommandHandler::new(ledger, published::evidence),
        files,
        limits: Arc::new(limits),
        register,
        clock,
        access,
        coming_in: Arc::new(Semaphore::new(AT_ONCE)),
    })
}

#[tonic::async_trait]
impl evidence_service_server::EvidenceService for EvidenceService {
    async fn begin_upload(
        &self,
        request: Request<wire::BeginUploadRequest>,
    ) -> Result<Response<wire::BeginUploadResponse>, Status> {
        let (_, request) = self.access.admit(request).await?;
        let (place, file) = fields::read(&self.domain, |fields| {
            let place = request_fields::place(fields, &request.unit_id, &request.evidence_id);
            let file = request_fields::file(fields, &request, &self.limits);
            Some((place?, file?))
        })?;

        let begun = self.uploads.begin(place, &file).await;
        let begun = begun.map_err(|error| self.upload_status(error))?;

        let (received, state) = match begun {
            Some(Progress { received, sealed }) => (received, state(sealed)),
            None => (file.byte_size, wire::UploadState::Stored),
        };
        let (received_bytes, state) = (bytes(received), state.into());
        Ok(Response::new(wire::BeginUploadResponse { received_bytes, state }))
    }

    async fn send_bytes(
        &self,
        request: Request<Streaming<wire::SendBytesRequest>>,
    ) -> Result<Response<wire::SendBytesResponse>, Status> {
        let (_, first, rest) = self.access.admit_stream(request).await?;
        let place = fields::read(&self.domain, |fields| {
            let place = request_fields::place(fields, &first.unit_id, &first.evidence_id);
            request_fields::piece(fields, place, &first)?;
            place
        })?;
        let file = self.uploads.announced(place).await;
        let file = file.map_err(|error| self.upload_status(error))?;
        let room = self.coming_in.clone().try_acquire_owned();
        let room = room.map_err(|_| grpc::overloaded(&self.domain, "uploads"))?;

        // A task of its own: it keeps what has come also when the call is cut and its handler dropped.
        let (uploads, domain) = (self.uploads.clone(), self.domain);
        let pieces = stream::once(async move { Ok(first) }).chain(rest);
        let pieces = pieces.map(move |message| {
            let message = message?;
            fields::read(&domain, |fields| request_fields::piece(fields, Some(place), &message))
        });
        let received = tokio::spawn(async move {
            let _room = room;
            uploads.receive(place, &file, pieces).await
        });
        let received = received.await.map_err(|error| internal(&self.domain, &error))?;
        let Progress { received, sealed } = received.map_err(|error| self.upload_status(error))?;

        let (received_bytes, state) = (bytes(received), state(sealed).into());
        Ok(Response::new(wire::SendBytesResponse { received_bytes, state }))
    }

    async fn store_evidence(
        &self,
        request: Request<wire::StoreEvidenceRequest>,
    ) -> Result<Response<wire::StoreEvidenceResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (place, asked) = fields::read(&self.domain, |fields| {
            let place = request_fields::place(fields, &request.unit_id, &request.evidence_id);
            let asked = fields.asked(&caller, &request, Evidence::CATEGORY, None::<EvidenceId>);
            Some((place?, asked?))
        })?;

        let receipt = self.uploads.store(place, self.clock.today(), asked).await;
        let receipt = self.receipt(receipt.map_err(|error| self.upload_status(error))?);

        Ok(Response::new(wire::StoreEvidenceResponse { receipt }))
    }

    async fn withdraw_evidence(
        &self,
        request: Request<wire::WithdrawEvidenceRequest>,
    ) -> Result<Response<wire::WithdrawEvidenceResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (Place { unit, evidence }, reason, asked) = fields::read(&self.domain, |fields| {
            let place = request_fields::place(fields, &request.unit_id, &request.evidence_id);
            let id = place.map(|place| place.evidence);
            let asked = fields.asked(&caller, &request, Evidence::CATEGORY, id);
            let reason = fields.choice("reason", request.reason, published::reason);
            Some((place?, reason?, asked?))
        })?;

        let withdrawn_on = self.clock.today();
        let command = Command::Withdraw { unit, reason, withdrawn_on };
        let receipt = self.evidence.handle(evidence, command, asked).await;
        let receipt = self.receipt(receipt.map_err(|error| self.refused(error))?);

        Ok(Response::new(wire::WithdrawEvidenceResponse { receipt }))
    }

    async fn get_evidence(
        &self,
        request: Request<wire::GetEvidenceRequest>,
    ) -> Result<Response<wire::GetEvidenceResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        self.one(&caller, &request).await.map(Response::new)
    }

    async fn list_evidence(
        &self,
        request: Request<wire::ListEvidenceRequest>,
    ) -> Result<Response<wire::ListEvidenceResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        self.several(&caller, &request).await.map(Response::new)
    }

    type ReadEvidenceStream = BoxStream<'static, Result<wire::ReadEvidenceResponse, Status>>;

    async fn read_evidence(
        &self,
        request: Request<wire::ReadEvidenceRequest>,
    ) -> Result<Response<Self::ReadEvidenceStream>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (first, place, range) = self.to_read(&caller, &request).await?;
        let (files, service) = (self.files.clone(), self.clone());
        let data = answers::bytes_of(files, place, range);
        let data = data.map_err(move |error| service.files_status(&error));
        Ok(Response::new(stream::once(async move { Ok(first) }).chain(data).boxed()))
    }
}

impl EvidenceService {
    /// The bytes of a piece that the context's own acts cite, from `offset` on. Who may have them the context
    /// has decided; what is withdrawn is given to nobody.
    ///
    /// # Errors
    /// As `ReadEvidence` has them.
    pub async fn cited_bytes(
        &self,
        caller: &Caller,
        Place { unit, evidence }: Place,
        offset: i64,
    ) -> Result<BoxStream<'static, Result<Bytes, Status>>, Status> {
        let (unit_id, evidence_id) = (unit.to_string(), evidence.to_string());
        let request = wire::ReadEvidenceRequest { unit_id, evidence_id, offset, read_at: None };
        let (_, kept, range) = self.to_read(caller, &request).await?;
        let service = self.clone();
        let data = answers::bytes_of(self.files.clone(), kept, range).map_ok(|piece| piece.data);
        Ok(data.map_err(move |error| service.files_status(&error)).boxed())
    }

    fn receipt(&self, receipt: Receipt) -> Option<CommandReceipt> {
        Some(grpc::receipt(self.domain.context, receipt))
    }

    fn rejected(&self, rejection: impl Reject) -> Status {
        self.refused(CommandError::Rejected(Box::new(rejection)))
    }

    fn refused(&self, error: CommandError) -> Status {
        grpc::status(&self.domain, error)
    }

    fn upload_status(&self, error: UploadError) -> Status {
        match error {
            UploadError::Rejected(rejection) => self.rejected(rejection),
            UploadError::Command(error) => self.refused(error),
            UploadError::ShareUsed => {
                let message = "the unit has too many unfinished uploads";
                let refusal =
                    self.domain.refusal(Code::ResourceExhausted, "UPLOAD_SHARE_USED", message);
                refusal.quota("unfinished uploads of one unit", message).with("most", SHARE).into()
            }
            UploadError::Files(error) => self.files_status(&error),
            UploadError::Broken(status) => *status,
            UploadError::Silent => {
                let message = "the next bytes did not come in time";
                self.domain.refusal(Code::DeadlineExceeded, "DEADLINE_EXCEEDED", message).into()
            }
        }
    }

    fn files_status(&self, error: &FilesError) -> Status {
        match error {
            FilesError::Store(_) | FilesError::TimedOut | FilesError::Sweep(_) => {
                tracing::error!(error = %chain(error), "the store of evidence failed");
                let message = "the store of evidence is not available";
                self.domain
                    .refusal(Code::Unavailable, "EVIDENCE_STORE_UNAVAILABLE", message)
                    .retry_after(grpc::LATER)
                    .into()
            }
            FilesError::Head(..) => internal(&self.domain, error),
        }
    }
}

fn state(sealed: bool) -> wire::UploadState {
    if sealed { wire::UploadState::Received } else { wire::UploadState::Receiving }
}

fn bytes(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
