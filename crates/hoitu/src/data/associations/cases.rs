//! The associations make sense one by one, and show together the cases that they were made for.

use std::collections::HashSet;

use chrono::{NaiveDate, TimeDelta};

use super::super::ReviewedFiles;
use super::*;

fn associations() -> Vec<Association> {
    ReviewedFiles::read().unwrap().associations
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

impl Association {
    /// The first day on which it is not there any more.
    fn ends_on(&self) -> NaiveDate {
        let dissolved = self.dissolved.as_ref().map(|dissolved| dissolved.dissolved_on);
        let merged = self.succession.as_ref().map(|succession| succession.effective_on);
        dissolved.or(merged).unwrap_or(NaiveDate::MAX)
    }

    fn is_member_of(&self, union: &str, on: NaiveDate) -> bool {
        let Some(membership) = &self.union_membership else { return false };
        let Some(admitted) = &membership.admitted else { return false };
        if on < admitted.issued_on || membership.ended.as_ref().is_some_and(|ended| ended.on <= on)
        {
            return false;
        }
        let moved = membership.transferred.as_ref().filter(|transferred| transferred.on <= on);
        moved.map_or(&membership.union, |moved| &moved.to).as_str() == union
    }

    fn decisions(&self) -> Vec<&Decision> {
        let mut decisions = Vec::new();
        if let Origin::Founded(founding) = &self.origin {
            decisions.extend([
                &founding.committee_recognised,
                &founding.permitted,
                &founding.charter_approved,
            ]);
        }
        if let Some(membership) = &self.union_membership {
            decisions.extend(&membership.admitted);
            decisions
                .extend(membership.transferred.as_ref().map(|transferred| &transferred.decision));
            decisions.extend(membership.ended.as_ref().and_then(|ended| ended.decision.as_ref()));
        }
        decisions.extend(self.suspended.as_ref().map(|suspended| &suspended.decision));
        if let Some(dissolved) = &self.dissolved {
            decisions.extend([&dissolved.start_decision, &dissolved.decision]);
        }
        decisions.extend(self.succession.as_ref().map(|succession| &succession.decision));
        decisions
    }

    fn papers(&self) -> Vec<&String> {
        let mut papers: Vec<_> =
            self.headcounts.iter().map(|headcount| &headcount.evidence).collect();
        if let Origin::Founded(founding) = &self.origin {
            papers.push(&founding.congress.minutes);
        }
        papers.extend(self.union_membership.as_ref().map(|membership| &membership.application));
        papers.extend(self.dissolved.as_ref().map(|dissolved| &dissolved.settlement));
        papers
    }
}

#[test]
fn every_association_is_illustrative_and_three_bear_real_names() {
    let associations = associations();
    assert!(associations.iter().all(|association| association.illustrative));
    let real: Vec<_> = associations
        .iter()
        .filter(|association| association.existence == Existence::NamedInSources)
        .map(|association| association.full_name.as_str())
        .collect();
    assert_eq!(
        real,
        [
            "Hội Khoa học kỹ thuật Cơ khí tỉnh Hải Dương",
            "Hội Xây dựng tỉnh Hải Dương",
            "Hội Điều dưỡng tỉnh Hải Dương",
        ]
    );
    assert_eq!(associations.len(), 25);
}

#[test]
fn every_decision_and_paper_shows_that_it_is_made_up_and_no_number_is_used_twice() {
    let associations = associations();
    let mut numbers = HashSet::new();
    for association in &associations {
        let decided = association.decisions().into_iter().map(|decision| &decision.number_symbol);
        for number in decided.chain(association.papers()) {
            assert!(number.starts_with("MINH-HOA-"), "{number}");
            assert!(numbers.insert(number), "{number}");
        }
    }
}

#[test]
fn names_and_fields_do_not_clash_in_a_territory() {
    let associations = associations();
    let codes: HashSet<_> = associations.iter().map(|association| &association.code).collect();
    assert_eq!(codes.len(), associations.len());
    let mut names = HashSet::new();
    let mut fields = HashSet::new();
    for association in &associations {
        let province = if association.territory.as_str() == "HD" {
            "tỉnh Hải Dương"
        } else {
            "thành phố Hải Phòng"
        };
        assert!(
            association.full_name.starts_with("Hội ") && association.full_name.ends_with(province)
        );
        assert!(names.insert(&association.full_name), "{}", association.code);
        assert!(
            fields.insert((&association.territory, &association.main_field)),
            "{}",
            association.code
        );
    }
}

#[test]
fn foundings_take_their_lawful_course() {
    for association in associations() {
        let Origin::Founded(founding) = &association.origin else { continue };
        let congress = &founding.congress;
        let held_on = congress.held_on;
        let course = [
            founding.proposed_on,
            founding.committee_recognised.issued_on,
            founding.permitted.issued_on,
            held_on,
            founding.charter_approved.issued_on,
        ];
        assert!(course.is_sorted_by(|a, b| a < b), "{}", association.code);
        assert!(founding.founders >= 50, "{}", association.code);
        assert!(
            held_on - founding.permitted.issued_on <= TimeDelta::days(90),
            "{}",
            association.code
        );
        assert!(
            congress.attendance.present * 2 > congress.attendance.called,
            "{}",
            association.code
        );
        assert!(congress.attendance.present <= congress.attendance.called, "{}", association.code);
        assert_eq!(congress.term.from, held_on, "{}", association.code);
        assert!(congress.term.to < held_on + TimeDelta::days(5 * 366), "{}", association.code);
    }
}

#[test]
fn memberships_lie_inside_the_life_of_the_association() {
    let files = ReviewedFiles::read().unwrap();
    for association in &files.associations {
        let Some(membership) = &association.union_membership else { continue };
        let code = &association.code;
        assert!(association.origin.active_from() <= membership.applied_on, "{code}");
        if let Some(admitted) = &membership.admitted {
            assert!(membership.applied_on <= admitted.issued_on, "{code}");
            assert_eq!(admitted.issuer, membership.union, "{code}");
        } else {
            assert!(membership.transferred.is_none() && membership.ended.is_none(), "{code}");
        }
        match &membership.ended {
            Some(ended) if ended.reason == EndReason::AssociationEnded => {
                assert_eq!(ended.on, association.ends_on(), "{code}");
                assert!(ended.decision.is_none(), "{code}");
            }
            Some(left) => {
                assert!(left.decision.is_some() && left.on < association.ends_on(), "{code}")
            }
            None => assert_eq!(association.ends_on(), NaiveDate::MAX, "{code}"),
        }
        let followed =
            files.successions.iter().find(|succession| succession.from.contains(&membership.union));
        let followed = followed.expect("both Unions became one");
        let there = association
            .is_member_of(membership.union.as_str(), followed.effective_on.pred_opt().unwrap());
        assert_eq!(membership.transferred.is_some(), there, "{code}");
        if let Some(transferred) = &membership.transferred {
            assert_eq!(
                (&transferred.to, transferred.on),
                (&followed.to[0], followed.effective_on),
                "{code}"
            );
        }
    }
}

#[test]
fn declarations_are_possible() {
    for association in associations() {
        let code = &association.code;
        assert!(association.headcounts.is_sorted_by(|a, b| a.counted_on < b.counted_on), "{code}");
        for headcount in &association.headcounts {
            let counted_on = headcount.counted_on;
            assert!(counted_on <= headcount.declared_on, "{code}");
            let operating = association.origin.active_from()..association.ends_on();
            assert!(operating.contains(&counted_on), "{code}");
            assert!(headcount.declared_on < association.ends_on(), "{code}");
            let parts = [headcount.intellectuals, headcount.women, headcount.under_35];
            assert!(
                parts.into_iter().flatten().all(|part| part <= headcount.members),
                "{code} {counted_on}"
            );
        }
    }
}

#[test]
fn the_union_grows_and_shrinks_as_it_was_made_to() {
    let associations = associations();
    let members = |union: &str, on: &str| {
        associations.iter().filter(|association| association.is_member_of(union, day(on))).count()
    };
    let ends = ["2020-12-31", "2021-12-31", "2022-12-31", "2023-12-31", "2024-12-31", "2025-06-30"];
    assert_eq!(ends.map(|end| members("HD.LHH", end)), [18, 19, 20, 21, 20, 20]);
    assert_eq!(members("HD.LHH", "2025-07-01"), 0);
    assert_eq!(members("HPC.LHH", "2025-06-30"), 1);
    assert_eq!(members("HP.LHH", "2025-07-01"), 21);
    assert_eq!(members("HP.LHH", "2025-10-01"), 20);
}

#[test]
fn the_declared_totals_are_what_they_were_made_to_be() {
    let associations = associations();
    let total = |on: &str| -> (u32, u32) {
        let members =
            associations.iter().filter(|association| association.is_member_of("HD.LHH", day(on)));
        let latest = members.filter_map(|association| {
            association.headcounts.iter().rfind(|headcount| headcount.counted_on <= day(on))
        });
        latest.fold((0, 0), |(all, intellectuals), headcount| {
            (all + headcount.members, intellectuals + headcount.intellectuals.unwrap_or(0))
        })
    };
    let ends = ["2021-12-31", "2022-12-31", "2023-12-31", "2024-12-31"];
    assert_eq!(
        ends.map(total),
        [(48_960, 25_285), (50_130, 26_176), (51_494, 27_246), (52_443, 28_131)]
    );
}

#[test]
fn the_cases_that_they_were_made_for_are_there() {
    let associations = associations();
    let those = |is: &dyn Fn(&Association) -> bool| -> Vec<&str> {
        associations.iter().filter(|association| is(association)).map(|a| a.code.as_str()).collect()
    };
    let years = day("2021-01-01")..day("2025-01-01");
    assert_eq!(
        those(
            &|a| matches!(a.origin, Origin::Founded(_)) && years.contains(&a.origin.active_from())
        )
        .len(),
        4
    );
    assert_eq!(those(&|a| a.union_membership.is_none()), ["hoi-kien-truc-su"]);
    let pending =
        |a: &Association| a.union_membership.as_ref().is_some_and(|m| m.admitted.is_none());
    assert_eq!(those(&pending), ["hoi-ke-toan-kiem-toan"]);
    let stale = |a: &Association| {
        let last = a.headcounts.last().unwrap().counted_on;
        a.is_member_of("HD.LHH", day("2023-12-31")) && last < day("2022-12-31")
    };
    assert_eq!(those(&stale), ["hoi-ke-hoach-hoa-gia-dinh"]);
    assert_eq!(those(&|a| a.suspended.is_some()), ["hoi-nghe-ca"]);
    assert_eq!(those(&|a| a.dissolved.is_some()), ["hoi-nuoi-ong"]);
    let left = |a: &Association| {
        let ended = a.union_membership.as_ref().and_then(|m| m.ended.as_ref());
        ended.is_some_and(|ended| ended.reason == EndReason::Withdrawn)
    };
    assert_eq!(those(&left), ["hoi-bao-ve-nguoi-tieu-dung"]);
    assert_eq!(those(&|a| a.succession.is_some()), ["hoi-dong-y"]);
    let mass = ["hoi-khuyen-hoc", "hoi-lam-vuon-trang-trai", "hoi-sinh-vat-canh"];
    assert_eq!(those(&|a| a.kind == AssociationKind::Mass), mass);
}

#[test]
fn a_merged_association_declares_nothing_and_its_namesake_declares_anew() {
    let associations = associations();
    let merged = associations.iter().find(|association| association.succession.is_some()).unwrap();
    let succession = merged.succession.as_ref().unwrap();
    let namesake =
        associations.iter().find(|association| association.code == succession.into).unwrap();
    assert_eq!(merged.main_field, namesake.main_field);
    assert!(
        merged.headcounts.iter().all(|headcount| headcount.counted_on < succession.effective_on)
    );
    assert!(namesake.headcounts.last().unwrap().counted_on > succession.effective_on);
    assert_eq!(namesake.ends_on(), NaiveDate::MAX);
}
