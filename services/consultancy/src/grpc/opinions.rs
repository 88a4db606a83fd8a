//! `OpinionService`: what experts think. Each act holds the expert on the council's stream, and the
//! review; what speaks of its papers holds these too.

use std::sync::Arc;

use chassis::caller::Caller;
use chassis::fields::{self, Fields, ReadAt};
use chassis::reading::Moment;
use contracts::CommandRequest;
use contracts::consultancy::v1 as wire;
use contracts::consultancy::v1::opinion_service_server::OpinionService;
use contracts::ledger::v1::{CommandReceipt, ReadInfo};
use ledger::{Decider as _, Step};
use tonic::{Request, Response, Status};
use uuid::Uuid;

use super::request_fields::{LINE, reason};
use super::work::{Expert, Office, OfficeNames, Page, Resource, Work, cut, moment};
use super::work_fields::opinion;
use super::{DOMAIN, unreadable};
use crate::domain::council::{self, Answering, Claim, Managing};
use crate::domain::opinion::content::Papers;
use crate::domain::opinion::{Command, Opinion, Writing};
use crate::domain::review::Stage;
use crate::domain::{InvitationId, OpinionId, ReviewId};
use crate::views::review_work::experts::{Reader, opinions};

pub(super) struct Opinions(pub(super) Arc<Work>);

/// An rpc of the expert: what is done with the opinion, and on the council's stream beside it.
struct Doing {
    writing: Writing,
    beside: Option<Answering>,
    stages: &'static [Stage],
}

impl Opinions {
    /// Of what there is to be read now; the round is the council's.
    async fn papers(&self, review: ReviewId) -> Result<(Papers, u32), Status> {
        let standing = self.0.review(review).await?;
        let papers = Papers::of(&standing.dossier, &standing.filing.asked.questions);
        Ok((papers, standing.round))
    }

    fn asks<R: CommandRequest, T>(
        &self,
        caller: &Caller,
        request: &R,
        names: (&str, &str),
        read: impl FnOnce(&mut Fields) -> Option<T>,
    ) -> Result<(Expert, T), Status> {
        let of = |_, invitation| Resource(Opinion::CATEGORY, Some(OpinionId::of(invitation)));
        self.0.expert(caller, request, names, of, read)
    }

    async fn write(&self, doing: Expert, what: Doing) -> Result<Option<CommandReceipt>, Status> {
        let Expert { review, invitation, on, .. } = doing;
        let expert = doing.person.clone();
        let Doing { writing, beside, stages } = what;
        let beside = match beside {
            Some(act) => council::Command::Answer { invitation, expert, on, act },
            None => council::Command::Confirm { invitation, expert, claim: Claim::HasOpened },
        };
        let held = match writing.papers() {
            Some(papers) => self.0.held_with(review, papers, stages),
            None => self.0.held(review, stages),
        };
        let write = Command::Write { on, act: writing };
        let steps = vec![
            self.0.opinions.step(OpinionId::of(invitation), write),
            self.0.councils.step(review, beside),
            held,
        ];
        self.0.carry_out(doing, steps).await
    }

    /// What the office does with an opinion, and on the council's stream beside it.
    async fn judge<R: CommandRequest, T: Send>(
        &self,
        caller: &Caller,
        request: &R,
        names: OfficeNames<'_>,
        invitation: &str,
        read: impl FnOnce(&mut Fields) -> Option<T> + Send,
        what: impl FnOnce(T, &Office) -> (Command, Managing, &'static [Stage]) + Send,
    ) -> Result<Option<CommandReceipt>, Status> {
        let read = |fields: &mut Fields| {
            let invitation = fields.uuid("invitation_id", invitation).map(InvitationId);
            let said = read(fields);
            let invitation = invitation?;
            Some((Some(OpinionId::of(invitation).0), (invitation, said?)))
        };
        let said = self.0.office(caller, request, names, Opinion::CATEGORY, read).await?;
        let (doing, (invitation, said)) = said;
        let (command, managing, stages) = what(said, &doing);
        let (on, by) = (doing.on, doing.by.clone());
        let beside = council::Command::Manage { invitation, on, by, act: managing };
        let steps: Vec<Box<dyn Step>> = vec![
            self.0.opinions.step(OpinionId::of(invitation), command),
            self.0.councils.step(doing.review, beside),
            self.0.of_union(doing.review, doing.union, stages),
        ];
        DOMAIN.act(&self.0.ledger, doing.asked, steps).await
    }

    async fn told(
        &self,
        caller: &Caller,
        (review, reader): (Uuid, Reader<'_>),
        read_at: &ReadAt,
        page: Option<&Page>,
    ) -> Result<(Option<Vec<(Uuid, wire::Opinion)>>, Moment, ReadInfo), Status> {
        let mut reading = DOMAIN.read(&self.0.register, caller, read_at).await?;
        let at = page.map_or(reading.at, |page| moment(page, reading.at));
        let found = opinions(&mut reading.snapshot.tx, review, reader, at.known_at).await;
        Ok((found.map_err(unreadable)?, at, reading.info))
    }
}

#[tonic::async_trait]
impl OpinionService for Opinions {
    async fn begin_opinion(
        &self,
        request: Request<wire::BeginOpinionRequest>,
    ) -> Result<Response<wire::BeginOpinionResponse>, Status> {
        let (caller, request) = self.0.access.admit(request).await?;
        let names = (&*request.review_id, &*request.invitation_id);
        let read = |fields: &mut Fields| opinion(fields, request.content.as_ref());
        let (doing, content) = self.asks(&caller, &request, names, read)?;
        let Expert { review, invitation, on, .. } = doing;
        let (expert, of) = (doing.person.clone(), doing.person.clone());
        let (papers, _) = self.papers(review).await?;
        let role = self.0.own_seat(review, invitation, &expert).await?.role;
        let claim = Claim::HasOpened;
        let held = self.0.held_with(review, &papers, Stage::WRITING);
        let begin = Command::Begin { review, invitation, expert, role, content, papers, on };
        let confirm = council::Command::Confirm { invitation, expert: of, claim };
        let steps = vec![
            self.0.opinions.step(OpinionId::of(invitation), begin),
            self.0.councils.step(review, confirm),
            held,
        ];
        let receipt = self.0.carry_out(doing, steps).await?;
        Ok(Response::new(wire::BeginOpinionResponse { receipt }))
    }

    async fn save_opinion(
        &self,
        request: Request<wire::SaveOpinionRequest>,
    ) -> Result<Response<wire::SaveOpinionResponse>, Status> {
        let (caller, request) = self.0.access.admit(request).await?;
        let names = (&*request.review_id, &*request.invitation_id);
        let read = |fields: &mut Fields| opinion(fields, request.content.as_ref());
        let (doing, content) = self.asks(&caller, &request, names, read)?;
        let (papers, round) = self.papers(doing.review).await?;
        let writing = Writing::Save { content, papers, round };
        let what = Doing { writing, beside: None, stages: Stage::WRITING };
        let receipt = self.write(doing, what).await?;
        Ok(Response::new(wire::SaveOpinionResponse { receipt }))
    }

    async fn submit_opinion(
        &self,
        request: Request<wire::SubmitOpinionRequest>,
    ) -> Result<Response<wire::SubmitOpinionResponse>, Status> {
        let (caller, request) = self.0.access.admit(request).await?;
        let names = (&*request.review_id, &*request.invitation_id);
        let (doing, ()) = self.asks(&caller, &request, names, |_| Some(()))?;
        let (papers, round) = self.papers(doing.review).await?;
        let (writing, beside) = (Writing::Submit { papers, round }, Answering::DeliverOpinion);
        let what = Doing { writing, beside: Some(beside), stages: Stage::WRITING };
        let receipt = self.write(doing, what).await?;
        Ok(Response::new(wire::SubmitOpinionResponse { receipt }))
    }

    async fn reaffirm_opinion(
        &self,
        request: Request<wire::ReaffirmOpinionRequest>,
    ) -> Result<Response<wire::ReaffirmOpinionResponse>, Status> {
        let (caller, request) = self.0.access.admit(request).await?;
        let names = (&*request.review_id, &*request.invitation_id);
        let read = |fields: &mut Fields| fields.long_text("note", &request.note, LINE);
        let (doing, note) = self.asks(&caller, &request, names, read)?;
        let (papers, _) = self.papers(doing.review).await?;
        let what = Doing {
            writing: Writing::Reaffirm { note, papers },
            beside: None,
            stages: Stage::READING,
        };
        let receipt = self.write(doing, what).await?;
        Ok(Response::new(wire::ReaffirmOpinionResponse { receipt }))
    }

    async fn retract_opinion(
        &self,
        request: Request<wire::RetractOpinionRequest>,
    ) -> Result<Response<wire::RetractOpinionResponse>, Status> {
        let (caller, request) = self.0.access.admit(request).await?;
        let names = (&*request.review_id, &*request.invitation_id);
        let read = |fields: &mut Fields| reason(fields, &request.reason);
        let (doing, reason) = self.asks(&caller, &request, names, read)?;
        let (writing, beside) = (Writing::Retract { reason }, Answering::RetractOpinion);
        let what = Doing { writing, beside: Some(beside), stages: Stage::READING };
        let receipt = self.write(doing, what).await?;
        Ok(Response::new(wire::RetractOpinionResponse { receipt }))
    }

    async fn return_opinion(
        &self,
        request: Request<wire::ReturnOpinionRequest>,
    ) -> Result<Response<wire::ReturnOpinionResponse>, Status> {
        let (caller, request) = self.0.access.admit(request).await?;
        let day = Some(("returned_on", &*request.returned_on));
        let names = (&*request.review_id, &*request.unit_id, day);
        let read = |fields: &mut Fields| reason(fields, &request.reason);
        let what = |reason, doing: &Office| {
            let command = Command::Return { on: doing.on, reason, by: doing.by.clone() };
            (command, Managing::ReturnOpinion, Stage::WRITING)
        };
        let invitation = &request.invitation_id;
        let receipt = self.judge(&caller, &request, names, invitation, read, what).await?;
        Ok(Response::new(wire::ReturnOpinionResponse { receipt }))
    }

    async fn consider_opinion(
        &self,
        request: Request<wire::ConsiderOpinionRequest>,
    ) -> Result<Response<wire::ConsiderOpinionResponse>, Status> {
        let (caller, request) = self.0.access.admit(request).await?;
        let day = Some(("considered_on", &*request.considered_on));
        let names = (&*request.review_id, &*request.unit_id, day);
        let what = |(), doing: &Office| {
            let command = Command::Consider { on: doing.on, by: doing.by.clone() };
            (command, Managing::ConsiderOpinion, Stage::READING)
        };
        let invitation = &request.invitation_id;
        let receipt = self.judge(&caller, &request, names, invitation, |_| Some(()), what).await?;
        Ok(Response::new(wire::ConsiderOpinionResponse { receipt }))
    }

    async fn get_own_opinion(
        &self,
        request: Request<wire::GetOwnOpinionRequest>,
    ) -> Result<Response<wire::GetOwnOpinionResponse>, Status> {
        let (caller, request) = self.0.access.admit(request).await?;
        let (id, read_at) = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("review_id", &request.review_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.0.clock);
            Some((id?, read_at?))
        })?;
        let of = (id, Reader::Expert(&caller.person));
        let (found, _, info) = self.told(&caller, of, &read_at, None).await?;
        let newest = found.and_then(|mut found| found.pop());
        let (_, opinion) = newest.ok_or_else(|| DOMAIN.no_such("opinion", id))?;
        let (opinion, read_info) = (Some(opinion), Some(info));
        Ok(Response::new(wire::GetOwnOpinionResponse { opinion, read_info }))
    }

    async fn list_opinions(
        &self,
        request: Request<wire::ListOpinionsRequest>,
    ) -> Result<Response<wire::ListOpinionsResponse>, Status> {
        let (caller, request) = self.0.access.admit(request).await?;
        let (page, id, union, read_at) = fields::read(&DOMAIN, |fields| {
            let page: Option<Page> = fields.page(&request);
            let id = fields.uuid("review_id", &request.review_id);
            let union = fields.uuid("unit_id", &request.unit_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.0.clock);
            Some((page?, id?, union?, read_at?))
        })?;
        let of = (id, Reader::Union(union));
        let (found, at, info) = self.told(&caller, of, &read_at, Some(&page)).await?;
        let found = found.ok_or_else(|| DOMAIN.no_such("review", id))?;
        let (opinions, next_page_token) = cut(&page, at, found);
        let read_info = Some(info);
        Ok(Response::new(wire::ListOpinionsResponse { opinions, next_page_token, read_info }))
    }

    async fn list_council_opinions(
        &self,
        request: Request<wire::ListCouncilOpinionsRequest>,
    ) -> Result<Response<wire::ListCouncilOpinionsResponse>, Status> {
        let (caller, request) = self.0.access.admit(request).await?;
        let (page, id, read_at) = fields::read(&DOMAIN, |fields| {
            let page: Option<Page> = fields.page(&request);
            let id = fields.uuid("review_id", &request.review_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.0.clock);
            Some((page?, id?, read_at?))
        })?;
        // Who leads is decided by the ledger itself, as for papers; then the view tells what is there.
        self.0.read_by(&caller, ReviewId(id), Claim::Leads).await?;
        let of = (id, Reader::Council);
        let (found, at, info) = self.told(&caller, of, &read_at, Some(&page)).await?;
        let found = found.ok_or_else(|| DOMAIN.no_such("review", id))?;
        let (opinions, next_page_token) = cut(&page, at, found);
        let read_info = Some(info);
        let answer = wire::ListCouncilOpinionsResponse { opinions, next_page_token, read_info };
        Ok(Response::new(answer))
    }
}
