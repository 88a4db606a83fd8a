//! The project's chores: `cargo xtask` lists them.

#![expect(clippy::print_stdout, reason = "chores speak to whoever started them")]

use std::process::ExitCode;

use clap::Parser as _;

mod alerts;
mod chores;
mod ci;
mod dependencies;
mod fuzz;
mod manifests;
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
            let failed = error.downcast_ref::<tree::Unsuccessful>();
            let code = failed.and_then(|failed| u8::try_from(failed.status.code()?).ok());
            code.map_or(ExitCode::FAILURE, ExitCode::from)
        }
    }
}
