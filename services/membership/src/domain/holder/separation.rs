//! Separation of duties: what no person may be at the same time on the same things, `domain.md` 2.2.
//!
//! Here are the roles that one person does not hold on one day, granted or delegated. What depends on what is
//! done to whom stands elsewhere: nobody gives rights to themselves (`crates/rights/policies/separation.cedar`),
//! and two officers erase a person (`domain/person.rs`).

use super::{Days, Right, Role};

/// Two sides, and what is kept apart by them.
struct Separation {
    duties: &'static str,
    one: &'static [Role],
    other: &'static [Role],
}

const SEPARATIONS: [Separation; 7] = [
    Separation {
        duties: "file and verify",
        one: &[Role::UnitReporter, Role::UnitHead],
        other: &[Role::Monitor],
    },
    Separation {
        duties: "score and propose prizes",
        one: &[Role::Judge, Role::JuryChair],
        other: &[Role::OrganisingCommittee],
    },
    Separation {
        duties: "score and decide prizes",
        one: &[Role::Judge, Role::JuryChair],
        other: &[Role::AwardAuthority],
    },
    Separation {
        duties: "propose and decide prizes",
        one: &[Role::OrganisingCommittee],
        other: &[Role::AwardAuthority],
    },
    Separation {
        duties: "request a review and give it",
        one: &[Role::ReviewRequester],
        other: &[Role::CouncilMember, Role::CouncilChair],
    },
    Separation {
        duties: "assign entries and score them",
        one: &[Role::ContestSecretary],
        other: &[Role::Judge, Role::JuryChair],
    },
    // Whoever could keep a person and erase it could put another one in its place.
    Separation {
        duties: "keep persons and erase them",
        one: &[Role::UnionAdmin],
        other: &[Role::DataProtectionOfficer],
    },
];

/// The roles that go with no other one, whatever the scopes.
const ALONE: [(Role, &str); 2] = [
    (Role::Auditor, "audit and do business"),
    (Role::RightsAdministrator, "administer rights and use them"),
];

/// The duties that would be in one hand on some day, if a person had both rights on these days.
pub(super) fn united(a: (&Right, Days), b: (&Right, Days)) -> Option<&'static str> {
    let ((a, a_days), (b, b_days)) = (a, b);
    if !a_days.overlap(b_days) {
        return None;
    }
    let (role, other) = (a.role(), b.role());
    if role != other
        && let Some((_, duties)) = ALONE.iter().find(|(alone, _)| role == *alone || other == *alone)
    {
        return Some(duties);
    }
    if !a.scope().may_overlap(b.scope()) {
        return None;
    }
    let sides = |it: &&Separation| {
        it.one.contains(&role) && it.other.contains(&other)
            || it.one.contains(&other) && it.other.contains(&role)
    };
    SEPARATIONS.iter().find(sides).map(|separation| separation.duties)
}
