//! The awards service.

use std::process::ExitCode;

use awards::config::OWN;
use awards::grpc::{DOMAIN, services};
use chassis::run::run;

fn main() -> ExitCode {
    run(DOMAIN, &OWN, services)
}
