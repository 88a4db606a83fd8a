//! A reporting regime (chế độ báo cáo): who reports to whom on a plan, for which windows and until when,
//! in dated versions.
//!
//! absent → in force → ended
//!
//! Invariants: versions are 1, 2, 3, … and each begins after the one before; terms do not contradict
//! themselves. Nothing of it is fixed here: windows, deadlines and levels are terms, and Party bodies are
//! not bound by Nghị định 09/2019/NĐ-CP, whose terms the first version has.

#[cfg(test)]
mod scenarios;
pub mod terms;

use chrono::NaiveDate;
use ledger::{Decider, Reject, RejectionKind};
use serde::{Deserialize, Serialize};

use self::terms::{RegimeCode, Terms};
use crate::domain::window::Span;
use crate::domain::{DecisionRef, PlanId, SectionCode};

#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    Issue {
        plan: PlanId,
        code: RegimeCode,
        terms: Terms,
        valid_from: NaiveDate,
        decision: Option<DecisionRef>,
    },
    Revise {
        terms: Terms,
        valid_from: NaiveDate,
        decision: Option<DecisionRef>,
        reason: String,
    },
    End {
        ended_on: NaiveDate,
        decision: Option<DecisionRef>,
        reason: String,
    },
    /// Says nothing new; refuses unless this version holds on that day.
    Confirm {
        version: u32,
        on: NaiveDate,
    },
}

/// Stored for ever: variants and fields may be added, never renamed or removed.
#[derive(
    Debug, Clone, PartialEq, Serialize, Deserialize, strum::IntoStaticStr, strum::VariantNames,
)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    /// Version 1.
    Issued {
        plan: PlanId,
        code: RegimeCode,
        terms: Terms,
        valid_from: NaiveDate,
        decision: Option<DecisionRef>,
    },
    /// The version before stays for earlier windows.
    Revised {
        plan: PlanId,
        code: RegimeCode,
        version: u32,
        terms: Terms,
        valid_from: NaiveDate,
        decision: Option<DecisionRef>,
        reason: String,
    },
    Ended {
        plan: PlanId,
        code: RegimeCode,
        ended_on: NaiveDate,
        decision: Option<DecisionRef>,
        reason: String,
    },
}

#[derive(Debug, Clone, PartialEq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    #[error("there is no such regime")]
    RegimeNotFound,
    #[error("the plan has a regime of this code already")]
    RegimeAlreadyIssued,
    #[error("the regime ends on {ended_on}")]
    RegimeEnded { ended_on: NaiveDate },
    #[error("no version of the regime holds then")]
    RegimeNotInForce,
    #[error("the version must begin after {after}")]
    VersionTooEarly { after: NaiveDate },
    #[error("the terms are those in use")]
    TermsUnchanged,
    #[error("a periodic regime has regular periods, and no other one has")]
    SpansDoNotSuitKind,
    #[error("a regime has somebody who reports, at each of its levels")]
    NobodyReports,
    #[error("level {level} is due before the level below it, or before the cut-off")]
    DueTooEarly { level: u32 },
    #[error("section {code} is there twice")]
    SectionTwice { code: SectionCode },
}

/// One version of the terms.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    pub valid_from: NaiveDate,
    pub terms: Terms,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub enum Regime {
    #[default]
    Absent,
    /// Versions 1, 2, 3, … in order. One that has ended still holds for the days before.
    Issued { plan: PlanId, code: RegimeCode, versions: Vec<Version>, ended_on: Option<NaiveDate> },
}

impl Decider for Regime {
    const CATEGORY: &'static str = "regime";
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Issue { plan, code, terms, valid_from, decision } => match self {
                Self::Absent => {
                    terms.check()?;
                    Ok(vec![Event::Issued { plan, code, terms, valid_from, decision }])
                }
                Self::Issued { .. } => Err(Rejection::RegimeAlreadyIssued),
            },
            Command::Revise { terms, valid_from, decision, reason } => {
                let (plan, code, versions) = self.running()?;
                terms.check()?;
                self.is_later(valid_from)?;
                if versions.last().is_some_and(|last| last.terms == terms) {
                    return Err(Rejection::TermsUnchanged);
                }
                let version = number(versions.len() + 1);
                Ok(vec![Event::Revised {
                    plan,
                    code,
                    version,
                    terms,
                    valid_from,
                    decision,
                    reason,
                }])
            }
            Command::End { ended_on, decision, reason } => {
                let (plan, code, _) = self.running()?;
                self.is_later(ended_on)?;
                Ok(vec![Event::Ended { plan, code, ended_on, decision, reason }])
            }
            Command::Confirm { version, on } => match self.on(on)? {
                (present, _) if present == version => Ok(Vec::new()),
                _ => Err(Rejection::RegimeNotInForce),
            },
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match (self, event) {
            (_, Event::Issued { plan, code, terms, valid_from, .. }) => Self::Issued {
                plan: *plan,
                code: code.clone(),
                versions: vec![Version { valid_from: *valid_from, terms: terms.clone() }],
                ended_on: None,
            },
            (
                Self::Issued { plan, code, mut versions, ended_on },
                Event::Revised { terms, valid_from, .. },
            ) => {
                versions.push(Version { valid_from: *valid_from, terms: terms.clone() });
                Self::Issued { plan, code, versions, ended_on }
            }
            (Self::Issued { plan, code, versions, .. }, Event::Ended { ended_on, .. }) => {
                Self::Issued { plan, code, versions, ended_on: Some(*ended_on) }
            }
            (Self::Absent, Event::Revised { .. } | Event::Ended { .. }) => Self::Absent,
        }
    }
}

impl Regime {
    /// The version that holds on a day, with its number.
    ///
    /// # Errors
    /// If there is no such regime, or it does not hold on that day.
    pub fn on(&self, day: NaiveDate) -> Result<(u32, &Terms), Rejection> {
        let Self::Issued { versions, ended_on, .. } = self else {
            return Err(Rejection::RegimeNotFound);
        };
        if let Some(ended_on) = ended_on.filter(|ended_on| *ended_on <= day) {
            return Err(Rejection::RegimeEnded { ended_on });
        }
        let holds = versions.iter().rposition(|version| version.valid_from <= day);
        let index = holds.ok_or(Rejection::RegimeNotInForce)?;
        Ok((number(index + 1), &versions[index].terms))
    }

    /// The last day of a regular period by the newest version that holds on that day.
    ///
    /// # Errors
    /// If there is no such regime, or no version holds then.
    pub fn cut_off_of(&self, year: i32, span: Span) -> Result<NaiveDate, Rejection> {
        let Self::Issued { versions, .. } = self else {
            return Err(Rejection::RegimeNotFound);
        };
        let mut newest_first = versions.iter().rev();
        let last = newest_first.find_map(|version| {
            let last = version.terms.cut_off.window(year, span).last;
            (version.valid_from <= last).then_some(last)
        });
        last.ok_or(Rejection::RegimeNotInForce)
    }

    fn running(&self) -> Result<(PlanId, RegimeCode, &[Version]), Rejection> {
        match self {
            Self::Absent => Err(Rejection::RegimeNotFound),
            Self::Issued { ended_on: Some(ended_on), .. } => {
                Err(Rejection::RegimeEnded { ended_on: *ended_on })
            }
            Self::Issued { plan, code, versions, ended_on: None } => {
                Ok((*plan, code.clone(), versions))
            }
        }
    }

    /// Each version holds for a day at least.
    fn is_later(&self, day: NaiveDate) -> Result<(), Rejection> {
        let (_, _, versions) = self.running()?;
        match versions.last() {
            Some(last) if day <= last.valid_from => {
                Err(Rejection::VersionTooEarly { after: last.valid_from })
            }
            Some(_) | None => Ok(()),
        }
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

impl Rejection {
    /// What sort of refusal it is, and the field at fault where it is the request's own.
    fn sort(&self) -> (RejectionKind, Option<&'static str>) {
        match self {
            Self::RegimeNotFound => (RejectionKind::NotFound, None),
            Self::RegimeAlreadyIssued => (RejectionKind::AlreadyExists, None),
            Self::RegimeEnded { .. } | Self::RegimeNotInForce | Self::VersionTooEarly { .. } => {
                (RejectionKind::Precondition, None)
            }
            Self::TermsUnchanged => (RejectionKind::Invalid, Some("terms")),
            Self::SpansDoNotSuitKind => (RejectionKind::Invalid, Some("terms.spans")),
            Self::NobodyReports | Self::DueTooEarly { .. } => {
                (RejectionKind::Invalid, Some("terms.levels"))
            }
            Self::SectionTwice { .. } => (RejectionKind::Invalid, Some("terms.sections")),
        }
    }
}

impl Reject for Rejection {
    fn kind(&self) -> RejectionKind {
        self.sort().0
    }

    fn reason(&self) -> &'static str {
        self.into()
    }

    fn field(&self) -> Option<&'static str> {
        self.sort().1
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::RegimeEnded { ended_on } => vec![("ended_on", ended_on.to_string())],
            Self::VersionTooEarly { after } => vec![("after", after.to_string())],
            Self::DueTooEarly { level } => vec![("level", level.to_string())],
            Self::SectionTwice { code } => vec![("code", code.to_string())],
            Self::RegimeNotFound
            | Self::RegimeAlreadyIssued
            | Self::RegimeNotInForce
            | Self::TermsUnchanged
            | Self::SpansDoNotSuitKind
            | Self::NobodyReports => Vec::new(),
        }
    }
}
