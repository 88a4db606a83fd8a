//! Who may do what: the policies against the table of expectations, the facts against their dates, and
//! the view on a real database.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod decisions;
mod known;
mod matrix;
mod mutants;
mod world;
