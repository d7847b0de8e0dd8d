//! A stand-alone primary site is expanded with a central administration site, and made stand-alone again, in place.

use std::collections::BTreeMap;

use acceptance_tests::workspace::{Workspace, in_workspace};
use anyhow::Result;

use crate::support::assert_refusal;

/// The primary site with its software update point and settings, with one more argument for each.
fn primary([site, role, settings]: [&str; 3]) -> String {
    format!(
        r#"
resource "configmgr_site" "primary" {{
  site_code   = "PRI"
  name        = "Contoso"
  type        = "primary"
  server_fqdn = "cm01.contoso.com"
  {site}
}}

resource "configmgr_sup_role" "primary" {{
  site_code   = configmgr_site.primary.site_code
  server_fqdn = "sup01.contoso.com"
  {role}
}}

resource "configmgr_sync_settings" "primary" {{
  sup_role_id = configmgr_sup_role.primary.id
  {settings}
}}
"#
    )
}

fn central(version: &str) -> String {
    format!(
        r#"
resource "configmgr_site" "central" {{
  site_code   = "CAS"
  name        = "Contoso-Central"
  type        = "central_administration"
  server_fqdn = "cm-cas.contoso.com"
  version     = "{version}"
}}

resource "configmgr_sup_role" "central" {{
  site_code   = configmgr_site.central.site_code
  server_fqdn = "sup-cas.contoso.com"
}}

resource "configmgr_sync_settings" "central" {{
  sup_role_id = configmgr_sup_role.central.id
  products    = ["Windows 11"]
}}
"#
    )
}

fn stand_alone() -> String {
    primary(["version = \"2509\"", "", "products = [\"Windows 11\"]"])
}

fn below_central() -> String {
    let parent = "parent_site_code = configmgr_site.central.site_code";
    primary([parent, "upstream_sup_id = configmgr_sup_role.central.id", ""])
}

/// Removes a resource of the central administration site from the state; the change of the primary site removes the object
/// from the hierarchy.
fn removed_block(resource: &str) -> String {
    format!("removed {{\n  from = configmgr_{resource}.central\n  lifecycle {{\n    destroy = false\n  }}\n}}\n")
}

/// The `removed` blocks that a refusal shows, with the names of this configuration.
fn blocks_of(refusal: &str) -> String {
    let lines = refusal.lines().map(|line| line.trim_start_matches(['│', ' ']));
    let blocks = lines.skip_while(|line| !line.starts_with("removed {"));
    blocks.map(|line| line.replace("<name>", "central") + "\n").collect()
}

fn expect_actions(workspace: &Workspace, expected: &[(&str, &str)]) -> Result<()> {
    let expected: BTreeMap<String, String> =
        expected.iter().map(|(address, action)| (format!("configmgr_{address}"), (*action).to_owned())).collect();
    assert_eq!(workspace.plan(&[])?.actions(), expected);
    Ok(())
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_primary_site_is_expanded_and_made_stand_alone() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&stand_alone())?;
        workspace.apply(&[])?;

        let updated = [("site.primary", "update"), ("sup_role.primary", "update"), ("sync_settings.primary", "update")];
        let created = [("site.central", "create"), ("sup_role.central", "create"), ("sync_settings.central", "create")];
        workspace.configure(&format!("{}{}", central("2509"), below_central()))?;
        expect_actions(workspace, &[&updated[..], &created[..]].concat())?;
        workspace.apply(&[])?;
        workspace.expect_no_changes()?;

        // Without removed blocks, Terraform would remove the objects of the central administration site first.
        let site_only = removed_block("site");
        let all_but_settings = [removed_block("site"), removed_block("sup_role")].concat();
        let mut blocks = String::new();
        for forgotten in [String::new(), site_only, all_but_settings] {
            workspace.configure(&[stand_alone(), forgotten].concat())?;
            for options in [["-parallelism=1", "-refresh=true"], ["-parallelism=10", "-refresh=false"]] {
                let refused = workspace.terraform(&[&["plan"], &options[..]].concat())?.expect_code(1)?;
                assert_eq!(refused.stderr.matches("(V28)").count(), 1, "{}", refused.stderr);
                assert_eq!(refused.stderr.matches("Error: ").count(), 1, "{}", refused.stderr);
                blocks = blocks_of(&refused.stderr);
            }
        }

        workspace.configure(&[stand_alone(), blocks].concat())?;
        workspace.apply(&[])?;
        workspace.configure(&stand_alone())?;
        workspace.expect_no_changes()?;
        let tree = workspace.supctl(&["tree", "--json"])?.success()?.stdout;
        assert!(!tree.contains("CAS"), "the central administration site remains:\n{tree}");
        workspace.destroy(&[])?;
        workspace.expect_empty_hierarchy()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn an_expansion_has_conditions() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&stand_alone())?;
        workspace.apply(&[])?;
        for (rule, body) in [
            ("V19", format!("{}{}", central("2603"), below_central())),
            ("V18", format!("{}{}", central("2509"), stand_alone())),
            ("H02", format!("{}{}", central("2509"), below_central().replace("upstream_sup_id", "# upstream_sup_id"))),
            (
                "V86",
                format!(
                    "{}{}",
                    central("2509"),
                    below_central()
                        .replace("sup_role.primary.id", "sup_role.primary.id\n  products = [\"Windows 11\"]")
                ),
            ),
        ] {
            workspace.configure(&body)?;
            let refused = workspace.terraform(&["plan", "-parallelism=1"])?.expect_code(1)?;
            assert!(refused.stderr.contains(&format!("({rule})")), "{rule}:\n{}", refused.stderr);
            if rule == "V19" {
                assert_refusal("an_expansion_with_another_version", &refused);
            }
        }
        workspace.configure(&stand_alone())?;
        workspace.expect_no_changes()
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn two_aliases_expand_a_primary_site() -> Result<()> {
    for is_saved in [false, true] {
        in_workspace(|workspace| {
            workspace.start(&[ALIASES, &stand_alone()].concat())?;
            workspace.apply(&[])?;
            workspace.configure(&[ALIASES, &of_other(central("2509")), &below_central()].concat())?;
            if is_saved {
                workspace.plan(&[])?;
                workspace.terraform(&["apply", "tfplan"])?.success()?;
            } else {
                workspace.apply(&[])?;
            }
            workspace.expect_no_changes()
        })?;
    }
    Ok(())
}

const ALIASES: &str = "provider \"configmgr\" {}\nprovider \"configmgr\" {\n  alias = \"other\"\n}\n";

/// The resources of the central administration site, managed through the other alias.
fn of_other(configuration: String) -> String {
    let name = "\"central\" {\n";
    configuration.replace(name, &format!("{name}  provider = configmgr.other\n"))
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn two_aliases_do_not_remove_a_central_administration_site() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&[ALIASES, &of_other(central("2509")), &below_central()].concat())?;
        workspace.apply(&[])?;
        workspace.configure(&[ALIASES, &stand_alone()].concat())?;
        for parallelism in ["-parallelism=1", "-parallelism=10"] {
            let refused = workspace.terraform(&["plan", parallelism])?.expect_code(1)?;
            assert!(refused.stderr.contains("(V28)"), "{}", refused.stderr);
        }
        Ok(())
    })
}
