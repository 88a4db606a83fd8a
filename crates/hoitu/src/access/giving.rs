//! Rights are given, taken, delegated and taken back.

use chrono::NaiveDate;
use clap::Args;
use contracts::ledger::v1::{CommandReceipt, ReadAt};
use contracts::membership::v1 as proto;
use proto::access_service_client::AccessServiceClient;
use uuid::Uuid;

use super::words;
use crate::connection::{Authorised, persistently};
use crate::failure::Failure;
use crate::output::json;
use crate::session::Session;
use crate::settings::Context;
use crate::{units, wording};

#[derive(Debug, Args)]
pub struct Given {
    /// Mã người dùng trong thẻ truy cập của người nhận
    #[arg(value_name = "NGƯỜI")]
    person: String,
    #[command(flatten)]
    right: Right,
    /// UUID của quyền mới; mặc định là một mã mới
    #[arg(long, value_name = "UUID")]
    id: Option<Uuid>,
    #[command(flatten)]
    on: Document,
}

#[derive(Debug, Args)]
pub struct Delegated {
    /// Mã người dùng trong thẻ truy cập của người nhận
    #[arg(value_name = "NGƯỜI")]
    person: String,
    /// UUID của quyền mình đang có
    #[arg(value_name = "QUYỀN")]
    source: Uuid,
    #[command(flatten)]
    right: Right,
    /// UUID của quyền mới; mặc định là một mã mới
    #[arg(long, value_name = "UUID")]
    id: Option<Uuid>,
    #[command(flatten)]
    on: Document,
}

#[derive(Debug, Args)]
pub struct Taken {
    /// Mã người dùng trong thẻ truy cập của người đang giữ quyền
    #[arg(value_name = "NGƯỜI")]
    person: String,
    /// UUID của quyền
    #[arg(value_name = "QUYỀN")]
    grant: Uuid,
    /// Ngày đầu tiên không còn quyền
    #[arg(long, value_name = "NGÀY", value_parser = wording::read_day)]
    from: NaiveDate,
    #[command(flatten)]
    on: Document,
}

#[derive(Debug, Args)]
struct Right {
    /// Vai trò, như monitor hoặc union_admin
    #[arg(long, value_name = "VAI TRÒ", value_parser = words::read_role)]
    role: proto::Role,
    /// Trên cái gì, như province, unit/UUID, plan/UUID
    #[arg(long, value_name = "PHẠM VI", value_parser = words::read_thing)]
    scope: proto::Scope,
    /// Hành động thay đơn vị nào: mã như HD.BTG, hoặc UUID
    #[arg(long, value_name = "ĐƠN VỊ")]
    unit: String,
    /// Với tư cách gì, đúng như trong thẻ truy cập
    #[arg(long, value_name = "TƯ CÁCH")]
    capacity: String,
    /// Ngày đầu tiên có quyền
    #[arg(long, value_name = "NGÀY", value_parser = wording::read_day)]
    from: NaiveDate,
    /// Ngày cuối cùng có quyền; mặc định là không có hạn
    #[arg(long, value_name = "NGÀY", value_parser = wording::read_day)]
    to: Option<NaiveDate>,
}

/// The document behind an act, and whether the act is meant.
#[derive(Debug, Args)]
struct Document {
    /// Số, ký hiệu của quyết định hoặc văn bản ủy quyền
    #[arg(long, value_name = "SỐ, KÝ HIỆU")]
    decision: String,
    /// Ngày ban hành văn bản ấy
    #[arg(long, value_name = "NGÀY", value_parser = wording::read_day)]
    issued_on: NaiveDate,
    /// Đơn vị ban hành: mã như HD.BTG, hoặc UUID
    #[arg(long, value_name = "ĐƠN VỊ")]
    issuer: String,
    /// Chỉ kiểm tra và cho biết sẽ ghi gì, không ghi
    #[arg(long)]
    dry_run: bool,
}

impl Right {
    async fn in_words_of_the_contract(self, session: &Session) -> Result<proto::Right, Failure> {
        Ok(proto::Right {
            unit_id: units::id_of(session, &self.unit, ReadAt::default()).await?,
            capacity: self.capacity,
            role: self.role.into(),
            scope: Some(self.scope),
            first_day: self.from.to_string(),
            last_day: self.to.map(|day| day.to_string()).unwrap_or_default(),
        })
    }
}

impl Document {
    async fn decision_ref(&self, session: &Session) -> Result<proto::DecisionRef, Failure> {
        Ok(proto::DecisionRef {
            number_symbol: self.decision.clone(),
            issued_on: self.issued_on.to_string(),
            issuer_unit_id: units::id_of(session, &self.issuer, ReadAt::default()).await?,
        })
    }
}

/// Sends a command until its outcome is known: its request id makes that one effect.
macro_rules! send {
    ($session:expr, $rpc:ident, $request:expr) => {{
        let (client, request) = (connect($session).await?, $request);
        let answer = persistently(|| {
            let (mut client, request) = (client.clone(), request.clone());
            async move { client.$rpc(request).await }
        });
        answer.await?.into_inner().receipt.unwrap_or_default()
    }};
}

pub(super) async fn grant(session: &Session, asked: Given) -> Result<(), Failure> {
    let (grant, dry_run) = (asked.id.unwrap_or_else(fresh), asked.on.dry_run);
    let request = proto::GrantRightRequest {
        grant_id: grant.to_string(),
        request_id: fresh().to_string(),
        validate_only: dry_run,
        person: asked.person.clone(),
        decision_ref: Some(asked.on.decision_ref(session).await?),
        right: Some(asked.right.in_words_of_the_contract(session).await?),
    };
    let receipt = send!(session, grant_right, request);
    tell(session, &Told { done: "giao", grant, person: &asked.person, dry_run }, &receipt)
}

pub(super) async fn delegate(session: &Session, asked: Delegated) -> Result<(), Failure> {
    let (grant, dry_run) = (asked.id.unwrap_or_else(fresh), asked.on.dry_run);
    let request = proto::DelegateRightRequest {
        grant_id: grant.to_string(),
        request_id: fresh().to_string(),
        validate_only: dry_run,
        person: asked.person.clone(),
        source_grant_id: asked.source.to_string(),
        decision_ref: Some(asked.on.decision_ref(session).await?),
        right: Some(asked.right.in_words_of_the_contract(session).await?),
    };
    let receipt = send!(session, delegate_right, request);
    tell(session, &Told { done: "ủy quyền", grant, person: &asked.person, dry_run }, &receipt)
}

pub(super) async fn revoke(session: &Session, asked: Taken) -> Result<(), Failure> {
    let (grant, dry_run) = (asked.grant, asked.on.dry_run);
    let request = proto::RevokeRightRequest {
        grant_id: grant.to_string(),
        etag: etag(session, &asked.person).await?,
        request_id: fresh().to_string(),
        validate_only: dry_run,
        person: asked.person.clone(),
        occurred_on: asked.from.to_string(),
        decision_ref: Some(asked.on.decision_ref(session).await?),
    };
    let receipt = send!(session, revoke_right, request);
    tell(session, &Told { done: "thu hồi", grant, person: &asked.person, dry_run }, &receipt)
}

pub(super) async fn withdraw(session: &Session, asked: Taken) -> Result<(), Failure> {
    let (grant, dry_run) = (asked.grant, asked.on.dry_run);
    let request = proto::WithdrawDelegationRequest {
        grant_id: grant.to_string(),
        request_id: fresh().to_string(),
        validate_only: dry_run,
        person: asked.person.clone(),
        occurred_on: asked.from.to_string(),
        decision_ref: Some(asked.on.decision_ref(session).await?),
    };
    let receipt = send!(session, withdraw_delegation, request);
    tell(session, &Told { done: "rút ủy quyền", grant, person: &asked.person, dry_run }, &receipt)
}

async fn connect(session: &Session) -> Result<AccessServiceClient<Authorised>, Failure> {
    Ok(AccessServiceClient::new(session.connect(Context::Membership).await?))
}

/// Of all rights of a person: they stand on one stream.
async fn etag(session: &Session, person: &str) -> Result<String, Failure> {
    let request =
        proto::ListGrantsRequest { page_size: 1, person: person.to_owned(), ..Default::default() };
    let grants = connect(session).await?.list_grants(request).await?.into_inner().grants;
    let first = grants.into_iter().next();
    first.map(|grant| grant.etag).ok_or_else(|| Failure::Absent {
        what: format!("chưa từng giao quyền nào cho {person}"),
        look: "Xem các quyền đã giao: hoitu access list",
    })
}

/// What was done, for whoever reads the answer.
struct Told<'t> {
    done: &'static str,
    grant: Uuid,
    person: &'t str,
    dry_run: bool,
}

impl Told<'_> {
    fn sentence(&self) -> String {
        let Self { done, grant, person, dry_run } = self;
        match dry_run {
            true => format!("Được phép {done}: quyền {grant}, người {person}. Chưa ghi gì.\n"),
            false => format!("Đã {done}: quyền {grant}, người {person}.\n"),
        }
    }
}

fn tell(session: &Session, told: &Told<'_>, receipt: &CommandReceipt) -> Result<(), Failure> {
    session.output.print(
        |_| told.sentence(),
        || {
            serde_json::json!({
                "grant_id": told.grant.to_string(),
                "person": told.person,
                "receipt": json("hoitu.ledger.v1.CommandReceipt", receipt),
            })
        },
    )
}

#[expect(clippy::disallowed_methods, reason = "whoever types the command is its cause")]
fn fresh() -> Uuid {
    Uuid::now_v7()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_only_checked_is_not_told_as_done() {
        let told = |dry_run| {
            Told { done: "thu hồi", grant: Uuid::from_u128(7), person: "sub-1", dry_run }.sentence()
        };
        assert!(told(true).ends_with("Chưa ghi gì.\n"), "{}", told(true));
        assert_eq!(
            told(false),
            "Đã thu hồi: quyền 00000000-0000-0000-0000-000000000007, người sub-1.\n"
        );
    }
}
