//! A small province for the tests: two halves, of which a right covers one.

use chrono::{DateTime, Days, NaiveDate, Utc};
use contracts::access::v1::Kind;
use contracts::membership::v1::Role;
use rights::{Ended, Facts, Given, Link, Moment, Placed, Right, Thing};
use uuid::Uuid;

pub const PERSON: &str = "sub-1";
pub const OTHER: &str = "sub-2";
pub const CAPACITY: &str = "chuyên viên";
pub const GRANT: Uuid = id(1);

/// The unit that persons act for; it is in neither half.
pub const OFFICE: Uuid = id(10);
/// The Union and the territory of the half that rights cover.
pub const HERE: Uuid = id(20);
pub const UNDER_HERE: Uuid = id(21);
/// Of the other half.
pub const THERE: Uuid = id(30);
pub const UNDER_THERE: Uuid = id(31);

pub const fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

pub fn day(n: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + Days::new(n)
}

pub fn at(n: u64) -> DateTime<Utc> {
    day(n).and_hms_opt(3, 0, 0).unwrap().and_utc()
}

pub fn on(n: u64) -> Moment {
    Moment::on(day(n))
}

/// A thing of either half; `None` where that sort has none.
pub fn thing(kind: Kind, here: bool) -> Option<Thing> {
    let id = match kind {
        Kind::Unit => if here { UNDER_HERE } else { UNDER_THERE }.to_string(),
        Kind::Association => id(if here { 40 } else { 41 }).to_string(),
        Kind::Affiliate => id(if here { 50 } else { 51 }).to_string(),
        Kind::Plan => id(if here { 60 } else { 61 }).to_string(),
        Kind::Person => if here { PERSON } else { OTHER }.to_owned(),
        Kind::Programme => id(if here { 70 } else { 71 }).to_string(),
        Kind::Round => id(if here { 80 } else { 81 }).to_string(),
        Kind::Request => id(if here { 90 } else { 91 }).to_string(),
        Kind::Unspecified | Kind::Province => return None,
    };
    Some(Thing { kind, id })
}

/// What a right with a scope of that sort is tried on.
pub fn scope(kind: Kind) -> Thing {
    match kind {
        Kind::Province => Thing::province(),
        Kind::Unit => Thing::unit(HERE),
        Kind::Association | Kind::Plan | Kind::Programme | Kind::Round | Kind::Request => {
            thing(kind, true).unwrap()
        }
        Kind::Unspecified | Kind::Affiliate | Kind::Person => panic!("no scope: {kind:?}"),
    }
}

pub fn place(thing: Thing, link: Link, from: u64, unit: Option<Uuid>) -> Placed {
    Placed { thing, link, from: day(from), unit, recorded_at: at(from) }
}

pub fn right(role: Role, scope: Thing, first: u64, last: Option<u64>) -> Right {
    Right {
        unit: OFFICE,
        capacity: CAPACITY.to_owned(),
        role,
        scope,
        first_day: day(first),
        last_day: last.map(day),
    }
}

pub fn given(grant: Uuid, person: &str, right: Right) -> Given {
    let (person, recorded_at) = (person.to_owned(), at(0));
    Given { grant, person, right, source: None, decision: None, recorded_at, revision: 1 }
}

pub fn ended(unit: Uuid, from: u64) -> Ended {
    Ended { unit, from: day(from), recorded_at: at(from) }
}

/// The two halves, and nobody who has a right.
pub fn province() -> Facts {
    let mut facts = Facts::default();
    for (half, under, is_here) in [(HERE, UNDER_HERE, true), (THERE, UNDER_THERE, false)] {
        let thing = |kind| thing(kind, is_here).unwrap();
        facts.place(place(Thing::unit(half), Link::Parent, 0, None));
        facts.place(place(Thing::unit(under), Link::Parent, 0, Some(half)));
        facts.place(place(thing(Kind::Association), Link::Territory, 0, Some(under)));
        facts.place(place(thing(Kind::Association), Link::Union, 0, Some(half)));
        facts.place(place(thing(Kind::Affiliate), Link::Union, 0, Some(half)));
    }
    facts.place(place(Thing::unit(OFFICE), Link::Parent, 0, None));
    facts
}
