//! The consultancy service.

use std::process::ExitCode;

use chassis::run::run;
use consultancy::config::OWN;
use consultancy::grpc::{DOMAIN, services};

fn main() -> ExitCode {
    run(DOMAIN, &OWN, services)
}
