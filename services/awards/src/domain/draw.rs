//! The draw of who scores what: a pure function of a seed, the judges, the entries and their conflicts.
//!
//! Invariants: whoever makes it again gets the same; nobody gets what conflicts; each entry gets as many
//! judges as the ruleset says; loads are as even as conflicts allow.

#[cfg(test)]
mod scenarios;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use ledger::Digest;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::Stage;
use crate::domain::codes::EntryCode;

/// Raised when the way to draw changes; draws of before are made again in theirs.
pub const ALGORITHM: u32 = 1;

/// What a draw begins with: 32 random bytes of the service's own, as 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Seed(String);

/// The text is no seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a seed is 64 lower-case hexadecimal digits")]
pub struct NotASeed;

impl Seed {
    #[must_use]
    pub fn of(random: [u8; 32]) -> Self {
        Self(random.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Where something comes in the order that this seed gives.
    fn lot(&self, what: &str) -> [u8; 32] {
        Digest::of(format!("{}/{what}", self.0).as_bytes()).0
    }
}

impl FromStr for Seed {
    type Err = NotASeed;

    fn from_str(text: &str) -> Result<Self, NotASeed> {
        let plain = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if text.len() == 64 && text.bytes().all(plain) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotASeed)
        }
    }
}

impl TryFrom<String> for Seed {
    type Error = NotASeed;

    fn try_from(text: String) -> Result<Self, NotASeed> {
        text.parse()
    }
}

impl From<Seed> for String {
    fn from(seed: Seed) -> Self {
        seed.0
    }
}

impl fmt::Display for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A judge and an entry.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Pair {
    /// Subject of their tokens.
    pub judge: String,
    pub code: EntryCode,
}

/// A draw, with all that it follows from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draw {
    pub id: Uuid,
    pub stage: Stage,
    pub algorithm: u32,
    pub seed: Seed,
    pub judges_per_entry: u32,
    /// Who could be drawn.
    pub judges: BTreeSet<String>,
    /// What was drawn for.
    pub codes: BTreeSet<EntryCode>,
    /// What must not come together.
    pub conflicts: BTreeSet<Pair>,
}

/// An entry conflicts with too many judges. Which one it is, is told to nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooFewJudges;

type Given<'d> = BTreeMap<&'d str, BTreeSet<&'d EntryCode>>;

impl Draw {
    /// What comes of it.
    ///
    /// # Errors
    /// If an entry conflicts with so many judges that too few are left.
    pub fn outcome(&self) -> Result<BTreeSet<Pair>, TooFewJudges> {
        let mut given: Given =
            self.judges.iter().map(|judge| (judge.as_str(), BTreeSet::new())).collect();
        let mut codes: Vec<_> = self.codes.iter().collect();
        codes.sort_by_key(|code| self.seed.lot(code.as_str()));
        for code in codes {
            for judge in self.first_picks(code, &given)? {
                given.entry(judge).or_default().insert(code);
            }
        }
        while self.level(&mut given) {}
        let pair =
            |judge: &str, code: &EntryCode| Pair { judge: judge.to_owned(), code: code.clone() };
        let each = |(judge, codes): (&str, BTreeSet<&EntryCode>)| {
            codes.into_iter().map(|code| pair(judge, code)).collect::<Vec<_>>()
        };
        Ok(given.into_iter().flat_map(each).collect())
    }

    /// Those who have least, by lot where they have as much.
    fn first_picks(&self, code: &EntryCode, given: &Given<'_>) -> Result<Vec<&str>, TooFewJudges> {
        let wanted = usize::try_from(self.judges_per_entry).unwrap_or(usize::MAX);
        let mut may: Vec<_> =
            self.judges.iter().map(String::as_str).filter(|judge| self.may(judge, code)).collect();
        if may.len() < wanted {
            return Err(TooFewJudges);
        }
        let load = |judge: &str| given.get(judge).map_or(0, BTreeSet::len);
        may.sort_by_key(|judge| (load(judge), self.seed.lot(&format!("{code}/{judge}"))));
        may.truncate(wanted);
        Ok(may)
    }

    /// Hands entries on from somebody to somebody with at least two fewer, by way of others where conflicts
    /// want it. When that is possible no more, no draw is more even.
    fn level<'d>(&'d self, given: &mut Given<'d>) -> bool {
        let mut busiest: Vec<_> =
            given.iter().map(|(judge, codes)| (codes.len(), *judge)).collect();
        busiest.sort_by(|a, b| b.cmp(a));
        for (load, from) in busiest {
            if let Some(handed_on) = self.way(from, load, given) {
                for (giver, code, taker) in handed_on {
                    given.entry(giver).or_default().remove(code);
                    given.entry(taker).or_default().insert(code);
                }
                return true;
            }
        }
        false
    }

    /// Who hands what to whom, so that in the end `from` has one fewer, and somebody who has at least two fewer
    /// one more.
    fn way<'d>(
        &'d self,
        from: &'d str,
        load: usize,
        given: &Given<'d>,
    ) -> Option<Vec<(&'d str, &'d EntryCode, &'d str)>> {
        let mut got: BTreeMap<&str, (&str, &EntryCode)> = BTreeMap::new();
        let mut asked = vec![from];
        let mut next = 0;
        while let Some(giver) = asked.get(next).copied() {
            next += 1;
            for code in given.get(giver).into_iter().flatten().copied() {
                for (taker, codes) in given {
                    let is_new = *taker != from && !got.contains_key(taker);
                    if !is_new || codes.contains(code) || !self.may(taker, code) {
                        continue;
                    }
                    got.insert(taker, (giver, code));
                    if codes.len() + 2 <= load {
                        return Some(back(taker, &got));
                    }
                    asked.push(taker);
                }
            }
        }
        None
    }

    fn may(&self, judge: &str, code: &EntryCode) -> bool {
        !self.conflicts.iter().any(|it| it.judge == judge && it.code == *code)
    }
}

fn back<'d>(
    mut taker: &'d str,
    got: &BTreeMap<&'d str, (&'d str, &'d EntryCode)>,
) -> Vec<(&'d str, &'d EntryCode, &'d str)> {
    let mut way = Vec::new();
    while let Some((giver, code)) = got.get(taker) {
        way.push((*giver, *code, taker));
        taker = giver;
    }
    way
}
