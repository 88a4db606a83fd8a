//! The project's chores: `cargo xtask` lists them.

#![expect(clippy::print_stdout, reason = "chores speak to whoever started them")]

use clap::{Parser, Subcommand};

mod ci;
mod proto;
mod servers_for_tests;
mod tidy;
mod tree;
mod up;

#[derive(Parser)]
#[command(name = "cargo xtask", arg_required_else_help = true, disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Brings the whole system up with the real plan and sample data; Ctrl-C stops it
    Up(up::Options),
    /// Runs all tests against real servers
    Test {
        /// Passed on to `cargo test`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Checks the house rules that the compiler does not
    Tidy,
    /// Checks formatting and lints
    Lint,
    /// Checks the contracts: lint, and no breaking change
    Proto,
    /// Measures against the raw limits of PostgreSQL, NATS and tonic, as ratios
    Bench {
        /// Only measurements whose name contains one of these
        names: Vec<String>,
    },
    /// Everything CI runs
    Ci,
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().chore {
        Chore::Up(options) => up::run(&options),
        Chore::Test { arguments } => ci::test(&arguments),
        Chore::Tidy => tidy::run(),
        Chore::Lint => ci::lint(),
        Chore::Proto => proto::check(),
        Chore::Bench { names } => tree::run(
            tree::cargo().args(["bench", "-p", "journeys", "--bench", "ratios", "--"]).args(names),
        ),
        Chore::Ci => ci::run(),
    }
}
