//! Evidence as tables.

use contracts::evidence::v1 as proto;
use proto::{EvidenceState, WithdrawalReason};

use crate::table::{Table, left, right, wrapped};
use crate::wording;

pub(super) fn one(evidence: &proto::Evidence) -> Table {
    let mut table = Table::new([left("Minh chứng"), wrapped("")]);
    table.row(["Mã", &evidence.evidence_id]);
    table.row(["Đơn vị lưu", &evidence.unit_id]);
    table.row(["Loại tệp", &evidence.media_type]);
    table.row(["Dung lượng", &format!("{} byte", wording::count(evidence.byte_size))]);
    table.row(["SHA-256", &evidence.sha256]);
    table.row(["Trạng thái", state(evidence.state())]);
    table.row(["Lưu ngày", &wording::day(&evidence.stored_on)]);
    if !evidence.withdrawn_on.is_empty() {
        table.row(["Rút ngày", &wording::day(&evidence.withdrawn_on)]);
        table.row(["Lý do rút", reason(evidence.withdrawal_reason())]);
    }
    table
}

pub(super) fn several(evidence: &[proto::Evidence]) -> Table {
    let mut table = Table::new([
        left("Mã"),
        left("Lưu ngày"),
        right("Byte"),
        left("Trạng thái"),
        wrapped("Loại tệp"),
    ]);
    for one in evidence {
        table.row([
            one.evidence_id.clone(),
            wording::day(&one.stored_on),
            wording::count(one.byte_size),
            state(one.state()).to_owned(),
            one.media_type.clone(),
        ]);
    }
    table
}

pub(super) fn announced(request: &proto::BeginUploadRequest) -> Table {
    let mut table = Table::new([left("Sẽ khai báo"), wrapped("")]);
    table.row(["Mã", &request.evidence_id]);
    table.row(["Đơn vị lưu", &request.unit_id]);
    table.row(["Loại tệp", &request.media_type]);
    table.row(["Dung lượng", &format!("{} byte", wording::count(request.byte_size))]);
    table.row(["SHA-256", &request.sha256]);
    table
}

fn state(state: EvidenceState) -> &'static str {
    match state {
        EvidenceState::Unspecified => "",
        EvidenceState::Stored => "đã lưu",
        EvidenceState::Withdrawn => "đã rút",
    }
}

fn reason(reason: WithdrawalReason) -> &'static str {
    match reason {
        WithdrawalReason::Unspecified => "",
        WithdrawalReason::WrongFile => "không phải tệp cần lưu",
        WithdrawalReason::Replaced => "đã có tệp tốt hơn",
        WithdrawalReason::PersonalData => "có dữ liệu cá nhân",
        WithdrawalReason::NotGenuine => "nội dung không đúng sự thật",
    }
}
