//! Consultancy, critical review and social assessment (tư vấn, phản biện và giám định xã hội): what units ask
//! the Union's experts, and what becomes of the answer.
//!
//! It keeps the documents under review as [evidence].

pub mod config;
pub mod grpc;
mod sentences;
