//! What the council, the report and the answers ask of the review, in the same act as their own.

use chrono::NaiveDate;

use super::super::{Act, Delivery, Doing, Event, Rejection, Stage, Standing};

impl Standing {
    /// Whose turn it is in the report's course; `act` is none of intake and timing.
    pub(super) fn review(&self, doing: &Doing, act: Act) -> Result<Vec<Event>, Rejection> {
        let (on, by) = (doing.on, doing.by.clone());
        let (stages, event) = match act {
            Act::FormCouncil { independent, members } => (
                [Stage::DossierComplete].as_slice(),
                Event::CouncilFormed { on, independent, members, by },
            ),
            Act::Open => {
                let round = self.round.saturating_add(1);
                (&[Stage::CouncilFormed, Stage::Synthesis][..], Event::Opened { on, round, by })
            }
            Act::StartSynthesis => (&[Stage::InReview][..], Event::SynthesisStarted { on, by }),
            Act::SubmitReport => (&[Stage::Synthesis][..], Event::ReportSubmitted { on, by }),
            Act::ReturnReport => (&[Stage::ReportDrafted][..], Event::ReportReturned { on, by }),
            Act::ApproveReport { sha256 } => {
                (&[Stage::ReportDrafted][..], Event::ReportApproved { on, sha256, by })
            }
            Act::Deliver { sha256, recommendations, answer_by } => {
                return self.deliver(doing, sha256, recommendations, answer_by);
            }
            Act::Close { tally } => (&[Stage::Delivered][..], Event::Closed { on, tally, by }),
            Act::Authorise { .. }
            | Act::Refuse { .. }
            | Act::AssignOfficer { .. }
            | Act::Accept { .. }
            | Act::Decline { .. }
            | Act::AskForMore { .. }
            | Act::Supply { .. }
            | Act::AgreeAssignment { .. }
            | Act::ConfirmDossier
            | Act::FileDocument { .. }
            | Act::AskExtension { .. }
            | Act::AnswerExtension { .. }
            | Act::Extend { .. }
            | Act::Suspend { .. }
            | Act::Resume
            | Act::Withdraw { .. }
            | Act::Cancel { .. } => return self.decide(doing, act),
        };
        self.within(stages)?;
        Ok(vec![event])
    }

    /// The report that was approved, in time or not.
    fn deliver(
        &self,
        doing: &Doing,
        sha256: String,
        recommendations: u32,
        answer_by: NaiveDate,
    ) -> Result<Vec<Event>, Rejection> {
        self.within(&[Stage::ReportApproved])?;
        self.waits_for_nothing()?;
        if self.sha256.as_ref() != Some(&sha256) {
            return Err(Rejection::NotTheApprovedReport);
        }
        let (on, by) = (doing.on, doing.by.clone());
        let filing = &self.filing;
        if answer_by <= on {
            return Err(Rejection::AnswerDueInThePast);
        }
        let due_on = self.due.review.ok_or(Rejection::WaitingForRequester)?;
        let delivery = Delivery {
            union: filing.union,
            requester: filing.requester,
            kind: filing.asked.kind,
            field: filing.asked.field,
            due_on,
            sha256,
            recommendations,
            answer_by,
        };
        Ok(vec![Event::Delivered { on, delivery, by }])
    }
}
