//! The membership service.

use std::process::ExitCode;

use chassis::run::run;
use membership::config::OWN;
use membership::grpc::{DOMAIN, services};

fn main() -> ExitCode {
    run(DOMAIN, &OWN, services)
}
