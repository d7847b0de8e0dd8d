//! IDs that are written out instead of references, which give Terraform no order.

use acceptance_tests::workspace::{Workspace, in_workspace};
use anyhow::{Result, ensure};

use crate::blocks::{cas, child, server_with, site};

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
