//! The projection service's process.

use std::process::ExitCode;

use projection::{config::OWN, grpc::DOMAIN, service};

fn main() -> ExitCode {
    chassis::run::run(DOMAIN, &OWN, service::build)
}
