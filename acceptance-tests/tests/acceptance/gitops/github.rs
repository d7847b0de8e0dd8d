//! GitHub's workflows, run by act.

use std::fs;
use std::path::{Path, PathBuf};

use acceptance_tests::binaries::repository;
use acceptance_tests::locate::pipeline_tool;
use acceptance_tests::run::Run;
use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::host::{Comment, LIMIT, TOKEN};
use super::repository::git;
use super::tools::yaml;
use super::{Team, in_team};

const FILES: &[(&str, &str)] = &[("github/workflows", ".github/workflows")];

/// Each action of the workflows that has a stand-in, with the commit they name.
pub(crate) const ACTIONS: [(&str, &str); 6] = [
    ("actions/checkout", "11bd71901bbe5b1630ceea73d27597364c9af683"),
    ("actions/upload-artifact", "ea165f8d65b6e75b540449e92b4886f43607fa02"),
    ("actions/download-artifact", "d3f86a106a0bac45b974a628896c90dbdf5c8093"),
    ("actions/attest-build-provenance", "e8998f949152b193b063cb0ec769d69d929409be"),
    ("anchore/sbom-action", "da167eac915b4e86f08b264dbdbc867b61be6f0c"),
    ("crazy-max/ghaction-import-gpg", "e89d40939c28e39f97cf32126055eeae86ba74ec"),
];

/// The folder of a stand-in for an action.
fn stand_in(action: &str) -> PathBuf {
    let name = action.rsplit('/').next().unwrap_or(action);
    repository().join("acceptance-tests/tests/acceptance/gitops/actions").join(name)
}

/// Each stand-in as a repository of its own, which act demands.
pub(crate) fn stand_ins(root: &Path) -> Result<Vec<String>> {
    ACTIONS
        .iter()
        .map(|(action, commit)| {
            let folder = root.join(action);
            if !folder.exists() {
                fs::create_dir_all(&folder)?;
                fs::copy(stand_in(action).join("action.yml"), folder.join("action.yml"))?;
                git(&folder, &["init", "--quiet", "."])?;
                git(&folder, &["add", "."])?;
                git(&folder, &["commit", "--quiet", "--message", "Stand in"])?;
            }
            Ok(format!("{action}@{commit}={}", folder.display()))
        })
        .collect()
}

/// A run of a workflow; `run` is its number.
struct Workflow<'a> {
    file: &'a str,
    event: &'a str,
    payload: Value,
    /// What is checked out by default.
    reference: &'a str,
    run: u64,
}

impl Workflow<'_> {
    fn start(&self, team: &Team) -> Result<Run> {
        let folder = team.workspace.root().join(format!("runner-{}", self.run));
        team.repository.checkout(&folder, self.reference)?;
        let payload = team.workspace.root().join(format!("event-{}.json", self.run));
        fs::write(&payload, self.payload.to_string())?;
        let mut act = team.program(&pipeline_tool("act").to_string_lossy());
        act.current_dir(&folder)
            .args([self.event, "--platform", "self-hosted=-self-hosted", "--actor", "alice", "--eventpath"])
            .arg(&payload)
            .args(["--workflows", &format!(".github/workflows/{}", self.file)])
            .env("XDG_CACHE_HOME", team.workspace.root().join("cache"));
        for stand_in in stand_ins(team.workspace.root())? {
            act.args(["--local-repository", &stand_in]);
        }
        for (name, value) in [&team.secrets()[..], &[("GITHUB_TOKEN", TOKEN.to_owned())]].concat() {
            act.args(["--secret", &format!("{name}={value}")]);
        }
        for (name, value) in [
            ("GITHUB_API_URL", team.host.url()),
            ("GITHUB_REPOSITORY", "contoso/infra".to_owned()),
            ("GITHUB_RUN_ID", self.run.to_string()),
            ("ARTIFACTS", team.artifacts.display().to_string()),
            ("REMOTE", team.repository.bare.display().to_string()),
        ] {
            act.args(["--env", &format!("{name}={value}")]);
        }
        Run::of(&mut act)
    }
}

/// The payload of an event of a pull request.
fn of_pull(team: &Team, number: usize) -> Value {
    let content = team.host.content();
    let pull = &content.pulls[number - 1];
    let owner = if pull.fork { "somebody/infra" } else { "contoso/infra" };
    json!({
        "number": number,
        "pull_request": {
            "number": number,
            "head": { "sha": pull.head, "ref": pull.branch, "repo": { "full_name": owner } },
            "base": { "ref": "main" },
        },
        "repository": { "full_name": "contoso/infra", "default_branch": "main" },
    })
}

fn plan(team: &Team, number: usize, run: u64) -> Result<Run> {
    let reference = format!("refs/pull/{number}/merge");
    let payload = of_pull(team, number);
    Workflow { file: "plan.yml", event: "pull_request", payload, reference: &reference, run }.start(team)
}

/// As apply.yml starts it.
fn plan_again(team: &Team, number: usize, run: u64) -> Result<Run> {
    let payload = json!({ "inputs": { "pull_request": number.to_string() }, "ref": "refs/heads/main" });
    Workflow { file: "plan.yml", event: "workflow_dispatch", payload, reference: "main", run }.start(team)
}

fn apply(team: &Team, run: u64) -> Result<Run> {
    let payload = json!({ "ref": "refs/heads/main", "repository": { "default_branch": "main" } });
    Workflow { file: "apply.yml", event: "push", payload, reference: "main", run }.start(team)
}

fn drift(team: &Team, run: u64) -> Result<Run> {
    let payload = json!({ "ref": "refs/heads/main", "schedule": "17 3 * * *" });
    Workflow { file: "drift.yml", event: "schedule", payload, reference: "main", run }.start(team)
}

#[test]
#[cfg_attr(not(all(terraform, pipeline_tools)), ignore = "what .ci/run installs for pipelines is missing")]
fn a_team_works_from_pull_requests() -> Result<()> {
    in_team(FILES, |team| {
        let Team { host, repository, .. } = team;
        repository.branch("install")?;
        team.write_hierarchy()?;
        let install = repository.propose(host, "install")?;
        plan(team, install, 1)?.success()?;
        let comments = host.comments(install);
        ensure!(comments.len() == 1 && comments[0].contains("configmgr_sync_settings.primary"), "{comments:?}");

        // A second one is planned at the same time, first with a mistake: the comment of the failed plan is replaced.
        repository.branch("schedule")?;
        team.write_hierarchy()?;
        let main = repository.read("main.tf")?;
        repository.write("main.tf", &main.replace("\"tuesday\"", "\"someday\""))?;
        let schedule = repository.propose(host, "schedule")?;
        plan(team, schedule, 2)?.expect_code(1)?;
        let failed = host.comments(schedule);
        ensure!(failed.len() == 1 && failed[0].contains("## Terraform plan failed"), "{failed:?}");
        repository.write("main.tf", &main.replace("\"tuesday\"", "\"thursday\""))?;
        repository.push(host, schedule)?;
        plan(team, schedule, 3)?.success()?;
        let planned = host.comments(schedule);
        ensure!(planned.len() == 1 && planned != failed, "{planned:?}");

        // What was reviewed is applied, and the other one is planned again.
        repository.merge(host, install)?;
        let applied = apply(team, 4)?.success()?;
        ensure!(applied.stdout.contains("3 added, 0 changed, 0 destroyed"), "{}", applied.transcript());
        assert_eq!(host.content().planned_again, [schedule]);
        ensure!(team.workspace.supctl(&["history"])?.stdout.contains("github/alice"), "the history names who merged");
        drift(team, 5)?.success()?;
        assert_eq!(host.open_issues(), [""; 0]);

        // Its earlier plan is stale: nobody can apply it.
        git(&repository.clone, &["checkout", "--quiet", "schedule"])?;
        git(&repository.clone, &["fetch", "--quiet", "origin"])?;
        git(&repository.clone, &["merge", "--quiet", "--strategy=ours", "--message", "Follow main", "origin/main"])?;
        repository.write("note.txt", "for review")?;
        repository.push(host, schedule)?;
        plan_again(team, schedule, 6)?.success()?;
        let again = host.comments(schedule);
        ensure!(again.len() == 1 && again != planned, "{again:?}");
        repository.merge(host, schedule)?;
        let applied = apply(team, 7)?.success()?;
        ensure!(applied.stdout.contains("0 added, 1 changed, 0 destroyed"), "{}", applied.transcript());

        // Somebody changes the schedule at the console: one issue says who, until the change is in the configuration.
        team.change_at_the_console(&["set", "PS1", "schedule.weekly.day=friday"])?;
        drift(team, 8)?.success()?;
        drift(team, 9)?.success()?;
        let issues = host.open_issues();
        ensure!(issues.len() == 1 && issues[0].contains("bob") && issues[0].contains("schedule"), "{issues:?}");
        repository.branch("adopt")?;
        adopt(team)?;
        ensure!(repository.read("main.tf")?.contains("\"friday\""));
        let adopted = repository.propose(host, "adopt")?;
        plan(team, adopted, 10)?.success()?;
        repository.merge(host, adopted)?;
        apply(team, 11)?.success()?;
        drift(team, 12)?.success()?;
        assert_eq!(host.open_issues(), [""; 0]);
        Ok(())
    })
}

/// Edits the clone so that it matches the hierarchy.
fn adopt(team: &Team) -> Result<()> {
    let folder = &team.repository.clone;
    let run = |program: &str, arguments: &[&str]| {
        let mut command = team.program(program);
        command.current_dir(folder).args(arguments).envs(team.secrets());
        command.env("TF_CLI_CONFIG_FILE", team.workspace.root().join("alice.tfrc"));
        Run::of(&mut command)
    };
    run("supctl", &["install-mirror", "--folder", "../mirror", "--write"])?.success()?;
    run("terraform", &["init"])?.success()?;
    let state = run("terraform", &["show", "-json"])?.success()?.stdout;
    fs::write(team.workspace.root().join("state.json"), state)?;
    run("supctl", &["drift", "--state", "../state.json", "--adopt", "."])?.success()?;
    Ok(())
}

/// Declares an account in a file.
fn write_account(team: &Team, file: &str, name: &str) -> Result<()> {
    let account = format!("resource \"configmgr_account\" \"{name}\" {{\n  user_name = \"CONTOSO\\\\{name}\"\n}}\n");
    team.repository.write(file, &account)
}

#[test]
#[cfg_attr(not(all(terraform, pipeline_tools)), ignore = "what .ci/run installs for pipelines is missing")]
fn a_failed_plan_takes_the_place_of_an_earlier_one() -> Result<()> {
    in_team(FILES, |team| {
        let Team { host, repository, .. } = team;
        repository.branch("one")?;
        write_account(team, "one.tf", "one")?;
        repository.propose(host, "one")?;
        plan(team, 1, 1)?.success()?;
        // Main declares the same account meanwhile.
        repository.branch("twice")?;
        write_account(team, "twice.tf", "one")?;
        git(&repository.clone, &["add", "--all"])?;
        git(&repository.clone, &["commit", "--quiet", "--message", "Declare it twice"])?;
        git(&repository.clone, &["push", "--quiet", "origin", "HEAD:main"])?;
        repository.merge_ref(host, 1)?;
        plan_again(team, 1, 2)?.expect_code(1)?;
        let comments = host.comments(1);
        ensure!(comments.len() == 1 && !comments[0].contains("create configmgr_account.one"), "{comments:?}");
        repository.merge(host, 1)?;
        let refused = apply(team, 3)?.expect_code(1)?;
        ensure!(refused.stdout.contains("the newest plan failed"), "{}", refused.transcript());
        Ok(())
    })
}

#[test]
#[cfg_attr(not(all(terraform, pipeline_tools)), ignore = "what .ci/run installs for pipelines is missing")]
fn a_stale_plan_is_not_applied() -> Result<()> {
    in_team(FILES, |team| {
        let Team { host, repository, .. } = team;
        for name in ["one", "two"] {
            repository.branch(name)?;
            write_account(team, &format!("{name}.tf"), name)?;
            repository.propose(host, name)?;
        }
        plan(team, 1, 1)?.success()?;
        plan(team, 2, 2)?.success()?;
        repository.merge(host, 1)?;
        apply(team, 3)?.success()?;
        repository.merge(host, 2)?;
        let stale = apply(team, 4)?.expect_code(1)?;
        ensure!(stale.stdout.contains("Saved plan is stale"), "{}", stale.transcript());
        Ok(())
    })
}

#[test]
#[cfg_attr(not(all(terraform, pipeline_tools)), ignore = "what .ci/run installs for pipelines is missing")]
fn a_fork_gets_no_plan_and_a_commit_without_review_is_not_applied() -> Result<()> {
    in_team(FILES, |team| {
        let Team { host, repository, .. } = team;
        repository.branch("fork")?;
        team.write_hierarchy()?;
        let fork = repository.propose(host, "fork")?;
        host.content().pulls[fork - 1].fork = true;
        plan(team, fork, 1)?.success()?;
        assert_eq!(host.comments(fork), [""; 0]);
        git(&repository.clone, &["push", "--quiet", "origin", "HEAD:main"])?;
        host.content().pulls.clear();
        let refused = apply(team, 2)?.expect_code(1)?;
        ensure!(refused.stdout.contains("is not the merge of a pull request"), "{}", refused.transcript());
        Ok(())
    })
}

#[test]
#[cfg_attr(not(all(terraform, pipeline_tools)), ignore = "what .ci/run installs for pipelines is missing")]
fn a_comment_is_replaced_under_the_limit_and_refused_over_it() -> Result<()> {
    in_team(FILES, |team| {
        let comment = |file: &str| {
            let mut script = team.program("ci/github.sh");
            script.current_dir(&team.repository.clone).args(["comment", "1", file]);
            script.env("GITHUB_API_URL", team.host.url()).env("GITHUB_REPOSITORY", "contoso/infra");
            Run::of(script.env("GITHUB_TOKEN", TOKEN))
        };
        let marker = "<!-- supctl report root=. workspace=default -->\n";
        let of_length = |length: usize| {
            format!("{marker}{}", "`$(id)` é".chars().cycle().take(length - marker.len()).collect::<String>())
        };
        for length in [LIMIT, LIMIT - 1] {
            team.repository.write("comment.md", &of_length(length))?;
            comment("comment.md")?.success()?;
            assert_eq!(team.host.comments(1), [of_length(length)]);
        }
        team.repository.write("comment.md", &of_length(LIMIT + 1))?;
        let refused = comment("comment.md")?.expect_code(22)?;
        ensure!(refused.stderr.contains("Body is too long"), "{}", refused.transcript());
        comment("missing.md")?.success()?;
        let comments = team.host.comments(1);
        ensure!(
            comments.len() == 1 && comments[0].contains("There is no report"),
            "an earlier comment does not stay: {comments:?}"
        );
        // Many other comments, on several pages.
        for number in 0..250 {
            team.host.content().comments.insert(0, Comment { number: 1, text: format!("{number}") });
        }
        team.repository.write("comment.md", &of_length(100))?;
        comment("comment.md")?.success()?;
        assert_eq!(team.host.comments(1).len(), 251);
        Ok(())
    })
}

#[test]
#[cfg_attr(not(all(terraform, pipeline_tools)), ignore = "what .ci/run installs for pipelines is missing")]
fn an_issue_with_much_drift_is_cut_between_findings() -> Result<()> {
    in_team(FILES, |team| {
        let drift = |code: &str| {
            let mut script = team.program("ci/github.sh");
            script.current_dir(&team.repository.clone).args(["drift", code, "drift.md"]);
            script.env("GITHUB_API_URL", team.host.url()).env("GITHUB_REPOSITORY", "contoso/infra");
            Run::of(script.env("GITHUB_TOKEN", TOKEN))
        };
        let finding = "\n- `sup_role PS1/a`\n\n  ```diff\n  - http_port: 80\n  + http_port: 8530\n  ```\n";
        team.repository.write("drift.md", &format!("## Drift\n{}", finding.repeat(2000)))?;
        drift("2")?.success()?;
        let issues = team.host.open_issues();
        ensure!(issues.len() == 1 && issues[0].starts_with("**The report is cut"), "{}", &issues[0][..100]);
        ensure!(issues[0].matches("```").count() % 2 == 0 && issues[0].len() > 60_000, "a fence is open");
        drift("1")?.expect_code(1)?;
        assert_eq!(team.host.open_issues(), issues, "what was not compared changes nothing");
        Ok(())
    })
}

#[test]
#[cfg_attr(not(pipeline_tools), ignore = "what .ci/run installs for pipelines is missing")]
fn stand_ins_do_what_the_actions_document() -> Result<()> {
    let root = tempfile::tempdir()?;
    let script = |action: &str, variables: &[(&str, &str)]| {
        let steps = yaml(&stand_in(action).join("action.yml"))?;
        let mut shell = std::process::Command::new("bash");
        shell.args(["-e", "-o", "pipefail", "-c", steps["runs"]["steps"][0]["run"].as_str().unwrap_or("false")]);
        shell.current_dir(root.path()).env("ARTIFACTS", root.path().join("artifacts")).env("GITHUB_RUN_ID", "7");
        Run::of(shell.envs(variables.iter().copied()))
    };
    fs::write(root.path().join("a.txt"), "content")?;
    let upload = |file, missing| script("upload-artifact", &[("NAME", "one"), ("FILE", file), ("MISSING", missing)]);
    // A file that is missing is a warning, or an error where that is asked for.
    upload("b.txt", "warn")?.success()?;
    upload("b.txt", "error")?.expect_code(1)?;
    // A name is taken once in a run.
    upload("a.txt", "error")?.success()?;
    upload("a.txt", "error")?.expect_code(1)?;
    fs::remove_file(root.path().join("a.txt"))?;
    let download = |run, token| script("download-artifact", &[("NAME", "one"), ("RUN", run), ("TOKEN", token)]);
    // This run's artifacts need no token, those of another run do.
    download("7", "")?.success()?;
    assert_eq!(fs::read_to_string(root.path().join("a.txt"))?, "content");
    fs::rename(root.path().join("artifacts/7"), root.path().join("artifacts/6"))?;
    download("6", "")?.expect_code(1)?;
    download("6", TOKEN)?.success()?;
    download("5", TOKEN)?.expect_code(1)?;
    Ok(())
}
