//! The provincial progress read model: how far each item of the plan is, in each unit, at a date, and
//! why the figure is what it is. It follows the ledgers of membership, awards, consultancy and reporting, keeps
//! their facts with both clocks, and counts every figure from them when it is asked. It has no ledger of its own:
//! it records nothing that another context could not compute.

pub mod config;
pub mod domain;
pub mod grpc;
pub mod heard;
pub mod known;
pub mod service;
pub mod views;
