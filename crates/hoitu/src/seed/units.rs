//! The directory: units from the top down, then what became of them.

use std::collections::HashMap;

use chrono::NaiveDate;
use contracts::membership::v1 as proto;

use super::command::{Command, Kind};
use super::phases::Phase;
use crate::data::{Decision, Identified, ReviewedFiles, Succession, Unit, UnitCode, stable_id};

/// The id of a unit of the files.
pub fn id(code: &UnitCode) -> String {
    stable_id(Identified::Unit, code.as_str()).to_string()
}

/// A decision, by the id of who issued it.
pub fn decision(decision: &Decision) -> proto::DecisionRef {
    proto::DecisionRef {
        number_symbol: decision.number_symbol.clone(),
        issued_on: decision.issued_on.to_string(),
        issuer_unit_id: id(&decision.issuer),
    }
}

/// A phase for each level of the hierarchy, and one for the successions, in the order of the file.
pub fn phases(files: &ReviewedFiles) -> Vec<Phase> {
    let mut levels: HashMap<&UnitCode, usize> = HashMap::new();
    let mut phases: Vec<Phase> = Vec::new();
    for unit in &files.units {
        let above = unit.parents.iter().filter_map(|parent| parent.unit.as_ref());
        let level = above.filter_map(|code| levels.get(code)).max().map_or(0, |level| level + 1);
        levels.insert(&unit.code, level);
        if phases.len() <= level {
            phases.resize_with(level + 1, Phase::default);
        }
        phases[level].lanes.push(lane(unit));
    }
    let successions = files.successions.iter().flat_map(succession).collect();
    phases.push(Phase::of(vec![successions]));
    phases
}

/// A unit from its first day, with its later names and parents by date.
fn lane(unit: &Unit) -> Vec<Command> {
    let mut lane = vec![establish(unit)];
    let since = unit.established_on;
    lane.extend(unit.names.iter().filter(|name| name.valid_from > since).map(|name| {
        let on = name.valid_from;
        change(
            &unit.code,
            &format!("renamed on {on}"),
            on,
            &proto::RenameUnitRequest {
                unit_id: id(&unit.code),
                full_name: name.full.clone(),
                short_name: name.short.clone(),
                occurred_on: on.to_string(),
                ..Default::default()
            },
        )
    }));
    lane.extend(unit.parents.iter().filter(|parent| parent.from > since).map(|parent| {
        let on = parent.from;
        change(
            &unit.code,
            &format!("reparented on {on}"),
            on,
            &proto::ReparentUnitRequest {
                unit_id: id(&unit.code),
                parent_unit_id: parent.unit.as_ref().map(id).unwrap_or_default(),
                occurred_on: on.to_string(),
                ..Default::default()
            },
        )
    }));
    lane.sort_by_key(|command| command.on);
    lane
}

fn establish(unit: &Unit) -> Command {
    let on = unit.established_on;
    let name = unit.names.first();
    let parent = unit.parents.iter().find(|parent| parent.from <= on);
    change(
        &unit.code,
        "established",
        on,
        &proto::EstablishUnitRequest {
            unit_id: id(&unit.code),
            code: unit.code.to_string(),
            kind: unit.kind.into(),
            full_name: name.map(|name| name.full.clone()).unwrap_or_default(),
            short_name: name.map(|name| name.short.clone()).unwrap_or_default(),
            parent_unit_id: parent
                .and_then(|parent| parent.unit.as_ref())
                .map(id)
                .unwrap_or_default(),
            occurred_on: on.to_string(),
            ..Default::default()
        },
    )
}

fn succession(succession: &Succession) -> Vec<Command> {
    let on = succession.effective_on;
    let decision_ref = succession.decision_ref.as_ref().map(decision);
    match (succession.kind.in_contract(), succession.from.first()) {
        (Some(kind), Some(first)) => {
            let successors = succession.to.iter();
            let predecessor_ends = kind == proto::UnitSuccessionKind::FunctionTransferred
                && succession.predecessor_ends;
            let request = proto::RecordUnitSuccessionRequest {
                predecessor_unit_ids: succession.from.iter().map(id).collect(),
                kind: kind.into(),
                successors: successors
                    .map(|code| proto::UnitSuccessor { unit_id: id(code), parts: 0 })
                    .collect(),
                predecessor_ends,
                occurred_on: on.to_string(),
                decision_ref,
                ..Default::default()
            };
            vec![ended(first, &format!("succeeded on {on}"), on, &request)]
        }
        (None, _) | (_, None) => succession
            .from
            .iter()
            .map(|code| {
                ended(
                    code,
                    "abolished",
                    on,
                    &proto::AbolishUnitRequest {
                        unit_id: id(code),
                        occurred_on: on.to_string(),
                        decision_ref: decision_ref.clone(),
                        ..Default::default()
                    },
                )
            })
            .collect(),
    }
}

fn change(
    code: &UnitCode,
    asks: &str,
    on: NaiveDate,
    request: &impl contracts::CommandRequest,
) -> Command {
    Command::new(Kind::Unit, format!("unit {code}"), asks, on, request)
}

fn ended(
    code: &UnitCode,
    asks: &str,
    on: NaiveDate,
    request: &impl contracts::CommandRequest,
) -> Command {
    Command::new(Kind::UnitSuccession, format!("unit {code}"), asks, on, request)
}
