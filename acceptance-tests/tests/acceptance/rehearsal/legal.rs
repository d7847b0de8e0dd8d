//! Changes a plan must not refuse, and what apply makes of them.

use acceptance_tests::workspace::{Workspace, in_workspace};
use anyhow::{Context, Result, ensure};

use super::{PARALLELISMS, cas, child, contoso, of, server_with, settings, site, sup, sup_with};
use crate::support::forget;

/// A change of a hierarchy that is there.
struct Legal {
    name: &'static str,
    before: String,
    after: String,
    options: Vec<&'static str>,
    /// Whether apply makes it in one run, or the plan is as far as it goes.
    is_applied: bool,
}

fn applied(name: &'static str, before: String, after: String) -> Legal {
    Legal { name, before, after, options: Vec::new(), is_applied: true }
}

fn planned(name: &'static str, before: String, after: String) -> Legal {
    Legal { is_applied: false, ..applied(name, before, after) }
}

/// A new beginning in the same folder.
fn clear(workspace: &Workspace) -> Result<()> {
    forget(workspace)?;
    for state in ["terraform.tfstate", "terraform.tfstate.backup"] {
        let file = workspace.folder().join(state);
        if file.exists() {
            std::fs::remove_file(file)?;
        }
    }
    Ok(())
}

fn is_never_refused(changes: Vec<Legal>) -> Result<()> {
    in_workspace(|workspace| {
        workspace.start("")?;
        for Legal { name, before, after, options, is_applied } in changes {
            clear(workspace)?;
            workspace.configure(&before)?;
            workspace.apply(&[]).context(name)?;
            workspace.configure(&after)?;
            for parallelism in PARALLELISMS {
                workspace.terraform(&[&["plan", parallelism], options.as_slice()].concat())?.success().context(name)?;
            }
            if is_applied {
                workspace.apply(&options).context(name)?;
                workspace.expect_no_changes().context(name)?;
            }
        }
        Ok(())
    })
}

/// Replicas of the first software update point of PS1, by key and host.
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
fn another_name_or_another_server() -> Result<()> {
    let with = |more: &[(&str, &str)]| contoso() + &replicas(more);
    is_never_refused(vec![
        applied("a key of for_each is renamed", with(&[("old", "wsus-r")]), with(&[("new", "wsus-r")])),
        applied(
            "two replicas swap their servers",
            with(&[("one", "wsus-r"), ("two", "wsus-q")]),
            with(&[("one", "wsus-q"), ("two", "wsus-r")]),
        ),
        applied(
            "the only one of a secondary site moves",
            contoso(),
            contoso().replace("\"wsus-s11.contoso.com\"", "\"wsus-new.contoso.com\""),
        ),
    ])
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn the_only_one_of_a_secondary_site_gives_way_to_another_resource() -> Result<()> {
    is_never_refused(vec![planned(
        "another resource",
        contoso(),
        contoso().replace("\"wsus-s11\"", "\"wsus-new\"").replace("wsus-s11.contoso", "wsus-new.contoso"),
    )])
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn the_first_one_moves() -> Result<()> {
    let swapped = contoso()
        .replace("\"wsus-a.contoso.com\"", "\"wsus-x.contoso.com\"")
        .replace("\"wsus-b.contoso.com\"", "\"wsus-a.contoso.com\"")
        .replace("\"wsus-x.contoso.com\"", "\"wsus-b.contoso.com\"");
    is_never_refused(vec![
        planned("to another server", contoso(), contoso().replace("\"wsus-a.contoso.com\"", "\"wsus-new.contoso.com\"")),
        planned("to that of its replica", contoso(), swapped),
    ])
}
