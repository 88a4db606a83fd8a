//! Associations as tables: the register of a date, one association, and what it declared.

use std::collections::BTreeMap;

use contracts::membership::v1 as proto;

use crate::table::{Table, left, right, wrapped};
use crate::wording;

/// Every association with its legal state and, apart from it, its standing in the Union.
pub fn register(
    associations: &[proto::Association],
    memberships: &[proto::UnionMembership],
) -> Table {
    let standing: BTreeMap<&str, proto::UnionMembershipState> =
        memberships.iter().map(|one| (one.association_id.as_str(), one.state())).collect();
    let mut table = Table::new([
        wrapped("Tên"),
        left("Trạng thái"),
        left("Từ ngày"),
        left("Trong Liên hiệp Hội"),
        wrapped("Lĩnh vực"),
    ]);
    for one in associations {
        let in_union =
            standing.get(one.association_id.as_str()).map_or("", |state| membership_state(*state));
        let mut name = one.full_name.clone();
        if one.illustrative {
            name.push_str(" (minh họa)");
        }
        table.row([
            name,
            state(one.state()).to_owned(),
            wording::day(&one.state_since),
            in_union.to_owned(),
            one.main_field.clone(),
        ]);
    }
    table
}

pub fn card(one: &proto::Association, membership: Option<&proto::UnionMembership>) -> Table {
    let mut table = Table::new([left("Hội"), wrapped("")]);
    let mut row = |label: &str, text: String| {
        if !text.is_empty() {
            table.row([label.to_owned(), text]);
        }
    };
    let since = |day: &str| format!("từ {}", wording::day(day));
    row("Tên", one.full_name.clone());
    row("Tên ngắn", one.short_name.clone());
    row("Mã", one.association_id.clone());
    row("Trạng thái", format!("{}, {}", state(one.state()), since(&one.state_since)));
    row("Lĩnh vực", one.main_field.clone());
    if one.mass_association {
        row("Loại", "hội quần chúng".to_owned());
    }
    if let Some(term) = &one.term {
        row("Nhiệm kỳ", format!("{} đến {}", wording::day(&term.from), wording::day(&term.to)));
    }
    if !one.congress_due_on.is_empty() {
        let overdue = if one.congress_overdue { " (quá hạn)" } else { "" };
        row("Hạn đại hội", format!("{}{overdue}", wording::day(&one.congress_due_on)));
    }
    row("Đình chỉ đến", wording::day(&one.suspended_until));
    if let Some(membership) = membership {
        let standing = membership_state(membership.state());
        row("Trong Liên hiệp Hội", format!("{standing}, {}", since(&membership.state_since)));
        row("Kết nạp ngày", wording::day(&membership.admitted_on));
    }
    if one.illustrative {
        row("Lưu ý", "dữ liệu minh họa, không phải hội có thật".to_owned());
    }
    table
}

pub fn headcounts(declarations: &[proto::HeadcountDeclaration]) -> Table {
    let mut table = Table::new([
        left("Số liệu ngày"),
        left("Khai ngày"),
        right("Hội viên"),
        right("Trí thức"),
        right("Nữ"),
        right("Dưới 35 tuổi"),
        wrapped("Văn bản"),
        wrapped("Lưu ý"),
    ]);
    let optional =
        |figure: Option<i64>| figure.map_or_else(|| "không khai".to_owned(), wording::count);
    for one in declarations {
        let headcount = one.headcount.unwrap_or_default();
        let note = if one.superseded_by_declaration_id.is_empty() {
            ""
        } else {
            "đã được đính chính"
        };
        table.row([
            wording::day(&one.counted_on),
            wording::day(&one.declared_on),
            wording::count(headcount.members),
            optional(headcount.intellectuals),
            optional(headcount.women),
            optional(headcount.under_35),
            one.evidence
                .as_ref()
                .map(|evidence| evidence.number_symbol.clone())
                .unwrap_or_default(),
            note.to_owned(),
        ]);
    }
    table
}

fn state(state: proto::AssociationState) -> &'static str {
    match state {
        proto::AssociationState::Unspecified => "không rõ",
        proto::AssociationState::FoundingCommittee => "chờ công nhận ban vận động",
        proto::AssociationState::Preparing => "đang chuẩn bị thành lập",
        proto::AssociationState::Permitted => "được phép thành lập",
        proto::AssociationState::CongressHeld => "đã đại hội, chờ duyệt điều lệ",
        proto::AssociationState::Active => "hoạt động",
        proto::AssociationState::Suspended => "bị đình chỉ",
        proto::AssociationState::Dissolving => "đang giải thể",
        proto::AssociationState::Dissolved => "đã giải thể",
        proto::AssociationState::Merged => "đã sáp nhập, hợp nhất",
        proto::AssociationState::Split => "đã chia",
        proto::AssociationState::Closed => "không thành lập",
    }
}

fn membership_state(state: proto::UnionMembershipState) -> &'static str {
    match state {
        proto::UnionMembershipState::Unspecified => "không rõ",
        proto::UnionMembershipState::Applied => "đã nộp đơn",
        proto::UnionMembershipState::Withdrawn => "đã rút đơn",
        proto::UnionMembershipState::Rejected => "đơn bị từ chối",
        proto::UnionMembershipState::Active => "thành viên",
        proto::UnionMembershipState::Suspended => "bị đình chỉ",
        proto::UnionMembershipState::Lapsed => "hết hiệu lực",
        proto::UnionMembershipState::Left => "đã rút khỏi",
        proto::UnionMembershipState::Expelled => "bị khai trừ",
        proto::UnionMembershipState::EndedWithAssociation => "hết cùng với hội",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn association(id: &str, name: &str) -> proto::Association {
        proto::Association {
            association_id: id.to_owned(),
            full_name: name.to_owned(),
            state: proto::AssociationState::Active.into(),
            state_since: "2016-01-01".to_owned(),
            main_field: "Cơ khí".to_owned(),
            illustrative: true,
            ..Default::default()
        }
    }

    #[test]
    fn the_register_tells_legal_life_and_membership_apart() {
        let membership = proto::UnionMembership {
            association_id: "1".to_owned(),
            state: proto::UnionMembershipState::Left.into(),
            ..Default::default()
        };
        let associations = [association("1", "Hội Cơ khí"), association("2", "Hội Nuôi ong")];
        assert_eq!(
            register(&associations, &[membership]).render(120),
            "\
Tên                      Trạng thái  Từ ngày     Trong Liên hiệp Hội  Lĩnh vực
──────────────────────────────────────────────────────────────────────────────
Hội Cơ khí (minh họa)    hoạt động   01/01/2016  đã rút khỏi          Cơ khí
Hội Nuôi ong (minh họa)  hoạt động   01/01/2016                       Cơ khí
",
        );
    }

    #[test]
    fn a_card_names_a_mass_association_as_one() {
        let mass = proto::Association {
            mass_association: true,
            ..association("1", "Hội Khuyến học")
        };
        let card = card(&mass, None).render(120);
        assert!(card.contains("hội quần chúng"), "{card}");
        let specialist = super::card(&association("2", "Hội Cơ khí"), None).render(120);
        assert!(!specialist.contains("quần chúng"), "{specialist}");
    }

    #[test]
    fn figures_that_were_not_declared_are_not_zero() {
        let declaration = proto::HeadcountDeclaration {
            counted_on: "2021-11-30".to_owned(),
            declared_on: "2021-12-07".to_owned(),
            headcount: Some(proto::Headcount {
                members: 12_500,
                women: Some(0),
                ..Default::default()
            }),
            ..Default::default()
        };
        assert_eq!(
            headcounts(&[declaration]).render(120),
            "\
Số liệu ngày  Khai ngày   Hội viên    Trí thức  Nữ  Dưới 35 tuổi  Văn bản  Lưu ý
────────────────────────────────────────────────────────────────────────────────
30/11/2021    07/12/2021    12.500  không khai   0    không khai
",
        );
    }
}
