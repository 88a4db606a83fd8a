//! Where answers go: a table for people, JSON for machines; plain text where nobody watches.

use std::io::{IsTerminal as _, Write};
use std::sync::LazyLock;

use prost_reflect::{DescriptorPool, DynamicMessage, SerializeOptions};

use crate::failure::Failure;

/// Tables are never wider, so that they read the same on a wide screen and on paper.
pub const WIDEST: usize = 120;
const NARROWEST: usize = 60;

/// The form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Form {
    /// Bảng cho người đọc
    #[default]
    Table,
    /// JSON cho máy
    Json,
}

/// Standard output, with the form that was asked for.
#[derive(Debug, Clone, Copy)]
pub struct Output {
    form: Form,
    width: usize,
}

impl Output {
    pub fn new(form: Form) -> Self {
        let terminal = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        let width = match terminal {
            Some(width) if std::io::stdout().is_terminal() => width.clamp(NARROWEST, WIDEST),
            _ => WIDEST,
        };
        Self { form, width }
    }

    pub fn form(self) -> Form {
        self.form
    }

    /// How wide a table may be.
    pub fn width(self) -> usize {
        self.width
    }

    /// Prints an answer in the form asked for; only that form is made.
    pub fn print(
        self,
        table: impl FnOnce(usize) -> String,
        json: impl FnOnce() -> serde_json::Value,
    ) -> Result<(), Failure> {
        let text = match self.form {
            Form::Table => table(self.width),
            Form::Json => format!("{:#}\n", json()),
        };
        self.write(&text)
    }

    /// Tells people how far a long verb is; machines get the answer only.
    pub fn tell_progress(self, line: &str) {
        if self.form == Form::Table {
            let _ = writeln!(std::io::stderr(), "{line}");
        }
    }

    /// Prints as it is.
    pub fn write(self, text: &str) -> Result<(), Failure> {
        let mut stdout = std::io::stdout().lock();
        let written = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
        match written {
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Err(Failure::Unread),
            written => written.map_err(Failure::Print),
        }
    }
}

/// Every message of the contracts, by name.
pub static CONTRACTS: LazyLock<DescriptorPool> = LazyLock::new(|| {
    DescriptorPool::decode(contracts::DESCRIPTORS).expect("the build encoded this descriptor set")
});

/// A message of the contracts as canonical protobuf JSON: fields spelled as in `proto/`, all present,
/// 64-bit integers as numbers.
pub fn json(name: &'static str, message: &impl prost::Message) -> serde_json::Value {
    let descriptor = CONTRACTS.get_message_by_name(name).expect("a message of the contracts");
    let mut dynamic = DynamicMessage::new(descriptor);
    dynamic.transcode_from(message).expect("the same contract decodes what it encoded");
    dynamic_json(&dynamic).expect("a message that was just encoded has a JSON form")
}

/// The same for a message whose type is known only now; `None` if it holds what JSON cannot say.
pub fn dynamic_json(message: &DynamicMessage) -> Option<serde_json::Value> {
    let options = SerializeOptions::new()
        .use_proto_field_name(true)
        .skip_default_fields(false)
        .stringify_64_bit_integers(false);
    message.serialize_with_options(serde_json::value::Serializer, &options).ok()
}

/// Tells a failure on standard error, in the form that was asked for.
pub fn tell(failure: &Failure, form: Form) {
    let text = match form {
        Form::Table => failure.for_people(),
        Form::Json => format!("{:#}\n", failure.for_machines()),
    };
    let _ = std::io::stderr().write_all(text.as_bytes());
}
