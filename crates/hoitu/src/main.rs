//! `hoitu`: reads the arguments, carries out one verb, and tells how it went by its exit code.

use std::process::ExitCode;

use hoitu::arguments::{Arguments, Verb};
use hoitu::failure::Failure;
use hoitu::output::{Form, Output, tell};
use hoitu::session::Session;
use hoitu::usage::{self, Otherwise};

#[tokio::main]
async fn main() -> ExitCode {
    let (form, outcome) = match usage::read(std::env::args_os()) {
        Ok(arguments) => (arguments.general.form, carry_out(arguments).await),
        Err(Otherwise::Asked(text)) => (Form::Table, Output::new(Form::Table).write(&text)),
        Err(Otherwise::Wrong { failure, form }) => (form, Err(failure)),
    };
    match outcome {
        Ok(()) | Err(Failure::Unread) => ExitCode::SUCCESS,
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
        Verb::Record(asked) => hoitu::records::run(&session, asked).await,
        Verb::Target(asked) => hoitu::targets::run(&session, asked).await,
        Verb::Period(asked) => hoitu::periods::run(&session, asked).await,
        Verb::Regime(asked) => hoitu::regimes::run(&session, asked).await,
        Verb::Calendar(asked) => hoitu::calendars::run(&session, asked).await,
        Verb::Report(asked) => hoitu::reports::run(&session, asked).await,
        Verb::Review(asked) => hoitu::reviews::run(&session, asked).await,
        Verb::Association(asked) => hoitu::associations::run(&session, asked).await,
        Verb::Programme(asked) => hoitu::programmes::run(&session, asked).await,
        Verb::Contest(asked) => hoitu::contests::run(&session, asked).await,
        Verb::Evidence(asked) => hoitu::evidence::run(&session, asked).await,
        Verb::Person(asked) => hoitu::persons::run(&session, asked).await,
        Verb::Ledger(asked) => hoitu::ledgers::run(&session, asked).await,
        Verb::Unit(asked) => hoitu::units::run(&session, asked).await,
        Verb::View(asked) => hoitu::views::run(&session, asked).await,
        Verb::Access(asked) => hoitu::access::run(&session, asked).await,
        Verb::Seed(asked) => hoitu::seed::run(&session, asked).await,
        Verb::Token(asked) => hoitu::token::run(output, asked).await,
    }
}
