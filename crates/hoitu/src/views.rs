//! `hoitu view`: what operators do with the read model. How far it is behind, which events wait and
//! why, and building its tables anew beside the live ones.

mod tables;

use std::time::{Duration, Instant};

use clap::{Args, Subcommand};
use contracts::projection::v1 as proto;
use proto::progress_service_client::ProgressServiceClient;
use proto::view_service_client::ViewServiceClient;
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use crate::connection::{Authorised, rest};
use crate::failure::Failure;
use crate::output::json;
use crate::paging::{PAGE_SIZE, whole};
use crate::session::Session;
use crate::settings::Context;
use crate::wording;

/// Between two looks at a rebuild.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// What to show or do.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Bảng tiến độ đã đọc mỗi sổ đến đâu, còn chậm bao nhiêu
    Lag,
    /// Các luồng sự kiện đang chờ xử lý, và vì sao
    Parked,
    /// Xử lý lại một luồng đang chờ, sau khi đã sửa nguyên nhân
    Retry {
        /// Sổ của dịch vụ nào
        #[arg(value_name = "SỔ")]
        ledger: Context,
        /// Tên luồng như `hoitu view parked` in ra
        #[arg(value_name = "LUỒNG")]
        stream: String,
    },
    /// Các đời của bảng: đang dựng, đang dùng, đã thôi dùng
    Generations,
    /// Dựng lại bảng từ đầu sổ bên cạnh bảng đang dùng, rồi so sánh hai bảng
    Rebuild {
        /// Chuyển sang bảng mới nếu hai bảng giống hệt nhau
        #[arg(long)]
        switch: bool,
        /// Đợi nhiều nhất chừng này giây
        #[arg(long, default_value_t = 600, value_name = "GIÂY", value_parser = wording::whole(1..=86_400_u64))]
        wait: u64,
    },
    /// Chuyển người đọc sang một đời khác, dù giống hay khác
    Switch {
        /// Số của đời, như `hoitu view generations` in ra
        #[arg(value_name = "ĐỜI", value_parser = wording::whole(1_i32..))]
        generation: i32,
    },
    /// Bỏ một đời không còn ai đọc
    Drop {
        /// Số của đời, như `hoitu view generations` in ra
        #[arg(value_name = "ĐỜI", value_parser = wording::whole(1_i32..))]
        generation: i32,
    },
}

type Client = ViewServiceClient<Authorised>;

pub async fn run(session: &Session, asked: Arguments) -> Result<(), Failure> {
    let channel = session.connect(Context::Projection).await?;
    let mut client = ViewServiceClient::new(channel.clone());
    match asked.what {
        What::Lag => lag(session, ProgressServiceClient::new(channel)).await,
        What::Parked => parked(session, &mut client).await,
        What::Retry { ledger, stream } => retry(session, &mut client, ledger, stream).await,
        What::Generations => generations(session, &mut client).await,
        What::Rebuild { switch, wait } => {
            rebuild(session, &mut client, switch, Duration::from_secs(wait)).await
        }
        What::Switch { generation } => {
            client.switch_rebuild(proto::SwitchRebuildRequest { generation }).await?;
            done(session, &format!("Người đọc đã chuyển sang đời {generation}."))
        }
        What::Drop { generation } => {
            client.drop_generation(proto::DropGenerationRequest { generation }).await?;
            done(session, &format!("Đã bỏ đời {generation}."))
        }
    }
}

async fn lag(
    session: &Session,
    mut client: ProgressServiceClient<Authorised>,
) -> Result<(), Failure> {
    let answer = client.get_watermarks(proto::GetWatermarksRequest {}).await?.into_inner();
    session.output.print(
        |width| tables::sources(&answer, width),
        || json("hoitu.projection.v1.GetWatermarksResponse", &answer),
    )
}

async fn parked(session: &Session, client: &mut Client) -> Result<(), Failure> {
    let answer = whole(async |page_token| {
        let request = proto::ListParkedStreamsRequest { page_size: PAGE_SIZE, page_token };
        client.list_parked_streams(request).await
    });
    let answer = answer.await?;
    session.output.print(
        |width| tables::parked(&answer.streams, width),
        || json("hoitu.projection.v1.ListParkedStreamsResponse", &answer),
    )
}

async fn retry(
    session: &Session,
    client: &mut Client,
    ledger: Context,
    stream: String,
) -> Result<(), Failure> {
    let told = stream.clone();
    let request = proto::RetryParkedStreamRequest { context: ledger.name().to_owned(), stream };
    let applied = client.retry_parked_stream(request).await?.into_inner().applied;
    done(
        session,
        &match applied {
            0 => format!("Luồng {told} không có sự kiện nào đang chờ."),
            many => format!("Đã xử lý {many} sự kiện; luồng {told} đọc tiếp."),
        },
    )
}

async fn generations(session: &Session, client: &mut Client) -> Result<(), Failure> {
    let answer = whole(async |page_token| {
        let request = proto::ListGenerationsRequest { page_size: PAGE_SIZE, page_token };
        client.list_generations(request).await
    });
    let answer = answer.await?;
    session.output.print(
        |width| tables::generations(&answer.generations, width),
        || json("hoitu.projection.v1.ListGenerationsResponse", &answer),
    )
}

async fn rebuild(
    session: &Session,
    client: &mut Client,
    switch: bool,
    wait: Duration,
) -> Result<(), Failure> {
    let started = client.start_rebuild(proto::StartRebuildRequest {}).await?.into_inner();
    let generation = started.generation;
    session.output.tell_progress(&format!("Đang dựng đời {generation} từ đầu sổ …"));
    let comparison = caught_up(client, generation, wait).await?;
    session.output.print(
        |width| tables::comparison(&comparison, generation, width),
        || json("hoitu.projection.v1.CompareRebuildResponse", &comparison),
    )?;
    if !comparison.equal {
        return Err(Failure::RebuildDiffers { generation });
    }
    if switch {
        client.switch_rebuild(proto::SwitchRebuildRequest { generation }).await?;
        session.output.tell_progress(&format!("Người đọc đã chuyển sang đời {generation}."));
    }
    Ok(())
}

/// Asks for the comparison until the new generation has come as far as the live one.
async fn caught_up(
    client: &mut Client,
    generation: i32,
    wait: Duration,
) -> Result<proto::CompareRebuildResponse, Failure> {
    let begun = Instant::now();
    loop {
        match client.compare_rebuild(proto::CompareRebuildRequest { generation }).await {
            Ok(answer) => return Ok(answer.into_inner()),
            Err(status) if is_behind(&status) && begun.elapsed() < wait => rest(LOOK_EVERY).await,
            Err(status) => return Err(status.into()),
        }
    }
}

fn is_behind(status: &Status) -> bool {
    let details = status.get_error_details();
    let reason = details.error_info().map_or("", |info| info.reason.as_str());
    status.code() == Code::FailedPrecondition && reason == "GENERATION_BEHIND"
}

fn done(session: &Session, sentence: &str) -> Result<(), Failure> {
    session.output.print(
        |_| format!("{sentence}\n"),
        || serde_json::json!({ "done": true, "message": sentence }),
    )
}
