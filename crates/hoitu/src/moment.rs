//! The moment a question is about: the options that every reading verb shares.

use chrono::NaiveDate;
use clap::Args;
use contracts::ledger::v1::ReadAt;
use prost_types::Timestamp;

use crate::wording;

/// A business date, and up to when it was known.
#[derive(Debug, Clone, Args)]
pub struct Moment {
    /// Ngày cần biết tình hình (31/12/2021 hoặc 2021-12-31); mặc định hôm nay
    #[arg(long, value_name = "NGÀY", value_parser = wording::read_day)]
    as_of: Option<NaiveDate>,
    /// Chỉ tính những gì hệ thống đã biết đến thời điểm này
    #[arg(long, value_name = "THỜI ĐIỂM", value_parser = wording::read_instant)]
    known_at: Option<Timestamp>,
}

impl Moment {
    pub fn read_at(&self) -> ReadAt {
        ReadAt {
            as_of: self.as_of.map(|day| day.to_string()).unwrap_or_default(),
            known_at: self.known_at,
            ..Default::default()
        }
    }
}
