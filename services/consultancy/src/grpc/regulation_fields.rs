//! What requests about regulations say, as the domain says it. Whether the numbers hold together is for the
//! domain to say.

use chassis::fields::Fields;
use contracts::consultancy::v1 as wire;

use crate::contract;
use crate::domain::regulation::terms::{
    CouncilTerms, InvitationTerms, MeetingTerms, ReviewDays, Terms,
};

/// As many as there are kinds of schemes, and some more.
const KINDS: usize = 20;
const MOST: u32 = 1_000_000;

pub(super) fn terms(fields: &mut Fields, said: &wire::RegulationTerms) -> Option<Terms> {
    let mut count = |name, number| fields.count(name, number, MOST);
    let triage = count("triage_working_days", said.triage_working_days);
    let least = count("least_review_working_days", said.least_review_working_days);
    let supply = count("supply_working_days", said.supply_working_days);
    let answer = count("answer_days", said.answer_days);
    let proposal_answer = count("proposal_answer_days", said.proposal_answer_days);
    let review_days = fields.each("review_days", &said.review_days, KINDS, |fields, said| {
        let scheme_kind = fields.choice("scheme_kind", said.scheme_kind, contract::scheme_kind);
        let working_days = fields.count("working_days", said.working_days, MOST);
        Some(ReviewDays { scheme_kind: scheme_kind?, working_days: working_days? })
    });
    let council = fields.message("council", said.council.as_ref(), council);
    let meeting = fields.message("meeting", said.meeting.as_ref(), meeting);
    let invitation = fields.message("invitation", said.invitation.as_ref(), invitation);
    Some(Terms {
        triage_working_days: triage?,
        review_days: review_days?,
        least_review_working_days: least?,
        supply_working_days: supply?,
        answer_days: answer?,
        proposal_answer_days: proposal_answer?,
        council: council?,
        meeting: meeting?,
        invitation: invitation?,
    })
}

fn council(fields: &mut Fields, said: &wire::CouncilTerms) -> Option<CouncilTerms> {
    let mut count = |name, number| fields.count(name, number, MOST);
    let least_members = count("least_members", said.least_members);
    let usual_members = count("usual_members", said.usual_members);
    let most_members = count("most_members", said.most_members);
    let least_reviewers = count("least_reviewers", said.least_reviewers);
    let independent = count("least_independent_experts", said.least_independent_experts);
    let conflict_years = count("conflict_years", said.conflict_years);
    Some(CouncilTerms {
        least_members: least_members?,
        usual_members: usual_members?,
        most_members: most_members?,
        least_reviewers: least_reviewers?,
        least_independent_experts: independent?,
        conflict_years: conflict_years?,
    })
}

fn meeting(fields: &mut Fields, said: &wire::MeetingTerms) -> Option<MeetingTerms> {
    let mut count = |name, number| fields.count(name, number, MOST);
    let numerator = count("quorum_numerator", said.quorum_numerator);
    let denominator = count("quorum_denominator", said.quorum_denominator);
    let reviewers = count("quorum_reviewers", said.quorum_reviewers);
    let papers = count("papers_working_days", said.papers_working_days);
    let comments = count("comments_working_days", said.comments_working_days);
    Some(MeetingTerms {
        quorum_numerator: numerator?,
        quorum_denominator: denominator?,
        quorum_reviewers: reviewers?,
        papers_working_days: papers?,
        comments_working_days: comments?,
    })
}

fn invitation(fields: &mut Fields, said: &wire::InvitationTerms) -> Option<InvitationTerms> {
    let mut count = |name, number| fields.count(name, number, MOST);
    let answer = count("answer_working_days", said.answer_working_days);
    let opinion = count("opinion_working_days", said.opinion_working_days);
    Some(InvitationTerms { answer_working_days: answer?, opinion_working_days: opinion? })
}
