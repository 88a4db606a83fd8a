//! `hoitu unit`: the directory of units as it stood on a date, and who followed whom.

use std::collections::{BTreeMap, BTreeSet};

use clap::{Args, Subcommand};
use contracts::ledger::v1::ReadAt;
use contracts::membership::v1 as proto;
use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use proto::unit_service_client::UnitServiceClient;
use tonic::Code;

use crate::failure::Failure;
use crate::moment::Moment;
use crate::output::json;
use crate::paging::{PAGE_SIZE, whole};
use crate::session::Session;
use crate::settings::Context;
use crate::table::{Table, left, wrapped};
use crate::wording;

/// Units asked for side by side.
const SIDE_BY_SIDE: usize = 16;

/// What to show.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Các đơn vị có vào một ngày, xếp theo mã
    List {
        #[command(flatten)]
        moment: Moment,
    },
    /// Một đơn vị: tên, cấp trên, tiền thân và đơn vị kế thừa
    Show {
        /// Mã như HD.BTG, hoặc UUID
        #[arg(value_name = "ĐƠN VỊ")]
        unit: String,
        #[command(flatten)]
        moment: Moment,
    },
}

pub async fn run(session: &Session, asked: Arguments) -> Result<(), Failure> {
    match asked.what {
        What::List { moment } => list(session, moment.read_at()).await,
        What::Show { unit, moment } => show(session, &unit, moment.read_at()).await,
    }
}

/// The id of a unit given by code or id.
pub async fn id_of(session: &Session, unit: &str, read_at: ReadAt) -> Result<String, Failure> {
    if uuid::Uuid::parse_str(unit).is_ok() {
        return Ok(unit.to_owned());
    }
    let mut client = UnitServiceClient::new(session.connect(Context::Membership).await?);
    let answer = client.get_unit(by_code_or_id(unit, read_at)).await?.into_inner();
    Ok(answer.unit.map(|unit| unit.unit_id).unwrap_or_default())
}

/// Units by their ids, as far as they are known; an end that lies ahead of the date is left out.
pub async fn by_id(
    session: &Session,
    ids: BTreeSet<String>,
    read_at: &ReadAt,
) -> Result<BTreeMap<String, proto::Unit>, Failure> {
    let client = UnitServiceClient::new(session.connect(Context::Membership).await?);
    let asked = stream::iter(ids).map(|id| {
        let mut client = client.clone();
        let request = by_code_or_id(&id, read_at.clone());
        async move {
            match client.get_unit(request).await {
                Ok(answer) => Ok((id, as_it_stood(answer.into_inner()))),
                Err(status) if status.code() == Code::NotFound => Ok((id, None)),
                Err(status) => Err(Failure::from(status)),
            }
        }
    });
    let units: Vec<_> = asked.buffered(SIDE_BY_SIDE).try_collect().await?;
    Ok(units.into_iter().filter_map(|(id, unit)| Some((id, unit?))).collect())
}

/// The full names of units, by id; none while membership does not answer.
pub async fn names(
    session: &Session,
    ids: BTreeSet<String>,
    read_at: &ReadAt,
) -> Result<BTreeMap<String, String>, Failure> {
    let units = match by_id(session, ids, read_at).await {
        Err(failure) if failure.exit_code() == 3 => BTreeMap::new(),
        units => units?,
    };
    Ok(units.into_iter().map(|(id, unit)| (id, unit.full_name)).collect())
}

fn as_it_stood(answer: proto::GetUnitResponse) -> Option<proto::Unit> {
    let as_of = answer.read_info.and_then(|info| info.read_at).map(|read_at| read_at.as_of);
    let mut unit = answer.unit?;
    if as_of.is_some_and(|as_of| unit.ended_on > as_of) {
        unit.ended_on.clear();
    }
    Some(unit)
}

async fn list(session: &Session, read_at: ReadAt) -> Result<(), Failure> {
    let answer = all(session, read_at).await?;
    session.output.print(
        |width| format!("{}\n{}", directory(&answer.units).render(width), footer(&answer)),
        || json("hoitu.membership.v1.ListUnitsResponse", &answer),
    )
}

async fn show(session: &Session, unit: &str, read_at: ReadAt) -> Result<(), Failure> {
    let mut client = UnitServiceClient::new(session.connect(Context::Membership).await?);
    let answer = client.get_unit(by_code_or_id(unit, read_at.clone())).await?.into_inner();
    let unit = answer.unit.clone().unwrap_or_default();
    let successions = whole(async |page_token| {
        let request = proto::ListUnitSuccessionsRequest {
            read_at: Some(read_at.clone()),
            page_size: PAGE_SIZE,
            page_token,
            unit_id: unit.unit_id.clone(),
        };
        client.list_unit_successions(request).await
    });
    let successions = successions.await?;
    let edges = successions.successions.iter();
    let others = edges.flat_map(|edge| [&edge.predecessor_unit_id, &edge.successor_unit_id]);
    let others = by_id(session, others.cloned().collect(), &ReadAt::default()).await?;
    session.output.print(
        |width| card(&unit, &successions.successions, &others).render(width),
        || {
            serde_json::json!({
                "unit": json("hoitu.membership.v1.GetUnitResponse", &answer)["unit"],
                "successions": json("hoitu.membership.v1.ListUnitSuccessionsResponse", &successions)["successions"],
            })
        },
    )
}

/// All pages as one answer.
async fn all(session: &Session, read_at: ReadAt) -> Result<proto::ListUnitsResponse, Failure> {
    let mut client = UnitServiceClient::new(session.connect(Context::Membership).await?);
    let units = whole(async |page_token| {
        let request = proto::ListUnitsRequest {
            read_at: Some(read_at.clone()),
            page_size: PAGE_SIZE,
            page_token,
            ..Default::default()
        };
        client.list_units(request).await
    });
    Ok(units.await?)
}

fn by_code_or_id(unit: &str, read_at: ReadAt) -> proto::GetUnitRequest {
    let (unit_id, code) = match uuid::Uuid::parse_str(unit) {
        Ok(_) => (unit.to_owned(), String::new()),
        Err(_) => (String::new(), unit.to_owned()),
    };
    proto::GetUnitRequest { unit_id, code, read_at: Some(read_at) }
}

fn directory(units: &[proto::Unit]) -> Table {
    let codes: BTreeMap<&str, &str> =
        units.iter().map(|unit| (unit.unit_id.as_str(), unit.code.as_str())).collect();
    let mut table = Table::new([
        left("Mã"),
        wrapped("Tên"),
        wrapped("Loại"),
        left("Cấp trên"),
        left("Từ ngày"),
    ]);
    for unit in units {
        let parent = codes.get(unit.parent_unit_id.as_str()).copied().unwrap_or_default();
        let since = wording::day(&unit.established_on);
        table.row([unit.code.as_str(), &unit.full_name, kind(unit.kind()), parent, &since]);
    }
    table
}

fn footer(answer: &proto::ListUnitsResponse) -> String {
    let as_of = answer.read_info.as_ref().and_then(|info| info.read_at.as_ref());
    let day = as_of.map(|read_at| wording::day(&read_at.as_of)).unwrap_or_default();
    let many = i64::try_from(answer.units.len()).unwrap_or(i64::MAX);
    format!("{} đơn vị vào ngày {day}\n", wording::count(many))
}

fn card(
    unit: &proto::Unit,
    successions: &[proto::UnitSuccession],
    others: &BTreeMap<String, proto::Unit>,
) -> Table {
    let mut table = Table::new([left("Đơn vị"), wrapped(""), left("Ngày")]);
    table.row(["Mã", &unit.code]);
    table.row(["Tên", &unit.full_name]);
    if !unit.short_name.is_empty() {
        table.row(["Tên ngắn", &unit.short_name]);
    }
    table.row(["Loại", kind(unit.kind())]);
    table.row(["Có từ ngày", "", &wording::day(&unit.established_on)]);
    if !unit.ended_on.is_empty() {
        table.row(["Không còn từ ngày", "", &wording::day(&unit.ended_on)]);
    }
    for edge in successions {
        let (label, other) = match edge.predecessor_unit_id == unit.unit_id {
            true => ("Kế thừa bởi", &edge.successor_unit_id),
            false => ("Kế thừa từ", &edge.predecessor_unit_id),
        };
        let name = others.get(other).map_or(other, |unit| &unit.full_name);
        let told = format!("{name} ({})", succession(edge.kind()));
        table.row([label, &told, &wording::day(&edge.effective_on)]);
    }
    table
}

fn succession(kind: proto::UnitSuccessionKind) -> &'static str {
    match kind {
        proto::UnitSuccessionKind::Unspecified => "không rõ",
        proto::UnitSuccessionKind::MergedInto => "sáp nhập",
        proto::UnitSuccessionKind::Consolidated => "hợp nhất",
        proto::UnitSuccessionKind::Divided => "chia",
        proto::UnitSuccessionKind::Separated => "tách",
        proto::UnitSuccessionKind::FunctionTransferred => "chuyển giao chức năng",
    }
}

pub fn kind(kind: proto::UnitKind) -> &'static str {
    match kind {
        proto::UnitKind::Unspecified => "không rõ",
        proto::UnitKind::CentralBody => "cơ quan trung ương",
        proto::UnitKind::Province => "tỉnh, thành phố",
        proto::UnitKind::District => "huyện, thị xã, thành phố thuộc tỉnh",
        proto::UnitKind::Commune => "xã, phường, đặc khu",
        proto::UnitKind::PartyCommittee => "tỉnh ủy, thành ủy",
        proto::UnitKind::PartyStandingBoard => "ban thường vụ",
        proto::UnitKind::PartyBoard => "ban, văn phòng cấp ủy",
        proto::UnitKind::SubordinatePartyCommittee => "đảng ủy trực thuộc",
        proto::UnitKind::PartyDelegation => "đảng đoàn",
        proto::UnitKind::PartyCaucus => "ban cán sự đảng",
        proto::UnitKind::DistrictPartyCommittee => "huyện ủy, thị ủy, thành ủy",
        proto::UnitKind::CommunePartyCommittee => "đảng ủy xã, phường",
        proto::UnitKind::PeoplesCouncil => "hội đồng nhân dân",
        proto::UnitKind::PeoplesCommittee => "ủy ban nhân dân",
        proto::UnitKind::Department => "sở, ban, ngành",
        proto::UnitKind::FatherlandFront => "Mặt trận Tổ quốc",
        proto::UnitKind::MassOrganisation => "đoàn thể",
        proto::UnitKind::ProvincialUnion => "Liên hiệp Hội",
        proto::UnitKind::School => "trường",
        proto::UnitKind::Press => "báo, đài",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(id: &str, code: &str, name: &str, parent: &str) -> proto::Unit {
        proto::Unit {
            unit_id: id.to_owned(),
            code: code.to_owned(),
            kind: proto::UnitKind::PartyBoard.into(),
            full_name: name.to_owned(),
            parent_unit_id: parent.to_owned(),
            established_on: "2010-01-01".to_owned(),
            ..Default::default()
        }
    }

    #[test]
    fn the_directory_names_the_parent_by_its_code() {
        let units = [
            unit("1", "HD.TU", "Tỉnh ủy Hải Dương", ""),
            unit("2", "HD.BTG", "Ban Tuyên giáo", "1"),
        ];
        assert_eq!(
            directory(&units).render(120),
            "\
Mã      Tên                Loại                   Cấp trên  Từ ngày
──────────────────────────────────────────────────────────────────────
HD.TU   Tỉnh ủy Hải Dương  ban, văn phòng cấp ủy            01/01/2010
HD.BTG  Ban Tuyên giáo     ban, văn phòng cấp ủy  HD.TU     01/01/2010
",
        );
    }

    #[test]
    fn an_end_ahead_of_the_date_is_not_told_yet() {
        let ended = |as_of: &str| {
            let mut unit = unit("1", "HD.LHH", "Liên hiệp Hội", "");
            unit.ended_on = "2025-07-01".to_owned();
            let read_at = ReadAt { as_of: as_of.to_owned(), ..Default::default() };
            let info =
                contracts::ledger::v1::ReadInfo { read_at: Some(read_at), ..Default::default() };
            as_it_stood(proto::GetUnitResponse { unit: Some(unit), read_info: Some(info) })
                .unwrap()
                .ended_on
        };
        assert_eq!(ended("2025-06-30"), "");
        assert_eq!(ended("2025-07-01"), "2025-07-01");
    }

    #[test]
    fn a_unit_that_handed_over_names_who_followed() {
        let mut old = unit("1", "HD.BTG", "Ban Tuyên giáo Tỉnh ủy Hải Dương", "");
        old.ended_on = "2025-03-01".to_owned();
        let edge = proto::UnitSuccession {
            predecessor_unit_id: "1".to_owned(),
            successor_unit_id: "2".to_owned(),
            kind: proto::UnitSuccessionKind::Consolidated.into(),
            effective_on: "2025-03-01".to_owned(),
            ..Default::default()
        };
        let next = unit("2", "HD.BTGDV", "Ban Tuyên giáo và Dân vận Tỉnh ủy", "");
        let others = BTreeMap::from([("2".to_owned(), next)]);
        assert_eq!(
            card(&old, &[edge], &others).render(120),
            "\
Đơn vị                                                           Ngày
───────────────────────────────────────────────────────────────────────────
Mã                 HD.BTG
Tên                Ban Tuyên giáo Tỉnh ủy Hải Dương
Loại               ban, văn phòng cấp ủy
Có từ ngày                                                       01/01/2010
Không còn từ ngày                                                01/03/2025
Kế thừa bởi        Ban Tuyên giáo và Dân vận Tỉnh ủy (hợp nhất)  01/03/2025
",
        );
    }
}
