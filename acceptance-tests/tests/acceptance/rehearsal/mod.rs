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

use crate::support::forget;

/// The plan must not depend on the order Terraform takes independent resources in.
const PARALLELISMS: [&str; 2] = ["-parallelism=1", "-parallelism=10"];

/// A site called by its code in lower case, below another one or at the top.
fn site(code: &str, r#type: &str, parent: Option<&str>) -> String {
    let parent = parent.map_or_else(|| "null".to_owned(), |parent| format!("configmgr_site.{parent}.site_code"));
    let label = code.to_lowercase();
    format!(
        r#"
resource "configmgr_site" "{label}" {{
  site_code        = "{code}"
  name             = "Contoso-{code}"
  type             = "{type}"
  parent_site_code = {parent}
  server_fqdn      = "cm-{label}.contoso.com"
}}
"#
    )
}

fn cas() -> String {
    site("CAS", "central_administration", None)
}

/// A primary site below the central administration site.
fn child(code: &str) -> String {
    site(code, "primary", Some("cas"))
}

/// A software update point called by its host; `upstream` is an expression.
fn sup(site: &str, host: &str, upstream: &str) -> String {
    sup_with(site, host, upstream, "")
}

fn sup_with(site: &str, host: &str, upstream: &str, more: &str) -> String {
    format!(
        r#"
resource "configmgr_sup_role" "{host}" {{
  site_code       = configmgr_site.{site}.site_code
  server_fqdn     = "{host}.contoso.com"
  upstream_sup_id = {upstream}
  {more}
}}
"#
    )
}

/// The reference to a software update point.
fn of(host: &str) -> String {
    format!("configmgr_sup_role.{host}.id")
}

fn server_with(site: &str, host: &str, more: &str) -> String {
    format!(
        r#"
resource "configmgr_site_system" "{host}" {{
  site_code   = configmgr_site.{site}.site_code
  server_fqdn = "{host}.contoso.com"
  {more}
}}
"#
    )
}

/// The sync settings of the site of a software update point.
fn settings(host: &str, more: &str) -> String {
    format!(
        r#"
resource "configmgr_sync_settings" "{host}" {{
  sup_role_id = {}
  {more}
}}
"#,
        of(host)
    )
}

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
