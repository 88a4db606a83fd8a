//! A jury on its way to its draw, over the wire.

use awards::domain::codes::FieldCode;
use awards::domain::{JuryId, RoundId};
use contracts::awards::v1::*;
use contracts::ledger::v1::CommandReceipt;
use servers::bad_input::GOOD_ID;

use crate::history::school;
use crate::receipt;
use crate::requests::{after, fresh};
use crate::screening::decision;
use crate::world::{CHAIR, JUDGES, SECRETARY, World};

/// The jury of the field.
pub fn jury_id() -> String {
    let field: FieldCode = "F1".parse().unwrap();
    JuryId::of(RoundId(GOOD_ID.parse().unwrap()), &field).to_string()
}

/// The second judge works where the second entry comes from.
fn members() -> Vec<NamedJudge> {
    let named = |judge: &str, unit: String, part: JuryPart| NamedJudge {
        judge: judge.into(),
        unit_id: unit,
        part: part.into(),
    };
    let chair = named(CHAIR, GOOD_ID.into(), JuryPart::Chair);
    let unit = |at: usize| if at == 1 { school(2) } else { GOOD_ID.into() };
    let member = |(at, judge): (usize, &&str)| named(judge, unit(at), JuryPart::Member);
    [chair].into_iter().chain(JUDGES.iter().enumerate().map(member)).collect()
}

pub fn form() -> FormJuryRequest {
    FormJuryRequest {
        round_id: GOOD_ID.into(),
        field_code: "F1".into(),
        request_id: fresh(),
        validate_only: false,
        members: members(),
        decision_ref: decision(),
    }
}

pub fn freeze(etag: &str) -> FreezeJuryRequest {
    FreezeJuryRequest {
        round_id: GOOD_ID.into(),
        jury_id: jury_id(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
        frozen_on: "2026-07-12".into(),
    }
}

pub fn draw(etag: &str) -> DrawAssignmentsRequest {
    DrawAssignmentsRequest {
        round_id: GOOD_ID.into(),
        jury_id: jury_id(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
        stage: Stage::Preliminary.into(),
    }
}

pub fn assign(etag: &str, judge: &str, code: &str) -> AssignJudgeRequest {
    AssignJudgeRequest {
        round_id: GOOD_ID.into(),
        jury_id: jury_id(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
        stage: Stage::Preliminary.into(),
        judge: judge.into(),
        entry_code: code.into(),
        reason: "Thay giám khảo".into(),
    }
}

pub fn add(etag: &str, judge: &str, exception: &str) -> AddJudgeRequest {
    AddJudgeRequest {
        round_id: GOOD_ID.into(),
        jury_id: jury_id(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
        member: Some(NamedJudge {
            judge: judge.into(),
            unit_id: GOOD_ID.into(),
            part: JuryPart::Member.into(),
        }),
        exception_reason: exception.into(),
        decision_ref: decision(),
    }
}

pub fn record(etag: &str, judge: &str, entry_id: String) -> RecordConflictRequest {
    RecordConflictRequest {
        round_id: GOOD_ID.into(),
        jury_id: jury_id(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
        judge: judge.into(),
        entry_id,
        kind: ConflictKind::Kin.into(),
    }
}

impl World {
    pub async fn declares(
        &self,
        judge: &str,
        last: &CommandReceipt,
        conflicts: &[(&str, ConflictKind)],
    ) -> CommandReceipt {
        let list = ListOwnJuriesRequest {
            round_id: GOOD_ID.into(),
            read_at: after(last),
            ..Default::default()
        };
        let own = self.juries(judge).await.list_own_juries(list).await.unwrap().into_inner();
        let conflict = |(code, kind): &(&str, ConflictKind)| DeclaredConflict {
            entry_code: (*code).into(),
            kind: (*kind).into(),
        };
        let declare = DeclareConflictsRequest {
            round_id: GOOD_ID.into(),
            jury_id: own.juries[0].jury_id.clone(),
            etag: own.juries[0].etag.clone(),
            request_id: fresh(),
            validate_only: false,
            conflicts: conflicts.iter().map(conflict).collect(),
        };
        receipt!(self.juries(judge).await.declare_conflicts(declare))
    }

    /// Formed, and all have said that there is no conflict.
    pub async fn declared(&self) -> CommandReceipt {
        let mut last = receipt!(self.juries(SECRETARY).await.form_jury(form()));
        for judge in [CHAIR].into_iter().chain(JUDGES) {
            last = self.declares(judge, &last, &[]).await;
        }
        last
    }

    /// And frozen, and drawn for the preliminary.
    pub async fn drawn(&self) -> CommandReceipt {
        let declared = self.declared().await;
        let mut secretary = self.juries(SECRETARY).await;
        let frozen = receipt!(secretary.freeze_jury(freeze(&declared.etag)));
        receipt!(secretary.draw_assignments(draw(&frozen.etag)))
    }

    pub async fn assignments(&self, last: &CommandReceipt) -> Vec<Assignment> {
        let mut asked = ListAssignmentsRequest {
            round_id: GOOD_ID.into(),
            jury_id: jury_id(),
            read_at: after(last),
            page_size: 5,
            page_token: String::new(),
            stage: Stage::Preliminary.into(),
        };
        let (mut juries, mut all) = (self.juries(SECRETARY).await, Vec::new());
        loop {
            let page = juries.list_assignments(asked.clone()).await.unwrap().into_inner();
            all.extend(page.assignments);
            asked.page_token = page.next_page_token;
            if asked.page_token.is_empty() {
                return all;
            }
        }
    }
}
