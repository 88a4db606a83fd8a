//! The ledger: decide, record, relay, project.
//!
//! A context has one append-only ledger in its own PostgreSQL database. Commands are decided by pure
//! [`Decider`]s, recorded by one writer task per process, relayed to JetStream under the same numbers,
//! and folded into views that move their checkpoint in the same transaction.
//!
//! ```
//! use ledger::{Decider, Reject, RejectionKind, scenario::Scenario};
//!
//! #[derive(Default)]
//! struct Door { open: bool }
//! #[derive(Debug, PartialEq)]
//! enum Event { Opened }
//! #[derive(Debug, PartialEq, thiserror::Error)]
//! #[error("the door is open already")]
//! struct AlreadyOpen;
//! impl Reject for AlreadyOpen {
//!     fn kind(&self) -> RejectionKind { RejectionKind::Precondition }
//!     fn reason(&self) -> &'static str { "ALREADY_OPEN" }
//! }
//! impl Decider for Door {
//!     const CATEGORY: &'static str = "door";
//!     type Command = ();
//!     type Event = Event;
//!     type Rejection = AlreadyOpen;
//!     fn decide(&self, (): ()) -> Result<Vec<Event>, AlreadyOpen> {
//!         if self.open { Err(AlreadyOpen) } else { Ok(vec![Event::Opened]) }
//!     }
//!     fn evolve(self, event: &Event) -> Self {
//!         match event { Event::Opened => Self { open: true } }
//!     }
//! }
//! Scenario::<Door>::given([]).when(()).then([Event::Opened]);
//! Scenario::<Door>::given([Event::Opened]).when(()).then_rejected(AlreadyOpen);
//! ```

mod act;
mod append;
mod backoff;
mod command_handler;
pub mod crash;
pub mod deadlines;
mod decider;
pub mod erasures;
mod ids;
mod migration;
pub mod outbound;
mod own;
mod recorded;
pub mod relay;
pub mod reservation;
mod scan;
pub mod scenario;
pub mod scheduler;
pub mod sealed;
pub mod session;
mod source;
mod store;
pub mod trace;
pub mod verify;
pub mod view;
mod writer;

pub use command_handler::{
    Asked, CommandError, CommandHandler, DecidedEvent, EventRef, LastChange, Part, Receipt, Step,
};
pub use decider::{Decider, Reject, RejectionKind};
pub use migration::{MigrateError, grant_service, is_migrated, may_migrate, migrate};
pub use recorded::*;
pub use source::{Halt, History, JetStreamSource, LocalSource, Source, SourceError, Subscription};
pub use store::{Ledger, OpenError, ReadError, within};
pub use view::{ApplyError, Recorded, Undecodable, View};
pub use writer::{AppendCall, Observer, WriterOptions};
