//! Consultancy: what units ask the Union's experts, what these say, and what becomes of it.
//!
//! A *review* (tư vấn, phản biện, giám định xã hội) is asked for by a *requester*, or proposed by the Union
//! itself; its *dossier* (hồ sơ) holds documents in versions. A *council* (hội đồng) or independent *experts*
//! give *opinions* (ý kiến) and meet; the *report* (báo cáo) rests on these, and its *recommendations* (kiến
//! nghị) are each answered by the requester, or their silence is recorded. A *regulation* (quy chế) says how
//! many days, members and so on. A *proposal* (đề xuất, kiến nghị) is the Union's own word to an authority.
//!
//! Units belong to membership and are believed here. Working days are declared in reporting and followed.

pub mod config;
pub mod domain;
pub mod grpc;
mod sentences;
