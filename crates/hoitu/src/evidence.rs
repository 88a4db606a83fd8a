//! `hoitu evidence`: files that a unit keeps because they show that something is so. Sending and fetching go on
//! where they were broken off, when the same verb is called again.

mod fetching;
mod sending;
mod tables;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use contracts::evidence::v1 as proto;
use contracts::ledger::v1::ReadAt;
use proto::evidence_service_client::EvidenceServiceClient;
use uuid::Uuid;

use crate::connection::Authorised;
use crate::failure::Failure;
use crate::output::json;
use crate::paging::{PAGE_SIZE, whole};
use crate::session::Session;
use crate::settings::Context;
use crate::units;

pub use sending::{Announced, upload};

/// What to do.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Dịch vụ lưu tệp: nơi ghi sự việc mà tệp chứng minh
    #[arg(
        long,
        value_name = "DỊCH VỤ",
        default_value_t = KeptBy::Reporting,
        value_enum,
        global = true
    )]
    service: KeptBy,
    #[command(subcommand)]
    what: What,
}

/// The contexts that keep evidence.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum KeptBy {
    Awards,
    Consultancy,
    Reporting,
}

impl KeptBy {
    fn context(self) -> Context {
        match self {
            Self::Awards => Context::Awards,
            Self::Consultancy => Context::Consultancy,
            Self::Reporting => Context::Reporting,
        }
    }
}

#[derive(Debug, Subcommand)]
enum What {
    /// Gửi và lưu một tệp minh chứng; gọi lại thì gửi tiếp phần còn thiếu
    Put {
        /// Tệp cần gửi; tên tệp không được lưu
        #[arg(value_name = "TỆP")]
        file: PathBuf,
        #[command(flatten)]
        keeper: Keeper,
        /// UUID của minh chứng; mặc định suy từ đơn vị và nội dung tệp
        #[arg(long, value_name = "UUID")]
        id: Option<Uuid>,
        /// Loại tệp, ví dụ application/pdf; mặc định theo đuôi tệp
        #[arg(long = "type", value_name = "LOẠI")]
        media_type: Option<String>,
        /// Chỉ tính và in những gì sẽ khai báo, không gửi
        #[arg(long)]
        dry_run: bool,
    },
    /// Tải một tệp minh chứng về; gọi lại thì tải tiếp phần còn thiếu
    Get {
        /// UUID của minh chứng
        #[arg(value_name = "MINH CHỨNG")]
        evidence: Uuid,
        #[command(flatten)]
        keeper: Keeper,
        /// Ghi vào tệp này; mặc định là mã minh chứng với đuôi theo loại tệp
        #[arg(long, value_name = "TỆP")]
        to: Option<PathBuf>,
    },
    /// Một minh chứng: loại, dung lượng, mã băm, trạng thái
    Show {
        /// UUID của minh chứng
        #[arg(value_name = "MINH CHỨNG")]
        evidence: Uuid,
        #[command(flatten)]
        keeper: Keeper,
    },
    /// Các minh chứng mà một đơn vị lưu
    List {
        #[command(flatten)]
        keeper: Keeper,
    },
}

/// Whose evidence.
#[derive(Debug, Args)]
struct Keeper {
    /// Đơn vị lưu minh chứng: mã như HP.LHH, hoặc UUID
    #[arg(long, value_name = "ĐƠN VỊ")]
    unit: String,
}

impl Keeper {
    async fn id(&self, session: &Session) -> Result<String, Failure> {
        units::id_of(session, &self.unit, ReadAt::default()).await
    }
}

/// Of the context that keeps evidence.
pub type Client = EvidenceServiceClient<Authorised>;

const EVIDENCE: &str = "hoitu.evidence.v1.Evidence";

pub async fn run(session: &Session, asked: Arguments) -> Result<(), Failure> {
    // A file may take longer than an answer.
    let channel = session.connect_for_watching(asked.service.context()).await?;
    let mut client = EvidenceServiceClient::new(channel);
    match asked.what {
        What::Put { file, keeper, id, media_type, dry_run } => {
            let unit_id = keeper.id(session).await?;
            let file = sending::announced(&file, unit_id, id, media_type)?;
            if dry_run {
                return sending::print(session, &file.request);
            }
            let token = sending::send(session, &client, file.clone()).await?;
            let proto::BeginUploadRequest { unit_id, evidence_id, .. } = file.request;
            show(session, &mut client, unit_id, evidence_id, token).await
        }
        What::Get { evidence, keeper, to } => {
            let unit_id = keeper.id(session).await?;
            fetching::fetch(session, &client, unit_id, evidence, to).await
        }
        What::Show { evidence, keeper } => {
            let unit_id = keeper.id(session).await?;
            show(session, &mut client, unit_id, evidence.to_string(), String::new()).await
        }
        What::List { keeper } => {
            let unit_id = keeper.id(session).await?;
            list(session, &mut client, unit_id).await
        }
    }
}

async fn show(
    session: &Session,
    client: &mut Client,
    unit_id: String,
    evidence_id: String,
    token: String,
) -> Result<(), Failure> {
    let tokens = Some(token).filter(|token| !token.is_empty());
    let read_at =
        Some(ReadAt { at_least_tokens: tokens.into_iter().collect(), ..ReadAt::default() });
    let request = proto::GetEvidenceRequest { unit_id, evidence_id, read_at };
    let evidence = client.get_evidence(request).await?.into_inner().evidence.unwrap_or_default();
    session.output.print(|width| tables::one(&evidence).render(width), || json(EVIDENCE, &evidence))
}

async fn list(session: &Session, client: &mut Client, unit_id: String) -> Result<(), Failure> {
    let all = whole(async |page_token| {
        let page_size = PAGE_SIZE;
        let unit_id = unit_id.clone();
        let request =
            proto::ListEvidenceRequest { unit_id, page_size, page_token, ..Default::default() };
        client.list_evidence(request).await
    });
    let all = all.await?.evidence;
    session.output.print(
        |width| tables::several(&all).render(width),
        || all.iter().map(|evidence| json(EVIDENCE, evidence)).collect(),
    )
}
