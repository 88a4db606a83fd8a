//! What is known of participants, on a real PostgreSQL.

use chassis::reading::Moment;
use contracts::awards::v1::{ErasureBasis, ErasureState};

use super::queries::{Kept, Whose, find_participant, list_erasures};
use super::*;
use crate::domain::samples::{ORGANISER, day, officer};
use crate::domain::{Officer, UnitId};
use crate::views::samples::{Told, at};

const ROUND: Uuid = Uuid::from_u128(0xa1);
const SOMEBODY: Uuid = Uuid::from_u128(1);

fn history(types: &[&str]) -> Vec<Event> {
    let golden = include_str!("../../domain/participant/golden.jsonl").lines();
    let golden: Vec<Event> = golden.map(|line| serde_json::from_str(line).unwrap()).collect();
    let first = |name: &&str| {
        golden.iter().find(|event| <&'static str>::from(*event) == *name).unwrap().clone()
    };
    types.iter().map(first).collect()
}

fn of(position: i64) -> Moment {
    Moment { as_of: day("2026-12-31"), known_at: at(position) }
}

fn entrant() -> Officer {
    officer("entrant-1", UnitId(Uuid::from_u128(0xb3)))
}

async fn known(told: &mut Told, whose: &Whose, at: Moment) -> Option<Kept> {
    find_participant(&mut told.tx, ROUND, SOMEBODY, whose, at).await.unwrap()
}

#[tokio::test]
async fn what_is_erased_is_erased_in_every_line() {
    let mut told = Told::nothing::<Participants>().await;
    let then = ["registered", "corrected", "erasure_requested", "erased", "key_destroyed"];
    told.hears::<Participants, Participant>(SOMEBODY, 0, &history(&then[..3])).await;
    let kept = known(&mut told, &Whose::Secretariat, of(1)).await.unwrap();
    assert!(kept.details.is_some());
    assert_eq!((kept.participant.erasure_state(), &*kept.participant.etag), Default::default());
    let kept = known(&mut told, &Whose::Secretariat, of(3)).await.unwrap();
    assert_eq!(kept.participant.erasure_state(), ErasureState::Requested);
    assert_eq!(kept.participant.etag, format!("\"participant-{SOMEBODY}-3\""));

    told.hears::<Participants, Participant>(SOMEBODY, 3, &history(&then[3..])).await;
    for (position, state) in [
        (1, ErasureState::Unspecified),
        (3, ErasureState::Requested),
        (4, ErasureState::Erased),
        (5, ErasureState::KeyDestroyed),
    ] {
        let kept = known(&mut told, &Whose::Secretariat, of(position)).await.unwrap();
        assert!(kept.details.is_none(), "{position}");
        assert_eq!(kept.participant.erasure_state(), state);
        assert_eq!(kept.participant.key_destroyed_at.is_some(), position == 5);
    }
    let count = "SELECT count(details) FROM participant_line";
    let ciphertexts: i64 = sqlx::query_scalar(count).fetch_one(&mut told.tx).await.unwrap();
    assert_eq!(ciphertexts, 0);
}

#[tokio::test]
async fn a_participant_is_there_for_whoever_registered_it_and_for_who_screens_its_round() {
    let mut told = Told::nothing::<Participants>().await;
    told.hears::<Participants, Participant>(SOMEBODY, 0, &history(&["registered"])).await;
    for (whose, is_there) in [
        (Whose::Holder(entrant()), true),
        (Whose::Holder(officer("entrant-2", entrant().unit)), false),
        (Whose::Holder(officer("clerk-1", ORGANISER)), false),
        (Whose::Secretariat, true),
    ] {
        assert_eq!(known(&mut told, &whose, of(1)).await.is_some(), is_there, "{whose:?}");
        let elsewhere = Uuid::from_u128(0xa2);
        let found = find_participant(&mut told.tx, elsewhere, SOMEBODY, &whose, of(1)).await;
        assert!(found.unwrap().is_none(), "not in another round");
    }
}

#[tokio::test]
async fn erasures_wait_the_oldest_first_until_they_are_decided() {
    let mut told = Told::nothing::<Participants>().await;
    let golden = history(&["erasure_requested"]);
    let [Event::ErasureRequested { by, basis, .. }] = golden.as_slice() else {
        panic!("{golden:?}")
    };
    let requested = |on: &str| {
        let (by, basis) = (by.clone(), *basis);
        Event::ErasureRequested { by, basis, occurred_on: day(on) }
    };
    for (number, on) in [(1, "2026-10-03"), (2, "2026-10-01"), (3, "2026-10-01")] {
        let events = [history(&["registered"]), vec![requested(on)]].concat();
        told.hears::<Participants, Participant>(Uuid::from_u128(number), 0, &events).await;
    }
    told.hears::<Participants, Participant>(Uuid::from_u128(3), 2, &history(&["erasure_refused"]))
        .await;
    let mut list = async |known: i64| {
        let (mut rows, mut last) = (Vec::new(), None);
        loop {
            let page = list_erasures(&mut told.tx, of(known), last.as_ref(), 1).await.unwrap();
            let Some((key, row)) = page.into_iter().next() else { return rows };
            rows.push(row);
            last = Some(key);
        }
    };
    let ids = |rows: &[wire::WaitingParticipantErasure]| -> Vec<u128> {
        let id = |it: &wire::WaitingParticipantErasure| it.participant_id.parse::<Uuid>().unwrap();
        rows.iter().map(|it| id(it).as_u128()).collect()
    };
    assert_eq!(ids(&list(6).await), [2, 3, 1]);
    let waiting = list(7).await;
    assert_eq!(ids(&waiting), [2, 1]);
    let expected = wire::WaitingParticipantErasure {
        participant_id: Uuid::from_u128(2).to_string(),
        basis: ErasureBasis::PurposeDone.into(),
        requested_on: "2026-10-01".into(),
        requested_by: "officer-1".into(),
        etag: format!("\"participant-{}-2\"", Uuid::from_u128(2)),
    };
    assert_eq!(waiting[0], expected);
}
