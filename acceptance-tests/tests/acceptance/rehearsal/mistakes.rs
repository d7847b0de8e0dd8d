//! Mistakes that a plan finds in a new hierarchy.

use acceptance_tests::workspace::in_workspace;
use anyhow::{Context, Result, ensure};

use super::{ACCOUNT, PARALLELISMS, top, top_with_child};
use crate::blocks::{cas, child, of, server_with, settings, site, sup, sup_with};
use crate::support::assert_refusal;

/// A configuration that breaks a rule.
struct Mistake {
    rule: &'static str,
    name: &'static str,
    configuration: Vec<String>,
    /// Whether the message depends on the order in which Terraform plans.
    is_mutual: bool,
}

fn mistake(rule: &'static str, name: &'static str, configuration: impl Into<Vec<String>>) -> Mistake {
    Mistake { rule, name, configuration: configuration.into(), is_mutual: false }
}

fn collision(rule: &'static str, name: &'static str, configuration: impl Into<Vec<String>>) -> Mistake {
    Mistake { is_mutual: true, ..mistake(rule, name, configuration) }
}

fn expect_refused(mistakes: Vec<Mistake>) -> Result<()> {
    in_workspace(|workspace| {
        workspace.start("")?;
        for Mistake { rule, name, configuration, is_mutual } in mistakes {
            workspace.configure(&configuration.concat())?;
            for parallelism in PARALLELISMS {
                let plan = workspace.terraform(&["plan", parallelism])?.expect_code(1).context(name)?;
                ensure!(
                    plan.stderr.contains(&format!("({rule})")),
                    "{name}: the message must contain {rule}:\n{}",
                    plan.refusal()
                );
                if !is_mutual && parallelism == "-parallelism=1" {
                    assert_refusal(&format!("rehearsal_{name}"), &plan);
                }
            }
            ensure!(!workspace.hierarchy().exists(), "{name}: a plan must not create the hierarchy");
        }
        Ok(())
    })
}

/// A second resource for the same object.
fn again(label: &str, configuration: &str) -> String {
    configuration.replacen(&format!("\"{label}\""), &format!("\"{label}-again\""), 1)
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn mistakes_in_the_tree_of_sites() -> Result<()> {
    let primaries: String = r#"
resource "configmgr_site" "primary" {
  count            = 26
  site_code        = format("P%02d", count.index)
  name             = "Contoso-${count.index}"
  type             = "primary"
  parent_site_code = configmgr_site.cas.site_code
  server_fqdn      = "cm-${count.index}.contoso.com"
}
"#
    .to_owned();
    expect_refused(vec![
        mistake("V13", "secondary_under_a_cas", [cas(), site("S11", "secondary", Some("cas"))]),
        mistake("V12", "primary_under_a_primary", [site("PS1", "primary", None), site("PS2", "primary", Some("ps1"))]),
        mistake(
            "V11",
            "parent_by_a_wrong_name",
            [
                cas(),
                child("PS1")
                    .replace("configmgr_site.cas.site_code", "replace(configmgr_site.cas.site_code, \"S\", \"Z\")"),
            ],
        ),
        collision("V16", "twenty_six_primaries", [cas(), primaries]),
        collision("V18", "two_top_level_sites", [site("PS1", "primary", None), site("PS2", "primary", None)]),
        collision("V03", "two_resources_for_a_site", [cas(), child("PS1"), again("ps1", &child("PS1"))]),
        collision("V24", "two_sites_on_a_server", [cas(), child("PS1"), child("PS2").replace("cm-ps2", "cm-ps1")]),
    ])
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn mistakes_in_the_order_of_software_update_points() -> Result<()> {
    let first = |code: &str, host: &str| [child(code), sup(&code.to_lowercase(), host, &of("wsus-cas"))].concat();
    let secondary = || site("S11", "secondary", Some("ps1"));
    expect_refused(vec![
        mistake("H02", "child_without_upstream", [top(), child("PS1"), sup("ps1", "wsus-a", "null")]),
        mistake(
            "H02",
            "child_of_a_sibling",
            [top(), first("PS1", "wsus-a"), child("PS2"), sup("ps2", "wsus-p", &of("wsus-a"))],
        ),
        mistake(
            "V40",
            "child_of_a_cas_without_software_update_point",
            [cas(), child("PS1"), sup("ps1", "wsus-a", "null")],
        ),
        mistake(
            "V41",
            "secondary_of_a_primary_without_software_update_point",
            [top(), child("PS1"), secondary(), sup("s11", "wsus-s11", &of("wsus-cas"))],
        ),
        collision(
            "V42",
            "two_at_a_secondary",
            [
                top(),
                first("PS1", "wsus-a"),
                secondary(),
                sup("s11", "wsus-s11", &of("wsus-a")),
                sup("s11", "wsus-s12", &of("wsus-a")),
            ],
        ),
        collision("H03", "two_first_ones", [top(), first("PS1", "wsus-a"), sup("ps1", "wsus-b", &of("wsus-cas"))]),
        mistake(
            "H16",
            "replica_of_a_replica",
            [top(), first("PS1", "wsus-a"), sup("ps1", "wsus-b", &of("wsus-a")), sup("ps1", "wsus-c", &of("wsus-b"))],
        ),
        mistake(
            "H01",
            "upstream_by_a_wrong_name",
            [
                top(),
                first("PS1", "wsus-a")
                    .replace(&of("wsus-cas"), "replace(configmgr_sup_role.wsus-cas.id, \"-cas\", \"-csa\")"),
            ],
        ),
        collision(
            "H05",
            "role_on_an_unknown_site",
            [cas(), sup("cas", "wsus-cas", "null").replace("configmgr_site.cas.site_code", "\"CAZ\"")],
        ),
        collision("V75", "two_resources_for_a_role", [top(), again("wsus-cas", &sup("cas", "wsus-cas", "null"))]),
    ])
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn mistakes_in_settings_servers_and_accounts() -> Result<()> {
    let weekly = "schedule = {\n    weekly = { day = \"monday\" }\n  }";
    let with_account =
        |account: &str| sup_with("cas", "wsus-cas", "null", &format!("wsus_connection_account = {account}"));
    expect_refused(vec![
        mistake("V86", "schedule_at_a_child", [top_with_child(), settings("wsus-a", weekly)]),
        mistake(
            "V86",
            "products_at_a_secondary",
            [
                top_with_child(),
                site("S11", "secondary", Some("ps1")),
                sup("s11", "wsus-s11", &of("wsus-a")),
                settings("wsus-s11", "products = [\"Windows 11\"]"),
            ],
        ),
        mistake("V80", "source_at_a_child", [top_with_child(), settings("wsus-a", "source = \"microsoft_update\"")]),
        mistake(
            "H12",
            "settings_of_a_replica",
            [top_with_child(), sup("ps1", "wsus-b", &of("wsus-a")), settings("wsus-b", "")],
        ),
        collision(
            "V77",
            "two_settings_of_a_site",
            [top(), settings("wsus-cas", ""), again("wsus-cas", &settings("wsus-cas", ""))],
        ),
        mistake(
            "V64",
            "proxy_of_an_undeclared_server",
            [cas(), sup_with("cas", "wsus-cas", "null", "use_proxy_for_sync = true")],
        ),
        collision(
            "V64",
            "proxy_on_a_server_without_one",
            [
                cas(),
                server_with("cas", "wsus-cas", ""),
                sup_with("cas", "wsus-cas", "null", "use_proxy_for_sync = true"),
            ],
        ),
        mistake("V62", "unregistered_account", [cas(), with_account("\"CONTOSO\\\\svc-wsus\"")]),
        mistake(
            "V62",
            "account_by_a_wrong_name",
            [cas(), ACCOUNT.to_owned(), with_account("replace(configmgr_account.wsus.user_name, \"svc\", \"svx\")")],
        ),
    ])
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn mistakes_in_the_wsus_of_servers() -> Result<()> {
    let on_server = |site: &str, host: &str, upstream: &str, server: &str, role: &str| {
        let refer = format!("depends_on = [configmgr_site_system.{host}]\n  {role}");
        [server_with(site, host, server), sup_with(site, host, upstream, &refer)].concat()
    };
    let shared = |host: &str, upstream: &str| {
        let database = "wsus = {\n    content_path = \"\\\\\\\\files.contoso.com\\\\wsus\"\n    database = {\n      kind = \"sql\"\n      server = \"sql.contoso.com\"\n      name = \"SUSDB\"\n    }\n  }";
        on_server("ps1", host, upstream, database, "")
    };
    let shared_by = |hosts: &[&str]| -> String {
        let replicas: String = hosts.iter().map(|host| shared(host, &of("wsus-a"))).collect();
        [top(), child("PS1"), shared("wsus-a", &of("wsus-cas")), replicas].concat()
    };
    expect_refused(vec![
        mistake(
            "V52",
            "ports_of_an_undeclared_wsus",
            [cas(), sup_with("cas", "wsus-cas", "null", "http_port = 80\n  https_port = 443")],
        ),
        mistake(
            "V52",
            "ports_against_the_bindings",
            [cas(), on_server("cas", "wsus-cas", "null", "wsus = { http_port = 80, https_port = 443 }", "")],
        ),
        collision(
            "V52",
            "ports_against_the_bindings_in_any_order",
            [
                cas(),
                server_with("cas", "wsus-cas", "wsus = { http_port = 80, https_port = 443 }"),
                sup("cas", "wsus-cas", "null"),
            ],
        ),
        mistake(
            "V43",
            "no_wsus_on_the_server",
            [cas(), on_server("cas", "wsus-cas", "null", "wsus = { installed = false }", "")],
        ),
        mistake("V53", "ssl_that_is_not_set_up", [cas(), sup_with("cas", "wsus-cas", "null", "require_ssl = true")]),
        mistake(
            "V45",
            "mixed_versions_of_wsus",
            [
                top_with_child(),
                on_server("ps1", "wsus-b", &of("wsus-a"), "operating_system = \"windows_server_2019\"", ""),
            ],
        ),
        collision(
            "V70",
            "five_software_update_points_on_one_database",
            [shared_by(&["wsus-b", "wsus-c", "wsus-d", "wsus-e"])],
        ),
    ])
}
