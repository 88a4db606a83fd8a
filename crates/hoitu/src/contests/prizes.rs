//! Prizes: the list before the release, to whoever proposes and to whoever decides, and what is released.

use contracts::awards::v1 as proto;
use proto::prize_list_service_client::PrizeListServiceClient;
use uuid::Uuid;

use super::tables::prizes as tables;
use super::{Of, tables::judging};
use crate::connection::Authorised;
use crate::failure::Failure;
use crate::output::json;
use crate::paging::{PAGE_SIZE, whole};
use crate::session::Session;

pub(super) async fn proposed(session: &Session, line: Authorised, of: &Of) -> Result<(), Failure> {
    let request = proto::GetPrizeListRequest { round_id: of.round(), read_at: of.at() };
    let answer = PrizeListServiceClient::new(line).get_prize_list(request).await?.into_inner();
    session.output.print(
        |width| {
            let list = answer.prize_list.clone().unwrap_or_default();
            let card = tables::card(&list).render(width);
            match answer.blockers.as_slice() {
                [] => card,
                blockers => format!("{card}\n{}", judging::blockers(blockers).render(width)),
            }
        },
        || json("hoitu.awards.v1.GetPrizeListResponse", &answer),
    )
}

pub(super) async fn submitted(
    session: &Session,
    line: Authorised,
    of: &Of,
    programme: Uuid,
) -> Result<(), Failure> {
    let request = proto::GetSubmittedPrizeListRequest {
        programme_id: programme.to_string(),
        round_id: of.round(),
        read_at: of.at(),
    };
    let mut client = PrizeListServiceClient::new(line);
    let answer = client.get_submitted_prize_list(request).await?.into_inner();
    let list = answer.prize_list.unwrap_or_default();
    session.output.print(
        |width| tables::card(&list).render(width),
        || json("hoitu.awards.v1.PrizeList", &list),
    )
}

pub(super) async fn released(session: &Session, line: Authorised, of: &Of) -> Result<(), Failure> {
    let mut client = PrizeListServiceClient::new(line);
    let request = proto::ListReleasedPrizesRequest {
        round_id: of.round(),
        read_at: of.at(),
        page_size: PAGE_SIZE,
        page_token: String::new(),
    };
    let answer = whole(async |page_token| {
        let request = proto::ListReleasedPrizesRequest { page_token, ..request.clone() };
        client.list_released_prizes(request).await
    });
    let answer = answer.await?;
    session.output.print(
        |width| tables::released(&answer.prizes).render(width),
        || json("hoitu.awards.v1.ListReleasedPrizesResponse", &answer),
    )
}
