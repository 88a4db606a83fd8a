//! The illustrative associations: each one's life, its membership of the Union and its declarations in
//! the order of their days; then those that went into another.
//!
//! Those that were founded come first and by themselves.

use chrono::NaiveDate;
use contracts::CommandRequest;
use contracts::membership::v1 as proto;

use super::command::{Command, Kind};
use super::phases::Phase;
use super::units;
use crate::data::{
    Association, AssociationCode, AssociationKind, EndReason, Founding, Headcount, Identified,
    Merger, MergerKind, Origin, ReviewedFiles, Term, UnionMembership, stable_id,
};

/// What a founding dossier holds; all of it was handed in.
const DOSSIER: [proto::DossierDocument; 4] = [
    proto::DossierDocument::Application,
    proto::DossierDocument::CharterDraft,
    proto::DossierDocument::FoundersList,
    proto::DossierDocument::OfficeProof,
];

/// Why an association left, in the words of the sample data.
const LEFT_BECAUSE: &str = "Minh họa: hội xin rút khỏi Liên hiệp Hội";

pub fn phases(files: &ReviewedFiles) -> Vec<Phase> {
    let is_founded = |it: &&Association| matches!(it.origin, Origin::Founded(_));
    let (founded, registered): (Vec<_>, Vec<_>) = files.associations.iter().partition(is_founded);
    let lanes = |of: Vec<&Association>| of.into_iter().map(lane).collect();
    let mergers = files.associations.iter().filter_map(|association| {
        association.succession.as_ref().map(|merger| merged(association, merger))
    });
    let mut mergers: Vec<Command> = mergers.collect();
    mergers.sort_by_key(|command| command.on);
    let mergers = if mergers.is_empty() { Vec::new() } else { vec![mergers] };
    let (founded, registered) = (lanes(founded), lanes(registered));
    vec![Phase::of(founded), Phase::of(registered), Phase::of(mergers)]
}

/// All that happens to one association by itself.
fn lane(association: &Association) -> Vec<Command> {
    let mut lane = origin(association);
    if let Some(suspension) = &association.suspended {
        let request = proto::SuspendAssociationRequest {
            association_id: id(&association.code),
            occurred_on: suspension.from.to_string(),
            decision_ref: Some(units::decision(&suspension.decision)),
            until: suspension.until.to_string(),
            reason: suspension.reason.clone(),
            ..Default::default()
        };
        lane.push(life(association, "suspended", suspension.from, &request));
    }
    lane.extend(association.union_membership.iter().flat_map(|one| membership(association, one)));
    lane.extend(association.headcounts.iter().map(|one| headcount(association, one)));
    lane.extend(dissolution(association));
    lane.sort_by_key(|command| command.on);
    lane
}

fn origin(association: &Association) -> Vec<Command> {
    match &association.origin {
        Origin::Registered { known_since } => {
            let request = proto::RegisterAssociationRequest {
                association_id: id(&association.code),
                full_name: association.full_name.clone(),
                short_name: association.short_name.clone(),
                scope: association.scope.into(),
                territory_unit_id: units::id(&association.territory),
                science_field: association.science_field.into(),
                main_field: association.main_field.clone(),
                occurred_on: known_since.to_string(),
                illustrative: association.illustrative,
                mass_association: association.kind == AssociationKind::Mass,
                ..Default::default()
            };
            vec![life(association, "registered", *known_since, &request)]
        }
        Origin::Founded(founding) => founded(association, founding),
    }
}

fn founded(association: &Association, founding: &Founding) -> Vec<Command> {
    let association_id = id(&association.code);
    let on = |day: NaiveDate| day.to_string();
    let propose = proto::ProposeFoundingRequest {
        association_id: association_id.clone(),
        full_name: association.full_name.clone(),
        short_name: association.short_name.clone(),
        scope: association.scope.into(),
        territory_unit_id: units::id(&association.territory),
        science_field: association.science_field.into(),
        main_field: association.main_field.clone(),
        occurred_on: on(founding.proposed_on),
        illustrative: association.illustrative,
        mass_association: association.kind == AssociationKind::Mass,
        ..Default::default()
    };
    let recognise = proto::RecogniseFoundingCommitteeRequest {
        association_id: association_id.clone(),
        occurred_on: on(founding.committee_recognised.issued_on),
        decision_ref: Some(units::decision(&founding.committee_recognised)),
        ..Default::default()
    };
    let permit = proto::PermitEstablishmentRequest {
        association_id: association_id.clone(),
        occurred_on: on(founding.permitted.issued_on),
        decision_ref: Some(units::decision(&founding.permitted)),
        founders: founding.founders,
        seat: founding.seat.clone(),
        dossier: DOSSIER.map(i32::from).to_vec(),
        ..Default::default()
    };
    let congress = &founding.congress;
    let hold = proto::RecordFoundingCongressRequest {
        association_id: association_id.clone(),
        occurred_on: on(congress.held_on),
        attendance: Some(proto::Attendance {
            called: congress.attendance.called,
            present: congress.attendance.present,
        }),
        term: Some(term(congress.term)),
        minutes: Some(paper(association, &congress.minutes, congress.held_on)),
        ..Default::default()
    };
    let approve = proto::ApproveCharterRequest {
        association_id,
        occurred_on: on(founding.charter_approved.issued_on),
        decision_ref: Some(units::decision(&founding.charter_approved)),
        ..Default::default()
    };
    vec![
        life(association, "proposed", founding.proposed_on, &propose),
        life(
            association,
            "committee recognised",
            founding.committee_recognised.issued_on,
            &recognise,
        ),
        life(association, "permitted", founding.permitted.issued_on, &permit),
        life(association, "founding congress held", congress.held_on, &hold),
        life(association, "charter approved", founding.charter_approved.issued_on, &approve),
    ]
}

fn membership(association: &Association, membership: &UnionMembership) -> Vec<Command> {
    let association_id = id(&association.code);
    let applied_on = membership.applied_on;
    let mut commands = vec![standing(
        association,
        "applied",
        applied_on,
        &proto::ApplyForUnionMembershipRequest {
            association_id: association_id.clone(),
            union_unit_id: units::id(&membership.union),
            occurred_on: applied_on.to_string(),
            application: Some(paper(association, &membership.application, applied_on)),
            ..Default::default()
        },
    )];
    if let Some(admitted) = &membership.admitted {
        let request = proto::ApproveApplicationRequest {
            association_id: association_id.clone(),
            occurred_on: admitted.issued_on.to_string(),
            decision_ref: Some(units::decision(admitted)),
            ..Default::default()
        };
        commands.push(standing(association, "admitted", admitted.issued_on, &request));
    }
    if let Some(transferred) = &membership.transferred {
        let request = proto::TransferUnionMembershipRequest {
            association_id: association_id.clone(),
            to_union_unit_id: units::id(&transferred.to),
            occurred_on: transferred.on.to_string(),
            decision_ref: Some(units::decision(&transferred.decision)),
            ..Default::default()
        };
        commands.push(standing(association, "transferred", transferred.on, &request));
    }
    if let Some(ended) = &membership.ended {
        match ended.reason {
            EndReason::AssociationEnded => {}
            EndReason::Withdrawn => {
                let request = proto::LeaveUnionRequest {
                    association_id,
                    occurred_on: ended.on.to_string(),
                    decision_ref: ended.decision.as_ref().map(units::decision),
                    reason: LEFT_BECAUSE.to_owned(),
                    ..Default::default()
                };
                commands.push(standing(association, "left", ended.on, &request));
            }
        }
    }
    commands
}

fn headcount(association: &Association, declared: &Headcount) -> Command {
    let code = &association.code;
    let counted_on = declared.counted_on;
    let request = proto::DeclareHeadcountRequest {
        association_id: id(code),
        declaration_id: stable_id(Identified::Declaration, &format!("{code}@{counted_on}"))
            .to_string(),
        counted_on: counted_on.to_string(),
        declared_on: declared.declared_on.to_string(),
        headcount: Some(proto::Headcount {
            members: declared.members.into(),
            intellectuals: declared.intellectuals.map(i64::from),
            women: declared.women.map(i64::from),
            under_35: declared.under_35.map(i64::from),
        }),
        evidence: Some(paper(association, &declared.evidence, declared.declared_on)),
        ..Default::default()
    };
    let resource = format!("headcounts {code}");
    Command::new(
        Kind::Headcount,
        resource,
        &format!("declared for {counted_on}"),
        declared.declared_on,
        &request,
    )
}

fn dissolution(association: &Association) -> Vec<Command> {
    let Some(dissolved) = &association.dissolved else { return Vec::new() };
    let start = proto::StartDissolutionRequest {
        association_id: id(&association.code),
        occurred_on: dissolved.started_on.to_string(),
        decision_ref: Some(units::decision(&dissolved.start_decision)),
        ground: dissolved.ground.into(),
        ..Default::default()
    };
    let the_day_before = dissolved.dissolved_on.pred_opt().unwrap_or(dissolved.dissolved_on);
    let complete = proto::CompleteDissolutionRequest {
        association_id: id(&association.code),
        occurred_on: dissolved.dissolved_on.to_string(),
        decision_ref: Some(units::decision(&dissolved.decision)),
        settlement: Some(paper(association, &dissolved.settlement, the_day_before)),
        ..Default::default()
    };
    vec![
        life(association, "dissolution started", dissolved.started_on, &start),
        life(association, "dissolved", dissolved.dissolved_on, &complete),
    ]
}

fn merged(association: &Association, merger: &Merger) -> Command {
    match merger.kind {
        MergerKind::Merged => {
            let request = proto::MergeAssociationRequest {
                association_id: id(&association.code),
                successor_association_id: id(&merger.into),
                occurred_on: merger.effective_on.to_string(),
                decision_ref: Some(units::decision(&merger.decision)),
                ..Default::default()
            };
            life(association, "merged", merger.effective_on, &request)
        }
    }
}

fn life(
    association: &Association,
    asks: &str,
    on: NaiveDate,
    request: &impl CommandRequest,
) -> Command {
    Command::new(Kind::Association, format!("association {}", association.code), asks, on, request)
}

fn standing(
    association: &Association,
    asks: &str,
    on: NaiveDate,
    request: &impl CommandRequest,
) -> Command {
    let resource = format!("union membership {}", association.code);
    Command::new(Kind::UnionMembership, resource, asks, on, request)
}

pub fn id(code: &AssociationCode) -> String {
    stable_id(Identified::Association, code.as_str()).to_string()
}

fn term(term: Term) -> proto::Term {
    proto::Term { from: term.from.to_string(), to: term.to.to_string() }
}

/// A document of the association's own; no file is kept of it.
fn paper(
    association: &Association,
    number_symbol: &str,
    issued_on: NaiveDate,
) -> proto::EvidenceRef {
    proto::EvidenceRef {
        number_symbol: number_symbol.to_owned(),
        issued_on: issued_on.to_string(),
        issuer_id: id(&association.code),
        file_sha256: String::new(),
    }
}
