//! Programs that run the pipelines.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use acceptance_tests::locate::pipeline_tool;
use acceptance_tests::run::Run;
use acceptance_tests::workspace::Workspace;
use anyhow::Result;
use serde_json::Value;

/// A folder with the programs of a runner: `supctl`, with the provider beside it.
pub(super) fn programs(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.root().join("programs");
    fs::create_dir(&folder)?;
    let supctl = workspace.supctl_command(&[]).get_program().to_owned();
    let has_report = Run::of(&mut workspace.supctl_command(&["report", "--help"]))?.code == Some(0);
    if has_report {
        symlink(&supctl, folder.join("supctl"))?;
    } else {
        script(&folder.join("supctl"), &format!("real='{}'\n{REPORT}", Path::new(&supctl).display()))?;
    }
    Ok(folder)
}

/// A file in YAML, read by the parser that comes with gitlab-ci-local.
pub(super) fn yaml(file: &Path) -> Result<Value> {
    let parser = pipeline_tool("gitlab_ci_local").with_file_name("js-yaml");
    Run::of(Command::new("node").arg(parser).arg(file))?.success()?.json()
}

fn script(file: &Path, text: &str) -> Result<()> {
    fs::write(file, format!("#!/usr/bin/env bash\nset -euo pipefail\n{text}"))?;
    Ok(fs::set_permissions(file, fs::Permissions::from_mode(0o755))?)
}

/// Stands in for `supctl report` as far as the pipelines need it: a marker in the first line, then what a plan does, or why there
/// is none.
const REPORT: &str = r#"
if [ "$1" != report ]; then exec "$real" "$@"; fi
shift
plan= widget=
while [ $# -gt 0 ]; do
    case $1 in
    --plan) plan=$2 ;;
    --log) log=$2 ;;
    --format) format=$2 ;;
    --out) out=$2 ;;
    --gitlab-report) widget=$2 ;;
    esac
    shift 2
done
changes='[.resource_changes[]? | select(.change.actions != ["no-op"])]'
{
    echo '<!-- supctl report root=. workspace=default -->'
    if [ -n "$plan" ]; then
        jq --raw-output "$changes | \"Plan: \(length) changes\", (.[] | \"\(.change.actions | join(\"+\")) \(.address)\")" "$plan"
    else
        jq --raw-output 'select(.type == "diagnostic") | "Failed: \(.diagnostic.summary)"' "$log"
    fi
} >"$out"
if [ -n "$widget" ]; then
    if [ -n "$plan" ]; then
        jq "$changes | map(.change.actions[]) | {create: map(select(. == \"create\")) | length, update: map(select(. == \"update\")) | length, delete: map(select(. == \"delete\")) | length}" "$plan" >"$widget"
    fi
fi
"#;
