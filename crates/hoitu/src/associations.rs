//! `hoitu association`: associations as they stood on a date, whether they are in the Union, and what
//! they declared.

mod register;

use clap::{Args, Subcommand};
use contracts::ledger::v1::ReadAt;
use contracts::membership::v1 as proto;
use proto::association_service_client::AssociationServiceClient;
use proto::headcount_service_client::HeadcountServiceClient;
use proto::union_membership_service_client::UnionMembershipServiceClient;
use tonic::Code;

use crate::connection::Authorised;
use crate::failure::Failure;
use crate::moment::Moment;
use crate::output::json;
use crate::paging::{PAGE_SIZE, whole};
use crate::session::Session;
use crate::settings::Context;

/// What to show.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Các hội vào một ngày, xếp theo tên
    List {
        #[command(flatten)]
        moment: Moment,
    },
    /// Một hội: trạng thái, nhiệm kỳ, tư cách thành viên, số hội viên đã khai
    Show {
        /// UUID của hội, hoặc một phần tên
        #[arg(value_name = "HỘI")]
        association: String,
        #[command(flatten)]
        moment: Moment,
    },
}

pub async fn run(session: &Session, asked: Arguments) -> Result<(), Failure> {
    let channel = session.connect(Context::Membership).await?;
    match asked.what {
        What::List { moment } => list(session, channel, moment.read_at()).await,
        What::Show { association, moment } => {
            show(session, channel, &association, moment.read_at()).await
        }
    }
}

async fn list(session: &Session, channel: Authorised, read_at: ReadAt) -> Result<(), Failure> {
    let associations = all(channel.clone(), &read_at).await?;
    let mut client = UnionMembershipServiceClient::new(channel);
    let memberships = whole(async |page_token| {
        let request = proto::ListUnionMembershipsRequest {
            read_at: Some(read_at.clone()),
            page_size: PAGE_SIZE,
            page_token,
            ..Default::default()
        };
        client.list_union_memberships(request).await
    });
    let memberships = memberships.await?.union_memberships;
    session.output.print(
        |width| register::register(&associations, &memberships).render(width),
        || {
            let of = |association: &proto::Association| {
                json("hoitu.membership.v1.Association", association)
            };
            let is = |membership: &proto::UnionMembership| {
                json("hoitu.membership.v1.UnionMembership", membership)
            };
            serde_json::json!({
                "associations": associations.iter().map(of).collect::<Vec<_>>(),
                "union_memberships": memberships.iter().map(is).collect::<Vec<_>>(),
            })
        },
    )
}

async fn show(
    session: &Session,
    channel: Authorised,
    named: &str,
    read_at: ReadAt,
) -> Result<(), Failure> {
    let association = find(channel.clone(), named, &read_at).await?;
    let id = association.association_id.clone();
    let request = proto::GetUnionMembershipRequest {
        association_id: id.clone(),
        read_at: Some(read_at.clone()),
    };
    let membership = match UnionMembershipServiceClient::new(channel.clone())
        .get_union_membership(request)
        .await
    {
        Ok(answer) => answer.into_inner().union_membership,
        Err(status) if status.code() == Code::NotFound => None,
        Err(status) => return Err(status.into()),
    };
    let mut client = HeadcountServiceClient::new(channel);
    let declarations = whole(async |page_token| {
        let request = proto::ListHeadcountDeclarationsRequest {
            association_id: id.clone(),
            read_at: Some(read_at.clone()),
            page_size: PAGE_SIZE,
            page_token,
        };
        client.list_headcount_declarations(request).await
    });
    let declarations = declarations.await?.headcount_declarations;
    session.output.print(
        |width| {
            let mut text = register::card(&association, membership.as_ref()).render(width);
            if !declarations.is_empty() {
                text.push('\n');
                text.push_str(&register::headcounts(&declarations).render(width));
            }
            text
        },
        || {
            let declared = |one: &proto::HeadcountDeclaration| {
                json("hoitu.membership.v1.HeadcountDeclaration", one)
            };
            serde_json::json!({
                "association": json("hoitu.membership.v1.Association", &association),
                "union_membership":
                    membership.as_ref().map(|one| json("hoitu.membership.v1.UnionMembership", one)),
                "headcount_declarations": declarations.iter().map(declared).collect::<Vec<_>>(),
            })
        },
    )
}

async fn all(channel: Authorised, read_at: &ReadAt) -> Result<Vec<proto::Association>, Failure> {
    let mut client = AssociationServiceClient::new(channel);
    let associations = whole(async |page_token| {
        let request = proto::ListAssociationsRequest {
            read_at: Some(read_at.clone()),
            page_size: PAGE_SIZE,
            page_token,
            ..Default::default()
        };
        client.list_associations(request).await
    });
    Ok(associations.await?.associations)
}

/// By id, by its whole name, or by a part of the name that only one has.
async fn find(
    channel: Authorised,
    named: &str,
    read_at: &ReadAt,
) -> Result<proto::Association, Failure> {
    if uuid::Uuid::parse_str(named).is_ok() {
        let request = proto::GetAssociationRequest {
            association_id: named.to_owned(),
            read_at: Some(read_at.clone()),
        };
        let answer = AssociationServiceClient::new(channel).get_association(request).await?;
        return Ok(answer.into_inner().association.unwrap_or_default());
    }
    one_named(named, all(channel, read_at).await?)
}

fn one_named(
    named: &str,
    associations: Vec<proto::Association>,
) -> Result<proto::Association, Failure> {
    let wanted = named.to_lowercase();
    let whole = |one: &proto::Association| {
        [&one.full_name, &one.short_name].iter().any(|name| name.to_lowercase() == wanted)
    };
    let mut fitting: Vec<_> = match associations.iter().any(whole) {
        true => associations.into_iter().filter(whole).collect(),
        false => associations
            .into_iter()
            .filter(|one| one.full_name.to_lowercase().contains(&wanted))
            .collect(),
    };
    match (fitting.pop(), fitting.is_empty()) {
        (Some(only), true) => Ok(only),
        (Some(last), false) => {
            let names = fitting.iter().chain([&last]).map(|one| one.full_name.as_str());
            let names = names.collect::<Vec<_>>().join("; ");
            Err(Failure::Absent {
                what: format!("có nhiều hội khớp với “{named}”: {names}"),
                look: "ghi cả tên, hoặc UUID của hội",
            })
        }
        (None, _) => Err(Failure::Absent {
            what: format!("không có hội nào khớp với “{named}” vào ngày hỏi"),
            look: "xem các hội bằng `hoitu association list`, với --as-of nếu hỏi ngày khác",
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn association(id: &str, name: &str) -> proto::Association {
        proto::Association {
            association_id: id.to_owned(),
            full_name: name.to_owned(),
            ..Default::default()
        }
    }

    #[test]
    fn a_name_must_mean_one_association() {
        let three = || {
            vec![
                association("1", "Hội Y học"),
                association("2", "Hội Đông y"),
                association("3", "Hội Y"),
            ]
        };
        assert_eq!(one_named("đông Y", three()).unwrap().association_id, "2");
        assert_eq!(one_named("hội y", three()).unwrap().association_id, "3");
        assert_eq!(
            one_named("Hội", three()).unwrap_err().to_string(),
            "có nhiều hội khớp với “Hội”: Hội Y học; Hội Đông y; Hội Y",
        );
        assert_eq!(one_named("Nghề cá", three()).unwrap_err().exit_code(), 1);
    }
}
