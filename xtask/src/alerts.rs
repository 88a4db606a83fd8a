//! Checks of the alert rules: promtool's, where it is installed (Debian's `prometheus`).

use std::process::Command;

use crate::tree::{output, root, run};

pub fn check() -> anyhow::Result<()> {
    if output(Command::new("promtool").arg("--version")).is_none() {
        println!("promtool: SKIPPED, it is not installed");
        return Ok(());
    }
    let here = root().join("infra/prometheus");
    for arguments in [["check", "rules", "alerts.yaml"], ["test", "rules", "alerts_test.yaml"]] {
        run(Command::new("promtool").args(arguments).current_dir(&here))?;
    }
    println!("promtool: the alerts pass");
    Ok(())
}
