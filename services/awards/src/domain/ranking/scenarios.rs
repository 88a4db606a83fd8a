//! How entries are ranked, rule by rule.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::domain::Stage;
use crate::domain::samples::judging::{code, judged, points, scores, stage_rules};
use crate::domain::samples::rules;

fn ranked(entries: &[Judged], votes: &[Votes]) -> Ranking {
    Ranking::of(entries, &stage_rules(Stage::Final), &rules().tie_breaks, votes)
}

fn ranks(ranking: &Ranking) -> Vec<(EntryCode, u32)> {
    ranking.placed.iter().map(|it| (it.code.clone(), it.rank)).collect()
}

fn with(number: u8, sheets: &[[&str; 4]]) -> Judged {
    let sheets = sheets.iter().map(|it| scores(*it)).collect();
    Judged { sheets, ..judged(number, "F1", &[]) }
}

fn votes(all: &[(u8, u32)]) -> Votes {
    all.iter().map(|(number, votes)| (code(*number), *votes)).collect()
}

#[test]
fn the_exact_mean_ranks_and_not_what_is_shown() {
    let higher =
        with(1, &[["40", "20", "0", "0.25"], ["40", "20", "0", "0"], ["40", "20", "0", "0"]]);
    let lower = judged(2, "F1", &[60, 60, 60]);
    let ranking = ranked(&[lower, higher], &[]);
    assert_eq!(ranks(&ranking), [(code(1), 1), (code(2), 2)]);
    assert_eq!(ranking.placed[0].score.to_string(), "721/12");
    assert_eq!(ranking.placed[0].score.shown(), "60.08");
}

#[test]
fn who_has_no_sheet_has_no_rank() {
    let ranking = ranked(&[judged(1, "F1", &[]), judged(2, "F1", &[0])], &[]);
    assert_eq!(ranks(&ranking), [(code(2), 1)]);
}

#[test]
fn a_joint_score_stands_in_the_place_of_the_sheets() {
    let joint = Some(scores(["30", "20", "10", "5"]));
    let settled = Judged { joint, ..judged(1, "F1", &[90, 60, 60]) };
    let ranking = ranked(&[settled], &[]);
    let placed = &ranking.placed[0];
    assert_eq!((placed.score.to_string(), placed.joint, placed.sheets), ("65".into(), true, 3));
    assert_eq!(placed.spread, points("30"));
}

#[test]
fn one_highest_and_one_lowest_are_dropped_from_so_many_sheets_on() {
    let rules = StageRules {
        aggregation: Aggregation::DropHighLow { from_sheets: 5 },
        ..stage_rules(Stage::Final)
    };
    let score = |totals: &[u32]| {
        let ranking = Ranking::of(&[judged(1, "F1", totals)], &rules, &[], &[]);
        ranking.placed[0].score.to_string()
    };
    assert_eq!(score(&[70, 0, 100, 60, 80]), "70");
    assert_eq!(score(&[0, 60, 70, 80]), "105/2");
}

#[test]
fn ties_are_broken_in_the_order_of_the_ruleset() {
    let inventive = with(1, &[["40", "20", "0", "0"]; 3]);
    let useful = with(2, &[["30", "30", "0", "0"]; 3]);
    let steady =
        with(3, &[["30", "20", "10", "0"], ["30", "20", "10", "0"], ["30", "20", "10", "0"]]);
    let uneven =
        with(4, &[["30", "20", "9", "0"], ["30", "20", "11", "0"], ["30", "20", "10", "0"]]);
    let ranking = ranked(&[uneven, steady, useful, inventive], &[]);
    assert_eq!(ranks(&ranking), [(code(1), 1), (code(2), 2), (code(3), 2), (code(4), 4)]);
}

#[test]
fn a_tie_is_broken_by_the_joint_score_where_there_is_one() {
    let joint = Some(scores(["30", "30", "0", "0"]));
    let settled = Judged { joint, ..with(1, &[["40", "20", "0", "0"]; 3]) };
    let other = with(2, &[["35", "25", "0", "0"]; 3]);
    assert_eq!(ranks(&ranked(&[settled, other], &[])), [(code(2), 1), (code(1), 2)]);
}

#[test]
fn a_vote_tells_apart_what_nothing_else_does() {
    let entries = [judged(1, "F1", &[60; 3]), judged(2, "F1", &[60; 3])];
    assert_eq!(ranks(&ranked(&entries, &[])), [(code(1), 1), (code(2), 1)]);
    let voted = ranked(&entries, &[votes(&[(1, 2), (2, 3)])]);
    assert_eq!(ranks(&voted), [(code(2), 1), (code(1), 2)]);
    let again = ranked(&entries, &[votes(&[(1, 2), (2, 3)]), votes(&[(1, 4), (2, 1)])]);
    assert_eq!(ranks(&again), [(code(1), 1), (code(2), 2)]);
}

#[test]
fn a_vote_on_another_tie_tells_nothing() {
    let entries = [judged(1, "F1", &[60; 3]), judged(2, "F1", &[60; 3]), judged(3, "F1", &[60; 3])];
    let ranking = ranked(&entries, &[votes(&[(1, 1), (2, 3)])]);
    assert_eq!(ranks(&ranking), [(code(1), 1), (code(2), 1), (code(3), 1)]);
    assert_eq!(ranking.unsettled(), [[code(1), code(2), code(3)].into()]);
}

#[test]
fn a_jury_votes_on_its_own_field_only() {
    let entries = [judged(1, "F1", &[60; 3]), judged(2, "F1", &[60; 3]), judged(3, "F2", &[60; 3])];
    let ranking = ranked(&entries, &[votes(&[(1, 1), (2, 4)])]);
    assert_eq!(ranks(&ranking), [(code(2), 1), (code(3), 1), (code(1), 2)]);
}

#[test]
fn where_no_rank_is_shared_the_vote_has_to_tell_apart() {
    let entries = [judged(1, "F1", &[60; 3]), judged(2, "F1", &[60; 3])];
    let level = [votes(&[(1, 2), (2, 2)])];
    assert_eq!(ranked(&entries, &level).unsettled(), []);
    let chain = [TieBreak::JuryVote];
    let strict = Ranking::of(&entries, &stage_rules(Stage::Final), &chain, &level);
    assert_eq!(strict.unsettled(), [[code(1), code(2)].into()]);
    let without = Ranking::of(&entries, &stage_rules(Stage::Final), &[TieBreak::ShareRank], &[]);
    assert_eq!(without.unsettled(), []);
}

#[test]
fn a_cut_is_above_a_score_or_takes_the_first_and_whoever_is_level() {
    let entries = [
        judged(1, "F1", &[60; 3]),
        judged(2, "F1", &[60, 60, 61]),
        judged(3, "F2", &[70; 3]),
        judged(4, "F2", &[60, 60, 61]),
    ];
    let ranking = ranked(&entries, &[]);
    let above = ranking.advancing(Advance::Above(points("60")));
    assert_eq!(above, [code(2), code(3), code(4)]);
    assert_eq!(ranking.advancing(Advance::First(2)), [code(2), code(3), code(4)]);
    assert_eq!(ranking.advancing(Advance::First(1)), [code(3)]);
    assert_eq!(ranking.advancing(Advance::First(0)), []);
}

#[test]
fn who_comes_behind_somebody_who_left_moves_up() {
    let ranking = ranked(&[judged(1, "F1", &[70; 3]), judged(2, "F1", &[60; 3])], &[]);
    assert_eq!(ranks(&ranking.without(&[code(1)].into())), [(code(2), 1)]);
}

/// Each of them differs from the first one in one thing.
#[test]
fn the_hash_is_of_all_that_is_placed() {
    let steady = || judged(1, "F1", &[70; 3]);
    let joint = Some(scores(["40", "30", "0", "0"]));
    let all = [
        steady(),
        judged(2, "F1", &[70; 3]),
        judged(1, "F2", &[70; 3]),
        judged(1, "F1", &[71; 3]),
        judged(1, "F1", &[69, 70, 71]),
        judged(1, "F1", &[70; 4]),
        Judged { joint, ..steady() },
    ];
    let hashes: BTreeSet<_> =
        all.iter().map(|it| ranked(std::slice::from_ref(it), &[]).sha256()).collect();
    assert_eq!(hashes.len(), all.len());
}

#[test]
fn sheets_are_apart_from_the_limit_on() {
    let rules = stage_rules(Stage::Final);
    assert!(judged(1, "F1", &[60, 80]).diverges(&rules));
    assert!(!judged(1, "F1", &[60, 79]).diverges(&rules));
    assert!(!judged(1, "F1", &[60]).diverges(&rules));
}

prop_compose! {
    fn any_entries()(all in vec((any::<bool>(), vec(50..70_u32, 0..4)), 0..12)) -> Vec<Judged> {
        let entry = |(number, (first, totals)): (u8, &(bool, Vec<u32>))| {
            judged(number, if *first { "F1" } else { "F2" }, totals)
        };
        (0..).zip(&all).map(entry).collect()
    }
}

proptest! {
    /// In whatever order entries and sheets come: the same ranking, and the same hash.
    #[test]
    fn the_order_of_sheets_changes_nothing(entries in any_entries(), turn in 0..12_usize) {
        let mut turned = entries.clone();
        turned.rotate_left(turn.min(entries.len()));
        for entry in &mut turned {
            entry.sheets.reverse();
        }
        let (one, other) = (ranked(&entries, &[]), ranked(&turned, &[]));
        prop_assert_eq!(one.sha256(), other.sha256());
        prop_assert_eq!(one, other);
    }

    /// A better score is a better rank, and whoever is ahead has the lower number.
    #[test]
    fn ranks_follow_scores(entries in any_entries()) {
        let ranking = ranked(&entries, &[]);
        for one in &ranking.placed {
            for other in &ranking.placed {
                prop_assert!(one.score <= other.score || one.rank < other.rank);
                prop_assert_eq!(ranking.is_ahead(one, other), one.rank < other.rank);
            }
        }
    }
}
