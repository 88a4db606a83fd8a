//! What is sent, in which order: phases one after the other, the lanes of a phase side by side, the
//! commands of a lane one after the other.

use crate::data::ReviewedFiles;

use super::command::Command;
use super::{
    associations, calendars, contests, paper_reports, plan, records, regimes, reviews, rights,
    units,
};

/// Commands that may be sent side by side, because none needs what another lane records.
#[derive(Debug, Clone, Default)]
pub struct Phase {
    pub lanes: Vec<Vec<Command>>,
    /// What must have come of the phases before, beyond their answers.
    pub awaits: Option<Awaited>,
}

/// What follows from commands a moment after they are answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Awaited {
    /// That reporting has heard of the units.
    Directory,
    /// That the reports of the opened periods are expected.
    ExpectedReports,
    /// That time has closed the round for entries.
    Checking,
}

impl Phase {
    pub fn of(lanes: Vec<Vec<Command>>) -> Self {
        Self { lanes, awaits: None }
    }
}

/// Everything in the files, but what follows from a draw.
pub fn all(files: &ReviewedFiles) -> Vec<Phase> {
    let mut phases = vec![rights::phase(files)];
    phases.extend(units::phases(files));
    phases.extend(associations::phases(files));
    phases.extend(plan::phases(files));
    phases.push(calendars::phase(files));
    phases.push(regimes::phase(files));
    phases.extend(records::phases(files));
    phases.extend(paper_reports::phases(files));
    phases.extend(reviews::phases(files));
    phases.extend(files.contests.iter().flat_map(contests::phases));
    phases.retain(|phase| !phase.lanes.is_empty());
    phases
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, HashSet};

    use super::super::command::Kind;
    use super::*;
    use crate::output::dynamic_json;

    fn phases() -> Vec<Phase> {
        all(&ReviewedFiles::read().unwrap())
    }

    fn commands(phases: &[Phase]) -> Vec<&Command> {
        phases.iter().flat_map(|phase| phase.lanes.iter().flatten()).collect()
    }

    fn text(command: &Command, field: &str) -> String {
        let value = command.request.get_field_by_name(field).expect("a field of the request");
        value.as_str().expect("text").to_owned()
    }

    #[test]
    fn planning_twice_gives_the_same_requests() {
        assert_eq!(commands(&phases()), commands(&phases()));
    }

    #[test]
    fn no_two_commands_share_a_request_id() {
        let phases = phases();
        let ids: HashSet<_> =
            commands(&phases).into_iter().map(|command| text(command, "request_id")).collect();
        assert_eq!(ids.len(), commands(&phases).len());
    }

    #[test]
    fn request_ids_stay_what_they_were_in_earlier_releases() {
        let phases = phases();
        let of = |key: &str| {
            let all = commands(&phases);
            let command = all.into_iter().find(|command| command.key == key).expect(key);
            text(command, "request_id")
        };
        assert_eq!(of("unit HD.BTG established"), "0cedbd61-af26-565f-a9dc-b16e15b55d9f");
        assert_eq!(
            of("plan ke-hoach-kl93-hai-duong issued"),
            "e1604bba-df41-5c5e-9e1a-07ea4c5e5b76"
        );
    }

    #[test]
    fn a_command_goes_to_the_context_whose_contract_has_it() {
        for command in commands(&phases()) {
            let package = command.rpc.split('.').nth(1).expect("a package");
            // Files are kept by each context that cites them.
            if package != "evidence" {
                assert_eq!(command.kind.context().name(), package, "{}", command.key);
            }
        }
    }

    #[test]
    fn an_etag_comes_from_an_earlier_command_on_the_same_resource() {
        let mut answered = HashSet::new();
        for phase in phases() {
            let before = answered.clone();
            for lane in phase.lanes {
                let mut seen = before.clone();
                for command in lane {
                    // That of a report is read, when it is expected.
                    if command.needs_etag() && command.kind != Kind::PaperReport {
                        assert!(seen.contains(&command.resource), "{}", command.key);
                    }
                    let begun = command.begins.map(|it| it.resource);
                    seen.extend(begun.iter().chain([&command.resource]).cloned());
                    answered.extend(begun.into_iter().chain([command.resource]));
                }
            }
        }
    }

    #[test]
    fn no_two_lanes_of_a_phase_work_on_the_same_resource() {
        for phase in phases() {
            let mut taken = HashSet::new();
            for lane in &phase.lanes {
                let resources: HashSet<_> = lane.iter().map(|command| &command.resource).collect();
                assert!(resources.is_disjoint(&taken), "{resources:?}");
                taken.extend(resources);
            }
        }
    }

    /// Every text of a request but those that only cite a document.
    fn texts(value: &serde_json::Value, found: &mut HashSet<String>) {
        if let Some(text) = value.as_str() {
            found.insert(text.to_owned());
        }
        for inner in value.as_array().into_iter().flatten() {
            texts(inner, found);
        }
        for (name, inner) in value.as_object().into_iter().flatten() {
            if name != "decision_ref" {
                texts(inner, found);
            }
        }
    }

    #[test]
    fn a_unit_is_established_in_a_phase_before_anything_else_names_it() {
        let files = ReviewedFiles::read().unwrap();
        let units: HashSet<_> =
            files.units.iter().map(|unit| super::units::id(&unit.code)).collect();
        let mut established = HashSet::new();
        let mut named = 0;
        for phase in phases() {
            let before = established.clone();
            // A right may be given in a unit that is still to come.
            let facts = phase.lanes.iter().flatten().filter(|it| it.kind != Kind::Right);
            for command in facts {
                let mut names = HashSet::new();
                texts(&dynamic_json(&command.request).unwrap(), &mut names);
                names.retain(|name| units.contains(name));
                if command.kind == Kind::Unit {
                    let own = text(command, "unit_id");
                    names.remove(&own);
                    established.insert(own);
                }
                assert!(names.is_subset(&before), "{}", command.key);
                named += names.len();
            }
        }
        assert!(named > units.len(), "{named}");
    }

    #[test]
    fn what_happened_first_is_recorded_first() {
        for lane in phases().iter().flat_map(|phase| &phase.lanes) {
            assert!(lane.is_sorted_by_key(|command| command.on), "{}", lane[0].key);
        }
    }

    #[test]
    fn everything_in_the_files_is_sent() {
        let files = ReviewedFiles::read().unwrap();
        let phases = phases();
        let mut by_rpc: BTreeMap<&str, usize> = BTreeMap::new();
        for command in commands(&phases) {
            *by_rpc.entry(command.rpc.rsplit('/').next().unwrap()).or_default() += 1;
        }
        let memberships =
            || files.associations.iter().filter_map(|one| one.union_membership.as_ref());
        assert_eq!(by_rpc["EstablishUnit"], files.units.len());
        assert_eq!(by_rpc["ApplyForUnionMembership"], memberships().count());
        assert_eq!(
            by_rpc["TransferUnionMembership"],
            memberships().filter(|one| one.transferred.is_some()).count(),
        );
        assert_eq!(
            by_rpc["DeclareHeadcount"],
            files.associations.iter().map(|one| one.headcounts.len()).sum::<usize>(),
        );
        assert_eq!(by_rpc["IssuePlan"], 1);
        assert_eq!(by_rpc["PublishIndicator"], files.indicators.len());
        let passed = files.reassignments.iter().map(|row| row.parts.len()).sum::<usize>();
        assert_eq!(by_rpc["EndResponsibility"], passed);
        assert_eq!(by_rpc["AssignResponsibility"], passed);
        assert_eq!(by_rpc["DeclareCalendar"], files.calendars.len());
        assert_eq!(by_rpc["IssueRegime"], files.regimes.len());
        let versions = files.regimes.iter().map(|regime| regime.versions.len()).sum::<usize>();
        assert_eq!(by_rpc["ReviseRegime"], versions - files.regimes.len());
        assert_eq!(by_rpc["FileRecord"], files.records.len());
        let shown = files.records.iter().map(|record| record.evidence.len()).sum::<usize>();
        let on_paper = files.paper_reports.iter().map(|period| period.reports.len());
        let kept = commands(&phases).into_iter();
        let elsewhere = [Kind::ReviewDocument, Kind::ContestFile];
        let cited = kept.filter(|command| elsewhere.contains(&command.kind)).count();
        assert_eq!(by_rpc["StoreEvidence"], shown + on_paper.sum::<usize>() + cited);
        let asked = by_rpc["RegisterRequest"] + by_rpc["ProposeReview"];
        assert_eq!(asked, files.consultancy.reviews.len());
        assert_eq!(by_rpc["DraftProposal"], files.consultancy.proposals.len());
        let judged = files.records.iter().map(|record| record.outcomes.len()).sum::<usize>();
        let judging = ["VerifyRecord", "RejectRecord", "RetractRecord"].map(|rpc| by_rpc[rpc]);
        assert_eq!(judging.iter().sum::<usize>(), judged);
        assert_eq!(by_rpc["SetTarget"], files.targets.len());
        assert_eq!(by_rpc["PlanPeriod"], files.paper_reports.len());
        assert_eq!(by_rpc["OpenPeriod"], files.paper_reports.len());
        let locked = files.paper_reports.iter().filter(|period| period.locked);
        assert_eq!(by_rpc["LockPeriod"], locked.count());
        let entered = files.paper_reports.iter().map(|period| period.reports.len());
        assert_eq!(by_rpc["EnterPaperReport"], entered.sum::<usize>());
        let entries = || files.contests.iter().map(|contest| contest.entries().len());
        for rpc in ["StartEntry", "SetAuthors", "SetDossier", "SubmitEntry", "ScreenEntry"] {
            assert_eq!(by_rpc[rpc], entries().sum::<usize>(), "{rpc}");
        }
        let juries = files.contests.iter().map(|contest| contest.juries.len());
        assert_eq!(by_rpc["FormJury"], juries.sum::<usize>());
        let kinds: HashSet<_> =
            commands(&phases).iter().map(|command| command.kind as u8).collect();
        assert_eq!(kinds.len(), Kind::Jury as usize + 1);
    }
}
