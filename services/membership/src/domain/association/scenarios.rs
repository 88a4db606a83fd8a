//! What an association does, rule by rule.

use std::collections::BTreeSet;

use ledger::scenario::Scenario;
use uuid::Uuid;

use super::*;
use crate::domain::{AssociationId, MoreThan, UnitId};

mod ending;
mod founding;
mod properties;
mod running;

const TERRITORY: UnitId = UnitId(Uuid::from_u128(100));
const THIS: AssociationId = association(1);
const THAT: AssociationId = association(2);
const THIRD: AssociationId = association(3);

const fn association(n: u128) -> AssociationId {
    AssociationId(Uuid::from_u128(n))
}

fn day(n: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 1, 1).unwrap() + chrono::Days::new(n)
}

fn profile() -> Profile {
    Profile {
        name: Name { full: "Hội Cơ khí tỉnh Hải Dương".into(), short: None },
        work: Work {
            scope: Scope::Province,
            territory: TERRITORY,
            science_field: ScienceField::EngineeringAndTechnology,
            main_field: "Cơ khí".into(),
        },
        mass: false,
    }
}

fn rules() -> LegalRules {
    LegalRules {
        version: "126/2024/NĐ-CP".into(),
        minimum_founders: MinimumFounders { province: 50, district: 20, commune: 10 },
        dossier: BTreeSet::from([DossierDocument::Application, DossierDocument::CharterDraft]),
        congress_quorum: MoreThan { parts: 1, of: 2 },
        founding_congress_within_days: 90,
        founding_extension_at_most_days: Some(30),
        term_at_most_years: 5,
        term_extension_at_most_days: Some(365),
        suspension_at_most_days: Some(180),
    }
}

fn act(on: u64) -> Act {
    let decision = DecisionRef {
        number_symbol: "1/QĐ-UBND".into(),
        issued_on: day(0),
        issuer_unit_id: TERRITORY,
    };
    Act { occurred_on: day(on), decision }
}

fn evidence() -> EvidenceRef {
    EvidenceRef {
        number_symbol: "1/BB".into(),
        issued_on: day(0),
        issuer_id: THIS.0,
        file_sha256: None,
    }
}

fn permit() -> Permit {
    Permit { founders: 50, seat: "Hải Dương".into(), dossier: rules().dossier }
}

fn congress(from: u64, to: u64) -> Congress {
    Congress {
        attendance: Attendance { called: 100, present: 51 },
        term: Term { from: day(from), to: day(to) },
        minutes: evidence(),
    }
}

fn proposed() -> Event {
    Event::FoundingProposed { profile: profile(), illustrative: false, occurred_on: day(0) }
}

fn recognised() -> Event {
    Event::FoundingCommitteeRecognised { act: act(1) }
}

/// On day 2; the congress is due by day 92.
fn permitted() -> Event {
    Event::EstablishmentPermitted {
        act: act(2),
        profile: profile(),
        illustrative: false,
        permit: permit(),
        congress_due_on: day(92),
        rules_version: rules().version,
    }
}

/// On day 3; the term ends on day 1000.
fn founded() -> Event {
    let rules_version = rules().version;
    Event::FoundingCongressHeld { occurred_on: day(3), congress: congress(3, 1000), rules_version }
}

/// Active since day 4.
fn activated() -> [Event; 2] {
    [Event::CharterApproved { act: act(4) }, Event::Activated { occurred_on: day(4) }]
}

fn preparing() -> Vec<Event> {
    vec![proposed(), recognised()]
}

fn waiting_for_congress() -> Vec<Event> {
    [preparing(), vec![permitted()]].concat()
}

fn waiting_for_charter() -> Vec<Event> {
    [waiting_for_congress(), vec![founded()]].concat()
}

fn active() -> Vec<Event> {
    [waiting_for_charter(), activated().to_vec()].concat()
}

/// From day 10 to day 40.
fn suspended() -> Vec<Event> {
    [active(), vec![suspension()]].concat()
}

fn suspension() -> Event {
    Event::Suspended {
        act: act(10),
        until: day(40),
        reason: "không báo cáo".into(),
        rules_version: rules().version,
    }
}

fn dissolving() -> Vec<Event> {
    let ground = DissolutionGround::Voluntary;
    [active(), vec![Event::DissolutionStarted { act: act(20), ground }]].concat()
}

/// On day 30.
fn dissolved() -> Vec<Event> {
    let ground = DissolutionGround::Voluntary;
    let end = Event::Dissolved { act: act(30), ground, settlement: evidence() };
    [dissolving(), vec![end]].concat()
}

fn merger() -> Sides {
    Sides::new(SuccessionKind::Merged, vec![THIS], vec![THAT]).unwrap()
}

fn propose() -> Command {
    Command::ProposeFounding { profile: profile(), illustrative: false, occurred_on: day(0) }
}

fn suspend(until: u64) -> Command {
    let reason = "không báo cáo".into();
    Command::Suspend { act: act(10), until: day(until), reason, rules: rules() }
}

/// One of each command, dated so that its day is no reason to refuse it.
fn one_of_each() -> Vec<Command> {
    let (rules, act) = (rules(), act(5000));
    vec![
        Command::RejectFounding { act: act.clone(), reason: "trùng".into() },
        Command::RecogniseFoundingCommittee { act: act.clone() },
        Command::PermitEstablishment { act: act.clone(), permit: permit(), rules: rules.clone() },
        Command::ExtendFoundingCongress {
            act: act.clone(),
            extended_to: day(100),
            rules: rules.clone(),
        },
        Command::RecordFoundingCongress {
            occurred_on: day(50),
            congress: congress(50, 1000),
            rules: rules.clone(),
        },
        Command::LapsePermission { occurred_on: day(5000) },
        Command::ApproveCharter { act: act.clone() },
        Command::RecordTermCongress {
            act: act.clone(),
            congress: congress(5000, 6000),
            extraordinary: false,
            rules: rules.clone(),
        },
        Command::ExtendTermCongress {
            act: act.clone(),
            extended_to: day(1100),
            rules: rules.clone(),
        },
        Command::FlagCongressOverdue { occurred_on: day(5000) },
        Command::Suspend { act: act.clone(), until: day(5001), reason: String::new(), rules },
        Command::Resume { act: act.clone() },
        Command::FlagSuspensionExpired { occurred_on: day(5000) },
        Command::Rename { act: act.clone(), name: Name { full: "Hội B".into(), short: None } },
        Command::ChangeCharter { act: act.clone() },
        Command::ChangeScope {
            act: act.clone(),
            work: Work { main_field: "Cơ khí, Tự động hóa".into(), ..profile().work },
            mass: None,
        },
        Command::Hand { act: act.clone(), sides: merger() },
        Command::Absorb { act: act.clone(), sides: merger() },
        Command::StartDissolution { act: act.clone(), ground: DissolutionGround::Voluntary },
        Command::CompleteDissolution { act, settlement: evidence() },
    ]
}

/// The table of `stage.rs`, asked row by row: a stage carries out what it allows, and refuses all else.
#[test]
fn each_stage_allows_its_commands_and_no_others() {
    let lapsed = Event::PermissionLapsed { occurred_on: day(93) };
    let merged = Event::Merged { act: act(9), successor: THAT };
    let split = Event::Divided { act: act(9), successors: BTreeSet::from([THAT, THIRD]) };
    let histories = [
        vec![proposed()],
        preparing(),
        waiting_for_congress(),
        waiting_for_charter(),
        active(),
        suspended(),
        dissolving(),
        dissolved(),
        [active(), vec![merged]].concat(),
        [active(), vec![split]].concat(),
        [waiting_for_congress(), vec![lapsed]].concat(),
    ];
    let mut allowed_somewhere = BTreeSet::new();
    for history in histories {
        let association = Association::replay(&history);
        let Association::Known { stage, .. } = &association else { panic!("it has begun") };
        let mut allowed = BTreeSet::from_iter(stage.allowed());
        for command in one_of_each() {
            let name: &'static str = (&command).into();
            if allowed.remove(&name) {
                let events = association.decide(command);
                assert!(events.is_ok_and(|events| !events.is_empty()), "{stage:?} allows {name}");
                allowed_somewhere.insert(name);
            } else {
                let refusal = stage.refuses();
                assert_eq!(association.decide(command), Err(refusal), "{name} in {stage:?}");
            }
        }
        assert_eq!(allowed, BTreeSet::new(), "{stage:?} allows what is no command");
    }
    assert_eq!(allowed_somewhere.len(), one_of_each().len());
}

/// `golden.jsonl` holds one line for each shape that was ever stored. Lines are only ever added.
#[test]
fn the_past_still_reads() {
    let golden: Vec<Event> = include_str!("golden.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).expect("every stored shape decodes"))
        .collect();
    let stored = serde_json::to_string(&golden).unwrap();
    for name in <Event as strum::VariantNames>::VARIANTS {
        assert!(stored.contains(&format!(r#""type":"{name}""#)), "no golden line for {name}");
    }
}
