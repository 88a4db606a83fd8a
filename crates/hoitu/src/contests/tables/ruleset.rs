//! What a round is held by.

use contracts::awards::v1 as proto;
use proto::advance_rule::By;
use proto::{Aggregation, TieBreakKind};

use super::{stage, yes_or_no};
use crate::table::{Table, left, wrapped};
use crate::wording;

/// All of one version.
pub fn ruleset(version: &proto::RulesetVersion) -> Table {
    let mut table = Table::new([left("Thể lệ"), left("Mã"), wrapped("Nội dung")]);
    let rules = version.ruleset.clone().unwrap_or_default();
    let since = wording::day(&version.effective_on);
    let said = match version.reason.as_str() {
        "" => format!("có hiệu lực từ {since}"),
        reason => format!("có hiệu lực từ {since}: {reason}"),
    };
    table.row(["Phiên bản", &version.version.to_string(), &said]);
    for field in &rules.fields {
        table.row(["Lĩnh vực", &field.code, &field.name]);
    }
    table.row(["Tác giả", "", &authors(rules.authors.unwrap_or_default())]);
    for clause in &rules.clauses {
        table.row(["Điều kiện", &clause.code, &clause.text]);
    }
    for part in &rules.dossier_parts {
        let required = if part.required_part { "bắt buộc" } else { "nếu có" };
        let shown = yes_or_no(part.shown_to_judges);
        let said = format!("{} ({required}; giám khảo xem: {shown})", part.name);
        table.row(["Hồ sơ gồm", &part.code, &said]);
    }
    for judged in &rules.stages {
        table.row(["Vòng chấm", "", &of_stage(judged)]);
        for criterion in &judged.criteria {
            let most = wording::number(&criterion.most_points);
            let said = format!("{}: tối đa {most} điểm", criterion.name);
            table.row([stage(judged.stage()), &criterion.code, &said]);
        }
    }
    if let Some(by) = rules.advance.and_then(|advance| advance.by) {
        table.row(["Vào chung khảo", "", &advance(&by)]);
    }
    for tie_break in &rules.tie_breaks {
        let said = tie_break_kind(tie_break.kind());
        table.row(["Khi bằng điểm", &tie_break.criterion_code, said]);
    }
    for tier in &rules.tiers {
        table.row(["Giải", &tier.code, &prize(tier, &rules.quotas)]);
    }
    table.row(["Ban tổ chức", "", &committee(&rules.committee.unwrap_or_default())]);
    table.row(["Niêm yết", "", &format!("{} ngày", rules.posting_days)]);
    if rules.appeal_answer_days > 0 {
        let said = format!("trả lời trong {} ngày", rules.appeal_answer_days);
        table.row(["Khiếu nại", "", &said]);
    }
    table
}

fn authors(rules: proto::AuthorRules) -> String {
    let mut said = vec![format!("nhiều nhất {} người", rules.most_authors)];
    let ages = [("từ", rules.youngest), ("đến hết", rules.oldest)];
    for (which, age) in ages.into_iter().filter(|(_, age)| *age > 0) {
        said.push(format!("{which} {age} tuổi"));
    }
    if rules.guardian_consents_below > 0 {
        said.push(format!("dưới {} tuổi cần người giám hộ", rules.guardian_consents_below));
    }
    if rules.child_consents_from > 0 {
        said.push(format!("từ {} tuổi tự đồng ý thêm", rules.child_consents_from));
    }
    if rules.applied_within_years > 0 {
        said.push(format!("áp dụng trong {} năm gần nhất", rules.applied_within_years));
    }
    said.join("; ")
}

fn of_stage(rules: &proto::StageRules) -> String {
    let blind = if rules.blind { ", giấu tên" } else { "" };
    let mean = match rules.aggregation() {
        Aggregation::Unspecified => "không rõ".to_owned(),
        Aggregation::Mean => "trung bình cộng".to_owned(),
        Aggregation::DropHighLow => {
            let from = rules.drop_from_sheets;
            format!("từ {from} phiếu thì bỏ phiếu cao nhất, thấp nhất rồi lấy trung bình cộng")
        }
    };
    format!(
        "{}{blind}: ít nhất {} giám khảo một hồ sơ, bước điểm {}, {mean}, chênh từ {} điểm thì chấm chung",
        stage(rules.stage()),
        rules.judges_per_entry,
        wording::number(&rules.step),
        wording::number(&rules.spread_limit),
    )
}

fn advance(by: &By) -> String {
    match by {
        By::AbovePoints(points) => format!("trên {} điểm", wording::number(points)),
        By::FirstPlaces(places) => format!("{places} hồ sơ điểm cao nhất"),
    }
}

fn tie_break_kind(kind: TieBreakKind) -> &'static str {
    match kind {
        TieBreakKind::Unspecified => "không rõ",
        TieBreakKind::HigherCriterion => "tiêu chí này cao hơn",
        TieBreakKind::SmallerSpread => "các phiếu chênh nhau ít hơn",
        TieBreakKind::JuryVote => "ban giám khảo bỏ phiếu kín",
        TieBreakKind::ShareRank => "đồng hạng",
    }
}

fn prize(tier: &proto::PrizeTier, quotas: &[proto::PrizeQuota]) -> String {
    let least = match tier.least_points.as_str() {
        "" => String::new(),
        points => format!(", từ {} điểm", wording::number(points)),
    };
    let own = quotas.iter().filter(|quota| quota.tier_code == tier.code);
    let places: Vec<_> = own
        .map(|quota| match quota.field_code.as_str() {
            "" => format!("nhiều nhất {}", quota.places),
            field => format!("nhiều nhất {} ở {field}", quota.places),
        })
        .collect();
    format!("{}: {}{least}", tier.name, places.join(", "))
}

fn committee(rules: &proto::CommitteeRules) -> String {
    let share = |share: &Option<proto::ContestShare>| {
        let share = share.unwrap_or_default();
        format!("{}/{}", share.numerator, share.denominator)
    };
    format!(
        "{} thành viên; họp khi có {}, thông qua khi {} tán thành",
        rules.members,
        share(&rules.quorum),
        share(&rules.approval),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ruleset_is_told_with_its_numbers_as_they_were_issued() {
        let rules = proto::Ruleset {
            fields: vec![proto::ContestField { code: "F1".into(), name: "Phần mềm".into() }],
            advance: Some(proto::AdvanceRule { by: Some(By::AbovePoints("60".into())) }),
            tiers: vec![proto::PrizeTier {
                code: "NHAT".into(),
                name: "Giải Nhất".into(),
                least_points: "90".into(),
            }],
            quotas: vec![proto::PrizeQuota {
                tier_code: "NHAT".into(),
                field_code: String::new(),
                places: 1,
            }],
            posting_days: 15,
            appeal_answer_days: 10,
            ..Default::default()
        };
        let version = proto::RulesetVersion {
            version: 2,
            ruleset: Some(rules),
            effective_on: "2026-01-05".into(),
            reason: "Sửa cơ cấu giải".into(),
            ..Default::default()
        };
        let told = ruleset(&version).render(160);
        for part in [
            "có hiệu lực từ 05/01/2026: Sửa cơ cấu giải",
            "Phần mềm",
            "trên 60 điểm",
            "Giải Nhất: nhiều nhất 1, từ 90 điểm",
            "15 ngày",
            "trả lời trong 10 ngày",
        ] {
            assert!(told.contains(part), "{part} is not in\n{told}");
        }
    }
}
