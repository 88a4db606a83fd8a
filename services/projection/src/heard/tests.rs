//! What is understood of each event, and what is not.

mod awards_events;
mod consultancy_events;
mod membership_events;
mod reporting_events;

use contracts::membership::v1 as membership;
use prost::Message as _;
use uuid::Uuid;

use super::{
    AWARDS, CONSULTANCY, CONTEXTS, Heard, MEMBERSHIP, NotUnderstood, REPORTING, understand,
};

const ONE: &str = "00000000-0000-0000-0000-000000000001";
const TWO: &str = "00000000-0000-0000-0000-000000000002";
const ON: &str = "2022-03-01";

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn told(context: &str, event_type: &str, event: &impl prost::Message) -> Heard {
    understand(context, event_type, &event.encode_to_vec()).unwrap().unwrap()
}

fn refused(context: &str, event_type: &str, event: &impl prost::Message) -> String {
    understand(context, event_type, &event.encode_to_vec()).unwrap_err().to_string()
}

/// A new event in a contract fails here until somebody has weighed it.
#[test]
fn every_published_event_is_weighed() {
    let set = prost_types::FileDescriptorSet::decode(contracts::DESCRIPTORS).unwrap();
    let mut weighed = 0;
    let packages = [
        (MEMBERSHIP, "hoitu.membership.v1"),
        (AWARDS, "hoitu.awards.v1"),
        (CONSULTANCY, "hoitu.consultancy.v1"),
        (REPORTING, "hoitu.reporting.v1"),
        // Who keeps evidence publishes what that contract lists.
        (AWARDS, "hoitu.evidence.v1"),
        (CONSULTANCY, "hoitu.evidence.v1"),
        (REPORTING, "hoitu.evidence.v1"),
    ];
    for (context, package) in packages {
        let files = set
            .file
            .iter()
            .filter(|file| file.package() == package && file.name().ends_with("events.proto"));
        let messages = files.flat_map(|file| &file.message_type);
        for event in messages.filter(|m| m.field.iter().any(|f| f.name() == "occurred_on")) {
            let unknown = matches!(
                understand(context, event.name(), &[]),
                Err(NotUnderstood::UnknownType { .. })
            );
            assert!(!unknown, "{} of {context} is not weighed", event.name());
            weighed += 1;
        }
    }
    assert!(weighed > 50, "the contracts were found");
}

#[test]
fn what_only_a_newer_publisher_knows_is_an_error_and_not_silence() {
    for context in CONTEXTS {
        assert!(understand(context, "UnitTeleported", &[]).is_err());
    }
    assert!(understand("astrology", "UnitEstablished", &[]).is_err());
    assert!(understand(MEMBERSHIP, "UnitEstablished", &[0xff, 0xff]).is_err());
    let unit = membership::UnitEstablished {
        unit_id: ONE.to_owned(),
        occurred_on: ON.to_owned(),
        kind: 99,
        ..Default::default()
    };
    assert!(refused(MEMBERSHIP, "UnitEstablished", &unit).contains("kind"));
}

#[test]
fn an_event_that_tells_nothing_of_progress_is_passed_over() {
    assert_eq!(understand(MEMBERSHIP, "CongressHeld", &[]).unwrap(), None);
    assert_eq!(understand(REPORTING, "PlanReviewOpened", &[]).unwrap(), None);
    for keeps_evidence in [AWARDS, CONSULTANCY] {
        assert_eq!(understand(keeps_evidence, "EvidenceStored", &[]).unwrap(), None);
    }
}

#[test]
fn malformed_ids_and_days_are_not_guessed_at() {
    let mut event = membership::UnitRenamed { unit_id: "7".to_owned(), ..Default::default() };
    assert!(refused(MEMBERSHIP, "UnitRenamed", &event).contains("unit_id"));
    event.unit_id = ONE.to_owned();
    event.occurred_on = "hôm qua".to_owned();
    assert!(refused(MEMBERSHIP, "UnitRenamed", &event).contains("occurred_on"));
}
