//! Programs that run the pipelines.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use acceptance_tests::locate::pipeline_tool;
use acceptance_tests::run::Run;
use acceptance_tests::workspace::Workspace;
use anyhow::Result;
use serde_json::Value;

/// A folder with the programs of a runner: Terraform, and `supctl` with the provider beside it.
pub(super) fn programs(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.root().join("programs");
    fs::create_dir(&folder)?;
    let supctl = workspace.supctl_command(&[]).get_program().to_owned();
    symlink(supctl, folder.join("supctl"))?;
    symlink(workspace.program()?, folder.join("terraform"))?;
    Ok(folder)
}

/// A file in YAML, read by the parser that comes with gitlab-ci-local.
pub(super) fn yaml(file: &Path) -> Result<Value> {
    let parser = pipeline_tool("gitlab_ci_local").with_file_name("js-yaml");
    Run::of(Command::new("node").arg(parser).arg(file))?.success()?.json()
}
