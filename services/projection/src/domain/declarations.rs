//! Which declarations of members stand on a day: the last one of each association, as long as it lives
//! by itself.
//!
//! Who was declared before a reorganisation belongs to all that came out of it together, until each of
//! them has declared its own. So whatever merges, splits or parts: nobody is lost and nobody counts
//! twice.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use uuid::Uuid;

use super::facts::{Facts, Headcount, OrganisationId, Stage};

type Fact = super::facts::Fact<Headcount>;

/// The declarations that stand at the end of a day, and what became of the others.
pub struct Declarations<'a> {
    accounts: Vec<Account<'a>>,
    /// By the event of each declaration that gave way, the one it gave way to.
    replaced: BTreeMap<Uuid, &'a Fact>,
}

/// Declarations that stand for some associations together: for one, but after a reorganisation.
struct Account<'a> {
    stands: Vec<&'a Fact>,
    /// What was declared since and gave way too, while others were waited for.
    aside: Vec<&'a Fact>,
    /// For whom it stands, and what each declared since.
    holders: BTreeMap<OrganisationId, Option<&'a Fact>>,
}

/// What became of a declaration by the end of the day.
pub enum Fate<'a> {
    /// It stands, for these.
    Stands(Vec<OrganisationId>),
    /// This one stands instead.
    Replaced(&'a Fact),
    /// Others that came out of the same association have not declared yet.
    Awaits,
}

/// What happens to declarations on a day, in this order.
enum Happening<'a> {
    /// One went over into others; or they came out of it, and it goes on among them.
    Reorganised(OrganisationId, BTreeSet<OrganisationId>),
    Ended(OrganisationId),
    Declared(&'a Fact),
}

impl<'a> Declarations<'a> {
    /// Only of those declarations that no correction took the place of.
    #[must_use]
    pub fn on(facts: &'a Facts, day: NaiveDate, holds: impl Fn(&Fact) -> bool) -> Self {
        let mut declarations = Self { accounts: Vec::new(), replaced: BTreeMap::new() };
        for happening in happenings(facts, day, holds) {
            match happening {
                Happening::Reorganised(from, into) => declarations.reorganise(from, &into),
                Happening::Ended(association) => declarations.end(association),
                Happening::Declared(fact) => declarations.declare(fact),
            }
        }
        declarations
    }

    #[must_use]
    pub fn fate(&self, fact: &Fact) -> Fate<'a> {
        let event = |fact: &Fact| fact.origin.event_id;
        let stands = |account: &&Account<'_>| {
            account.stands.iter().any(|standing| event(standing) == event(fact))
        };
        if let Some(account) = self.accounts.iter().find(stands) {
            return Fate::Stands(account.holders.keys().copied().collect());
        }
        let instead = |fact: &Fact| self.replaced.get(&event(fact)).copied();
        let last = std::iter::successors(instead(fact), |fact| instead(fact)).last();
        last.map_or(Fate::Awaits, Fate::Replaced)
    }

    fn declare(&mut self, fact: &'a Fact) {
        let association = fact.what.association;
        let mut held = self.take(|account| account.holders.contains_key(&association));
        match held.pop() {
            Some(mut account) => {
                account.aside.extend(account.holders.insert(association, Some(fact)).flatten());
                self.settle(account);
            }
            None => self.open(fact),
        }
    }

    /// If nobody is waited for any more, what each declared stands for itself.
    fn settle(&mut self, account: Account<'a>) {
        let declared: Option<Vec<_>> = account.holders.values().copied().collect();
        match declared {
            Some(declared) => {
                let last = declared.iter().max_by_key(|fact| fact.order());
                let given_way = account.stands.iter().chain(&account.aside);
                let given_way = given_way.map(|fact| fact.origin.event_id);
                self.replaced.extend(given_way.zip(last.into_iter().copied().cycle()));
                declared.into_iter().for_each(|fact| self.open(fact));
            }
            None => self.accounts.push(account),
        }
    }

    fn open(&mut self, fact: &'a Fact) {
        let holders = BTreeMap::from([(fact.what.association, None)]);
        self.accounts.push(Account { stands: vec![fact], aside: Vec::new(), holders });
    }

    fn reorganise(&mut self, from: OrganisationId, into: &BTreeSet<OrganisationId>) {
        let part = |id: &OrganisationId| *id == from || into.contains(id);
        let touched = self.take(|account| account.holders.keys().any(part));
        let (stands, aside, holders) = (Vec::new(), Vec::new(), BTreeMap::new());
        let mut account = Account { stands, aside, holders };
        for Account { stands, aside, holders } in touched {
            account.stands.extend(stands);
            account.aside.extend(aside);
            let (parts, others): (Vec<_>, Vec<_>) = holders.into_iter().partition(|it| part(&it.0));
            account.aside.extend(parts.into_iter().filter_map(|(_, declared)| declared));
            account.holders.extend(others);
        }
        if !account.stands.is_empty() {
            account.holders.extend(into.iter().map(|id| (*id, None)));
            self.accounts.push(account);
        }
    }

    /// It went over into nobody: those that share an account with it do not wait for it.
    fn end(&mut self, association: OrganisationId) {
        let shared = self.take(|account| {
            account.holders.len() > 1 && account.holders.contains_key(&association)
        });
        for mut account in shared {
            account.aside.extend(account.holders.remove(&association).flatten());
            self.settle(account);
        }
    }

    fn take(&mut self, which: impl Fn(&Account<'a>) -> bool) -> Vec<Account<'a>> {
        self.accounts.extract_if(.., |account| which(account)).collect()
    }
}

fn happenings<'a>(
    facts: &'a Facts,
    day: NaiveDate,
    holds: impl Fn(&Fact) -> bool,
) -> Vec<Happening<'a>> {
    let mut dated = Vec::new();
    let mut reorganised: BTreeMap<_, (OrganisationId, BTreeSet<_>)> = BTreeMap::new();
    for fact in &facts.association_successions {
        let from = fact.what.association;
        let (_, into) = reorganised.entry(fact.order()).or_insert((from, BTreeSet::new()));
        into.insert(fact.what.successor);
        if !fact.what.ends {
            into.insert(from);
        }
    }
    for ((on, position), (from, into)) in reorganised {
        dated.push(((on, 0, position), Happening::Reorganised(from, into)));
    }
    for fact in facts.stages.iter().filter(|fact| fact.what.stage == Stage::Ended) {
        let (on, position) = fact.order();
        dated.push(((on, 1, position), Happening::Ended(fact.what.association)));
    }
    for fact in facts.headcounts.iter().filter(|fact| holds(fact)) {
        let (on, position) = fact.order();
        dated.push(((on, 2, position), Happening::Declared(fact)));
    }
    dated.retain(|((on, ..), _)| *on <= day);
    dated.sort_by_key(|(order, _)| *order);
    dated.into_iter().map(|(_, happening)| happening).collect()
}

#[cfg(test)]
mod scenarios;
