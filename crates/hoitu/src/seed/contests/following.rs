//! What follows the release of a sample round: who is sent to the national contest, and what comes of it.

use contracts::awards::v1 as proto;

use super::super::command::{Command, Kind};
use super::super::phases::Phase;
use super::super::sending::Sender;
use super::{decision, entries, round_id};
use crate::data::{Contest, National};
use crate::failure::Failure;

/// A lane for each entry that is sent.
pub(super) async fn follow(
    sender: &Sender,
    contest: &Contest,
    national: &National,
) -> Result<(), Failure> {
    let lanes = contest.nominated(national).map(|(entry, prize)| {
        let entry_id = entries::entry_id(contest, entry);
        sender.begins(resource(contest, entry), &format!("\"follow_up-{entry_id}-0\""));
        lane((contest, national), entry, prize)
    });
    sender.send_phase(Phase::of(lanes.collect())).await
}

fn resource(contest: &Contest, entry: u32) -> String {
    format!("follow-up of {}", entries::code(contest, entry))
}

fn lane(
    (contest, national): (&Contest, &National),
    entry: u32,
    prize: Option<&String>,
) -> Vec<Command> {
    let National { contest: national, nominated_on, decided_on, .. } = national;
    let organiser = &contest.programme.organiser;
    let nominate = proto::NominateToNationalRequest {
        round_id: round_id(contest),
        entry_id: entries::entry_id(contest, entry),
        contest: national.clone(),
        nominated_on: nominated_on.to_string(),
        document_ref: Some(decision(organiser, *nominated_on)),
        ..Default::default()
    };
    let result = proto::RecordNationalResultRequest {
        round_id: round_id(contest),
        entry_id: entries::entry_id(contest, entry),
        contest: national.clone(),
        decided_on: decided_on.to_string(),
        prize: prize.map(|name| proto::NationalPrize {
            name: name.clone(),
            decision_ref: Some(decision(organiser, *decided_on)),
        }),
        ..Default::default()
    };
    let resource = resource(contest, entry);
    vec![
        Command::new(Kind::FollowUp, &resource, "nominated", *nominated_on, &nominate),
        Command::new(Kind::FollowUp, &resource, "national result", *decided_on, &result),
    ]
}
