//! The threats in SECURITY.md: each names what tests it.

use std::fs;
use std::path::Path;

use acceptance_tests::binaries::repository;
use anyhow::{Result, ensure};

#[test]
fn every_threat_names_tests_that_exist() -> Result<()> {
    let mut sources = String::new();
    for folder in ["provider", "acceptance-tests"] {
        read_sources(&repository().join(folder), &mut sources)?;
    }
    let threats = fs::read_to_string(repository().join("SECURITY.md"))?;
    let rows = threats.lines().filter(|line| line.starts_with("| ")).skip(2);
    let mut count = 0;
    for row in rows {
        let tests: Vec<&str> = row.rsplit('|').nth(1).unwrap_or_default().split('`').skip(1).step_by(2).collect();
        ensure!(!tests.is_empty(), "no test in {row}");
        for test in tests {
            let is_command = test.starts_with("cargo ") || test == ".ci/run";
            ensure!(is_command || sources.contains(&format!("fn {test}(")), "{test} does not exist: {row}");
            count += 1;
        }
    }
    ensure!(count > 10, "the table of threats was not found");
    Ok(())
}

/// The text of all Rust files below a folder.
fn read_sources(folder: &Path, sources: &mut String) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            read_sources(&path, sources)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            sources.push_str(&fs::read_to_string(&path)?);
        }
    }
    Ok(())
}
