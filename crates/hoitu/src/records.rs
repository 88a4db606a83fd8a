//! `hoitu record`: what units have recorded with evidence, and what becomes of it.

mod tables;

use chrono::NaiveDate;
use clap::{Args, Subcommand, ValueEnum};
use contracts::reporting::v1 as proto;
use proto::record_service_client::RecordServiceClient;
use uuid::Uuid;

use crate::connection::{Authorised, persistently};
use crate::failure::Failure;
use crate::moment::Moment;
use crate::output::json;
use crate::paging::{PAGE_SIZE, whole};
use crate::requests::{self, fresh};
use crate::session::Session;
use crate::settings::Context;
use crate::{units, wording};

/// What to do.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Các loại hồ sơ, hoặc một loại: nội dung, minh chứng phải có, chỉ số lấy số liệu từ đó
    Types {
        /// Mã loại hồ sơ như DISSEMINATION_SESSION
        #[arg(default_value = "", hide_default_value = true, value_name = "LOẠI")]
        code: String,
    },
    /// Các hồ sơ, mới nhất trước
    List {
        /// Chỉ của đơn vị này: mã như HD.BTG, hoặc UUID
        #[arg(long, value_name = "ĐƠN VỊ")]
        unit: Option<String>,
        /// Chỉ loại này
        #[arg(long = "type", default_value = "", hide_default_value = true, value_name = "LOẠI")]
        record_type: String,
        /// Chỉ ở trạng thái này
        #[arg(long, value_enum, value_name = "TRẠNG THÁI")]
        state: Option<State>,
        #[command(flatten)]
        moment: Moment,
    },
    /// Một hồ sơ, nội dung và minh chứng
    Show {
        /// UUID của hồ sơ
        #[arg(value_name = "HỒ SƠ")]
        record: Uuid,
        #[command(flatten)]
        moment: Moment,
    },
    /// Lập hồ sơ; đọc từ đầu vào chuẩn JSON của FileRecordRequest, mã nào để trống thì được tạo mới
    File {
        #[command(flatten)]
        dry: Dry,
    },
    /// Xác minh hồ sơ của đơn vị khác
    Verify {
        #[command(flatten)]
        act: Act,
    },
    /// Từ chối hồ sơ của đơn vị khác
    Reject {
        #[command(flatten)]
        act: Act,
        #[command(flatten)]
        why: Why,
    },
    /// Rút hồ sơ của đơn vị mình
    Retract {
        #[command(flatten)]
        act: Act,
        #[command(flatten)]
        why: Why,
    },
}

#[derive(Debug, Args)]
struct Dry {
    /// Chỉ kiểm tra và cho biết sẽ ghi gì, không ghi
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, Args)]
struct Act {
    /// UUID của hồ sơ
    #[arg(value_name = "HỒ SƠ")]
    record: Uuid,
    /// Ngày xử lý (31/12/2021 hoặc 2021-12-31)
    #[arg(long, value_name = "NGÀY", value_parser = wording::read_day)]
    on: NaiveDate,
    #[command(flatten)]
    dry: Dry,
}

#[derive(Debug, Args)]
struct Why {
    /// Lý do
    #[arg(long, value_name = "LÝ DO")]
    reason: String,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum State {
    /// Chờ xác minh
    Filed,
    /// Đã xác minh
    Verified,
    /// Bị từ chối
    Rejected,
    /// Đã rút
    Retracted,
}

impl From<State> for proto::RecordState {
    fn from(state: State) -> Self {
        match state {
            State::Filed => Self::Filed,
            State::Verified => Self::Verified,
            State::Rejected => Self::Rejected,
            State::Retracted => Self::Retracted,
        }
    }
}

type Client = RecordServiceClient<Authorised>;

pub async fn run(session: &Session, asked: Arguments) -> Result<(), Failure> {
    let mut client = RecordServiceClient::new(session.connect(Context::Reporting).await?);
    match asked.what {
        What::Types { code } => types(session, &mut client, &code).await,
        What::List { unit, record_type, state, moment } => {
            let unit_id = match unit {
                Some(unit) => units::id_of(session, &unit, moment.read_at()).await?,
                None => String::new(),
            };
            let request = proto::ListRecordsRequest {
                read_at: Some(moment.read_at()),
                page_size: PAGE_SIZE,
                page_token: String::new(),
                unit_id,
                record_type,
                state: state.map_or(0, |state| proto::RecordState::from(state).into()),
            };
            list(session, &mut client, request).await
        }
        What::Show { record, moment } => show(session, &mut client, record, &moment).await,
        What::File { dry } => file(session, &client, &dry).await,
        What::Verify { act } => verify(session, &mut client, act).await,
        What::Reject { act, why } => reject(session, &mut client, act, why).await,
        What::Retract { act, why } => retract(session, &mut client, act, why).await,
    }
}

async fn types(session: &Session, client: &mut Client, code: &str) -> Result<(), Failure> {
    let answer = client.get_record_types(proto::GetRecordTypesRequest {}).await?;
    let mut answer = answer.into_inner();
    answer.record_types.retain(|known| code.is_empty() || known.code == code);
    if answer.record_types.is_empty() {
        return Err(Failure::Absent {
            what: format!("không có loại hồ sơ {code}"),
            look: "xem các loại bằng `hoitu record types`",
        });
    }
    session.output.print(
        |width| tables::types(&answer, !code.is_empty(), width),
        || json("hoitu.reporting.v1.GetRecordTypesResponse", &answer),
    )
}

async fn list(
    session: &Session,
    client: &mut Client,
    request: proto::ListRecordsRequest,
) -> Result<(), Failure> {
    let read_at = request.read_at.clone().unwrap_or_default();
    let answer = whole(async |page_token| {
        let request = proto::ListRecordsRequest { page_token, ..request.clone() };
        client.list_records(request).await
    });
    let answer = answer.await?;
    let units_named = answer.records.iter().map(|record| record.unit_id.clone()).collect();
    let names = units::by_id(session, units_named, &read_at).await;
    let names = match names {
        // Without membership records can still be read, by the ids of their units.
        Err(failure) if failure.exit_code() == 3 => Default::default(),
        answer => answer?,
    };
    session.output.print(
        |width| tables::records(&answer.records, &names).render(width),
        || json("hoitu.reporting.v1.ListRecordsResponse", &answer),
    )
}

async fn show(
    session: &Session,
    client: &mut Client,
    id: Uuid,
    moment: &Moment,
) -> Result<(), Failure> {
    let request =
        proto::GetRecordRequest { record_id: id.to_string(), read_at: Some(moment.read_at()) };
    let record = client.get_record(request).await?.into_inner().record.unwrap_or_default();
    session.output.print(
        |width| tables::card(&record).render(width),
        || json("hoitu.reporting.v1.Record", &record),
    )
}

/// The record as it stands now: commands need its etag and its unit.
async fn standing(client: &mut Client, id: Uuid) -> Result<proto::Record, Failure> {
    let request = proto::GetRecordRequest { record_id: id.to_string(), read_at: None };
    Ok(client.get_record(request).await?.into_inner().record.unwrap_or_default())
}

async fn file(session: &Session, client: &Client, dry: &Dry) -> Result<(), Failure> {
    let mut request: proto::FileRecordRequest =
        requests::read("hoitu.reporting.v1.FileRecordRequest")?;
    for id in [&mut request.record_id, &mut request.request_id] {
        if id.is_empty() {
            *id = fresh();
        }
    }
    request.validate_only |= dry.dry_run;
    let answer = persistently(|| {
        let (mut client, request) = (client.clone(), request.clone());
        async move { client.file_record(request).await }
    });
    requests::told(session, answer.await?.into_inner().receipt)
}

async fn verify(session: &Session, client: &mut Client, act: Act) -> Result<(), Failure> {
    let record = standing(client, act.record).await?;
    let request = proto::VerifyRecordRequest {
        record_id: record.record_id,
        etag: record.etag,
        request_id: fresh(),
        validate_only: act.dry.dry_run,
        unit_id: record.unit_id,
        verified_on: act.on.to_string(),
    };
    requests::told(session, client.verify_record(request).await?.into_inner().receipt)
}

async fn reject(session: &Session, client: &mut Client, act: Act, why: Why) -> Result<(), Failure> {
    let record = standing(client, act.record).await?;
    let request = proto::RejectRecordRequest {
        record_id: record.record_id,
        etag: record.etag,
        request_id: fresh(),
        validate_only: act.dry.dry_run,
        unit_id: record.unit_id,
        rejected_on: act.on.to_string(),
        reason: why.reason,
    };
    requests::told(session, client.reject_record(request).await?.into_inner().receipt)
}

async fn retract(
    session: &Session,
    client: &mut Client,
    act: Act,
    why: Why,
) -> Result<(), Failure> {
    let record = standing(client, act.record).await?;
    let request = proto::RetractRecordRequest {
        record_id: record.record_id,
        etag: record.etag,
        request_id: fresh(),
        validate_only: act.dry.dry_run,
        unit_id: record.unit_id,
        retracted_on: act.on.to_string(),
        reason: why.reason,
    };
    requests::told(session, client.retract_record(request).await?.into_inner().receipt)
}
