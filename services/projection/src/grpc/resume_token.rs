//! Where a watch goes on: how far each ledger had been read when its last message was sent.
//!
//! Facts are never changed or removed, so the state at any such point can be counted again: a watch can
//! be resumed from any replica, after any time, and nothing is buffered for it. A token is opaque, bound
//! to its caller and question, and no secret: it lets nobody see more than asking anew would.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chassis::caller::Caller;
use chassis::fields::{Fault, Fields};
use chrono::NaiveDate;
use contracts::projection::v1::WatchRequest;
use ledger::{Digest, Position, View as _};
use prost::Message as _;
use serde::{Deserialize, Serialize};

use crate::known::Known;
use crate::views::provincial_progress::ProvincialProgress;

const SUM_BYTES: usize = 16;
const LONGEST: usize = 4_096;

const INVALID: Fault = Fault::Other {
    reason: "RESUME_TOKEN_INVALID",
    english: "must be the last token of a watch with the same coordinates and caller",
    vietnamese: "phải là mốc cuối của lần theo dõi có cùng điều kiện, cùng người theo dõi",
};

/// Who watches what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Binding(String);

impl Binding {
    pub fn of(caller: &Caller, request: &WatchRequest) -> Self {
        let mut request = request.clone();
        request.resume_token.clear();
        if let Some(read_at) = &mut request.read_at {
            read_at.at_least_tokens.clear();
        }
        let who = format!("{}\n{}\n{}\n", caller.person, caller.unit, caller.capacity);
        Self(Digest::of(&[who.as_bytes(), &request.encode_to_vec()].concat()).to_string())
    }
}

/// Up to where a watch has been told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    binding: Binding,
    /// Another version of the view may mean something else by the same positions.
    version: u32,
    pub positions: BTreeMap<String, Position>,
    /// The business date described; it moves on while a watch is open.
    pub as_of: NaiveDate,
    /// No events were waiting: what has been told is what stands at these positions.
    pub whole: bool,
}

impl Mark {
    pub fn new(binding: Binding, known: &Known, as_of: NaiveDate) -> Self {
        let watermarks = known.mark.watermarks.iter();
        Self {
            binding,
            version: ProvincialProgress::VERSION,
            positions: watermarks.map(|mark| (mark.source.clone(), mark.position)).collect(),
            as_of,
            whole: known.mark.parked_streams == 0,
        }
    }

    /// Whether this version of the view can go on from here.
    pub fn is_current(&self) -> bool {
        self.version == ProvincialProgress::VERSION && self.whole
    }

    pub fn to_token(&self) -> String {
        let mut bytes = serde_json::to_vec(self).expect("a mark is plain data");
        bytes.extend_from_slice(&sum(&bytes));
        URL_SAFE_NO_PAD.encode(bytes)
    }

    fn from_token(token: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (body, found) = bytes.split_last_chunk::<SUM_BYTES>()?;
        if *found != sum(body) {
            return None;
        }
        serde_json::from_slice(body).ok()
    }
}

fn sum(body: &[u8]) -> [u8; SUM_BYTES] {
    let mut sum = [0; SUM_BYTES];
    let digest = Digest::of(&[b"resume token", body].concat());
    sum.copy_from_slice(&digest.as_slice()[..SUM_BYTES]);
    sum
}

/// The token of a request; `Some(None)` if it has none.
pub fn read(fields: &mut Fields, caller: &Caller, request: &WatchRequest) -> Option<Option<Mark>> {
    fields.optional("resume_token", &request.resume_token, |token| {
        let mark = Some(token).filter(|token| token.len() <= LONGEST).and_then(Mark::from_token);
        mark.filter(|mark| mark.binding == Binding::of(caller, request)).ok_or(INVALID)
    })
}
