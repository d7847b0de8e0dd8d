//! What a configuration reads of a hierarchy.

use std::fs;

use acceptance_tests::workspace::{Workspace, in_workspace};
use anyhow::{Result, ensure};
use serde_json::json;

use crate::support::{self, TIMESTAMP, assert_refusal, assert_text, look};

/// A hierarchy of three sites that has synchronised, with a replica and a proxy.
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
  # All roles are there by then, so that the first synchronisation reaches each of them.
  sup_role_id     = configmgr_sup_role.replica.id == "" ? "" : configmgr_sup_role.cas.id
  products        = ["Windows 10"]
  classifications = ["Security Updates"]
}
"#;

/// Everything there is to read.
const ALL: &str = r#"
data "configmgr_hierarchy" "it" {}

data "configmgr_sync_status" "it" {}

data "configmgr_update_catalog" "it" {}

data "configmgr_change_history" "it" {}
"#;

/// Holds what a value looks like, without what differs from run to run.
fn assert_seen(name: &str, seen: &serde_json::Value) {
    // Terraform creates what has no order side by side.
    let revision = (r#""revision": \d+"#, r#""revision": "[revision]""#);
    assert_text(name, &format!("{seen:#}"), &[TIMESTAMP, revision]);
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
        assert_seen("data_hierarchy", &look(workspace, ALL, "data.configmgr_hierarchy.it")?);
        assert_seen("data_sync_status", &look(workspace, ALL, "data.configmgr_sync_status.it")?);
        let account = r#"
data "configmgr_change_history" "it" {
  kind = "account"
}"#;
        assert_seen("data_change_history", &look(workspace, account, "data.configmgr_change_history.it")?);
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn filters_find_what_they_ask_for() -> Result<()> {
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
            "name = \"microsoft\"",
            "data.configmgr_update_catalog.it.companies[*].name",
            json!(["Microsoft"]),
        ),
    ];
    contoso(|workspace| {
        // One read of them all: a data source and an output a case.
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
        let seen = reader.terraform(&["output", "-json"])?.success()?.json()?;
        for (number, (source, filter, expression, expected)) in cases.iter().enumerate() {
            let found = &seen[format!("case{number}")]["value"];
            ensure!(found == expected, "{source} {filter}: {expression} is {found}");
        }
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn filters_that_cannot_be() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start("")?;
        for (name, source, filter) in [
            ("data_since_is_no_time", "configmgr_change_history", "since = \"yesterday\""),
            ("data_limit_is_nothing", "configmgr_change_history", "limit = 0"),
            ("data_kind_is_none", "configmgr_change_history", "kind = \"sites\""),
            ("data_site_code_is_none", "configmgr_sync_status", "site_code = \"Europe\""),
            ("data_company_is_not_there", "configmgr_update_catalog", "company = \"Mikrosoft\""),
            ("data_family_is_not_there", "configmgr_update_catalog", "family = \"Windows 11\""),
        ] {
            workspace.configure(&format!("data \"{source}\" \"subject\" {{\n  {filter}\n}}\n"))?;
            assert_refusal(name, &workspace.terraform(&["plan"])?.expect_code(1)?);
        }
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_hierarchy_that_is_not_there_is_empty() -> Result<()> {
    in_workspace(|workspace| {
        let all = "[data.configmgr_hierarchy.it, data.configmgr_sync_status.it, data.configmgr_update_catalog.it, \
                   data.configmgr_change_history.it]";
        assert_seen("data_of_nothing", &look(workspace, ALL, all)?);
        ensure!(!workspace.hierarchy().exists(), "looking should not create the hierarchy");
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_path_that_is_not_known_is_not_read() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(
            "resource \"terraform_data\" \"place\" {\n  input = \"../hierarchy.db\"\n}\n\nprovider \"configmgr\" {\n  path = \
             terraform_data.place.output\n}\n\ndata \"configmgr_hierarchy\" \"subject\" {}\n",
        )?;
        assert_refusal("data_path_is_not_known", &workspace.terraform(&["plan"])?.expect_code(1)?);
        workspace.apply(&["-target=terraform_data.place"])?;
        workspace.apply(&[])?;
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn what_depends_on_a_change_is_read_after_it() -> Result<()> {
    in_workspace(|workspace| {
        let reading = |dependence: &str| {
            format!(
                "{}\ndata \"configmgr_hierarchy\" \"it\" {{\n{dependence}\n}}\noutput \"sites\" {{\n  value = \
                 data.configmgr_hierarchy.it.sites[*].site_code\n}}\n",
                support::primary_with_sup()
            )
        };
        let seen = || workspace.terraform(&["output", "-json", "sites"])?.success()?.json();
        workspace.start(&reading(""))?;
        workspace.apply(&[])?;
        ensure!(seen()? == json!([]), "it is read when the plan is made: {}", seen()?);
        workspace.destroy(&[])?;
        workspace.configure(&reading("depends_on = [configmgr_sup_role.first]"))?;
        workspace.apply(&[])?;
        ensure!(seen()? == json!(["PRI"]), "it is read after the apply: {}", seen()?);
        workspace.expect_no_changes()?;
        workspace.destroy(&[])?;
        workspace.expect_empty_hierarchy()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_site_that_has_not_synchronised_for_two_days_stops_a_run() -> Result<()> {
    contoso(|workspace| {
        let watch = workspace.beside("watch")?;
        fs::copy(
            acceptance_tests::examples::folder().join("data-sources/configmgr_sync_status/data-source.tf"),
            watch.folder().join("data-source.tf"),
        )?;
        watch.start("")?;
        let run = watch.apply(&[])?;
        ensure!(!run.text().contains("two days"), "all is well:\n{}", run.transcript());
        workspace.supctl(&["clock", "advance", "3d"])?.success()?;
        let run = watch.terraform(&["plan"])?.expect_code(1)?;
        for told in
            ["Not synchronized for two days: CAS/sup-cas.contoso.com", "Site CAS has not synchronized for two days."]
        {
            ensure!(run.text().contains(told), "it should say {told}\n{}", run.transcript());
        }
        Ok(())
    })
}
