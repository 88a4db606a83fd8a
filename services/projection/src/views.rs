//! Read models: event to row, row to answer.

pub mod provincial_progress;
