//! The consultancy service.

use std::process::ExitCode;

use consultancy::config::OWN;
use consultancy::grpc::{DOMAIN, services};
use chassis::run::run;

fn main() -> ExitCode {
    run(DOMAIN, &OWN, services)
}
