//! Reporting: what a Party committee asked for, who has which part in it, and how it is measured.
//!
//! A [plan](domain::plan) (kế hoạch) comes into force whole and changes by decisions only, in versions.
//! Its items (mục: a goal, a task or a duty) have stable codes and their text word for word. Bodies have
//! parts in items (chủ trì, phối hợp, nhận báo cáo) from a day to a day, with the basis on which we know.
//! An [indicator](domain::indicator) (chỉ số) measures an item, in dated formula versions. A
//! [target](domain::target) (chỉ tiêu) is set by decision, and none is invented. What no service records by
//! itself, a unit files as an evidenced [record](domain::record) (hồ sơ sự việc), and another unit
//! verifies. Nothing here is a percentage.
//!
//! A [regime](domain::regime) (chế độ báo cáo) says who reports to whom and until when, in dated versions; a
//! [period](domain::period) (kỳ báo cáo) of it is opened for those who exist then, and time cuts it off, lets
//! it fall due and locks it, in working days of a [calendar](domain::calendar) (lịch làm việc).
//!
//! Units belong to membership and are believed here: a command never waits for another context. An id
//! that the directory does not know shows as a finding of data quality in the progress read model.

pub mod config;
mod contract;
pub mod domain;
pub mod grpc;
pub mod progress;
pub mod published;
pub mod reactions;
mod sentences;
pub mod views;
