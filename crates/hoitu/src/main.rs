//! hoitu.

fn main() {}
