//! The etags that commands are sent with.

use std::collections::HashMap;

use contracts::ledger::v1::CommandReceipt;

/// The etags as last answered, of resources that commands were about and of others they touched.
#[derive(Default)]
pub(super) struct Etags {
    by_stream: HashMap<String, String>,
    streams: HashMap<String, String>,
}

impl Etags {
    pub(super) fn of(&self, resource: &str) -> Option<&str> {
        self.by_stream.get(self.streams.get(resource)?).map(String::as_str)
    }

    /// After a command whose first answer is not repeated.
    pub(super) fn reached(&mut self, resource: String, etag: String) {
        self.streams.insert(resource, stream(&etag).to_owned());
        self.by_stream.insert(stream(&etag).to_owned(), etag);
    }

    pub(super) fn note(&mut self, resource: String, receipt: &CommandReceipt) {
        let touched = receipt.events.iter().map(|event| &event.etag);
        for etag in touched.chain([&receipt.etag]) {
            self.by_stream.insert(stream(etag).to_owned(), etag.clone());
        }
        self.streams.insert(resource, stream(&receipt.etag).to_owned());
    }
}

/// An etag is a stream and its revision: `"unit-0198f3c2-…-7"`.
fn stream(etag: &str) -> &str {
    etag.rsplit_once('-').map_or(etag, |(stream, _)| stream)
}

/// The etag of the same resource before anything was said of it.
pub(super) fn of_nothing(etag: &str) -> String {
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
