//! The reporting service.

use std::process::ExitCode;

use chassis::run::run;
use reporting::config::OWN;
use reporting::grpc::{DOMAIN, services};

fn main() -> ExitCode {
    run(DOMAIN, &OWN, services)
}
