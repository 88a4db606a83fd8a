//! Entries, to whoever may read them. Nobody is named: participants have ids.

use contracts::awards::v1 as proto;
use proto::{ConsentParty, EntryState};

use crate::table::{Table, left, right, wrapped};
use crate::wording;

/// A line for each entry.
pub fn entries(entries: &[proto::Entry]) -> Table {
    let mut table = Table::new([
        left("Lĩnh vực"),
        wrapped("Tên"),
        left("Trạng thái"),
        right("Từ ngày"),
        right("Lần nộp"),
        left("Hồ sơ"),
    ]);
    for entry in entries {
        let description = entry.description.clone().unwrap_or_default();
        table.row([
            description.field_code,
            wording::marked(&description.title, entry.illustrative),
            state(entry.state()).to_owned(),
            wording::day(&entry.state_since),
            entry.receipts.len().to_string(),
            entry.entry_id.clone(),
        ]);
    }
    table
}

/// All of one entry.
pub fn card(entry: &proto::Entry) -> Table {
    let description = entry.description.clone().unwrap_or_default();
    let since = wording::day(&entry.state_since);
    let mut table = Table::new([left("Mục"), wrapped("Nội dung")]);
    table.row(["Tên", &wording::marked(&description.title, entry.illustrative)]);
    table.row(["Tóm tắt", &description.summary]);
    table.row(["Lĩnh vực", &description.field_code]);
    table.row(["Nơi gửi", &description.origin_unit_id]);
    if !description.applied_on.is_empty() {
        table.row(["Áp dụng từ", &wording::day(&description.applied_on)]);
    }
    table.row(["Trạng thái", &format!("{} từ {since}", state(entry.state()))]);
    if !entry.reason.is_empty() {
        table.row(["Lý do", &entry.reason]);
    }
    if !entry.complete_until.is_empty() {
        table.row(["Bổ sung đến", &wording::day(&entry.complete_until)]);
    }
    for author in &entry.authors {
        let chief = if author.chief { " (chủ nhiệm)" } else { "" };
        let share = share(author.share_hundredths);
        table.row(["Tác giả", &format!("{}{chief}: {share} %", author.participant_id)]);
    }
    for adviser in &entry.adviser_ids {
        table.row(["Người hướng dẫn", adviser]);
    }
    for file in &entry.dossier {
        let hash = file.file.as_ref().map_or("", |file| &file.sha256);
        table.row(["Tệp", &format!("{}, SHA-256 {hash}", file.part_code)]);
    }
    for consent in &entry.consents {
        let (party, on) = (party(consent.party()), wording::day(&consent.given_on));
        table.row(["Đồng ý", &format!("{}: {party}, ngày {on}", consent.participant_id)]);
    }
    for receipt in &entry.receipts {
        let at = receipt.submitted_at.as_ref().map(wording::instant).unwrap_or_default();
        let (number, hash) = (receipt.submission, &receipt.sha256);
        table.row(["Biên nhận", &format!("lần {number}, {at}, SHA-256 {hash}")]);
    }
    for check in &entry.checks {
        let met = if check.met { "đạt" } else { "không đạt" };
        let note = if check.note.is_empty() { "" } else { ": " };
        let said = format!("{} {met}{note}{}", check.clause_code, check.note);
        table.row(["Kiểm tra", said.as_str()]);
    }
    table
}

/// Hundredths of a per cent: `3333` reads `33,33`.
fn share(hundredths: i32) -> String {
    wording::number(&format!("{}.{:02}", hundredths / 100, hundredths % 100))
}

fn state(state: EntryState) -> &'static str {
    match state {
        EntryState::Unspecified => "không rõ",
        EntryState::Draft => "đang soạn",
        EntryState::Submitted => "đã nộp",
        EntryState::Returned => "trả lại bổ sung",
        EntryState::Eligible => "hợp lệ",
        EntryState::Ineligible => "không hợp lệ",
        EntryState::Duplicate => "trùng",
        EntryState::Withdrawn => "đã rút",
        EntryState::Disqualified => "bị loại",
    }
}

fn party(party: ConsentParty) -> &'static str {
    match party {
        ConsentParty::Unspecified => "không rõ",
        ConsentParty::Participant => "người tham gia",
        ConsentParty::Guardian => "người giám hộ",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_tells_shares_and_what_screening_found_and_names_nobody() {
        let entry = proto::Entry {
            description: Some(proto::EntryDescription {
                title: "Giải pháp mẫu".into(),
                ..Default::default()
            }),
            authors: vec![proto::EntryAuthor {
                participant_id: "p-1".into(),
                share_hundredths: 3_333,
                chief: true,
            }],
            state: EntryState::Ineligible.into(),
            state_since: "2026-07-05".into(),
            checks: vec![proto::ClauseCheck {
                clause_code: "DK1".into(),
                met: false,
                note: "quá tuổi".into(),
            }],
            illustrative: true,
            ..Default::default()
        };
        let told = card(&entry).render(120);
        for part in [
            "Giải pháp mẫu (minh họa)",
            "không hợp lệ từ 05/07/2026",
            "p-1 (chủ nhiệm): 33,33 %",
            "DK1 không đạt: quá tuổi",
        ] {
            assert!(told.contains(part), "{part} is not in\n{told}");
        }
    }
}
