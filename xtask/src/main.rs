//! The project's chores: `cargo xtask` lists them.

#![expect(clippy::print_stdout, reason = "chores speak to whoever started them")]

use std::process::ExitCode;

use clap::Parser as _;

mod chores;
mod ci;
mod proto;
mod servers_for_tests;
mod tidy;
mod tree;
mod up;

fn main() -> ExitCode {
    match chores::carry_out(chores::Arguments::parse().chore) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
