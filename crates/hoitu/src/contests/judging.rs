//! Juries, assignments, score sheets and the stages they are about.

use contracts::awards::v1 as proto;
use proto::judging_service_client::JudgingServiceClient;
use proto::jury_service_client::JuryServiceClient;
use proto::score_sheet_service_client::ScoreSheetServiceClient;
use uuid::Uuid;

use super::tables::judging as tables;
use super::{Judged, Of};
use crate::connection::Authorised;
use crate::failure::Failure;
use crate::output::json;
use crate::paging::{PAGE_SIZE, whole};
use crate::session::Session;

pub(super) async fn juries(session: &Session, line: Authorised, of: &Of) -> Result<(), Failure> {
    let mut client = JuryServiceClient::new(line);
    let request = proto::ListJuriesRequest {
        round_id: of.round(),
        read_at: of.at(),
        page_size: PAGE_SIZE,
        page_token: String::new(),
    };
    let answer = whole(async |page_token| {
        client.list_juries(proto::ListJuriesRequest { page_token, ..request.clone() }).await
    });
    let answer = answer.await?;
    session.output.print(
        |width| tables::juries(&answer.juries).render(width),
        || json("hoitu.awards.v1.ListJuriesResponse", &answer),
    )
}

pub(super) async fn own_juries(
    session: &Session,
    line: Authorised,
    of: &Of,
) -> Result<(), Failure> {
    let mut client = JuryServiceClient::new(line);
    let request = proto::ListOwnJuriesRequest {
        round_id: of.round(),
        read_at: of.at(),
        page_size: PAGE_SIZE,
        page_token: String::new(),
    };
    let answer = whole(async |page_token| {
        client.list_own_juries(proto::ListOwnJuriesRequest { page_token, ..request.clone() }).await
    });
    let answer = answer.await?;
    session.output.print(
        |width| tables::own_juries(&answer.juries).render(width),
        || json("hoitu.awards.v1.ListOwnJuriesResponse", &answer),
    )
}

pub(super) async fn jury_entries(
    session: &Session,
    line: Authorised,
    of: &Of,
    jury: Uuid,
) -> Result<(), Failure> {
    let mut client = JuryServiceClient::new(line);
    let request = proto::ListJuryEntriesRequest {
        round_id: of.round(),
        jury_id: jury.to_string(),
        read_at: of.at(),
        page_size: PAGE_SIZE,
        page_token: String::new(),
    };
    let answer = whole(async |page_token| {
        let request = proto::ListJuryEntriesRequest { page_token, ..request.clone() };
        client.list_jury_entries(request).await
    });
    let answer = answer.await?;
    session.output.print(
        |width| tables::jury_entries(&answer.entries).render(width),
        || json("hoitu.awards.v1.ListJuryEntriesResponse", &answer),
    )
}

pub(super) async fn assignments(
    session: &Session,
    line: Authorised,
    of: &Of,
    judged: &Judged,
    jury: Uuid,
) -> Result<(), Failure> {
    let mut client = JuryServiceClient::new(line);
    let request = proto::ListAssignmentsRequest {
        round_id: of.round(),
        jury_id: jury.to_string(),
        read_at: of.at(),
        page_size: PAGE_SIZE,
        page_token: String::new(),
        stage: judged.stage(),
    };
    let answer = whole(async |page_token| {
        let request = proto::ListAssignmentsRequest { page_token, ..request.clone() };
        client.list_assignments(request).await
    });
    let answer = answer.await?;
    session.output.print(
        |width| tables::assignments(&answer.assignments).render(width),
        || json("hoitu.awards.v1.ListAssignmentsResponse", &answer),
    )
}

pub(super) async fn own_sheets(
    session: &Session,
    line: Authorised,
    of: &Of,
    judged: &Judged,
) -> Result<(), Failure> {
    let mut client = ScoreSheetServiceClient::new(line);
    let request = proto::ListOwnSheetsRequest {
        round_id: of.round(),
        read_at: of.at(),
        page_size: PAGE_SIZE,
        stage: judged.stage(),
        ..Default::default()
    };
    let answer = whole(async |page_token| {
        client.list_own_sheets(proto::ListOwnSheetsRequest { page_token, ..request.clone() }).await
    });
    let answer = answer.await?;
    session.output.print(
        |width| tables::own_sheets(&answer.sheets).render(width),
        || json("hoitu.awards.v1.ListOwnSheetsResponse", &answer),
    )
}

pub(super) async fn sheets(
    session: &Session,
    line: Authorised,
    of: &Of,
    judged: &Judged,
    field_code: String,
) -> Result<(), Failure> {
    let mut client = ScoreSheetServiceClient::new(line);
    let request = proto::ListSheetsRequest {
        round_id: of.round(),
        read_at: of.at(),
        page_size: PAGE_SIZE,
        stage: judged.stage(),
        field_code,
        ..Default::default()
    };
    let answer = whole(async |page_token| {
        client.list_sheets(proto::ListSheetsRequest { page_token, ..request.clone() }).await
    });
    let answer = answer.await?;
    session.output.print(
        |width| tables::sheets(&answer.sheets).render(width),
        || json("hoitu.awards.v1.ListSheetsResponse", &answer),
    )
}

pub(super) async fn divergences(
    session: &Session,
    line: Authorised,
    of: &Of,
    judged: &Judged,
    field_code: String,
) -> Result<(), Failure> {
    let mut client = ScoreSheetServiceClient::new(line);
    let request = proto::ListDivergencesRequest {
        round_id: of.round(),
        read_at: of.at(),
        page_size: PAGE_SIZE,
        stage: judged.stage(),
        field_code,
        ..Default::default()
    };
    let answer = whole(async |page_token| {
        let request = proto::ListDivergencesRequest { page_token, ..request.clone() };
        client.list_divergences(request).await
    });
    let answer = answer.await?;
    session.output.print(
        |width| tables::divergences(&answer.divergences).render(width),
        || json("hoitu.awards.v1.ListDivergencesResponse", &answer),
    )
}

pub(super) async fn blockers(
    session: &Session,
    line: Authorised,
    of: &Of,
    judged: &Judged,
) -> Result<(), Failure> {
    let (round_id, read_at, stage) = (of.round(), of.at(), judged.stage());
    let request = proto::GetStageBlockersRequest { round_id, read_at, stage };
    let answer = JudgingServiceClient::new(line).get_stage_blockers(request).await?.into_inner();
    session.output.print(
        |width| match answer.blockers.as_slice() {
            [] => "Không còn vướng gì.\n".to_owned(),
            blockers => tables::blockers(blockers).render(width),
        },
        || json("hoitu.awards.v1.GetStageBlockersResponse", &answer),
    )
}

pub(super) async fn ranking(
    session: &Session,
    line: Authorised,
    of: &Of,
    judged: &Judged,
    field_code: String,
) -> Result<(), Failure> {
    let mut client = JudgingServiceClient::new(line);
    let request = proto::ListRankingRequest {
        round_id: of.round(),
        read_at: of.at(),
        page_size: PAGE_SIZE,
        stage: judged.stage(),
        field_code,
        ..Default::default()
    };
    let answer = whole(async |page_token| {
        client.list_ranking(proto::ListRankingRequest { page_token, ..request.clone() }).await
    });
    let answer = answer.await?;
    session.output.print(
        |width| tables::ranking(&answer.entries).render(width),
        || json("hoitu.awards.v1.ListRankingResponse", &answer),
    )
}
