//! Bad input for every rpc of a context, made from the contracts: a new rpc or a new field gets its
//! share without a new line.
//!
//! Each field of each request is spoilt by itself, in every way that its kind allows; what the field is
//! for, its comment in `proto/` says (`UUID`, `ISO 8601`, `required`). The service must name the field
//! and what is wrong with it, in English and Vietnamese, and record nothing.

pub(crate) mod requests;
pub(crate) mod wire;

use std::collections::BTreeSet;

use futures::stream::{self, StreamExt as _};
use prost_reflect::MethodDescriptor;
use tonic::transport::Channel;
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

pub use requests::GOOD_ID;
use requests::Probe;
use wire::Line;

/// Calls side by side.
const SIDE_BY_SIDE: usize = 16;

/// One more than a service takes in.
const TOO_LARGE: usize = (1 << 20) + 1;

/// Credentials that must be refused, and the reason each is to get.
pub type BadCredentials<'a> = [(Option<&'a str>, &'static str)];

/// A request for every rpc of the context without a fault of form, and the rpc.
#[must_use]
pub fn good_requests(context: &str) -> Vec<(String, bytes::Bytes)> {
    let methods = requests::methods(context);
    methods.iter().map(|method| (requests::rpc(method), requests::good(method))).collect()
}

/// Sends bad input to every rpc of the context, with the authorization of one who may call it.
///
/// # Panics
/// If anything is let in, ends in a fault of the service's own, or is refused without saying why.
pub async fn every_rpc_refuses_it(
    context: &str,
    channel: Channel,
    authorization: impl Fn(&str) -> String + Send + Sync + 'static,
    strangers: &BadCredentials<'_>,
) {
    let line = Line::new(channel, move |rpc| Some(authorization(rpc)));
    let before = line.head().await;
    let mut tried = Tried { context, sent: 0, wrong: BTreeSet::new() };
    for method in requests::methods(context) {
        for (credentials, reason) in strangers {
            tried.stranger(&line.with(*credentials), &method, reason).await;
        }
        tried.envelope(&line, &method).await;
        let answers = stream::iter(requests::probes(&method)).map(|probe| {
            let line = &line;
            async move {
                let answer = line.call(&probe.rpc, probe.request.clone()).await;
                (probe, answer)
            }
        });
        let answers: Vec<_> = answers.buffer_unordered(SIDE_BY_SIDE).collect().await;
        for (probe, answer) in answers {
            tried.field(&probe, answer.err());
        }
    }
    assert_eq!(line.head().await, before, "bad input was recorded");
    let Tried { sent, wrong, .. } = tried;
    let wrong: Vec<_> = wrong.into_iter().collect();
    assert!(wrong.is_empty(), "{} wrong of {sent}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(sent > 100, "only {sent} requests were made");
}

/// What was sent so far, and what came out wrong.
struct Tried<'a> {
    context: &'a str,
    sent: usize,
    wrong: BTreeSet<String>,
}

impl Tried<'_> {
    async fn stranger(&mut self, line: &Line, method: &MethodDescriptor, reason: &str) {
        let rpc = requests::rpc(method);
        let answer = line.call(&rpc, requests::good(method)).await;
        self.expect(&rpc, "credentials", answer.err(), Code::Unauthenticated, reason);
    }

    /// A message that is too large, and bytes that are no message.
    async fn envelope(&mut self, line: &Line, method: &MethodDescriptor) {
        let rpc = requests::rpc(method);
        let answer = line.call(&rpc, vec![0; TOO_LARGE].into()).await;
        self.expect(&rpc, "size", answer.err(), Code::ResourceExhausted, "MESSAGE_TOO_LARGE");
        for garbage in [&[0xff; 8][..], &[0x0a, 0x7f]] {
            let answer = line.call(&rpc, garbage.to_vec().into()).await;
            self.expect(&rpc, "bytes", answer.err(), Code::InvalidArgument, "MESSAGE_MALFORMED");
        }
    }

    fn expect(&mut self, rpc: &str, what: &str, status: Option<Status>, code: Code, reason: &str) {
        self.sent += 1;
        let seen = status.as_ref().map(|status| (status.code(), self.reason(status)));
        if seen != Some((code, Some(reason.to_owned()))) {
            self.wrong.insert(format!("{rpc} {what}: {seen:?}, not {code:?} {reason}"));
        }
    }

    /// The reason, if the status has all that a refusal must have.
    fn reason(&self, status: &Status) -> Option<String> {
        let details = status.get_error_details();
        let spoken = details.localized_message().is_some_and(|it| it.locale == "vi-VN");
        let info = details.error_info().filter(|_| spoken)?;
        (info.domain == format!("hoitu.{}", self.context)).then(|| info.reason.clone())
    }

    fn field(&mut self, probe: &Probe, status: Option<Status>) {
        self.sent += 1;
        let Probe { rpc, path, wrong, must_be_refused, .. } = probe;
        let Some(status) = status else {
            if *must_be_refused {
                self.wrong.insert(format!("{rpc} {path}, {wrong}: let in"));
            }
            return;
        };
        let reason = self.reason(&status);
        if reason.is_none() || is_own_fault(status.code()) {
            self.wrong.insert(format!("{rpc} {path}, {wrong}: {status:?}"));
        } else if *must_be_refused {
            let told = violations(&status);
            let named = told.iter().any(|(field, in_full)| field == path && *in_full);
            let fits = matches!(reason.as_deref(), Some("FIELD_INVALID" | "ETAG_REQUIRED"));
            if status.code() != Code::InvalidArgument || !fits || !named {
                let told: Vec<_> = told.iter().map(|(field, _)| field.as_str()).collect();
                let code = status.code();
                self.wrong.insert(format!("{rpc} {path}, {wrong}: {code:?} {reason:?} {told:?}"));
            }
        }
    }
}

/// Codes that say nothing about the request.
fn is_own_fault(code: Code) -> bool {
    matches!(code, Code::Internal | Code::Unknown | Code::DataLoss | Code::Unavailable)
}

/// The fields at fault, and whether each is told with reason and words in both languages.
fn violations(status: &Status) -> Vec<(String, bool)> {
    let details = status.get_error_details();
    let Some(bad) = details.bad_request() else { return Vec::new() };
    let told = |it: &tonic_types::FieldViolation| {
        let localized = it.localized_message.as_ref();
        let vietnamese = localized.is_some_and(|words| !words.message.is_empty());
        (it.field.clone(), !it.reason.is_empty() && !it.description.is_empty() && vietnamese)
    };
    bad.field_violations.iter().map(told).collect()
}
