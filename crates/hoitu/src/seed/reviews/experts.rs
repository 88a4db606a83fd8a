//! Who works on a review, and what they say: each expert in their own name.

use chrono::NaiveDate;
use contracts::CommandRequest;
use contracts::consultancy::v1 as proto;

use super::super::command::Command;
use super::{Course, document, id, union};
use crate::data::{Council, Seat};
use proto::{CouncilForm, CouncilRole, Stance};

impl Course<'_> {
    pub(super) fn seats(&self) -> &[Seat] {
        self.review.council.as_ref().map_or(&[], |council| &council.seats)
    }

    pub(super) fn council_formed(&self, invited_on: NaiveDate, on: NaiveDate) -> Vec<Command> {
        let (review_id, unit_id) = (id(self.review), union());
        let form = self.review.council.as_ref().map(|Council { form, .. }| *form);
        let composed = proto::ComposeCouncilRequest {
            review_id: review_id.clone(),
            unit_id: unit_id.clone(),
            form: form.unwrap_or(CouncilForm::Unspecified).into(),
            size: i32::try_from(self.seats().len()).unwrap_or(i32::MAX),
            ..Default::default()
        };
        let composed = self.of("council of", "composed", invited_on, &composed);
        let asked = self.seats().iter().flat_map(|seat| self.asked(seat, invited_on));
        let formed_on = on.to_string();
        let formed =
            proto::FormCouncilRequest { review_id, unit_id, formed_on, ..Default::default() };
        let formed = self.of("council of", "formed", on, &formed);
        [composed].into_iter().chain(asked).chain([formed]).collect()
    }

    /// Invited, and in.
    fn asked(&self, seat: &Seat, on: NaiveDate) -> [Command; 2] {
        let invite = proto::InviteExpertRequest {
            review_id: id(self.review),
            unit_id: union(),
            invitation_id: self.invitation(seat),
            expert: seat.expert.person(),
            role: seat.role.into(),
            invited_on: on.to_string(),
            ..Default::default()
        };
        let accept = proto::AcceptInvitationRequest {
            review_id: id(self.review),
            invitation_id: self.invitation(seat),
            pledges: true,
            ..Default::default()
        };
        let capacity = seat.expert.capacity;
        let invited = self.of("council of", &format!("invited {capacity}"), on, &invite);
        [invited, self.said("council of", seat, "accepted", on, &accept)]
    }

    /// Who has a stance hands in an opinion.
    pub(super) fn opened(&self, on: NaiveDate) -> Vec<Command> {
        let request = proto::OpenReviewRequest {
            review_id: id(self.review),
            unit_id: union(),
            opened_on: on.to_string(),
            ..Default::default()
        };
        let opened = self.of("council of", "opened", on, &request);
        let spoken = self.seats().iter().filter_map(|seat| Some((seat, seat.stance?)));
        let spoken = spoken.flat_map(|(seat, stance)| self.spoken(seat, stance, on));
        [opened].into_iter().chain(spoken).collect()
    }

    fn spoken(&self, seat: &Seat, stance: Stance, on: NaiveDate) -> [Command; 3] {
        let (review_id, invitation_id) = (id(self.review), self.invitation(seat));
        let open = proto::OpenDossierRequest {
            review_id: review_id.clone(),
            invitation_id: invitation_id.clone(),
            ..Default::default()
        };
        let begin = proto::BeginOpinionRequest {
            review_id: review_id.clone(),
            invitation_id: invitation_id.clone(),
            content: Some(self.opinion(stance)),
            ..Default::default()
        };
        let submit = proto::SubmitOpinionRequest { review_id, invitation_id, ..Default::default() };
        let own = format!("opinion of {} on", seat.expert.capacity);
        [
            self.said("council of", seat, "opened the dossier", on, &open),
            self.said(&own, seat, "begun", on, &begin),
            self.said(&own, seat, "submitted", on, &submit),
        ]
    }

    fn opinion(&self, stance: Stance) -> proto::OpinionContent {
        proto::OpinionContent {
            sections: vec![proto::OpinionSection {
                document_id: self.own_id("scheme"),
                document_version: 1,
                section: "Toàn văn".to_owned(),
                stance: stance.into(),
                text: "Nhận xét mẫu, để minh họa và thử hệ thống.".to_owned(),
            }],
            answers: vec![proto::QuestionAnswer {
                number: 1,
                text: "Trả lời mẫu, để minh họa và thử hệ thống.".to_owned(),
            }],
            conclusion: "Kết luận mẫu.".to_owned(),
        }
    }

    /// Led by the chair; with all who are in.
    pub(super) fn meeting_held(
        &self,
        convened_on: NaiveDate,
        (votes_for, votes_against): (i32, i32),
        on: NaiveDate,
    ) -> Vec<Command> {
        let (review_id, unit_id, meeting_id) = (id(self.review), union(), self.own_id("meeting"));
        let convene = proto::ConveneMeetingRequest {
            review_id: review_id.clone(),
            meeting_id: meeting_id.clone(),
            unit_id: unit_id.clone(),
            convened_on: convened_on.to_string(),
            planned_on: on.to_string(),
            ..Default::default()
        };
        let title = format!("Biên bản họp hội đồng: {}", self.review.title);
        let (stored, minutes) = document(&self.resource("minutes of"), &title, on);
        let chair = self.seats().iter().find(|seat| seat.role == CouncilRole::Chair);
        let record = proto::RecordMeetingRequest {
            review_id,
            meeting_id,
            unit_id,
            held_on: on.to_string(),
            present_invitation_ids: self.seats().iter().map(|it| self.invitation(it)).collect(),
            chaired_by_invitation_id: chair.map(|it| self.invitation(it)).unwrap_or_default(),
            conclusion: proto::Conclusion::Majority.into(),
            votes_for,
            votes_against,
            minutes: Some(minutes),
            ..Default::default()
        };
        let convened = self.of("meeting of", "convened", convened_on, &convene);
        vec![convened, stored, self.of("meeting of", "held", on, &record)]
    }

    /// Opinions are known by it too.
    pub(super) fn invitation(&self, seat: &Seat) -> String {
        self.own_id(&format!("invitation of {}", seat.expert.capacity))
    }

    fn said<R: CommandRequest>(
        &self,
        what: &str,
        seat: &Seat,
        asks: &str,
        on: NaiveDate,
        request: &R,
    ) -> Command {
        let asks = format!("{asks} by {}", seat.expert.capacity);
        self.of(what, &asks, on, request).by(seat.expert)
    }
}
