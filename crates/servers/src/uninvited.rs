//! Every rpc of a context, called by persons whose rights do not let them: each call must be stopped by
//! rights, before anything else is looked at. A new rpc gets its share without a new line.

use std::collections::BTreeSet;

use contracts::RPCS;
use contracts::access::v1::Duty;
use tonic::transport::Channel;
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use crate::bad_input::requests::{dry, methods, rpc};
use crate::bad_input::wire::Line;

/// Somebody who lacks the rights.
pub struct Uninvited<'a> {
    /// As in "the rights have ended".
    pub because: &'a str,
    pub authorization: String,
    /// The duties that they have all the same.
    pub may: &'a [Duty],
}

/// Calls every rpc as each of them, and as one who may; how many calls that were.
///
/// # Panics
/// If a call is let in that should not be, or stopped that should not be.
pub async fn every_rpc_asks_for_rights(
    context: &str,
    channel: Channel,
    authorization: impl Fn(&str) -> String + Send + Sync + 'static,
    uninvited: &[Uninvited<'_>],
) -> usize {
    let invited = Line::new(channel, move |rpc| Some(authorization(rpc)));
    let before = invited.head().await;
    let (mut calls, mut wrong) = (0, BTreeSet::new());
    for method in methods(context) {
        let name = rpc(&method);
        let duty = RPCS.iter().find(|known| known.name == name).expect("RPCS has every rpc").duty;
        for one in uninvited.iter().filter(|one| !one.may.contains(&duty)) {
            let line = invited.with(Some(&one.authorization));
            let answer = line.call(&name, dry(&method)).await;
            calls += 1;
            if !answer.as_ref().is_err_and(is_stopped) {
                wrong.insert(format!("{name}, {}: {answer:?}", one.because));
            }
        }
        let answer = invited.call(&name, dry(&method)).await;
        calls += 1;
        let own_fault = [Code::PermissionDenied, Code::Internal, Code::Unavailable];
        if let Err(status) = answer
            && own_fault.contains(&status.code())
        {
            wrong.insert(format!("{name}, with the right: {status:?}"));
        }
    }
    assert_eq!(invited.head().await, before, "something was recorded");
    let wrong: Vec<_> = wrong.into_iter().collect();
    assert!(wrong.is_empty(), "{} wrong of {calls}:\n{}", wrong.len(), wrong.join("\n"));
    calls
}

/// Rights have two ways to refuse; no other refusal looks like them.
fn is_stopped(status: &Status) -> bool {
    let details = status.get_error_details();
    let reason = details.error_info().map_or("", |info| info.reason.as_str());
    let stops = [(Code::PermissionDenied, "NO_PERMISSION"), (Code::NotFound, "NO_SUCH_RESOURCE")];
    stops.contains(&(status.code(), reason))
}
