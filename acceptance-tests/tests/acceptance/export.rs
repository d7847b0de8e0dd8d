//! `supctl export`: Terraform imports the exported configuration without changes.

use acceptance_tests::workspace::{Workspace, in_workspace};
use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::blocks::{cas, child, of, settings, sup};
use crate::support::installed;

/// Exports the hierarchy into a new folder and imports it there.
fn adopt(installed: &Workspace, name: &str) -> Result<Workspace> {
    let adopted = installed.beside(name)?;
    let run = adopted.supctl(&["export", "--hcl"])?.success()?;
    ensure!(run.stderr.is_empty(), "{}", run.transcript());
    adopted.write("main.tf", &run.stdout)?;
    adopted.init()?;
    expect_only_imports(&adopted).with_context(|| run.stdout.clone())?;

    let before = changes_but_adoptions(&adopted)?;
    adopted.apply(&[])?;
    adopted.expect_no_changes()?;
    let after = changes_but_adoptions(&adopted)?;
    ensure!(before == after, "the import must change nothing, but declare what was implicit:\n{after:#?}");
    Ok(adopted)
}

/// The history without the changes that only declare an object.
fn changes_but_adoptions(folder: &Workspace) -> Result<Vec<Value>> {
    let history = folder.supctl(&["history", "--json", "--limit", "1000"])?.success()?.json()?;
    let changes = history["changes"].as_array().context("the history has changes")?;
    Ok(changes.iter().filter(|change| change["action"] != "adopt").cloned().collect())
}

/// Checks that the files are formatted, and that the plan imports every object and changes nothing.
fn expect_only_imports(folder: &Workspace) -> Result<()> {
    folder.terraform(&["fmt", "-check", "-diff"])?.success().context("the files must be formatted")?;
    let plan = folder.plan(&[])?;
    ensure!(plan.actions().is_empty(), "the plan must have no changes:\n{}", plan.run.stdout);
    let summary = "to import, 0 to add, 0 to change, 0 to destroy.";
    ensure!(plan.run.stdout.contains(summary), "the plan must import all objects:\n{}", plan.run.stdout);
    Ok(())
}

/// The same with a file for each site.
fn adopt_files(installed: &Workspace) -> Result<()> {
    let files = installed.beside("adopted-in-files")?;
    installed.supctl(&["export", "--out", "../adopted-in-files"])?.success()?;
    files.init()?;
    expect_only_imports(&files)?;
    let again = installed.supctl(&["export", "--out", "../adopted-in-files"])?.expect_code(1)?;
    ensure!(again.stderr.contains("versions.tf"), "the message must name the files: {}", again.transcript());
    Ok(())
}

/// Checks that the objects stay when the first configuration lets go of them, and that the exported one destroys them in
/// the right order.
fn expect_removal_with_the_last(installed: &Workspace, adopted: &Workspace) -> Result<()> {
    installed.destroy(&["-refresh=false"])?;
    adopted.expect_no_changes()?;
    adopted.destroy(&[])?;
    adopted.expect_empty_hierarchy()
}

fn scenario(name: &str) -> Result<()> {
    in_workspace(|workspace| {
        let installed = installed(workspace, &format!("scenarios/{name}"))?;
        let adopted = adopt(&installed, "adopted")?;
        adopt_files(&installed)?;

        expect_removal_with_the_last(&installed, &adopted)
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn contoso() -> Result<()> {
    scenario("contoso")
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn standalone() -> Result<()> {
    scenario("standalone")
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn module() -> Result<()> {
    scenario("module")
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn an_empty_hierarchy() -> Result<()> {
    in_workspace(|workspace| {
        let folder = installed(workspace, "scenarios/standalone")?;
        folder.destroy(&[])?;
        let empty = folder.beside("empty")?;
        let run = empty.supctl(&["export", "--hcl"])?.success()?;
        ensure!(run.stderr.contains("is empty"), "{}", run.transcript());
        empty.write("main.tf", &run.stdout)?;
        empty.init()?;
        empty.expect_no_changes()
    })
}

/// Unusual names, implicit objects, and texts with the syntax of HCL.
const ODD: &str = r#"
resource "configmgr_account" "all" {
  for_each  = toset(["CONTOSO\\gmsa-wsus$", "contoso\\Svc.Proxy", "FABRIKAM\\svc.proxy", "1ST\\$${x}%%{y}", "CONTOSO\\Zoë"])
  user_name = each.key
}

resource "configmgr_account" "versioned" {
  user_name           = "CONTOSO\\versioned"
  password_wo_version = 7
}

resource "configmgr_site" "cas" {
  site_code         = "CAS"
  name              = "Central"
  type              = "central_administration"
  server_fqdn       = "CM-Cas.Contoso.com"
  install_directory = "D:\\Program Files\\ConfigMgr"
  version           = "2509"
}

resource "configmgr_site" "first" {
  site_code        = "1AB"
  name             = "First"
  type             = "primary"
  parent_site_code = configmgr_site.cas.site_code
  server_fqdn      = "cm-1ab.contoso.com"
}

resource "configmgr_site" "for" {
  site_code        = "FOR"
  name             = "Second"
  type             = "primary"
  parent_site_code = configmgr_site.cas.site_code
  server_fqdn      = "cm-for.contoso.com"
}

resource "configmgr_site" "secondary" {
  site_code        = "SEC"
  name             = "Branch"
  type             = "secondary"
  parent_site_code = configmgr_site.first.site_code
  server_fqdn      = "CM-SEC.contoso.com"
}

resource "configmgr_site_system" "cas" {
  site_code        = configmgr_site.cas.site_code
  server_fqdn      = "SUP-cas.CONTOSO.com"
  operating_system = "windows_server_2022"
  internet_fqdn    = "updates.contoso.com"
  proxy = {
    server  = "proxy.contoso.com"
    account = "CONTOSO\\svc.proxy"
  }
  wsus = {
    version        = "10.0.26100"
    ssl_configured = true
    content_path   = "D:\\$${env}\\%%{x}\\Zürich"
    database       = { kind = "sql", server = "SQL.contoso.com" }
  }
  depends_on = [configmgr_account.all]
}

# A server without a software update point, and with default values except for WSUS.
resource "configmgr_site_system" "bare" {
  site_code   = configmgr_site.for.site_code
  server_fqdn = "dp.contoso.com"
  wsus        = { installed = false }
}

resource "configmgr_site_system" "like_any" {
  site_code        = configmgr_site.for.site_code
  server_fqdn      = "dp.fabrikam.com"
  operating_system = "windows_server_2016"
}

resource "configmgr_sup_role" "cas" {
  site_code               = configmgr_site.cas.site_code
  server_fqdn             = "sup-CAS.contoso.com"
  require_ssl             = true
  client_connection_type  = "internet_and_intranet"
  use_proxy_for_sync      = true
  wsus_connection_account = "contoso\\GMSA-wsus$"
  depends_on              = [configmgr_site_system.cas]
}

# The servers are created implicitly.
resource "configmgr_sup_role" "first" {
  site_code       = configmgr_site.first.site_code
  server_fqdn     = "SUP.contoso.com"
  upstream_sup_id = configmgr_sup_role.cas.id
}

resource "configmgr_sup_role" "replica" {
  site_code       = configmgr_site.first.site_code
  server_fqdn     = "sup.fabrikam.com"
  upstream_sup_id = "1AB/sup.CONTOSO.com"
  ledbat          = true
  depends_on      = [configmgr_sup_role.first]
}

resource "configmgr_sup_role" "third" {
  site_code       = configmgr_site.first.site_code
  server_fqdn     = "cm-1ab.contoso.com"
  upstream_sup_id = configmgr_sup_role.first.id
}

resource "configmgr_sup_role" "secondary" {
  site_code       = configmgr_site.secondary.site_code
  server_fqdn     = "cm-sec.contoso.com"
  upstream_sup_id = configmgr_sup_role.first.id
}

resource "configmgr_sync_settings" "cas" {
  sup_role_id         = configmgr_sup_role.cas.id
  third_party_updates = { enabled = false }
  supersedence        = { non_feature_updates = { wait_months = 1 } }
  languages           = { update_files = ["en", "de", "pt-br"] }
  products            = ["Windows 11", "Windows 10", "Microsoft Edge", "Microsoft Defender Antivirus"]
  initial_sync        = false
}
"#;

/// Changes at the console, including changes of implicit objects.
const CONSOLE_CHANGES: [&[&str]; 5] = [
    &["site_system/1AB/sup.fabrikam.com", "installation_account=CONTOSO\\Zoë", "untrusted_forest=false"],
    &["sync_settings/1AB", "languages.update_files+=ja"],
    &["site_system/SEC/cm-sec.contoso.com", "wsus.database={\"kind\":\"sql\",\"name\":\"susdb\"}"],
    &["sup_role/1AB/sup.contoso.com", "ledbat=true"],
    &["account/CONTOSO\\versioned", "password_version=8"],
];

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn an_odd_hierarchy() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(ODD)?;
        workspace.apply(&[])?;
        for change in CONSOLE_CHANGES {
            workspace.supctl(&[&["set"], change].concat())?.success()?;
        }
        adopt_files(workspace)?;
        let adopted = adopt(workspace, "adopted")?;
        insta::assert_snapshot!(
            "export_of_an_odd_hierarchy",
            std::fs::read_to_string(adopted.folder().join("main.tf"))?
        );
        expect_removal_with_the_last(workspace, &adopted)
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn every_form_of_a_schedule_and_source() -> Result<()> {
    in_workspace(|workspace| {
        let installed = installed(workspace, "scenarios/standalone")?;
        let changes: [&[&str]; 7] = [
            &["schedule={\"interval\":{\"hours\":6},\"start\":\"2026-01-13T03:00:00+01:00\"}"],
            &["schedule={\"weekly\":{\"day\":\"monday\"}}"],
            &["schedule={\"weekly\":{\"day\":\"monday\",\"every_weeks\":2}}"],
            &["schedule={\"monthly_by_date\":{\"day\":0,\"every_months\":3}}"],
            &["schedule={\"monthly_by_weekday\":{\"week\":\"last\",\"day\":\"friday\"}}"],
            &["schedule=null", "source=upstream_wsus", "upstream_url=https://wsus.example.com:8531"],
            &["products=[]", "classifications=null", "source=none", "upstream_url=null"],
        ];
        for (number, change) in changes.iter().enumerate() {
            installed.supctl(&[&["set", "PRI"], *change].concat())?.success()?;
            adopt(&installed, &format!("adopted-{number}")).with_context(|| change.join(" "))?;
        }
        Ok(())
    })
}

/// When a central administration site is removed, the implicit settings of the primary site get its settings.
#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn implicit_settings_that_are_not_default() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(
            &[
                cas(),
                child("PRI"),
                sup("cas", "wsus-cas", "null"),
                sup("pri", "wsus-pri", &of("wsus-cas")),
                settings("wsus-cas", "products = [\"Windows 11\"]"),
            ]
            .concat(),
        )?;
        workspace.apply(&[])?;
        workspace.supctl(&["set", "site/PRI", "parent_site_code=null", "version=2509"])?.success()?;
        let adopted = adopt(workspace, "adopted")?;
        let text = std::fs::read_to_string(adopted.folder().join("main.tf"))?;
        ensure!(text.contains(r#"products    = ["Windows 11"]"#), "{text}");
        expect_removal_with_the_last(workspace, &adopted)
    })
}

/// The path in the provider block is relative to the folder of the configuration, not to the current folder.
#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn the_path_is_relative_to_the_exported_folder() -> Result<()> {
    in_workspace(|workspace| {
        let installed = installed(workspace, "scenarios/standalone")?;
        installed.supctl(&["export", "--out", "deep/er"])?.success()?;
        let folder = installed.beside("standalone/deep/er")?;
        let text = std::fs::read_to_string(folder.folder().join("versions.tf"))?;
        ensure!(text.contains("path = \"../../../hierarchy.db\""), "{text}");
        folder.init()?;
        expect_only_imports(&folder)
    })
}
