//! What keeps a step of judging from being taken: typed, counted, and never about a person.

/// So many are told in a refusal: it has to fit into headers.
pub(super) const TOLD: usize = 20;

/// What sort of thing is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::Display)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum BlockerKind {
    /// Entries were handed in and are not screened.
    EntriesNotScreened,
    /// The list of eligible entries is not published.
    EligibleListMissing,
    /// A field with entries has no jury.
    JuryMissing,
    /// A jury may still change.
    JuryNotFrozen,
    /// A jury has no chair.
    ChairMissing,
    /// Judges have said neither that there is a conflict nor that there is none.
    ConflictsNotDeclared,
    /// A jury, or an entry, has fewer judges than the ruleset asks for.
    TooFewJudges,
    /// Nobody has been taken into the final.
    EntriesNotAdvanced,
    /// Criteria of a sheet have no points.
    PointsMissing,
    /// Assigned sheets are not signed.
    SheetsNotSigned,
    /// An entry has fewer sheets than the ruleset asks for.
    TooFewSheets,
    /// Sheets are too far apart, and the jury has agreed on nothing.
    DivergencesOpen,
    /// Entries that nothing tells apart wait for the jury's vote.
    JuryVoteMissing,
    /// Proposed prizes are of entries that are not in the round any more.
    EntriesExcluded,
    /// Appeals wait for their answers.
    AppealsOpen,
}

/// One sort of thing that is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blocker {
    pub kind: BlockerKind,
    /// What it is about: a field, a stage, a criterion, a list. Never a person.
    pub subject: String,
    pub count: u32,
}

impl Blocker {
    /// So many of a sort; none where there is nothing to count.
    #[must_use]
    pub fn counted(kind: BlockerKind, subject: impl ToString, count: usize) -> Option<Self> {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        (count > 0).then(|| Self { kind, subject: subject.to_string(), count })
    }
}

/// As a refusal tells them: `SHEETS_NOT_SIGNED/F1/3`, the first ones only.
#[must_use]
pub fn told(blockers: &[Blocker]) -> String {
    let said = |it: &Blocker| format!("{}/{}/{}", it.kind, it.subject, it.count);
    blockers.iter().take(TOLD).map(said).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_counted_is_no_blocker() {
        assert_eq!(Blocker::counted(BlockerKind::JuryMissing, "F1", 0), None);
    }

    #[test]
    fn a_refusal_tells_the_first_ones() {
        let one = Blocker::counted(BlockerKind::SheetsNotSigned, "F1", 3).unwrap();
        assert_eq!(told(std::slice::from_ref(&one)), "SHEETS_NOT_SIGNED/F1/3");
        assert_eq!(told(&vec![one; 30]).split(',').count(), 20);
    }
}
