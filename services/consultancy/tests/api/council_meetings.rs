//! A council meets over the wire: when its members have the papers long enough, with a quorum, a lead, a reviewer and its
//! minutes; and what a member keeps apart stays.

use contracts::consultancy::v1::*;
use tonic::Code;

use crate::act;
use crate::panel::{
    DEPUTY, Done, FIRST_MEMBER, FIRST_REVIEWER, Panel, SECOND_MEMBER, SECOND_REVIEWER, SECRETARY,
};
use crate::samples::fresh;
use crate::world::{CHAIR, OFFICE, UNION, after, invalid, precondition, refusal};

/// A quorum of seven, led by the deputy.
pub const FIVE: [&str; 5] = [DEPUTY, FIRST_REVIEWER, SECOND_REVIEWER, FIRST_MEMBER, SECRETARY];

impl Panel {
    pub async fn convene(&mut self, meeting: &str, planned_on: &str) -> Done {
        let convene = ConveneMeetingRequest {
            review_id: self.review.clone(),
            meeting_id: meeting.into(),
            request_id: fresh(),
            validate_only: false,
            unit_id: UNION.to_string(),
            convened_on: self.today(),
            planned_on: planned_on.into(),
        };
        act!(self, meetings, OFFICE, convene_meeting, convene)
    }

    /// What the office records of a meeting of those who are there; the deputy leads, and they agree.
    pub async fn minutes(&self, meeting: &str, present: &[&str]) -> RecordMeetingRequest {
        RecordMeetingRequest {
            review_id: self.review.clone(),
            meeting_id: meeting.into(),
            etag: self.meeting(meeting).await.etag,
            request_id: fresh(),
            validate_only: false,
            unit_id: UNION.to_string(),
            held_on: self.today(),
            present_invitation_ids: present.iter().map(|expert| self.invitation(expert)).collect(),
            chaired_by_invitation_id: self.invitation(DEPUTY),
            conclusion: Conclusion::Consensus.into(),
            votes_for: 0,
            votes_against: 0,
            minutes: Some(self.world.keeps_text(OFFICE, UNION, "Biên bản họp mẫu.\n").await),
        }
    }

    pub async fn hold(&mut self, minutes: RecordMeetingRequest) -> Done {
        act!(self, meetings, OFFICE, record_meeting, minutes)
    }

    pub async fn dissent(&mut self, meeting: &str, expert: &str, text: &str, attach: bool) -> Done {
        let dissent = RecordDissentRequest {
            review_id: self.review.clone(),
            meeting_id: meeting.into(),
            etag: self.meeting(meeting).await.etag,
            request_id: fresh(),
            validate_only: false,
            invitation_id: self.invitation(expert),
            text: text.into(),
            attach,
        };
        act!(self, meetings, expert, record_dissent, dissent)
    }

    pub async fn meeting(&self, meeting: &str) -> Meeting {
        let (review_id, meeting_id) = (self.review.clone(), meeting.to_owned());
        let (unit_id, read_at) = (UNION.to_string(), after(&self.last));
        let get = GetMeetingRequest { review_id, meeting_id, unit_id, read_at };
        let told = self.world.meetings(OFFICE).await.get_meeting(get).await.unwrap();
        told.into_inner().meeting.unwrap()
    }
}

#[tokio::test]
async fn members_meet_when_they_have_had_the_papers_and_not_before_the_day() {
    let mut panel = Panel::in_review().await;
    let meeting = fresh();
    let over = panel.convene(&meeting, "2026-11-23").await;
    assert_eq!(refusal(over), invalid("PLANNED_IN_THE_PAST"));
    // Seven working days from Tuesday 24/11/2026.
    let early = panel.convene(&meeting, "2026-12-02").await;
    assert_eq!(refusal(early), precondition("PAPERS_TOO_LATE"));
    panel.convene(&meeting, "2026-12-03").await.unwrap();
    let again = refusal(panel.convene(&meeting, "2026-12-04").await);
    assert_eq!(again, (Code::AlreadyExists, "MEETING_ALREADY_CONVENED".into()));
    let minutes = panel.minutes(&meeting, &FIVE).await;
    assert_eq!(refusal(panel.hold(minutes).await), precondition("BEFORE_MEETING"));

    let cancel = CancelMeetingRequest {
        review_id: panel.review.clone(),
        meeting_id: meeting.clone(),
        etag: panel.meeting(&meeting).await.etag,
        request_id: fresh(),
        validate_only: false,
        unit_id: UNION.to_string(),
        cancelled_on: panel.today(),
        reason: "Chủ tịch đi công tác".into(),
    };
    act!(panel, meetings, OFFICE, cancel_meeting, cancel).unwrap();
    panel.world.is_now("2026-12-03T03:00:00Z");
    let minutes = panel.minutes(&meeting, &FIVE).await;
    assert_eq!(refusal(panel.hold(minutes).await), precondition("STATE_NOT_ALLOWED"));
}

#[tokio::test]
async fn a_meeting_is_a_quorum_with_a_lead_a_reviewer_and_its_minutes() {
    let mut panel = Panel::in_review().await;
    let meeting = fresh();
    panel.convene(&meeting, "2026-12-03").await.unwrap();
    panel.world.is_now("2026-12-03T03:00:00Z");
    let good = panel.minutes(&meeting, &FIVE).await;
    let there =
        |experts: &[&str]| experts.iter().map(|it| panel.invitation(it)).collect::<Vec<_>>();
    let no_quorum = there(&FIVE[..4]);
    let no_reviewer = there(&[CHAIR, DEPUTY, FIRST_MEMBER, SECOND_MEMBER, SECRETARY]);
    let stranger = [there(&FIVE), vec![fresh()]].concat();
    let twice = there(&[DEPUTY, DEPUTY, FIRST_REVIEWER, FIRST_MEMBER, SECRETARY]);
    let with = |present: Vec<String>| RecordMeetingRequest {
        request_id: fresh(),
        present_invitation_ids: present,
        ..good.clone()
    };
    let vote = |votes_for, votes_against| RecordMeetingRequest {
        conclusion: Conclusion::Majority.into(),
        votes_for,
        votes_against,
        ..with(good.present_invitation_ids.clone())
    };
    let unkept = CitedFile { evidence_id: fresh(), sha256: "0".repeat(64) };
    let led_by_member = panel.invitation(FIRST_MEMBER);
    let wrong = [
        (with(no_quorum), precondition("NO_QUORUM")),
        (with(no_reviewer), precondition("NO_REVIEWER")),
        (with(stranger), invalid("NOT_A_MEMBER")),
        (with(twice), invalid("NOT_A_MEMBER")),
        (
            RecordMeetingRequest { chaired_by_invitation_id: led_by_member, ..vote(3, 2) },
            precondition("NO_CHAIR"),
        ),
        (vote(2, 2), invalid("VOTES_DO_NOT_ADD_UP")),
        (vote(4, 2), invalid("VOTES_DO_NOT_ADD_UP")),
        (
            RecordMeetingRequest { minutes: Some(unkept), ..vote(4, 1) },
            (Code::NotFound, "EVIDENCE_NOT_FOUND".into()),
        ),
    ];
    let good = vote(4, 1);
    for (minutes, refused) in wrong {
        assert_eq!(refusal(panel.hold(minutes).await), refused);
    }
    panel.hold(good.clone()).await.unwrap();
    let told = panel.meeting(&meeting).await;
    assert_eq!((told.state(), &*told.held_on), (MeetingState::Held, "2026-12-03"));
    assert_eq!((told.votes_for, told.votes_against), (4, 1));
    assert_eq!((told.present_invitation_ids.len(), told.minutes), (5, good.minutes));
}

#[tokio::test]
async fn what_a_member_keeps_apart_is_kept_once_and_of_who_was_there() {
    let mut panel = Panel::in_review().await;
    let meeting = fresh();
    panel.convene(&meeting, "2026-12-03").await.unwrap();
    let early = panel.dissent(&meeting, SECRETARY, "Chưa đủ căn cứ", true).await;
    assert_eq!(refusal(early), precondition("STATE_NOT_ALLOWED"));
    panel.world.is_now("2026-12-03T03:00:00Z");
    let minutes = panel.minutes(&meeting, &FIVE).await;
    panel.hold(minutes).await.unwrap();
    let absent = panel.dissent(&meeting, SECOND_MEMBER, "Chưa đủ căn cứ", true).await;
    assert_eq!(refusal(absent), precondition("WAS_NOT_PRESENT"));
    panel.dissent(&meeting, SECRETARY, "Chưa đủ căn cứ", true).await.unwrap();
    let again = refusal(panel.dissent(&meeting, SECRETARY, "Đã đủ căn cứ", false).await);
    assert_eq!(again, (Code::AlreadyExists, "DISSENT_ALREADY_RECORDED".into()));
    let expected = Dissent {
        invitation_id: panel.invitation(SECRETARY),
        text: "Chưa đủ căn cứ".into(),
        attach: true,
        recorded_on: "2026-12-03".into(),
    };
    assert_eq!(panel.meeting(&meeting).await.dissents, [expected]);
}
