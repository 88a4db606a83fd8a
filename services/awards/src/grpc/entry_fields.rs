//! What requests say of entries and participants, as the domain says it.

use chassis::fields::{Fault, Fields};
use chrono::NaiveDate;
use contracts::awards::v1 as wire;

use super::request_fields::{LINE, code, decision, file};
use crate::contract;
use crate::domain::entry::content::{Author, Consent, Description, DossierFile, Related};
use crate::domain::entry::{Check, Verdict};
use crate::domain::participant::Details;
use crate::domain::{ParticipantId, UnitId};

const TITLE: usize = 500;
const SUMMARY: usize = 4_000;
const NAME: usize = 200;
/// Subjects of tokens.
const SUBJECT: usize = 200;
/// Of everything that an entry has several of: more than any ruleset lets be.
const SEVERAL: usize = 100;
const VERSIONS: i64 = 1_000_000;
const WHOLE: i64 = 10_000;

const NOTE_MISSING: Fault = Fault::Other {
    reason: "REQUIRED",
    english: "must say why the clause is not met",
    vietnamese: "phải nêu lý do điều kiện không được đáp ứng",
};

fn several<T>(fields: &mut Fields, name: &str, said: &[T]) {
    if said.is_empty() {
        fields.fault(name, Fault::Required);
    }
}

pub(super) fn description(
    fields: &mut Fields,
    said: Option<&wire::EntryDescription>,
) -> Option<Description> {
    fields.message("description", said, |fields, said| {
        let field = code(fields, "field_code", &said.field_code);
        let title = fields.text("title", &said.title, TITLE);
        let summary = fields.long_text("summary", &said.summary, SUMMARY);
        let origin = fields.uuid("origin_unit_id", &said.origin_unit_id).map(UnitId);
        let applied_on = fields.optional_date("applied_on", &said.applied_on);
        let units = &said.related_unit_ids;
        let units = fields.each("related_unit_ids", units, SEVERAL, |fields, unit| {
            fields.uuid("", unit).map(UnitId)
        });
        let persons = fields.each("related_persons", &said.related_persons, SEVERAL, related);
        Some(Description {
            field: field?,
            title: title?,
            summary: summary?,
            origin: origin?,
            applied_on: applied_on?,
            related_units: units?,
            related_persons: persons?,
        })
    })
}

fn related(fields: &mut Fields, said: &wire::RelatedPerson) -> Option<Related> {
    let person = fields.text("person", &said.person, SUBJECT);
    let relation = fields.choice("relation", said.relation, contract::relation);
    Some(Related { person: person?, relation: relation? })
}

pub(super) fn authors(
    fields: &mut Fields,
    request: &wire::SetAuthorsRequest,
) -> Option<(Vec<Author>, Vec<ParticipantId>)> {
    let authors = fields.each("authors", &request.authors, SEVERAL, author);
    several(fields, "authors", &request.authors);
    let advisers = &request.adviser_ids;
    let advisers = fields.each("adviser_ids", advisers, SEVERAL, |fields, adviser| {
        fields.uuid("", adviser).map(ParticipantId)
    });
    Some((authors?, advisers?))
}

fn author(fields: &mut Fields, said: &wire::EntryAuthor) -> Option<Author> {
    let participant = fields.uuid("participant_id", &said.participant_id).map(ParticipantId);
    let share = fields.number("share_hundredths", said.share_hundredths, 1..=WHOLE);
    let share_hundredths = u32::try_from(share?).ok()?;
    Some(Author { participant: participant?, share_hundredths, chief: said.chief })
}

pub(super) fn dossier(
    fields: &mut Fields,
    request: &wire::SetDossierRequest,
) -> Option<Vec<DossierFile>> {
    several(fields, "dossier", &request.dossier);
    fields.each("dossier", &request.dossier, SEVERAL, |fields, said| {
        let part = code(fields, "part_code", &said.part_code);
        let file = file(fields, "file", said.file.as_ref());
        Some(DossierFile { part: part?, file: file? })
    })
}

pub(super) fn consent(
    fields: &mut Fields,
    request: &wire::RecordConsentRequest,
    today: NaiveDate,
) -> Option<Consent> {
    let participant = fields.uuid("participant_id", &request.participant_id).map(ParticipantId);
    let party = fields.choice("party", request.party, contract::consent_party);
    let given_on = fields.past_date("given_on", &request.given_on, today);
    let file = file(fields, "file", request.file.as_ref());
    let (participant, party) = (participant?, party?);
    Some(Consent { participant, party, given_on: given_on?, file: file? })
}

/// The version of the ruleset that the caller has read.
pub(super) fn version(fields: &mut Fields, said: i32) -> Option<u32> {
    let version = fields.number("ruleset_version", said, 1..=VERSIONS)?;
    u32::try_from(version).ok()
}

pub(super) fn checks(fields: &mut Fields, said: &[wire::ClauseCheck]) -> Option<Vec<Check>> {
    several(fields, "checks", said);
    fields.each("checks", said, SEVERAL, |fields, said| {
        let clause = code(fields, "clause_code", &said.clause_code);
        let note = fields.optional_long_text("note", &said.note, LINE);
        if !said.met && note == Some(None) {
            fields.fault("note", NOTE_MISSING);
        }
        Some(Check { clause: clause?, met: said.met, note: note? })
    })
}

/// A finding, as the decision says it.
pub(super) fn disqualification(
    fields: &mut Fields,
    request: &wire::DisqualifyEntryRequest,
    today: NaiveDate,
) -> Option<Verdict> {
    let finding = fields.long_text("finding", &request.finding, LINE);
    let heard_on = fields.past_date("heard_on", &request.heard_on, today);
    let decision = decision(fields, request.decision_ref.as_ref());
    let decision = decision.filter(|decision| {
        let has_come = decision.issued_on <= today;
        if !has_come {
            fields.fault("decision_ref.issued_on", Fault::DateInFuture);
        }
        has_come
    });
    let (finding, heard_on, decision) = (finding?, heard_on?, decision?);
    Some(Verdict::Disqualify { finding, heard_on, decided_on: decision.issued_on, decision })
}

/// Who a participant is, in clear.
pub(super) fn details(
    fields: &mut Fields,
    said: Option<&wire::ParticipantDetails>,
    today: NaiveDate,
) -> Option<Details> {
    fields.message("details", said, |fields, said| {
        let full_name = fields.text("full_name", &said.full_name, NAME);
        let birth_date = fields.optional_date("birth_date", &said.birth_date);
        if birth_date.flatten().is_some_and(|day| day >= today) {
            fields.fault("birth_date", Fault::DateOutOfRange);
        }
        let contact = fields.optional_text("contact", &said.contact, NAME);
        let guardian_name = fields.optional_text("guardian_name", &said.guardian_name, NAME);
        Some(Details {
            full_name: full_name?,
            birth_date: birth_date?,
            contact: contact?,
            guardian_name: guardian_name?,
        })
    })
}
