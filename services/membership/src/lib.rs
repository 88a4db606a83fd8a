//! Membership: the directory of units and their succession, the legal life of associations, who is in
//! the Union, how many members are declared, and who the persons are that other facts name by an id.
//!
//! Words of this context: a *unit* (đơn vị) outlives its name; an *association* (hội) lives by decisions
//! of the State, and apart from that is or is not a *member* of the *Union* (Liên hiệp các Hội Khoa học
//! và Kỹ thuật, itself a unit); a *headcount* (số hội viên) is declared, never counted; an *affiliate* is
//! an affiliated unit, a collective member or a club of the Union; a *person* (cá nhân) is sealed, and can be
//! erased (xóa dữ liệu cá nhân).

pub mod config;
mod contract;
pub mod domain;
pub mod grpc;
pub mod published;
pub mod reactions;
pub mod rules;
pub mod views;
