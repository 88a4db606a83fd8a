//! `MeetingService`: how a council meets. That a meeting may be, the council's stream confirms in the same act.

use std::sync::Arc;

use chassis::fields::{self, Fields};
use contracts::consultancy::v1 as wire;
use contracts::consultancy::v1::meeting_service_server::MeetingService;
use ledger::Decider as _;
use tonic::{Request, Response, Status};

use super::request_fields::{LONG, reason};
use super::work::{Expert, Page, Resource, Work, cut, moment};
use super::work_fields::minutes;
use super::{DOMAIN, unreadable};
use crate::domain::council::{self, Claim};
use crate::domain::meeting::{Command, Dissent, Meeting, Rejection};
use crate::domain::review::Stage;
use crate::domain::{MeetingId, ReviewId};
use crate::views::review_work::experts::meetings;

pub(super) struct Meetings(pub(super) Arc<Work>);

impl Meetings {
    /// A meeting is reached under its review only.
    async fn is_of(&self, meeting: MeetingId, review: ReviewId) -> Result<(), Status> {
        let known = DOMAIN.loaded(&self.0.meetings, meeting).await?;
        match known.review() {
            Some(of) if of != review => Err(DOMAIN.rejected(Rejection::MeetingNotFound)),
            // That it is not there, or cancelled, the meeting itself says.
            Some(_) | None => Ok(()),
        }
    }
}

#[tonic::async_trait]
impl MeetingService for Meetings {
    async fn convene_meeting(
        &self,
        request: Request<wire::ConveneMeetingRequest>,
    ) -> Result<Response<wire::ConveneMeetingResponse>, Status> {
        let (caller, request) = self.0.access.admit(request).await?;
        let day = Some(("convened_on", &*request.convened_on));
        let names = (&*request.review_id, &*request.unit_id, day);
        let read = |fields: &mut Fields| {
            let meeting = fields.uuid("meeting_id", &request.meeting_id);
            let planned_on = fields.date("planned_on", &request.planned_on);
            let meeting = meeting?;
            Some((Some(meeting), (MeetingId(meeting), planned_on?)))
        };
        let said = self.0.office(&caller, &request, names, Meeting::CATEGORY, read).await?;
        let (doing, (meeting, planned_on)) = said;
        let (review, calendar) = (doing.review, doing.calendar);
        let convene = Command::Convene { review, planned_on, on: doing.on, by: doing.by };
        let confirm = council::Command::ConfirmConvening { planned_on, calendar };
        let steps = vec![
            self.0.meetings.step(meeting, convene),
            self.0.councils.step(review, confirm),
            self.0.of_union(review, doing.union, Stage::WRITING),
        ];
        let receipt = DOMAIN.act(&self.0.ledger, doing.asked, steps).await?;
        Ok(Response::new(wire::ConveneMeetingResponse { receipt }))
    }

    async fn cancel_meeting(
        &self,
        request: Request<wire::CancelMeetingRequest>,
    ) -> Result<Response<wire::CancelMeetingResponse>, Status> {
        let (caller, request) = self.0.access.admit(request).await?;
        let day = Some(("cancelled_on", &*request.cancelled_on));
        let names = (&*request.review_id, &*request.unit_id, day);
        let read = |fields: &mut Fields| {
            let meeting = fields.uuid("meeting_id", &request.meeting_id);
            let reason = reason(fields, &request.reason);
            let meeting = meeting?;
            Some((Some(meeting), (MeetingId(meeting), reason?)))
        };
        let said = self.0.office(&caller, &request, names, Meeting::CATEGORY, read).await?;
        let (doing, (meeting, reason)) = said;
        self.is_of(meeting, doing.review).await?;
        let cancel = Command::Cancel { on: doing.on, reason, by: doing.by };
        let steps = vec![
            self.0.meetings.step(meeting, cancel),
            self.0.of_union(doing.review, doing.union, Stage::READING),
        ];
        let receipt = DOMAIN.act(&self.0.ledger, doing.asked, steps).await?;
        Ok(Response::new(wire::CancelMeetingResponse { receipt }))
    }

    async fn record_meeting(
        &self,
        request: Request<wire::RecordMeetingRequest>,
    ) -> Result<Response<wire::RecordMeetingResponse>, Status> {
        let (caller, request) = self.0.access.admit(request).await?;
        let day = Some(("held_on", &*request.held_on));
        let names = (&*request.review_id, &*request.unit_id, day);
        let read = |fields: &mut Fields| {
            let meeting = fields.uuid("meeting_id", &request.meeting_id);
            let minutes = minutes(fields, &request);
            let meeting = meeting?;
            Some((Some(meeting), (MeetingId(meeting), minutes?)))
        };
        let said = self.0.office(&caller, &request, names, Meeting::CATEGORY, read).await?;
        let (doing, (meeting, minutes)) = said;
        self.is_of(meeting, doing.review).await?;
        let members = self.0.council(doing.review).await?.size;
        let shown = self.0.shown(doing.union, &minutes.file);
        let (present, chaired_by) = (minutes.present.clone(), minutes.chaired_by);
        let on = doing.on;
        let meet = council::Command::Meet { meeting, present, chaired_by, on };
        let hold = Command::Hold { on: doing.on, minutes, members, by: doing.by };
        let mut steps = vec![
            self.0.meetings.step(meeting, hold),
            self.0.councils.step(doing.review, meet),
            self.0.of_union(doing.review, doing.union, Stage::WRITING),
        ];
        steps.extend(shown);
        let receipt = DOMAIN.act(&self.0.ledger, doing.asked, steps).await?;
        Ok(Response::new(wire::RecordMeetingResponse { receipt }))
    }

    async fn record_dissent(
        &self,
        request: Request<wire::RecordDissentRequest>,
    ) -> Result<Response<wire::RecordDissentResponse>, Status> {
        let (caller, request) = self.0.access.admit(request).await?;
        let names = (&*request.review_id, &*request.invitation_id);
        let of = |_, _| Resource(Meeting::CATEGORY, Some(&request.meeting_id));
        let read = |fields: &mut Fields| {
            let meeting = fields.uuid("meeting_id", &request.meeting_id).map(MeetingId);
            let text = fields.long_text("text", &request.text, LONG);
            Some((meeting?, text?))
        };
        let (doing, (meeting, text)) = self.0.expert(&caller, &request, names, of, read)?;
        let Expert { review, invitation, on, .. } = doing;
        let expert = doing.person.clone();
        self.is_of(meeting, review).await?;
        let dissent = Dissent { invitation, text, attach: request.attach, recorded_on: on };
        let confirm = council::Command::Confirm { invitation, expert, claim: Claim::IsIn };
        let steps = vec![
            self.0.meetings.step(meeting, Command::Dissent { dissent }),
            self.0.councils.step(review, confirm),
            self.0.held(review, Stage::READING),
        ];
        let receipt = self.0.carry_out(doing, steps).await?;
        Ok(Response::new(wire::RecordDissentResponse { receipt }))
    }

    async fn get_meeting(
        &self,
        request: Request<wire::GetMeetingRequest>,
    ) -> Result<Response<wire::GetMeetingResponse>, Status> {
        let (caller, request) = self.0.access.admit(request).await?;
        let (id, meeting, union, read_at) = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("review_id", &request.review_id);
            let meeting = fields.uuid("meeting_id", &request.meeting_id);
            let union = fields.uuid("unit_id", &request.unit_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.0.clock);
            Some((id?, meeting?, union?, read_at?))
        })?;
        let mut reading = DOMAIN.read(&self.0.register, &caller, &read_at).await?;
        let (tx, known_at) = (&mut reading.snapshot.tx, reading.at.known_at);
        let found = meetings(tx, id, union, known_at).await.map_err(unreadable)?;
        let mut found = found.into_iter().flatten();
        let one = found.find(|(id, _)| *id == meeting).map(|(_, told)| told);
        let meeting = Some(one.ok_or_else(|| DOMAIN.no_such("meeting", meeting))?);
        let read_info = Some(reading.info);
        Ok(Response::new(wire::GetMeetingResponse { meeting, read_info }))
    }

    async fn list_meetings(
        &self,
        request: Request<wire::ListMeetingsRequest>,
    ) -> Result<Response<wire::ListMeetingsResponse>, Status> {
        let (caller, request) = self.0.access.admit(request).await?;
        let (page, id, union, read_at) = fields::read(&DOMAIN, |fields| {
            let page: Option<Page> = fields.page(&request);
            let id = fields.uuid("review_id", &request.review_id);
            let union = fields.uuid("unit_id", &request.unit_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.0.clock);
            Some((page?, id?, union?, read_at?))
        })?;
        let mut reading = DOMAIN.read(&self.0.register, &caller, &read_at).await?;
        let at = moment(&page, reading.at);
        let found = meetings(&mut reading.snapshot.tx, id, union, at.known_at).await;
        let found = found.map_err(unreadable)?.ok_or_else(|| DOMAIN.no_such("review", id))?;
        let (meetings, next_page_token) = cut(&page, at, found);
        let read_info = Some(reading.info);
        Ok(Response::new(wire::ListMeetingsResponse { meetings, next_page_token, read_info }))
    }
}
