//! `hoitu access`: who may do what on a day, and why; and rights given and taken.

mod giving;
mod words;

use clap::{Args, Subcommand};
use contracts::RPCS;
use contracts::access::v1::Kind;
use contracts::membership::v1 as proto;
use proto::access_service_client::AccessServiceClient;

use crate::failure::Failure;
use crate::moment::Moment;
use crate::output::json;
use crate::paging::{PAGE_SIZE, whole};
use crate::session::Session;
use crate::settings::Context;
use crate::table::{Table, left, wrapped};
use crate::wording;

/// What to show.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Một người có được làm một việc không, và vì sao
    Check {
        /// Mã người dùng trong thẻ truy cập
        #[arg(value_name = "NGƯỜI")]
        person: String,
        #[command(flatten)]
        question: Question,
    },
    /// Những ai được làm một việc
    Holders {
        #[command(flatten)]
        question: Question,
    },
    /// Các quyền đã giao, kể cả quyền đã hết
    List {
        /// Chỉ của người này
        #[arg(long, value_name = "MÃ")]
        person: Option<String>,
        /// Chỉ vai trò này, như monitor hoặc union_admin
        #[arg(long, value_name = "VAI TRÒ", value_parser = words::read_role)]
        role: Option<proto::Role>,
        #[command(flatten)]
        moment: Moment,
    },
    /// Giao một quyền theo quyết định
    Grant(giving::Given),
    /// Thu hồi một quyền từ một ngày; quyền đã ủy quyền từ đó cũng hết
    Revoke(giving::Taken),
    /// Ủy quyền cho người khác trong phạm vi và thời hạn quyền của mình
    Delegate(giving::Delegated),
    /// Rút lại quyền chính mình đã ủy quyền, từ hôm nay hoặc một ngày sau đó
    Withdraw(giving::Taken),
}

#[derive(Debug, Args)]
struct Question {
    /// Lời gọi, như UnitService/RenameUnit
    #[arg(value_parser = read_rpc)]
    rpc: String,
    /// Trên cái gì, như unit/UUID, plan/UUID, person/MÃ; không ghi là toàn tỉnh
    #[arg(value_name = "TRÊN CÁI GÌ", value_parser = words::read_thing)]
    resource: Option<proto::Scope>,
    #[command(flatten)]
    moment: Moment,
}

pub async fn run(session: &Session, asked: Arguments) -> Result<(), Failure> {
    match asked.what {
        What::Check { person, question } => check(session, person, question).await,
        What::Holders { question } => holders(session, question).await,
        What::List { person, role, moment } => list(session, person, role, &moment).await,
        What::Grant(asked) => giving::grant(session, asked).await,
        What::Revoke(asked) => giving::revoke(session, asked).await,
        What::Delegate(asked) => giving::delegate(session, asked).await,
        What::Withdraw(asked) => giving::withdraw(session, asked).await,
    }
}

async fn check(session: &Session, person: String, asked: Question) -> Result<(), Failure> {
    let mut client = AccessServiceClient::new(session.connect(Context::Membership).await?);
    let request = proto::CheckAccessRequest {
        read_at: Some(asked.moment.read_at()),
        person,
        rpc: asked.rpc,
        resource: asked.resource,
    };
    let answer = client.check_access(request).await?.into_inner();
    session.output.print(
        |width| {
            let sentence =
                if answer.allowed { "Được phép." } else { "Không được phép." };
            match answer.verdicts.as_slice() {
                [] => format!("{sentence} Người này chưa từng được giao quyền nào.\n"),
                verdicts => format!("{sentence}\n\n{}", reasons(verdicts).render(width)),
            }
        },
        || json("hoitu.membership.v1.CheckAccessResponse", &answer),
    )
}

async fn holders(session: &Session, asked: Question) -> Result<(), Failure> {
    let mut client = AccessServiceClient::new(session.connect(Context::Membership).await?);
    let answer = whole(async |page_token| {
        let request = proto::ListHoldersRequest {
            read_at: Some(asked.moment.read_at()),
            page_size: PAGE_SIZE,
            page_token,
            rpc: asked.rpc.clone(),
            resource: asked.resource.clone(),
        };
        client.list_holders(request).await
    });
    let answer = answer.await?;
    session.output.print(
        |width| match answer.grants.as_slice() {
            [] => "Không ai được phép.\n".to_owned(),
            grants => given(grants).render(width),
        },
        || json("hoitu.membership.v1.ListHoldersResponse", &answer),
    )
}

async fn list(
    session: &Session,
    person: Option<String>,
    role: Option<proto::Role>,
    moment: &Moment,
) -> Result<(), Failure> {
    let mut client = AccessServiceClient::new(session.connect(Context::Membership).await?);
    let person = person.unwrap_or_default();
    let answer = whole(async |page_token| {
        let request = proto::ListGrantsRequest {
            read_at: Some(moment.read_at()),
            page_size: PAGE_SIZE,
            page_token,
            person: person.clone(),
            role: role.map_or(0, i32::from),
        };
        client.list_grants(request).await
    });
    let answer = answer.await?;
    session.output.print(
        |width| match answer.grants.as_slice() {
            [] => "Chưa giao quyền nào như vậy.\n".to_owned(),
            grants => given(grants).render(width),
        },
        || json("hoitu.membership.v1.ListGrantsResponse", &answer),
    )
}

fn given(grants: &[proto::Grant]) -> Table {
    let mut table = Table::new([
        left("Người"),
        wrapped("Vai trò"),
        wrapped("Phạm vi"),
        wrapped("Chức danh"),
        left("Từ ngày"),
        left("Đến ngày"),
        wrapped("Hiệu lực"),
        left("Mã quyền"),
    ]);
    for grant in grants {
        let right = grant.right.clone().unwrap_or_default();
        table.row([
            grant.person.as_str(),
            words::role(right.role()),
            &words::scope(right.scope.as_ref()),
            &right.capacity,
            &wording::day(&right.first_day),
            &wording::day(&right.last_day),
            words::standing(grant.standing()),
            &grant.grant_id,
        ]);
    }
    table
}

fn reasons(verdicts: &[proto::GrantVerdict]) -> Table {
    let mut table = Table::new([
        wrapped("Quyền"),
        wrapped("Phạm vi"),
        wrapped("Trả lời"),
        wrapped("Chính sách"),
    ]);
    for verdict in verdicts {
        let grant = verdict.grant.clone().unwrap_or_default();
        let right = grant.right.clone().unwrap_or_default();
        let says = if verdict.verdict() == proto::Verdict::NotHeld {
            words::standing(grant.standing())
        } else {
            words::verdict(verdict.verdict())
        };
        let policies = verdict.policies.join(", ");
        let scope = words::scope(right.scope.as_ref());
        table.row([words::role(right.role()), &scope, says, &policies]);
    }
    table
}

/// The whole name of the rpc that a part of it names.
fn read_rpc(text: &str) -> Result<String, String> {
    let end = format!(".{text}");
    let mut found = RPCS.iter().map(|rpc| rpc.name);
    let found = found.find(|name| *name == text || name.ends_with(&end));
    found
        .map(str::to_owned)
        .ok_or_else(|| format!("không có lời gọi “{text}”; viết như UnitService/RenameUnit"))
}

/// The sorts of things, as people type them.
fn kinds() -> impl Iterator<Item = (Kind, String)> {
    (1..).map_while(|number| Kind::try_from(number).ok()).map(|kind| {
        let name = kind.as_str_name();
        (kind, name.strip_prefix("KIND_").unwrap_or(name).to_lowercase())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_rpc_is_named_whole_or_without_its_package() {
        let whole = "hoitu.membership.v1.UnitService/RenameUnit";
        assert_eq!(read_rpc(whole).as_deref(), Ok(whole));
        assert_eq!(read_rpc("UnitService/RenameUnit").as_deref(), Ok(whole));
        assert!(read_rpc("RenameUnit").is_err());
        assert!(read_rpc("tService/RenameUnit").is_err());
    }
}
