//! Facts for scenarios, as if told one after the other: each is recorded a day after the one before,
//! from 1 January 2030 on.

mod contests;
mod reviews;

use chrono::{DateTime, Days, Months, NaiveDate, Utc};
use record_types::RecordTypes;
use uuid::Uuid;

use super::facts::*;
use super::figure::{Judged, Reason, Value, Verdict, value};
use super::formulas::{self, Scene};
use super::plan::{Bearer, DutyBasis, DutyChange, DutyPart, DutyRole, DutyStated};
use super::progress::{Scope, judged};
use super::record::{Outcome, RecordFiled, RecordId, RecordJudged, Said};
use super::window::Measured;

pub use contests::*;
pub use reviews::*;

pub const PLAN: PlanId = PlanId(Uuid::from_u128(1_000));
pub const WHOLE: Scope = Scope { plan: PLAN, unit: None };

pub const PROVINCE: UnitId = UnitId(Uuid::from_u128(1));
pub const UNION: UnitId = UnitId(Uuid::from_u128(2));
pub const NEIGHBOUR: UnitId = UnitId(Uuid::from_u128(3));
pub const NEIGHBOUR_UNION: UnitId = UnitId(Uuid::from_u128(4));
pub const MERGED: UnitId = UnitId(Uuid::from_u128(5));
pub const MERGED_UNION: UnitId = UnitId(Uuid::from_u128(6));

pub const MECHANICS: OrganisationId = OrganisationId(Uuid::from_u128(101));
pub const NURSES: OrganisationId = OrganisationId(Uuid::from_u128(102));
pub const LEARNING: OrganisationId = OrganisationId(Uuid::from_u128(103));
pub const INSTITUTE: OrganisationId = OrganisationId(Uuid::from_u128(104));

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// When the n-th fact told was recorded.
pub fn told_at(position: i64) -> DateTime<Utc> {
    let days = Days::new(position.try_into().unwrap());
    (day("2030-01-01") + days).and_hms_opt(0, 0, 0).unwrap().and_utc()
}

#[derive(Debug, Clone, Default)]
pub struct Told {
    pub facts: Facts,
    pub last: i64,
}

impl Told {
    /// Counts a figure in a window that ends on a day; `2022..2022-06-30` begins on 1 January 2022.
    pub fn count(&self, quantity: &str, from: &str, until: &str) -> Option<Value> {
        self.count_for(quantity, from, until, None, until)
    }

    pub fn count_for(
        &self,
        quantity: &str,
        from: &str,
        until: &str,
        unit: Option<UnitId>,
        structure_on: &str,
    ) -> Option<Value> {
        let scene = Scene::of(&self.facts, day(structure_on), Months::new(12));
        let formula = formulas::find(quantity, 1).unwrap();
        let measured = Measured { from: day(from), until: day(until) };
        let judged = judged(&scene, formula, measured, Scope { plan: PLAN, unit });
        value(&judged, formula.sort, formula.silence).ok()
    }

    /// Hands over the verdicts of a formula in a window.
    pub fn judge<T>(
        &self,
        quantity: &str,
        from: &str,
        until: &str,
        look: impl FnOnce(&[Judged<'_>]) -> T,
    ) -> T {
        let scene = Scene::of(&self.facts, day(until), Months::new(12));
        let measured = Measured { from: day(from), until: day(until) };
        look(&judged(&scene, formulas::find(quantity, 1).unwrap(), measured, WHOLE))
    }

    /// Why the fact at a position is left out, and the position of what took its place.
    pub fn left_out(&self, quantity: &str, until: &str, position: i64) -> Option<(Reason, i64)> {
        self.judge(quantity, "0001-01-01", until, |judged| {
            let fact = judged.iter().find(|judged| judged.origin.position == position)?;
            match fact.verdict {
                Verdict::Counted(_) | Verdict::Awaits(_) => None,
                Verdict::LeftOut { reason, replaced_by } => {
                    let by = replaced_by.map_or(0, |by| i64::try_from(by.as_u128()).unwrap());
                    Some((reason, by))
                }
            }
        })
    }

    pub fn origin(&mut self, event_type: &str, on: &str) -> Origin {
        self.last += 1;
        Origin {
            context: "membership".to_owned(),
            position: self.last,
            event_id: Uuid::from_u128(self.last.try_into().unwrap()),
            event_type: event_type.to_owned(),
            occurred_on: day(on),
            recorded_at: told_at(self.last),
            document: None,
        }
    }

    pub fn unit(&mut self, unit: UnitId, kind: UnitKind, parent: Option<UnitId>, on: &str) {
        let origin = self.origin("UnitEstablished", on);
        let full_name = format!("unit {}", unit.0.as_u128());
        let named = UnitNamed { unit, established_as: Some(kind), full_name };
        self.facts.unit_names.push(Fact { origin: origin.clone(), what: named });
        self.facts.places.push(Fact { origin, what: UnitPlaced { unit, parent } });
    }

    /// Two provinces with a Union each, since 2000.
    pub fn two_provinces(&mut self) {
        for (province, union) in [(PROVINCE, UNION), (NEIGHBOUR, NEIGHBOUR_UNION)] {
            self.unit(province, UnitKind::Territory, None, "2000-01-01");
            self.unit(union, UnitKind::ProvincialUnion, Some(province), "2000-01-01");
        }
    }

    /// The two provinces become one on a day, and their Unions too.
    pub fn merger(&mut self, on: &str) {
        self.unit(MERGED, UnitKind::Territory, None, on);
        self.unit(MERGED_UNION, UnitKind::ProvincialUnion, Some(MERGED), on);
        for (unit, successor) in [(PROVINCE, MERGED), (NEIGHBOUR, MERGED)] {
            self.succeeded(unit, &[successor], true, on);
        }
        for (unit, successor) in [(UNION, MERGED_UNION), (NEIGHBOUR_UNION, MERGED_UNION)] {
            self.succeeded(unit, &[successor], true, on);
        }
    }

    pub fn succeeded(&mut self, unit: UnitId, successors: &[UnitId], ends: bool, on: &str) {
        let origin = self.origin("UnitSucceeded", on);
        for successor in successors {
            let what = UnitSucceeded { unit, successor: *successor, ends };
            self.facts.successions.push(Fact { origin: origin.clone(), what });
        }
    }

    pub fn abolished(&mut self, unit: UnitId, on: &str) {
        let origin = self.origin("UnitAbolished", on);
        self.facts.abolitions.push(Fact { origin, what: UnitAbolished { unit } });
    }

    pub fn staged(&mut self, association: OrganisationId, stage: Stage, on: &str) -> i64 {
        let origin = self.origin("AssociationLicensed", on);
        self.facts.stages.push(Fact { origin, what: AssociationStaged { association, stage } });
        self.last
    }

    /// It goes over into others on a day; if it ends, so does its membership.
    pub fn went_over(
        &mut self,
        from: OrganisationId,
        into: &[OrganisationId],
        ends: bool,
        on: &str,
    ) {
        let origin = self.origin("AssociationMerged", on);
        for successor in into {
            let what = AssociationSucceeded { association: from, successor: *successor, ends };
            self.facts.association_successions.push(Fact { origin: origin.clone(), what });
        }
        if ends {
            let what = AssociationStaged { association: from, stage: Stage::Ended };
            self.facts.stages.push(Fact { origin, what });
            self.step(from, Step::Ended, on);
        }
    }

    pub fn described(&mut self, association: OrganisationId, territory: UnitId, on: &str) {
        let origin = self.origin("AssociationLicensed", on);
        let what = AssociationDescribed {
            association,
            territory: Some(territory),
            field: ScienceField::EngineeringAndTechnology,
            mass: Some(association == LEARNING),
            illustrative: Some(true),
        };
        self.facts.descriptions.push(Fact { origin, what });
    }

    pub fn step(&mut self, organisation: OrganisationId, step: Step, on: &str) -> i64 {
        self.step_in(organisation, UNION, step, on)
    }

    pub fn step_in(
        &mut self,
        organisation: OrganisationId,
        union: UnitId,
        step: Step,
        on: &str,
    ) -> i64 {
        let origin = self.origin("UnionMembershipAdmitted", on);
        let kind = match organisation == INSTITUTE {
            true => MemberKind::AffiliatedUnit,
            false => MemberKind::MemberAssociation,
        };
        let what = Membership { organisation, union, kind, step };
        self.facts.memberships.push(Fact { origin, what });
        self.last
    }

    pub fn declared(&mut self, association: OrganisationId, members: i64, on: &str) -> i64 {
        self.headcount(association, (members, None), None, on)
    }

    pub fn headcount(
        &mut self,
        association: OrganisationId,
        (members, intellectuals): (i64, Option<i64>),
        supersedes: Option<i64>,
        on: &str,
    ) -> i64 {
        let origin = self.origin("HeadcountDeclared", on);
        let declaration = |position: i64| Uuid::from_u128(position.try_into().unwrap());
        let what = Headcount {
            declaration: declaration(self.last),
            association,
            members,
            intellectuals,
            supersedes: supersedes.map(declaration),
        };
        self.facts.headcounts.push(Fact { origin, what });
        self.last
    }

    /// A unit files a record; it is known by its place.
    pub fn filed(
        &mut self,
        record_type: &str,
        unit: UnitId,
        on: &str,
        content: impl IntoIterator<Item = (&'static str, Said)>,
    ) -> i64 {
        let origin = self.origin("EvidencedRecordFiled", on);
        let content = content.into_iter().map(|(name, said)| (name.to_owned(), said)).collect();
        let what = RecordFiled {
            record: RecordId(origin.event_id),
            plan: PLAN,
            unit,
            record_type: RecordTypes::reviewed().find(record_type).unwrap(),
            content,
            evidence: Vec::new(),
            illustrative: false,
        };
        self.facts.records.push(Fact { origin, what });
        self.last
    }

    /// The same, verified a month later.
    pub fn verified(
        &mut self,
        record_type: &str,
        unit: UnitId,
        on: &str,
        content: impl IntoIterator<Item = (&'static str, Said)>,
    ) -> i64 {
        let record = self.filed(record_type, unit, on, content);
        self.became(record, Outcome::Verified);
        record
    }

    pub fn became(&mut self, record: i64, outcome: Outcome) -> i64 {
        let origin = self.origin("EvidencedRecordVerified", "2031-01-01");
        let record = RecordId(Uuid::from_u128(record.try_into().unwrap()));
        self.facts.record_outcomes.push(Fact { origin, what: RecordJudged { record, outcome } });
        self.last
    }

    /// A unit, or bodies named in words, have a part in an item.
    pub fn obliged(&mut self, item: &str, bearer: Bearer, role: DutyRole, on: &str) -> DutyStated {
        let origin = self.origin("ResponsibilityAssigned", on);
        let part = DutyPart { plan: PLAN, item: item.to_owned(), role, bearer };
        let change = DutyChange::Assigned { basis: DutyBasis::Stated, valid_to: None };
        let what = DutyStated { part, valid_from: day(on), change };
        self.facts.duties.push(Fact { origin, what: what.clone() });
        what
    }

    /// A part ends on a day.
    pub fn released(&mut self, duty: DutyStated, on: &str) {
        let origin = self.origin("ResponsibilityEnded", on);
        let what = DutyStated { change: DutyChange::Ended, ..duty };
        self.facts.duties.push(Fact { origin, what });
    }
}

pub fn word(word: &str) -> Said {
    Said::Words(vec![word.to_owned()])
}
