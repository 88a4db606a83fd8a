//! `hoitu person`: who a person is, and the erasure of it by two officers.
//!
//! Details come by standard input: arguments stay in a shell's history and show in the list of processes.

mod card;
mod erasures;

use std::io::Read as _;

use clap::{Args, Subcommand, ValueEnum};
use contracts::ledger::v1::CommandReceipt;
use contracts::membership::v1 as proto;
use proto::person_service_client::PersonServiceClient;
use serde::Deserialize;
use uuid::Uuid;

use crate::connection::{Authorised, persistently};
use crate::failure::Failure;
use crate::moment::Moment;
use crate::output::json;
use crate::session::{Session, fresh};
use crate::settings::Context;

/// What to do.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Ghi nhận một người; đọc JSON từ đầu vào chuẩn: {"full_name": …, "birth_date": …, "contact": …}
    Register {
        /// UUID của người này; mặc định là một mã mới
        #[arg(long, value_name = "UUID")]
        id: Option<Uuid>,
    },
    /// Đính chính thông tin của một người; đọc JSON như khi ghi nhận
    Correct {
        /// UUID của người này
        #[arg(value_name = "NGƯỜI")]
        person: Uuid,
    },
    /// Một người, và việc xóa dữ liệu của người ấy
    Show {
        /// UUID của người này
        #[arg(value_name = "NGƯỜI")]
        person: Uuid,
    },
    /// Xóa dữ liệu cá nhân: một người yêu cầu, một người khác xác nhận
    Erase {
        #[command(subcommand)]
        step: Step,
    },
    /// Các yêu cầu xóa đang chờ người thứ hai, và mình được làm gì với từng yêu cầu
    Erasures {
        #[command(flatten)]
        moment: Moment,
    },
}

#[derive(Debug, Subcommand)]
enum Step {
    /// Yêu cầu xóa
    Request {
        /// UUID của người này
        #[arg(value_name = "NGƯỜI")]
        person: Uuid,
        /// Căn cứ
        #[arg(long, value_enum, value_name = "CĂN CỨ")]
        basis: Basis,
    },
    /// Không xóa theo yêu cầu, hoặc người yêu cầu rút lại
    Refuse {
        /// UUID của người này
        #[arg(value_name = "NGƯỜI")]
        person: Uuid,
        /// Lý do
        #[arg(long, value_enum, value_name = "LÝ DO")]
        ground: Ground,
    },
    /// Xác nhận xóa; không thể khôi phục
    Confirm {
        /// UUID của người này
        #[arg(value_name = "NGƯỜI")]
        person: Uuid,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Basis {
    /// Người ấy yêu cầu
    Asked,
    /// Đã xong mục đích xử lý
    PurposeDone,
    /// Hết thời hạn lưu giữ
    RetentionOver,
    /// Cơ quan có thẩm quyền quyết định
    AuthorityDecision,
    /// Theo thỏa thuận
    Agreement,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Ground {
    /// Pháp luật buộc lưu giữ
    LegalRetention,
    /// Chưa xác minh được người yêu cầu
    IdentityNotProved,
    /// Còn mục đích xử lý
    PurposeContinues,
    /// Người ấy rút yêu cầu
    Withdrawn,
}

impl From<Basis> for proto::ErasureBasis {
    fn from(basis: Basis) -> Self {
        match basis {
            Basis::Asked => Self::Asked,
            Basis::PurposeDone => Self::PurposeDone,
            Basis::RetentionOver => Self::RetentionOver,
            Basis::AuthorityDecision => Self::AuthorityDecision,
            Basis::Agreement => Self::Agreement,
        }
    }
}

impl From<Ground> for proto::ErasureRefusalGround {
    fn from(ground: Ground) -> Self {
        match ground {
            Ground::LegalRetention => Self::LegalRetention,
            Ground::IdentityNotProved => Self::IdentityNotProved,
            Ground::PurposeContinues => Self::PurposeContinues,
            Ground::Withdrawn => Self::Withdrawn,
        }
    }
}

type Client = PersonServiceClient<Authorised>;

pub async fn run(session: &Session, asked: Arguments) -> Result<(), Failure> {
    let mut client = PersonServiceClient::new(session.connect(Context::Membership).await?);
    match asked.what {
        What::Register { id } => register(session, &client, id.unwrap_or_else(fresh)).await,
        What::Correct { person } => correct(session, &mut client, person).await,
        What::Show { person } => show(session, &mut client, person, None).await,
        What::Erase { step } => erase(session, &mut client, step).await,
        What::Erasures { moment } => erasures::list(session, &mut client, &moment).await,
    }
}

async fn register(session: &Session, client: &Client, id: Uuid) -> Result<(), Failure> {
    let request = proto::RegisterPersonRequest {
        person_id: id.to_string(),
        request_id: fresh().to_string(),
        validate_only: false,
        details: Some(details()?),
    };
    let answer = persistently(|| {
        let (mut client, request) = (client.clone(), request.clone());
        async move { client.register_person(request).await }
    });
    let receipt = answer.await?.into_inner().receipt;
    show(session, &mut client.clone(), id, receipt).await
}

async fn correct(session: &Session, client: &mut Client, id: Uuid) -> Result<(), Failure> {
    let request = proto::CorrectPersonRequest {
        person_id: id.to_string(),
        etag: etag(client, id).await?,
        request_id: fresh().to_string(),
        validate_only: false,
        details: Some(details()?),
    };
    let answer = persistently(|| {
        let (mut client, request) = (client.clone(), request.clone());
        async move { client.correct_person(request).await }
    });
    let receipt = answer.await?.into_inner().receipt;
    show(session, client, id, receipt).await
}

async fn erase(session: &Session, client: &mut Client, step: Step) -> Result<(), Failure> {
    let (Step::Request { person, .. } | Step::Refuse { person, .. } | Step::Confirm { person }) =
        step;
    let (person_id, etag) = (person.to_string(), etag(client, person).await?);
    let (request_id, validate_only) = (fresh().to_string(), false);
    let receipt = match step {
        Step::Request { basis, .. } => {
            let basis = proto::ErasureBasis::from(basis).into();
            let request = proto::RequestPersonErasureRequest {
                person_id,
                etag,
                request_id,
                validate_only,
                basis,
            };
            client.request_person_erasure(request).await?.into_inner().receipt
        }
        Step::Refuse { ground, .. } => {
            let ground = proto::ErasureRefusalGround::from(ground).into();
            let request = proto::RefusePersonErasureRequest {
                person_id,
                etag,
                request_id,
                validate_only,
                ground,
            };
            client.refuse_person_erasure(request).await?.into_inner().receipt
        }
        Step::Confirm { .. } => {
            let request =
                proto::ConfirmPersonErasureRequest { person_id, etag, request_id, validate_only };
            client.confirm_person_erasure(request).await?.into_inner().receipt
        }
    };
    show(session, client, person, receipt).await
}

async fn show(
    session: &Session,
    client: &mut Client,
    id: Uuid,
    after: Option<CommandReceipt>,
) -> Result<(), Failure> {
    let person = person(client, id, after).await?;
    session.output.print(
        |width| card::card(&person).render(width),
        || json("hoitu.membership.v1.Person", &person),
    )
}

async fn etag(client: &mut Client, id: Uuid) -> Result<String, Failure> {
    Ok(person(client, id, None).await?.etag)
}

async fn person(
    client: &mut Client,
    id: Uuid,
    after: Option<CommandReceipt>,
) -> Result<proto::Person, Failure> {
    let token = after.map(|receipt| receipt.token).filter(|token| !token.is_empty());
    let read_at = token.map(|token| contracts::ledger::v1::ReadAt {
        at_least_tokens: vec![token],
        ..Default::default()
    });
    let request = proto::GetPersonRequest { person_id: id.to_string(), read_at };
    let answer = client.get_person(request).await?.into_inner();
    Ok(answer.person.unwrap_or_default())
}

/// A person's details, as they are given.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    full_name: String,
    #[serde(default)]
    birth_date: String,
    #[serde(default)]
    contact: String,
}

fn details() -> Result<proto::PersonDetails, Failure> {
    let mut text = String::new();
    let read = std::io::stdin().read_to_string(&mut text);
    let path = || "-".into();
    read.map_err(|source| Failure::File { doing: "đọc", path: path(), source })?;
    let Given { full_name, birth_date, contact } = serde_json::from_str(&text)
        .map_err(|error| Failure::Usage(format!("đầu vào không phải JSON như đã nêu: {error}")))?;
    Ok(proto::PersonDetails { full_name, birth_date, contact })
}
