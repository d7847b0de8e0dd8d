//! GitLab's jobs, run by gitlab-ci-local.

use std::fs;

use acceptance_tests::locate::pipeline_tool;
use acceptance_tests::run::Run;
use anyhow::{Result, ensure};
use serde_json::Value;

use super::host::TOKEN;
use super::repository::git;
use super::{Team, in_team};

const FILES: &[(&str, &str)] = &[("gitlab/gitlab-ci.yml", ".gitlab-ci.yml")];

/// Runs the pipeline of an event; `run` is its number. The plan is kept as an artifact of the run, and the counts for the widget
/// are the result.
fn pipeline(
    team: &Team,
    run: u64,
    source: &str,
    reference: &str,
    variables: &[(&str, String)],
) -> Result<(Run, Value)> {
    let folder = team.workspace.root().join(format!("runner-{run}"));
    team.repository.checkout(&folder, reference)?;
    git(&folder, &["remote", "set-url", "origin", "git@gitlab.contoso.com:contoso/infra.git"])?;
    let mut command = team.program("node");
    command
        .current_dir(&folder)
        .arg(pipeline_tool("gitlab_ci_local"))
        .args(["--shell-executor-no-image", "--shell-isolation"]);
    let common = [
        ("CI_PIPELINE_SOURCE", source.to_owned()),
        ("CI_API_V4_URL", format!("{}/api/v4", team.host.url())),
        ("CI_PROJECT_ID", "7".to_owned()),
        ("CI_DEFAULT_BRANCH", "main".to_owned()),
        ("GITLAB_USER_LOGIN", "alice".to_owned()),
        ("GITLAB_TOKEN", TOKEN.to_owned()),
    ];
    for (name, value) in [&common[..], &team.secrets(), variables].concat() {
        command.args(["--variable", &format!("{name}={value}")]);
    }
    let outcome = Run::of(&mut command)?;
    let artifacts = folder.join(".gitlab-ci-local/artifacts/plan");
    let sealed = artifacts.join("plan.sealed");
    if sealed.is_file() {
        let number =
            variables.iter().find(|(name, _)| *name == "CI_MERGE_REQUEST_IID").map_or("", |(_, number)| number);
        let kept = team.artifacts.join(run.to_string()).join(format!("plan-{number}"));
        fs::create_dir_all(&kept)?;
        fs::copy(sealed, kept.join("plan.sealed"))?;
    }
    let widget =
        find(&folder.join(".gitlab-ci-local"), "terraform-report.json").and_then(|file| fs::read_to_string(file).ok());
    Ok((outcome, widget.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()))
}

/// A file of this name in a folder or below it.
fn find(folder: &std::path::Path, name: &str) -> Option<std::path::PathBuf> {
    folder.read_dir().ok()?.flatten().map(|entry| entry.path()).find_map(|path| match path.is_dir() {
        true => find(&path, name),
        false => path.ends_with(name).then_some(path),
    })
}

fn plan(team: &Team, run: u64, number: usize) -> Result<(Run, Value)> {
    let reference = format!("refs/merge-requests/{number}/merge");
    pipeline(team, run, "merge_request_event", &reference, &[("CI_MERGE_REQUEST_IID", number.to_string())])
}

fn apply(team: &Team, run: u64) -> Result<Run> {
    Ok(pipeline(team, run, "push", "main", &[("CI_COMMIT_BRANCH", "main".to_owned())])?.0)
}

fn drift(team: &Team, run: u64) -> Result<Run> {
    Ok(pipeline(team, run, "schedule", "main", &[("CI_COMMIT_BRANCH", "main".to_owned())])?.0)
}

#[test]
#[cfg_attr(not(all(terraform, pipeline_tools)), ignore = "what .ci/run installs for pipelines is missing")]
fn a_team_works_from_merge_requests() -> Result<()> {
    in_team(FILES, |team| {
        let Team { host, repository, .. } = team;
        repository.branch("install")?;
        team.write_hierarchy()?;
        let main = repository.read("main.tf")?;
        repository.write("main.tf", &main.replace("\"tuesday\"", "\"someday\""))?;
        let install = repository.propose(host, "install")?;
        let (failed, widget) = plan(team, 1, install)?;
        failed.expect_code(1)?;
        ensure!(widget.is_null(), "{widget}");
        repository.write("main.tf", &main)?;
        repository.push(host, install)?;
        let (planned, widget) = plan(team, 2, install)?;
        planned.success()?;
        assert_eq!(widget, serde_json::json!({ "create": 3, "update": 0, "delete": 0 }));
        let notes = host.comments(install);
        ensure!(notes.len() == 1 && notes[0].contains("configmgr_sync_settings.primary"), "{notes:?}");

        repository.branch("other")?;
        repository.write("other.txt", "a second one")?;
        let other = repository.propose(host, "other")?;
        repository.merge(host, install)?;
        let applied = apply(team, 3)?.success()?;
        ensure!(applied.text().contains("3 added, 0 changed, 0 destroyed"), "{}", applied.transcript());
        assert_eq!(host.content().planned_again, [other]);

        drift(team, 4)?.success()?;
        assert_eq!(host.open_issues(), [""; 0]);
        team.change_at_the_console(&["set", "PS1", "schedule.weekly.day=friday"])?;
        drift(team, 5)?.success()?;
        drift(team, 6)?.success()?;
        let issues = host.open_issues();
        ensure!(issues.len() == 1 && issues[0].contains("bob"), "{issues:?}");
        team.change_at_the_console(&["set", "PS1", "schedule.weekly.day=tuesday"])?;
        drift(team, 7)?.success()?;
        assert_eq!(host.open_issues(), [""; 0]);
        Ok(())
    })
}
