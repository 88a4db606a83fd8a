//! The numbers by which reviews are judged, and whether they hold together.

use serde::{Deserialize, Serialize};
use strum::IntoEnumIterator as _;

use super::Rejection;
use crate::domain::kinds::SchemeKind;

/// What holds for reviews from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// In which the Union says whether it accepts.
    pub triage_working_days: u32,
    /// From the complete dossier; one for each kind.
    pub review_days: Vec<ReviewDays>,
    /// Fewer are never agreed.
    pub least_review_working_days: u32,
    /// That a requester has to supply what is missing.
    pub supply_working_days: u32,
    /// That a requester has to answer the recommendations, from the day after delivery.
    pub answer_days: u32,
    /// After which a proposal is unanswered.
    pub proposal_answer_days: u32,
    pub council: CouncilTerms,
    pub meeting: MeetingTerms,
    pub invitation: InvitationTerms,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewDays {
    pub scheme_kind: SchemeKind,
    pub working_days: u32,
}

/// Who is in a council. The sizes are odd.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CouncilTerms {
    pub least_members: u32,
    pub usual_members: u32,
    pub most_members: u32,
    /// So many of them are reviewers.
    pub least_reviewers: u32,
    /// Where experts work without a council.
    pub least_independent_experts: u32,
    /// For how long back a tie to the scheme is a conflict.
    pub conflict_years: u32,
}

/// How a council meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeetingTerms {
    /// Of the members so many parts of the denominator must be there.
    pub quorum_numerator: u32,
    pub quorum_denominator: u32,
    /// And so many reviewers.
    pub quorum_reviewers: u32,
    /// Members have the papers so long before.
    pub papers_working_days: u32,
    /// Their opinions are there so long before.
    pub comments_working_days: u32,
}

/// How experts are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationTerms {
    pub answer_working_days: u32,
    /// From the opened review.
    pub opinion_working_days: u32,
}

/// More days than any term may have.
const MOST_DAYS: u32 = 1_000;
/// More people than any council may have.
const MOST_PEOPLE: u32 = 99;

impl Terms {
    /// Working days for a review of this kind.
    #[must_use]
    pub fn review_days(&self, kind: SchemeKind) -> u32 {
        let days = self.review_days.iter().find(|it| it.scheme_kind == kind);
        days.map_or(self.least_review_working_days, |it| it.working_days)
    }

    pub(super) fn check(&self) -> Result<(), Rejection> {
        self.check_days()?;
        self.check_council()?;
        self.check_meeting()
    }

    fn check_days(&self) -> Result<(), Rejection> {
        let InvitationTerms { answer_working_days, opinion_working_days } = self.invitation;
        for (field, days) in [
            ("triage_working_days", self.triage_working_days),
            ("least_review_working_days", self.least_review_working_days),
            ("supply_working_days", self.supply_working_days),
            ("answer_days", self.answer_days),
            ("proposal_answer_days", self.proposal_answer_days),
            ("invitation.answer_working_days", answer_working_days),
            ("invitation.opinion_working_days", opinion_working_days),
        ] {
            within(field, days, 1, MOST_DAYS)?;
        }
        let least = self.least_review_working_days;
        for ReviewDays { working_days, .. } in &self.review_days {
            within("review_days.working_days", *working_days, least, MOST_DAYS)?;
        }
        for kind in SchemeKind::iter() {
            match self.review_days.iter().filter(|it| it.scheme_kind == kind).count() {
                0 => return Err(Rejection::SchemeKindMissing { kind }),
                1 => {}
                2.. => return Err(Rejection::SchemeKindTwice { kind }),
            }
        }
        Ok(())
    }

    fn check_council(&self) -> Result<(), Rejection> {
        let CouncilTerms { least_members, usual_members, most_members, .. } = self.council;
        within("council.least_members", least_members, 3, MOST_PEOPLE)?;
        within("council.usual_members", usual_members, least_members, most_members)?;
        within("council.most_members", most_members, least_members, MOST_PEOPLE)?;
        for (field, size) in [
            ("council.least_members", least_members),
            ("council.usual_members", usual_members),
            ("council.most_members", most_members),
        ] {
            if size % 2 == 0 {
                return Err(Rejection::CouncilSizeEven { field });
            }
        }
        // A chair and a secretary have seats too.
        let seats = least_members - 2;
        within("council.least_reviewers", self.council.least_reviewers, 1, seats)?;
        let independent = self.council.least_independent_experts;
        within("council.least_independent_experts", independent, 1, MOST_PEOPLE)?;
        within("council.conflict_years", self.council.conflict_years, 0, MOST_PEOPLE)
    }

    fn check_meeting(&self) -> Result<(), Rejection> {
        let MeetingTerms { quorum_numerator, quorum_denominator, .. } = self.meeting;
        within("meeting.quorum_denominator", quorum_denominator, 1, MOST_PEOPLE)?;
        within("meeting.quorum_numerator", quorum_numerator, 1, quorum_denominator)?;
        let reviewers = self.council.least_reviewers;
        within("meeting.quorum_reviewers", self.meeting.quorum_reviewers, 0, reviewers)?;
        within("meeting.papers_working_days", self.meeting.papers_working_days, 0, MOST_DAYS)?;
        let papers = self.meeting.papers_working_days;
        within("meeting.comments_working_days", self.meeting.comments_working_days, 0, papers)
    }
}

fn within(field: &'static str, number: u32, least: u32, most: u32) -> Result<(), Rejection> {
    if (least..=most).contains(&number) {
        Ok(())
    } else {
        Err(Rejection::TermsOutOfRange { field, least, most })
    }
}
