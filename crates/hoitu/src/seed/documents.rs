//! The documents that illustrative records, reports and contests rest on.

use chrono::NaiveDate;
use contracts::evidence::v1::StoreEvidenceRequest;
use contracts::reporting::v1 as proto;
use record_types::RecordTypes;

use super::command::{Command, Kind};
use crate::data::{Evidence, Identified, stable_id};
use crate::evidence::Announced;

/// A document that stands for a real one, and says so.
pub struct Document<'d> {
    evidence: &'d Evidence,
    /// Its kind and number, by which it is known.
    name: String,
    file: Announced,
}

impl<'d> Document<'d> {
    /// Kept by that unit.
    pub fn of(unit_id: String, evidence: &'d Evidence) -> Self {
        let Evidence { kind, number_symbol } = evidence;
        let name = format!("{kind} {number_symbol}");
        let id = stable_id(Identified::Evidence, &name).to_string();
        let file = Announced::text(sample(evidence), unit_id, id);
        Self { evidence, name, file }
    }

    /// Counted under a kind, which tells the context that keeps it.
    pub fn stored(&self, kind: Kind, on: NaiveDate) -> Command {
        let proto::RecordEvidence { evidence_id, .. } = self.shown();
        let unit_id = self.file.request.unit_id.clone();
        let request = StoreEvidenceRequest { unit_id, evidence_id, ..Default::default() };
        let resource = format!("evidence {}", self.name);
        Command::new(kind, resource, "stored", on, &request).after(self.file.clone())
    }

    pub fn shown(&self) -> proto::RecordEvidence {
        proto::RecordEvidence {
            evidence_id: self.file.request.evidence_id.clone(),
            sha256: self.file.request.sha256.clone(),
            kind: self.evidence.kind.clone(),
            number_symbol: self.evidence.number_symbol.clone(),
            ..Default::default()
        }
    }
}

/// What a sample document says. It never changes: its hash is in what was recorded.
fn sample(Evidence { kind, number_symbol }: &Evidence) -> String {
    let mut kinds = RecordTypes::reviewed().evidence_kinds.iter();
    let kind = kinds.find(|known| known.key == *kind).map_or(&**kind, |known| &*known.label);
    format!(
        "TÀI LIỆU MẪU, KHÔNG PHẢI TÀI LIỆU THẬT\n\n{kind}\nSố, ký hiệu: {number_symbol}\n\n\
         Tệp này do chương trình sinh ra để minh họa và thử hệ thống.\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_document_says_what_it_is_and_stays_what_it_is() {
        let evidence =
            Evidence { kind: "MINUTES".to_owned(), number_symbol: "MẪU/quan-triet-1".to_owned() };
        assert_eq!(
            sample(&evidence),
            "\
TÀI LIỆU MẪU, KHÔNG PHẢI TÀI LIỆU THẬT

Biên bản
Số, ký hiệu: MẪU/quan-triet-1

Tệp này do chương trình sinh ra để minh họa và thử hệ thống.
",
        );
    }
}
