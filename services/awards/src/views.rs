//! The read models of awards, each named after its question. They keep every line that was said, so that each
//! day can be asked about as it was known at each instant.

pub mod outcomes;
pub mod programmes;
pub mod released_prizes;
#[cfg(test)]
mod samples;
