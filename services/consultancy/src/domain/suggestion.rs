//! Who may be asked to advise on a review: experts who were invited before, by what was recorded of them then.
//!
//! Nothing else is known of anybody: neither a discipline that is not that of reviews served in, nor what an expert does
//! elsewhere. So this suggests, with its grounds, and decides nothing.
//!
//! Invariants: nobody is suggested whom the review's council has, or who is out of it for a conflict or a dismissal; each
//! expert once; whoever has a tie to the requester that still bars comes after all others.

#[cfg(test)]
mod scenarios;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use uuid::Uuid;

use super::council::conflict::{Conflict, ConflictKind};
use super::council::{Seat, SeatState};
use super::kinds::Field;
use super::{ReviewId, UnitId};

/// The review that experts are looked for.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    pub review: ReviewId,
    pub field: Field,
    pub requester: UnitId,
    /// The day on which ties bar or do not.
    pub on: NaiveDate,
    /// For how many years a tie bars, as the regulation says.
    pub conflict_years: u32,
}

/// A review of the Union, and all whom it invited for it, in order.
#[derive(Debug, Clone)]
pub struct Served {
    pub review: ReviewId,
    pub field: Field,
    pub requester: UnitId,
    /// Its experts are looked for, or work.
    pub with_experts: bool,
    pub seats: Vec<Seat>,
}

/// Why an expert is where they are in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ground {
    /// Opinions that were considered, on reviews of the same field.
    ServedInField,
    /// The same, on reviews of other fields.
    ServedElsewhere,
    /// Asked to work on reviews now, or works on them.
    PresentLoad,
    /// For silence.
    DismissedBefore,
    /// Or had a change of mind.
    DeclinedBefore,
    /// By a tie that still bars.
    TiedToRequester,
}

/// On how many reviews, and when last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Extent {
    pub reviews: u32,
    pub last_on: Option<NaiveDate>,
}

/// An expert who may be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The subject of their tokens.
    pub expert: String,
    /// By which others know the expert.
    pub expert_key: Uuid,
    /// Present load always; of the others those that there are.
    pub grounds: BTreeMap<Ground, Extent>,
}

/// Who may be asked, the first one first: without a tie to the requester, who served most in the field, has least to do
/// now, was dismissed and declined least, and served most elsewhere.
#[must_use]
pub fn suggest(wanted: &Wanted, reviews: &[Served]) -> Vec<Suggestion> {
    let mut taken = BTreeSet::new();
    let mut known: BTreeMap<&str, Suggestion> = BTreeMap::new();
    for review in reviews {
        for (expert, seats) in by_expert(&review.seats) {
            if review.review == wanted.review && is_taken(wanted, &seats) {
                taken.insert(expert);
            }
            let Some(newest) = seats.last() else { continue };
            let suggestion = known.entry(expert).or_insert_with(|| Suggestion {
                expert: expert.to_owned(),
                expert_key: newest.expert_key,
                grounds: BTreeMap::from([(Ground::PresentLoad, Extent::default())]),
            });
            for (ground, on) in grounds(wanted, review, &seats) {
                suggestion.grounds.entry(ground).or_default().add(on);
            }
        }
    }
    known.retain(|expert, _| !taken.contains(expert));
    let mut suggested: Vec<_> = known.into_values().collect();
    suggested.sort_by_key(Suggestion::place);
    suggested
}

impl Extent {
    fn add(&mut self, on: NaiveDate) {
        self.reviews += 1;
        self.last_on = self.last_on.max(Some(on));
    }
}

impl Suggestion {
    fn extent(&self, ground: Ground) -> u32 {
        self.grounds.get(&ground).map_or(0, |extent| extent.reviews)
    }

    /// Ends with the expert's key, which says nothing of the expert: no two are alike.
    fn place(&self) -> (bool, Reverse<u32>, u32, u32, u32, Reverse<u32>, Uuid) {
        (
            self.extent(Ground::TiedToRequester) > 0,
            Reverse(self.extent(Ground::ServedInField)),
            self.extent(Ground::PresentLoad),
            self.extent(Ground::DismissedBefore),
            self.extent(Ground::DeclinedBefore),
            Reverse(self.extent(Ground::ServedElsewhere)),
            self.expert_key,
        )
    }
}

/// The invitations of each expert to one review, in order.
fn by_expert(seats: &[Seat]) -> BTreeMap<&str, Vec<&Seat>> {
    let mut by_expert: BTreeMap<&str, Vec<&Seat>> = BTreeMap::new();
    for seat in seats {
        by_expert.entry(&seat.expert).or_default().push(seat);
    }
    by_expert
}

/// The review has the expert, or is not to have them.
fn is_taken(wanted: &Wanted, seats: &[&Seat]) -> bool {
    seats.iter().any(|seat| match seat.state {
        SeatState::Invited
        | SeatState::Accepted
        | SeatState::Delivered
        | SeatState::Considered
        | SeatState::Done
        | SeatState::Recused(_)
        | SeatState::Dismissed => true,
        SeatState::Declined | SeatState::Withdrawn => {
            seat.conflicts.iter().any(|tie| tie.bars(wanted.on, wanted.conflict_years))
        }
    })
}

/// What one review says of an expert, each ground with its last day.
fn grounds(wanted: &Wanted, review: &Served, seats: &[&Seat]) -> BTreeMap<Ground, NaiveDate> {
    let mut grounds = BTreeMap::new();
    for seat in seats {
        if let Some(ground) = ground_of(wanted, review, seat) {
            grounds.insert(ground, seat.since);
        }
        if review.requester == wanted.requester && is_tied(wanted, seat) {
            grounds.insert(Ground::TiedToRequester, seat.since);
        }
    }
    grounds
}

fn ground_of(wanted: &Wanted, review: &Served, seat: &Seat) -> Option<Ground> {
    match seat.state {
        // Nothing rests on an opinion that was taken back.
        SeatState::Considered | SeatState::Done if seat.retracted => None,
        SeatState::Considered | SeatState::Done if review.field == wanted.field => {
            Some(Ground::ServedInField)
        }
        SeatState::Considered | SeatState::Done => Some(Ground::ServedElsewhere),
        SeatState::Invited | SeatState::Accepted | SeatState::Delivered => {
            review.with_experts.then_some(Ground::PresentLoad)
        }
        SeatState::Declined => Some(Ground::DeclinedBefore),
        SeatState::Dismissed => Some(Ground::DismissedBefore),
        SeatState::Withdrawn | SeatState::Recused(_) => None,
    }
}

/// By a tie to the requester itself, which may hold for its other schemes too. What the Union recused for held on that
/// day, for all that is known.
fn is_tied(wanted: &Wanted, seat: &Seat) -> bool {
    let recused = match seat.state {
        SeatState::Recused(kind) => Some(Conflict { kind, last_on: Some(seat.since), note: None }),
        SeatState::Invited
        | SeatState::Accepted
        | SeatState::Delivered
        | SeatState::Considered
        | SeatState::Done
        | SeatState::Declined
        | SeatState::Withdrawn
        | SeatState::Dismissed => None,
    };
    let mut ties = seat.conflicts.iter().chain(&recused);
    ties.any(|tie| is_to_requester(tie.kind) && tie.bars(wanted.on, wanted.conflict_years))
}

fn is_to_requester(kind: ConflictKind) -> bool {
    match kind {
        ConflictKind::StaffOfRequester | ConflictKind::KinOfHead => true,
        ConflictKind::Drafter
        | ConflictKind::Consultant
        | ConflictKind::Beneficiary
        | ConflictKind::Other => false,
    }
}
