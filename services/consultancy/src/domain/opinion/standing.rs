//! How an opinion stands: what may be done with it, and what was handed in.

use chrono::NaiveDate;

use super::content::{Content, Papers, Reaffirmed};
use super::{Command, Event, Rejection, Writing};
use crate::domain::council::Role;
use crate::domain::{InvitationId, ReviewId};

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Stage {
    Draft,
    Submitted,
    Returned,
    Considered,
    Retracted,
    Void,
}

/// As it was handed in.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// 1, 2, 3, …
    pub version: u32,
    pub submitted_on: NaiveDate,
    pub round: u32,
    pub content: Content,
    pub sha256: String,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    pub review: ReviewId,
    pub invitation: InvitationId,
    pub expert: String,
    pub role: Role,
    pub stage: Stage,
    /// What it says at the moment, handed in or not.
    pub content: Content,
    /// The first one first.
    pub versions: Vec<Version>,
    /// What was said of earlier versions holds for these too.
    pub reaffirmed: Vec<Reaffirmed>,
    /// Why it was returned or retracted.
    pub reason: Option<String>,
    since: NaiveDate,
}

impl Standing {
    pub(super) fn new(
        review: ReviewId,
        invitation: InvitationId,
        expert: &str,
        role: Role,
        content: &Content,
        on: NaiveDate,
    ) -> Self {
        Self {
            review,
            invitation,
            expert: expert.to_owned(),
            role,
            stage: Stage::Draft,
            content: content.clone(),
            versions: Vec::new(),
            reaffirmed: Vec::new(),
            reason: None,
            since: on,
        }
    }

    /// The version that something may rest on: the last one that was handed in, unless it came back or was
    /// taken back. While the next one is written, it is still that one.
    #[must_use]
    pub fn rests_on(&self) -> Option<&Version> {
        match self.stage {
            Stage::Draft | Stage::Submitted | Stage::Considered => self.versions.last(),
            Stage::Returned | Stage::Retracted | Stage::Void => None,
        }
    }

    /// What stands is about a version of a document that was replaced, and nobody said that it holds for the
    /// new one.
    #[must_use]
    pub fn is_on_old_version(&self, papers: &Papers) -> bool {
        let overtaken = |it: &Version| !it.content.overtaken(&self.reaffirmed, papers).is_empty();
        self.rests_on().is_some_and(overtaken)
    }

    pub(super) fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Begin { .. } => Err(Rejection::OpinionAlreadyBegun),
            Command::Write { on, act } => self.not_before(on)?.write(on, act),
            Command::Return { on, reason, by } => {
                self.not_before(on)?.within(&[Stage::Submitted])?;
                Ok(vec![Event::Returned { reason, on, by }])
            }
            Command::Consider { on, by } => {
                self.not_before(on)?.within(&[Stage::Submitted])?;
                Ok(vec![Event::Considered { on, by }])
            }
            Command::Void { on } => match self.stage {
                Stage::Draft | Stage::Submitted | Stage::Returned | Stage::Considered => {
                    Ok(vec![Event::Voided { on }])
                }
                Stage::Retracted | Stage::Void => Ok(Vec::new()),
            },
            Command::Confirm { version } => {
                let stands = self.rests_on().is_some_and(|it| it.version == version);
                if stands { Ok(Vec::new()) } else { Err(self.not_allowed()) }
            }
        }
    }

    fn write(&self, on: NaiveDate, act: Writing) -> Result<Vec<Event>, Rejection> {
        match act {
            Writing::Save { content, papers, round } => {
                self.may_be_written(round)?;
                content.check(&papers)?;
                Ok(vec![Event::Saved { content, on }])
            }
            Writing::Submit { papers, round } => {
                self.within(&[Stage::Draft, Stage::Returned])?;
                self.content.answers_all(&papers)?;
                if !self.content.overtaken(&[], &papers).is_empty() {
                    return Err(Rejection::OldVersion);
                }
                let (version, sha256) = (self.next_version(), self.content.sha256());
                Ok(vec![Event::Submitted { version, round, sha256, on }])
            }
            Writing::Reaffirm { note, papers } => {
                self.within(&[Stage::Submitted, Stage::Considered])?;
                let documents = self.content.overtaken(&self.reaffirmed, &papers);
                if documents.is_empty() {
                    return Err(Rejection::NotOnOldVersion);
                }
                Ok(vec![Event::Reaffirmed { documents, note, on }])
            }
            Writing::Retract { reason } => {
                self.within(&[Stage::Submitted, Stage::Considered])?;
                Ok(vec![Event::Retracted { reason, on }])
            }
        }
    }

    /// What has been looked at is written anew in another round only.
    fn may_be_written(&self, round: u32) -> Result<(), Rejection> {
        let is_new = self.versions.last().is_some_and(|last| last.round < round);
        match self.stage {
            Stage::Draft | Stage::Returned | Stage::Submitted => Ok(()),
            Stage::Considered if is_new => Ok(()),
            Stage::Considered | Stage::Retracted | Stage::Void => Err(self.not_allowed()),
        }
    }

    fn next_version(&self) -> u32 {
        u32::try_from(self.versions.len()).unwrap_or(u32::MAX).saturating_add(1)
    }

    fn within(&self, stages: &[Stage]) -> Result<(), Rejection> {
        if stages.contains(&self.stage) { Ok(()) } else { Err(self.not_allowed()) }
    }

    fn not_allowed(&self) -> Rejection {
        Rejection::StateNotAllowed { state: self.stage }
    }

    fn not_before(&self, on: NaiveDate) -> Result<&Self, Rejection> {
        if on < self.since {
            return Err(Rejection::BeforeOpinion { earliest: self.since });
        }
        Ok(self)
    }

    pub(super) fn after(mut self, event: &Event) -> Self {
        match event {
            Event::Begun { .. } => {}
            Event::Saved { content, .. } => {
                self.content = (**content).clone();
                // What came back stays so until it is handed in again.
                if self.stage != Stage::Returned {
                    self.stage = Stage::Draft;
                }
            }
            Event::Submitted { version, round, sha256, on } => {
                let (content, sha256) = (self.content.clone(), sha256.clone());
                let (version, round, submitted_on) = (*version, *round, *on);
                self.versions.push(Version { version, submitted_on, round, content, sha256 });
                (self.stage, self.since) = (Stage::Submitted, *on);
                (self.reaffirmed, self.reason) = (Vec::new(), None);
            }
            Event::Reaffirmed { documents, .. } => self.reaffirmed.extend_from_slice(documents),
            Event::Retracted { reason, on } => {
                (self.stage, self.since) = (Stage::Retracted, *on);
                self.reason = Some(reason.clone());
            }
            Event::Returned { reason, on, .. } => {
                (self.stage, self.since) = (Stage::Returned, *on);
                self.reason = Some(reason.clone());
            }
            Event::Considered { on, .. } => {
                (self.stage, self.since) = (Stage::Considered, *on);
            }
            Event::Voided { .. } => self.stage = Stage::Void,
        }
        self
    }
}
