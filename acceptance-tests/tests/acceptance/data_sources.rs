//! Data sources.

use std::fs;

use acceptance_tests::workspace::{Workspace, in_workspace};
use anyhow::{Result, ensure};
use serde_json::json;

use crate::support::{self, TIMESTAMP, assert_refusal, assert_text, evaluate};

/// A hierarchy of three sites with a replica, a proxy and synchronization settings.
const CONTOSO: &str = r#"
resource "configmgr_site" "cas" {
  site_code   = "CAS"
  name        = "Contoso"
  type        = "central_administration"
  server_fqdn = "cas.contoso.com"
  version     = "2509"
}

resource "configmgr_site" "europe" {
  site_code        = "EUR"
  name             = "Europe"
  type             = "primary"
  parent_site_code = configmgr_site.cas.site_code
  server_fqdn      = "eur.contoso.com"
}

resource "configmgr_site" "london" {
  site_code        = "LON"
  name             = "London"
  type             = "secondary"
  parent_site_code = configmgr_site.europe.site_code
  server_fqdn      = "lon.contoso.com"
}

resource "configmgr_account" "proxy" {
  user_name           = "CONTOSO\\svc-proxy"
  password_wo         = "hunter2"
  password_wo_version = 1
}

resource "configmgr_site_system" "cas" {
  site_code   = configmgr_site.cas.site_code
  server_fqdn = "sup-cas.contoso.com"
  proxy       = { server = "proxy.contoso.com", port = 8080, account = configmgr_account.proxy.user_name }
}

resource "configmgr_sup_role" "cas" {
  site_code   = configmgr_site.cas.site_code
  server_fqdn = configmgr_site_system.cas.server_fqdn
}

resource "configmgr_sup_role" "europe" {
  site_code       = configmgr_site.europe.site_code
  server_fqdn     = "sup-eur1.contoso.com"
  upstream_sup_id = configmgr_sup_role.cas.id
}

resource "configmgr_sup_role" "replica" {
  site_code       = configmgr_site.europe.site_code
  server_fqdn     = "sup-eur0.contoso.com"
  upstream_sup_id = configmgr_sup_role.europe.id
}

resource "configmgr_sync_settings" "cas" {
  # Refers to the last role, so that all roles exist before the first synchronization.
  sup_role_id     = configmgr_sup_role.replica.id == "" ? "" : configmgr_sup_role.cas.id
  products        = ["Windows 10"]
  classifications = ["Security Updates"]
}
"#;

/// All data sources.
const ALL: &str = r#"
data "configmgr_hierarchy" "it" {}

data "configmgr_sync_status" "it" {}

data "configmgr_update_catalog" "it" {}

data "configmgr_change_history" "it" {}
"#;

/// Compares a value with a snapshot.
fn assert_value(name: &str, value: &serde_json::Value) {
    // Terraform creates objects without an order in parallel.
    let revision = (r#""revision": \d+"#, r#""revision": "[revision]""#);
    assert_text(name, &format!("{value:#}"), &[TIMESTAMP, revision]);
}

fn contoso(test: impl FnOnce(&Workspace) -> Result<()>) -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(CONTOSO)?;
        workspace.apply(&[])?;
        workspace.expect_no_changes()?;
        test(workspace)
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_hierarchy_is_read() -> Result<()> {
    contoso(|workspace| {
        assert_value("data_hierarchy", &evaluate(workspace, ALL, "data.configmgr_hierarchy.it")?);
        assert_value("data_sync_status", &evaluate(workspace, ALL, "data.configmgr_sync_status.it")?);
        let account = r#"
data "configmgr_change_history" "it" {
  kind = "account"
}"#;
        assert_value("data_change_history", &evaluate(workspace, account, "data.configmgr_change_history.it")?);
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn filters_find_matching_objects() -> Result<()> {
    let changes =
        "[for change in data.configmgr_change_history.it.changes : \"${change.action} ${change.kind} ${change.id}\"]";
    let rows = "data.configmgr_sync_status.it.software_update_points[*].id";
    let products = "data.configmgr_update_catalog.it.products[*].name";
    let subscribed = ["Windows 10", "Windows 10, version 1903 and later"];
    let cases = [
        ("configmgr_sync_status", "site_code = \"lon\"", rows, json!([])),
        (
            "configmgr_sync_status",
            "site_code = \"eur\"",
            rows,
            json!(["EUR/sup-eur1.contoso.com", "EUR/sup-eur0.contoso.com"]),
        ),
        ("configmgr_change_history", "kind = \"account\"", changes, json!(["create account CONTOSO\\svc-proxy"])),
        (
            "configmgr_change_history",
            "object = \"contoso\\\\SVC-PROXY\"",
            changes,
            json!(["create account CONTOSO\\svc-proxy"]),
        ),
        ("configmgr_change_history", "object = \"CAS\"\nkind = \"site\"", changes, json!(["create site CAS"])),
        ("configmgr_change_history", "site_code = \"LON\"", changes, json!(["create site LON"])),
        ("configmgr_change_history", "actor = \"bob\"", changes, json!([])),
        ("configmgr_change_history", "since = \"2126-01-01T00:00:00Z\"", changes, json!([])),
        (
            "configmgr_change_history",
            "since = \"2020-01-01T00:00:00+01:00\"\nkind = \"site\"\nlimit = 1",
            changes,
            json!(["create site LON"]),
        ),
        ("configmgr_update_catalog", "subscribed = true", products, json!(subscribed)),
        ("configmgr_update_catalog", "subscribed = true\nname = \"VERSION 1903\"", products, json!([subscribed[1]])),
        (
            "configmgr_update_catalog",
            "subscribed = true",
            "data.configmgr_update_catalog.it.classifications[*].name",
            json!(["Security Updates"]),
        ),
        (
            "configmgr_update_catalog",
            "subscribed = true",
            "data.configmgr_update_catalog.it.families[*].name",
            json!(["Windows"]),
        ),
        (
            "configmgr_update_catalog",
            "subscribed = true",
            "data.configmgr_update_catalog.it.languages[*].code",
            json!(["en"]),
        ),
        ("configmgr_update_catalog", "site_code = \"XYZ\"", products, json!([])),
        (
            "configmgr_update_catalog",
            "company = \"microsoft\"\nfamily = \"windows\"\nname = \"windows 11 gdr\"",
            products,
            json!(["Windows 11 GDR-DU"]),
        ),
        (
            "configmgr_update_catalog",
            "name = \"office 365\"",
            products,
            json!(["Microsoft 365 Apps/Office 2019/Office LTSC"]),
        ),
        (
            "configmgr_update_catalog",
            "name = \"microsoft\"",
            "data.configmgr_update_catalog.it.companies[*].name",
            json!(["Microsoft Corporation"]),
        ),
    ];
    contoso(|workspace| {
        // One configuration for all cases: a data source and an output for each.
        let mut configuration = String::new();
        for (number, (source, filter, expression, _)) in cases.iter().enumerate() {
            let expression = expression.replace(".it.", &format!(".case{number}."));
            configuration.push_str(&format!(
                "data \"{source}\" \"case{number}\" {{\n{filter}\n}}\noutput \"case{number}\" {{\n  value = {expression}\n}}\n"
            ));
        }
        let reader = workspace.beside("reader")?;
        reader.start(&configuration)?;
        reader.apply(&[])?;
        let outputs = reader.terraform(&["output", "-json"])?.success()?.json()?;
        for (number, (source, filter, expression, expected)) in cases.iter().enumerate() {
            let found = &outputs[format!("case{number}")]["value"];
            ensure!(found == expected, "{source} {filter}: {expression} is {found}");
        }
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn invalid_filters_are_refused() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start("")?;
        for (name, source, filter) in [
            ("data_invalid_since", "configmgr_change_history", "since = \"yesterday\""),
            ("data_invalid_limit", "configmgr_change_history", "limit = 0"),
            ("data_unknown_kind", "configmgr_change_history", "kind = \"sites\""),
            ("data_invalid_site_code", "configmgr_sync_status", "site_code = \"Europe\""),
            ("data_unknown_company", "configmgr_update_catalog", "company = \"Mikrosoft\""),
            ("data_unknown_family", "configmgr_update_catalog", "family = \"Windows 11\""),
        ] {
            workspace.configure(&format!("data \"{source}\" \"subject\" {{\n  {filter}\n}}\n"))?;
            assert_refusal(name, &workspace.terraform(&["plan"])?.expect_code(1)?);
        }
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_missing_hierarchy_is_empty() -> Result<()> {
    in_workspace(|workspace| {
        let all = "[data.configmgr_hierarchy.it, data.configmgr_sync_status.it, data.configmgr_update_catalog.it, \
                   data.configmgr_change_history.it]";
        assert_value("data_of_a_missing_hierarchy", &evaluate(workspace, ALL, all)?);
        ensure!(!workspace.hierarchy().exists(), "a read must not create the hierarchy");
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_path_known_after_apply_is_refused() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(
            "resource \"terraform_data\" \"place\" {\n  input = \"../hierarchy.db\"\n}\n\nprovider \"configmgr\" {\n  path = \
             terraform_data.place.output\n}\n\ndata \"configmgr_hierarchy\" \"subject\" {}\n",
        )?;
        assert_refusal("data_path_known_after_apply", &workspace.terraform(&["plan"])?.expect_code(1)?);
        workspace.apply(&["-target=terraform_data.place"])?;
        workspace.apply(&[])?;
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_data_source_is_read_after_its_dependencies() -> Result<()> {
    in_workspace(|workspace| {
        let reading = |depends_on: &str| {
            format!(
                "{}\ndata \"configmgr_hierarchy\" \"it\" {{\n{depends_on}\n}}\noutput \"sites\" {{\n  value = \
                 data.configmgr_hierarchy.it.sites[*].site_code\n}}\n",
                support::primary_with_sup()
            )
        };
        let sites = || workspace.terraform(&["output", "-json", "sites"])?.success()?.json();
        workspace.start(&reading(""))?;
        workspace.apply(&[])?;
        ensure!(sites()? == json!([]), "without depends_on, the hierarchy is read at plan: {}", sites()?);
        workspace.destroy(&[])?;
        workspace.configure(&reading("depends_on = [configmgr_sup_role.first]"))?;
        workspace.apply(&[])?;
        ensure!(sites()? == json!(["PRI"]), "with depends_on, the hierarchy is read at apply: {}", sites()?);
        workspace.expect_no_changes()?;
        workspace.destroy(&[])?;
        workspace.expect_empty_hierarchy()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn the_example_stops_a_run_when_a_site_has_not_synchronized() -> Result<()> {
    contoso(|workspace| {
        let watch = workspace.beside("watch")?;
        fs::copy(
            acceptance_tests::examples::folder().join("data-sources/configmgr_sync_status/data-source.tf"),
            watch.folder().join("data-source.tf"),
        )?;
        watch.start("")?;
        let run = watch.apply(&[])?;
        ensure!(!run.text().contains("two days"), "the sites have synchronized:\n{}", run.transcript());
        workspace.supctl(&["clock", "advance", "3d"])?.success()?;
        let run = watch.terraform(&["plan"])?.expect_code(1)?;
        for message in
            ["Not synchronized for two days: CAS/sup-cas.contoso.com", "Site CAS has not synchronized for two days."]
        {
            ensure!(run.text().contains(message), "the output must contain {message}\n{}", run.transcript());
        }
        Ok(())
    })
}
