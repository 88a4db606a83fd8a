//! The formulas by which figures are counted, each in versions.
//!
//! Which version of which indicator is in use on a day is reporting's to say; here stands what it
//! means. A version that is not listed is not computed, and the figure says so.

mod applied_after_prize;
mod associations_admitted;
mod associations_founded;
mod contest_entries;
mod contest_units;
mod eligible_associations_joined;
mod experts_engaged;
mod honours;
mod intellectual_members;
mod judging_quality;
mod member_organisations;
mod members_declared;
mod national;
mod obliged;
mod prizes;
#[cfg(test)]
mod properties;
mod proposals;
mod public_launches;
mod records;
mod requester_quality;
mod requesting_agencies;
mod review_workshops;
mod reviews_answered;
mod reviews_asked;
mod reviews_delivered;
#[cfg(test)]
mod scenarios;
mod st_bodies_and_forums;

use std::sync::LazyLock;

use chrono::{Months, NaiveDate};

use super::contest::Contests;
use super::facts::{Facts, OrganisationId, PlanId, UnitId};
use super::figure::{Judged, Reason, Silence, Sort, Subject};
use super::membership::Memberships;
use super::record::Records;
use super::register::Register;
use super::review::Reviews;
use super::structure::Structure;
use super::window::Measured;
use records::Counted;

/// One version of how one indicator is computed.
pub struct Formula {
    /// The quantity it computes, such as `members_declared`.
    pub quantity: &'static str,
    pub version: i32,
    pub sort: Sort,
    pub silence: Silence,
    /// Events whose facts it judges.
    pub feeds: &'static [&'static str],
    judge: Judge,
}

/// Who passes verdicts.
#[derive(Clone, Copy)]
enum Judge {
    /// On facts of other contexts.
    Events(for<'s> fn(&'s Scene<'_>, Measured) -> Vec<Judged<'s>>),
    /// On records.
    Records(Counted),
    /// On those, and on what is under a plan: its records, so that nothing counts twice, or who has a part in it.
    UnderPlan(for<'s> fn(&'s Scene<'_>, PlanId, Measured) -> Vec<Judged<'s>>),
}

impl Formula {
    /// Passes one verdict on each fact of the events that feed it.
    #[must_use]
    pub fn judge<'s>(
        &self,
        scene: &'s Scene<'_>,
        plan: PlanId,
        measured: Measured,
    ) -> Vec<Judged<'s>> {
        match self.judge {
            Judge::Events(judge) => judge(scene, measured),
            Judge::Records(counted) => counted.judge(scene, plan, measured),
            Judge::UnderPlan(judge) => judge(scene, plan, measured),
        }
    }

    /// Whether it counts nothing but records.
    #[must_use]
    pub fn counts_records_only(&self) -> bool {
        match self.judge {
            Judge::Records(_) => true,
            Judge::Events(_) | Judge::UnderPlan(_) => false,
        }
    }
}

static FORMULAS: LazyLock<Vec<Formula>> = LazyLock::new(|| {
    let own = [
        member_organisations::V1,
        associations_founded::V1,
        associations_admitted::V1,
        members_declared::V1,
        intellectual_members::V1,
        eligible_associations_joined::V1,
        st_bodies_and_forums::V1,
        public_launches::V1,
        contest_entries::V1,
        contest_units::V1,
        prizes::V1,
        national::NOMINATIONS_V1,
        national::PRIZES_V1,
        honours::V1,
        judging_quality::V1,
        applied_after_prize::V1,
        proposals::SUBMITTED_V1,
        proposals::ANSWERED_V1,
        proposals::ACCEPTED_V1,
        reviews_asked::V1,
        reviews_delivered::COMPLETED_V1,
        reviews_delivered::ON_TIME_V1,
        reviews_delivered::BY_FIELD_V1,
        requesting_agencies::V1,
        reviews_answered::RESPONSES_V1,
        reviews_answered::UPTAKE_V1,
        experts_engaged::V1,
        review_workshops::V1,
        requester_quality::V1,
    ];
    // A quantity with a formula of its own stands first, and so is found.
    own.into_iter().chain(records::formulas()).collect()
});

/// How a version of an indicator computes a quantity; `None` if nothing here knows how.
#[must_use]
pub fn find(quantity: &str, version: i32) -> Option<&'static Formula> {
    FORMULAS.iter().find(|formula| formula.quantity == quantity && formula.version == version)
}

/// The facts, sorted for counting.
pub struct Scene<'a> {
    pub facts: &'a Facts,
    pub structure: Structure<'a>,
    pub register: Register<'a>,
    pub memberships: Memberships<'a>,
    pub records: Records<'a>,
    pub contests: Contests<'a>,
    pub reviews: Reviews<'a>,
    stale_after: Months,
}

impl<'a> Scene<'a> {
    #[must_use]
    pub fn of(facts: &'a Facts, structure_on: NaiveDate, stale_after: Months) -> Self {
        Self {
            facts,
            structure: Structure::on(facts, structure_on),
            register: Register::of(facts),
            memberships: Memberships::of(facts),
            records: Records::of(facts),
            contests: Contests::of(facts),
            reviews: Reviews::of(facts),
            stale_after,
        }
    }

    /// Whether a fact of one day has to be flagged as old on another.
    #[must_use]
    pub fn is_stale(&self, fact_on: NaiveDate, day: NaiveDate) -> bool {
        fact_on.checked_add_months(self.stale_after).is_some_and(|limit| limit < day)
    }

    /// Whether what a fact is about is sample data.
    #[must_use]
    pub fn is_illustrative(&self, subject: Subject<'_>) -> bool {
        match subject {
            Subject::Organisation(id) => self.register.is_illustrative(id),
            Subject::Record(record) => record.illustrative,
            Subject::Kept { illustrative, .. } => illustrative,
            Subject::Unit(_) | Subject::Group(_) => false,
        }
    }

    /// The unit that a fact about an association is attributed to: the Union it was in, else the
    /// territory it works in.
    fn home_of(&self, association: OrganisationId, day: NaiveDate) -> Option<UnitId> {
        let member = self.memberships.on(association, day);
        member.map(|m| m.union).or_else(|| self.register.territory_on(association, day))
    }
}

/// Why what happened on a day is not of the days that are measured, if it is not.
fn outside(measured: Measured, day: NaiveDate) -> Option<Reason> {
    match day {
        _ if day < measured.from => Some(Reason::BeforeWindow),
        _ if day > measured.until => Some(Reason::AfterWindow),
        _ => None,
    }
}
