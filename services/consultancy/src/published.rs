//! What others may rely on: own event to contract event. Who acted, what the dossier holds and what was said to
//! whom stay here; of a review others hear how it moves.

mod councils;
mod proposals;
mod responses;
mod reviews;
mod workshops;

use contracts::consultancy::v1 as wire;
use ledger::Published;
use prost::Message;

use crate::contract::{count, decision};
use crate::domain::regulation;
pub use councils::{council, meeting, opinion};
pub use proposals::proposal;
pub use responses::{rating, report, response};
pub use reviews::review;
pub use workshops::workshop;

fn as_said(event_type: &'static str, event: &impl Message) -> Option<Published> {
    Some(Published { event_type, bytes: event.encode_to_vec().into() })
}

/// The contract's form of a regulation's event. Its secret stays here.
#[must_use]
pub fn regulation(_: &str, event: &regulation::Event) -> Option<Published> {
    use regulation::Event;
    let (union, version, effective_on, terms, decided) = match event {
        Event::Issued { union, effective_on, terms, decision, secret: _ } => {
            (union, 1, effective_on, terms, decision)
        }
        Event::Revised { union, version, effective_on, terms, decision } => {
            (union, *version, effective_on, terms, decision)
        }
    };
    let said = wire::ReviewRegulationIssued {
        unit_id: union.to_string(),
        occurred_on: effective_on.to_string(),
        version: count(version),
        terms: Some((&**terms).into()),
        decision_ref: decision(Some(decided)),
    };
    as_said("ReviewRegulationIssued", &said)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use prost_types::FileDescriptorSet;

    use super::*;

    fn golden<E: serde::de::DeserializeOwned>(lines: &str) -> Vec<E> {
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn all() -> Vec<Published> {
        let regulations = golden(include_str!("domain/regulation/golden.jsonl"));
        let reviews = golden(include_str!("domain/review/golden.jsonl"));
        let proposals = golden(include_str!("domain/proposal/golden.jsonl"));
        let councils = golden(include_str!("domain/council/golden.jsonl"));
        let opinions = golden(include_str!("domain/opinion/golden.jsonl"));
        let meetings = golden(include_str!("domain/meeting/golden.jsonl"));
        let reports = golden(include_str!("domain/report/golden.jsonl"));
        let responses = golden(include_str!("domain/response/golden.jsonl"));
        let ratings = golden(include_str!("domain/rating/golden.jsonl"));
        let workshops = golden(include_str!("domain/workshop/golden.jsonl"));
        let regulations = regulations.iter().filter_map(|event| regulation("u", event));
        regulations
            .chain(reviews.iter().filter_map(|event| review("r", event)))
            .chain(proposals.iter().filter_map(|event| proposal("p", event)))
            .chain(councils.iter().filter_map(|event| council("r", event)))
            .chain(opinions.iter().filter_map(|event| opinion("o", event)))
            .chain(meetings.iter().filter_map(|event| meeting("m", event)))
            .chain(reports.iter().filter_map(|event| report("r", event)))
            .chain(responses.iter().filter_map(|event| response("r", event)))
            .chain(ratings.iter().filter_map(|event| rating("r", event)))
            .chain(workshops.iter().filter_map(|event| workshop("w", event)))
            .collect()
    }

    #[test]
    fn what_is_published_is_what_the_contract_lists() {
        let contract = FileDescriptorSet::decode(contracts::DESCRIPTORS).unwrap();
        let files = contract.file.iter().filter(|file| {
            file.package() == "hoitu.consultancy.v1" && file.name().ends_with("events.proto")
        });
        let listed: BTreeSet<_> = files.flat_map(|f| &f.message_type).map(|m| m.name()).collect();
        let published = all();
        assert_eq!(published.iter().map(|p| p.event_type).collect::<BTreeSet<_>>(), listed);
    }

    /// What must not leave this context: persons, the regulation's secret, what was written to whom.
    #[test]
    fn what_is_said_inside_is_not_published() {
        let inside = [
            "officer-",
            "sub-officer",
            "Đề án phát triển",
            "Mục tiêu có khả thi",
            "Thiếu số liệu",
            "Không thuộc phạm vi",
            "Chưa cần thiết",
            "Không còn cần thiết",
            "Cần khảo sát",
            "Chờ ý kiến",
            "Tiếp thu một phần.",
            "sub-expert",
            "head-union",
            "Tham gia tổ soạn thảo",
            "Không gửi ý kiến",
            "Đồng ý có điều kiện",
            "Không tán thành",
            "Bổ sung nguồn lực",
            "Chưa đủ nguồn lực",
            "Sát yêu cầu",
            "Góp ý dự thảo",
            "Hội trường",
            "Đếm lại",
            "Ghi hai lần",
        ];
        for published in all() {
            let said = String::from_utf8_lossy(&published.bytes).into_owned();
            let told: Vec<_> = inside.iter().filter(|words| said.contains(**words)).collect();
            assert!(told.is_empty(), "{} tells {told:?}", published.event_type);
        }
    }

    #[test]
    fn the_secret_of_a_regulation_is_not_published() {
        let secret = uuid::Uuid::from_u128(0x5EC).to_string();
        for published in all() {
            let said = String::from_utf8_lossy(&published.bytes).into_owned();
            assert!(!said.contains(&secret), "{}", published.event_type);
        }
    }

    #[test]
    fn a_late_delivery_can_be_told_from_one_in_time() {
        let delivered = all().into_iter().find(|p| p.event_type == "ReportDelivered").unwrap();
        let delivered = wire::ReportDelivered::decode(delivered.bytes).unwrap();
        assert_eq!(delivered.review_id, "r");
        assert_eq!((&*delivered.occurred_on, &*delivered.due_on), ("2026-04-01", "2026-04-06"));
        assert_eq!((delivered.recommendations, &*delivered.answer_by), (3, "2026-05-01"));
    }

    #[test]
    fn an_expert_is_told_of_by_a_key() {
        let assigned = all().into_iter().find(|p| p.event_type == "ExpertAssigned").unwrap();
        let assigned = wire::ExpertAssigned::decode(assigned.bytes).unwrap();
        assert_eq!(assigned.role(), wire::CouncilRole::Chair);
        assert_eq!(assigned.expert_key, uuid::Uuid::from_u128(0xE001).to_string());
    }

    /// A change of mind, a conflict learnt later, a dismissal; not a conflict declared instead of accepting.
    #[test]
    fn only_an_assignment_that_was_told_of_ends() {
        let ended = all().into_iter().filter(|p| p.event_type == "ExpertAssignmentEnded");
        assert_eq!(ended.count(), 3);
    }

    #[test]
    fn a_rating_that_is_given_anew_is_told_anew() {
        let rated = all().into_iter().filter(|p| p.event_type == "QualityRated");
        let rated = rated.map(|p| wire::QualityRated::decode(p.bytes).unwrap());
        let scores: Vec<_> = rated.map(|it| (it.occurred_on, it.score)).collect();
        let on = |day: &str, score| (day.to_owned(), score);
        assert_eq!(scores, [on("2026-04-10", 4), on("2026-04-10", 1), on("2026-04-20", 5)]);
    }

    #[test]
    fn a_corrected_workshop_is_told_for_the_day_on_which_it_was_held() {
        let corrected = all().into_iter().find(|p| p.event_type == "WorkshopCorrected").unwrap();
        let corrected = wire::WorkshopCorrected::decode(corrected.bytes).unwrap();
        assert_eq!((&*corrected.occurred_on, corrected.participants), ("2026-03-20", 54));
    }

    #[test]
    fn a_withdrawn_draft_was_never_told_of() {
        let withdrawn = all().into_iter().filter(|p| p.event_type == "ProposalWithdrawn");
        assert_eq!(withdrawn.count(), 1);
    }
}
