//! The sample rounds, as the rules make them of their rows.

use std::collections::BTreeSet;

use super::super::ReviewedFiles;
use super::*;
use crate::offices::Office;

fn round(code: &str) -> Contest {
    let contests = ReviewedFiles::read().unwrap().contests;
    contests.into_iter().find(|it| it.code.as_str() == code).unwrap()
}

const YOUTH: &str = "TTNND-14";
const HONOURS: &str = "TVTT-1";

/// domain.md 10.5.
#[test]
fn the_youth_round_has_the_totals_of_the_real_one() {
    let round = round(YOUTH);
    let entries = round.entries();
    let eligible: Vec<_> = entries.iter().filter(|it| it.ineligible.is_none()).collect();
    let sixty: Points = "60".parse().unwrap();
    let above = |it: &&&SampleEntry<'_>| {
        round.score(it.number, proto::Stage::Preliminary).is_some_and(|it| it > sixty)
    };
    let finalists: Vec<_> = eligible.iter().filter(above).map(|it| it.number).collect();
    let prizes: Vec<_> = round.prizes.iter().map(|row| row.entries.len()).collect();
    assert_eq!((entries.len(), eligible.len(), finalists.len()), (112, 103, 36));
    assert_eq!(prizes, [1, 5, 10, 20]);
    let named: BTreeSet<_> = round.prizes.iter().flat_map(|row| row.entries.clone()).collect();
    assert_eq!(named, finalists.into_iter().collect());
}

#[test]
fn no_two_entries_of_a_field_score_the_same_and_each_reaches_its_tier() {
    let round = round(YOUTH);
    for stage in [proto::Stage::Preliminary, proto::Stage::Final] {
        let scores: Vec<_> =
            round.entries().iter().filter_map(|it| round.score(it.number, stage)).collect();
        assert_eq!(scores.iter().collect::<BTreeSet<_>>().len(), scores.len(), "{stage:?}");
    }
    for row in &round.prizes {
        let tier = round.ruleset.tiers.iter().find(|tier| tier.code == row.tier).unwrap();
        let least: Points = tier.least_points.parse().unwrap();
        for entry in &row.entries {
            assert!(round.score(*entry, proto::Stage::Final).unwrap() >= least, "{entry}");
        }
    }
}

/// domain.md 4.5.
#[test]
fn two_thirds_of_the_council_honour() {
    let round = round(HONOURS);
    let council = round.ruleset.stages[0].judges_per_entry;
    let council = usize::try_from(council).unwrap();
    assert_eq!(round.juries[0].members.len() + 1, council);
    let honoured: BTreeSet<_> = round.with_prizes().collect();
    assert_eq!(honoured.len(), 5);
    for entry in round.entries().iter().filter(|it| it.ineligible.is_none()) {
        let sheets = round.sheets(entry.number, proto::Stage::Final, council).unwrap();
        let in_favour = sheets.iter().filter(|it| **it == Points::WHOLE).count();
        assert_eq!(in_favour * 3 >= council * 2, honoured.contains(&entry.number));
    }
}

#[test]
fn nobody_takes_a_sample_for_a_real_person_or_entry() {
    for round in ReviewedFiles::read().unwrap().contests {
        let rules = round.ruleset.authors.unwrap();
        for entry in round.entries() {
            for author in round.authors(entry.number) {
                assert!(author.name.contains("mẫu") && author.name.ends_with("(minh họa)"));
                let age = i32::try_from(author.age).unwrap();
                assert!(age >= rules.youngest && (age <= rules.oldest || rules.oldest == 0));
                let until = round.schedule.entries_until;
                assert_eq!(until.years_since(author.born_on), Some(author.age));
            }
            assert_eq!(round.entry_of(&round.title(entry.number)), Some(entry.number));
        }
        assert!(round.programme.name.contains("mẫu") && round.title.contains("mẫu"));
    }
}

#[test]
fn every_unit_field_clause_and_office_is_there() {
    let files = ReviewedFiles::read().unwrap();
    for contest in &files.contests {
        let fields: BTreeSet<_> = contest.ruleset.fields.iter().map(|it| &it.code).collect();
        let judged: BTreeSet<_> = contest.juries.iter().map(|it| &it.field).collect();
        assert_eq!(fields, judged);
        for jury in &contest.juries {
            for office in jury.members.iter().chain([&jury.chair]) {
                assert!(Office::acting_as(office).is_some(), "{office}");
            }
        }
        for row in &contest.received {
            assert!(files.find_unit(&row.from).is_some(), "{}", row.from);
        }
        for row in &contest.ineligible {
            assert!(contest.ruleset.clauses.iter().any(|it| it.code == row.clause));
        }
    }
}
