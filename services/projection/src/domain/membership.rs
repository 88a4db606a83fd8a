//! Who was in the Union on a day, and which fact says so.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use uuid::Uuid;

use super::facts::{Fact, Facts, MemberKind, Membership, OrganisationId, Step, UnitId};

/// The steps of every organisation into and out of Unions, corrections worked in.
pub struct Memberships<'a> {
    steps: BTreeMap<OrganisationId, Vec<Taken<'a>>>,
    replaced: Vec<(&'a Fact<Membership>, Uuid)>,
}

/// A step that holds: as it was recorded, or as a correction says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Taken<'a> {
    /// The step, or its correction.
    pub fact: &'a Fact<Membership>,
    pub step: Step,
    /// 1 if the organisation came into the Union by it, -1 if it went out, 0 if it did neither: a lapsed
    /// membership that ends was out already.
    pub change: i64,
    /// Place among the steps of a day: that of the step that was corrected.
    place: i64,
}

/// An organisation that is in a Union.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Member<'a> {
    pub union: UnitId,
    pub kind: MemberKind,
    /// The step by which it has been in ever since.
    pub since: Taken<'a>,
}

impl<'a> Memberships<'a> {
    #[must_use]
    pub fn of(facts: &'a Facts) -> Self {
        let mut recorded: Vec<_> = facts.memberships.iter().collect();
        recorded.sort_by_key(|fact| (fact.origin.position, fact.what.step));
        let mut memberships = Self { steps: BTreeMap::new(), replaced: Vec::new() };
        for fact in recorded {
            memberships.take(fact);
        }
        for steps in memberships.steps.values_mut() {
            steps.sort_by_key(|taken| (taken.fact.origin.occurred_on, taken.place));
            weigh(steps);
        }
        memberships
    }

    fn take(&mut self, fact: &'a Fact<Membership>) {
        let corrects: &[Step] = match fact.what.step {
            Step::AdmissionCorrected => &[Step::Admitted, Step::TransferredIn],
            Step::EndCorrected => &[Step::Ended],
            Step::Admitted
            | Step::Renewed
            | Step::TransferredIn
            | Step::Lapsed
            | Step::Ended
            | Step::TransferredOut => &[],
        };
        let steps = self.steps.entry(fact.what.organisation).or_default();
        let Some(usual) = corrects.first() else {
            let place = fact.origin.position;
            steps.push(Taken { fact, step: fact.what.step, change: 0, place });
            return;
        };
        let wrong = steps.iter_mut().rev().find(|taken| {
            taken.fact.what.union == fact.what.union && corrects.contains(&taken.step)
        });
        match wrong {
            Some(taken) => {
                self.replaced.push((taken.fact, fact.origin.event_id));
                taken.fact = fact;
            }
            None => {
                let place = fact.origin.position;
                steps.push(Taken { fact, step: *usual, change: 0, place });
            }
        }
    }

    /// Every step that holds, organisation by organisation, in the order of their days.
    pub fn steps(&self) -> impl Iterator<Item = (OrganisationId, &[Taken<'a>])> {
        self.steps.iter().map(|(organisation, steps)| (*organisation, steps.as_slice()))
    }

    /// Facts that a correction took the place of, and the event that did.
    #[must_use]
    pub fn replaced(&self) -> &[(&'a Fact<Membership>, Uuid)] {
        &self.replaced
    }

    /// Whether, where and since when an organisation was in a Union at the end of a day.
    #[must_use]
    pub fn on(&self, organisation: OrganisationId, day: NaiveDate) -> Option<Member<'a>> {
        let steps = self.steps.get(&organisation)?;
        let mut member = None;
        for taken in steps.iter().take_while(|taken| taken.fact.origin.occurred_on <= day) {
            member = after(member, taken);
        }
        member
    }
}

fn weigh(steps: &mut [Taken<'_>]) {
    let mut member = None;
    for taken in steps {
        let next = after(member, taken);
        let inside = |member: Option<Member<'_>>| {
            i64::from(member.is_some_and(|member| member.union == taken.fact.what.union))
        };
        taken.change = inside(next) - inside(member);
        member = next;
    }
}

fn after<'a>(member: Option<Member<'a>>, taken: &Taken<'a>) -> Option<Member<'a>> {
    let Membership { union, kind, .. } = taken.fact.what;
    let same = member.filter(|member| member.union == union);
    match taken.step {
        Step::Admitted | Step::Renewed | Step::TransferredIn | Step::AdmissionCorrected => {
            same.or(Some(Member { union, kind, since: *taken }))
        }
        Step::Lapsed | Step::Ended | Step::TransferredOut | Step::EndCorrected => {
            member.filter(|member| member.union != union)
        }
    }
}
