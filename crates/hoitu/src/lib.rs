//! The command-line client of Hội Tụ: the plan as computed from recorded facts, the registers behind
//! it, the ledgers and their chains, the sample data, and the keys of a local system.
//!
//! It speaks only the contracts of `proto/`. People read Vietnamese tables, machines canonical
//! protobuf JSON (`-o json`).

pub mod access;
pub mod arguments;
pub mod associations;
pub mod calendars;
pub mod connection;
pub mod contests;
pub mod data;
pub mod evidence;
pub mod failure;
pub mod ledgers;
pub mod moment;
pub mod offices;
pub mod output;
pub mod paging;
pub mod periods;
pub mod persons;
pub mod plan;
pub mod programmes;
pub mod progress;
pub mod records;
pub mod regimes;
pub mod reports;
pub mod requests;
pub mod reviews;
pub mod seed;
pub mod session;
pub mod settings;
pub mod table;
pub mod targets;
pub mod token;
pub mod units;
pub mod usage;
pub mod views;
pub mod wording;
