//! Counting: from dated facts to figures that explain themselves. Pure; no clock, no database.

pub mod contest;
pub mod declarations;
pub mod facts;
pub mod figure;
pub mod formulas;
pub mod membership;
pub mod plan;
pub mod progress;
pub mod record;
pub mod register;
pub mod review;
pub mod structure;
pub mod target;
#[cfg(test)]
mod told;
pub mod window;
