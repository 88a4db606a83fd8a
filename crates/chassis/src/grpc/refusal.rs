//! What a refusal consists of: a code, a reason to match on, a sentence to show, and details.

use std::borrow::Cow;
use std::time::Duration;

use prost::Message;
use prost_types::Any;
use tonic::{Code, Status};
use tonic_types::pb::{self, bad_request::FieldViolation, precondition_failure, quota_failure};

use super::sentences;

/// Whose refusals they are: the context, and its own sentences for its own reasons.
#[derive(Debug, Clone, Copy)]
pub struct Domain {
    /// Such as `membership`; the `domain` of every `ErrorInfo` is `hoitu.membership`.
    pub context: &'static str,
    /// Vietnamese sentences by reason code, beyond those of the chassis.
    pub sentences: &'static [(&'static str, &'static str)],
}

/// The locale of the sentences.
const LOCALE: &str = "vi-VN";

impl Domain {
    /// Begins a refusal. The message is for developers; people read the sentence of the reason.
    #[must_use]
    pub fn refusal(
        &self,
        code: Code,
        reason: impl Into<Cow<'static, str>>,
        message: impl Into<String>,
    ) -> Refusal {
        Refusal {
            domain: *self,
            code,
            reason: reason.into(),
            message: message.into(),
            metadata: Vec::new(),
            details: Vec::new(),
        }
    }

    /// There is no such thing, or the caller may not know of it: for queries.
    #[must_use]
    pub fn no_such(&self, kind: &str, name: impl std::fmt::Display) -> Status {
        self.refusal(Code::NotFound, "NO_SUCH_RESOURCE", "there is no such resource")
            .resource(kind, &name.to_string())
            .into()
    }

    /// The Vietnamese sentence of a reason: the service's own, then the chassis's, then the code's.
    #[must_use]
    pub fn sentence(&self, reason: &str, code: Code) -> &'static str {
        sentences::find(self.sentences, reason)
            .or_else(|| sentences::find(sentences::REASONS, reason))
            .unwrap_or_else(|| sentences::of_code(code))
    }
}

/// A refusal in the making; becomes a `Status`.
#[derive(Debug)]
pub struct Refusal {
    domain: Domain,
    code: Code,
    reason: Cow<'static, str>,
    message: String,
    metadata: Vec<(String, String)>,
    /// As they stand in the bytes of a `google.rpc.Status`.
    details: Vec<u8>,
}

/// The field `details` of `google.rpc.Status`.
const DETAILS: u32 = 3;

impl Refusal {
    /// A further fact for the caller: no personal data.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.metadata.push((name.into(), value.to_string()));
        self
    }

    #[must_use]
    pub fn retry_after(self, delay: Duration) -> Self {
        self.detail("RetryInfo", &pb::RetryInfo { retry_delay: delay.try_into().ok() })
    }

    #[must_use]
    pub fn fields(self, field_violations: Vec<FieldViolation>) -> Self {
        self.detail("BadRequest", &pb::BadRequest { field_violations })
    }

    /// What is missing, or there already.
    #[must_use]
    pub fn resource(self, kind: &str, name: &str) -> Self {
        let (resource_type, resource_name) = (kind.to_owned(), name.to_owned());
        let info = pb::ResourceInfo { resource_type, resource_name, ..Default::default() };
        self.detail("ResourceInfo", &info)
    }

    #[must_use]
    pub fn precondition(self, kind: &str, subject: &str, description: &str) -> Self {
        let violation = precondition_failure::Violation {
            r#type: kind.to_owned(),
            subject: subject.to_owned(),
            description: description.to_owned(),
        };
        let failure = pb::PreconditionFailure { violations: vec![violation] };
        self.detail("PreconditionFailure", &failure)
    }

    /// The limit that was hit.
    #[must_use]
    pub fn quota(self, subject: &str, description: &str) -> Self {
        let (subject, description) = (subject.to_owned(), description.to_owned());
        let violation = quota_failure::Violation { subject, description, ..Default::default() };
        self.detail("QuotaFailure", &pb::QuotaFailure { violations: vec![violation] })
    }

    /// Written once: refusals are what a service under load makes most of.
    fn detail(mut self, name: &str, detail: &impl Message) -> Self {
        let type_url = format!("type.googleapis.com/google.rpc.{name}");
        let any = Any { type_url, value: detail.encode_to_vec() };
        prost::encoding::message::encode(DETAILS, &any, &mut self.details);
        self
    }
}

impl From<Refusal> for Status {
    fn from(mut refusal: Refusal) -> Self {
        let sentence = refusal.domain.sentence(&refusal.reason, refusal.code);
        let info = pb::ErrorInfo {
            reason: std::mem::take(&mut refusal.reason).into_owned(),
            domain: format!("hoitu.{}", refusal.domain.context),
            metadata: std::mem::take(&mut refusal.metadata).into_iter().collect(),
        };
        let refusal = refusal.detail("ErrorInfo", &info);
        let refusal = refusal.detail("LocalizedMessage", &in_vietnamese(sentence.to_owned()));
        let Refusal { code, message, details, .. } = refusal;
        let status = pb::Status { code: code.into(), message, details: Vec::new() };
        let mut bytes = Vec::with_capacity(status.encoded_len() + details.len());
        status.encode_raw(&mut bytes);
        bytes.extend(details);
        Self::with_details(code, status.message, bytes.into())
    }
}

fn in_vietnamese(message: String) -> pb::LocalizedMessage {
    pb::LocalizedMessage { locale: LOCALE.to_owned(), message }
}

/// A violation of one field, with its sentence in Vietnamese.
#[must_use]
pub fn violation(
    field: String,
    reason: &str,
    description: String,
    sentence: String,
) -> FieldViolation {
    FieldViolation {
        field,
        description,
        reason: reason.to_owned(),
        localized_message: Some(in_vietnamese(sentence)),
    }
}
