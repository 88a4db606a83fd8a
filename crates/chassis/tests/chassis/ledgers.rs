//! ledgers.
