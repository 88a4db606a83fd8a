//! `WorkshopService`: which workshops a Union held.

use std::sync::Arc;

use chassis::caller::Caller;
use chassis::fields::{self, Fields};
use chassis::reading::Moment;
use chrono::NaiveDate;
use contracts::CommandRequest;
use contracts::consultancy::v1 as wire;
use contracts::consultancy::v1::workshop_service_server::WorkshopService;
use contracts::ledger::v1::CommandReceipt;
use ledger::view::Reader;
use ledger::{Asked, CommandHandler, Decider as _};
use tonic::{Request, Response, Status};

use super::request_fields::{LINE, WORD, file, reason};
use super::work::Work;
use super::{DOMAIN, officer, unreadable};
use crate::contract;
use crate::domain::workshop::{Command, Content, Workshop};
use crate::domain::{ReviewId, UnitId, WorkshopId};
use crate::published;
use crate::views::workshop_register::WorkshopRegister;
use crate::views::workshop_register::queries::{Filter, Last, find_workshop, list_workshops};

/// More than any hall holds.
const PEOPLE: i64 = 100_000;

pub(super) struct Workshops {
    work: Arc<Work>,
    workshops: CommandHandler<Workshop>,
    register: Reader<WorkshopRegister>,
}

/// A workshop of a Union, and what is asked about it.
struct Doing {
    workshop: WorkshopId,
    union: UnitId,
    asked: Asked,
}

impl Workshops {
    pub(super) fn new(work: Arc<Work>, register: Reader<WorkshopRegister>) -> Self {
        let workshops = CommandHandler::new(work.ledger.clone(), published::workshop);
        Self { work, workshops, register }
    }

    fn read<R: CommandRequest, T>(
        caller: &Caller,
        request: &R,
        (workshop, union): (&str, &str),
        read: impl FnOnce(&mut Fields) -> Option<T>,
    ) -> Result<(Doing, T), Status> {
        fields::read(&DOMAIN, |fields| {
            let workshop = fields.uuid("workshop_id", workshop).map(WorkshopId);
            let asked = fields.asked(caller, request, Workshop::CATEGORY, workshop);
            let union = fields.uuid("unit_id", union).map(UnitId);
            let said = read(fields);
            let (workshop, union, asked) = (workshop?, union?, asked?);
            Some((Doing { workshop, union, asked }, said?))
        })
    }

    /// With the minutes, kept by the Union, on a review of its own.
    async fn say(
        &self,
        doing: Doing,
        review: Option<ReviewId>,
        minutes: &crate::domain::CitedFile,
        command: Command,
    ) -> Result<Option<CommandReceipt>, Status> {
        if let Some(review) = review {
            self.work.review_of(review, doing.union).await?;
        }
        let mut steps = vec![self.workshops.step(doing.workshop, command)];
        steps.extend(self.work.shown(doing.union, minutes));
        DOMAIN.act(&self.work.ledger, doing.asked, steps).await
    }
}

fn content(
    fields: &mut Fields,
    said: Option<&wire::WorkshopContent>,
    today: NaiveDate,
) -> Option<Box<Content>> {
    fields.message("content", said, |fields, said| {
        let kind = fields.choice("kind", said.kind, contract::workshop_kind);
        let theme = fields.text("theme", &said.theme, LINE);
        let held_on = fields.past_date("held_on", &said.held_on, today);
        let place = fields.text("place", &said.place, WORD);
        let participants = fields.number("participants", said.participants, 1..=PEOPLE);
        let review = fields.optional_uuid("review_id", &said.review_id);
        let minutes = file(fields, "minutes", said.minutes.as_ref());
        Some(Box::new(Content {
            kind: kind?,
            theme: theme?,
            held_on: held_on?,
            place: place?,
            participants: u32::try_from(participants?).ok()?,
            review: review?.map(ReviewId),
            minutes: minutes?,
        }))
    })
}

#[tonic::async_trait]
impl WorkshopService for Workshops {
    async fn record_workshop(
        &self,
        request: Request<wire::RecordWorkshopRequest>,
    ) -> Result<Response<wire::RecordWorkshopResponse>, Status> {
        let (caller, request) = self.work.access.admit(request).await?;
        let today = self.work.clock.today();
        let names = (&*request.workshop_id, &*request.unit_id);
        let read = |fields: &mut Fields| content(fields, request.content.as_ref(), today);
        let (doing, content) = Self::read(&caller, &request, names, read)?;
        let (union, illustrative, by) = (doing.union, request.illustrative, officer(&caller));
        let (review, minutes) = (content.review, content.minutes.clone());
        let record = Command::Record { union, content, illustrative, by };
        let receipt = self.say(doing, review, &minutes, record).await?;
        Ok(Response::new(wire::RecordWorkshopResponse { receipt }))
    }

    async fn correct_workshop(
        &self,
        request: Request<wire::CorrectWorkshopRequest>,
    ) -> Result<Response<wire::CorrectWorkshopResponse>, Status> {
        let (caller, request) = self.work.access.admit(request).await?;
        let today = self.work.clock.today();
        let names = (&*request.workshop_id, &*request.unit_id);
        let read = |fields: &mut Fields| {
            let content = content(fields, request.content.as_ref(), today);
            let reason = reason(fields, &request.reason);
            Some((content?, reason?))
        };
        let (doing, (content, reason)) = Self::read(&caller, &request, names, read)?;
        let (of, on, by) = (doing.union, today, officer(&caller));
        let (review, minutes) = (content.review, content.minutes.clone());
        let correct = Command::Correct { of, content, reason, on, by };
        let receipt = self.say(doing, review, &minutes, correct).await?;
        Ok(Response::new(wire::CorrectWorkshopResponse { receipt }))
    }

    async fn retract_workshop(
        &self,
        request: Request<wire::RetractWorkshopRequest>,
    ) -> Result<Response<wire::RetractWorkshopResponse>, Status> {
        let (caller, request) = self.work.access.admit(request).await?;
        let names = (&*request.workshop_id, &*request.unit_id);
        let read = |fields: &mut Fields| reason(fields, &request.reason);
        let (doing, reason) = Self::read(&caller, &request, names, read)?;
        let (on, by) = (self.work.clock.today(), officer(&caller));
        let retract = Command::Retract { of: doing.union, reason, on, by };
        let steps = vec![self.workshops.step(doing.workshop, retract)];
        let receipt = DOMAIN.act(&self.work.ledger, doing.asked, steps).await?;
        Ok(Response::new(wire::RetractWorkshopResponse { receipt }))
    }

    async fn get_workshop(
        &self,
        request: Request<wire::GetWorkshopRequest>,
    ) -> Result<Response<wire::GetWorkshopResponse>, Status> {
        let (caller, request) = self.work.access.admit(request).await?;
        let (id, union, read_at) = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("workshop_id", &request.workshop_id);
            let union = fields.uuid("unit_id", &request.unit_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.work.clock);
            Some((id?, union?, read_at?))
        })?;
        let mut reading = DOMAIN.read(&self.register, &caller, &read_at).await?;
        let found = find_workshop(&mut reading.snapshot.tx, id, union, reading.at).await;
        let workshop = found.map_err(unreadable)?.ok_or_else(|| DOMAIN.no_such("workshop", id))?;
        let (workshop, read_info) = (Some(workshop), Some(reading.info));
        Ok(Response::new(wire::GetWorkshopResponse { workshop, read_info }))
    }

    async fn list_workshops(
        &self,
        request: Request<wire::ListWorkshopsRequest>,
    ) -> Result<Response<wire::ListWorkshopsResponse>, Status> {
        let (caller, request) = self.work.access.admit(request).await?;
        let (page, union, filter, read_at) = fields::read(&DOMAIN, |fields| {
            let page = fields.page(&request);
            let union = fields.uuid("unit_id", &request.unit_id);
            let state = fields.optional_choice("state", request.state, Some);
            let review = fields.optional_uuid("review_id", &request.review_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.work.clock);
            let filter = Filter { workshop: None, state: state?, review: review? };
            Some((page?, union?, filter, read_at?))
        })?;
        let mut reading = DOMAIN.read(&self.register, &caller, &read_at).await?;
        let last: Option<&Last> = page.after.as_ref();
        let at =
            last.map_or(reading.at, |last| Moment { as_of: last.as_of, known_at: last.known_at });
        let tx = &mut reading.snapshot.tx;
        let rows = list_workshops(tx, union, filter, at, last, page.fetch()).await;
        let (workshops, next_page_token) = page.cut(rows.map_err(unreadable)?);
        let read_info = Some(reading.info);
        Ok(Response::new(wire::ListWorkshopsResponse { workshops, next_page_token, read_info }))
    }
}
