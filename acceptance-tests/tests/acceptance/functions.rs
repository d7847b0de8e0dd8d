//! Provider functions.

use std::fmt::Write as _;
use std::fs;

use acceptance_tests::examples;
use acceptance_tests::workspace::{Workspace, in_workspace};
use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value, json};

use crate::blocks::settings_named;
use crate::support::{assert_text, primary_with_sup};

const FUNCTIONS: [&str; 5] = ["next_sync", "parse_schedule_token", "patch_tuesday", "schedule_token", "upstream_url"];

/// The outputs in the state.
fn outputs(workspace: &Workspace) -> Result<Map<String, Value>> {
    let outputs = workspace.terraform(&["output", "-json"])?.success()?.json()?;
    let outputs = outputs.as_object().context("outputs are an object")?;
    Ok(outputs.iter().map(|(name, output)| (name.clone(), output["value"].clone())).collect())
}

/// A configuration with one output for each call.
fn configuration<'a>(calls: impl IntoIterator<Item = &'a str>) -> String {
    calls.into_iter().enumerate().fold(String::new(), |mut text, (number, call)| {
        let _ = writeln!(text, "output \"call_{number:02}\" {{\n  value = provider::configmgr::{call}\n}}\n");
        text
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn every_function_has_an_example_that_is_applied() -> Result<()> {
    let mut folders: Vec<_> = fs::read_dir(examples::folder().join("functions"))?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<Result<_>>()?;
    folders.sort();
    assert_eq!(folders, FUNCTIONS);
    let mut given = Map::new();
    in_workspace(|workspace| {
        for function in FUNCTIONS {
            let folder = workspace.beside(function)?.with_variable("CONFIGMGR_PATH", format!("../{function}.db"));
            let example = examples::folder().join(format!("functions/{function}/function.tf"));
            let provider = fs::read_to_string(examples::folder().join("provider/provider.tf"))?;
            let requirement = provider.split("\nprovider").next().unwrap_or_default();
            folder.write("provider.tf", requirement)?;
            fs::copy(example, folder.folder().join("function.tf"))?;
            folder.init()?;
            let run = folder.apply(&[]).with_context(|| format!("the example of {function}"))?;
            ensure!(!run.text().contains("Warning"), "the example of {function} has a warning:\n{}", run.transcript());
            folder.expect_no_changes()?;
            let mut values = outputs(&folder)?;
            if let Some(settings) = folder.state()?.get("configmgr_sync_settings.cas") {
                values.extend(["upstream_url", "schedule"].map(|name| (name.to_owned(), settings[name].clone())));
            }
            given.insert(function.to_owned(), Value::Object(values));
        }
        Ok(())
    })?;
    assert_text("examples_of_functions", &format!("{:#}", Value::Object(given)), &[]);
    Ok(())
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn functions_return_the_documented_values() -> Result<()> {
    let after = "\"2026-01-13T12:00:00Z\"";
    let next = |schedule: &str| format!("next_sync({schedule}, {after})");
    let cases = [
        (r#"upstream_url("wsus.contoso.com", 8531, true)"#.to_owned(), json!("https://wsus.contoso.com:8531")),
        (r#"upstream_url("[fd00::1]", "8530", false)"#.to_owned(), json!("http://[fd00::1]:8530")),
        ("patch_tuesday(2026, 9)".to_owned(), json!("2026-09-08")),
        ("patch_tuesday(99, 1)".to_owned(), json!("0099-01-13")),
        (next(r#"{ weekly = { day = "tuesday" } }"#), json!("2026-01-20T00:00:00Z")),
        (next(r#"tomap({ interval = tomap({ days = 1 }) })"#), json!("2026-01-14T00:00:00Z")),
        (
            next(r#"{ start = "2026-01-01T23:30:00-05:00", monthly_by_date = { day = 0 }, weekly = null }"#),
            json!("2026-01-31T23:30:00-05:00"),
        ),
        (next("configmgr_sync_settings.primary.schedule"), json!("2026-01-14T03:00:00+01:00")),
        (next("local.manual.schedule"), json!("none")),
        (next("null"), json!("none")),
        (next("tostring(null)"), json!("none")),
        ("schedule_token(null)".to_owned(), json!("")),
        ("schedule_token(tostring(null))".to_owned(), json!("")),
        ("schedule_token({ interval = { days = 7 } })".to_owned(), json!("0001200000100038")),
        (r#"parse_schedule_token("0001200000100038").interval.days"#.to_owned(), json!(7)),
        (
            r#"schedule_token(provider::configmgr::parse_schedule_token("00211d80083213c0"))"#.to_owned(),
            json!("00211D80003213C1"),
        ),
        (r#"parse_schedule_token("")"#.to_owned(), json!("none")),
    ];
    // The state does not contain outputs that are null.
    let calls: Vec<String> = cases
        .iter()
        .map(
            |(call, expected)| {
                if *expected == "none" { format!("{call} == null ? \"none\" : \"something\"") } else { call.clone() }
            },
        )
        .collect();
    let schedule = r#"schedule = {
    start              = "2026-01-01T03:00:00+01:00[Europe/Berlin]"
    monthly_by_weekday = { week = "second", day = "tuesday", offset_days = 1 }
  }"#;
    let manual = "locals {\n  manual = { schedule = null }\n}\n";
    let objects = [&primary_with_sup(), &settings_named("primary", "first", schedule), manual].concat();
    let text = configuration(calls.iter().map(String::as_str));
    in_workspace(|workspace| {
        workspace.start(&format!("{objects}{text}"))?;
        workspace.apply(&[])?;
        workspace.expect_no_changes()?;
        let given = outputs(workspace)?;
        for (number, (call, expected)) in cases.iter().enumerate() {
            assert_eq!(given[&format!("call_{number:02}")], *expected, "{call}");
        }
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn arguments_can_be_known_after_apply() -> Result<()> {
    let text = r#"
resource "terraform_data" "days" {
  input = 3
}

output "next" {
  value = provider::configmgr::next_sync({ interval = { days = terraform_data.days.output } }, "2026-01-13T12:00:00Z")
}

output "schedule" {
  value = provider::configmgr::parse_schedule_token(format("000120000010003%s", terraform_data.days.output * 0 + 8))
}
"#;
    in_workspace(|workspace| {
        workspace.start(text)?;
        let plan = workspace.plan(&[])?;
        assert!(plan.run.stdout.contains("+ next     = (known after apply)"), "{}", plan.run.stdout);
        workspace.apply(&[])?;
        assert_eq!(outputs(workspace)?["next"], "2026-01-14T00:00:00Z");
        assert_eq!(outputs(workspace)?["schedule"]["interval"]["days"], 7);
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn what_functions_refuse() -> Result<()> {
    let calls = [
        r#"upstream_url("https://wsus.contoso.com", 8531, true)"#,
        r#"upstream_url("wsus.contoso.com", 85310, true)"#,
        r#"upstream_url("wsus.contoso.com", 8531.5, true)"#,
        "patch_tuesday(2026, 13)",
        r#"next_sync({ weekly = { day = "tuesday" } }, "tomorrow")"#,
        r#"next_sync({ weekly = { day = "tuesday" } }, null)"#,
        r#"next_sync({ weekly = { day = "tuesdey" } }, "2026-01-13T12:00:00Z")"#,
        r#"next_sync({ weekly = {} }, "2026-01-13T12:00:00Z")"#,
        r#"next_sync({ weekli = { day = "tuesday" } }, "2026-01-13T12:00:00Z")"#,
        r#"next_sync({ interval = { days = "many" } }, "2026-01-13T12:00:00Z")"#,
        r#"next_sync("daily", "2026-01-13T12:00:00Z")"#,
        r#"next_sync({ interval = { days = 1, hours = 1 } }, "2026-01-13T12:00:00Z")"#,
        r#"next_sync({ interval = { days = -1 } }, "2026-01-13T12:00:00Z")"#,
        r#"schedule_token({ start = "2026-01-13T03:00:00+01:00", interval = { days = 1 } })"#,
        r#"schedule_token({})"#,
        r#"parse_schedule_token("noon")"#,
        r#"parse_schedule_token("02C159C0381A200002C159C0381B2000")"#,
    ];
    let mut messages = String::new();
    in_workspace(|workspace| {
        workspace.start("")?;
        for call in calls {
            workspace.configure(&configuration([call]))?;
            let run = workspace.terraform(&["plan"])?;
            ensure!(run.code == Some(1), "{call} must be refused:\n{}", run.transcript());
            let message = run.stderr.split("┌").next().unwrap_or_default();
            writeln!(messages, "{call}\n{}\n", message.trim())?;
        }
        Ok(())
    })?;
    assert_text("what_functions_refuse", messages.trim_end(), &[]);
    Ok(())
}
