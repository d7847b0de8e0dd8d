//! `cargo crash`: a few rounds, of which the second half continues the first.

use std::path::Path;
use std::process::Command;

use acceptance_tests::run::Run;
use acceptance_tests::terraform::isolate;
use anyhow::{Result, ensure};

fn rounds(number: &str, folder: &Path, options: &[&str]) -> Result<Run> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_crash"));
    isolate(&mut command);
    Run::of(command.args(["--rounds", number]).args(options).arg("--folder").arg(folder))
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn kills_leave_what_was_acknowledged_and_nothing_else() -> Result<()> {
    for store in ["sqlite", "postgres"] {
        let root = tempfile::Builder::new().prefix("configmgr-").tempdir()?;
        rounds("4", root.path(), &["--store", store, "--seed", "7"])?.success()?;
        let continued = rounds("8", root.path(), &["--store", store])?.success()?;
        for line in ["Seed 7. 4 of 8 rounds are done.", "round 5: ", "8 rounds with seed 7: "] {
            ensure!(continued.stdout.contains(line), "{line} is missing:\n{}", continued.transcript());
        }
        ensure!(!continued.stdout.contains("round 4: "), "{}", continued.transcript());
        let other = rounds("8", root.path(), &["--store", store, "--seed", "8"])?.expect_code(1)?;
        ensure!(other.stderr.contains("has a campaign of seed 7"), "{}", other.transcript());
    }
    Ok(())
}
