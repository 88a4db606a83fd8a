//! Handing in: what must be there, and what the receipt says.

use chrono::{DateTime, Months, NaiveDate, Utc};
use ledger::Digest;
use serde::{Deserialize, Serialize};

use super::content::{ConsentParty, check_authors, check_dossier};
use super::{Blocker, Event, Rejection, Standing};
use crate::domain::codes::PartCode;
use crate::domain::participant::BirthDate;
use crate::domain::ruleset::rules::{AuthorRules, Rules};
use crate::domain::{EntryId, ParticipantId};

/// When an author was born, as far as it is known. It decides, and is not recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Born {
    pub participant: ParticipantId,
    pub on: Option<BirthDate>,
}

/// How an entry is handed in.
#[derive(Debug, Clone, PartialEq)]
pub struct Submission {
    pub rules: Rules,
    pub ruleset_version: u32,
    /// The last day for entries, on which ages count.
    pub entries_until: NaiveDate,
    pub submitted_at: DateTime<Utc>,
    pub today: NaiveDate,
    /// The postmark of one on paper.
    pub posted_on: Option<NaiveDate>,
    /// It was returned, and is complete now.
    pub completing: bool,
    pub born: Vec<Born>,
}

/// That an entry was handed in, and with what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// From 1.
    pub submission: u32,
    pub ruleset_version: u32,
    /// By the server's clock.
    pub submitted_at: DateTime<Utc>,
    /// The postmark of one on paper.
    pub posted_on: Option<NaiveDate>,
    /// SHA-256 of each file, in the order of the dossier.
    pub files: Vec<String>,
    /// SHA-256 of all that was handed in.
    pub sha256: String,
}

impl Standing {
    pub(super) fn submit(
        &self,
        entry: EntryId,
        submission: &Submission,
    ) -> Result<Vec<Event>, Rejection> {
        let Submission { rules, entries_until, today, completing, born, .. } = submission;
        self.may_submit(*completing, *today)?;
        self.description.check(rules)?;
        let blockers = self.blockers(rules, *entries_until, born);
        if !blockers.is_empty() {
            return Err(Rejection::BlockersOpen { blockers });
        }
        check_authors(&self.authors, &self.advisers, rules)?;
        check_dossier(&self.dossier, rules)?;
        let fits = |it: &BirthDate| is_of_age(*it, rules.authors, *entries_until);
        if !born.iter().filter_map(|it| it.on.as_ref()).all(fits) {
            return Err(Rejection::AgeNotAllowed);
        }
        self.check_applied(rules, *entries_until)?;
        let submitted_on = submission.posted_on.unwrap_or(*today);
        let receipt = self.receipt(entry, submission);
        Ok(vec![Event::Submitted { counted: self.counted(), submitted_on, receipt }])
    }

    fn blockers(&self, rules: &Rules, entries_until: NaiveDate, born: &[Born]) -> Vec<Blocker> {
        let mut blockers = Vec::new();
        if self.authors.is_empty() {
            blockers.push(Blocker::AuthorsMissing);
        }
        let is_there = |part: &PartCode| self.dossier.iter().any(|file| file.part == *part);
        let required = rules.dossier_parts.iter().filter(|part| part.required);
        let missing = required.map(|part| &part.code).filter(|part| !is_there(part));
        blockers.extend(missing.cloned().map(|part| Blocker::DossierPartMissing { part }));
        for participant in self.authors() {
            let known = born.iter().find(|it| it.participant == participant);
            match known.and_then(|it| it.on) {
                Some(born) => {
                    let needed = consents_needed(born, rules.authors, entries_until);
                    let missing =
                        needed.filter(|party| self.consent(participant, *party).is_none());
                    blockers.extend(
                        missing.map(|party| Blocker::ConsentMissing { participant, party }),
                    );
                }
                None if rules.authors.asks_for_ages() => {
                    blockers.push(Blocker::BirthDateMissing { participant });
                }
                None => {}
            }
        }
        blockers
    }

    fn check_applied(&self, rules: &Rules, entries_until: NaiveDate) -> Result<(), Rejection> {
        let Some(years) = rules.authors.applied_within_years else { return Ok(()) };
        let Some(applied_on) = self.description.applied_on else {
            return Err(Rejection::NotApplied);
        };
        let months = Months::new(years.saturating_mul(12));
        let earliest = entries_until.checked_sub_months(months).unwrap_or(NaiveDate::MIN);
        if applied_on < earliest {
            return Err(Rejection::AppliedTooLongAgo { earliest });
        }
        Ok(())
    }

    fn receipt(&self, entry: EntryId, submission: &Submission) -> Receipt {
        let Submission { ruleset_version, submitted_at, posted_on, .. } = *submission;
        let submission = self.submissions() + 1;
        let handed_in = (
            (entry, self.round(), submission, ruleset_version, submitted_at, posted_on),
            (&self.description, &self.authors, &self.advisers, &self.dossier, &self.consents),
        );
        let text = serde_json::to_string(&handed_in).expect("plain data has nothing that can fail");
        let sha256 = Digest::of(text.as_bytes()).to_string();
        let files = self.dossier.iter().map(|it| it.file.sha256.clone()).collect();
        Receipt { submission, ruleset_version, submitted_at, posted_on, files, sha256 }
    }
}

impl AuthorRules {
    /// Whether anything depends on how old an author is.
    #[must_use]
    pub fn asks_for_ages(&self) -> bool {
        [self.youngest, self.oldest, self.guardian_consents_below].iter().any(Option::is_some)
    }
}

fn is_of_age(born: BirthDate, rules: AuthorRules, on: NaiveDate) -> bool {
    rules.youngest.is_none_or(|years| born.is_at_least(years, on))
        && rules.oldest.is_none_or(|years| born.is_at_most(years, on))
}

/// Of a child its guardian's, and its own from an age on.
fn consents_needed(
    born: BirthDate,
    rules: AuthorRules,
    on: NaiveDate,
) -> impl Iterator<Item = ConsentParty> {
    let below = rules.guardian_consents_below;
    let is_child = below.is_some_and(|years| !born.is_at_least(years, on));
    let from = rules.child_consents_from;
    let consents_itself = is_child && from.is_some_and(|years| born.is_at_least(years, on));
    let guardian = is_child.then_some(ConsentParty::Guardian);
    guardian.into_iter().chain(consents_itself.then_some(ConsentParty::Participant))
}
