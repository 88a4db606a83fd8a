//! Awards: contests, awards and honours of science and technology (hội thi, cuộc thi, giải thưởng, tôn
//! vinh), from a round's plan to its prizes.
//!
//! It keeps the files of entries as [evidence], and will keep who entered them sealed, under keys of its own.

pub mod config;
pub mod grpc;
mod sentences;
