//! What requests about experts' work say, as the domain says it.

use chassis::fields::{Fault, Fields};
use contracts::consultancy::v1 as wire;
use uuid::Uuid;

use super::request_fields::{LINE, LONG, WORD, file};
use crate::contract;
use crate::domain::council::Letter;
use crate::domain::council::conflict::Conflict;
use crate::domain::meeting::{Conclusion, Minutes};
use crate::domain::opinion::content::{Answer, Content, Section};
use crate::domain::report::content::{self, Link, Recommendation, Statement};
use crate::domain::response;
use crate::domain::{DocumentId, InvitationId, OpinionId, RecommendationId, StatementId, UnitId};

/// More than any expert has ties.
const TIES: usize = 20;
/// More than any opinion has parts, and any report statements.
const PARTS: usize = 500;
/// More than any request has questions.
const QUESTIONS: usize = 50;
/// More opinions than any statement rests on.
const LINKS: usize = 100;
/// More than any council has members.
const MEMBERS: usize = 99;
/// More versions than any document or opinion has, and more votes than any council.
const MOST: i64 = 10_000;

pub(super) fn small(fields: &mut Fields, name: &str, number: i32) -> Option<u32> {
    let number = fields.number(name, number, 1..=MOST)?;
    u32::try_from(number).ok()
}

pub(super) fn letter(fields: &mut Fields, request: &wire::InviteExpertRequest) -> Option<Letter> {
    let invitation = fields.uuid("invitation_id", &request.invitation_id).map(InvitationId);
    let expert = fields.text("expert", &request.expert, WORD);
    let role = fields.choice("role", request.role, contract::council_role);
    let answer_by = fields.optional_date("answer_by", &request.answer_by);
    let opinion_by = fields.optional_date("opinion_by", &request.opinion_by);
    let follows = fields.optional_uuid("follows_invitation_id", &request.follows_invitation_id);
    Some(Letter {
        invitation: invitation?,
        expert: expert?,
        // The Union's regulation makes it.
        expert_key: Uuid::nil(),
        role: role?,
        answer_by: answer_by?,
        opinion_by: opinion_by?,
        follows: follows?.map(InvitationId),
    })
}

pub(super) fn conflict(fields: &mut Fields, said: &wire::ConflictDeclaration) -> Option<Conflict> {
    let kind = fields.choice("kind", said.kind, contract::conflict_kind);
    let last_on = fields.optional_date("last_on", &said.last_on);
    let note = fields.optional_long_text("note", &said.note, LINE);
    Some(Conflict { kind: kind?, last_on: last_on?, note: note? })
}

pub(super) fn conflicts(
    fields: &mut Fields,
    said: &[wire::ConflictDeclaration],
) -> Option<Vec<Conflict>> {
    fields.each("conflicts", said, TIES, conflict)
}

pub(super) fn opinion(
    fields: &mut Fields,
    said: Option<&wire::OpinionContent>,
) -> Option<Box<Content>> {
    fields.message("content", said, |fields, said| {
        let sections = fields.each("sections", &said.sections, PARTS, section);
        let answers = fields.each("answers", &said.answers, QUESTIONS, |fields, said| {
            let number = small(fields, "number", said.number);
            let text = fields.long_text("text", &said.text, LONG);
            Some(Answer { number: number?, text: text? })
        });
        let conclusion = fields.long_text("conclusion", &said.conclusion, LONG);
        let (sections, answers, conclusion) = (sections?, answers?, conclusion?);
        Some(Box::new(Content { sections, answers, conclusion }))
    })
}

fn section(fields: &mut Fields, said: &wire::OpinionSection) -> Option<Section> {
    let document = fields.uuid("document_id", &said.document_id).map(DocumentId);
    let version = small(fields, "document_version", said.document_version);
    let part = fields.text("section", &said.section, WORD);
    let stance = fields.choice("stance", said.stance, contract::stance);
    let text = fields.long_text("text", &said.text, LONG);
    let (document, version) = (document?, version?);
    Some(Section { document, version, part: part?, stance: stance?, text: text? })
}

pub(super) fn minutes(
    fields: &mut Fields,
    request: &wire::RecordMeetingRequest,
) -> Option<Box<Minutes>> {
    let there = &request.present_invitation_ids;
    let present = fields.each("present_invitation_ids", there, MEMBERS, |fields, id| {
        fields.uuid("", id).map(InvitationId)
    });
    if there.is_empty() {
        fields.fault("present_invitation_ids", Fault::Required);
    }
    let led_by = &request.chaired_by_invitation_id;
    let chaired_by = fields.uuid("chaired_by_invitation_id", led_by).map(InvitationId);
    let conclusion = fields.choice("conclusion", request.conclusion, Some);
    // Where all agreed, nobody was counted.
    let most = if conclusion == Some(wire::Conclusion::Consensus) { 0 } else { u32::MAX };
    let votes_for = fields.count("votes_for", request.votes_for, most);
    let votes_against = fields.count("votes_against", request.votes_against, most);
    let file = file(fields, "minutes", request.minutes.as_ref());
    let (votes_for, votes_against) = (votes_for?, votes_against?);
    let conclusion = match conclusion? {
        wire::Conclusion::Unspecified => fields.missing("conclusion"),
        wire::Conclusion::Consensus => Some(Conclusion::Consensus),
        wire::Conclusion::Majority => Some(Conclusion::Majority { votes_for, votes_against }),
    };
    let (present, chaired_by) = (present?, chaired_by?);
    Some(Box::new(Minutes { present, chaired_by, conclusion: conclusion?, file: file? }))
}

pub(super) fn report(
    fields: &mut Fields,
    said: Option<&wire::ReportContent>,
) -> Option<Box<content::Content>> {
    fields.message("content", said, |fields, said| {
        let statements = fields.each("statements", &said.statements, PARTS, statement);
        let recommendations =
            fields.each("recommendations", &said.recommendations, PARTS, recommendation);
        let (statements, recommendations) = (statements?, recommendations?);
        Some(Box::new(content::Content { statements, recommendations }))
    })
}

fn statement(fields: &mut Fields, said: &wire::Statement) -> Option<Statement> {
    let id = fields.uuid("statement_id", &said.statement_id).map(StatementId);
    let part = fields.choice("part", said.part, contract::report_part);
    let text = fields.long_text("text", &said.text, LONG);
    let rests_on = fields.each("opinions", &said.opinions, LINKS, |fields, said| {
        let opinion = fields.uuid("opinion_id", &said.opinion_id).map(OpinionId);
        let version = small(fields, "version", said.version);
        Some(Link { opinion: opinion?, version: version? })
    });
    Some(Statement { id: id?, part: part?, text: text?, rests_on: rests_on? })
}

fn recommendation(fields: &mut Fields, said: &wire::RecommendationText) -> Option<Recommendation> {
    let id = fields.uuid("recommendation_id", &said.recommendation_id).map(RecommendationId);
    let number = small(fields, "number", said.number);
    let kind = fields.choice("type", said.r#type, contract::recommendation_type);
    let priority = fields.choice("priority", said.priority, contract::priority);
    let addressee = fields.optional_uuid("addressee_unit_id", &said.addressee_unit_id);
    let clause = fields.optional_text("clause", &said.clause, WORD);
    let text = fields.long_text("text", &said.text, LONG);
    let wished_text = fields.optional_long_text("wished_text", &said.wished_text, LONG);
    Some(Recommendation {
        id: id?,
        number: number?,
        kind: kind?,
        priority: priority?,
        addressee: addressee?.map(UnitId),
        clause: clause?,
        text: text?,
        wished_text: wished_text?,
    })
}

/// What a requester answers to one recommendation.
pub(super) fn answer(
    fields: &mut Fields,
    (recommendation, answer, reason): (&str, i32, &str),
) -> Option<Box<response::Answer>> {
    let recommendation = fields.uuid("recommendation_id", recommendation).map(RecommendationId);
    let kind = fields.choice("answer", answer, contract::answer_kind);
    let reason = fields.optional_long_text("reason", reason, LONG);
    let (recommendation, kind, reason) = (recommendation?, kind?, reason?);
    Some(Box::new(response::Answer { recommendation, kind, reason, file: None }))
}

#[cfg(test)]
mod tests {
    use chassis::fields;

    use super::*;
    use crate::grpc::DOMAIN;

    #[test]
    fn where_all_agreed_nobody_is_counted() {
        let said = |conclusion: wire::Conclusion, votes_for, votes_against| {
            let id = Uuid::from_u128(1).to_string();
            let minutes = wire::CitedFile { evidence_id: id.clone(), sha256: "0".repeat(64) };
            let request = wire::RecordMeetingRequest {
                present_invitation_ids: vec![id.clone()],
                chaired_by_invitation_id: id,
                conclusion: conclusion.into(),
                votes_for,
                votes_against,
                minutes: Some(minutes),
                ..wire::RecordMeetingRequest::default()
            };
            let read = fields::read(&DOMAIN, |fields| super::minutes(fields, &request));
            read.ok().map(|minutes| minutes.conclusion)
        };
        use wire::Conclusion::{Consensus, Majority};
        let majority = Some(Conclusion::Majority { votes_for: 3, votes_against: 1 });
        assert_eq!(said(Majority, 3, 1), majority);
        assert_eq!(said(Consensus, 0, 0), Some(Conclusion::Consensus));
        assert_eq!(said(Consensus, 3, 0), None);
        assert_eq!(said(Consensus, 0, 1), None);
    }
}
