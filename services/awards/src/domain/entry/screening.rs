//! Screening: clause by clause, all of them.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{Check, Event, Rejection, Standing, State};
use crate::domain::codes::ClauseCode;
use crate::domain::ruleset::rules::Rules;
use crate::domain::{DecisionRef, EntryId};

/// What the secretariat says of an entry.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    Return {
        rules: Box<Rules>,
        clauses: Vec<ClauseCode>,
        reason: String,
        complete_until: NaiveDate,
        today: NaiveDate,
    },
    /// Eligible if all clauses are met.
    Check {
        rules: Box<Rules>,
        ruleset_version: u32,
        checks: Vec<Check>,
        screened_on: NaiveDate,
    },
    Duplicate {
        of: EntryId,
        marked_on: NaiveDate,
    },
    /// What was eligible is excluded after a finding.
    Disqualify {
        finding: String,
        heard_on: NaiveDate,
        decided_on: NaiveDate,
        decision: DecisionRef,
    },
}

impl Standing {
    pub(super) fn screen(&self, entry: EntryId, verdict: Verdict) -> Result<Vec<Event>, Rejection> {
        let round = self.round();
        let event = match verdict {
            Verdict::Return { rules, clauses, reason, complete_until, today } => {
                self.in_state(&[State::Submitted])?;
                check_objections(&clauses, &rules, complete_until, today)?;
                Event::Returned { clauses, reason, complete_until, returned_on: today }
            }
            Verdict::Check { rules, ruleset_version, checks, screened_on } => {
                self.in_state(&[State::Submitted])?;
                if are_met(&checks, &rules)? {
                    Event::FoundEligible { round, ruleset_version, checks, screened_on }
                } else {
                    Event::FoundIneligible { round, ruleset_version, checks, screened_on }
                }
            }
            Verdict::Duplicate { of, marked_on } => {
                self.in_state(&[State::Submitted])?;
                if of == entry {
                    return Err(Rejection::DuplicateOfItself);
                }
                Event::FoundDuplicate { round, of, marked_on }
            }
            Verdict::Disqualify { finding, heard_on, decided_on, decision } => {
                self.in_state(&[State::Eligible])?;
                if heard_on > decided_on {
                    return Err(Rejection::HeardAfterDecision);
                }
                Event::Disqualified { round, finding, heard_on, decided_on, decision }
            }
        };
        Ok(vec![event])
    }
}

/// Whether all clauses are met; each is said once, and none is left out.
fn are_met(checks: &[Check], rules: &Rules) -> Result<bool, Rejection> {
    let mut seen = BTreeSet::new();
    for Check { clause, .. } in checks {
        is_there(clause, rules)?;
        if !seen.insert(clause) {
            return Err(Rejection::ClauseTwice { clause: clause.clone() });
        }
    }
    if let Some(missing) = rules.clauses.iter().find(|clause| !seen.contains(&clause.code)) {
        return Err(Rejection::ClauseMissing { clause: missing.code.clone() });
    }
    Ok(checks.iter().all(|check| check.met))
}

fn check_objections(
    clauses: &[ClauseCode],
    rules: &Rules,
    complete_until: NaiveDate,
    today: NaiveDate,
) -> Result<(), Rejection> {
    if clauses.is_empty() {
        return Err(Rejection::NothingObjected);
    }
    clauses.iter().try_for_each(|clause| is_there(clause, rules))?;
    if complete_until < today {
        return Err(Rejection::DueInThePast);
    }
    Ok(())
}

fn is_there(code: &ClauseCode, rules: &Rules) -> Result<(), Rejection> {
    match rules.clauses.iter().any(|clause| clause.code == *code) {
        true => Ok(()),
        false => Err(Rejection::UnknownCode { code: code.to_string() }),
    }
}
