//! From the ranking of a sample round to its released prizes.

use contracts::CommandRequest;
use contracts::awards::v1 as proto;
use contracts::membership::v1::Role;
use proto::Stage;
use proto::judging_service_client::JudgingServiceClient;

use super::super::command::{Command, Kind};
use super::super::phases::Phase;
use super::super::sending::Sender;
use super::{Files, MINUTES, decision, of_round, programme_id, round_id};
use crate::data::Contest;
use crate::failure::Failure;
use crate::offices::Office;
use crate::paging::{PAGE_SIZE, whole};
use crate::settings::Context;

/// Proposed by rank, voted on, posted, decided, released; and the round is closed.
pub(super) async fn award(sender: &Sender, contest: &Contest) -> Result<(), Failure> {
    let ranked = ranking(sender, contest).await?;
    let lane = steps(contest, proposed(contest, &ranked));
    sender.send_phase(Phase::of(vec![lane])).await?;
    let on = contest.days.closed;
    let close = proto::CloseRoundRequest {
        round_id: round_id(contest),
        closed_on: on.to_string(),
        ..Default::default()
    };
    sender.send_phase(Phase::of(vec![vec![of_round(contest, "closed", on, &close)]])).await
}

fn list(contest: &Contest) -> String {
    format!("prizes of {}", contest.code)
}

/// The codes of the finalists, the highest first.
async fn ranking(sender: &Sender, contest: &Contest) -> Result<Vec<String>, Failure> {
    let line = sender.line_of(Office::with(Role::OrganisingCommittee), Context::Awards);
    let mut client = JudgingServiceClient::new(line);
    let request = proto::ListRankingRequest {
        round_id: round_id(contest),
        read_at: Some(sender.after_all(Context::Awards)),
        page_size: PAGE_SIZE,
        stage: Stage::Final.into(),
        ..Default::default()
    };
    let ranked = whole(async |page_token| {
        let request = proto::ListRankingRequest { page_token, ..request.clone() };
        client.list_ranking(request).await
    });
    Ok(ranked.await?.entries.into_iter().map(|entry| entry.entry_code).collect())
}

fn proposed(contest: &Contest, ranked: &[String]) -> Vec<proto::ProposedPrize> {
    let tiers = contest.prizes.iter().flat_map(|row| row.entries.iter().map(|_| &row.tier));
    let prize = |(code, tier): (&String, &String)| proto::ProposedPrize {
        entry_code: code.clone(),
        tier_code: tier.clone(),
    };
    ranked.iter().zip(tiers).map(prize).collect()
}

fn steps(contest: &Contest, prizes: Vec<proto::ProposedPrize>) -> Vec<Command> {
    let (days, vote) = (&contest.days, &contest.vote);
    let propose = proto::ProposePrizesRequest {
        round_id: round_id(contest),
        prizes,
        proposed_on: days.proposed.to_string(),
        ..Default::default()
    };
    let voted = proto::RecordCommitteeVoteRequest {
        round_id: round_id(contest),
        vote: Some(proto::CommitteeVote {
            present: vote.present,
            in_favour: vote.in_favour,
            against: vote.against,
            blank: vote.blank,
            voted_on: days.voted.to_string(),
            minutes: Files::of(contest).cited(contest).remove(MINUTES),
        }),
        ..Default::default()
    };
    let post = proto::PostPrizesRequest {
        round_id: round_id(contest),
        posted_on: days.posted.to_string(),
        ..Default::default()
    };
    let decide = proto::DecidePrizesRequest {
        programme_id: programme_id(contest),
        round_id: round_id(contest),
        decided_on: days.decided.to_string(),
        decision_ref: Some(decision(&contest.programme.decider, days.decided)),
        ..Default::default()
    };
    let release = proto::ReleaseResultsRequest {
        round_id: round_id(contest),
        released_on: days.released.to_string(),
        ..Default::default()
    };
    vec![
        of_round(contest, "prizes proposed", days.proposed, &propose)
            .beginning(list(contest), "prize_list"),
        step(contest, "voted on", days.voted, &voted),
        step(contest, "posted", days.posted, &post),
        step(contest, "decided", days.decided, &decide),
        step(contest, "released", days.released, &release),
    ]
}

fn step<R: CommandRequest>(
    contest: &Contest,
    asks: &str,
    on: chrono::NaiveDate,
    request: &R,
) -> Command {
    Command::new(Kind::Prizes, list(contest), asks, on, request)
}
