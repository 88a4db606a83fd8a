//! The numbers that sample reviews go by.

use contracts::consultancy::v1 as proto;

use super::super::command::{Command, Kind};
use super::super::units;
use super::union;
use crate::data::{Decision, Regulation};

pub fn issued(regulation: &Regulation) -> Command {
    let Regulation { effective_on, decision_ref, .. } = regulation;
    let Decision { number_symbol, issued_on, issuer } = decision_ref;
    let request = proto::IssueRegulationRequest {
        unit_id: union(),
        effective_on: effective_on.to_string(),
        terms: Some(terms(regulation)),
        decision_ref: Some(proto::DecisionRef {
            number_symbol: number_symbol.clone(),
            issued_on: issued_on.to_string(),
            issuer_unit_id: units::id(issuer),
        }),
        ..Default::default()
    };
    Command::new(Kind::ReviewRegulation, "regulation of reviews", "issued", *effective_on, &request)
}

fn terms(regulation: &Regulation) -> proto::RegulationTerms {
    let Regulation { council, meeting, invitation, .. } = regulation;
    let days = regulation.review_working_days.iter().map(|(kind, working_days)| {
        // A kind that the contract does not know is refused by the service, as any other row.
        let kind = proto::SchemeKind::from_str_name(&format!("SCHEME_KIND_{kind}"));
        let scheme_kind = kind.unwrap_or_default().into();
        proto::ReviewDays { scheme_kind, working_days: *working_days }
    });
    proto::RegulationTerms {
        triage_working_days: regulation.triage_working_days,
        review_days: days.collect(),
        least_review_working_days: regulation.least_review_working_days,
        supply_working_days: regulation.supply_working_days,
        answer_days: regulation.answer_days,
        proposal_answer_days: regulation.proposal_answer_days,
        council: Some(proto::CouncilTerms {
            least_members: council.least_members,
            usual_members: council.usual_members,
            most_members: council.most_members,
            least_reviewers: council.least_reviewers,
            least_independent_experts: council.least_independent_experts,
            conflict_years: council.conflict_years,
        }),
        meeting: Some(proto::MeetingTerms {
            quorum_numerator: meeting.quorum_numerator,
            quorum_denominator: meeting.quorum_denominator,
            quorum_reviewers: meeting.quorum_reviewers,
            papers_working_days: meeting.papers_working_days,
            comments_working_days: meeting.comments_working_days,
        }),
        invitation: Some(proto::InvitationTerms {
            answer_working_days: invitation.answer_working_days,
            opinion_working_days: invitation.opinion_working_days,
        }),
    }
}
