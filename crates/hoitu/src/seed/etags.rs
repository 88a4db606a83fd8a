//! The etags that commands were answered with, for those that come after them.

use std::collections::HashMap;

use contracts::ledger::v1::CommandReceipt;

use super::command::{Beginning, Command};

/// The etags as last answered, of resources that commands were about and of others they touched.
#[derive(Default)]
pub struct Etags {
    by_stream: HashMap<String, String>,
    streams: HashMap<String, String>,
}

impl Etags {
    pub fn of(&self, resource: &str) -> Option<&str> {
        self.by_stream.get(self.streams.get(resource)?).map(String::as_str)
    }

    /// After a command whose first answer is not repeated.
    pub fn reached(&mut self, resource: String, etag: String) {
        self.streams.insert(resource, stream(&etag).to_owned());
        self.by_stream.insert(stream(&etag).to_owned(), etag);
    }

    pub fn note(&mut self, command: &Command, receipt: &CommandReceipt) {
        let touched = receipt.events.iter().map(|event| &event.etag);
        for etag in touched.chain([&receipt.etag]) {
            let stream = stream(etag);
            if let Some(begun) = command.begins.as_ref().filter(|it| is_of(stream, it)) {
                self.streams.insert(begun.resource.clone(), stream.to_owned());
            }
            self.by_stream.insert(stream.to_owned(), etag.clone());
        }
        // What is known of a resource already stays: an act on something else may only have held it.
        let known = self.streams.entry(command.resource.clone());
        known.or_insert_with(|| stream(&receipt.etag).to_owned());
    }
}

fn is_of(stream: &str, begun: &Beginning) -> bool {
    let id = stream.trim_start_matches('"').strip_prefix(begun.category);
    id.is_some_and(|id| id.starts_with('-'))
}

/// An etag is a stream and its revision: `"unit-0198f3c2-…-7"`.
fn stream(etag: &str) -> &str {
    etag.rsplit_once('-').map_or(etag, |(stream, _)| stream)
}

/// The etag of the same resource before anything was said of it.
pub fn of_nothing(etag: &str) -> String {
    format!("{}-0\"", stream(etag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resource_of_which_nothing_was_said_has_an_etag_too() {
        for etag in ["\"sheet-0198f3c2-07\"", "\"sheet-0198f3c2-0\""] {
            assert_eq!(of_nothing(etag), "\"sheet-0198f3c2-0\"");
        }
    }
}
