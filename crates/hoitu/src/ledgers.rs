//! `hoitu ledger`: what stands in a context's ledger, and whether its chain holds.
//!
//! `export` writes one entry a line, as `read -o json` does; that can be verified later and elsewhere,
//! without any service.

mod export;
mod verification;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use contracts::ledger::v1 as proto;
use proto::ledger_service_client::LedgerServiceClient;

use crate::connection::Authorised;
use crate::failure::Failure;
use crate::output::{Form, json};
use crate::session::Session;
use crate::settings::Context;
use crate::table::{Table, left, right, wrapped};
use crate::wording;

pub use verification::{Stop, walk_export};

/// So many entries are asked for at once, so that each call keeps its deadline.
const CHUNK: i64 = 2_000;
/// A limit of no entries is none.
const TO_THE_HEAD: i64 = 0;

/// What to show.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Vị trí cuối cùng của sổ và giá trị chuỗi băm
    Head {
        /// Sổ của dịch vụ nào
        #[arg(value_name = "SỔ")]
        ledger: Context,
    },
    /// Các mục trong sổ
    Read {
        /// Sổ của dịch vụ nào
        #[arg(value_name = "SỔ")]
        ledger: Context,
        /// Từ vị trí này
        #[arg(long, default_value_t = 1, value_name = "VỊ TRÍ", value_parser = wording::whole(1_i64..))]
        from: i64,
        /// Nhiều nhất chừng này mục; 0 là đến hết sổ
        #[arg(long, default_value_t = TO_THE_HEAD, value_name = "SỐ", value_parser = wording::whole(0_i64..))]
        limit: i64,
    },
    /// Cả sổ, mỗi dòng một mục JSON, để lưu lại và kiểm tra sau bằng `verify --export`
    Export {
        /// Sổ của dịch vụ nào
        #[arg(value_name = "SỔ")]
        ledger: Context,
    },
    /// Một mục, cùng nội dung đã công bố
    Show {
        /// Sổ của dịch vụ nào
        #[arg(value_name = "SỔ")]
        ledger: Context,
        /// Vị trí trong sổ
        #[arg(value_name = "VỊ TRÍ", value_parser = wording::whole(1_i64..))]
        position: i64,
    },
    /// Kiểm tra chuỗi băm của sổ từ đầu đến cuối, hoặc của một tệp đã xuất
    Verify {
        /// Sổ của dịch vụ nào
        #[arg(value_name = "SỔ")]
        ledger: Context,
        /// Tệp do `hoitu ledger export` ghi; không cần dịch vụ nào
        #[arg(long, value_name = "TỆP")]
        export: Option<PathBuf>,
    },
}

pub async fn run(session: &Session, asked: Arguments) -> Result<(), Failure> {
    match asked.what {
        What::Head { ledger } => head(session, ledger).await,
        What::Read { ledger, from, limit } => match session.output.form() {
            Form::Table => read(session, ledger, from, limit).await,
            Form::Json => write_lines(session, ledger, from, limit).await,
        },
        What::Export { ledger } => write_lines(session, ledger, 1, TO_THE_HEAD).await,
        What::Show { ledger, position } => show(session, ledger, position).await,
        What::Verify { ledger, export: None } => verification::online(session, ledger).await,
        What::Verify { ledger, export: Some(file) } => {
            verification::offline(session, ledger, &file)
        }
    }
}

async fn head(session: &Session, context: Context) -> Result<(), Failure> {
    let head =
        client(session, context).await?.get_head(proto::GetHeadRequest {}).await?.into_inner();
    session.output.print(
        |width| {
            let mut table = Table::new([
                left("Sổ"),
                right("Vị trí cuối"),
                left("Ghi lúc"),
                wrapped("Chuỗi băm"),
            ]);
            let recorded = head.recorded_at.as_ref().map(wording::instant).unwrap_or_default();
            table.row([
                context.name().to_owned(),
                wording::count(head.position),
                recorded,
                hex::encode(&head.chain),
            ]);
            table.render(width)
        },
        || json("hoitu.ledger.v1.GetHeadResponse", &head),
    )
}

async fn read(session: &Session, context: Context, from: i64, limit: i64) -> Result<(), Failure> {
    let mut client = client(session, context).await?;
    let mut table = Table::new([
        right("Vị trí"),
        left("Ghi lúc"),
        wrapped("Sự việc"),
        wrapped("Luồng"),
        right("Bản"),
        right("Công bố"),
    ]);
    each_chunk(&mut client, from, limit, |entries| {
        for entry in entries {
            let published = entry.published.as_ref().map(|bytes| format!("{} byte", bytes.len()));
            table.row([
                entry.position.to_string(),
                entry.recorded_at.as_ref().map(wording::instant).unwrap_or_default(),
                entry.event_type.clone(),
                entry.stream.clone(),
                entry.revision.to_string(),
                published.unwrap_or_else(|| "không".to_owned()),
            ]);
        }
        Ok(())
    })
    .await?;
    session.output.write(&table.render(session.output.width()))
}

async fn write_lines(
    session: &Session,
    context: Context,
    from: i64,
    limit: i64,
) -> Result<(), Failure> {
    let mut client = client(session, context).await?;
    each_chunk(&mut client, from, limit, |entries| session.output.write(&export::lines(entries)))
        .await
}

async fn show(session: &Session, context: Context, position: i64) -> Result<(), Failure> {
    let mut client = client(session, context).await?;
    let mut found = None;
    each_chunk(&mut client, position, 1, |entries| {
        found = entries.first().cloned();
        Ok(())
    })
    .await?;
    let entry = found.ok_or_else(|| Failure::Absent {
        what: format!("sổ {} chưa có vị trí {position}", context.name()),
        look: "xem vị trí cuối bằng `hoitu ledger head`",
    })?;
    let content = export::published(context, &entry);
    session.output.print(
        |width| {
            let mut table = Table::new([left("Mục"), wrapped("")]);
            let mut row = |label: &str, text: String| table.row([label.to_owned(), text]);
            row("Vị trí", format!("{} #{}", context.name(), entry.position));
            row("Sự việc", entry.event_type.clone());
            row("Mã sự việc", export::uuid(&entry.event_id));
            row("Luồng", format!("{}, bản {}", entry.stream, entry.revision));
            row("Ghi lúc", entry.recorded_at.as_ref().map(wording::instant).unwrap_or_default());
            row("Chuỗi băm", hex::encode(&entry.chain));
            let mut text = table.render(width);
            match &content {
                Some(content) => text.push_str(&format!("\nNội dung công bố:\n{content:#}\n")),
                None => text.push_str("\nKhông công bố nội dung.\n"),
            }
            text
        },
        || {
            let mut shown = json("hoitu.ledger.v1.LedgerEntry", &entry);
            shown["content"] = content.clone().unwrap_or_default();
            shown
        },
    )
}

async fn client(
    session: &Session,
    context: Context,
) -> Result<LedgerServiceClient<Authorised>, Failure> {
    Ok(LedgerServiceClient::new(session.connect(context).await?))
}

/// Hands over the entries from a position on, in order, some at a time.
async fn each_chunk(
    client: &mut LedgerServiceClient<Authorised>,
    from: i64,
    limit: i64,
    mut take: impl FnMut(&[proto::LedgerEntry]) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let end = if limit == TO_THE_HEAD { i64::MAX } else { from.saturating_add(limit) };
    let mut next = from;
    while next < end {
        let request =
            proto::ReadLedgerRequest { from_position: next, limit: CHUNK.min(end - next) };
        let mut stream = client.read_ledger(request).await?.into_inner();
        let asked_from = next;
        while let Some(answer) = stream.message().await? {
            next += i64::try_from(answer.entries.len()).unwrap_or(0);
            take(&answer.entries)?;
        }
        if next == asked_from {
            return Ok(());
        }
    }
    Ok(())
}
