//! What each request does to a review.

use chassis::fields::Fields;
use chrono::NaiveDate;
use contracts::consultancy::v1 as wire;

use crate::contract;
use crate::domain::UnitId;
use crate::domain::review::Act;
use crate::domain::review::filing::{Asked, Filed, Origin};
use crate::grpc::request_fields::{
    LINE, WORD, asked, days, decision, document, documents, optional_days, reason,
};

/// A request as it is filed, or a review as the Union proposes it, by the names of the request's fields.
pub(super) struct Filing<'r> {
    pub(super) review: &'r str,
    pub(super) union: &'r str,
    pub(super) requester: (&'static str, &'r str),
    pub(super) origin: Origin,
    /// `None`: today, by the requester itself.
    pub(super) day: Option<(&'static str, &'r str)>,
    pub(super) terms: Option<&'r wire::ReviewTerms>,
    pub(super) documents: &'r [wire::DocumentToFile],
    pub(super) illustrative: bool,
}

/// What it says.
pub(super) struct Read {
    pub(super) union: UnitId,
    pub(super) requester: UnitId,
    pub(super) received_on: NaiveDate,
    pub(super) asked: Asked,
    pub(super) dossier: Vec<Filed>,
}

impl Filing<'_> {
    pub(super) fn read(&self, fields: &mut Fields, today: NaiveDate) -> Option<Read> {
        let union = fields.uuid("unit_id", self.union).map(UnitId);
        let requester = fields.uuid(self.requester.0, self.requester.1).map(UnitId);
        let day = |(name, day)| fields.past_date(name, day, today);
        let received_on = self.day.map_or(Some(today), day);
        let asked = fields.message("terms", self.terms, asked);
        // Who files it keeps the files.
        let keeper = if self.day.is_none() { requester } else { union };
        let keeper = keeper.unwrap_or(UnitId(uuid::Uuid::nil()));
        let dossier = documents(fields, self.documents, keeper);
        let (union, requester, received_on) = (union?, requester?, received_on?);
        Some(Read { union, requester, received_on, asked: asked?, dossier: dossier? })
    }

    /// The Union registers what somebody else asked for.
    pub(super) fn is_on_paper(&self) -> bool {
        self.origin == Origin::Requested && self.day.is_some()
    }
}

pub(super) fn authorise(
    fields: &mut Fields,
    request: &wire::AuthoriseReviewRequest,
    _: UnitId,
) -> Option<Act> {
    let working_days = optional_days(fields, "working_days", request.working_days);
    let decision = decision(fields, "decision_ref", request.decision_ref.as_ref());
    Some(Act::Authorise { working_days: working_days?, decision: decision? })
}

pub(super) fn refuse(
    fields: &mut Fields,
    request: &wire::RefuseReviewRequest,
    _: UnitId,
) -> Option<Act> {
    reason(fields, &request.reason).map(|reason| Act::Refuse { reason })
}

pub(super) fn assign_officer(
    fields: &mut Fields,
    request: &wire::AssignOfficerRequest,
    _: UnitId,
) -> Option<Act> {
    let officer = fields.text("officer", &request.officer, WORD);
    officer.map(|officer| Act::AssignOfficer { officer })
}

pub(super) fn accept(
    fields: &mut Fields,
    request: &wire::AcceptRequestRequest,
    _: UnitId,
) -> Option<Act> {
    let working_days = optional_days(fields, "working_days", request.working_days)?;
    Some(Act::Accept { working_days })
}

pub(super) fn decline(
    fields: &mut Fields,
    request: &wire::DeclineRequestRequest,
    _: UnitId,
) -> Option<Act> {
    let code = fields.choice("reason_code", request.reason_code, contract::decline_reason);
    let reason = reason(fields, &request.reason);
    Some(Act::Decline { code: code?, reason: reason? })
}

pub(super) fn ask_for_more(
    fields: &mut Fields,
    request: &wire::AskForMoreRequest,
    _: UnitId,
) -> Option<Act> {
    let missing = fields.long_text("missing", &request.missing, LINE);
    let supply_by = fields.optional_date("supply_by", &request.supply_by);
    Some(Act::AskForMore { missing: missing?, supply_by: supply_by? })
}

pub(super) fn supply(
    fields: &mut Fields,
    request: &wire::SupplyMoreRequest,
    requester: UnitId,
) -> Option<Act> {
    let dossier = documents(fields, &request.documents, requester);
    let note = fields.long_text("note", &request.note, LINE);
    Some(Act::Supply { note: note?, dossier: dossier?, on_paper: false })
}

pub(super) fn register_supply(
    fields: &mut Fields,
    request: &wire::RegisterSupplyRequest,
    union: UnitId,
) -> Option<Act> {
    let dossier = documents(fields, &request.documents, union);
    let note = fields.long_text("note", &request.note, LINE);
    Some(Act::Supply { note: note?, dossier: dossier?, on_paper: true })
}

pub(super) fn agree_assignment(
    fields: &mut Fields,
    request: &wire::AgreeAssignmentRequest,
    _: UnitId,
) -> Option<Act> {
    let kind = fields.choice("kind", request.kind, contract::assignment_kind);
    let decision = decision(fields, "decision_ref", request.decision_ref.as_ref());
    let executing = fields.optional_uuid("executing_unit_id", &request.executing_unit_id);
    let (kind, decision, executing) = (kind?, decision?, executing?.map(UnitId));
    Some(Act::AgreeAssignment { kind, decision, executing })
}

pub(super) fn confirm_dossier(
    _: &mut Fields,
    _: &wire::ConfirmDossierRequest,
    _: UnitId,
) -> Option<Act> {
    Some(Act::ConfirmDossier)
}

pub(super) fn replace_document(
    fields: &mut Fields,
    request: &wire::ReplaceDocumentRequest,
    requester: UnitId,
) -> Option<Act> {
    let said = request.document.as_ref();
    let filed = fields.message("document", said, |fields, said| document(fields, said, requester));
    let reason = reason(fields, &request.reason);
    Some(Act::FileDocument { filed: Box::new(filed?), reason: reason?, on_paper: false })
}

pub(super) fn register_document(
    fields: &mut Fields,
    request: &wire::RegisterDocumentRequest,
    union: UnitId,
) -> Option<Act> {
    let said = request.document.as_ref();
    let filed = fields.message("document", said, |fields, said| document(fields, said, union));
    let reason = reason(fields, &request.reason);
    Some(Act::FileDocument { filed: Box::new(filed?), reason: reason?, on_paper: true })
}

pub(super) fn propose_extension(
    fields: &mut Fields,
    request: &wire::ProposeExtensionRequest,
    _: UnitId,
) -> Option<Act> {
    ask_extension(fields, request.working_days, &request.reason)
}

pub(super) fn request_extension(
    fields: &mut Fields,
    request: &wire::RequestExtensionRequest,
    _: UnitId,
) -> Option<Act> {
    ask_extension(fields, request.working_days, &request.reason)
}

fn ask_extension(fields: &mut Fields, working_days: i32, why: &str) -> Option<Act> {
    let working_days = days(fields, "working_days", working_days);
    let reason = reason(fields, why);
    Some(Act::AskExtension { working_days: working_days?, reason: reason? })
}

pub(super) fn answer_proposed(
    fields: &mut Fields,
    request: &wire::AnswerProposedExtensionRequest,
    _: UnitId,
) -> Option<Act> {
    let note = fields.optional_long_text("note", &request.note, LINE)?;
    Some(Act::AnswerExtension { agrees: request.agrees, note })
}

pub(super) fn answer_requested(
    fields: &mut Fields,
    request: &wire::AnswerRequestedExtensionRequest,
    _: UnitId,
) -> Option<Act> {
    let note = fields.optional_long_text("note", &request.note, LINE)?;
    Some(Act::AnswerExtension { agrees: request.agrees, note })
}

pub(super) fn register_extension(
    fields: &mut Fields,
    request: &wire::RegisterExtensionRequest,
    _: UnitId,
) -> Option<Act> {
    let working_days = days(fields, "working_days", request.working_days);
    let reason = reason(fields, &request.reason);
    let decision = decision(fields, "decision_ref", request.decision_ref.as_ref());
    let (working_days, reason) = (working_days?, reason?);
    Some(Act::Extend { working_days, reason, decision: decision? })
}

pub(super) fn suspend(
    fields: &mut Fields,
    request: &wire::SuspendReviewRequest,
    _: UnitId,
) -> Option<Act> {
    reason(fields, &request.reason).map(|reason| Act::Suspend { reason })
}

pub(super) fn resume(_: &mut Fields, _: &wire::ResumeReviewRequest, _: UnitId) -> Option<Act> {
    Some(Act::Resume)
}

pub(super) fn withdraw(
    fields: &mut Fields,
    request: &wire::WithdrawRequestRequest,
    _: UnitId,
) -> Option<Act> {
    reason(fields, &request.reason).map(|reason| Act::Withdraw { reason })
}

pub(super) fn cancel(
    fields: &mut Fields,
    request: &wire::CancelReviewRequest,
    _: UnitId,
) -> Option<Act> {
    reason(fields, &request.reason).map(|reason| Act::Cancel { reason })
}
