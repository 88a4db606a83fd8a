//! Rounds, their desk and their rulesets.

use contracts::awards::v1 as proto;
use proto::round_service_client::RoundServiceClient;
use uuid::Uuid;

use super::{Of, tables};
use crate::connection::Authorised;
use crate::failure::Failure;
use crate::moment::Moment;
use crate::output::json;
use crate::paging::{PAGE_SIZE, whole};
use crate::session::Session;

pub(super) async fn list(
    session: &Session,
    line: Authorised,
    programme: Option<Uuid>,
    moment: &Moment,
) -> Result<(), Failure> {
    let mut client = RoundServiceClient::new(line);
    let request = proto::ListRoundsRequest {
        read_at: Some(moment.read_at()),
        page_size: PAGE_SIZE,
        programme_id: programme.map(|id| id.to_string()).unwrap_or_default(),
        ..Default::default()
    };
    let answer = whole(async |page_token| {
        client.list_rounds(proto::ListRoundsRequest { page_token, ..request.clone() }).await
    });
    let answer = answer.await?;
    session.output.print(
        |width| tables::rounds::rounds(&answer.rounds).render(width),
        || json("hoitu.awards.v1.ListRoundsResponse", &answer),
    )
}

pub(super) async fn show(session: &Session, line: Authorised, of: &Of) -> Result<(), Failure> {
    let request = proto::GetRoundRequest { round_id: of.round(), read_at: of.at() };
    let answer = RoundServiceClient::new(line).get_round(request).await?.into_inner();
    let round = answer.round.unwrap_or_default();
    session.output.print(
        |width| tables::rounds::card(&round).render(width),
        || json("hoitu.awards.v1.Round", &round),
    )
}

pub(super) async fn desk(session: &Session, line: Authorised, of: &Of) -> Result<(), Failure> {
    let request = proto::GetRoundDeskRequest { round_id: of.round(), read_at: of.at() };
    let answer = RoundServiceClient::new(line).get_round_desk(request).await?.into_inner();
    let desk = answer.desk.unwrap_or_default();
    session.output.print(
        |width| tables::rounds::desk(&desk).render(width),
        || json("hoitu.awards.v1.RoundDesk", &desk),
    )
}

pub(super) async fn ruleset(
    session: &Session,
    line: Authorised,
    of: &Of,
    version: i32,
) -> Result<(), Failure> {
    let request = proto::GetRulesetRequest { round_id: of.round(), read_at: of.at(), version };
    let answer = RoundServiceClient::new(line).get_ruleset(request).await?.into_inner();
    let version = answer.ruleset_version.unwrap_or_default();
    session.output.print(
        |width| tables::ruleset::ruleset(&version).render(width),
        || json("hoitu.awards.v1.RulesetVersion", &version),
    )
}
