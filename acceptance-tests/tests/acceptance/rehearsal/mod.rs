//! The rules at plan: which mistakes a plan refuses, and which changes it accepts.

mod first;
mod legal;
mod mistakes;
mod replaced;
mod rough;
mod runs;
mod warnings;

use std::fs;

use acceptance_tests::workspace::Workspace;
use anyhow::Result;

use crate::blocks::{cas, child, of, settings, site, sup};
use crate::support::remove_hierarchy;

/// A plan must not depend on the order in which Terraform plans independent resources.
const PARALLELISMS: [&str; 2] = ["-parallelism=1", "-parallelism=10"];

/// A central administration site, a primary site with two software update points, and a secondary site, with references.
fn contoso() -> String {
    [
        cas(),
        sup("cas", "wsus-cas", "null"),
        settings("wsus-cas", ""),
        child("PS1"),
        sup("ps1", "wsus-a", &of("wsus-cas")),
        settings("wsus-a", ""),
        sup("ps1", "wsus-b", &of("wsus-a")),
        site("S11", "secondary", Some("ps1")),
        sup("s11", "wsus-s11", &of("wsus-a")),
    ]
    .concat()
}

/// A central administration site with its software update point.
fn top() -> String {
    [cas(), sup("cas", "wsus-cas", "null")].concat()
}

/// The same with a primary child site and its software update point.
fn top_with_child() -> String {
    [top(), child("PS1"), sup("ps1", "wsus-a", &of("wsus-cas"))].concat()
}

/// An account for connections to WSUS.
const ACCOUNT: &str = "resource \"configmgr_account\" \"wsus\" {\n  user_name = \"CONTOSO\\\\svc-wsus\"\n}\n";

/// Checks that a plan succeeds, in whatever order Terraform plans.
fn expect_plans(workspace: &Workspace, options: &[&str]) -> Result<()> {
    for parallelism in PARALLELISMS {
        workspace.terraform(&[&["plan", parallelism], options].concat())?.success()?;
    }
    Ok(())
}

/// Removes the hierarchy and the state.
fn clear(workspace: &Workspace) -> Result<()> {
    remove_hierarchy(workspace)?;
    for state in ["terraform.tfstate", "terraform.tfstate.backup"] {
        let file = workspace.folder().join(state);
        if file.exists() {
            fs::remove_file(file)?;
        }
    }
    Ok(())
}
