//! Contests, awards and honours, as far as figures tell of them: rounds shown in public, entries, prizes. Nobody is
//! named, and an entry has no name either.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use uuid::Uuid;

use super::facts::{Fact, Facts, UnitId};
use super::figure::{Choice, Class, Subject};

/// A round of a programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RoundId(pub Uuid);

/// An entry of a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntryId(pub Uuid);

/// The families of programmes, which differ in nearly everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Family {
    TechContest,
    YouthContest,
    ProvincialStAward,
    NationalStAward,
    IntellectualHonour,
}

impl Family {
    #[must_use]
    pub fn class(self) -> Class {
        let label = match self {
            Self::TechContest => "Hội thi Sáng tạo Kỹ thuật",
            Self::YouthContest => "Cuộc thi Sáng tạo Thanh thiếu niên Nhi đồng",
            Self::ProvincialStAward => "Giải thưởng KH&CN của tỉnh",
            Self::NationalStAward => "Giải thưởng Sáng tạo KH&CN Việt Nam",
            Self::IntellectualHonour => "Tôn vinh Trí thức KH&CN tiêu biểu",
        };
        Class::Choice(Choice { dimension: "programme", key: self.into(), label })
    }
}

/// A round is planned.
#[derive(Debug, Clone, PartialEq)]
pub struct RoundPlanned {
    pub round: RoundId,
    pub family: Family,
    pub title: String,
    pub illustrative: bool,
}

/// A round is shown in public.
#[derive(Debug, Clone, PartialEq)]
pub struct RoundShown {
    pub round: RoundId,
    pub organiser: UnitId,
    pub occasion: Occasion,
    pub illustrative: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Occasion {
    /// Phát động.
    Launch,
    /// The proposed prizes are posted.
    Results,
}

/// Something became of an entry.
#[derive(Debug, Clone, PartialEq)]
pub struct EntryStepped {
    pub entry: EntryId,
    pub round: RoundId,
    pub step: EntryStep,
    /// Told where it is handed in.
    pub origin_unit: Option<UnitId>,
    pub illustrative: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum EntryStep {
    /// For the first time or again.
    Submitted,
    Withdrawn,
    Eligible,
    /// Or excluded after a finding.
    Ineligible,
    /// Told when the results are released.
    Finalist,
}

/// An entry has a prize.
#[derive(Debug, Clone, PartialEq)]
pub struct PrizeAwarded {
    pub prize: Uuid,
    pub entry: EntryId,
    pub round: RoundId,
    pub origin_unit: UnitId,
    pub tier: Tier,
    pub illustrative: bool,
}

/// Somebody is honoured, by a nomination of a round of honours.
#[derive(Debug, Clone, PartialEq)]
pub struct HonourConferred {
    pub honour: Uuid,
    pub entry: EntryId,
    pub round: RoundId,
    pub origin_unit: UnitId,
    pub persons: i64,
    pub title: String,
    pub illustrative: bool,
}

/// A prize, or an honour, is taken back.
#[derive(Debug, Clone, PartialEq)]
pub struct PrizeRevoked {
    pub prize: Uuid,
    pub illustrative: bool,
}

/// Judging of a stage of a round, in numbers that are told with its results.
#[derive(Debug, Clone, PartialEq)]
pub struct StageJudged {
    pub round: RoundId,
    pub organiser: UnitId,
    pub entries: i64,
    pub sheets: i64,
    pub reopened: i64,
    /// Entries whose sheets were too far apart.
    pub settled_jointly: i64,
    pub illustrative: bool,
}

/// Somebody appeals, or is answered.
#[derive(Debug, Clone, PartialEq)]
pub struct AppealStepped {
    pub appeal: Uuid,
    pub round: RoundId,
    /// Told where it is lodged.
    pub organiser: Option<UnitId>,
    pub step: AppealStep,
    pub illustrative: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum AppealStep {
    Lodged,
    /// Not examined.
    Rejected,
    Upheld,
    Dismissed,
}

/// An entry takes part in the national contest.
#[derive(Debug, Clone, PartialEq)]
pub struct NationalStepped {
    pub entry: EntryId,
    pub round: RoundId,
    pub origin_unit: UnitId,
    pub step: NationalStep,
    /// Of the contest, or of the prize, as printed.
    pub name: String,
    pub illustrative: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum NationalStep {
    Nominated,
    Prized,
}

/// Somebody looked whether an entry with a prize is applied.
#[derive(Debug, Clone, PartialEq)]
pub struct ApplicationSeen {
    pub prize: Uuid,
    pub round: RoundId,
    pub origin_unit: UnitId,
    pub applied: bool,
    pub illustrative: bool,
}

/// What a ruleset calls a rank of prizes: `NHAT`, `Giải Nhất`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tier {
    pub code: Arc<str>,
    pub name: Arc<str>,
}

/// Rounds, what became of each entry and what was seen of each prize, in the order of its days.
pub struct Contests<'a> {
    rounds: BTreeMap<RoundId, &'a RoundPlanned>,
    entries: BTreeMap<EntryId, Vec<&'a Fact<EntryStepped>>>,
    seen: BTreeMap<Uuid, Vec<&'a Fact<ApplicationSeen>>>,
    prizes: BTreeMap<Uuid, &'a Fact<PrizeAwarded>>,
    honours: BTreeMap<Uuid, &'a HonourConferred>,
    revoked: BTreeMap<Uuid, &'a Fact<PrizeRevoked>>,
    lodged: BTreeMap<Uuid, &'a Fact<AppealStepped>>,
}

impl<'a> Contests<'a> {
    #[must_use]
    pub fn of(facts: &'a Facts) -> Self {
        let rounds = facts.rounds.iter().map(|fact| (fact.what.round, &fact.what)).collect();
        let lodged = facts.appeal_steps.iter().filter(|it| it.what.step == AppealStep::Lodged);
        Self {
            rounds,
            entries: by_day(&facts.entry_steps, |it| it.entry),
            seen: by_day(&facts.applications_seen, |it| it.prize),
            prizes: facts.prizes.iter().map(|fact| (fact.what.prize, fact)).collect(),
            honours: facts.honours.iter().map(|fact| (fact.what.honour, &fact.what)).collect(),
            revoked: facts.revocations.iter().map(|fact| (fact.what.prize, fact)).collect(),
            lodged: lodged.map(|fact| (fact.what.appeal, fact)).collect(),
        }
    }

    /// A round, by its title.
    #[must_use]
    pub fn round(&self, round: RoundId, illustrative: bool) -> Subject<'a> {
        let title = self.rounds.get(&round).map_or("", |planned| planned.title.as_str());
        Subject::Kept { id: round.0, name: title, illustrative }
    }

    /// The class of a round's programme; `None` while its plan is not known.
    #[must_use]
    pub fn family(&self, round: RoundId) -> Option<Class> {
        self.rounds.get(&round).map(|planned| planned.family.class())
    }

    /// Whether a round honours persons: nobody competes there, and a council votes in the place of judges.
    #[must_use]
    pub fn honours_persons(&self, round: RoundId) -> bool {
        self.rounds.get(&round).is_some_and(|it| it.family == Family::IntellectualHonour)
    }

    /// The first time that an entry was handed in.
    #[must_use]
    pub fn first_submission(&self, entry: EntryId) -> Option<&'a Fact<EntryStepped>> {
        self.steps(entry).find(|fact| fact.what.step == EntryStep::Submitted)
    }

    /// What took an entry back by the end of a day, unless it was handed in again.
    #[must_use]
    pub fn withdrawal(&self, entry: EntryId, day: NaiveDate) -> Option<&'a Fact<EntryStepped>> {
        let comes_and_goes = |step| matches!(step, EntryStep::Submitted | EntryStep::Withdrawn);
        let last = self.last(entry, day, comes_and_goes);
        last.filter(|fact| fact.what.step == EntryStep::Withdrawn)
    }

    /// What was found about an entry last by the end of a day.
    #[must_use]
    pub fn finding(&self, entry: EntryId, day: NaiveDate) -> Option<&'a Fact<EntryStepped>> {
        let found = |step| matches!(step, EntryStep::Eligible | EntryStep::Ineligible);
        self.last(entry, day, found)
    }

    fn last(
        &self,
        entry: EntryId,
        day: NaiveDate,
        wanted: impl Fn(EntryStep) -> bool,
    ) -> Option<&'a Fact<EntryStepped>> {
        let by_then = self.steps(entry).take_while(|fact| fact.origin.occurred_on <= day);
        by_then.filter(|fact| wanted(fact.what.step)).last()
    }

    fn steps(&self, entry: EntryId) -> impl Iterator<Item = &'a Fact<EntryStepped>> {
        self.entries.get(&entry).into_iter().flatten().copied()
    }

    /// A prize, as it was awarded.
    #[must_use]
    pub fn prize(&self, prize: Uuid) -> Option<&'a Fact<PrizeAwarded>> {
        self.prizes.get(&prize).copied()
    }

    /// An honour, as it was conferred.
    #[must_use]
    pub fn honour(&self, honour: Uuid) -> Option<&'a HonourConferred> {
        self.honours.get(&honour).copied()
    }

    /// What took a prize or an honour back, whenever that was: then it was none.
    #[must_use]
    pub fn revocation(&self, prize: Uuid) -> Option<&'a Fact<PrizeRevoked>> {
        self.revoked.get(&prize).copied()
    }

    /// What was seen last of a prize's entry by the end of a day.
    #[must_use]
    pub fn seen(&self, prize: Uuid, day: NaiveDate) -> Option<&'a Fact<ApplicationSeen>> {
        let seen = self.seen.get(&prize).into_iter().flatten();
        seen.take_while(|fact| fact.origin.occurred_on <= day).last().copied()
    }

    /// An appeal, as it was lodged.
    #[must_use]
    pub fn appeal(&self, appeal: Uuid) -> Option<&'a Fact<AppealStepped>> {
        self.lodged.get(&appeal).copied()
    }
}

/// Facts by what they are about, each in the order of their days.
fn by_day<T, K: Ord>(facts: &[Fact<T>], about: impl Fn(&T) -> K) -> BTreeMap<K, Vec<&Fact<T>>> {
    let mut sorted: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for fact in facts {
        sorted.entry(about(&fact.what)).or_default().push(fact);
    }
    sorted.values_mut().for_each(|facts| facts.sort_by_key(|fact| fact.order()));
    sorted
}
