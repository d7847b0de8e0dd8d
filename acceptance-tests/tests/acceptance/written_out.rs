//! IDs that are written out instead of references, which give Terraform no order.

use acceptance_tests::workspace::{Workspace, in_workspace};
use anyhow::{Result, ensure};

use crate::blocks::{cas, child, of, server_with, settings_named, site, sup};

/// The parent of a site, as a value.
fn written_out(configuration: &str) -> String {
    configuration.replace("configmgr_site.cas.site_code", "\"CAS\"").replace("configmgr_site.eur.site_code", "\"EUR\"")
}

/// Applies a plan of these options at once, from this start.
fn apply_at_once(start: fn(&Workspace) -> Result<()>, options: &[&str]) -> Result<()> {
    in_workspace(|workspace| {
        start(workspace)?;
        let apply = [&["apply", "-auto-approve", "-parallelism=1"], options].concat();
        let applied = workspace.terraform(&apply)?.success()?;
        ensure!(!applied.stdout.contains("Warning: "), "{}", applied.stdout);
        if options.contains(&"-destroy") {
            return workspace.expect_empty_hierarchy();
        }
        let next = [&["plan", "-detailed-exitcode"], options].concat();
        workspace.terraform(&next)?.expect_code(0)?;
        Ok(())
    })
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn sites_below_a_written_out_parent_are_removed_in_every_order() -> Result<()> {
    let start = |workspace: &Workspace| {
        let sites = [cas(), child("EUR"), site("S01", "secondary", Some("eur"))];
        for number in 1..=sites.len() {
            workspace.start(&written_out(&sites[..number].concat()))?;
            workspace.apply(&[])?;
        }
        Ok(())
    };
    apply_at_once(start, &["-destroy"])
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn servers_exchange_their_hosts_in_every_order() -> Result<()> {
    let start = |workspace: &Workspace| {
        let servers = [server_with("cas", "one", ""), server_with("cas", "two", "")].concat();
        let servers = servers.replace("\"one.contoso.com\"", "var.one").replace("\"two.contoso.com\"", "var.two");
        let variables =
            ["one", "two"].map(|name| format!("variable {name:?} {{\n  default = \"{name}.contoso.com\"\n}}\n"));
        workspace.start(&[variables.concat(), cas(), servers].concat())?;
        workspace.apply(&[])?;
        Ok(())
    };
    apply_at_once(start, &["-var=one=two.contoso.com", "-var=two=one.contoso.com"])
}

/// Sites, software update points and settings that name each other by their ids.
fn named_by_ids() -> String {
    let sups = [sup("cas", "sup-cas", "null"), sup("eur", "sup-eur", &of("sup-cas"))];
    let configuration =
        [&[cas(), child("EUR"), child("DEU"), settings_named("cas", "sup-cas", "")], &sups[..]].concat().concat();
    written_out(&configuration).replace(&of("sup-cas"), "\"CAS/sup-cas.contoso.com\"")
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_saved_plan_of_ids_is_applied() -> Result<()> {
    for _ in 0..3 {
        in_workspace(|workspace| {
            workspace.start(&named_by_ids())?;
            workspace.plan(&[])?;
            workspace.terraform(&["apply", "tfplan"])?.success()?;
            workspace.expect_no_changes()?;
            workspace.destroy(&[])?;
            workspace.expect_empty_hierarchy()
        })?;
    }
    Ok(())
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn an_id_of_nothing_is_refused() -> Result<()> {
    in_workspace(|workspace| {
        workspace.start(&named_by_ids().replace("= \"CAS\"\n  server", "= \"XYZ\"\n  server"))?;
        let refused = workspace.terraform(&["plan"])?.expect_code(1)?.stderr;
        ensure!(refused.contains("(V11)") && refused.contains("configmgr_site."), "{refused}");
        Ok(())
    })
}
