//! What CI runs, step by step; a laptop runs the same.

use std::time::Instant;

use anyhow::Context as _;

use crate::tree::{cargo, run as run_command};
use crate::{alerts, dependencies, fuzz, manifests, proto, servers_for_tests, tidy, up};

type Step = (&'static str, fn() -> anyhow::Result<()>);

const STEPS: [Step; 9] = [
    ("lint", lint),
    ("proto", proto::check),
    ("alerts", alerts::check),
    ("tidy", tidy::run),
    ("dependencies", dependencies::check),
    ("manifests", manifests::check),
    // One run tells all that fails.
    ("test", || test(&["--no-fail-fast".to_owned()])),
    ("fuzz", || fuzz::run(&fuzz::Options::of_ci())),
    ("up", up::smoke),
];

pub fn run() -> anyhow::Result<()> {
    let mut times = Vec::new();
    for (name, step) in STEPS {
        println!("\n== {name}");
        let since = Instant::now();
        let outcome = step();
        let seconds = since.elapsed().as_secs();
        outcome.with_context(|| format!("\nstep `{name}` failed after {seconds} s"))?;
        println!("== {name} passed in {seconds} s");
        times.push(format!("{name} {seconds} s"));
    }
    println!("\nall steps passed: {}", times.join(", "));
    Ok(())
}

/// Formatting and lints; a warning is an error.
pub fn lint() -> anyhow::Result<()> {
    run_command(cargo().args(["fmt", "--all", "--check"]))?;
    run_command(
        cargo()
            .args(["clippy", "--workspace", "--all-targets", "--locked"])
            .args(["--", "-D", "warnings"]),
    )
}

/// All tests, with one PostgreSQL and one NATS for the whole run.
pub fn test(arguments: &[String]) -> anyhow::Result<()> {
    let servers = servers_for_tests::start()?;
    let mut tests = cargo();
    tests.args(["test", "--locked"]);
    if !arguments.iter().any(|argument| argument == "-p" || argument == "--package") {
        tests.arg("--workspace");
    }
    run_command(tests.args(arguments).envs(servers.variables.iter().map(|(k, v)| (*k, v))))
}
