//! What a plan says of a hierarchy that is not there yet, and what it lets pass.

mod first;
mod legal;
mod mistakes;
mod rough;
mod runs;
mod warnings;

use std::fs;

use acceptance_tests::workspace::Workspace;
use anyhow::Result;

use crate::blocks::{cas, child, of, settings, site, sup};
use crate::support::forget;

/// The plan must not depend on the order Terraform takes independent resources in.
const PARALLELISMS: [&str; 2] = ["-parallelism=1", "-parallelism=10"];

/// A central administration site, a primary site with a first software update point and a replica, a secondary site; each
/// refers to what it needs.
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

/// The same with a primary site below it, and its software update point.
fn top_with_child() -> String {
    [top(), child("PS1"), sup("ps1", "wsus-a", &of("wsus-cas"))].concat()
}

/// The account that software update points connect to WSUS with.
const ACCOUNT: &str = "resource \"configmgr_account\" \"wsus\" {\n  user_name = \"CONTOSO\\\\svc-wsus\"\n}\n";

/// Holds that a plan succeeds, in whatever order Terraform plans.
fn expect_plans(workspace: &Workspace, options: &[&str]) -> Result<()> {
    for parallelism in PARALLELISMS {
        workspace.terraform(&[&["plan", parallelism], options].concat())?.success()?;
    }
    Ok(())
}

/// A new beginning in the same folder.
fn clear(workspace: &Workspace) -> Result<()> {
    forget(workspace)?;
    for state in ["terraform.tfstate", "terraform.tfstate.backup"] {
        let file = workspace.folder().join(state);
        if file.exists() {
            fs::remove_file(file)?;
        }
    }
    Ok(())
}
