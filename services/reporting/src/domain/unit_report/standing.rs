//! How a report that is owed stands: what may be done with it, and what has been done.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::content::{Content, snapshot};
use super::{Command, Event, Obligation, Rejection};

#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    pub obligation: Obligation,
    pub stage: Stage,
    /// 1, and one more for each correction.
    pub version: u32,
    pub content: Content,
    /// Until when it is, or comes back, in time.
    pub due_on: NaiveDate,
    pub late: bool,
    /// Who has approved this version, level by level.
    pub(super) approved_by: Vec<String>,
    /// Who has written any of it.
    pub(super) authors: BTreeSet<String>,
    pub(super) open_until: NaiveDate,
    pub(super) period_locked: bool,
}

/// How far the present version is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Stage {
    Expected,
    Draft,
    Submitted,
    InReview,
    Returned,
    /// By the receivers of one level at least.
    Approved,
    Locked,
    Excused,
}

impl Standing {
    pub(super) fn of(obligation: Obligation) -> Self {
        Self {
            stage: Stage::Expected,
            version: 1,
            content: Content::default(),
            due_on: obligation.due_on,
            late: false,
            approved_by: Vec::new(),
            authors: BTreeSet::new(),
            open_until: obligation.open_until,
            period_locked: false,
            obligation,
        }
    }

    /// The text that is frozen, and its hash.
    #[must_use]
    pub fn snapshot(&self) -> (String, String) {
        snapshot(&self.obligation, self.version, &self.content)
    }

    /// The level up to which it is approved; 0 for none.
    #[must_use]
    pub fn approved_level(&self) -> u32 {
        let last = self.approved_by.len().checked_sub(1);
        last.and_then(|last| self.obligation.route.get(last)).map_or(0, |receiver| receiver.level)
    }

    pub(super) fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Expect { .. } => Err(Rejection::ReportExpectedAlready),
            Command::TakeFromPaper { paper, prefill, act } => {
                self.take_from_paper(*paper, prefill, act)
            }
            Command::Start { prefill, act } => self.start(prefill, act),
            Command::SaveSection { section, text, act } => self.save_section(section, text, act),
            Command::RefreshPrefill { prefill, act } => self.refresh_prefill(prefill, act),
            Command::Comment { figure, text, act } => self.comment(figure, text, act),
            Command::Adjust { adjustment, act } => self.adjust(adjustment, act),
            Command::WithdrawAdjustment { id, act } => self.withdraw_adjustment(id, act),
            Command::Submit { received, act } => self.submit(&received, act),
            Command::Recall { act } => self.recall(act),
            Command::BeginReview { act } => self.begin_review(act),
            Command::Return { objections, due_on, act } => self.give_back(objections, due_on, act),
            Command::Approve { act } => self.approve(act),
            Command::RevokeApproval { reason, act } => self.revoke_approval(reason, act),
            Command::OpenCorrection { reason, act } => self.open_correction(reason, act),
            Command::Excuse { reason, act } => self.excuse(reason, act),
            Command::Close { on } => Ok(self.close(on)),
            Command::Reopen { until } => Ok(self.reopen(until)),
        }
    }

    pub(super) fn take_in(mut self, event: &Event) -> Self {
        if let Some(author) = event.author() {
            self.authors.insert(author.person.clone());
        }
        match event {
            Event::Expected { .. } => {}
            Event::TakenFromPaper { evidence, .. } => {
                self.stage = Stage::Expected;
                self.content = Content { paper: evidence.clone(), ..Content::default() };
                (self.due_on, self.late) = (self.obligation.due_on, self.late && self.version > 1);
                self.approved_by.clear();
            }
            Event::Started { prefill, .. } => {
                self.stage = Stage::Draft;
                self.content.prefill = Some(prefill.clone());
            }
            Event::SectionSaved { section, text, .. } => {
                self.content.texts.insert(section.clone(), text.clone());
            }
            Event::PrefillRefreshed { prefill, .. } => self.content.prefill = Some(prefill.clone()),
            Event::Commented { figure, text, .. } => {
                self.content.comments.insert(figure.clone(), text.clone());
            }
            Event::Adjusted { adjustment, .. } => self.content.adjustments.push(adjustment.clone()),
            Event::AdjustmentWithdrawn { id, .. } => {
                self.content.adjustments.retain(|known| known.id != *id);
            }
            Event::Submitted { late, missing, .. } => {
                (self.stage, self.late) = (Stage::Submitted, *late);
                self.content.missing.clone_from(missing);
            }
            Event::Recalled { .. } => self.stage = Stage::Draft,
            Event::ReviewBegun { .. } => self.stage = Stage::InReview,
            Event::Returned { due_on, .. } => {
                (self.stage, self.due_on) = (Stage::Returned, *due_on);
                self.approved_by.clear();
            }
            Event::Approved { act, .. } => {
                self.stage = Stage::Approved;
                self.approved_by.push(act.by.person.clone());
            }
            Event::ApprovalRevoked { .. } => {
                self.stage = Stage::InReview;
                self.approved_by.pop();
            }
            Event::Locked { .. } => (self.stage, self.period_locked) = (Stage::Locked, true),
            Event::NotReceived { .. } | Event::Overtaken { .. } => self.period_locked = true,
            Event::Excused { .. } => self.stage = Stage::Excused,
            Event::Reopened { until } => self.open_until = *until,
            Event::CorrectionOpened { version, .. } => {
                (self.stage, self.version) = (Stage::Draft, *version);
                self.approved_by.clear();
            }
        }
        self
    }
}
