//! Which act is allowed when, and what it leads to. What moves the clock is in `timing`, what experts and
//! report ask for in `reviewing`.

mod reviewing;
mod timing;

use super::filing::{Filed, Origin, check_each_once};
use super::{Act, Doing, Event, Named, Rejection, Stage, Standing};

/// More days than any review may have.
const MOST_DAYS: u32 = 1_000;

impl Standing {
    pub(super) fn decide(&self, doing: &Doing, act: Act) -> Result<Vec<Event>, Rejection> {
        let (on, by) = (doing.on, doing.by.clone());
        if let Act::AssignOfficer { officer } = act {
            return if self.stage.is_over() {
                Err(self.not_allowed())
            } else {
                Ok(vec![Event::OfficerAssigned { officer, by }])
            };
        }
        if on < self.since {
            return Err(Rejection::BeforeReview { earliest: self.since });
        }
        match act {
            Act::Withdraw { reason } => {
                self.given_up()?.asked_for()?;
                Ok(vec![Event::Withdrawn { on, reason, by }])
            }
            Act::Cancel { reason } => {
                self.given_up()?;
                Ok(vec![Event::Cancelled { on, reason, by }])
            }
            Act::Resume => self.resume(doing),
            Act::AssignOfficer { .. }
            | Act::Authorise { .. }
            | Act::Refuse { .. }
            | Act::Accept { .. }
            | Act::Decline { .. }
            | Act::AgreeAssignment { .. }
            | Act::FileDocument { .. }
            | Act::AskForMore { .. }
            | Act::Supply { .. }
            | Act::ConfirmDossier
            | Act::AskExtension { .. }
            | Act::AnswerExtension { .. }
            | Act::Extend { .. }
            | Act::Suspend { .. }
            | Act::FormCouncil { .. }
            | Act::Open
            | Act::StartSynthesis
            | Act::SubmitReport
            | Act::ReturnReport
            | Act::ApproveReport { .. }
            | Act::Deliver { .. }
            | Act::Close { .. } => {
                self.goes_on()?;
                self.go_on(doing, act)
            }
        }
    }

    /// What is done to a review that is neither over nor suspended.
    fn go_on(&self, doing: &Doing, act: Act) -> Result<Vec<Event>, Rejection> {
        let (on, by) = (doing.on, doing.by.clone());
        match act {
            Act::Authorise { working_days, decision } => {
                self.within(&[Stage::Proposed])?;
                let working_days = self.agreed_days(working_days)?;
                Ok(vec![Event::Authorised { on, working_days, decision, by }])
            }
            Act::Refuse { reason } => {
                self.within(&[Stage::Proposed])?;
                Ok(vec![Event::Refused { on, reason, by }])
            }
            Act::Accept { working_days } => {
                self.within(&[Stage::Received])?;
                self.waits_for_nothing()?;
                let working_days = self.agreed_days(working_days)?;
                Ok(vec![Event::Accepted { on, working_days, by }])
            }
            Act::Decline { code, reason } => {
                self.within(&[Stage::Received])?;
                Ok(vec![Event::Declined { on, code, reason, by }])
            }
            Act::AgreeAssignment { kind, decision, executing } => {
                self.within(&[Stage::Accepted])?;
                Ok(vec![Event::AssignmentAgreed { on, kind, decision, executing, by }])
            }
            Act::FileDocument { filed, reason, on_paper } => {
                if let Named::Requester(_) = doing.of {
                    self.asked_for()?;
                }
                if !self.stage.takes_documents() {
                    return Err(self.not_allowed());
                }
                let version = self.dossier.next_version(&filed)?;
                let filed = *filed;
                Ok(vec![Event::DocumentFiled { on, filed, version, reason, on_paper, by }])
            }
            Act::AskForMore { missing, supply_by } => self.ask_for_more(doing, missing, supply_by),
            Act::Supply { note, dossier, on_paper } => self.supply(doing, note, &dossier, on_paper),
            Act::ConfirmDossier => self.confirm_dossier(doing),
            Act::AskExtension { working_days, reason } => {
                self.ask_extension(doing, working_days, reason)
            }
            Act::AnswerExtension { agrees, note } => self.answer_extension(doing, agrees, note),
            Act::Extend { working_days, reason, decision } => {
                self.extend(doing, working_days, reason, decision)
            }
            Act::Suspend { reason } => {
                if !self.stage.is_owed() {
                    return Err(self.not_allowed());
                }
                Ok(vec![Event::Suspended { on, reason, by }])
            }
            Act::FormCouncil { .. }
            | Act::Open
            | Act::StartSynthesis
            | Act::SubmitReport
            | Act::ReturnReport
            | Act::ApproveReport { .. }
            | Act::Deliver { .. }
            | Act::Close { .. } => self.review(doing, act),
            Act::AssignOfficer { .. } | Act::Withdraw { .. } | Act::Cancel { .. } | Act::Resume => {
                self.decide(doing, act)
            }
        }
    }

    /// It may still be given up; also while it is suspended.
    fn given_up(&self) -> Result<&Self, Rejection> {
        if self.stage.is_owed() { Ok(self) } else { Err(self.not_allowed()) }
    }

    /// A requester does nothing in a review that it did not ask for, and is asked for nothing.
    pub(super) fn asked_for(&self) -> Result<(), Rejection> {
        match self.filing.origin {
            Origin::Requested => Ok(()),
            Origin::SelfInitiated => Err(Rejection::OwnInitiative),
        }
    }

    fn waits_for_nothing(&self) -> Result<(), Rejection> {
        if self.is_waiting() { Err(Rejection::WaitingForRequester) } else { Ok(()) }
    }

    /// Those that were agreed, or those of the regulation.
    fn agreed_days(&self, working_days: Option<u32>) -> Result<u32, Rejection> {
        let terms = &self.filing.regulation.terms;
        let least = terms.least_review_working_days;
        let usual = || terms.review_days(self.filing.asked.scheme_kind);
        let working_days = working_days.unwrap_or_else(usual);
        if working_days < least {
            return Err(Rejection::TooFewDays { least });
        }
        if working_days > MOST_DAYS {
            return Err(Rejection::TooManyDays { most: MOST_DAYS });
        }
        Ok(working_days)
    }

    /// The events of documents that came together.
    fn file(
        &self,
        doing: &Doing,
        dossier: &[Filed],
        reason: &str,
        on_paper: bool,
    ) -> Result<Vec<Event>, Rejection> {
        check_each_once(dossier)?;
        let file = |filed: &Filed| {
            let (filed, version) = (filed.clone(), self.dossier.next_version(filed)?);
            let (on, reason, by) = (doing.on, reason.to_owned(), doing.by.clone());
            Ok(Event::DocumentFiled { on, filed, version, reason, on_paper, by })
        };
        dossier.iter().map(file).collect()
    }
}
