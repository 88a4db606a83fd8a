//! The plan as it is written, and who has which part in it.

use chrono::NaiveDate;
use contracts::reporting::v1::{
    Basis, DocumentRelation, ItemKind, RecipientPurpose, ResponsibilityRole,
};
use serde::Deserialize;

use super::contract_names;
use super::{GroupCode, ItemCode, PlanCode, SectionCode, UnitCode};

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    pub document: Document,
    /// The text before the first section, word for word.
    pub preamble: String,
    /// In the order of the text.
    pub sections: Vec<Section>,
    /// In the order of the text.
    pub items: Vec<Item>,
}

/// The facts of the document.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    pub code: PlanCode,
    /// As printed.
    pub document_type: String,
    /// Trích yếu, as printed.
    pub subject_line: String,
    pub issuer: UnitCode,
    /// The text shows none.
    pub number: Option<String>,
    /// The text shows none.
    pub issued_on: Option<NaiveDate>,
    /// The first day on which it is known to have been there.
    pub effective_on: NaiveDate,
    pub effective_basis: EffectiveBasis,
    /// The signature, as printed.
    pub signed_by: String,
    pub carries_out: Vec<BaseDocument>,
    pub arrival_stamp: ArrivalStamp,
    pub recipients_heading: String,
    /// Nơi nhận, line by line.
    pub recipients: Vec<Recipient>,
    /// What stands beside the brace, which is broken in the scan.
    pub recipients_brace: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EffectiveBasis {
    ArrivalStamp,
}

/// An earlier document that the plan rests on.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BaseDocument {
    #[serde(deserialize_with = "contract_names::document_relation")]
    pub relation: DocumentRelation,
    pub number: String,
    pub document_type: String,
    /// As printed.
    pub issued_by: String,
    pub issuer: UnitCode,
    pub issued_on: NaiveDate,
}

/// The stamp (đến) of the office that received this copy. Its number is not the plan's.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArrivalStamp {
    pub unit: UnitCode,
    pub heading: String,
    pub number: String,
    pub arrived_on: NaiveDate,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipient {
    /// As printed.
    pub text: String,
    #[serde(deserialize_with = "contract_names::recipient_purpose")]
    pub purpose: RecipientPurpose,
    #[serde(deserialize_with = "contract_names::basis")]
    pub purpose_basis: Basis,
    pub units: Vec<UnitCode>,
    pub groups: Vec<GroupCode>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    pub code: SectionCode,
    pub parent: Option<SectionCode>,
    /// Word for word.
    pub heading: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    pub code: ItemCode,
    pub section: SectionCode,
    #[serde(deserialize_with = "contract_names::item_kind")]
    pub kind: ItemKind,
    /// Ours, for tables.
    pub short_title: String,
    /// Word for word.
    pub text: String,
    pub responsibilities: Vec<Responsibility>,
}

/// Who has which part in an item.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "WrittenResponsibility")]
pub struct Responsibility {
    pub role: ResponsibilityRole,
    pub bearer: Bearer,
    pub basis: Basis,
    pub note: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Bearer {
    Unit(UnitCode),
    Group(GroupCode),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenResponsibility {
    #[serde(deserialize_with = "contract_names::responsibility_role")]
    role: ResponsibilityRole,
    unit: Option<UnitCode>,
    group: Option<GroupCode>,
    #[serde(deserialize_with = "contract_names::basis")]
    basis: Basis,
    note: Option<String>,
}

/// A part that names nobody, or two.
#[derive(Debug, thiserror::Error)]
#[error("a responsibility names either a unit or a group")]
pub struct NotOneBearer;

impl TryFrom<WrittenResponsibility> for Responsibility {
    type Error = NotOneBearer;

    fn try_from(written: WrittenResponsibility) -> Result<Self, NotOneBearer> {
        let bearer = match (written.unit, written.group) {
            (Some(unit), None) => Bearer::Unit(unit),
            (None, Some(group)) => Bearer::Group(group),
            (None, None) | (Some(_), Some(_)) => return Err(NotOneBearer),
        };
        Ok(Self { role: written.role, bearer, basis: written.basis, note: written.note })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::ReviewedFiles;
    use super::*;

    const SOURCE: &str = include_str!("../../data/source-plan.md");

    /// The source in one line, without Markdown marks.
    fn source() -> String {
        collapse(
            &SOURCE.lines().map(|line| line.trim_start_matches('#')).collect::<Vec<_>>().join("\n"),
        )
        .replace("**", "")
    }

    fn collapse(text: &str) -> String {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn plan() -> Plan {
        ReviewedFiles::read().unwrap().plan
    }

    #[test]
    fn the_plan_read_in_order_is_the_source_from_first_heading_to_recipients() {
        let plan = plan();
        let mut text = String::new();
        for section in &plan.sections {
            let mark = section.code.as_str().rsplit('.').next().unwrap();
            text.push_str(&format!("{mark}. {} ", section.heading));
            for item in plan.items.iter().filter(|item| item.section == section.code) {
                match item.code.as_str().rsplit('.').next().unwrap() {
                    number if number.parse::<u8>().is_ok() => text.push_str(&format!("{number}. ")),
                    _letter => text.push_str("- "),
                }
                text.push_str(&format!("{} ", item.text));
            }
        }
        let source = source();
        let from = source.find("I. MỤC ĐÍCH, YÊU CẦU").unwrap();
        let to = source.find("Nơi nhận:").unwrap();
        assert_eq!(text.trim_end(), source[from..to].trim_end());
    }

    #[test]
    fn every_text_stands_in_the_source() {
        let plan = plan();
        let document = &plan.document;
        let source = source();
        let stamp = &document.arrival_stamp;
        let mut texts = vec![
            &plan.preamble,
            &document.document_type,
            &document.subject_line,
            &document.signed_by,
            &document.recipients_heading,
            &document.recipients_brace,
            &stamp.heading,
        ];
        texts.extend(document.carries_out.iter().flat_map(|base| [&base.number, &base.issued_by]));
        texts.extend(document.recipients.iter().map(|recipient| &recipient.text));
        texts.extend(plan.items.iter().map(|item| &item.text));
        for text in texts {
            assert_eq!(*text, collapse(text));
            assert!(source.contains(text.as_str()), "not in the source: {text}");
        }
        assert!(source.contains(&format!("Số: {}", stamp.number)));
        assert!(source.contains(&stamp.arrived_on.format("Ngày: %-d/%-m/%Y").to_string()));
    }

    #[test]
    fn the_recipients_are_all_of_them_in_order() {
        let printed: Vec<_> = SOURCE
            .split_once("Nơi nhận:")
            .unwrap()
            .1
            .lines()
            .filter_map(|line| line.strip_prefix("- "))
            .collect();
        let plan = plan();
        let ours: Vec<_> =
            plan.document.recipients.iter().map(|recipient| &recipient.text).collect();
        assert_eq!(ours, printed);
    }

    #[test]
    fn there_are_26_items_in_their_sections() {
        let plan = plan();
        let of = |kind| plan.items.iter().filter(|item| item.kind == kind).count();
        assert_eq!(of(ItemKind::Goal), 3);
        assert_eq!(of(ItemKind::Task), 18);
        assert_eq!(of(ItemKind::Duty), 5);
        assert_eq!(plan.items.len(), 26);
        let codes: HashSet<_> = plan.items.iter().map(|item| &item.code).collect();
        assert_eq!(codes.len(), 26);
        for item in &plan.items {
            let (section, _) = item.code.as_str().rsplit_once('.').unwrap();
            assert_eq!(item.section.as_str(), section);
            assert!(plan.sections.iter().any(|s| s.code == item.section), "{}", item.code);
        }
        for section in &plan.sections {
            let parent = section.code.as_str().rsplit_once('.').map(|(parent, _)| parent);
            assert_eq!(section.parent.as_ref().map(SectionCode::as_str), parent);
        }
    }

    #[test]
    fn every_item_is_led_and_no_bearer_has_two_parts_in_it() {
        for item in plan().items {
            let parts = &item.responsibilities;
            assert!(
                parts.iter().any(|part| part.role == ResponsibilityRole::Lead),
                "{}",
                item.code
            );
            let bearers: HashSet<_> = parts.iter().map(|part| &part.bearer).collect();
            assert_eq!(bearers.len(), parts.len(), "{}", item.code);
        }
    }

    #[test]
    fn the_plan_shows_no_number_and_no_date_of_its_own() {
        let document = plan().document;
        assert_eq!(document.number, None);
        assert_eq!(document.issued_on, None);
        assert_eq!(document.effective_basis, EffectiveBasis::ArrivalStamp);
        assert_eq!(document.effective_on, document.arrival_stamp.arrived_on);
    }

    #[test]
    fn a_part_of_nobody_or_of_two_is_refused() {
        let refuse =
            |text: &str| serde_json::from_str::<Responsibility>(text).unwrap_err().to_string();
        let nobody = refuse(r#"{"role": "LEAD", "basis": "STATED"}"#);
        let two = refuse(
            r#"{"role": "LEAD", "basis": "STATED", "unit": "HD.TU", "group": "so-ban-nganh"}"#,
        );
        assert!(
            nobody.contains("either a unit or a group") && two.contains("either a unit or a group")
        );
    }
}
