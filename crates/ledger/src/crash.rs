//! The places between append, relay, consume and commit where a process may die: the tests let it die at
//! each of them.
//!
//! There are none in a release build: there, passing one is an empty function. In a debug build passing
//! one looks whether somebody has laid a trap, which only a test's own process can.

/// A place where a process may die. A new one needs its line in the tests' matrix to compile.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, strum::VariantArray, strum::EnumString, strum::IntoStaticStr,
)]
pub enum Point {
    /// The writer has a batch and has not called the database.
    BatchTaken,
    /// The batch is committed, and nobody has been told.
    BatchAppended,
    /// The context's stream is made, and empty.
    StreamMade,
    /// A message is sent, and not acknowledged.
    MessageSent,
    /// A message is acknowledged; more are in flight, or none.
    MessageAcknowledged,
    /// A generation's tables are made, in an open transaction.
    TablesMade,
    /// A generation has its checkpoints, and nothing in its tables.
    GenerationMade,
    /// The checkpoint is moved, in an open transaction; no effect of the batch is there.
    CheckpointMoved,
    /// Streams that could not be applied are set aside, in an open transaction.
    StreamsParked,
    /// All effects of the batch are there, in an open transaction: tables, and commands owed.
    EffectsApplied,
    /// The batch is committed; the next one has not begun.
    ViewCommitted,
    /// The live generation stands still, so that another can come as far.
    LiveHeld,
    /// Readers have changed over to another generation; holds are not released.
    GenerationSwitched,
    /// Parked events are applied, in an open transaction, and still count as parked.
    ParkedApplied,
    /// Parked events are applied and forgotten, in an open transaction.
    ParkedForgotten,
    /// One generation has its parked events; others may still miss theirs.
    ParkedCommitted,
    /// Commands owed are claimed, and not sent.
    CommandsClaimed,
    /// A command owed is carried out, and still counts as owed.
    CommandSent,
    /// A command owed is settled.
    CommandSettled,
}

/// Passes a point of this crate, or of one that is built on it and has an enum of its own.
#[cfg(not(debug_assertions))]
#[inline]
pub fn pass(_: impl Into<&'static str>) {}

#[cfg(debug_assertions)]
pub use trap::{Trap, lay, pass};

#[cfg(debug_assertions)]
mod trap {
    use std::sync::{Mutex, PoisonError};

    static LAID: Mutex<Option<Trap>> = Mutex::new(None);

    /// What happens at the `nth` passing of a point from now on.
    #[derive(Debug, Clone, Copy)]
    pub struct Trap {
        /// By its name.
        pub point: &'static str,
        pub nth: u32,
        /// Ends the process.
        pub die: fn() -> !,
    }

    /// For this process; the last one counts.
    pub fn lay(trap: Trap) {
        *LAID.lock().unwrap_or_else(PoisonError::into_inner) = Some(trap);
    }

    /// Passes a point of this crate, or of one that is built on it and has an enum of its own.
    pub fn pass(point: impl Into<&'static str>) {
        let point = point.into();
        let mut laid = LAID.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(trap) = laid.as_mut().filter(|trap| trap.point == point) else { return };
        trap.nth = trap.nth.saturating_sub(1);
        if trap.nth == 0 {
            (trap.die)();
        }
    }
}
