//! Refusals that hold no longer a moment later.

use tonic::Code;

use crate::failure::Refusal;

/// Reasons of refusals that hold no longer a moment later, and what is waited for then.
const PASSING: [(&str, &str); 3] = [
    ("RIGHTS_UNKNOWN", "dịch vụ đọc hết các quyền đã ghi"),
    // What time does is done a moment after its day is known.
    ("NOT_ALL_DUE", "dịch vụ ghi những việc đã đến hạn"),
    ("CALENDAR_UNDECLARED", "dịch vụ đọc lịch làm việc vừa ghi"),
];

/// What is waited for, if it is refused for the moment only.
pub fn passing(refusal: &Refusal) -> Option<&'static str> {
    let found = PASSING.iter().find(|(reason, _)| *reason == refusal.reason);
    found.map(|(_, awaited)| *awaited)
}

/// Whether it is worth asking again. Whoever did not answer has been waited for.
pub fn passes(refusal: &Refusal) -> bool {
    refusal.code != Code::Unavailable && passing(refusal).is_some()
}
