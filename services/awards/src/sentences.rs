//! What people read when awards refuses: one Vietnamese sentence for each of its reasons.

/// Those of the evidence that it keeps.
pub(crate) const SENTENCES: &[(&str, &str)] = evidence::SENTENCES;
