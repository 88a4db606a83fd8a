//! Workshops, ratings and experts who are suggested, as tables.

use contracts::consultancy::v1 as proto;
use proto::{SuggestionGround, WorkshopKind, WorkshopState};

use super::tables::marked;
use crate::table::{Table, left, right, wrapped};
use crate::wording;

/// A line for each workshop.
pub fn workshops(workshops: &[proto::Workshop]) -> Table {
    let mut table = Table::new([
        right("Ngày"),
        left("Loại"),
        wrapped("Chủ đề"),
        wrapped("Nơi tổ chức"),
        right("Người dự"),
        left("Trạng thái"),
        left("Mã"),
    ]);
    for workshop in workshops {
        let content = workshop.content.clone().unwrap_or_default();
        table.row([
            wording::day(&content.held_on),
            kind(content.kind()).to_owned(),
            marked(&content.theme, workshop.illustrative),
            content.place.clone(),
            wording::count(content.participants.into()),
            state(workshop),
            workshop.workshop_id.clone(),
        ]);
    }
    table
}

/// A line for each rating.
pub fn ratings(ratings: &[proto::Rating]) -> Table {
    let mut table = Table::new([
        right("Ngày"),
        right("Điểm"),
        wrapped("Nhận xét"),
        left("Đơn vị"),
        left("Yêu cầu"),
    ]);
    for rating in ratings {
        table.row([
            wording::day(&rating.rated_on),
            format!("{} / 5", rating.score),
            marked(&rating.note, rating.illustrative),
            rating.requester_unit_id.clone(),
            rating.review_id.clone(),
        ]);
    }
    table
}

/// A line for each expert, with the grounds for the place in the list.
pub fn suggestions(suggestions: &[proto::ExpertSuggestion]) -> Table {
    let mut table = Table::new([left("Chuyên gia"), wrapped("Vì sao")]);
    for suggestion in suggestions {
        let grounds: Vec<_> = suggestion.reasons.iter().map(ground).collect();
        table.row([suggestion.expert.clone(), grounds.join("; ")]);
    }
    table
}

fn kind(kind: WorkshopKind) -> &'static str {
    match kind {
        WorkshopKind::Unspecified => "",
        WorkshopKind::Workshop => "hội thảo",
        WorkshopKind::Conference => "hội nghị",
    }
}

fn state(workshop: &proto::Workshop) -> String {
    match workshop.state() {
        WorkshopState::Unspecified => "không rõ".to_owned(),
        WorkshopState::Recorded if workshop.corrections > 0 => {
            format!("đã đính chính: {}", workshop.reason)
        }
        WorkshopState::Recorded => "đã ghi".to_owned(),
        WorkshopState::Retracted => format!("đã rút: {}", workshop.reason),
    }
}

fn ground(reason: &proto::SuggestionReason) -> String {
    let what = match reason.ground() {
        SuggestionGround::Unspecified => "không rõ",
        SuggestionGround::ServedInField => "đã cho ý kiến cùng lĩnh vực",
        SuggestionGround::ServedElsewhere => "đã cho ý kiến lĩnh vực khác",
        SuggestionGround::PresentLoad => "đang được mời hoặc đang làm",
        SuggestionGround::DismissedBefore => "từng bị cho thôi vì không gửi ý kiến",
        SuggestionGround::DeclinedBefore => "từng từ chối",
        SuggestionGround::TiedToRequester => "có quan hệ với đơn vị yêu cầu",
    };
    let since = match reason.last_on.is_empty() {
        true => String::new(),
        false => format!(", gần nhất {}", wording::day(&reason.last_on)),
    };
    format!("{what}: {} việc{since}", reason.reviews)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expert_is_suggested_with_each_ground() {
        let reason = |ground: SuggestionGround, reviews, last_on: &str| proto::SuggestionReason {
            ground: ground.into(),
            reviews,
            last_on: last_on.into(),
        };
        let served = reason(SuggestionGround::ServedInField, 2, "2026-03-01");
        let load = reason(SuggestionGround::PresentLoad, 0, "");
        let expert = "nguoi-mau-11".to_owned();
        let suggestion = proto::ExpertSuggestion { expert, reasons: vec![served, load] };
        let text = suggestions(&[suggestion]).render(200);
        let said = "đã cho ý kiến cùng lĩnh vực: 2 việc, gần nhất 01/03/2026; \
                    đang được mời hoặc đang làm: 0 việc";
        assert!(text.contains(said), "{text}");
    }

    #[test]
    fn a_retracted_workshop_says_why() {
        let workshop = proto::Workshop {
            state: WorkshopState::Retracted.into(),
            reason: "Ghi hai lần".into(),
            ..Default::default()
        };
        assert_eq!(state(&workshop), "đã rút: Ghi hai lần");
    }
}
