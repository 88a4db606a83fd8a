//! Requests made from the contracts: filled in as the comments of `proto/` say, with one field spoilt.

#![expect(clippy::wildcard_enum_match_arm, reason = "of the many kinds of numbers each is one")]

use std::collections::HashMap;
use std::sync::LazyLock;

use bytes::Bytes;
use prost::Message as _;
use prost_reflect::{
    DescriptorPool, DynamicMessage, EnumDescriptor, FieldDescriptor, FileDescriptor, Kind,
    MessageDescriptor, MethodDescriptor, Value,
};

/// What requests are about where nothing is wrong with it.
pub const GOOD_ID: &str = "0198f3c2-0000-7000-8000-0000000000b5";
const GOOD_DAY: &str = "2024-06-01";
/// 01/6/2024.
const GOOD_SECONDS: i64 = 1_717_200_000;

/// Longer than any text may be.
const LONG: usize = 30_000;
/// More than any list may have.
const MANY: usize = 2_000;
/// Requests stay below the limit of a message.
const ROOM: usize = 900_000;

static CONTRACTS: LazyLock<DescriptorPool> = LazyLock::new(|| {
    DescriptorPool::decode(contracts::DESCRIPTORS).expect("the build encoded this descriptor set")
});

/// What `proto/` says of each field and enum value, by full name.
static COMMENTS: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let mut comments = HashMap::new();
    for message in CONTRACTS.all_messages() {
        for field in message.fields() {
            let says = comment(&field.parent_file(), field.path());
            comments.insert(field.full_name().to_owned(), says);
        }
    }
    for value in CONTRACTS.all_enums().flat_map(|one| one.values().collect::<Vec<_>>()) {
        let says = comment(&value.parent_enum().parent_file(), value.path());
        comments.insert(value.full_name().to_owned(), says);
    }
    comments
});

fn comment(file: &FileDescriptor, path: &[i32]) -> String {
    let source = file.file_descriptor_proto().source_code_info.as_ref();
    let location = source.and_then(|source| source.location.iter().find(|it| it.path == path));
    location.map(|location| location.leading_comments().to_owned()).unwrap_or_default()
}

fn says(field: &FieldDescriptor) -> &'static str {
    COMMENTS.get(field.full_name()).map_or("", String::as_str)
}

/// One request with something wrong in one field.
pub(super) struct Probe {
    pub(super) rpc: String,
    pub(super) request: Bytes,
    /// As refusals name the field.
    pub(super) path: String,
    pub(super) wrong: &'static str,
    /// False where it may be right for some requests; a fault of the service's own it is never.
    pub(super) must_be_refused: bool,
}

/// The contexts that keep evidence, and serve it.
const KEEP_EVIDENCE: [&str; 3] = ["awards", "consultancy", "reporting"];

/// The rpcs that a context serves, its ledger's among them.
pub(crate) fn methods(context: &str) -> Vec<MethodDescriptor> {
    let own = format!("hoitu.{context}.v1");
    let mut packages = vec![own.as_str(), "hoitu.ledger.v1"];
    packages.extend(KEEP_EVIDENCE.contains(&context).then_some("hoitu.evidence.v1"));
    let services = CONTRACTS
        .services()
        .filter(|service| packages.contains(&service.parent_file().package_name()));
    services.flat_map(|service| service.methods().collect::<Vec<_>>()).collect()
}

pub(crate) fn rpc(method: &MethodDescriptor) -> String {
    format!("{}/{}", method.parent_service().full_name(), method.name())
}

/// A request without a fault of form, as far as its comments tell.
pub(super) fn good(method: &MethodDescriptor) -> Bytes {
    filled(&method.input()).encode_to_vec().into()
}

/// The same, so that nothing comes of it.
pub(crate) fn dry(method: &MethodDescriptor) -> Bytes {
    dried(filled(&method.input())).encode_to_vec().into()
}

pub(super) fn probes(method: &MethodDescriptor) -> Vec<Probe> {
    let mut probes = Vec::new();
    for route in routes(&method.input()) {
        let [.., field] = route.as_slice() else { continue };
        let mut add = |wrong, request: DynamicMessage, path, must_be_refused| {
            let request = request.encode_to_vec().into();
            probes.push(Probe { rpc: rpc(method), request, path, wrong, must_be_refused });
        };
        for (wrong, value) in faults(field) {
            add(wrong, along(&method.input(), &route, Some(value)), path(&route), true);
        }
        let cleared = dried(along(&method.input(), &route, None));
        let always = says(field).contains("required") && !says(field).contains("required if");
        let required = always && field.containing_oneof().is_none();
        let own_path = path(&route).trim_end_matches("[0]").to_owned();
        add("left out", cleared, own_path.clone(), required);
        if field.is_list() {
            let one = element(field);
            let size = along(&method.input(), &route, Some(one.clone())).encoded_len();
            let list = Value::List(vec![one; MANY.min(ROOM / size)]);
            let many = along(&method.input(), &route, Some(list));
            add("too many", many, own_path, true);
        }
    }
    probes
}

/// From the request to each field of it, and of the messages in it.
fn routes(message: &MessageDescriptor) -> Vec<Vec<FieldDescriptor>> {
    let mut routes = Vec::new();
    for field in message.fields() {
        if let Some(inner) = own_message(&field) {
            for rest in self::routes(&inner) {
                routes.push([vec![field.clone()], rest].concat());
            }
        }
        routes.push(vec![field]);
    }
    routes
}

/// A message of ours; instants are taken whole.
fn own_message(field: &FieldDescriptor) -> Option<MessageDescriptor> {
    let kind = field.kind();
    kind.as_message().filter(|message| message.package_name().starts_with("hoitu.")).cloned()
}

fn path(route: &[FieldDescriptor]) -> String {
    let names = route
        .iter()
        .map(|field| format!("{}{}", field.name(), if field.is_list() { "[0]" } else { "" }));
    names.collect::<Vec<_>>().join(".")
}

/// The filled request with another value at the end of the route, or none.
fn along(
    message: &MessageDescriptor,
    route: &[FieldDescriptor],
    value: Option<Value>,
) -> DynamicMessage {
    let mut filled = filled(message);
    let Some((field, rest)) = route.split_first() else { return filled };
    let value = match (rest.is_empty(), own_message(field)) {
        (false, Some(inner)) => Some(Value::Message(along(&inner, rest, value))),
        (true, _) | (false, None) => value,
    };
    match value {
        Some(Value::List(values)) => filled.set_field(field, Value::List(values)),
        Some(value) if field.is_list() => filled.set_field(field, Value::List(vec![value])),
        Some(value) => filled.set_field(field, value),
        None => filled.clear_field(field),
    }
    filled
}

/// The same request, which records nothing where it can be told so.
fn dried(mut request: DynamicMessage) -> DynamicMessage {
    if request.descriptor_has("validate_only") {
        request.set_field_by_name("validate_only", Value::Bool(true));
    }
    request
}

trait Described {
    fn descriptor_has(&self, field: &str) -> bool;
}

impl Described for DynamicMessage {
    fn descriptor_has(&self, field: &str) -> bool {
        prost_reflect::ReflectMessage::descriptor(self).get_field_by_name(field).is_some()
    }
}

fn filled(message: &MessageDescriptor) -> DynamicMessage {
    let mut filled = DynamicMessage::new(message.clone());
    for field in message.fields() {
        let first_choice =
            field.containing_oneof().is_none_or(|one| one.fields().next() == Some(field.clone()));
        if first_choice {
            let one = element(&field);
            let value = if field.is_list() { Value::List(vec![one]) } else { one };
            filled.set_field(&field, value);
        }
    }
    filled
}

/// A good value of the field, or of one entry of its list.
fn element(field: &FieldDescriptor) -> Value {
    match field.kind() {
        Kind::String => Value::String(good_text(field)),
        Kind::Bool => Value::Bool(false),
        Kind::Bytes => Value::Bytes(Bytes::new()),
        Kind::Enum(one) => Value::EnumNumber(one.values().nth(1).map_or(0, |it| it.number())),
        Kind::Message(_) => match own_message(field) {
            Some(message) => Value::Message(filled(&message)),
            None => instant(GOOD_SECONDS, 0),
        },
        number => whole(&number, 1),
    }
}

fn good_text(field: &FieldDescriptor) -> String {
    let says = says(field);
    let sample = says.split_once("such as `").and_then(|(_, rest)| rest.split('`').next());
    match field.name() {
        "etag" | "page_token" | "resume_token" | "at_least_tokens" | "file_sha256" => "",
        _ if says.contains("UUID") => GOOD_ID,
        _ if says.contains("ISO 8601") => GOOD_DAY,
        _ => sample.unwrap_or("Lời"),
    }
    .to_owned()
}

/// What must be refused of a field's kind.
fn faults(field: &FieldDescriptor) -> Vec<(&'static str, Value)> {
    match field.kind() {
        Kind::String => texts(field),
        Kind::Enum(one) => enums(field, &one),
        Kind::Message(_) if own_message(field).is_none() => vec![
            ("before all days", instant(-99_999_999_999, 0)),
            ("after all days", instant(i64::MAX, 0)),
            ("no part of a second", instant(GOOD_SECONDS, -1)),
            ("more than a second", instant(GOOD_SECONDS, 2_000_000_000)),
        ],
        Kind::Message(_) | Kind::Bool | Kind::Bytes | Kind::Float | Kind::Double => Vec::new(),
        unsigned @ (Kind::Uint32 | Kind::Uint64 | Kind::Fixed32 | Kind::Fixed64) => {
            vec![("too much", whole(&unsigned, i64::from(u32::MAX)))]
        }
        signed if says(field).contains("may be negative") => {
            vec![("least of all", whole(&signed, i64::MIN))]
        }
        signed => {
            vec![("negative", whole(&signed, -1)), ("least of all", whole(&signed, i64::MIN))]
        }
    }
}

fn texts(field: &FieldDescriptor) -> Vec<(&'static str, Value)> {
    let mut texts = vec![
        ("a control character", "Ban\u{7}".to_owned()),
        ("a zero byte", "Ban\u{0}".to_owned()),
        ("text from right to left", "Ban\u{202e}".to_owned()),
        ("an isolate", "Ban\u{2066}".to_owned()),
        ("an invisible space", "Ban\u{200b}Bí".to_owned()),
        ("an invisible joiner", "Ban\u{2060}Bí".to_owned()),
        ("a soft hyphen", "Ban\u{ad}Bí".to_owned()),
        ("not composed", "Tuye\u{302}n gia\u{301}o".to_owned()),
        ("a mark without its letter", "\u{301}Ban".to_owned()),
        ("a mark on a space", "Ban \u{301}Bí".to_owned()),
        ("too long", "ă".repeat(LONG)),
    ];
    if says(field).contains("UUID") {
        let hyphenless = GOOD_ID.replace('-', "");
        for text in ["1", "00000000-0000-0000-0000-000000000000", hyphenless.as_str()] {
            texts.push(("no UUID", text.to_owned()));
        }
    }
    if says(field).contains("ISO 8601") {
        for text in ["2024-02-30", "24/11/2026", "2024-6-1", "2024-06-01T00:00:00Z", " 2024-06-01"]
        {
            texts.push(("no day", text.to_owned()));
        }
        for text in ["1821-01-01", "9999-12-31"] {
            texts.push(("a day out of range", text.to_owned()));
        }
    }
    texts.into_iter().map(|(wrong, text)| (wrong, Value::String(text))).collect()
}

fn enums(field: &FieldDescriptor, one: &EnumDescriptor) -> Vec<(&'static str, Value)> {
    let mut numbers = vec![("an unknown value", 999), ("a negative value", -1)];
    let zero = one.get_value(0).and_then(|value| COMMENTS.get(value.full_name()));
    let is_refused = zero.is_some_and(|says| says.contains("refused in requests"));
    if is_refused && !says(field).contains("UNSPECIFIED") {
        numbers.push(("unspecified", 0));
    }
    numbers.into_iter().map(|(wrong, number)| (wrong, Value::EnumNumber(number))).collect()
}

fn instant(seconds: i64, nanos: i32) -> Value {
    let instant = prost_types::Timestamp { seconds, nanos };
    let descriptor = CONTRACTS.get_message_by_name("google.protobuf.Timestamp");
    let mut message = DynamicMessage::new(descriptor.expect("the contracts use instants"));
    message.transcode_from(&instant).expect("an instant is an instant");
    Value::Message(message)
}

/// The number, or the nearest that the kind has.
fn whole(kind: &Kind, number: i64) -> Value {
    match kind {
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => {
            Value::I32(i32::try_from(number).unwrap_or(i32::MIN))
        }
        Kind::Uint32 | Kind::Fixed32 => Value::U32(u32::try_from(number).unwrap_or(u32::MAX)),
        Kind::Uint64 | Kind::Fixed64 => Value::U64(number.unsigned_abs()),
        _ => Value::I64(number),
    }
}
