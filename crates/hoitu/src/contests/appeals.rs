//! Appeals against what is posted.

use contracts::awards::v1 as proto;
use proto::appeal_service_client::AppealServiceClient;

use super::Of;
use super::tables::appeals as tables;
use crate::connection::Authorised;
use crate::failure::Failure;
use crate::output::json;
use crate::paging::{PAGE_SIZE, whole};
use crate::session::Session;

pub(super) async fn list(
    session: &Session,
    line: Authorised,
    of: &Of,
    open_only: bool,
) -> Result<(), Failure> {
    let mut client = AppealServiceClient::new(line);
    let request = proto::ListAppealsRequest {
        round_id: of.round(),
        read_at: of.at(),
        page_size: PAGE_SIZE,
        page_token: String::new(),
        open_only,
    };
    let answer = whole(async |page_token| {
        client.list_appeals(proto::ListAppealsRequest { page_token, ..request.clone() }).await
    });
    let answer = answer.await?;
    session.output.print(
        |width| tables::appeals(&answer.appeals).render(width),
        || json("hoitu.awards.v1.ListAppealsResponse", &answer),
    )
}
