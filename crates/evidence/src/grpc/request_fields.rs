//! What requests say, checked.

use chassis::fields::{Fault, Fields};
use contracts::evidence::v1 as wire;

use crate::domain::content::Place;
use crate::domain::{EvidenceId, File, NotASha256, Sha256, UnitId};
use crate::settings::Limits;
use crate::uploads::Piece;

/// The largest piece of a file in one message.
const PIECE: usize = 128 * 1024;

pub(super) fn place(fields: &mut Fields, unit_id: &str, evidence_id: &str) -> Option<Place> {
    let unit = fields.uuid("unit_id", unit_id).map(UnitId);
    let evidence = fields.uuid("evidence_id", evidence_id).map(EvidenceId);
    Some(Place { unit: unit?, evidence: evidence? })
}

pub(super) fn file(
    fields: &mut Fields,
    request: &wire::BeginUploadRequest,
    limits: &Limits,
) -> Option<File> {
    let media_type = fields.text("media_type", &request.media_type, 100).and_then(|name| {
        let known = name.parse().ok().filter(|known| limits.media_types.contains(known));
        if known.is_none() {
            fields.fault("media_type", MEDIA_TYPE_NOT_TAKEN);
        }
        known
    });
    let largest = i64::try_from(limits.largest_bytes).unwrap_or(i64::MAX);
    let byte_size = fields.number("byte_size", request.byte_size, 1..=largest);
    let parse = |text: &str| Sha256::parse(text).map_err(|NotASha256| Fault::NotASha256);
    let sha256 = fields.optional("sha256", &request.sha256, parse);
    let sha256 = fields.required("sha256", sha256);
    let byte_size = u64::try_from(byte_size?).ok()?;
    Some(File { media_type: media_type?, byte_size, sha256: sha256? })
}

/// The bytes of one message. After the first one it need not say again of which file they are.
pub(super) fn piece(
    fields: &mut Fields,
    place: Option<Place>,
    message: &wire::SendBytesRequest,
) -> Option<Piece> {
    let other = |said: &str, id: Option<String>| {
        !said.is_empty() && id.is_some_and(|id| !said.eq_ignore_ascii_case(&id))
    };
    if other(&message.unit_id, place.map(|place| place.unit.to_string())) {
        fields.fault("unit_id", ANOTHER_FILE);
    }
    if other(&message.evidence_id, place.map(|place| place.evidence.to_string())) {
        fields.fault("evidence_id", ANOTHER_FILE);
    }
    if message.data.len() > PIECE {
        fields.fault("data", PIECE_TOO_LARGE);
    }
    let offset = fields.number("offset", message.offset, 0..=i64::MAX)?;
    Some(Piece { offset: u64::try_from(offset).ok()?, data: message.data.clone() })
}

const MEDIA_TYPE_NOT_TAKEN: Fault = Fault::Other {
    reason: "MEDIA_TYPE_NOT_TAKEN",
    english: "must be a media type that is taken in, such as application/pdf",
    vietnamese: "phải là một loại tệp được nhận, ví dụ application/pdf",
};

const ANOTHER_FILE: Fault = Fault::Other {
    reason: "ANOTHER_FILE",
    english: "must be that of the first message, or empty",
    vietnamese: "phải giống thông điệp đầu tiên hoặc để trống",
};

const PIECE_TOO_LARGE: Fault = Fault::Other {
    reason: "PIECE_TOO_LARGE",
    english: "must be at most 128 KiB",
    vietnamese: "không được quá 128 KiB",
};
