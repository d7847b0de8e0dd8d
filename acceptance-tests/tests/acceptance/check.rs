//! `supctl check` with whole hierarchies and whole plans.

use acceptance_tests::run::Run;
use acceptance_tests::workspace::{Workspace, in_workspace};
use anyhow::{Result, ensure};

use crate::support::{primary_with_sup, replica};

/// Another configuration for the same hierarchy.
const ELSEWHERE: &str = r#"
resource "terraform_data" "later" {}

resource "configmgr_site" "second" {
  site_code   = "SEC"
  name        = "Second"
  type        = "primary"
  server_fqdn = "cm02.contoso.com"
}

module "wsus" {
  source    = "./wsus"
  site_code = configmgr_site.second.site_code
  host      = terraform_data.later.id
}

resource "configmgr_account" "wsus" {
  user_name           = "CONTOSO\\wsus"
  password_wo         = "hunter2"
  password_wo_version = 1
}
"#;

const WSUS: &str = r#"
terraform {
  required_providers {
    configmgr = { source = "endpointops/configmgr" }
  }
}
variable "site_code" { type = string }
variable "host" { type = string }

resource "configmgr_site_system" "busy" {
  site_code   = var.site_code
  server_fqdn = "sup-first.contoso.com"
}

resource "configmgr_sup_role" "later" {
  site_code   = var.site_code
  server_fqdn = "${var.host}.contoso.com"
}
"#;

/// Plans, and checks the plan.
fn check(workspace: &Workspace, options: &[&str]) -> Result<Run> {
    plan(workspace)?;
    check_again(workspace, options)
}

fn plan(workspace: &Workspace) -> Result<()> {
    workspace.plan(&[])?;
    let json = workspace.terraform(&["show", "-json", "tfplan"])?.success()?.stdout;
    workspace.write("plan.json", &json)
}

/// Checks the last plan.
fn check_again(workspace: &Workspace, options: &[&str]) -> Result<Run> {
    workspace.supctl(&[&["check", "--plan", "plan.json"], options].concat())
}

/// Software update points without SSL are told, and nothing else.
fn expect_only_http(run: &Run) -> Result<()> {
    let report = run.json()?;
    let findings = report["findings"].as_array().cloned().unwrap_or_default();
    ensure!(!findings.is_empty() && findings.iter().all(|finding| finding["rule"] == "V131"), "{report}");
    Ok(())
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_plan_is_checked_together_with_stored_objects() -> Result<()> {
    in_workspace(|workspace| {
        let other = workspace.beside("elsewhere")?;
        let modules = other.beside("elsewhere/wsus")?;
        modules.write("main.tf", WSUS)?;
        other.start(ELSEWHERE)?;
        plan(&other)?;
        // The plan does not know of what is installed after it.
        workspace.start(&primary_with_sup())?;
        workspace.apply(&[])?;
        workspace.supctl(&["check"])?.success()?;

        let run = check_again(&other, &[])?.expect_code(1)?;
        insta::assert_snapshot!("check_of_a_plan", run.stdout);

        let sarif = check_again(&other, &["--sarif"])?.expect_code(1)?;
        ensure!(!sarif.stdout.contains("hunter2"), "the output contains a password:\n{}", sarif.stdout);
        let places = sarif.json()?;
        let places = places.pointer("/runs/0/results").and_then(|results| results.as_array()).unwrap();
        let lines: Vec<String> = places
            .iter()
            .map(|result| {
                let place = &result["locations"][0]["physicalLocation"];
                format!("{} {}", place["artifactLocation"]["uri"], place["region"]["startLine"])
            })
            .collect();
        assert_eq!(lines, ["\"main.tf\" 10", "\"wsus/main.tf\" 10", "\"wsus/main.tf\" 15"]);
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_plan_with_every_action_is_checked() -> Result<()> {
    let with = |host: &str, arguments: &str| primary_with_sup() + &replica(host, arguments);
    in_workspace(|workspace| {
        workspace.start(&with("a", ""))?;
        for configuration in [with("a", ""), with("a", "ledbat = true"), with("b", ""), primary_with_sup()] {
            workspace.configure(&configuration)?;
            expect_only_http(&check(workspace, &["--json"])?)?;
            workspace.apply(&[])?;
            expect_only_http(&workspace.supctl(&["check", "--json"])?)?;
        }
        Ok(())
    })
}
