//! The reporting service.

use std::process::ExitCode;

use chassis::run::{Own, run};
use reporting::grpc::{DOMAIN, services};

fn main() -> ExitCode {
    let own = Own { variables: &[], read: |_| Some(()) };
    run(DOMAIN, &own, |process, ()| services(process))
}
