//! The steps of hosts that no program runs here: they are taken out of their files, and a shell runs them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use acceptance_tests::examples;
use acceptance_tests::run::Run;
use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use super::host::TOKEN;
use super::tools::yaml;
use super::{Team, in_team};

/// The steps of a stage of the pipeline of Azure.
fn stage(name: &str) -> Result<Vec<Value>> {
    let pipeline = yaml(&examples::folder().join("gitops/azure/azure-pipelines.yml"))?;
    let stages = pipeline["stages"].as_array().context("it has no stages")?;
    let stage = stages.iter().find(|stage| stage["stage"] == name).context("it has no such stage")?;
    let job = &stage["jobs"][0];
    let steps = job["steps"].as_array().or_else(|| job["strategy"]["runOnce"]["deploy"]["steps"].as_array());
    steps.cloned().context("it has no steps")
}

/// Runs the steps of a stage as an agent does: after a failed one, only those that ask for it run.
fn run_stage(team: &Team, run: u64, name: &str, reference: &str, pull: Option<usize>) -> Result<Run> {
    let folder = team.workspace.root().join(format!("runner-{run}"));
    team.repository.checkout(&folder, reference)?;
    let temporary = folder.with_file_name(format!("temporary-{run}"));
    fs::create_dir_all(&temporary)?;
    let branch = pull.map_or_else(|| "refs/heads/main".to_owned(), |number| format!("refs/pull/{number}/merge"));
    let secrets = team.secrets();
    let mut told = Run { command: name.to_owned(), code: Some(0), stdout: String::new(), stderr: String::new() };
    for step in stage(name)? {
        let continues = step["condition"] == "not(canceled())";
        if told.code != Some(0) && !continues {
            continue;
        }
        if let Some(file) = step["publish"].as_str() {
            let kept = team.artifacts.join(run.to_string()).join(format!("plan-{}", pull.unwrap_or_default()));
            fs::create_dir_all(&kept)?;
            fs::copy(folder.join(file), kept.join(file))?;
        }
        let Some(script) = step["bash"].as_str() else { continue };
        let mut shell = team.program("bash");
        shell.args(["--noprofile", "--norc", "-c", script]).current_dir(&folder);
        shell.env("AGENT_TEMPDIRECTORY", &temporary).env("TF_CLI_CONFIG_FILE", temporary.join("terraform.tfrc"));
        for (variable, value) in [
            ("SYSTEM_COLLECTIONURI", format!("{}/contoso/", team.host.url())),
            ("SYSTEM_TEAMPROJECT", "infra".to_owned()),
            ("SYSTEM_DEFINITIONID", "3".to_owned()),
            ("BUILD_REPOSITORY_ID", "infra".to_owned()),
            ("BUILD_SOURCEBRANCH", branch.clone()),
            ("BUILD_SOURCEVERSION", super::repository::git(&folder, &["rev-parse", "HEAD"])?),
            ("CONFIGMGR_ACTOR", "azure/alice".to_owned()),
        ] {
            shell.env(variable, value);
        }
        // A secret is there only in a step that maps it.
        for (variable, value) in step["env"].as_object().into_iter().flatten() {
            let secret =
                secrets.iter().find(|(secret, _)| *value == format!("$({secret})")).map(|(_, value)| value.as_str());
            shell.env(variable, secret.unwrap_or(TOKEN));
        }
        let outcome = Run::of(&mut shell)?;
        told.stdout += &outcome.text();
        if outcome.code != Some(0) {
            told.code = outcome.code;
        }
    }
    Ok(told)
}

#[test]
#[cfg_attr(not(all(terraform, pipeline_tools)), ignore = "what .ci/run installs for pipelines is missing")]
fn the_stages_of_azure_plan_apply_and_compare() -> Result<()> {
    in_team(&[], |team| {
        let Team { host, repository, .. } = team;
        repository.branch("install")?;
        team.write_hierarchy()?;
        let main = repository.read("main.tf")?;
        repository.write("main.tf", &main.replace("\"tuesday\"", "\"someday\""))?;
        let install = repository.propose(host, "install")?;
        let merge = format!("refs/pull/{install}/merge");
        run_stage(team, 1, "plan", &merge, Some(install))?.expect_code(1)?;
        repository.write("main.tf", &main)?;
        repository.push(host, install)?;
        run_stage(team, 2, "plan", &merge, Some(install))?.success()?;
        let comments = host.comments(install);
        ensure!(comments.len() == 1 && comments[0].contains("configmgr_sync_settings.primary"), "{comments:?}");
        repository.branch("other")?;
        repository.write("other.txt", "a second one")?;
        let other = repository.propose(host, "other")?;
        repository.merge(host, install)?;
        let applied = run_stage(team, 3, "apply", "main", None)?.success()?;
        ensure!(applied.stdout.contains("3 added, 0 changed, 0 destroyed"), "{}", applied.transcript());
        assert_eq!(host.content().planned_again, [other]);

        team.change_at_the_console(&["set", "PS1", "schedule.weekly.day=friday"])?;
        run_stage(team, 4, "drift", "main", None)?.success()?;
        run_stage(team, 5, "drift", "main", None)?.success()?;
        let items = host.open_issues();
        ensure!(items.len() == 1 && items[0].contains("bob"), "{items:?}");
        team.change_at_the_console(&["set", "PS1", "schedule.weekly.day=tuesday"])?;
        run_stage(team, 6, "drift", "main", None)?.success()?;
        assert_eq!(host.open_issues(), [""; 0]);
        Ok(())
    })
}

/// Runs the steps of a stage of Atlantis's workflow. What they print is the comment.
fn run_steps(team: &Team, folder: &Path, stage: &str, variables: &[(&str, PathBuf)]) -> Result<Run> {
    let server = yaml(&examples::folder().join("gitops/atlantis/repos.yaml"))?;
    let steps = server["workflows"]["configmgr"][stage]["steps"].as_array().context("it has no such stage")?.clone();
    let mut told = Run { command: stage.to_owned(), code: Some(0), stdout: String::new(), stderr: String::new() };
    for step in steps {
        let script =
            if step == "init" { "terraform init -input=false >&2" } else { step["run"].as_str().context("no run")? };
        let mut shell: Command = team.program("sh");
        shell.args(["-c", script]).current_dir(folder).envs(team.secrets()).env("USER_NAME", "alice");
        shell.envs(variables.iter().map(|(name, value)| (name, value)));
        let outcome = Run::of(&mut shell)?;
        told.stdout += &outcome.stdout;
        told.stderr += &outcome.stderr;
        told.code = outcome.code;
        if told.code != Some(0) {
            break;
        }
    }
    Ok(told)
}

#[test]
#[cfg_attr(not(all(terraform, pipeline_tools)), ignore = "what .ci/run installs for pipelines is missing")]
fn the_steps_of_atlantis_plan_and_apply() -> Result<()> {
    in_team(&[], |team| {
        let Team { host, repository, .. } = team;
        repository.branch("install")?;
        team.write_hierarchy()?;
        let install = repository.propose(host, "install")?;
        let folder = team.workspace.root().join("atlantis");
        repository.checkout(&folder, &format!("refs/pull/{install}/merge"))?;
        let configuration = team.workspace.root().join("atlantis.tfrc");
        let mut mirror = team.program("supctl");
        mirror.args(["install-mirror", "--folder", "mirror", "--write"]).current_dir(team.workspace.root());
        Run::of(mirror.env("TF_CLI_CONFIG_FILE", &configuration))?.success()?;
        let variables = [("TF_CLI_CONFIG_FILE", configuration), ("PLANFILE", folder.join("default.tfplan"))];

        let planned = run_steps(team, &folder, "plan", &variables)?.success()?;
        ensure!(planned.stdout.contains("configmgr_sync_settings.primary"), "{}", planned.transcript());
        ensure!(!folder.join("default.tfplan.json").exists(), "the plan's JSON has its values in clear");
        let applied = run_steps(team, &folder, "apply", &variables)?.success()?;
        ensure!(applied.stdout.contains("3 added, 0 changed, 0 destroyed"), "{}", applied.transcript());
        run_steps(team, &folder, "apply", &variables)?.expect_code(1)?;
        let main = repository.read("main.tf")?;
        fs::write(folder.join("main.tf"), main.replace("\"tuesday\"", "\"someday\""))?;
        let failed = run_steps(team, &folder, "plan", &variables)?.expect_code(1)?;
        ensure!(failed.stdout.contains("## Terraform plan failed"), "{}", failed.transcript());
        Ok(())
    })
}

#[test]
#[cfg_attr(not(all(terraform, pipeline_tools)), ignore = "what .ci/run installs for pipelines is missing")]
fn a_plan_is_not_applied_to_a_hierarchy_that_changed_since() -> Result<()> {
    in_team(&[], |team| {
        let run = |program: &str, arguments: &[&str]| {
            let mut command = team.program(program);
            command.current_dir(&team.repository.clone).args(arguments).envs(team.secrets());
            Run::of(command.env("TF_CLI_CONFIG_FILE", team.workspace.root().join("alice.tfrc")))
        };
        let plan = || run("ci/plan.sh", &["github"]);
        let apply = || run("ci/apply.sh", &["plan.sealed"]);
        run("supctl", &["install-mirror", "--folder", "../mirror", "--write"])?.success()?;
        team.write_hierarchy()?;
        plan()?.success()?;
        let sealed = fs::read(team.repository.clone.join("plan.sealed"))?;
        ensure!(
            sealed.starts_with(b"Salted__") && !team.repository.clone.join("tfplan").exists(),
            "the plan is in clear"
        );
        apply()?.success()?;
        let main = team.repository.read("main.tf")?;
        team.repository.write("main.tf", &main.replace("\"tuesday\"", "\"thursday\""))?;
        plan()?.success()?;
        team.change_at_the_console(&["set", "PS1", "alert_on_sync_failure=true"])?;
        let refused = apply()?.expect_code(1)?;
        ensure!(refused.text().contains("bob"), "{}", refused.transcript());
        plan()?.success()?;
        apply()?.success()?;
        Ok(())
    })
}
