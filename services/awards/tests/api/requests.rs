//! What requests of all tests share.

use std::sync::atomic::{AtomicU32, Ordering};

use contracts::ledger::v1::{CommandReceipt, ReadAt};
use uuid::Uuid;

/// An id that no other request of the tests has.
pub fn fresh() -> String {
    static LAST: AtomicU32 = AtomicU32::new(0x1000);
    Uuid::from_u128(LAST.fetch_add(1, Ordering::Relaxed).into()).to_string()
}

/// The receipt that a command is answered with.
#[macro_export]
macro_rules! receipt {
    ($call:expr) => {
        $call.await.unwrap().into_inner().receipt.unwrap()
    };
}

/// As of today, with everything up to a command.
pub fn after(receipt: &CommandReceipt) -> Option<ReadAt> {
    let at_least_tokens = vec![receipt.token.clone()];
    Some(ReadAt { at_least_tokens, ..ReadAt::default() })
}
