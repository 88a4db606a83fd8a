//! A person as a table.

use contracts::membership::v1 as proto;
use proto::{ErasureBasis, ErasureRefusalGround, ErasureState};

use crate::table::{Table, left, wrapped};
use crate::wording;

/// What stands where something was.
const ERASED: &str = "(đã xóa)";
/// What stands where something is that cannot be read now.
const UNREADABLE: &str = "(chưa đọc được lúc này)";

pub fn card(person: &proto::Person) -> Table {
    let mut table = Table::new([left("Cá nhân"), wrapped("")]);
    let mut row = |label: &str, text: &str| {
        if !text.is_empty() {
            table.row([label, text]);
        }
    };
    row("Mã", &person.person_id);
    match &person.details {
        Some(details) => {
            row("Họ và tên", &details.full_name);
            if !details.birth_date.is_empty() {
                row("Ngày sinh", &wording::day(&details.birth_date));
            }
            row("Liên hệ", &details.contact);
        }
        None if person.unreadable => row("Họ và tên", UNREADABLE),
        None => row("Họ và tên", ERASED),
    }
    if let Some(erasure) = &person.erasure {
        row("Xóa dữ liệu", state(erasure.state()));
        row("Căn cứ", basis(erasure.basis()));
        row("Yêu cầu ngày", &wording::day(&erasure.requested_on));
        if !erasure.decided_on.is_empty() {
            row("Quyết định ngày", &wording::day(&erasure.decided_on));
        }
        row("Lý do không xóa", ground(erasure.refusal_ground()));
        if let Some(at) = &erasure.key_destroyed_at {
            row("Hủy khóa lúc", &wording::instant(at));
        }
    }
    table
}

fn state(state: ErasureState) -> &'static str {
    match state {
        ErasureState::Unspecified => "",
        ErasureState::Requested => "đã yêu cầu, chờ người khác xác nhận",
        ErasureState::Refused => "không xóa",
        ErasureState::Erased => "đã xóa, đang hủy khóa",
        ErasureState::KeyDestroyed => "đã xóa, đã hủy khóa",
    }
}

pub(super) fn basis(basis: ErasureBasis) -> &'static str {
    match basis {
        ErasureBasis::Unspecified => "",
        ErasureBasis::Asked => "người ấy yêu cầu",
        ErasureBasis::PurposeDone => "đã xong mục đích xử lý",
        ErasureBasis::RetentionOver => "hết thời hạn lưu giữ",
        ErasureBasis::AuthorityDecision => "cơ quan có thẩm quyền quyết định",
        ErasureBasis::Agreement => "theo thỏa thuận",
    }
}

fn ground(ground: ErasureRefusalGround) -> &'static str {
    match ground {
        ErasureRefusalGround::Unspecified => "",
        ErasureRefusalGround::LegalRetention => "pháp luật buộc lưu giữ",
        ErasureRefusalGround::IdentityNotProved => "chưa xác minh được người yêu cầu",
        ErasureRefusalGround::PurposeContinues => "còn mục đích xử lý",
        ErasureRefusalGround::Withdrawn => "người ấy rút yêu cầu",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_now_is_not_told_as_erased() {
        let person = proto::Person { unreadable: true, ..Default::default() };
        let card = card(&person).render(80);
        assert!(card.contains("chưa đọc được lúc này") && !card.contains("đã xóa"), "{card}");
    }

    #[test]
    fn an_erased_person_reads_as_erased() {
        let person = proto::Person {
            person_id: "1".into(),
            erased: true,
            erasure: Some(proto::Erasure {
                state: ErasureState::Erased.into(),
                basis: ErasureBasis::Asked.into(),
                requested_on: "2026-11-24".into(),
                decided_on: "2026-11-25".into(),
                ..Default::default()
            }),
            ..Default::default()
        };
        let card = card(&person).render(80);
        for line in ["(đã xóa)", "đã xóa, đang hủy khóa", "người ấy yêu cầu", "24/11/2026"]
        {
            assert!(card.contains(line), "{card}");
        }
        assert!(!card.contains("Liên hệ") && !card.contains("Lý do"), "{card}");
    }
}
