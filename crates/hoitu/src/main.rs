//! `hoitu`: reads the arguments, carries out one verb, and tells how it went by its exit code.

use std::process::ExitCode;

use clap::Parser as _;

use hoitu::arguments::{Arguments, Verb};
use hoitu::failure::Failure;
use hoitu::output::{Output, tell};
use hoitu::session::Session;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let form = arguments.general.form;
    match carry_out(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            tell(&failure, form);
            ExitCode::from(failure.exit_code())
        }
    }
}

async fn carry_out(arguments: Arguments) -> Result<(), Failure> {
    let output = Output::new(arguments.general.form);
    let session = Session::begin(&arguments.general, output)?;
    match arguments.verb {
        Verb::Progress(asked) => hoitu::progress::run(&session, asked).await,
        Verb::Plan(asked) => hoitu::plan::run(&session, asked).await,
        Verb::Association(asked) => hoitu::associations::run(&session, asked).await,
        Verb::Ledger(asked) => hoitu::ledgers::run(&session, asked).await,
        Verb::Unit(asked) => hoitu::units::run(&session, asked).await,
        Verb::View(asked) => hoitu::views::run(&session, asked).await,
        Verb::Seed(asked) => hoitu::seed::run(&session, asked).await,
        Verb::Token(asked) => hoitu::token::run(output, asked).await,
    }
}
