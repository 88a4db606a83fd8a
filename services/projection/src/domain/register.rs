//! What was known of each organisation on a day: its name, its field, whether it operated.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::facts::{
    AffiliateNamed, AssociationDescribed, AssociationNamed, AssociationStaged, Fact, Facts,
    OrganisationId, ScienceField, Stage, UnitId,
};

/// Facts about organisations, each kind in the order of their days.
pub struct Register<'a> {
    names: BTreeMap<OrganisationId, Vec<&'a Fact<AssociationNamed>>>,
    affiliates: BTreeMap<OrganisationId, Vec<&'a Fact<AffiliateNamed>>>,
    stages: BTreeMap<OrganisationId, Vec<&'a Fact<AssociationStaged>>>,
    descriptions: BTreeMap<OrganisationId, Vec<&'a Fact<AssociationDescribed>>>,
}

impl<'a> Register<'a> {
    #[must_use]
    pub fn of(facts: &'a Facts) -> Self {
        Self {
            names: in_order(&facts.association_names, |what| what.association),
            affiliates: in_order(&facts.affiliates, |what| what.organisation),
            stages: in_order(&facts.stages, |what| what.association),
            descriptions: in_order(&facts.descriptions, |what| what.association),
        }
    }

    #[must_use]
    pub fn name_on(&self, organisation: OrganisationId, day: NaiveDate) -> Option<&'a str> {
        let association = valid_on(&self.names, organisation, day);
        let affiliate = || valid_on(&self.affiliates, organisation, day);
        association
            .map(|named| named.what.full_name.as_str())
            .or_else(|| affiliate().map(|named| named.what.name.as_str()))
    }

    #[must_use]
    pub fn field_on(&self, association: OrganisationId, day: NaiveDate) -> Option<ScienceField> {
        valid_on(&self.descriptions, association, day).map(|described| described.what.field)
    }

    #[must_use]
    pub fn territory_on(&self, association: OrganisationId, day: NaiveDate) -> Option<UnitId> {
        valid_on(&self.descriptions, association, day)?.what.territory
    }

    /// Whether it was a mass association on a day: as was stated last by then, or first after it.
    #[must_use]
    pub fn is_mass(&self, association: OrganisationId, day: NaiveDate) -> bool {
        let descriptions = self.descriptions.get(&association).into_iter().flatten();
        let mut stated =
            descriptions.filter_map(|fact| Some((fact.origin.occurred_on, fact.what.mass?)));
        let first = stated.next();
        let by_then = stated.take_while(|(since, _)| *since <= day).last();
        by_then.or(first).is_some_and(|(_, mass)| mass)
    }

    /// Whether the organisation is sample data.
    #[must_use]
    pub fn is_illustrative(&self, organisation: OrganisationId) -> bool {
        let affiliates = self.affiliates.get(&organisation).into_iter().flatten();
        let descriptions = self.descriptions.get(&organisation).into_iter().flatten();
        affiliates.into_iter().any(|named| named.what.illustrative)
            || descriptions.filter_map(|fact| fact.what.illustrative).next_back().unwrap_or(false)
    }

    /// Every stage of every association, in the order of their days.
    pub fn stages(&self) -> impl Iterator<Item = (OrganisationId, &[&'a Fact<AssociationStaged>])> {
        self.stages.iter().map(|(association, stages)| (*association, stages.as_slice()))
    }

    /// The fact since which an association has existed without a break, if it exists at the end of a
    /// day. Suspended associations exist; licensed ones do not yet.
    #[must_use]
    pub fn alive_since(
        &self,
        association: OrganisationId,
        day: NaiveDate,
    ) -> Option<&'a Fact<AssociationStaged>> {
        let mut since = None;
        let stages = self.stages.get(&association)?;
        for fact in stages.iter().take_while(|fact| fact.origin.occurred_on <= day) {
            since = match fact.what.stage {
                Stage::Active | Stage::Suspended => since.or(Some(*fact)),
                Stage::Licensed | Stage::Lapsed | Stage::Ended => None,
            };
        }
        since
    }

    /// Whether an association is known to have ended by a day.
    #[must_use]
    pub fn has_ended(&self, association: OrganisationId, day: NaiveDate) -> bool {
        let last = valid_by(&self.stages, association, day);
        last.is_some_and(|fact| matches!(fact.what.stage, Stage::Lapsed | Stage::Ended))
    }
}

type Dated<'a, T> = BTreeMap<OrganisationId, Vec<&'a Fact<T>>>;

fn in_order<T>(facts: &[Fact<T>], subject: impl Fn(&T) -> OrganisationId) -> Dated<'_, T> {
    let mut dated: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for fact in facts {
        dated.entry(subject(&fact.what)).or_default().push(fact);
    }
    dated.values_mut().for_each(|facts| facts.sort_by_key(|fact| fact.order()));
    dated
}

/// The last fact by a day.
fn valid_by<'a, T>(
    dated: &Dated<'a, T>,
    id: OrganisationId,
    day: NaiveDate,
) -> Option<&'a Fact<T>> {
    dated.get(&id)?.iter().rev().find(|fact| fact.origin.occurred_on <= day).copied()
}

/// The last fact by a day, or the first one for days before it.
fn valid_on<'a, T>(
    dated: &Dated<'a, T>,
    id: OrganisationId,
    day: NaiveDate,
) -> Option<&'a Fact<T>> {
    valid_by(dated, id, day).or_else(|| dated.get(&id)?.first().copied())
}
