//! Rows that were changed after they were recorded: compared with what the services answer, and turned
//! into the facts that they stand for.

use contracts::ledger::v1::ReadAt;
use contracts::membership::v1 as membership;
use contracts::reporting::v1 as reporting;
use membership::association_service_client::AssociationServiceClient;
use membership::unit_service_client::UnitServiceClient;
use prost_reflect::{DynamicMessage, ReflectMessage as _, Value};
use reporting::indicator_service_client::IndicatorServiceClient;
use reporting::plan_service_client::PlanServiceClient;
use tonic::{Code, Status};

use super::command::{Command, Kind};
use super::leftover::{Difference, Leftover, Why};
use super::sending::Sender;
use crate::connection::persistently;
use crate::failure::Failure;
use crate::output::{CONTRACTS, dynamic_json};
use crate::session::Session;
use crate::settings::Context;

/// Why an indicator is defined anew.
const REVISED_BECAUSE: &str = "Tệp dữ liệu chỉ số đã được sửa";

/// What came of the changed rows.
pub struct Settled {
    pub amended: Vec<Leftover>,
    pub unsettled: Vec<Leftover>,
}

/// Settles them one by one; a row that says what has been recorded by now needs nothing.
pub async fn settle(
    session: &Session,
    changed: Vec<Command>,
    after: &[String],
) -> Result<Settled, Failure> {
    let mut settled = Settled { amended: Vec::new(), unsettled: Vec::new() };
    if changed.is_empty() {
        return Ok(settled);
    }
    let sender = Sender::connect(session, changed.iter().map(Command::line)).await?;
    for row in changed {
        let compared = compare(session, &row, after).await?;
        let Compared { differences, facts, is_whole } = compared;
        let mut amended = Vec::new();
        for Fact { command, etag, difference } in facts {
            match sender.amend(&command, &etag).await? {
                Ok(()) => amended.push(difference),
                Err(why) => settled.unsettled.push(Leftover::new(&row, why)),
            }
        }
        if !amended.is_empty() {
            settled.amended.push(Leftover::new(&row, Why::Amended(amended)));
        } else if !differences.is_empty() || !is_whole {
            settled.unsettled.push(Leftover::new(&row, Why::Unlike(differences)));
        }
    }
    Ok(settled)
}

/// A row beside what is recorded.
struct Compared {
    /// What no fact can express.
    differences: Vec<Difference>,
    facts: Vec<Fact>,
    /// Whether all that the row says can be read back.
    is_whole: bool,
}

/// What a difference stands for, on the resource with this etag.
struct Fact {
    command: Command,
    etag: String,
    difference: Difference,
}

async fn compare(session: &Session, row: &Command, after: &[String]) -> Result<Compared, Failure> {
    let read_at = ReadAt {
        as_of: row.on.to_string(),
        at_least_tokens: after.iter().filter(|token| is_of(row, token)).cloned().collect(),
        ..Default::default()
    };
    match row.kind {
        Kind::Unit => unit(session, row, read_at).await,
        Kind::Indicator => indicator(session, row, read_at).await,
        Kind::Plan => plan(session, row, read_at).await,
        Kind::Association => association(session, row, read_at).await,
        Kind::Right
        | Kind::UnitSuccession
        | Kind::UnionMembership
        | Kind::Headcount
        | Kind::Reassignment
        | Kind::Calendar
        | Kind::Regime
        | Kind::Evidence
        | Kind::Record
        | Kind::Target
        | Kind::PaperPeriod
        | Kind::PaperReport
        | Kind::ReviewRegulation
        | Kind::ReviewDocument
        | Kind::Review
        | Kind::Proposal
        | Kind::ContestFile
        | Kind::Contest
        | Kind::ContestEntry
        | Kind::Jury
        | Kind::Sheet
        | Kind::Prizes
        | Kind::FollowUp => {
            Ok(Compared { differences: Vec::new(), facts: Vec::new(), is_whole: false })
        }
    }
}

fn is_of(row: &Command, token: &str) -> bool {
    token.split(':').next() == Some(row.kind.context().name())
}

async fn unit(session: &Session, row: &Command, read_at: ReadAt) -> Result<Compared, Failure> {
    let client = UnitServiceClient::new(session.connect(Context::Membership).await?);
    let unit_id = text(row, "unit_id");
    let ask = membership::GetUnitRequest { unit_id, read_at: Some(read_at), ..Default::default() };
    let answer = persistently(|| {
        let (mut client, ask) = (client.clone(), ask.clone());
        async move { client.get_unit(ask).await }
    });
    let unit = answer.await?.into_inner().unit.unwrap_or_default();
    let (unit_id, etag, occurred_on) = (&unit.unit_id, &unit.etag, text(row, "occurred_on"));
    let recorded = dynamic("hoitu.membership.v1.Unit", &unit);
    let (mut facts, mut differences) = (Vec::new(), Vec::new());
    let (names, others): (Vec<_>, Vec<_>) = differences_of(&row.request, &recorded)
        .into_iter()
        .partition(|it| it.what == "full_name" || it.what == "short_name");
    if let Some(difference) = names.into_iter().next() {
        let request = membership::RenameUnitRequest {
            unit_id: unit_id.clone(),
            full_name: text(row, "full_name"),
            short_name: text(row, "short_name"),
            occurred_on: occurred_on.clone(),
            ..Default::default()
        };
        let command = Command::amending(row, etag, &request);
        facts.push(Fact { command, etag: etag.clone(), difference });
    }
    for difference in others {
        if difference.what == "parent_unit_id" {
            let request = membership::ReparentUnitRequest {
                unit_id: unit_id.clone(),
                parent_unit_id: text(row, "parent_unit_id"),
                occurred_on: occurred_on.clone(),
                ..Default::default()
            };
            let command = Command::amending(row, etag, &request);
            facts.push(Fact { command, etag: etag.clone(), difference });
        } else {
            differences.push(difference);
        }
    }
    let is_established = row.rpc.ends_with("/EstablishUnit");
    if is_established && unit.established_on != occurred_on {
        differences.push(Difference {
            what: "established_on".to_owned(),
            recorded: unit.established_on.clone(),
            file: occurred_on,
        });
    }
    Ok(Compared { differences, facts, is_whole: true })
}

async fn indicator(session: &Session, row: &Command, read_at: ReadAt) -> Result<Compared, Failure> {
    let client = IndicatorServiceClient::new(session.connect(Context::Reporting).await?);
    let ask = reporting::GetIndicatorRequest {
        plan_id: text(row, "plan_id"),
        code: text(row, "code"),
        read_at: Some(ReadAt { as_of: String::new(), ..read_at }),
    };
    let answer = persistently(|| {
        let (mut client, ask) = (client.clone(), ask.clone());
        async move { client.get_indicator(ask).await }
    });
    let answer = answer.await?.into_inner();
    let etag = answer.indicator.unwrap_or_default().etag;
    let today = answer.read_info.and_then(|info| info.read_at).unwrap_or_default().as_of;
    let latest = answer.versions.last().and_then(|version| version.definition.clone());
    let recorded = dynamic("hoitu.reporting.v1.IndicatorDefinition", &latest.unwrap_or_default());
    let Some(Value::Message(said)) = value(&row.request, "definition") else {
        return Ok(Compared { differences: Vec::new(), facts: Vec::new(), is_whole: false });
    };
    let mut found = differences_of(&said, &recorded).into_iter();
    let mut facts = Vec::new();
    if let Some(difference) = found.next() {
        let request = reporting::ReviseIndicatorRequest {
            plan_id: text(row, "plan_id"),
            code: text(row, "code"),
            definition: said.transcode_to().ok(),
            valid_from: today,
            reason: REVISED_BECAUSE.to_owned(),
            ..Default::default()
        };
        let command = Command::amending(row, &etag, &request);
        facts.push(Fact { command, etag, difference });
    }
    Ok(Compared { differences: Vec::new(), facts, is_whole: true })
}

/// An amendment needs a decision, which the files do not have: what differs is told.
async fn plan(session: &Session, row: &Command, read_at: ReadAt) -> Result<Compared, Failure> {
    let client = PlanServiceClient::new(session.connect(Context::Reporting).await?);
    let ask = reporting::GetPlanRequest {
        plan_id: text(row, "plan_id"),
        read_at: Some(read_at),
        version: 1,
    };
    let answer = persistently(|| {
        let (mut client, ask) = (client.clone(), ask.clone());
        async move { client.get_plan(ask).await }
    });
    let plan = answer.await?.into_inner().plan.unwrap_or_default();
    let said: reporting::IssuePlanRequest = row.request.transcode_to().unwrap_or_default();
    let mut differences = differences_of(&row.request, &dynamic("hoitu.reporting.v1.Plan", &plan));
    differences.retain(|it| it.what != "items" && it.what != "sections");
    for issued in &said.items {
        let ours = issued.item.clone().unwrap_or_default();
        let recorded = plan.items.iter().filter_map(|item| item.item.clone());
        let theirs = recorded.into_iter().find(|it| it.code == ours.code).unwrap_or_default();
        let name = "hoitu.reporting.v1.ItemText";
        for mut found in differences_of(&dynamic(name, &ours), &dynamic(name, &theirs)) {
            found.what = format!("{} {}", ours.code, found.what);
            differences.push(found);
        }
    }
    Ok(Compared { differences, facts: Vec::new(), is_whole: false })
}

async fn association(
    session: &Session,
    row: &Command,
    read_at: ReadAt,
) -> Result<Compared, Failure> {
    let client = AssociationServiceClient::new(session.connect(Context::Membership).await?);
    let association_id = text(row, "association_id");
    let ask = membership::GetAssociationRequest { association_id, read_at: Some(read_at) };
    let answer = persistently(|| {
        let (mut client, ask) = (client.clone(), ask.clone());
        async move { client.get_association(ask).await }
    });
    let differences = match answer.await {
        Ok(answer) => {
            let recorded = answer.into_inner().association.unwrap_or_default();
            differences_of(&row.request, &dynamic("hoitu.membership.v1.Association", &recorded))
        }
        Err(status) => not_there(status)?,
    };
    Ok(Compared { differences, facts: Vec::new(), is_whole: false })
}

/// On the row's day there may be nothing to compare with.
fn not_there(status: Status) -> Result<Vec<Difference>, Failure> {
    if status.code() == Code::NotFound { Ok(Vec::new()) } else { Err(status.into()) }
}

/// The fields that both have and that differ; not what surrounds a command.
fn differences_of(said: &DynamicMessage, recorded: &DynamicMessage) -> Vec<Difference> {
    let descriptor = said.descriptor();
    let fields = descriptor.fields().filter(|field| !matches!(field.name(), "etag" | "request_id"));
    let differing = fields.filter_map(|field| {
        let recorded = value(recorded, field.name())?;
        let said = said.get_field(&field).into_owned();
        (said != recorded).then(|| Difference {
            what: field.name().to_owned(),
            recorded: shown(&recorded),
            file: shown(&said),
        })
    });
    differing.collect()
}

fn shown(value: &Value) -> String {
    if let Some(text) = value.as_str() {
        text.to_owned()
    } else if let Some(message) = value.as_message() {
        dynamic_json(message).unwrap_or_default().to_string()
    } else if let Some(values) = value.as_list() {
        values.iter().map(shown).collect::<Vec<_>>().join("; ")
    } else {
        value.to_string()
    }
}

fn value(message: &DynamicMessage, field: &str) -> Option<Value> {
    message.get_field_by_name(field).map(std::borrow::Cow::into_owned)
}

fn text(row: &Command, field: &str) -> String {
    value(&row.request, field)
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}

fn dynamic(name: &'static str, message: &impl prost::Message) -> DynamicMessage {
    let descriptor = CONTRACTS.get_message_by_name(name).expect("a message of the contracts");
    let mut dynamic = DynamicMessage::new(descriptor);
    dynamic.transcode_from(message).expect("the same contract decodes what it encoded");
    dynamic
}
