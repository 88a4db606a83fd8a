//! The list of chores, and where each is.

use clap::{Parser, Subcommand};

use crate::{alerts, ci, dependencies, fuzz, manifests, proto, tidy, tree, up};

#[derive(Parser)]
#[command(
    name = "xtask",
    bin_name = "cargo xtask",
    arg_required_else_help = true,
    disable_help_subcommand = true
)]
pub struct Arguments {
    #[command(subcommand)]
    pub chore: Chore,
}

#[derive(Subcommand)]
pub enum Chore {
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
    /// Checks what the programs are made of, and lists it
    Dependencies,
    /// Renders the cluster's manifests and checks that they agree
    Manifests,
    /// Checks the alert rules and their tests, where promtool is installed
    Alerts,
    /// Measures against the raw limits of PostgreSQL, NATS and tonic, as ratios
    Bench {
        /// Only measurements whose name contains one of these
        names: Vec<String>,
    },
    /// Looks for inputs that break a promise; needs a C++ compiler
    Fuzz(fuzz::Options),
    /// Everything CI runs
    Ci,
}

pub fn carry_out(chore: Chore) -> anyhow::Result<()> {
    match chore {
        Chore::Up(options) => up::run(&options),
        Chore::Test { arguments } => ci::test(&arguments),
        Chore::Tidy => tidy::run(),
        Chore::Lint => ci::lint(),
        Chore::Proto => proto::check(),
        Chore::Dependencies => dependencies::check(),
        Chore::Manifests => manifests::check(),
        Chore::Alerts => alerts::check(),
        Chore::Bench { names } => tree::run(
            tree::cargo().args(["bench", "-p", "journeys", "--bench", "ratios", "--"]).args(names),
        ),
        Chore::Fuzz(options) => fuzz::run(&options),
        Chore::Ci => ci::run(),
    }
}
