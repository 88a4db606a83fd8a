//! The reviewed data files of `crates/hoitu/data`: the plan as it is written, how it is measured, the
//! units of 2021, what became of them and of their duties in 2025, illustrative associations, the
//! working calendars, who reports on the plan, and illustrative records, targets, reports on paper,
//! reviews, proposals and contests.
//!
//! Reading is strict: an unknown field, a malformed code or a name that the contracts do not know is
//! refused. What no parser sees, such as that every text stands in the source, the tests hold.

mod associations;
mod calendars;
mod codes;
mod contests;
mod contract_names;
mod indicators;
mod paper_reports;
mod plan;
mod points;
mod reassignments;
mod records;
mod regimes;
mod reviews;
mod successions;
mod units;

#[cfg(test)]
mod agreement;

use std::path::Path;

use serde::de::DeserializeOwned;
use uuid::Uuid;

pub use associations::{
    Association, AssociationKind, Attendance, Decision, Dissolution, EndReason, Existence,
    Founding, FoundingCongress, Headcount, Merger, MergerKind, Origin, Suspension, Term,
    UnionMembership, UnionMembershipEnd, UnionTransfer,
};
pub use calendars::{Calendar, CalendarDay};
pub use codes::{
    AssociationCode, ContestCode, GroupCode, IndicatorCode, ItemCode, PlanCode, RecordCode,
    SectionCode, UnitCode,
};
pub use contests::{
    Ballots, Contest, ContestDays, Falling, Ineligible, National, PreliminaryDays,
    PreliminaryScores, Programme, Received, SampleAuthor, SampleAuthors, SampleEntry, SampleJury,
    SamplePrizes, SampleVote, Schedule,
};
pub use indicators::{Feed, Indicator, Measure};
pub use paper_reports::{PaperObjection, PaperPeriod, PaperReport, PaperStep};
pub use plan::{
    ArrivalStamp, BaseDocument, Bearer, Document, EffectiveBasis, Item, Plan, Recipient,
    Responsibility, Section,
};
pub use points::{NotPoints, Points};
pub use reassignments::{Part, Reassignment};
pub use records::{Became, Evidence, Outcome, Record, Said, Target};
pub use regimes::{Level, Regime, RegimeVersion, ReportSection, Reporters};
pub use reviews::{
    Consultancy, Council, Proposal, ProposalStep, Recommendation, Regulation, Review, ReviewOrigin,
    ReviewStep, Seat,
};
pub use successions::{DateCertainty, Succession, SuccessionKind};
pub use units::{
    Certainty, CommuneKind, Group, GroupResolution, SinceBasis, Unit, UnitName, UnitParent,
};

/// The namespace of every id that is derived from a code. Changing it makes all seeded data new.
const NAMESPACE: Uuid = Uuid::from_u128(0x181c_8b66_421f_4200_bce2_b4c5_6747_3373);

/// All files, as written.
#[derive(Debug, Clone)]
pub struct ReviewedFiles {
    pub plan: Plan,
    /// In the order of the plan.
    pub indicators: Vec<Indicator>,
    /// Bodies that the plan names in the plural.
    pub groups: Vec<Group>,
    /// A unit comes after every unit that it is ever under.
    pub units: Vec<Unit>,
    /// In the order in which they can be recorded.
    pub successions: Vec<Succession>,
    /// Parts in items that pass to others, in the order in which they can be recorded.
    pub reassignments: Vec<Reassignment>,
    /// All illustrative.
    pub associations: Vec<Association>,
    /// Working calendars, year by year.
    pub calendars: Vec<Calendar>,
    pub regimes: Vec<Regime>,
    /// All illustrative.
    pub records: Vec<Record>,
    /// All illustrative.
    pub targets: Vec<Target>,
    /// All illustrative.
    pub paper_reports: Vec<PaperPeriod>,
    /// All illustrative.
    pub consultancy: Consultancy,
    /// All illustrative.
    pub contests: Vec<Contest>,
}

impl ReviewedFiles {
    /// Those that this program was built with.
    pub fn read() -> Result<Self, ReadFile> {
        Ok(Self {
            plan: parse("plan.json", include_str!("../data/plan.json"))?,
            indicators: parse("indicators.json", include_str!("../data/indicators.json"))?,
            groups: parse("groups.json", include_str!("../data/groups.json"))?,
            units: parse("units.json", include_str!("../data/units.json"))?,
            successions: parse("successions.json", include_str!("../data/successions.json"))?,
            reassignments: parse("reassignments.json", include_str!("../data/reassignments.json"))?,
            associations: parse("associations.json", include_str!("../data/associations.json"))?,
            calendars: parse("calendars.json", include_str!("../data/calendars.json"))?,
            regimes: parse("regimes.json", include_str!("../data/regimes.json"))?,
            records: parse("records.json", include_str!("../data/records.json"))?,
            targets: parse("targets.json", include_str!("../data/targets.json"))?,
            paper_reports: parse("paper_reports.json", include_str!("../data/paper_reports.json"))?,
            consultancy: parse("reviews.json", include_str!("../data/reviews.json"))?,
            contests: parse("contests.json", include_str!("../data/contests.json"))?,
        })
    }

    /// Those of a folder, under the same names.
    pub fn read_in(folder: &Path) -> Result<Self, ReadFile> {
        Ok(Self {
            plan: parse_in(folder, "plan.json")?,
            indicators: parse_in(folder, "indicators.json")?,
            groups: parse_in(folder, "groups.json")?,
            units: parse_in(folder, "units.json")?,
            successions: parse_in(folder, "successions.json")?,
            reassignments: parse_in(folder, "reassignments.json")?,
            associations: parse_in(folder, "associations.json")?,
            calendars: parse_in(folder, "calendars.json")?,
            regimes: parse_in(folder, "regimes.json")?,
            records: parse_in(folder, "records.json")?,
            targets: parse_in(folder, "targets.json")?,
            paper_reports: parse_in(folder, "paper_reports.json")?,
            consultancy: parse_in(folder, "reviews.json")?,
            contests: parse_in(folder, "contests.json")?,
        })
    }

    pub fn find_unit(&self, code: &UnitCode) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.code == *code)
    }

    pub fn find_group(&self, code: &GroupCode) -> Option<&Group> {
        self.groups.iter().find(|group| group.code == *code)
    }
}

/// A file that does not say what it should.
#[derive(Debug, thiserror::Error)]
#[error("could not read the data file {file}")]
pub struct ReadFile {
    file: &'static str,
    source: Box<dyn std::error::Error + Send + Sync>,
}

fn parse<T: DeserializeOwned>(file: &'static str, text: &str) -> Result<T, ReadFile> {
    serde_json::from_str(text).map_err(|source| ReadFile { file, source: source.into() })
}

fn parse_in<T: DeserializeOwned>(folder: &Path, file: &'static str) -> Result<T, ReadFile> {
    let text = std::fs::read_to_string(folder.join(file));
    parse(file, &text.map_err(|source| ReadFile { file, source: source.into() })?)
}

/// What an id is derived for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identified {
    Plan,
    Unit,
    Association,
    /// Its code is the association's, `@` and the day counted.
    Declaration,
    /// Its code is the person and the right.
    Grant,
    Record,
    /// Its code is the review's, and what belongs to it.
    Review,
    Proposal,
    /// Its code is the round's, `/` and its number, and of a person the place in it.
    Participant,
    Entry,
    Programme,
    Round,
    /// Its code is the kind and the number.
    Evidence,
    /// A request of the seed. Its code says what it asks, so that a second run repeats it.
    Request,
}

impl Identified {
    fn name(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Unit => "unit",
            Self::Association => "association",
            Self::Declaration => "declaration",
            Self::Grant => "grant",
            Self::Record => "record",
            Self::Review => "review",
            Self::Proposal => "proposal",
            Self::Participant => "participant",
            Self::Entry => "entry",
            Self::Programme => "programme",
            Self::Round => "round",
            Self::Evidence => "evidence",
            Self::Request => "request",
        }
    }
}

/// The id of what a code names: the same on every machine, in every run.
pub fn stable_id(what: Identified, code: &str) -> Uuid {
    Uuid::new_v5(&NAMESPACE, format!("{}:{code}", what.name()).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_never_change() {
        let id = stable_id(Identified::Unit, "HD.BTG");
        assert_eq!(id.to_string(), "e91e3b22-08cd-5db5-9f4f-bd64e2786401");
        assert_ne!(id, stable_id(Identified::Plan, "HD.BTG"));
        assert_ne!(id, stable_id(Identified::Unit, "HD.BDV"));
    }

    #[test]
    fn an_unknown_field_is_refused() {
        let text = include_str!("../data/units.json").replacen("\"kind\"", "\"sort\"", 1);
        let refused = parse::<Vec<Unit>>("units.json", &text).unwrap_err();
        assert!(refused.source.to_string().contains("unknown field `sort`"), "{refused:?}");
    }

    #[test]
    fn a_name_that_the_contracts_do_not_know_is_refused() {
        let text = include_str!("../data/units.json").replacen("CENTRAL_BODY", "MINISTRY", 1);
        let refused = parse::<Vec<Unit>>("units.json", &text).unwrap_err();
        assert!(refused.source.to_string().contains("MINISTRY"), "{refused:?}");
        let text = include_str!("../data/units.json").replacen("CENTRAL_BODY", "UNSPECIFIED", 1);
        assert!(parse::<Vec<Unit>>("units.json", &text).is_err());
    }

    #[test]
    fn a_malformed_code_is_refused() {
        let text = include_str!("../data/units.json").replacen("\"HD.BTG\"", "\"hd.btg\"", 1);
        let refused = parse::<Vec<Unit>>("units.json", &text).unwrap_err();
        assert!(refused.source.to_string().contains("hd.btg"), "{refused:?}");
    }
}
