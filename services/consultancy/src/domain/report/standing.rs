//! How a report stands: what it says, and what may be done with it.

use chrono::NaiveDate;

use super::content::{Attached, Content, Part, Standings, snapshot};
use super::{Event, Rejection};
use crate::domain::{CitedFile, Officer};

type Decided = Result<Vec<Event>, Rejection>;

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Stage {
    Draft,
    Submitted,
    Returned,
    Approved,
    Delivered,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    pub stage: Stage,
    pub since: NaiveDate,
    /// `None` before something is written.
    pub content: Option<Content>,
    /// As it was last handed in.
    pub attached: Attached,
    /// Why the chair did not wait for some of the opinions.
    pub waiver: Option<String>,
    pub returned_reason: Option<String>,
    /// Of what was approved.
    pub sha256: Option<String>,
    pub delivery: Option<Delivery>,
    submitted_by: Option<String>,
}

/// How the requester got it.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivery {
    pub receipt: CitedFile,
    pub delivered_on: NaiveDate,
    pub answer_by: NaiveDate,
    /// The requester said so itself.
    pub acknowledged_on: Option<NaiveDate>,
}

impl Standing {
    pub(super) fn new(content: Option<Content>, waiver: Option<String>, since: NaiveDate) -> Self {
        Self {
            stage: Stage::Draft,
            since,
            content,
            attached: Attached::default(),
            waiver,
            returned_reason: None,
            sha256: None,
            delivery: None,
            submitted_by: None,
        }
    }

    /// The text that the requester gets, and its hash; `None` before something is written.
    #[must_use]
    pub fn snapshot(&self) -> Option<(String, String)> {
        self.content.as_ref().map(|content| snapshot(content, &self.attached))
    }

    pub(super) fn save(
        &self,
        content: Box<Content>,
        opinions: &Standings,
        on: NaiveDate,
        by: Officer,
    ) -> Decided {
        self.within(&[Stage::Draft, Stage::Returned])?;
        content.check(opinions)?;
        Ok(vec![Event::Saved { content, on, by }])
    }

    /// An opinion may have been taken back since it was written, or kept apart.
    pub(super) fn submit(
        &self,
        opinions: &Standings,
        attached: Box<Attached>,
        on: NaiveDate,
        by: Officer,
    ) -> Decided {
        self.within(&[Stage::Draft, Stage::Returned])?;
        let content = self.content.as_ref().ok_or(Rejection::NothingWritten)?;
        content.check(opinions)?;
        let count = attached.dissents.len();
        if count > 0 && !content.speaks_of(Part::OtherOpinions) {
            return Err(Rejection::DissentPassedOver { count });
        }
        Ok(vec![Event::Submitted { attached, on, by }])
    }

    pub(super) fn approve(&self, on: NaiveDate, by: Officer) -> Decided {
        self.within(&[Stage::Submitted])?;
        if self.submitted_by.as_ref() == Some(&by.person) {
            return Err(Rejection::OwnReport);
        }
        let (_, sha256) = self.snapshot().ok_or(Rejection::NothingWritten)?;
        Ok(vec![Event::Approved { sha256, on, by }])
    }

    pub(super) fn acknowledge(&self, sha256: &str, on: NaiveDate, by: Officer) -> Decided {
        self.within(&[Stage::Delivered])?;
        if self.sha256.as_deref() != Some(sha256) {
            return Err(Rejection::HashDiffers);
        }
        let acknowledged = self.delivery.as_ref().is_some_and(|it| it.acknowledged_on.is_some());
        if acknowledged {
            return Ok(Vec::new());
        }
        Ok(vec![Event::Acknowledged { on, by }])
    }

    pub(super) fn within(&self, stages: &[Stage]) -> Result<(), Rejection> {
        if stages.contains(&self.stage) {
            return Ok(());
        }
        Err(Rejection::StateNotAllowed { state: self.stage })
    }

    pub(super) fn after(mut self, event: &Event) -> Self {
        match event {
            Event::OpinionsWaived { .. } | Event::Started { .. } => {}
            Event::Saved { content, .. } => self.content = Some((**content).clone()),
            Event::Submitted { attached, on, by } => {
                (self.stage, self.since) = (Stage::Submitted, *on);
                self.attached = (**attached).clone();
                self.submitted_by = Some(by.person.clone());
            }
            Event::Returned { reason, on, .. } => {
                (self.stage, self.since) = (Stage::Returned, *on);
                self.returned_reason = Some(reason.clone());
            }
            Event::Approved { sha256, on, .. } => {
                (self.stage, self.since) = (Stage::Approved, *on);
                self.sha256 = Some(sha256.clone());
            }
            Event::Delivered { receipt, answer_by, on, .. } => {
                (self.stage, self.since) = (Stage::Delivered, *on);
                let (receipt, delivered_on, answer_by) = (receipt.clone(), *on, *answer_by);
                let acknowledged_on = None;
                self.delivery =
                    Some(Delivery { receipt, delivered_on, answer_by, acknowledged_on });
            }
            Event::Acknowledged { on, .. } => {
                if let Some(delivery) = &mut self.delivery {
                    delivery.acknowledged_on = Some(*on);
                }
            }
        }
        self
    }
}
