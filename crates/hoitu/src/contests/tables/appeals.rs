//! Appeals: against what, how far, and by when they are answered.

use contracts::awards::v1 as proto;
use proto::{AppealGround, AppealRejectionReason, AppealState};

use crate::table::{Table, left, right, wrapped};
use crate::wording;

/// A line for each appeal. Who appeals is told by an id, as the service knows it.
pub fn appeals(appeals: &[proto::Appeal]) -> Table {
    let mut table = Table::new([
        right("Ngày gửi"),
        left("Về"),
        left("Mã hồ sơ"),
        wrapped("Trạng thái"),
        wrapped("Hạn trả lời"),
        left("Trả lời"),
        left("Người khiếu nại"),
        left("Đơn"),
    ]);
    for appeal in appeals {
        let answer = appeal.answer_ref.as_ref().map(|it| it.number_symbol.as_str());
        table.row([
            wording::day(&appeal.lodged_on).as_str(),
            ground(appeal.ground()),
            &appeal.entry_code,
            &standing(appeal),
            &due(appeal),
            answer.unwrap_or_default(),
            &appeal.appellant_id,
            &wording::marked(&appeal.appeal_id, appeal.illustrative),
        ]);
    }
    table
}

fn ground(ground: AppealGround) -> &'static str {
    match ground {
        AppealGround::Unspecified => "không rõ",
        AppealGround::Procedure => "trình tự, thủ tục",
        AppealGround::Eligibility => "điều kiện dự thi",
        AppealGround::Ownership => "quyền tác giả",
    }
}

fn standing(appeal: &proto::Appeal) -> String {
    let state = match appeal.state() {
        AppealState::Unspecified => "không rõ",
        AppealState::Lodged => "đã nhận đơn",
        AppealState::Admitted => "đã thụ lý",
        AppealState::Rejected => "không thụ lý",
        AppealState::Upheld => "chấp nhận",
        AppealState::Dismissed => "không chấp nhận",
    };
    let since = wording::day(&appeal.state_since);
    match reason(appeal.rejection_reason()) {
        "" => format!("{state} từ {since}"),
        reason => format!("{state} từ {since}: {reason}"),
    }
}

fn reason(reason: AppealRejectionReason) -> &'static str {
    match reason {
        AppealRejectionReason::Unspecified => "",
        AppealRejectionReason::Late => "quá thời hạn",
        AppealRejectionReason::NoStanding => "không có quyền khiếu nại",
        AppealRejectionReason::NoEvidence => "không có căn cứ kèm theo",
    }
}

/// Of what is answered, only the answer is told.
fn due(appeal: &proto::Appeal) -> String {
    let due = wording::day(&appeal.answer_due_on);
    match appeal.state() {
        AppealState::Lodged | AppealState::Admitted if appeal.overdue => format!("{due} (quá hạn)"),
        AppealState::Unspecified | AppealState::Lodged | AppealState::Admitted => due,
        AppealState::Rejected | AppealState::Upheld | AppealState::Dismissed => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn appeal(state: AppealState) -> proto::Appeal {
        proto::Appeal {
            appeal_id: "đơn-1".into(),
            ground: AppealGround::Ownership.into(),
            entry_code: "7QK3F9XM".into(),
            lodged_on: "2026-09-10".into(),
            answer_due_on: "2026-09-25".into(),
            state: state.into(),
            state_since: "2026-09-12".into(),
            ..Default::default()
        }
    }

    #[test]
    fn an_open_appeal_is_told_with_the_day_to_answer_it_and_whether_that_is_over() {
        let open = appeal(AppealState::Admitted);
        let over = proto::Appeal { overdue: true, ..open.clone() };
        let told = appeals(&[open, over]).render(200);
        for part in [
            "10/09/2026",
            "quyền tác giả",
            "7QK3F9XM",
            "đã thụ lý từ 12/09/2026",
            "25/09/2026 (quá hạn)",
        ] {
            assert!(told.contains(part), "{part} is not in\n{told}");
        }
        assert_eq!(told.matches("quá hạn").count(), 1, "{told}");
    }

    #[test]
    fn an_answered_appeal_is_told_with_its_answer_and_no_day_to_come() {
        let rejected = proto::Appeal {
            rejection_reason: AppealRejectionReason::Late.into(),
            answer_ref: Some(proto::DecisionRef {
                number_symbol: "7/TB-MẪU".into(),
                ..Default::default()
            }),
            ..appeal(AppealState::Rejected)
        };
        let told = appeals(&[rejected]).render(200);
        assert!(told.contains("không thụ lý từ 12/09/2026: quá thời hạn"), "{told}");
        assert!(told.contains("7/TB-MẪU") && !told.contains("25/09/2026"), "{told}");
    }
}
