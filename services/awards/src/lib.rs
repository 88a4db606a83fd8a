//! Awards: contests, awards and honours of science and technology, from the plan of a round to its prizes.
//!
//! A programme (chương trình) goes on from round to round. A round (lần, kỳ) has a schedule, which time
//! carries out, and a ruleset (thể lệ): data in dated versions, so that no weight and no quota is in the
//! code. Who enters is a participant, sealed under a key of their own; an entry (hồ sơ dự thi) names
//! participants by id, has a dossier of files, and is screened clause by clause. Juries (hội đồng giám
//! khảo) are frozen before the first score and know entries of blind stages by code. What comes of judging is
//! told to nobody before the results are released, all at once. What follows then (what goes to the national contest,
//! is applied, is revoked) is recorded of each entry by itself.
//!
//! `docs/adr/0023-keep-judging-apart-from-entries.md` says why it is cut this way.

pub mod config;
pub mod contract;
pub mod domain;
pub mod grpc;
pub mod published;
pub mod reactions;
mod sentences;
pub mod views;
