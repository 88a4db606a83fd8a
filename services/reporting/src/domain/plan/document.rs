//! What a plan says: its document, headings and items, and who has which part in them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::{ItemCode, SectionCode, UnitId};

/// The facts of a plan's document, as printed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// Such as `KẾ HOẠCH`.
    pub document_type: String,
    /// Trích yếu.
    pub subject_line: String,
    /// Số, ký hiệu; the number of a plan that reached us as a copy may be unknown.
    pub number_symbol: Option<String>,
    pub issued_on: Option<NaiveDate>,
    pub issuer: UnitId,
    /// The signature as printed.
    pub signer: Option<String>,
    /// The text before the first section.
    pub preamble: Option<String>,
    pub base_documents: Vec<BaseDocument>,
    pub recipients: Vec<Recipient>,
}

/// An earlier document that a plan rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BaseDocument {
    pub relation: Relation,
    pub number_symbol: String,
    pub document_type: String,
    /// As printed: it need not be a unit of the directory.
    pub issuer_name: String,
    pub issued_on: NaiveDate,
}

/// What an earlier document is to a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    CarriesOut,
    Continues,
}

/// A line of the list of recipients (nơi nhận).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recipient {
    /// As printed.
    pub text: String,
    pub purpose: Purpose,
    /// The brace that tells the purpose can be broken in a copy.
    pub purpose_basis: Basis,
    pub bearers: Vec<Bearer>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Để báo cáo.
    ToReport,
    /// Để thực hiện.
    ToCarryOut,
    /// Lưu.
    ToFile,
}

/// A heading.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Section {
    pub code: SectionCode,
    pub heading: String,
}

/// What the plan says in one item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    pub code: ItemCode,
    pub kind: ItemKind,
    /// Ours, for tables.
    pub short_title: String,
    /// Word for word.
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// Measured by rolling up others.
    Goal,
    /// Measured by its indicators.
    Task,
    /// Measured for each body that has it.
    Duty,
}

/// Who has a part in an item.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bearer {
    Unit(UnitId),
    /// Several bodies, as the plan names them: `cấp ủy các cấp`.
    Group(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Chủ trì.
    Lead,
    /// Phối hợp.
    Coordinate,
    /// Nhận báo cáo.
    Receive,
}

/// How we know something that a plan may leave open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    Stated,
    Inferred,
    AssignedLater,
}

/// Somebody's part in an item, from a day on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Responsibility {
    pub bearer: Bearer,
    pub role: Role,
    pub basis: Basis,
    pub valid_from: NaiveDate,
    /// The first day without it.
    pub valid_to: Option<NaiveDate>,
    /// A remark on the basis.
    pub note: Option<String>,
}

/// Names a responsibility: nobody has the same part in an item twice from one day on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Assignment {
    pub item: ItemCode,
    pub bearer: Bearer,
    pub role: Role,
    pub valid_from: NaiveDate,
}

/// An item as a decision brings it, with those who have a part in it.
#[derive(Debug, Clone, PartialEq)]
pub struct IssuedItem {
    pub item: Item,
    pub responsibilities: Vec<Responsibility>,
}

/// One change of a plan.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    AddSection(Section),
    AddItem(IssuedItem),
    ReplaceItem(Item),
    WithdrawItem(ItemCode),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewKind {
    /// Sơ kết.
    Preliminary,
    /// Tổng kết.
    Final,
}
