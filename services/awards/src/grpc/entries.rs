//! `EntryService`: whoever enters, with what is their own. What each rpc changes is carried out in `acting`, the
//! questions of holders and of the secretariat are answered in `asking`.

mod acting;
mod asking;

use std::sync::Arc;

use contracts::awards::v1 as wire;
use contracts::awards::v1::entry_service_server::EntryService;
use ledger::sealed::Keys;
use ledger::view::Reader;
use tonic::{Request, Response, Status};

use super::contest::Contest;
use super::entry_fields::{authors, consent, description, dossier, version};
use crate::contract;
use crate::domain::ParticipantId;

pub(super) use self::acting::Doing;

/// Whoever enters and whoever screens read the same register.
pub(super) struct Entries {
    pub(super) contest: Arc<Contest>,
    pub(super) known: Reader<crate::views::entries::Entries>,
    pub(super) keys: Keys,
}

#[tonic::async_trait]
impl EntryService for Entries {
    async fn start_entry(
        &self,
        request: Request<wire::StartEntryRequest>,
    ) -> Result<Response<wire::StartEntryResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let of = (&*request.round_id, &*request.entry_id);
        let (doing, description) =
            self.contest.about_entry(&caller, &request, of, |fields, _| {
                description(fields, request.description.as_ref())
            })?;
        let receipt =
            self.start(doing, description, (request.on_paper, request.illustrative)).await?;
        Ok(Response::new(wire::StartEntryResponse { receipt }))
    }

    async fn describe_entry(
        &self,
        request: Request<wire::DescribeEntryRequest>,
    ) -> Result<Response<wire::DescribeEntryResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let of = (&*request.round_id, &*request.entry_id);
        let (doing, description) =
            self.contest.about_entry(&caller, &request, of, |fields, _| {
                description(fields, request.description.as_ref())
            })?;
        let receipt = self.describe(doing, description).await?;
        Ok(Response::new(wire::DescribeEntryResponse { receipt }))
    }

    async fn set_authors(
        &self,
        request: Request<wire::SetAuthorsRequest>,
    ) -> Result<Response<wire::SetAuthorsResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let of = (&*request.round_id, &*request.entry_id);
        let (doing, (authors, advisers)) =
            self.contest
                .about_entry(&caller, &request, of, |fields, _| authors(fields, &request))?;
        let receipt = self.name_authors(doing, authors, advisers).await?;
        Ok(Response::new(wire::SetAuthorsResponse { receipt }))
    }

    async fn set_dossier(
        &self,
        request: Request<wire::SetDossierRequest>,
    ) -> Result<Response<wire::SetDossierResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let of = (&*request.round_id, &*request.entry_id);
        let (doing, dossier) = self
            .contest
            .about_entry(&caller, &request, of, |fields, _| dossier(fields, &request))?;
        let receipt = self.put_together(doing, dossier).await?;
        Ok(Response::new(wire::SetDossierResponse { receipt }))
    }

    async fn record_consent(
        &self,
        request: Request<wire::RecordConsentRequest>,
    ) -> Result<Response<wire::RecordConsentResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let of = (&*request.round_id, &*request.entry_id);
        let (doing, consent) =
            self.contest.about_entry(&caller, &request, of, |fields, today| {
                consent(fields, &request, today)
            })?;
        let receipt = self.show_consent(doing, consent).await?;
        Ok(Response::new(wire::RecordConsentResponse { receipt }))
    }

    async fn withdraw_consent(
        &self,
        request: Request<wire::WithdrawConsentRequest>,
    ) -> Result<Response<wire::WithdrawConsentResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let of = (&*request.round_id, &*request.entry_id);
        let (doing, withdrawal) =
            self.contest.about_entry(&caller, &request, of, |fields, today| {
                let participant = fields.uuid("participant_id", &request.participant_id);
                let party = fields.choice("party", request.party, contract::consent_party);
                let on = fields.past_date("withdrawn_on", &request.withdrawn_on, today);
                Some((participant.map(ParticipantId)?, party?, on?))
            })?;
        let receipt = self.take_consent_back(doing, withdrawal).await?;
        Ok(Response::new(wire::WithdrawConsentResponse { receipt }))
    }

    async fn submit_entry(
        &self,
        request: Request<wire::SubmitEntryRequest>,
    ) -> Result<Response<wire::SubmitEntryResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let of = (&*request.round_id, &*request.entry_id);
        let (doing, (version, posted_on)) =
            self.contest.about_entry(&caller, &request, of, |fields, today| {
                let version = version(fields, request.ruleset_version);
                let posted_on = match request.posted_on.as_str() {
                    "" => Some(None),
                    day => fields.past_date("posted_on", day, today).map(Some),
                };
                Some((version?, posted_on?))
            })?;
        let receipt = self.hand_in(doing, version, posted_on).await?;
        Ok(Response::new(wire::SubmitEntryResponse { receipt }))
    }

    async fn revise_entry(
        &self,
        request: Request<wire::ReviseEntryRequest>,
    ) -> Result<Response<wire::ReviseEntryResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let of = (&*request.round_id, &*request.entry_id);
        let (doing, ()) = self.contest.about_entry(&caller, &request, of, |_, _| Some(()))?;
        let receipt = self.revise(doing).await?;
        Ok(Response::new(wire::ReviseEntryResponse { receipt }))
    }

    async fn withdraw_entry(
        &self,
        request: Request<wire::WithdrawEntryRequest>,
    ) -> Result<Response<wire::WithdrawEntryResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let of = (&*request.round_id, &*request.entry_id);
        let (doing, reason) = self.contest.about_entry(&caller, &request, of, |fields, _| {
            fields.long_text("reason", &request.reason, super::request_fields::LINE)
        })?;
        let receipt = self.take_back(doing, reason).await?;
        Ok(Response::new(wire::WithdrawEntryResponse { receipt }))
    }

    async fn get_own_entry(
        &self,
        request: Request<wire::GetOwnEntryRequest>,
    ) -> Result<Response<wire::GetOwnEntryResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        self.own_one(&caller, &request).await.map(Response::new)
    }

    async fn list_own_entries(
        &self,
        request: Request<wire::ListOwnEntriesRequest>,
    ) -> Result<Response<wire::ListOwnEntriesResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        self.own_several(&caller, &request).await.map(Response::new)
    }
}
