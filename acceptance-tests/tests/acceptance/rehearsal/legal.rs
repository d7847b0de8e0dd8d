//! Changes that a plan must accept, and their apply.

use acceptance_tests::workspace::{import_block, in_workspace};
use anyhow::{Context, Result, ensure};

use super::{clear, contoso, expect_plans, top};
use crate::blocks::{cas, child, of, server_with, settings, site, sup, sup_named, sup_with};

/// A change of an installed hierarchy.
struct Legal<'a> {
    name: &'static str,
    before: String,
    after: String,
    options: Vec<&'a str>,
    /// Whether one apply can make it. If not, it depends on an order that Terraform does not guarantee.
    is_applied: bool,
}

fn applied(name: &'static str, before: String, after: String) -> Legal<'static> {
    Legal { name, before, after, options: Vec::new(), is_applied: true }
}

fn planned(name: &'static str, before: String, after: String) -> Legal<'static> {
    Legal { is_applied: false, ..applied(name, before, after) }
}

fn expect_accepted(changes: Vec<Legal<'_>>) -> Result<()> {
    in_workspace(|workspace| {
        workspace.start("")?;
        for Legal { name, before, after, options, is_applied } in changes {
            clear(workspace)?;
            workspace.configure(&before)?;
            workspace.apply(&[]).context(name)?;
            workspace.configure(&after)?;
            expect_plans(workspace, &options).context(name)?;
            if is_applied {
                workspace.apply(&options).context(name)?;
                workspace.expect_no_changes().context(name)?;
            }
        }
        Ok(())
    })
}

/// Replicas of the first software update point of PS1: pairs of key and host.
fn replicas(hosts: &[(&str, &str)]) -> String {
    let hosts: Vec<String> = hosts.iter().map(|(key, host)| format!("{key} = \"{host}\"")).collect();
    format!(
        r#"
resource "configmgr_sup_role" "replica" {{
  for_each        = {{ {} }}
  site_code       = configmgr_site.ps1.site_code
  server_fqdn     = "${{each.value}}.contoso.com"
  upstream_sup_id = configmgr_sup_role.wsus-a.id
}}
"#,
        hosts.join(", ")
    )
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_software_update_point_changes_its_server() -> Result<()> {
    let with = |more: &[(&str, &str)]| contoso() + &replicas(more);
    expect_accepted(vec![
        applied(
            "two replicas swap their servers",
            with(&[("one", "wsus-r"), ("two", "wsus-q")]),
            with(&[("one", "wsus-q"), ("two", "wsus-r")]),
        ),
        applied(
            "the only software update point of a secondary site moves",
            contoso(),
            contoso().replace("\"wsus-s11.contoso.com\"", "\"wsus-new.contoso.com\""),
        ),
    ])
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn the_software_update_point_of_a_secondary_site_gets_another_address() -> Result<()> {
    expect_accepted(vec![planned(
        "another resource",
        contoso(),
        contoso().replace("\"wsus-s11\"", "\"wsus-new\"").replace("wsus-s11.contoso", "wsus-new.contoso"),
    )])
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn the_first_software_update_point_moves() -> Result<()> {
    let swapped = contoso()
        .replace("\"wsus-a.contoso.com\"", "\"wsus-x.contoso.com\"")
        .replace("\"wsus-b.contoso.com\"", "\"wsus-a.contoso.com\"")
        .replace("\"wsus-x.contoso.com\"", "\"wsus-b.contoso.com\"");
    expect_accepted(vec![
        applied(
            "to another server",
            contoso(),
            contoso().replace("\"wsus-a.contoso.com\"", "\"wsus-new.contoso.com\""),
        ),
        applied("to the server of its replica", contoso(), swapped),
    ])
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn everything_is_removed() -> Result<()> {
    expect_accepted(vec![
        Legal { options: vec!["-destroy"], is_applied: false, ..applied("destroy", contoso(), contoso()) },
        applied("an empty configuration", contoso(), String::new()),
    ])?;
    in_workspace(|workspace| {
        workspace.start(&contoso())?;
        workspace.apply(&[])?;
        workspace.destroy(&[])?;
        workspace.expect_empty_hierarchy()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_part_of_the_configuration() -> Result<()> {
    let further = || contoso() + &sup("ps1", "wsus-c", &of("wsus-a"));
    let on_other_ports = || {
        let ports = "wsus = { http_port = 80, https_port = 443 }";
        let role = "http_port = 80\n  https_port = 443\n  depends_on = [configmgr_site_system.wsus-c]";
        [contoso(), server_with("ps1", "wsus-c", ports), sup_with("ps1", "wsus-c", &of("wsus-a"), role)].concat()
    };
    expect_accepted(vec![
        Legal { options: vec!["-refresh=false"], ..applied("without a refresh", further(), on_other_ports()) },
        Legal {
            options: vec!["-target=configmgr_sup_role.wsus-c"],
            ..applied("only one more, with -target", contoso(), further())
        },
    ])?;
    in_workspace(|workspace| {
        workspace.start(&contoso())?;
        expect_plans(workspace, &["-target=configmgr_sup_role.wsus-s11"])?;
        workspace.apply(&["-target=configmgr_sup_role.wsus-s11"])?;
        workspace.apply(&["-refresh=false"])?;
        workspace.expect_no_changes()?;
        workspace.destroy(&["-target=configmgr_site.s11"])?;
        workspace.apply(&[])?;
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn two_aliases_share_one_plan() -> Result<()> {
    let with_aliases = |path: &str| {
        let other = format!("provider \"configmgr\" {{\n  alias = \"other\"\n  {path}\n}}\n");
        let of_other = |block: String| block.replacen("{\n", "{\n  provider = configmgr.other\n", 1);
        [
            format!("provider \"configmgr\" {{\n  {path}\n}}\n"),
            other,
            cas(),
            of_other(sup("cas", "wsus-cas", "null")),
            of_other(child("PS1")),
            sup("ps1", "wsus-a", &of("wsus-cas")),
            of_other(settings("wsus-a", "")),
            of_other(sup("ps1", "wsus-b", &of("wsus-a"))),
            site("S11", "secondary", Some("ps1")),
            of_other(sup("s11", "wsus-s11", &of("wsus-a"))),
        ]
        .concat()
    };
    for (name, path) in [("shared", "path = \"../hierarchy.db\""), ("default", "")] {
        in_workspace(|workspace| {
            let workspace = workspace.with_variable("CONFIGMGR_PATH", "");
            workspace.start(&with_aliases(path))?;
            expect_plans(&workspace, &[])?;
            workspace.apply(&[])?;
            workspace.expect_no_changes()?;
            workspace.destroy(&[])?;
            Ok(())
        })
        .context(name)?;
    }
    Ok(())
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn moved_blocks_and_lifecycle_arguments() -> Result<()> {
    let with = |lifecycle: &str, host: &str| {
        let more = format!("lifecycle {{\n    {lifecycle}\n  }}");
        contoso() + &sup_named("replica", "ps1", host, &of("wsus-a"), &more)
    };
    let renamed = contoso()
        .replace("\"configmgr_sup_role\" \"wsus-a\"", "\"configmgr_sup_role\" \"first\"")
        .replace("configmgr_sup_role.wsus-a", "configmgr_sup_role.first");
    let moved = "moved {\n  from = configmgr_sup_role.wsus-a\n  to   = configmgr_sup_role.first\n}\n";
    expect_accepted(vec![
        applied("moved", contoso(), format!("{renamed}{moved}")),
        applied(
            "create_before_destroy",
            with("create_before_destroy = true", "wsus-r"),
            with("create_before_destroy = true", "wsus-q"),
        ),
        applied(
            "ignore_changes",
            with("ignore_changes = [server_fqdn]", "wsus-r"),
            with("ignore_changes = [server_fqdn]", "wsus-q"),
        ),
    ])
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn imported_and_new_objects_together() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&top())?;
        workspace.apply(&[])?;
        let other = workspace.beside("other")?;
        other.start(
            &[
                contoso(),
                import_block("configmgr_site.cas", "CAS"),
                import_block("configmgr_sup_role.wsus-cas", "CAS/wsus-cas.contoso.com"),
                import_block("configmgr_sync_settings.wsus-cas", "CAS"),
            ]
            .concat(),
        )?;
        expect_plans(&other, &[])?;
        other.apply(&[])?;
        other.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_module_with_a_count() -> Result<()> {
    in_workspace(|workspace| {
        let module = workspace.folder().join("region");
        std::fs::create_dir(&module)?;
        let inputs = "terraform {\n  required_providers {\n    configmgr = { source = \"endpointops/configmgr\" }\n  }\n}\nvariable \"code\" {}\nvariable \"parent\" {}\nvariable \"upstream\" {}\n";
        let region = [child("PS1"), sup("ps1", "wsus-a", "var.upstream"), settings("wsus-a", "")].concat();
        let region = region
            .replace("configmgr_site.cas.site_code", "var.parent")
            .replace("\"PS1\"", "var.code")
            .replace("Contoso-PS1", "Contoso-${var.code}")
            .replace(".contoso.com\"", "-${lower(var.code)}.contoso.com\"");
        std::fs::write(module.join("main.tf"), format!("{inputs}{region}"))?;
        let regions = |count: u32| {
            format!(
                "{}module \"region\" {{\n  count = {count}\n  source = \"./region\"\n  code = \"R0${{count.index}}\"\n  parent = configmgr_site.cas.site_code\n  upstream = {}\n}}\n",
                top(),
                of("wsus-cas")
            )
        };
        workspace.start(&regions(5))?;
        expect_plans(workspace, &[])?;
        workspace.apply(&[])?;
        workspace.expect_no_changes()?;
        workspace.configure(&regions(2))?;
        workspace.apply(&[])?;
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_terraform_test_that_plans_and_applies() -> Result<()> {
    in_workspace(|workspace| {
        workspace.write(
            "hierarchy.tftest.hcl",
            r#"
run "planned" {
  command = plan
  assert {
    condition     = configmgr_sup_role.wsus-b.is_replica
    error_message = "The second software update point is a replica."
  }
}

run "applied" {
  assert {
    condition     = configmgr_sup_role.wsus-a.id == "PS1/wsus-a.contoso.com"
    error_message = "The ID contains site and server."
  }
}

run "planned_again" {
  command = plan
}
"#,
        )?;
        workspace.start(&contoso())?;
        let test = workspace.terraform(&["test"])?.success()?;
        ensure!(test.stdout.contains("3 passed, 0 failed"), "{}", test.transcript());
        workspace.expect_empty_hierarchy()
    })
}

/// A value that is known after apply.
fn known_after_apply(name: &str, value: &str) -> String {
    format!("resource \"terraform_data\" \"{name}\" {{\n  input = \"{value}\"\n}}\n")
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn values_known_after_apply() -> Result<()> {
    let with = |text: &str, expression: &str| contoso().replacen(text, expression, 1);
    let cases = [
        ("site_code", known_after_apply("it", "CAS") + &with("\"CAS\"", "terraform_data.it.output")),
        ("site_code of a child", known_after_apply("it", "PS1") + &with("\"PS1\"", "terraform_data.it.output")),
        (
            "server_fqdn",
            known_after_apply("it", "wsus-a.contoso.com") + &with("\"wsus-a.contoso.com\"", "terraform_data.it.output"),
        ),
        (
            "server_fqdn of a site",
            known_after_apply("it", "cm-ps1.contoso.com") + &with("\"cm-ps1.contoso.com\"", "terraform_data.it.output"),
        ),
        (
            "upstream_sup_id",
            known_after_apply("it", "CAS/wsus-cas.contoso.com")
                + &with(
                    "upstream_sup_id = configmgr_sup_role.wsus-cas.id",
                    "upstream_sup_id = terraform_data.it.output\n  depends_on = [configmgr_sup_role.wsus-cas]",
                ),
        ),
        (
            "parent_site_code",
            known_after_apply("it", "CAS")
                + &with(
                    "parent_site_code = configmgr_site.cas.site_code",
                    "parent_site_code = terraform_data.it.output\n  depends_on = [configmgr_site.cas]",
                ),
        ),
        ("type", known_after_apply("it", "primary") + &with("\"primary\"", "terraform_data.it.output")),
    ];
    in_workspace(|workspace| {
        workspace.start("")?;
        for (name, configuration) in cases {
            clear(workspace)?;
            workspace.configure(&configuration)?;
            workspace.init()?;
            expect_plans(workspace, &[]).context(name)?;
            workspace.apply(&[]).context(name)?;
            workspace.expect_no_changes().context(name)?;
        }
        Ok(())
    })
}
