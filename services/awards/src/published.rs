//! What others may rely on: own event to contract event, or `None`.
//!
//! Others count rounds and entries. Who takes part, what an entry is called, the code of one and what becomes of it
//! in a stage are told to nobody here.

mod appeals;
mod entries;
mod follow_ups;
mod judging;
mod participants;
mod programmes;
mod rounds;

pub use appeals::appeals;
pub use entries::entry;
pub use follow_ups::follow_up;
pub use judging::{jury, prize_list, score_sheet, stage_result};
pub use participants::participant;
pub use programmes::programme;
pub use rounds::{round, ruleset};

/// The contract's message of that name, encoded.
macro_rules! publish {
    ($name:ident { $($fields:tt)* }) => {
        Some(ledger::Published {
            event_type: stringify!($name),
            bytes: prost::Message::encode_to_vec(&contracts::awards::v1::$name { $($fields)* })
                .into(),
        })
    };
}
use publish;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use contracts::awards::v1 as wire;
    use ledger::Published;
    use prost::Message as _;
    use prost_types::FileDescriptorSet;

    use super::*;
    use crate::domain;

    fn golden<E: serde::de::DeserializeOwned>(lines: &str) -> Vec<E> {
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn all() -> Vec<Published> {
        let programmes: Vec<domain::programme::Event> =
            golden(include_str!("domain/programme/golden.jsonl"));
        let rounds: Vec<domain::round::Event> = golden(include_str!("domain/round/golden.jsonl"));
        let rulesets: Vec<domain::ruleset::Event> =
            golden(include_str!("domain/ruleset/golden.jsonl"));
        let entries: Vec<domain::entry::Event> = golden(include_str!("domain/entry/golden.jsonl"));
        let participants: Vec<domain::participant::Event> =
            golden(include_str!("domain/participant/golden.jsonl"));
        let prize_lists: Vec<domain::prize_list::Event> =
            golden(include_str!("domain/prize_list/golden.jsonl"));
        let follow_ups: Vec<domain::follow_up::Event> =
            golden(include_str!("domain/follow_up/golden.jsonl"));
        let appealed: Vec<domain::appeals::Event> =
            golden(include_str!("domain/appeals/golden.jsonl"));
        let programmes = programmes.iter().filter_map(|event| programme("p", event));
        programmes
            .chain(rounds.iter().filter_map(|event| round("r", event)))
            .chain(rulesets.iter().filter_map(|event| ruleset("r", event)))
            .chain(entries.iter().filter_map(|event| entry("e", event)))
            .chain(participants.iter().filter_map(|event| participant("c", event)))
            .chain(prize_lists.iter().filter_map(|event| prize_list("r", event)))
            .chain(follow_ups.iter().filter_map(|event| follow_up("e", event)))
            .chain(appealed.iter().filter_map(|event| appeals("r", event)))
            .collect()
    }

    fn the_one(event_type: &str) -> Published {
        all().into_iter().find(|published| published.event_type == event_type).unwrap()
    }

    #[test]
    fn what_is_published_is_what_the_contract_lists() {
        let contract = FileDescriptorSet::decode(contracts::DESCRIPTORS).unwrap();
        let files = contract.file.iter().filter(|file| {
            file.package() == "hoitu.awards.v1" && file.name().ends_with("events.proto")
        });
        let listed = files.flat_map(|file| &file.message_type).map(|message| message.name());
        let published = all();
        let published: BTreeSet<_> = published.iter().map(|it| it.event_type).collect();
        assert_eq!(published, listed.collect());
    }

    #[test]
    fn nobody_is_told_who_takes_part_what_it_is_called_or_by_what_code() {
        let told_by_nobody = [
            "entrant-1",
            "teacher-1",
            "officer-1",
            "x1.",
            "Bộ học cụ mẫu",
            "vật liệu tái chế",
            "00000000-0000-0000-0000-0000000000c1",
            "Đã đạt giải cùng cấp",
            "Thiếu xác nhận",
            "sao chép của người khác",
        ];
        let stored = [
            include_str!("domain/round/golden.jsonl"),
            include_str!("domain/ruleset/golden.jsonl"),
            include_str!("domain/entry/golden.jsonl"),
            include_str!("domain/participant/golden.jsonl"),
        ]
        .concat();
        let code = stored.split(r#""code":""#).map(|rest| rest.split('"').next().unwrap_or(""));
        let codes: Vec<_> = code.filter(|code| code.len() == 8).collect();
        assert_eq!(codes.len(), 2, "of the list of eligible entries");
        for published in all() {
            let said = String::from_utf8_lossy(&published.bytes).into_owned();
            for secret in told_by_nobody.iter().chain(&codes) {
                assert!(!said.contains(secret), "{}: {secret}", published.event_type);
            }
        }
    }

    #[test]
    fn an_entry_that_nobody_heard_of_is_not_withdrawn_for_others() {
        use domain::entry::Event;
        let withdrawn = |was_handed_in| Event::Withdrawn {
            round: domain::RoundId(uuid::Uuid::from_u128(1)),
            withdrawn_on: domain::samples::day("2026-07-09"),
            reason: "Thôi".to_owned(),
            was_handed_in,
        };
        assert_eq!(entry("e", &withdrawn(false)), None);
        assert!(entry("e", &withdrawn(true)).is_some());
    }

    #[test]
    fn an_entry_is_counted_where_it_comes_from_on_the_day_it_was_handed_in() {
        let said = wire::EntrySubmitted::decode(the_one("EntrySubmitted").bytes).unwrap();
        assert_eq!((&*said.entry_id, &*said.occurred_on), ("e", "2026-06-01"));
        assert_eq!((&*said.field_code, said.submission, said.illustrative), ("F1", 1, true));
        assert_eq!(said.origin_unit_id, domain::samples::SCHOOL.to_string());
    }

    #[test]
    fn of_judging_nobody_is_told_anything() {
        let juries: Vec<domain::jury::Event> = golden(include_str!("domain/jury/golden.jsonl"));
        let sheets: Vec<domain::score_sheet::Event> =
            golden(include_str!("domain/score_sheet/golden.jsonl"));
        let results: Vec<domain::stage_result::Event> =
            golden(include_str!("domain/stage_result/golden.jsonl"));
        let told = juries.iter().filter_map(|event| jury("j", event));
        let told = told.chain(sheets.iter().filter_map(|event| score_sheet("s", event)));
        let told = told.chain(results.iter().filter_map(|event| stage_result("t", event)));
        assert_eq!(told.count(), 0);
    }

    #[test]
    fn a_prize_is_told_with_its_entry_and_where_it_comes_from() {
        let said = wire::PrizeAwarded::decode(the_one("PrizeAwarded").bytes).unwrap();
        let expected = wire::PrizeAwarded {
            round_id: "r".to_owned(),
            occurred_on: "2026-09-18".to_owned(),
            prize_id: "434df00d-bd2c-5ab5-a6e3-cbf1dc3c452e".to_owned(),
            entry_id: "00000000-0000-0000-0000-000000000001".to_owned(),
            programme_id: "00000000-0000-0000-0000-0000000000a2".to_owned(),
            field_code: "F1".to_owned(),
            origin_unit_id: domain::samples::SCHOOL.to_string(),
            tier_code: "T1".to_owned(),
            tier_name: "Giải Nhất".to_owned(),
            decision_ref: Some(crate::contract::decision(&domain::samples::decision(9))),
            illustrative: true,
        };
        assert_eq!(said, expected);
        let said = wire::EntryAdvancedToFinal::decode(the_one("EntryAdvancedToFinal").bytes);
        let said = said.unwrap();
        assert_eq!((&*said.occurred_on, &*said.field_code), ("2026-08-01", "F1"));
        let said = wire::ResultsReleased::decode(the_one("ResultsReleased").bytes).unwrap();
        assert_eq!((&*said.occurred_on, said.finalists, said.prizes), ("2026-09-20", 3, 2));
        let said = wire::AwardDecisionIssued::decode(the_one("AwardDecisionIssued").bytes);
        let decider = domain::samples::AUTHORITY.to_string();
        assert_eq!(said.unwrap().decider_unit_id, decider);
    }

    #[test]
    fn how_a_stage_was_judged_is_told_in_numbers() {
        let said = wire::StageJudged::decode(the_one("StageJudged").bytes).unwrap();
        let expected = wire::StageJudged {
            round_id: "r".to_owned(),
            occurred_on: "2026-08-15".to_owned(),
            programme_id: "00000000-0000-0000-0000-0000000000a2".to_owned(),
            organiser_unit_id: domain::samples::ORGANISER.to_string(),
            stage: wire::Stage::Final.into(),
            entries: 3,
            sheets: 9,
            reopened: 1,
            settled_jointly: 2,
            illustrative: true,
        };
        assert_eq!(said, expected);
    }

    #[test]
    fn an_honour_is_told_with_its_nomination_and_how_many_it_honours() {
        let said = wire::HonourConferred::decode(the_one("HonourConferred").bytes).unwrap();
        let expected = wire::HonourConferred {
            round_id: "r".to_owned(),
            occurred_on: "2026-09-18".to_owned(),
            honour_id: "434df00d-bd2c-5ab5-a6e3-cbf1dc3c452e".to_owned(),
            entry_id: "00000000-0000-0000-0000-000000000001".to_owned(),
            programme_id: "00000000-0000-0000-0000-0000000000a2".to_owned(),
            field_code: "F1".to_owned(),
            origin_unit_id: domain::samples::SCHOOL.to_string(),
            persons: 1,
            title: domain::samples::honours::TITLE.to_owned(),
            decision_ref: Some(crate::contract::decision(&domain::samples::decision(9))),
            illustrative: true,
        };
        assert_eq!(said, expected);
    }

    #[test]
    fn of_an_appeal_nobody_is_told_who_appeals_against_what() {
        use wire::AppealOutcome::{Dismissed, Rejected, Upheld};
        let stored = include_str!("domain/appeals/golden.jsonl");
        let appealed: Vec<domain::appeals::Event> = golden(stored);
        let told: Vec<_> = appealed.iter().filter_map(|event| appeals("r", event)).collect();
        let names: Vec<_> = told.iter().map(|it| it.event_type).collect();
        assert_eq!(names[..2], ["AppealLodged", "AppealResolved"], "and not that it is admitted");
        for it in &told {
            let said = String::from_utf8_lossy(&it.bytes);
            for secret in ["0000000000c1", "00000001", "OWNERSHIP", "NO_EVIDENCE", "000000000f0"] {
                assert!(stored.contains(secret) && !said.contains(secret), "{said}: {secret}");
            }
        }
        let lodged = wire::AppealLodged::decode(&*told[0].bytes).unwrap();
        let expected = wire::AppealLodged {
            appeal_id: "00000000-0000-0000-0000-0000000000d1".to_owned(),
            occurred_on: "2026-09-10".to_owned(),
            round_id: "r".to_owned(),
            programme_id: "00000000-0000-0000-0000-0000000000a2".to_owned(),
            organiser_unit_id: domain::samples::ORGANISER.to_string(),
            illustrative: true,
        };
        assert_eq!(lodged, expected);
        let outcome = |it: &Published| {
            let resolved = wire::AppealResolved::decode(&*it.bytes).unwrap();
            (resolved.outcome(), resolved.occurred_on)
        };
        let expected =
            [(Rejected, "2026-09-12"), (Upheld, "2026-09-20"), (Dismissed, "2026-09-20")];
        let expected = expected.map(|(outcome, on)| (outcome, on.to_owned()));
        assert_eq!(told[1..].iter().map(outcome).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_is_posted_is_told_without_what_it_says() {
        let said = wire::ResultsPosted::decode(the_one("ResultsPosted").bytes).unwrap();
        let expected = wire::ResultsPosted {
            round_id: "r".to_owned(),
            occurred_on: "2026-08-20".to_owned(),
            programme_id: "00000000-0000-0000-0000-0000000000a1".to_owned(),
            organiser_unit_id: domain::samples::ORGANISER.to_string(),
            posted_until: "2026-09-03".to_owned(),
            illustrative: true,
        };
        assert_eq!(said, expected);
    }
}
