//! The policies of the examples, on plans of the real Terraform.

use std::fs;
use std::path::PathBuf;

use acceptance_tests::examples;
use acceptance_tests::workspace::{Workspace, in_workspace};
use anyhow::{Context as _, Result, ensure};
use regorus::Engine;
use serde_json::{Value, json};

/// The policies, with the working hours and the labels of a pull request.
fn engine(labels: &[&str]) -> Result<Engine> {
    let folder = examples::folder().join("policies");
    let mut engine = Engine::new();
    let policies: Vec<PathBuf> =
        fs::read_dir(folder.join("rego"))?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    ensure!(policies.len() > 4, "the policies were not found");
    for policy in policies {
        engine.add_policy_from_file(&policy)?;
    }
    engine.add_data_json(&fs::read_to_string(folder.join("working-hours.json"))?)?;
    engine.add_data_json(&json!({ "pull_request": { "labels": labels } }).to_string())?;
    Ok(engine)
}

/// What the policies refuse, sorted.
fn refused(mut engine: Engine, input: &Value) -> Result<String> {
    engine.set_input_json(&input.to_string())?;
    let messages = engine.eval_rule("data.main.deny".to_owned())?.to_json_str()?;
    let mut messages: Vec<String> = serde_json::from_str(&messages)?;
    messages.sort();
    Ok(if messages.is_empty() { "nothing\n".to_owned() } else { messages.join("\n") + "\n" })
}

/// A hierarchy that breaks no policy, with a variable for each thing that does.
const HIERARCHY: &str = r#"
variable "change" {
  type    = map(string)
  default = {}
}

resource "terraform_data" "later" {
  input = "Windows 11"
}

locals {
  unknown = terraform_data.later.output == "Windows 11"
  start   = lookup(var.change, "start", "2026-01-03T20:00:00Z")
}

resource "configmgr_site" "cas" {
  site_code   = "CAS"
  name        = "Contoso-Central"
  type        = "central_administration"
  server_fqdn = "cm-cas.contoso.com"
}

resource "configmgr_site" "eur" {
  site_code        = "EUR"
  name             = "Contoso-Europe"
  type             = "primary"
  parent_site_code = configmgr_site.cas.site_code
  server_fqdn      = "cm-eur.contoso.com"
}

resource "configmgr_site_system" "cas" {
  site_code   = configmgr_site.cas.site_code
  server_fqdn = "sup-cas.contoso.com"
  wsus        = { ssl_configured = true }
}

resource "configmgr_site_system" "eur" {
  site_code   = configmgr_site.eur.site_code
  server_fqdn = "sup-eur.contoso.com"
  wsus = {
    ssl_configured  = true
    internet_access = contains(keys(var.change), "unknown access") ? local.unknown : contains(keys(var.change), "access")
  }
}

resource "configmgr_sup_role" "cas" {
  site_code   = configmgr_site.cas.site_code
  server_fqdn = configmgr_site_system.cas.server_fqdn
  require_ssl = true
}

resource "configmgr_sup_role" "eur" {
  site_code       = configmgr_site.eur.site_code
  server_fqdn     = configmgr_site_system.eur.server_fqdn
  require_ssl     = contains(keys(var.change), "unknown ssl") ? local.unknown : !contains(keys(var.change), "no ssl")
  upstream_sup_id = (contains(keys(var.change), "unknown upstream") ? local.unknown : false) ? null : configmgr_sup_role.cas.id
}

resource "configmgr_sync_settings" "cas" {
  count           = contains(keys(var.change), "no settings") ? 0 : 1
  sup_role_id     = configmgr_sup_role.cas.id
  initial_sync    = false
  classifications = ["Security Updates"]
  products = compact([
    contains(keys(var.change), "unknown product") ? terraform_data.later.output : "Windows 11",
    contains(keys(var.change), "no servers") ? null : "Microsoft Server operating system-21H2",
  ])
  schedule = contains(keys(var.change), "manual") ? null : {
    start    = (contains(keys(var.change), "unknown start") ? local.unknown : false) ? null : local.start
    weekly   = contains(keys(var.change), "hourly") ? null : { day = "saturday" }
    interval = contains(keys(var.change), "hourly") ? { hours = 6 } : null
  }
}
"#;

/// A plan with a change of the hierarchy.
fn plan(workspace: &Workspace, changes: &[(&str, &str)], options: &[&str]) -> Result<Value> {
    let changes: Value = changes.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect();
    let workspace = workspace.with_variable("TF_VAR_change", changes.to_string());
    workspace.terraform(&[&["plan", "-out=tfplan"], options].concat())?.success()?;
    workspace.terraform(&["show", "-json", "tfplan"])?.success()?.json()
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn rego_policies_judge_plans() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(HIERARCHY)?;
        let mut told = String::new();
        let mut judge = |title: &str, labels: &[&str], plan: &Value| -> Result<()> {
            told += &format!("{title}\n{}\n", refused(engine(labels)?, plan)?);
            Ok(())
        };
        judge("created as it should be", &[], &plan(workspace, &[], &[])?)?;
        let broken = [("no ssl", ""), ("access", ""), ("start", "2026-01-03T10:00:00Z")];
        judge("created against the policies", &[], &plan(workspace, &broken, &[])?)?;
        let unknown = ["unknown ssl", "unknown access", "unknown upstream", "unknown start", "unknown product"]
            .map(|what| (what, ""));
        judge("created with values that are known after apply only", &[], &plan(workspace, &unknown, &[])?)?;

        workspace.apply(&[])?;
        judge("unchanged", &[], &plan(workspace, &[], &[])?)?;
        judge("synchronized by hand", &[], &plan(workspace, &[("manual", "")], &[])?)?;
        judge("synchronized every six hours", &[], &plan(workspace, &[("hourly", "")], &[])?)?;
        let summer = [("start", "2026-01-03T05:30:00+00:00")];
        judge("synchronized in working hours in summer only", &[], &plan(workspace, &summer, &[])?)?;
        let zone = [("start", "2026-01-03T06:30:00+01:00[Europe/Berlin]")];
        judge("synchronized before working hours all year", &[], &plan(workspace, &zone, &[])?)?;
        let fewer = plan(workspace, &[("no servers", "")], &[])?;
        judge("with fewer products", &[], &fewer)?;
        judge("with fewer products and the label", &["remove-product"], &fewer)?;
        let replaced = ["-replace=terraform_data.later"];
        judge("with an unknown product", &[], &plan(workspace, &[("unknown product", "")], &replaced)?)?;
        judge("without the settings", &[], &plan(workspace, &[("no settings", "")], &[])?)?;
        let destroyed = plan(workspace, &[], &["-destroy"])?;
        judge("destroyed", &[], &destroyed)?;
        judge("destroyed with the label", &["remove-product"], &destroyed)?;
        judge("a state in place of a plan", &[], &workspace.terraform(&["show", "-json"])?.success()?.json()?)?;
        insta::with_settings!({prepend_module_to_snapshot => false, omit_expression => true}, {
            insta::assert_snapshot!("policies", told);
        });
        Ok(())
    })
}

#[test]
fn without_working_hours_a_schedule_is_refused() -> Result<()> {
    let mut engine = engine(&[])?;
    engine.clear_data();
    let settings = json!({
        "planned_values": {},
        "resource_changes": [{
            "address": "configmgr_sync_settings.cas",
            "mode": "managed",
            "type": "configmgr_sync_settings",
            "change": { "actions": ["no-op"], "before": {}, "after": { "schedule": {} }, "after_unknown": {} },
        }],
    });
    let refused = refused(engine, &settings)?;
    ensure!(refused == "data.working_hours is missing: pass working-hours.json as data.\n", "{refused}");
    Ok(())
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn checks_are_the_same_policies() -> Result<()> {
    in_workspace(|workspace| {
        let folder = workspace.example("policies/checks")?;
        folder.init()?;
        let test = folder.terraform(&["test"])?.success()?;
        ensure!(test.stdout.contains("6 passed, 0 failed"), "{}", test.transcript());
        Ok(())
    })
}

/// A value that is known after apply only.
const LATER: &str = "resource \"terraform_data\" \"later\" {\n  input = \"Windows 11\"\n}\n";

/// The checks of a plan that do not pass, each with its status.
fn failed(folder: &Workspace, options: &[&str]) -> Result<String> {
    folder.terraform(&[&["plan", "-out=tfplan"], options].concat())?.success()?;
    let plan = folder.terraform(&["show", "-json", "tfplan"])?.success()?.json()?;
    let Some(checks) = plan["checks"].as_array() else { return Ok("the plan has no checks\n".to_owned()) };
    let failed = checks.iter().filter(|check| check["status"] != "pass");
    let lines: String = failed
        .map(|check| {
            let problems = check["instances"].as_array().into_iter().flatten();
            let problems = problems.flat_map(|instance| instance["problems"].as_array().into_iter().flatten());
            let messages: Vec<&str> = problems.filter_map(|problem| problem["message"].as_str()).collect();
            let [address, status] =
                ["/address/to_display", "/status"].map(|it| check.pointer(it).and_then(Value::as_str));
            [vec![status.unwrap_or_default(), address.unwrap_or_default()], messages].concat().join(" ") + "\n"
        })
        .collect();
    Ok(if lines.is_empty() { "nothing\n".to_owned() } else { lines })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn checks_judge_plans() -> Result<()> {
    let is_later = "terraform_data.later.output == \"Windows 11\"";
    let role = |line: &str| format!("resource \"configmgr_sup_role\" \"europe\" {{\n  {line}\n}}\n");
    let settings = |line: &str| format!("resource \"configmgr_sync_settings\" \"cas\" {{\n  {line}\n}}\n");
    let access = format!("wsus = {{ ssl_configured = true, internet_access = {is_later} }}");
    let start = "weekly = { day = \"saturday\" }";
    in_workspace(|workspace| {
        let folder = workspace.example("policies/checks")?;
        folder.write("later.tf", LATER)?;
        folder.init()?;
        let mut told = String::new();
        let mut judge = |title: &str, changed: &str, options: &[&str]| -> Result<()> {
            // Terraform merges such a file into the resources of the others.
            folder.write("later_override.tf", changed)?;
            told += &format!("{title}\n{}\n", failed(&folder, options)?);
            Ok(())
        };
        judge("created as it should be", "", &[])?;
        let broken = ["-var=require_ssl=false", "-var=internet_access=true", "-var=start=2026-01-03T10:00:00Z"];
        judge("created against the policies", "", &broken)?;
        judge("created with SSL that is known after apply only", &role(&format!("require_ssl = {is_later}")), &[])?;
        let server = format!("resource \"configmgr_site_system\" \"europe\" {{\n  {access}\n}}\n");
        judge("created with access that is known after apply only", &server, &[])?;
        let upstream = role(&format!("upstream_sup_id = {is_later} ? configmgr_sup_role.cas.id : null"));
        judge("created with an upstream that is known after apply only", &upstream, &[])?;
        let later = settings(&format!("schedule = {{\n    start = {is_later} ? var.start : null\n    {start}\n  }}"));
        judge("created with a schedule that is known after apply only", &later, &[])?;
        judge(
            "created with a product that is known after apply only",
            &settings("products = [terraform_data.later.output]"),
            &[],
        )?;
        folder.write("later_override.tf", "")?;
        folder.apply(&[])?;
        judge("unchanged", "", &[])?;
        judge("synchronized by hand", &settings("schedule = null"), &[])?;
        let hourly = settings("schedule = {\n    start = var.start\n    interval = { hours = 6 }\n  }");
        // When the next one starts depends on the time of the test.
        judge("synchronized every six hours", &hourly, &["-var=working_hours={ from = 24, to = 24 }"])?;
        let fewer = "-var=products=[\"Windows 11\"]";
        judge("with fewer products", "", &[fewer])?;
        judge("with fewer products and the label", "", &[fewer, "-var=labels=[\"remove-product\"]"])?;
        let unknown = settings("products = [terraform_data.later.output]");
        judge("with an unknown product", &unknown, &["-replace=terraform_data.later"])?;
        judge("destroyed, so that no check is evaluated", "", &["-destroy"])?;
        let policies = std::fs::read_to_string(folder.folder().join("policies.tf"))?;
        let main = std::fs::read_to_string(folder.folder().join("main.tf"))?;
        let (kept, _) =
            main.split_once("resource \"configmgr_sync_settings\"").context("the example has no settings")?;
        folder.write("main.tf", kept)?;
        folder.write("later_override.tf", "")?;
        let refused = folder.terraform(&["plan"])?.expect_code(1)?.stderr;
        ensure!(refused.contains("Reference to undeclared resource"), "{refused}");
        let (left, _) = policies.split_once("check \"working_hours\"").context("the example has no policy")?;
        folder.write("policies.tf", left)?;
        judge("without the settings and their checks", "", &[])?;
        insta::with_settings!({prepend_module_to_snapshot => false, omit_expression => true}, {
            insta::assert_snapshot!("checks", told);
        });
        Ok(())
    })
}
