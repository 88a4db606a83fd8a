//! Entries: to the secretariat, and to whoever holds them.

use contracts::awards::v1 as proto;
use proto::entry_service_client::EntryServiceClient;
use proto::screening_service_client::ScreeningServiceClient;
use uuid::Uuid;

use super::{Of, tables};
use crate::connection::Authorised;
use crate::failure::Failure;
use crate::output::json;
use crate::paging::{PAGE_SIZE, whole};
use crate::session::Session;

pub(super) async fn list(
    session: &Session,
    line: Authorised,
    of: &Of,
    field_code: String,
) -> Result<(), Failure> {
    let mut client = ScreeningServiceClient::new(line);
    let request = proto::ListEntriesRequest {
        round_id: of.round(),
        read_at: of.at(),
        page_size: PAGE_SIZE,
        field_code,
        ..Default::default()
    };
    let answer = whole(async |page_token| {
        client.list_entries(proto::ListEntriesRequest { page_token, ..request.clone() }).await
    });
    let answer = answer.await?;
    session.output.print(
        |width| tables::entries::entries(&answer.entries).render(width),
        || json("hoitu.awards.v1.ListEntriesResponse", &answer),
    )
}

pub(super) async fn list_own(session: &Session, line: Authorised, of: &Of) -> Result<(), Failure> {
    let mut client = EntryServiceClient::new(line);
    let request = proto::ListOwnEntriesRequest {
        round_id: of.round(),
        read_at: of.at(),
        page_size: PAGE_SIZE,
        page_token: String::new(),
    };
    let answer = whole(async |page_token| {
        let request = proto::ListOwnEntriesRequest { page_token, ..request.clone() };
        client.list_own_entries(request).await
    });
    let answer = answer.await?;
    session.output.print(
        |width| tables::entries::entries(&answer.entries).render(width),
        || json("hoitu.awards.v1.ListOwnEntriesResponse", &answer),
    )
}

pub(super) async fn show(
    session: &Session,
    line: Authorised,
    of: &Of,
    entry: Uuid,
    own: bool,
) -> Result<(), Failure> {
    let (round_id, entry_id, read_at) = (of.round(), entry.to_string(), of.at());
    let entry = if own {
        let request = proto::GetOwnEntryRequest { round_id, entry_id, read_at };
        EntryServiceClient::new(line).get_own_entry(request).await?.into_inner().entry
    } else {
        let request = proto::GetEntryRequest { round_id, entry_id, read_at };
        ScreeningServiceClient::new(line).get_entry(request).await?.into_inner().entry
    };
    let entry = entry.unwrap_or_default();
    session.output.print(
        |width| tables::entries::card(&entry).render(width),
        || json("hoitu.awards.v1.Entry", &entry),
    )
}
