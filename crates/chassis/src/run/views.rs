//! Views that a process keeps up to date.

use std::sync::Arc;

use ledger::view::{self, Reader, ViewOptions};
use ledger::{LocalSource, Source, View};

use super::Process;
use crate::grpc::watch_view;

impl Process {
    /// Keeps a view of the own ledger up to date until the process stops; it is a part of what is ready.
    pub fn follow<V: View>(&self) -> Reader<V> {
        self.follow_with(Vec::new())
    }

    /// The same of the own ledger and others.
    pub fn follow_with<V: View>(&self, others: Vec<Arc<dyn Source>>) -> Reader<V> {
        let own: Arc<dyn Source> = Arc::new(LocalSource::new(self.ledger.clone()));
        let sources = [own].into_iter().chain(others).collect();
        let view = view::follow::<V>(self.pool().clone(), sources, ViewOptions::default());
        let view = Arc::new(view);
        self.observe(&view);
        let (reader, part) = (view.reader(), self.readiness.part(V::NAME));
        let stop = self.stop.clone();
        self.spawn(async move {
            stop.run_until_cancelled(watch_view(view.clone(), part)).await;
            if let Some(view) = Arc::into_inner(view) {
                view.shutdown().await;
            }
        });
        reader
    }
}
