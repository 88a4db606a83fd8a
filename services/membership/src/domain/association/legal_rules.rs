//! What the law asks of associations on a day: values that come with the command, never constants.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Rejection, Scope};
use crate::domain::{Dated, MoreThan};

/// A document of the dossier on which establishment is permitted.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, strum::Display,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum DossierDocument {
    /// Đơn đề nghị.
    Application,
    /// Dự thảo điều lệ.
    CharterDraft,
    /// Danh sách công dân, tổ chức đăng ký tham gia thành lập hội.
    FoundersList,
    /// Xác nhận nơi dự kiến đặt trụ sở.
    OfficeProof,
}

/// The rules in force on one day. A limit that no source states is `None`, and not checked.
#[derive(Debug, Clone, PartialEq)]
pub struct LegalRules {
    /// The legal act they come from, such as `126/2024/NĐ-CP`.
    pub version: String,
    pub minimum_founders: MinimumFounders,
    pub dossier: BTreeSet<DossierDocument>,
    /// Of those called to a founding or term congress, how many must come.
    pub congress_quorum: MoreThan,
    pub founding_congress_within_days: u32,
    pub founding_extension_at_most_days: Option<u32>,
    pub term_at_most_years: u32,
    pub term_extension_at_most_days: Option<u32>,
    pub suspension_at_most_days: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MinimumFounders {
    pub province: u32,
    pub district: u32,
    pub commune: u32,
}

impl MinimumFounders {
    #[must_use]
    pub fn within(self, scope: Scope) -> u32 {
        match scope {
            Scope::Province => self.province,
            Scope::District => self.district,
            Scope::Commune => self.commune,
        }
    }
}

impl LegalRules {
    /// The rules in force on a day: a founding of 2011 is judged by those of 2011.
    pub fn on(law: &Dated<Self>, day: NaiveDate) -> Result<Self, Rejection> {
        law.on(day).cloned().ok_or(Rejection::NoRulesForDay { day })
    }
}
