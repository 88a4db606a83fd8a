//! `hoitu view`: how far the read model is behind the ledgers it follows.

use clap::{Args, Subcommand};
use contracts::projection::v1 as proto;
use proto::progress_service_client::ProgressServiceClient;

use crate::failure::Failure;
use crate::output::json;
use crate::session::Session;
use crate::settings::Context;
use crate::table::{Table, left, right};
use crate::wording;

/// What to show.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Bảng tiến độ đã đọc mỗi sổ đến đâu, còn chậm bao nhiêu, có sự việc nào đang chờ xử lý
    Lag,
}

pub async fn run(session: &Session, asked: Arguments) -> Result<(), Failure> {
    match asked.what {
        What::Lag => lag(session).await,
    }
}

async fn lag(session: &Session) -> Result<(), Failure> {
    let mut client = ProgressServiceClient::new(session.connect(Context::Projection).await?);
    let answer = client.get_watermarks(proto::GetWatermarksRequest {}).await?.into_inner();
    session.output.print(
        |width| sources(&answer, width),
        || json("hoitu.projection.v1.GetWatermarksResponse", &answer),
    )
}

fn sources(answer: &proto::GetWatermarksResponse, width: usize) -> String {
    let mut table = Table::new([
        left("Sổ"),
        right("Đã đọc đến"),
        right("Cuối sổ"),
        right("Còn chậm"),
        right("Chậm (giây)"),
        left("Mục cuối ghi lúc"),
        left("Trả lời"),
    ]);
    for source in &answer.sources {
        let watermark = source.watermark.clone().unwrap_or_default();
        let head = match source.head_position {
            0 => "chưa rõ".to_owned(),
            position => wording::count(position),
        };
        table.row([
            watermark.context,
            wording::count(watermark.position),
            head,
            wording::count(source.lag_events),
            wording::count(source.lag_seconds),
            watermark.recorded_at.as_ref().map(wording::instant).unwrap_or_default(),
            if source.reachable { "có" } else { "không" }.to_owned(),
        ]);
    }
    let parked = match answer.parked_streams {
        0 => "Không có luồng sự kiện nào đang chờ xử lý.".to_owned(),
        many => format!(
            "! {} luồng sự kiện đang chờ xử lý; con số liên quan có thể chưa đủ.",
            wording::count(many)
        ),
    };
    format!("{}\n{}{parked}\n", answer.projection_version, table.render(width))
}

#[cfg(test)]
mod tests {
    use contracts::ledger::v1::SourceWatermark;

    use super::*;

    #[test]
    fn lag_and_parked_streams_are_told() {
        let answer = proto::GetWatermarksResponse {
            sources: vec![proto::SourceLag {
                watermark: Some(SourceWatermark {
                    context: "membership".to_owned(),
                    position: 1_200,
                    ..Default::default()
                }),
                head_position: 1_234,
                lag_events: 34,
                lag_seconds: 2,
                reachable: true,
            }],
            projection_version: "provincial_progress/v1/g1".to_owned(),
            parked_streams: 1,
        };
        assert_eq!(
            sources(&answer, 120),
            "\
provincial_progress/v1/g1
Sổ          Đã đọc đến  Cuối sổ  Còn chậm  Chậm (giây)  Mục cuối ghi lúc  Trả lời
─────────────────────────────────────────────────────────────────────────────────
membership       1.200    1.234        34            2                    có
! 1 luồng sự kiện đang chờ xử lý; con số liên quan có thể chưa đủ.
",
        );
    }
}
