//! `hoitu association`: associations as they stood on a date, whether they are in the Union, and what
//! they declared.

use std::collections::BTreeMap;

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
use crate::paging::{self, PAGE_SIZE, Page};
use crate::session::Session;
use crate::settings::Context;
use crate::table::{Table, left, right, wrapped};
use crate::wording;

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
    let memberships = paging::all(async |page_token| {
        let request = proto::ListUnionMembershipsRequest {
            read_at: Some(read_at.clone()),
            page_size: PAGE_SIZE,
            page_token,
            ..Default::default()
        };
        let page = client.list_union_memberships(request).await?.into_inner();
        Ok(Page { entries: page.union_memberships, next_page_token: page.next_page_token })
    })
    .await?;
    session.output.print(
        |width| register(&associations, &memberships).render(width),
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
    let declarations = paging::all(async |page_token| {
        let request = proto::ListHeadcountDeclarationsRequest {
            association_id: id.clone(),
            read_at: Some(read_at.clone()),
            page_size: PAGE_SIZE,
            page_token,
        };
        let page = client.list_headcount_declarations(request).await?.into_inner();
        Ok(Page { entries: page.headcount_declarations, next_page_token: page.next_page_token })
    })
    .await?;
    session.output.print(
        |width| {
            let mut text = card(&association, membership.as_ref()).render(width);
            if !declarations.is_empty() {
                text.push('\n');
                text.push_str(&headcounts(&declarations).render(width));
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
    let associations = paging::all(async |page_token| {
        let request = proto::ListAssociationsRequest {
            read_at: Some(read_at.clone()),
            page_size: PAGE_SIZE,
            page_token,
            ..Default::default()
        };
        let page = client.list_associations(request).await?.into_inner();
        Ok(Page { entries: page.associations, next_page_token: page.next_page_token })
    });
    Ok(associations.await?)
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
            Err(Failure::Usage(format!("có nhiều hội khớp với “{named}”: {names}")))
        }
        (None, _) => {
            Err(Failure::Usage(format!("không có hội nào khớp với “{named}” vào ngày hỏi")))
        }
    }
}

fn register(associations: &[proto::Association], memberships: &[proto::UnionMembership]) -> Table {
    let standing: BTreeMap<&str, proto::UnionMembershipState> =
        memberships.iter().map(|one| (one.association_id.as_str(), one.state())).collect();
    let mut table = Table::new([
        wrapped("Tên"),
        left("Trạng thái"),
        left("Từ ngày"),
        left("Trong Liên hiệp Hội"),
        wrapped("Lĩnh vực"),
    ]);
    for one in associations {
        let in_union =
            standing.get(one.association_id.as_str()).map_or("", |state| membership_state(*state));
        let mut name = one.full_name.clone();
        if one.illustrative {
            name.push_str(" (minh họa)");
        }
        table.row([
            name,
            state(one.state()).to_owned(),
            wording::day(&one.state_since),
            in_union.to_owned(),
            one.main_field.clone(),
        ]);
    }
    table
}

fn card(one: &proto::Association, membership: Option<&proto::UnionMembership>) -> Table {
    let mut table = Table::new([left("Hội"), wrapped("")]);
    let mut row = |label: &str, text: String| {
        if !text.is_empty() {
            table.row([label.to_owned(), text]);
        }
    };
    let since = |day: &str| format!("từ {}", wording::day(day));
    row("Tên", one.full_name.clone());
    row("Tên ngắn", one.short_name.clone());
    row("Mã", one.association_id.clone());
    row("Trạng thái", format!("{}, {}", state(one.state()), since(&one.state_since)));
    row("Lĩnh vực", one.main_field.clone());
    if let Some(term) = &one.term {
        row("Nhiệm kỳ", format!("{} đến {}", wording::day(&term.from), wording::day(&term.to)));
    }
    if !one.congress_due_on.is_empty() {
        let overdue = if one.congress_overdue { " (quá hạn)" } else { "" };
        row("Hạn đại hội", format!("{}{overdue}", wording::day(&one.congress_due_on)));
    }
    row("Đình chỉ đến", wording::day(&one.suspended_until));
    if let Some(membership) = membership {
        let standing = membership_state(membership.state());
        row("Trong Liên hiệp Hội", format!("{standing}, {}", since(&membership.state_since)));
        row("Kết nạp ngày", wording::day(&membership.admitted_on));
    }
    if one.illustrative {
        row("Lưu ý", "dữ liệu minh họa, không phải hội có thật".to_owned());
    }
    table
}

fn headcounts(declarations: &[proto::HeadcountDeclaration]) -> Table {
    let mut table = Table::new([
        left("Số liệu ngày"),
        left("Khai ngày"),
        right("Hội viên"),
        right("Trí thức"),
        right("Nữ"),
        right("Dưới 35 tuổi"),
        wrapped("Văn bản"),
        wrapped("Lưu ý"),
    ]);
    let optional =
        |figure: Option<i64>| figure.map_or_else(|| "không khai".to_owned(), wording::count);
    for one in declarations {
        let headcount = one.headcount.unwrap_or_default();
        let note = if one.superseded_by_declaration_id.is_empty() {
            ""
        } else {
            "đã được đính chính"
        };
        table.row([
            wording::day(&one.counted_on),
            wording::day(&one.declared_on),
            wording::count(headcount.members),
            optional(headcount.intellectuals),
            optional(headcount.women),
            optional(headcount.under_35),
            one.evidence
                .as_ref()
                .map(|evidence| evidence.number_symbol.clone())
                .unwrap_or_default(),
            note.to_owned(),
        ]);
    }
    table
}

fn state(state: proto::AssociationState) -> &'static str {
    match state {
        proto::AssociationState::Unspecified => "không rõ",
        proto::AssociationState::FoundingCommittee => "chờ công nhận ban vận động",
        proto::AssociationState::Preparing => "đang chuẩn bị thành lập",
        proto::AssociationState::Permitted => "được phép thành lập",
        proto::AssociationState::CongressHeld => "đã đại hội, chờ duyệt điều lệ",
        proto::AssociationState::Active => "hoạt động",
        proto::AssociationState::Suspended => "bị đình chỉ",
        proto::AssociationState::Dissolving => "đang giải thể",
        proto::AssociationState::Dissolved => "đã giải thể",
        proto::AssociationState::Merged => "đã sáp nhập, hợp nhất",
        proto::AssociationState::Split => "đã chia",
        proto::AssociationState::Closed => "không thành lập",
    }
}

fn membership_state(state: proto::UnionMembershipState) -> &'static str {
    match state {
        proto::UnionMembershipState::Unspecified => "không rõ",
        proto::UnionMembershipState::Applied => "đã nộp đơn",
        proto::UnionMembershipState::Withdrawn => "đã rút đơn",
        proto::UnionMembershipState::Rejected => "đơn bị từ chối",
        proto::UnionMembershipState::Active => "thành viên",
        proto::UnionMembershipState::Suspended => "bị đình chỉ",
        proto::UnionMembershipState::Lapsed => "hết hiệu lực",
        proto::UnionMembershipState::Left => "đã rút khỏi",
        proto::UnionMembershipState::Expelled => "bị khai trừ",
        proto::UnionMembershipState::EndedWithAssociation => "hết cùng với hội",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn association(id: &str, name: &str) -> proto::Association {
        proto::Association {
            association_id: id.to_owned(),
            full_name: name.to_owned(),
            state: proto::AssociationState::Active.into(),
            state_since: "2016-01-01".to_owned(),
            main_field: "Cơ khí".to_owned(),
            illustrative: true,
            ..Default::default()
        }
    }

    #[test]
    fn the_register_tells_legal_life_and_membership_apart() {
        let membership = proto::UnionMembership {
            association_id: "1".to_owned(),
            state: proto::UnionMembershipState::Left.into(),
            ..Default::default()
        };
        let associations = [association("1", "Hội Cơ khí"), association("2", "Hội Nuôi ong")];
        assert_eq!(
            register(&associations, &[membership]).render(120),
            "\
Tên                      Trạng thái  Từ ngày     Trong Liên hiệp Hội  Lĩnh vực
──────────────────────────────────────────────────────────────────────────────
Hội Cơ khí (minh họa)    hoạt động   01/01/2016  đã rút khỏi          Cơ khí
Hội Nuôi ong (minh họa)  hoạt động   01/01/2016                       Cơ khí
",
        );
    }

    #[test]
    fn figures_that_were_not_declared_are_not_zero() {
        let declaration = proto::HeadcountDeclaration {
            counted_on: "2021-11-30".to_owned(),
            declared_on: "2021-12-07".to_owned(),
            headcount: Some(proto::Headcount {
                members: 12_500,
                women: Some(0),
                ..Default::default()
            }),
            ..Default::default()
        };
        assert_eq!(
            headcounts(&[declaration]).render(120),
            "\
Số liệu ngày  Khai ngày   Hội viên    Trí thức  Nữ  Dưới 35 tuổi  Văn bản  Lưu ý
────────────────────────────────────────────────────────────────────────────────
30/11/2021    07/12/2021    12.500  không khai   0    không khai
",
        );
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
        assert_eq!(one_named("Nghề cá", three()).unwrap_err().exit_code(), 2);
    }
}
