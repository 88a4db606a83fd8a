//! Illustrative reviews and proposals of the Union of Hải Phòng, each with what became of it; and the numbers
//! that they go by.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use contracts::consultancy::v1::{
    AnswerKind, CouncilForm, CouncilRole, DeclineReason, Priority, ProposalOutcome,
    RecommendationType, ReviewField, ReviewKind, SchemeKind, Stance,
};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::contract_names;
use super::{Decision, RecordCode, UnitCode};
use crate::offices::{OFFICES, Office};

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consultancy {
    pub regulation: Regulation,
    pub reviews: Vec<Review>,
    pub proposals: Vec<Proposal>,
}

/// No source says these numbers.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Regulation {
    pub effective_on: NaiveDate,
    pub decision_ref: Decision,
    pub triage_working_days: i32,
    /// By the kind of scheme, as the contract calls it.
    pub review_working_days: BTreeMap<String, i32>,
    pub least_review_working_days: i32,
    pub supply_working_days: i32,
    pub answer_days: i32,
    pub proposal_answer_days: i32,
    pub council: CouncilNumbers,
    pub meeting: MeetingNumbers,
    pub invitation: InvitationNumbers,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CouncilNumbers {
    pub least_members: i32,
    pub usual_members: i32,
    pub most_members: i32,
    pub least_reviewers: i32,
    pub least_independent_experts: i32,
    pub conflict_years: i32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeetingNumbers {
    pub quorum_numerator: i32,
    pub quorum_denominator: i32,
    pub quorum_reviewers: i32,
    pub papers_working_days: i32,
    pub comments_working_days: i32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InvitationNumbers {
    pub answer_working_days: i32,
    pub opinion_working_days: i32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    pub code: RecordCode,
    /// Who asked, or to whom the Union proposed it.
    pub requester: UnitCode,
    pub origin: ReviewOrigin,
    #[serde(deserialize_with = "contract_names::review_kind")]
    pub kind: ReviewKind,
    #[serde(deserialize_with = "contract_names::scheme_kind")]
    pub scheme_kind: SchemeKind,
    #[serde(deserialize_with = "contract_names::review_field")]
    pub field: ReviewField,
    /// Marked as a sample.
    pub title: String,
    pub question: String,
    /// Came in, or was proposed.
    pub on: NaiveDate,
    /// Who works on it, where it comes so far.
    pub council: Option<Council>,
    /// In the order of their numbers.
    pub recommendations: Vec<Recommendation>,
    /// In order.
    pub steps: Vec<ReviewStep>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ReviewOrigin {
    Requested,
    SelfInitiated,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Council {
    #[serde(deserialize_with = "contract_names::council_form")]
    pub form: CouncilForm,
    pub seats: Vec<Seat>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seat {
    /// A sample office, by the capacity: nobody real.
    #[serde(deserialize_with = "sample_office")]
    pub expert: &'static Office,
    #[serde(deserialize_with = "contract_names::council_role")]
    pub role: CouncilRole,
    /// What the opinion comes to; null where none is handed in.
    #[serde(deserialize_with = "contract_names::optional_stance")]
    pub stance: Option<Stance>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recommendation {
    #[serde(rename = "type", deserialize_with = "contract_names::recommendation_type")]
    pub kind: RecommendationType,
    #[serde(deserialize_with = "contract_names::priority")]
    pub priority: Priority,
    pub text: String,
}

/// What became of a review, on a day that its Union or its authority tells. Reasons are in Vietnamese.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "became", rename_all = "SCREAMING_SNAKE_CASE", deny_unknown_fields)]
pub enum ReviewStep {
    Refused {
        reason: String,
        on: NaiveDate,
    },
    MoreAsked {
        missing: String,
        on: NaiveDate,
    },
    Accepted {
        on: NaiveDate,
    },
    Declined {
        #[serde(deserialize_with = "contract_names::decline_reason")]
        reason_code: DeclineReason,
        reason: String,
        on: NaiveDate,
    },
    /// To the one sample officer of the Union.
    OfficerAssigned {
        on: NaiveDate,
    },
    Assigned {
        on: NaiveDate,
    },
    DossierComplete {
        on: NaiveDate,
    },
    Suspended {
        reason: String,
        on: NaiveDate,
    },
    Resumed {
        on: NaiveDate,
    },
    Extended {
        working_days: i32,
        reason: String,
        on: NaiveDate,
    },
    /// All who were invited on that day are in.
    CouncilFormed {
        invited_on: NaiveDate,
        on: NaiveDate,
    },
    /// The experts read; who has a stance hands it in.
    Opened {
        on: NaiveDate,
    },
    /// All were there, led by the chair.
    MeetingHeld {
        convened_on: NaiveDate,
        votes_for: i32,
        votes_against: i32,
        on: NaiveDate,
    },
    SynthesisStarted {
        on: NaiveDate,
    },
    ReportSubmitted {
        on: NaiveDate,
    },
    ReportApproved {
        on: NaiveDate,
    },
    Delivered {
        on: NaiveDate,
    },
    /// The requester's letter about one recommendation.
    Answered {
        /// From 1.
        number: i32,
        #[serde(deserialize_with = "contract_names::answer_kind")]
        answer: AnswerKind,
        reason: Option<String>,
        on: NaiveDate,
    },
    Closed {
        on: NaiveDate,
    },
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proposal {
    pub code: RecordCode,
    pub addressee: UnitCode,
    #[serde(deserialize_with = "contract_names::review_field")]
    pub field: ReviewField,
    /// Marked as a sample.
    pub title: String,
    /// Was drafted.
    pub on: NaiveDate,
    /// In order.
    pub steps: Vec<ProposalStep>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "became", rename_all = "SCREAMING_SNAKE_CASE", deny_unknown_fields)]
pub enum ProposalStep {
    Submitted {
        on: NaiveDate,
    },
    Reminded {
        note: String,
        on: NaiveDate,
    },
    Answered {
        #[serde(deserialize_with = "contract_names::proposal_outcome")]
        outcome: ProposalOutcome,
        answer: String,
        on: NaiveDate,
    },
}

fn sample_office<'de, D: Deserializer<'de>>(from: D) -> Result<&'static Office, D::Error> {
    let capacity = String::deserialize(from)?;
    let found = OFFICES.iter().find(|office| office.capacity == capacity);
    found.ok_or_else(|| D::Error::custom(format!("“{capacity}” is no sample office")))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::ReviewedFiles;
    use super::*;

    fn files() -> ReviewedFiles {
        ReviewedFiles::read().unwrap()
    }

    /// How far a review of the file comes, in the words of the file.
    fn stage(review: &Review) -> &'static str {
        review.steps.last().map_or("filed", |step| match step {
            ReviewStep::Refused { .. } => "refused",
            ReviewStep::MoreAsked { .. } => "more asked",
            ReviewStep::Accepted { .. } => "accepted",
            ReviewStep::Declined { .. } => "declined",
            ReviewStep::OfficerAssigned { .. } | ReviewStep::Assigned { .. } => "assigned",
            ReviewStep::DossierComplete { .. }
            | ReviewStep::Suspended { .. }
            | ReviewStep::Resumed { .. } => "timed",
            ReviewStep::Extended { .. } => "extended",
            ReviewStep::CouncilFormed { .. } => "council formed",
            ReviewStep::Opened { .. } => "opinions come in",
            ReviewStep::MeetingHeld { .. } => "met",
            ReviewStep::SynthesisStarted { .. }
            | ReviewStep::ReportSubmitted { .. }
            | ReviewStep::ReportApproved { .. } => "reported",
            ReviewStep::Delivered { .. } => "delivered",
            ReviewStep::Answered { .. } => "answered in part",
            ReviewStep::Closed { .. } => "closed",
        })
    }

    #[test]
    fn samples_say_that_they_are_samples() {
        let Consultancy { regulation, reviews, proposals } = files().consultancy;
        assert_eq!(regulation.decision_ref.number_symbol, "MẪU");
        let titles = reviews.iter().map(|it| &it.title);
        let titles: BTreeSet<_> = titles.chain(proposals.iter().map(|it| &it.title)).collect();
        assert!(titles.iter().all(|title| title.contains("mẫu")));
        assert_eq!(titles.len(), reviews.len() + proposals.len());
        let codes = reviews.iter().map(|it| &it.code).chain(proposals.iter().map(|it| &it.code));
        assert_eq!(codes.collect::<BTreeSet<_>>().len(), reviews.len() + proposals.len());
        let seats = reviews.iter().filter_map(|it| it.council.as_ref()).flat_map(|it| &it.seats);
        assert!(seats.into_iter().all(|seat| seat.expert.capacity.starts_with("expert-")));
    }

    #[test]
    fn they_stand_at_every_stage_of_every_kind() {
        let reviews = files().consultancy.reviews;
        let stages: BTreeSet<_> = reviews.iter().map(stage).collect();
        let wanted = [
            "accepted",
            "answered in part",
            "closed",
            "council formed",
            "declined",
            "delivered",
            "extended",
            "filed",
            "more asked",
            "opinions come in",
            "refused",
        ];
        assert_eq!(stages.into_iter().collect::<Vec<_>>(), wanted);
        let kinds: BTreeSet<_> = reviews.iter().map(|it| i32::from(it.kind)).collect();
        assert_eq!(kinds.len(), 3);
        let meets = |step: &ReviewStep| matches!(step, ReviewStep::MeetingHeld { .. });
        assert!(reviews.iter().any(|it| it.steps.iter().any(meets)));
    }

    #[test]
    fn what_is_answered_was_recommended_and_what_is_refused_has_a_reason() {
        for Review { code, recommendations, steps, .. } in files().consultancy.reviews {
            for step in &steps {
                if let ReviewStep::Answered { number, answer, reason, .. } = step {
                    let number = usize::try_from(*number).unwrap();
                    assert!((1..=recommendations.len()).contains(&number), "{code}");
                    assert_eq!(*answer == AnswerKind::Accepted, reason.is_none(), "{code}");
                }
            }
        }
    }

    /// Time acts by itself, a moment before or after the next row: each row must stand in both cases.
    #[test]
    fn no_row_depends_on_what_time_does_first() {
        let Consultancy { regulation, reviews, proposals } = files().consultancy;
        for Review { code, recommendations, steps, .. } in &reviews {
            // Whoever supplies nothing lapses.
            let mut before_last = steps.iter().rev().skip(1);
            assert!(before_last.all(|it| !matches!(it, ReviewStep::MoreAsked { .. })), "{code}");
            // What waits when it is closed is closed only after its silence.
            if steps.iter().any(|it| matches!(it, ReviewStep::Closed { .. })) {
                let answered = steps.iter().filter(|it| matches!(it, ReviewStep::Answered { .. }));
                assert_eq!(answered.count(), recommendations.len(), "{code}");
            }
        }
        let answer_days = u64::try_from(regulation.proposal_answer_days).unwrap();
        for Proposal { code, steps, .. } in &proposals {
            let Some(ProposalStep::Submitted { on }) = steps.first() else { continue };
            let silent_after = *on + chrono::Days::new(answer_days);
            for step in &steps[1..] {
                let (ProposalStep::Submitted { on }
                | ProposalStep::Reminded { on, .. }
                | ProposalStep::Answered { on, .. }) = step;
                assert!(*on > silent_after, "{code}");
            }
        }
    }
}
