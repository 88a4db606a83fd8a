//! What anybody may send us, byte by byte: each [`Target`] takes any input and panics if a promise is
//! broken. `cargo xtask fuzz` looks for such inputs, `cargo xtask test` tries those that are kept.

mod command_line;
mod data_files;
mod envelopes;
mod fields;
mod histories;
mod house;
mod keys;
mod messages;
mod requests;
mod settings;
mod signer;
mod tokens;

use std::path::Path;

/// Something that takes input from outside.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    pub name: &'static str,
    /// Panics if the input breaks a promise.
    pub try_out: fn(&[u8]),
    /// Inputs to begin with, made from what is true today.
    pub seeds: fn() -> Vec<Vec<u8>>,
}

/// All targets, in the order in which they are tried.
pub const TARGETS: [Target; 10] = [
    Target { name: "requests", try_out: requests::try_out, seeds: requests::seeds },
    Target { name: "envelopes", try_out: envelopes::try_out, seeds: envelopes::seeds },
    Target { name: "messages", try_out: messages::try_out, seeds: messages::seeds },
    Target { name: "histories", try_out: histories::try_out, seeds: histories::seeds },
    Target { name: "tokens", try_out: tokens::try_out, seeds: tokens::seeds },
    Target { name: "fields", try_out: fields::try_out, seeds: fields::seeds },
    Target { name: "command_line", try_out: command_line::try_out, seeds: command_line::seeds },
    Target { name: "data_files", try_out: data_files::try_out, seeds: data_files::seeds },
    Target { name: "settings", try_out: settings::try_out, seeds: settings::seeds },
    Target { name: "keys", try_out: keys::try_out, seeds: keys::seeds },
];

/// The target of that name.
#[must_use]
pub fn find(name: &str) -> Option<Target> {
    TARGETS.into_iter().find(|target| target.name == name)
}

impl Target {
    /// Writes the seeds into a folder, each under a name that its content decides.
    ///
    /// # Errors
    /// If the folder or a file cannot be written.
    pub fn write_seeds(&self, folder: &Path) -> std::io::Result<()> {
        std::fs::create_dir_all(folder)?;
        for seed in (self.seeds)() {
            std::fs::write(folder.join(ledger::Digest::of(&seed).to_string()), &seed)?;
        }
        Ok(())
    }
}
