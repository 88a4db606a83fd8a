//! What a refusal consists of: a code, a reason to match on, a sentence to show, and details.

use std::borrow::Cow;
use std::time::Duration;

use tonic::{Code, Status};
use tonic_types::{ErrorDetails, FieldViolation, StatusExt as _};

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
            details: ErrorDetails::new(),
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
    details: ErrorDetails,
}

impl Refusal {
    /// A further fact for the caller: no personal data.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.metadata.push((name.into(), value.to_string()));
        self
    }

    #[must_use]
    pub fn retry_after(mut self, delay: Duration) -> Self {
        self.details.set_retry_info(Some(delay));
        self
    }

    #[must_use]
    pub fn fields(mut self, violations: Vec<FieldViolation>) -> Self {
        self.details.set_bad_request(violations);
        self
    }

    /// What is missing, or there already.
    #[must_use]
    pub fn resource(mut self, kind: &str, name: &str) -> Self {
        self.details.set_resource_info(kind, name, "", "");
        self
    }

    #[must_use]
    pub fn precondition(mut self, kind: &str, subject: &str, description: &str) -> Self {
        self.details.add_precondition_failure_violation(kind, subject, description);
        self
    }

    /// The limit that was hit.
    #[must_use]
    pub fn quota(mut self, subject: &str, description: &str) -> Self {
        self.details.add_quota_failure_violation(subject, description);
        self
    }
}

impl From<Refusal> for Status {
    fn from(refusal: Refusal) -> Self {
        let Refusal { domain, code, reason, message, metadata, mut details } = refusal;
        details.set_localized_message(LOCALE, domain.sentence(&reason, code));
        details.set_error_info(
            reason,
            format!("hoitu.{}", domain.context),
            metadata.into_iter().collect::<std::collections::HashMap<_, _>>(),
        );
        Self::with_error_details(code, message, details)
    }
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
        localized_message: Some(tonic_types::LocalizedMessage {
            locale: LOCALE.to_owned(),
            message: sentence,
        }),
    }
}
