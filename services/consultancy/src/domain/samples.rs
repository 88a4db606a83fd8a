//! What the scenarios of all aggregates are about: one Union, one requester, and numbers as a Union might set them.

use chrono::NaiveDate;
use strum::IntoEnumIterator as _;
use uuid::Uuid;
use working_days::{DayKind, WorkingDays};

use super::kinds::SchemeKind;
use super::regulation::terms::{CouncilTerms, InvitationTerms, MeetingTerms, ReviewDays, Terms};
use super::{CitedFile, DecisionRef, EvidenceId, Officer, UnitId};

pub(crate) const UNION: UnitId = UnitId(Uuid::from_u128(0xA1));
pub(crate) const DEPARTMENT: UnitId = UnitId(Uuid::from_u128(0xB1));
pub(crate) const COMMITTEE: UnitId = UnitId(Uuid::from_u128(0xC1));

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn office() -> Officer {
    Officer { person: "officer-union".into(), unit: UNION }
}

pub(crate) fn requester() -> Officer {
    Officer { person: "officer-department".into(), unit: DEPARTMENT }
}

pub(crate) fn decision() -> DecisionRef {
    let issued_on = day("2026-01-02");
    DecisionRef { number_symbol: "05-QĐ/LHH".into(), issued_on, issuer: UNION }
}

pub(crate) fn file(n: u128) -> CitedFile {
    CitedFile { evidence: EvidenceId(Uuid::from_u128(n)), sha256: format!("{n:064x}") }
}

pub(crate) fn terms() -> Terms {
    let review_days = |scheme_kind| {
        let working_days = if scheme_kind == SchemeKind::Project { 30 } else { 20 };
        ReviewDays { scheme_kind, working_days }
    };
    Terms {
        triage_working_days: 5,
        review_days: SchemeKind::iter().map(review_days).collect(),
        least_review_working_days: 10,
        supply_working_days: 10,
        answer_days: 30,
        proposal_answer_days: 45,
        council: CouncilTerms {
            least_members: 5,
            usual_members: 7,
            most_members: 11,
            least_reviewers: 2,
            least_independent_experts: 2,
            conflict_years: 3,
        },
        meeting: MeetingTerms {
            quorum_numerator: 2,
            quorum_denominator: 3,
            quorum_reviewers: 1,
            papers_working_days: 7,
            comments_working_days: 1,
        },
        invitation: InvitationTerms { answer_working_days: 3, opinion_working_days: 10 },
    }
}

/// 2026 with one holiday (Thursday 30/4), and the years around it without.
pub(crate) fn calendar() -> WorkingDays {
    let holidays = vec![(day("2026-04-30"), DayKind::Rest)];
    [(2025, vec![]), (2026, holidays), (2027, vec![])].into_iter().collect()
}
