//! Prizes: proposed, decided, released, and what follows.

use contracts::awards::v1 as proto;
use proto::PrizeListState;

use crate::table::{Table, left, right, wrapped};
use crate::wording;

/// All of one list.
pub fn card(list: &proto::PrizeList) -> Table {
    let mut table = Table::new([left("Mục"), wrapped("Nội dung")]);
    let since = wording::day(&list.state_since);
    table.row(["Trạng thái", &format!("{} từ {since}", state(list.state()))]);
    table.row(["Lần đề nghị", &list.version.to_string()]);
    if let Some(vote) = &list.vote {
        let said = format!(
            "{} có mặt: {} tán thành, {} không, {} trống, ngày {}",
            vote.present,
            vote.in_favour,
            vote.against,
            vote.blank,
            wording::day(&vote.voted_on),
        );
        table.row(["Biểu quyết", &said]);
    }
    if !list.posted_until.is_empty() {
        table.row(["Niêm yết đến", &wording::day(&list.posted_until)]);
    }
    if let Some(decision) = &list.decision_ref {
        table.row(["Quyết định", &decision.number_symbol]);
    }
    if let Some(amendment) = &list.amendment_ref {
        table.row(["Quyết định sửa đổi", &amendment.number_symbol]);
    }
    if !list.reason.is_empty() {
        table.row(["Lý do trả lại", &list.reason]);
    }
    for prize in &list.prizes {
        table.row(["Giải", &format!("{}: {}", prize.tier_code, prize.entry_code)]);
    }
    table
}

/// A line for each prize.
pub fn released(prizes: &[proto::ReleasedPrize]) -> Table {
    let mut table = Table::new([
        left("Giải"),
        wrapped("Tên hồ sơ"),
        left("Lĩnh vực"),
        right("Công bố"),
        left("Hồ sơ"),
    ]);
    for prize in prizes {
        table.row([
            standing(&prize.tier_name, &prize.revoked_on).as_str(),
            &prize.entry_title,
            &prize.field_code,
            &wording::day(&prize.released_on),
            &prize.entry_id,
        ]);
    }
    table
}

/// A line for each entry, with all that follows.
pub fn follow_ups(follow_ups: &[proto::FollowUp]) -> Table {
    let mut table = Table::new([
        left("Giải"),
        wrapped("Tên hồ sơ"),
        wrapped("Dự thi toàn quốc"),
        wrapped("Áp dụng"),
        left("Hồ sơ"),
    ]);
    for it in follow_ups {
        let nominations: Vec<_> = it.nominations.iter().map(nomination).collect();
        let looks: Vec<_> = it.looks.iter().map(look).collect();
        table.row([
            standing(&it.tier_name, &it.revoked_on).as_str(),
            &it.entry_title,
            &nominations.join("; "),
            &looks.join("; "),
            &it.entry_id,
        ]);
    }
    table
}

/// A prize, and whether it stands.
fn standing(tier_name: &str, revoked_on: &str) -> String {
    match (tier_name, revoked_on) {
        ("", _) => "không có giải".to_owned(),
        (name, "") => name.to_owned(),
        (name, day) => format!("{name} (thu hồi {})", wording::day(day)),
    }
}

fn nomination(nomination: &proto::NationalNomination) -> String {
    let contest = &nomination.contest;
    match (&nomination.prize, nomination.decided_on.as_str()) {
        (Some(prize), _) => format!("{contest}: {}", prize.name),
        (None, "") => format!("{contest}: chờ kết quả"),
        (None, _) => format!("{contest}: không có giải"),
    }
}

fn look(look: &proto::ApplicationLook) -> String {
    let said = if look.applied { "có" } else { "chưa" };
    format!("{said} ({})", wording::day(&look.looked_on))
}

fn state(state: PrizeListState) -> &'static str {
    match state {
        PrizeListState::Unspecified => "không rõ",
        PrizeListState::Proposed => "dự kiến",
        PrizeListState::Approved => "ban tổ chức đã thông qua",
        PrizeListState::Declined => "ban tổ chức không thông qua",
        PrizeListState::Posted => "đang niêm yết",
        PrizeListState::Decided => "đã có quyết định khen thưởng",
        PrizeListState::SentBack => "bị trả lại",
        PrizeListState::Released => "đã công bố",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_tells_the_vote_and_names_entries_by_codes() {
        let list = proto::PrizeList {
            state: PrizeListState::Posted.into(),
            state_since: "2026-08-20".into(),
            version: 1,
            prizes: vec![proto::ProposedPrize {
                entry_code: "7QK3F9XM".into(),
                tier_code: "NHAT".into(),
            }],
            vote: Some(proto::CommitteeVote {
                present: 9,
                in_favour: 8,
                against: 1,
                blank: 0,
                voted_on: "2026-08-18".into(),
                minutes: None,
            }),
            amendment_ref: Some(proto::DecisionRef {
                number_symbol: "100/QĐ-MẪU".into(),
                ..Default::default()
            }),
            ..Default::default()
        };
        let told = card(&list).render(120);
        for part in [
            "đang niêm yết từ 20/08/2026",
            "9 có mặt: 8 tán thành, 1 không, 0 trống, ngày 18/08/2026",
            "NHAT: 7QK3F9XM",
            "100/QĐ-MẪU",
        ] {
            assert!(told.contains(part), "{part} is not in\n{told}");
        }
    }

    #[test]
    fn what_follows_tells_the_national_result_the_looks_and_a_revocation() {
        let nomination = |contest: &str, decided_on: &str, prize: Option<&str>| {
            let prize =
                prize.map(|name| proto::NationalPrize { name: name.into(), ..Default::default() });
            let (contest, decided_on) = (contest.into(), decided_on.into());
            proto::NationalNomination { contest, decided_on, prize, ..Default::default() }
        };
        let followed = proto::FollowUp {
            tier_name: "Giải Nhì".into(),
            revoked_on: "2027-01-15".into(),
            nominations: vec![
                nomination("Thi A", "2026-12-01", Some("Giải Ba")),
                nomination("Thi B", "2026-12-01", None),
                nomination("Thi C", "", None),
            ],
            looks: vec![
                proto::ApplicationLook { looked_on: "2026-10-20".into(), applied: false },
                proto::ApplicationLook { looked_on: "2026-12-20".into(), applied: true },
            ],
            ..Default::default()
        };
        let told = follow_ups(&[followed, proto::FollowUp::default()]).render(400);
        for part in [
            "Giải Nhì (thu hồi 15/01/2027)",
            "Thi A: Giải Ba; Thi B: không có giải; Thi C: chờ kết quả",
            "chưa (20/10/2026); có (20/12/2026)",
        ] {
            assert!(told.contains(part), "{part} is not in\n{told}");
        }
        assert!(told.lines().any(|line| line.starts_with("không có giải")), "{told}");
    }
}
