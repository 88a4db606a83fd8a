//! Units: what is recorded of them, and what the directory answers.

use contracts::ledger::v1::CommandReceipt;
use contracts::membership::v1 as wire;
use tonic::Code;
use wire::unit_service_client::UnitServiceClient;
use wire::{UnitKind, UnitSuccessionKind};

use crate::battery::{creating, thoroughly};
use crate::world::{World, fresh, on, refusal};

pub fn decision() -> Option<wire::DecisionRef> {
    Some(wire::DecisionRef {
        number_symbol: "1-QĐ/TU".into(),
        issued_on: "2021-01-01".into(),
        issuer_unit_id: fresh(),
    })
}

impl World {
    /// A unit that exists since 1997.
    pub async fn unit(&self, code: &str, kind: UnitKind) -> (String, CommandReceipt) {
        let unit_id = fresh();
        let receipt = self.done(established(&unit_id, code, kind, "1997-01-01")).await;
        (unit_id, receipt)
    }

    pub async fn unit_on(
        &self,
        unit_id: &str,
        day: &str,
        after: &CommandReceipt,
    ) -> Result<wire::Unit, tonic::Status> {
        let request = wire::GetUnitRequest {
            unit_id: unit_id.into(),
            code: String::new(),
            read_at: on(day, after),
        };
        let answer = UnitServiceClient::new(self.channel()).get_unit(request).await?.into_inner();
        let info = answer.read_info.unwrap();
        assert_eq!(info.projection_version, "directory/v2/g1");
        assert_eq!(info.watermarks[0].context, "membership");
        Ok(answer.unit.unwrap())
    }

    async fn units_on(&self, day: &str, after: &CommandReceipt) -> Vec<String> {
        let request = wire::ListUnitsRequest { read_at: on(day, after), ..Default::default() };
        let answer = UnitServiceClient::new(self.channel()).list_units(request).await.unwrap();
        answer.into_inner().units.into_iter().map(|unit| unit.code).collect()
    }

    async fn successions(
        &self,
        unit_id: &str,
        day: &str,
        after: &CommandReceipt,
    ) -> Vec<wire::UnitSuccession> {
        let request = wire::ListUnitSuccessionsRequest {
            read_at: on(day, after),
            unit_id: unit_id.into(),
            ..Default::default()
        };
        let mut client = UnitServiceClient::new(self.channel());
        client.list_unit_successions(request).await.unwrap().into_inner().successions
    }
}

pub fn established(
    unit_id: &str,
    code: &str,
    kind: UnitKind,
    since: &str,
) -> wire::EstablishUnitRequest {
    wire::EstablishUnitRequest {
        unit_id: unit_id.into(),
        request_id: fresh(),
        validate_only: false,
        code: code.into(),
        kind: kind.into(),
        full_name: format!("Đơn vị {code}"),
        short_name: code.into(),
        parent_unit_id: String::new(),
        occurred_on: since.into(),
        decision_ref: None,
    }
}

#[tokio::test]
async fn a_unit_lives_under_its_names_and_parents() {
    let world = World::start().await;
    let (committee, _) = world.unit("HD.TU", UnitKind::PartyCommittee).await;
    let board = fresh();
    let receipt = creating!(
        world,
        unit_id,
        EstablishUnitRequest {
            unit_id: board.clone(),
            code: "HD.BTG".into(),
            kind: UnitKind::PartyBoard.into(),
            full_name: "Ban Tuyên giáo Tỉnh ủy Hải Dương".into(),
            short_name: "Ban Tuyên giáo".into(),
            parent_unit_id: String::new(),
            occurred_on: "2010-01-01".into(),
            decision_ref: None,
        }
    );
    let receipt = thoroughly!(
        world,
        receipt.etag,
        ReparentUnitRequest {
            unit_id: board.clone(),
            parent_unit_id: committee.clone(),
            occurred_on: "2012-01-01".into(),
            decision_ref: decision(),
        }
    );
    let receipt = thoroughly!(
        world,
        receipt.etag,
        RenameUnitRequest {
            unit_id: board.clone(),
            full_name: "Ban Tuyên giáo và Dân vận Tỉnh ủy Hải Dương".into(),
            short_name: String::new(),
            occurred_on: "2025-03-01".into(),
            decision_ref: None,
        }
    );
    let receipt = thoroughly!(
        world,
        receipt.etag,
        AbolishUnitRequest {
            unit_id: board.clone(),
            occurred_on: "2025-07-01".into(),
            decision_ref: decision(),
        }
    );

    let before = world.unit_on(&board, "2011-01-01", &receipt).await.unwrap();
    assert_eq!(
        before,
        wire::Unit {
            unit_id: board.clone(),
            code: "HD.BTG".into(),
            kind: UnitKind::PartyBoard.into(),
            full_name: "Ban Tuyên giáo Tỉnh ủy Hải Dương".into(),
            short_name: "Ban Tuyên giáo".into(),
            parent_unit_id: String::new(),
            established_on: "2010-01-01".into(),
            ended_on: "2025-07-01".into(),
            etag: receipt.etag.clone(),
        }
    );
    let under = world.unit_on(&board, "2025-02-28", &receipt).await.unwrap();
    assert_eq!(under.parent_unit_id, committee);
    assert_eq!(under.full_name, before.full_name);
    let renamed = world.unit_on(&board, "2026-01-01", &receipt).await.unwrap();
    assert_eq!(renamed.full_name, "Ban Tuyên giáo và Dân vận Tỉnh ủy Hải Dương");
    assert_eq!(renamed.short_name, "");
    let absent = world.unit_on(&board, "2009-12-31", &receipt).await.unwrap_err();
    assert_eq!(refusal(&absent).1, "NO_SUCH_RESOURCE");

    assert_eq!(world.units_on("2025-06-30", &receipt).await, ["HD.BTG", "HD.TU"]);
    assert_eq!(world.units_on("2025-07-01", &receipt).await, ["HD.TU"]);
}

#[tokio::test]
async fn a_succession_is_recorded_on_all_sides_or_on_none() {
    let world = World::start().await;
    let (propaganda, first) = world.unit("HD.BTG", UnitKind::PartyBoard).await;
    let (mobilisation, _) = world.unit("HD.BDV", UnitKind::PartyBoard).await;
    let heir = fresh();
    let late = established(&heir, "HD.BTGDV", UnitKind::PartyBoard, "2025-03-02");
    world.done(late).await;
    let succession = |day: &str| wire::RecordUnitSuccessionRequest {
        predecessor_unit_ids: vec![propaganda.clone(), mobilisation.clone()],
        etag: first.etag.clone(),
        request_id: fresh(),
        validate_only: false,
        kind: UnitSuccessionKind::Consolidated.into(),
        successors: vec![wire::UnitSuccessor { unit_id: heir.clone(), parts: 0 }],
        retained_parts: 0,
        predecessor_ends: false,
        occurred_on: day.into(),
        decision_ref: None,
    };
    let refused = world.refused(succession("2025-03-01")).await;
    assert_eq!(refused, (Code::FailedPrecondition, "UNIT_NOT_ALIVE".into()));

    let request = succession("2025-03-02");
    let dry = wire::RecordUnitSuccessionRequest {
        request_id: fresh(),
        validate_only: true,
        ..request.clone()
    };
    let reused =
        wire::RecordUnitSuccessionRequest { occurred_on: "2025-03-03".into(), ..request.clone() };
    let receipt = world.once(dry, request, reused).await;

    let types: Vec<_> = receipt.events.iter().map(|event| event.event_type.as_str()).collect();
    assert_eq!(types, ["UnitSucceeded", "UnitSucceeded", "unit.took_over"]);
    assert_eq!(world.units_on("2025-03-01", &receipt).await, ["HD.BDV", "HD.BTG"]);
    assert_eq!(world.units_on("2025-03-02", &receipt).await, ["HD.BTGDV"]);
    let edges = world.successions(&heir, "2026-01-01", &receipt).await;
    let from: Vec<_> = edges.iter().map(|edge| edge.predecessor_unit_id.clone()).collect();
    assert_eq!(from, [propaganda.clone(), mobilisation]);
    assert_eq!(edges[0].kind, i32::from(UnitSuccessionKind::Consolidated));
    assert!(edges[0].predecessor_ends);
    assert_eq!(world.successions(&propaganda, "2025-03-01", &receipt).await, []);
}

#[tokio::test]
async fn shares_of_a_division_are_kept() {
    let world = World::start().await;
    let (old, first) = world.unit("HD.A", UnitKind::District).await;
    let (one, _) = world.unit("HD.B", UnitKind::Commune).await;
    let (other, _) = world.unit("HD.C", UnitKind::Commune).await;
    let receipt = world
        .done(wire::RecordUnitSuccessionRequest {
            predecessor_unit_ids: vec![old.clone()],
            etag: first.etag,
            request_id: fresh(),
            kind: UnitSuccessionKind::Divided.into(),
            successors: vec![
                wire::UnitSuccessor { unit_id: one.clone(), parts: 2 },
                wire::UnitSuccessor { unit_id: other.clone(), parts: 1 },
            ],
            occurred_on: "2027-07-01".into(),
            ..Default::default()
        })
        .await;
    let edges = world.successions(&old, "2027-07-01", &receipt).await;
    let shares: Vec<_> = edges.iter().map(|edge| (edge.parts, edge.parts_in_all)).collect();
    assert_eq!(shares, [(2, 3), (1, 3)]);
    let still = world.unit_on(&old, "2027-06-30", &receipt).await.unwrap();
    assert_eq!(still.ended_on, "2027-07-01", "recorded ahead of its day");
}

#[tokio::test]
async fn a_code_is_given_once() {
    let world = World::start().await;
    let (_, first) = world.unit("HD.BTG", UnitKind::PartyBoard).await;
    let again = established(&fresh(), "HD.BTG", UnitKind::Press, "2011-01-01");
    let refused = world.refused(again).await;
    assert_eq!(refused, (Code::AlreadyExists, "UNIT_CODE_TAKEN".into()));

    let request = wire::GetUnitRequest {
        code: "HD.BTG".into(),
        read_at: on("2026-01-01", &first),
        ..Default::default()
    };
    let mut client = UnitServiceClient::new(world.channel());
    let found = client.get_unit(request).await.unwrap().into_inner().unit.unwrap();
    assert_eq!(found.kind, i32::from(UnitKind::PartyBoard));
}

#[tokio::test]
async fn lists_go_page_by_page_and_show_one_moment() {
    let world = World::start().await;
    for code in ["HD.1", "HD.2", "HD.3"] {
        world.unit(code, UnitKind::School).await;
    }
    let (_, last) = world.unit("HD.4", UnitKind::Press).await;
    let mut client = UnitServiceClient::new(world.channel());
    let ask = |page_token: &str, kind: UnitKind| wire::ListUnitsRequest {
        read_at: on("2026-01-01", &last),
        page_size: 2,
        page_token: page_token.into(),
        kind: kind.into(),
        parent_unit_id: String::new(),
    };
    let first = client.list_units(ask("", UnitKind::School)).await.unwrap().into_inner();
    let codes =
        |units: &[wire::Unit]| -> Vec<_> { units.iter().map(|unit| unit.code.clone()).collect() };
    assert_eq!(codes(&first.units), ["HD.1", "HD.2"]);

    let (_, later) = world.unit("HD.5", UnitKind::School).await;
    world.unit_on(&fresh(), "2026-01-01", &later).await.unwrap_err();
    let token = first.next_page_token;
    let second = client.list_units(ask(&token, UnitKind::School)).await.unwrap().into_inner();
    assert_eq!(codes(&second.units), ["HD.3"], "what came later is not in these pages");
    assert_eq!(second.next_page_token, "");
    let changed = client.list_units(ask(&token, UnitKind::Press)).await.unwrap_err();
    assert_eq!(refusal(&changed).2, ["page_token"]);
}
