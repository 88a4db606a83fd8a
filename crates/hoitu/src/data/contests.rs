//! Illustrative rounds of contests: a ruleset, what came in from where, and how it ended. Entries and persons are made
//! by rules from these few rows, so that none of them is anybody's.

use chrono::{Datelike as _, Days, NaiveDate};
use contracts::awards::v1 as proto;
use prost_reflect::DynamicMessage;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::contract_names;
use super::points::Points;
use super::{ContestCode, UnitCode};
use crate::output::CONTRACTS;

/// Every so many entries one is of two authors.
const A_PAIR_EVERY: u32 = 10;
/// No round of the file has more, whatever it says.
const MOST_ENTRIES: usize = 1_000;
/// Ages of authors on the last day for entries run through these, youngest first.
const AGES: std::ops::Range<u32> = 8..19;
/// Postmarks run through so many last days for entries.
const POSTED_WITHIN: u32 = 40;

/// A round with all that was said and done in it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contest {
    pub code: ContestCode,
    pub programme: Programme,
    /// Lần thứ.
    pub number: i32,
    pub title: String,
    pub schedule: Schedule,
    pub days: ContestDays,
    /// In the contract's JSON.
    #[serde(deserialize_with = "ruleset")]
    pub ruleset: proto::Ruleset,
    pub juries: Vec<SampleJury>,
    /// How many entries came from where; they are numbered in this order, from 1.
    pub received: Vec<Received>,
    pub ineligible: Vec<Ineligible>,
    /// The highest first; whoever is in the final has one.
    pub prizes: Vec<SamplePrizes>,
    pub preliminary: PreliminaryScores,
    pub vote: SampleVote,
    pub national: National,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Programme {
    pub code: ContestCode,
    #[serde(deserialize_with = "contract_names::programme_family")]
    pub family: proto::ProgrammeFamily,
    pub name: String,
    /// Its office enters what comes on paper, and keeps it.
    pub organiser: UnitCode,
    pub decider: UnitCode,
    pub cycle_months: i32,
    pub legal_basis: String,
    pub defined_on: NaiveDate,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    pub entries_from: NaiveDate,
    pub entries_until: NaiveDate,
    pub grace_days: i32,
}

/// When each step was taken.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContestDays {
    pub planned: NaiveDate,
    pub rules_issued: NaiveDate,
    pub launched: NaiveDate,
    pub screened: NaiveDate,
    pub list_published: NaiveDate,
    pub juries_formed: NaiveDate,
    pub preliminary_opened: NaiveDate,
    pub preliminary_closed: NaiveDate,
    pub advanced: NaiveDate,
    pub final_opened: NaiveDate,
    pub final_closed: NaiveDate,
    pub proposed: NaiveDate,
    pub voted: NaiveDate,
    pub posted: NaiveDate,
    pub decided: NaiveDate,
    pub released: NaiveDate,
    pub closed: NaiveDate,
}

/// The jury of a field, by the capacities of sample offices.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SampleJury {
    pub field: String,
    pub chair: String,
    pub members: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Received {
    pub from: UnitCode,
    pub entries: u32,
}

/// An entry that does not meet a clause.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ineligible {
    pub entry: u32,
    pub clause: String,
    pub note: String,
}

/// What the entries of a tier scored in the final: the first one the highest, each next one less.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SamplePrizes {
    pub tier: String,
    pub highest: Points,
    pub lower_by: Points,
    pub entries: Vec<u32>,
}

/// What entries scored in the preliminary: finalists in the order of the final, then the others.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PreliminaryScores {
    pub finalists_from: Points,
    pub others_from: Points,
    pub lower_by: Points,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SampleVote {
    pub present: i32,
    pub in_favour: i32,
    pub against: i32,
    pub blank: i32,
}

/// Who is sent to the national contest, and what comes of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct National {
    /// As printed.
    pub contest: String,
    /// So many of those with prizes, the highest first.
    pub entries: usize,
    pub nominated_on: NaiveDate,
    pub decided_on: NaiveDate,
    /// Of the first ones; the others get none.
    pub prizes: Vec<String>,
}

/// An entry as the rules make it.
#[derive(Debug, Clone)]
pub struct SampleEntry<'c> {
    pub number: u32,
    pub from: &'c UnitCode,
    pub field: &'c str,
    pub posted_on: NaiveDate,
    /// Where it is not eligible.
    pub ineligible: Option<&'c Ineligible>,
}

/// An author as the rules make one.
#[derive(Debug, Clone)]
pub struct SampleAuthor {
    /// Within its entry, from 1.
    pub place: u32,
    pub name: String,
    pub guardian: String,
    pub born_on: NaiveDate,
    /// On the last day for entries.
    pub age: u32,
}

impl Contest {
    /// All that came in, up to the most.
    #[must_use]
    pub fn entries(&self) -> Vec<SampleEntry<'_>> {
        let origins = self.received.iter().flat_map(|row| (0..row.entries).map(|_| &row.from));
        let fields = self.ruleset.fields.iter().map(|field| field.code.as_str()).cycle();
        let entry = |((number, from), field)| SampleEntry {
            number,
            from,
            field,
            posted_on: days_before(self.schedule.entries_until, number % POSTED_WITHIN),
            ineligible: self.ineligible.iter().find(|row| row.entry == number),
        };
        (1..).zip(origins).zip(fields).map(entry).take(MOST_ENTRIES).collect()
    }

    /// Who made an entry.
    #[must_use]
    pub fn authors(&self, entry: u32) -> Vec<SampleAuthor> {
        let authors = if entry.is_multiple_of(A_PAIR_EVERY) { 2 } else { 1 };
        let author = |place: u32| {
            let age = AGES.start + (entry + place) % (AGES.end - AGES.start);
            SampleAuthor {
                place,
                name: format!("Thí sinh mẫu {entry:03}/{place} (minh họa)"),
                guardian: format!("Người giám hộ mẫu {entry:03}/{place} (minh họa)"),
                born_on: years_before(self.schedule.entries_until, age),
                age,
            }
        };
        (1..=authors).map(author).collect()
    }

    /// The title of an entry: it tells judges nothing but its number.
    #[must_use]
    pub fn title(entry: u32) -> String {
        format!("Giải pháp mẫu số {entry:03}")
    }

    /// Which entry bears a title.
    #[must_use]
    pub fn entry_of(title: &str) -> Option<u32> {
        title.strip_prefix("Giải pháp mẫu số ")?.parse().ok()
    }

    /// Which entries are sent to the national contest, and what prize they get there.
    pub fn nominated(&self) -> impl Iterator<Item = (u32, Option<&String>)> {
        let prizes = self.national.prizes.iter().map(Some).chain(std::iter::repeat(None));
        let entries = self.prizes.iter().flat_map(|row| row.entries.iter().copied());
        entries.take(self.national.entries).zip(prizes)
    }

    /// What an entry scored; none where it was not judged.
    #[must_use]
    pub fn score(&self, entry: u32, stage: proto::Stage) -> Option<Points> {
        match stage {
            proto::Stage::Unspecified => None,
            proto::Stage::Preliminary => self.preliminary_score(entry),
            proto::Stage::Final => {
                let place = |row: &SamplePrizes| row.entries.iter().position(|it| *it == entry);
                let found = self.prizes.iter().find_map(|row| Some((row, place(row)?)));
                found.map(|(row, place)| row.highest.lower(row.lower_by, place))
            }
        }
    }

    fn preliminary_score(&self, entry: u32) -> Option<Points> {
        let PreliminaryScores { finalists_from, others_from, lower_by } = self.preliminary;
        let finalists: Vec<_> = self.prizes.iter().flat_map(|row| &row.entries).collect();
        if let Some(place) = finalists.iter().position(|it| **it == entry) {
            return Some(finalists_from.lower(lower_by, place));
        }
        let entries = self.entries();
        let others = entries.iter().filter(|it| it.ineligible.is_none());
        let mut others = others.filter(|it| !finalists.contains(&&it.number));
        let place = others.position(|it| it.number == entry)?;
        Some(others_from.lower(lower_by, place))
    }
}

fn days_before(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_sub_days(Days::new(days.into())).unwrap_or(day)
}

/// A day on which somebody born is so old on the day.
fn years_before(day: NaiveDate, years: u32) -> NaiveDate {
    let year = day.year().saturating_sub(i32::try_from(years).unwrap_or_default());
    NaiveDate::from_ymd_opt(year, 3, 1).unwrap_or(day)
}

fn ruleset<'de, D: Deserializer<'de>>(from: D) -> Result<proto::Ruleset, D::Error> {
    let descriptor = CONTRACTS.get_message_by_name("hoitu.awards.v1.Ruleset");
    let descriptor = descriptor.expect("a message of the contracts");
    let message = DynamicMessage::deserialize(descriptor, from)?;
    message.transcode_to().map_err(D::Error::custom)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::ReviewedFiles;
    use super::*;
    use crate::offices::Office;

    fn round() -> Contest {
        ReviewedFiles::read().unwrap().contests.into_iter().next().unwrap()
    }

    /// domain.md 10.5.
    #[test]
    fn the_youth_round_has_the_totals_of_the_real_one() {
        let round = round();
        let entries = round.entries();
        let eligible: Vec<_> = entries.iter().filter(|it| it.ineligible.is_none()).collect();
        let sixty: Points = "60".parse().unwrap();
        let above = |it: &&&SampleEntry<'_>| {
            round.score(it.number, proto::Stage::Preliminary).is_some_and(|it| it > sixty)
        };
        let finalists: Vec<_> = eligible.iter().filter(above).map(|it| it.number).collect();
        let prizes: Vec<_> = round.prizes.iter().map(|row| row.entries.len()).collect();
        assert_eq!((entries.len(), eligible.len(), finalists.len()), (112, 103, 36));
        assert_eq!(prizes, [1, 5, 10, 20]);
        let named: BTreeSet<_> = round.prizes.iter().flat_map(|row| row.entries.clone()).collect();
        assert_eq!(named, finalists.into_iter().collect());
    }

    #[test]
    fn no_two_entries_of_a_field_score_the_same_and_each_reaches_its_tier() {
        let round = round();
        for stage in [proto::Stage::Preliminary, proto::Stage::Final] {
            let scores: Vec<_> =
                round.entries().iter().filter_map(|it| round.score(it.number, stage)).collect();
            assert_eq!(scores.iter().collect::<BTreeSet<_>>().len(), scores.len(), "{stage:?}");
        }
        for row in &round.prizes {
            let tier = round.ruleset.tiers.iter().find(|tier| tier.code == row.tier).unwrap();
            let least: Points = tier.least_points.parse().unwrap();
            for entry in &row.entries {
                assert!(round.score(*entry, proto::Stage::Final).unwrap() >= least, "{entry}");
            }
        }
    }

    #[test]
    fn nobody_takes_a_sample_for_a_real_person_or_entry() {
        let round = round();
        let (youngest, oldest) =
            round.ruleset.authors.map(|rules| (rules.youngest, rules.oldest)).unwrap();
        for entry in round.entries() {
            for author in round.authors(entry.number) {
                assert!(
                    author.name.starts_with("Thí sinh mẫu") && author.name.ends_with("(minh họa)")
                );
                assert!((youngest..=oldest).contains(&i32::try_from(author.age).unwrap()));
                let until = round.schedule.entries_until;
                assert_eq!(until.years_since(author.born_on), Some(author.age));
            }
            assert_eq!(Contest::entry_of(&Contest::title(entry.number)), Some(entry.number));
        }
        assert!(round.programme.name.contains("mẫu") && round.title.contains("mẫu"));
    }

    #[test]
    fn every_unit_field_clause_and_office_is_there() {
        let files = ReviewedFiles::read().unwrap();
        for contest in &files.contests {
            let fields: BTreeSet<_> = contest.ruleset.fields.iter().map(|it| &it.code).collect();
            let judged: BTreeSet<_> = contest.juries.iter().map(|it| &it.field).collect();
            assert_eq!(fields, judged);
            for jury in &contest.juries {
                for office in jury.members.iter().chain([&jury.chair]) {
                    assert!(Office::acting_as(office).is_some(), "{office}");
                }
            }
            for row in &contest.received {
                assert!(files.find_unit(&row.from).is_some(), "{}", row.from);
            }
            for row in &contest.ineligible {
                assert!(contest.ruleset.clauses.iter().any(|it| it.code == row.clause));
            }
        }
    }
}
