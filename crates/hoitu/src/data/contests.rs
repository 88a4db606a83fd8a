//! Illustrative rounds of contests: a ruleset, what came in from where, and how it ended. Entries and persons are made
//! by rules from these few rows, so that none of them is anybody's.

#[cfg(test)]
mod tests;

use chrono::{Datelike as _, Days, NaiveDate};
use contracts::awards::v1 as proto;
use prost_reflect::DynamicMessage;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::contract_names;
use super::points::Points;
use super::{ContestCode, UnitCode};
use crate::output::CONTRACTS;

/// Where several may be, every so many entries one is of two authors.
const A_PAIR_EVERY: u32 = 10;
/// No round of the file has more, whatever it says.
const MOST_ENTRIES: usize = 1_000;
/// How far the sheets of an entry are apart, in hundredths of a point: their mean is its score.
const APART: i64 = 50;
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
    /// What an entry is called; its number follows.
    pub entry_title: String,
    pub authors: SampleAuthors,
    /// How many entries came from where; they are numbered in this order, from 1.
    pub received: Vec<Received>,
    pub ineligible: Vec<Ineligible>,
    /// The highest first.
    pub prizes: Vec<SamplePrizes>,
    pub preliminary: Option<PreliminaryScores>,
    /// Where judges are for an entry or not, and score nothing.
    #[serde(default)]
    pub ballots: Vec<Ballots>,
    pub vote: SampleVote,
    pub national: Option<National>,
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
    pub preliminary: Option<PreliminaryDays>,
    pub final_opened: NaiveDate,
    pub final_closed: NaiveDate,
    pub proposed: NaiveDate,
    pub voted: NaiveDate,
    pub posted: NaiveDate,
    pub decided: NaiveDate,
    pub released: NaiveDate,
    pub closed: NaiveDate,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PreliminaryDays {
    pub opened: NaiveDate,
    pub closed: NaiveDate,
    pub advanced: NaiveDate,
}

/// The jury of a field, by the capacities of sample offices.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SampleJury {
    pub field: String,
    pub chair: String,
    pub members: Vec<String>,
}

/// What authors are called, and how old they are on the last day for entries.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SampleAuthors {
    /// The number of the entry follows.
    pub name: String,
    /// Ages run through these, youngest first.
    pub youngest: u32,
    pub oldest: u32,
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

/// Which entries get a tier, the highest first. Whoever is scored in the final has one.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SamplePrizes {
    pub tier: String,
    /// In the final; none where judges score nothing.
    pub scores: Option<Falling>,
    pub entries: Vec<u32>,
}

/// What entries scored in the preliminary.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PreliminaryScores {
    /// In the order of the final.
    pub finalists: Falling,
    pub others: Falling,
}

/// The first has the highest score, each next one less.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Falling {
    pub highest: Points,
    pub lower_by: Points,
}

/// How many of the judges of an entry are for it; the others are not.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ballots {
    pub entry: u32,
    pub in_favour: usize,
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
        let SampleAuthors { name, youngest, oldest } = &self.authors;
        let in_pairs = self.ruleset.authors.is_some_and(|rules| rules.most_authors > 1);
        let authors = if in_pairs && entry.is_multiple_of(A_PAIR_EVERY) { 2 } else { 1 };
        let author = |place: u32| {
            let ages = oldest.saturating_sub(*youngest).saturating_add(1);
            let age = youngest.saturating_add((entry + place) % ages);
            SampleAuthor {
                place,
                name: format!("{name} {entry:03}/{place} (minh họa)"),
                guardian: format!("Người giám hộ mẫu {entry:03}/{place} (minh họa)"),
                born_on: years_before(self.schedule.entries_until, age),
                age,
            }
        };
        (1..=authors).map(author).collect()
    }

    /// The title of an entry: it tells judges nothing but its number.
    #[must_use]
    pub fn title(&self, entry: u32) -> String {
        format!("{} {entry:03}", self.entry_title)
    }

    /// Which entry bears a title.
    #[must_use]
    pub fn entry_of(&self, title: &str) -> Option<u32> {
        title.strip_prefix(&self.entry_title)?.trim_start().parse().ok()
    }

    /// Which entries are sent to the national contest, and what prize they get there.
    pub fn nominated<'c>(
        &'c self,
        national: &'c National,
    ) -> impl Iterator<Item = (u32, Option<&'c String>)> {
        let prizes = national.prizes.iter().map(Some).chain(std::iter::repeat(None));
        self.with_prizes().take(national.entries).zip(prizes)
    }

    fn with_prizes(&self) -> impl Iterator<Item = u32> {
        self.prizes.iter().flat_map(|row| row.entries.iter().copied())
    }

    /// What so many sheets of an entry say; none where it was not judged. Ballots are for it or not; points lie
    /// around its score, in the order of its judges.
    #[must_use]
    pub fn sheets(&self, entry: u32, stage: proto::Stage, sheets: usize) -> Option<Vec<Points>> {
        if let Some(ballots) = self.ballots.iter().find(|row| row.entry == entry) {
            let ballot =
                |place| if place < ballots.in_favour { Points::WHOLE } else { Points::NONE };
            return Some((0..sheets).map(ballot).collect());
        }
        let score = self.score(entry, stage)?;
        let middle = i64::try_from(sheets / 2).unwrap_or_default();
        Some((0..).take(sheets).map(|place: i64| score.higher((place - middle) * APART)).collect())
    }

    /// What an entry scored; none where nothing did, or it was not judged.
    #[must_use]
    pub fn score(&self, entry: u32, stage: proto::Stage) -> Option<Points> {
        match stage {
            proto::Stage::Unspecified => None,
            proto::Stage::Preliminary => self.preliminary_score(entry),
            proto::Stage::Final => {
                let place = |row: &SamplePrizes| row.entries.iter().position(|it| *it == entry);
                self.prizes.iter().find_map(|row| Some(row.scores?.of(place(row)?)))
            }
        }
    }

    fn preliminary_score(&self, entry: u32) -> Option<Points> {
        let scores = self.preliminary.as_ref()?;
        if let Some(place) = self.with_prizes().position(|it| it == entry) {
            return Some(scores.finalists.of(place));
        }
        let entries = self.entries();
        let others = entries.iter().filter(|it| it.ineligible.is_none());
        let mut others = others.filter(|it| !self.with_prizes().any(|prize| prize == it.number));
        let place = others.position(|it| it.number == entry)?;
        Some(scores.others.of(place))
    }
}

impl Falling {
    fn of(self, place: usize) -> Points {
        self.highest.lower(self.lower_by, place)
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
