//! The places between the first byte and the event where a process may die: the tests let it die at each of
//! them, as the ledger's do at its own ([`ledger::crash`]).

pub(crate) use ledger::crash::pass;

/// A place where a process may die. A new one needs its line in the tests' matrix to compile.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, strum::VariantArray, strum::EnumString, strum::IntoStaticStr,
)]
pub enum Point {
    /// An upload is announced, and has no bytes.
    UploadBegun,
    /// Some bytes are kept; more are to come, or none.
    PartKept,
    /// The file is whole and checked; its parts are there too.
    FileSealed,
    /// The event is there; what the upload has left behind is too.
    EvidenceRecorded,
    /// An upload is given up for good; its bytes are still there.
    OrphanAbandoned,
    /// The file of an orphan is gone; its upload is not.
    OrphanFileDeleted,
}
