//! Helper functions and configurations that several tests use.

use std::fs;

use acceptance_tests::run::Run;
use acceptance_tests::workspace::{STATE, Workspace};
use anyhow::Result;
use serde_json::Value;

use crate::blocks::{of, sup_named};

/// A text that differs from run to run: a regular expression, and its replacement in snapshots.
type Filter = (&'static str, &'static str);

/// What clients say in words of their own: the registry, that a provider without a block has an error, and that a plan failed.
const CLIENT: [Filter; 3] = [
    (
        r#"Error: Invalid provider configuration\n\nProvider "[^"]+"\s+requires\s+explicit\s[^"]*?\sdocumentation\.\s+"#,
        "",
    ),
    (r"Planning failed\. (Terraform|OpenTofu) encountered an error while\s+generating this plan\.\s+", ""),
    (r"registry\.(terraform\.io|opentofu\.org)", "[registry]"),
];

/// A time.
pub(crate) const TIMESTAMP: Filter = (r"\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)", "[timestamp]");

/// Compares a text with the snapshot of this name.
pub(crate) fn assert_text(name: &str, text: &str, filters: &[Filter]) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for (pattern, replacement) in filters.iter().chain(&CLIENT) {
        settings.add_filter(pattern, *replacement);
    }
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// Compares the message and the exit code of a refused run with a snapshot.
pub(crate) fn assert_refusal(name: &str, run: &Run) {
    assert_text(name, &run.refusal(), &[(r"/[^ \n]*/configmgr-\w{6}", "[folder]"), TIMESTAMP]);
}

/// Removes the files of the hierarchy.
pub(crate) fn remove_hierarchy(workspace: &Workspace) -> Result<()> {
    for suffix in ["", "-wal", "-shm"] {
        let mut file = workspace.hierarchy().into_os_string();
        file.push(suffix);
        if fs::exists(&file)? {
            fs::remove_file(&file)?;
        }
    }
    Ok(())
}

/// The value of an expression in a separate configuration with these data sources.
pub(crate) fn evaluate(workspace: &Workspace, data_sources: &str, expression: &str) -> Result<Value> {
    let reader = workspace.beside("reader")?;
    reader.start(&format!("{data_sources}\noutput \"value\" {{\n  value = {expression}\n}}\n"))?;
    reader.apply(&[])?;
    reader.terraform(&["output", "-json", "value"])?.success()?.json()
}

/// The synchronization state of each software update point.
pub(crate) fn sync_states(workspace: &Workspace) -> Result<Value> {
    let states = "{ for sup in data.configmgr_sync_status.all.software_update_points : sup.id => sup.state }";
    evaluate(workspace, "data \"configmgr_sync_status\" \"all\" {}", states)
}

/// Applies a configuration in the folder of another user, `bob`, with a copy of the state.
pub(crate) fn change_as_bob(workspace: &Workspace, configuration: &str) -> Result<Workspace> {
    let other = workspace.beside("elsewhere")?.with_variable("CONFIGMGR_ACTOR", "bob");
    fs::copy(workspace.folder().join(STATE), other.folder().join(STATE))?;
    other.start(configuration)?;
    other.apply(&[])?;
    Ok(other)
}

/// The ID of a resource.
pub(crate) fn id(values: &Value) -> &str {
    values["id"].as_str().unwrap()
}

/// Applies an example; the result is its folder.
pub(crate) fn installed(workspace: &Workspace, example: &str) -> Result<Workspace> {
    let folder = workspace.example(example)?;
    folder.init()?;
    folder.apply(&[])?;
    Ok(folder)
}

/// A stand-alone primary site.
pub(crate) const PRIMARY: &str = r#"
resource "configmgr_site" "primary" {
  site_code   = "PRI"
  name        = "Contoso"
  type        = "primary"
  server_fqdn = "cm01.contoso.com"
}
"#;

/// A provider block with the path of the hierarchy, so that messages about the file point to a line.
pub(crate) fn provider(path: &str) -> String {
    format!("provider \"configmgr\" {{\n  path = \"{path}\"\n}}\n")
}

/// The primary site with its first software update point.
pub(crate) fn primary_with_sup() -> String {
    format!(
        r#"{PRIMARY}
resource "configmgr_sup_role" "first" {{
  site_code   = configmgr_site.primary.site_code
  server_fqdn = "sup-first.contoso.com"
}}
"#
    )
}

/// The primary site with its first software update point and `count` replicas.
pub(crate) fn replicas(count: usize) -> String {
    format!(
        r#"{}
resource "configmgr_sup_role" "replica" {{
  count           = {count}
  site_code       = configmgr_site.primary.site_code
  server_fqdn     = "sup-${{count.index}}.contoso.com"
  upstream_sup_id = configmgr_sup_role.first.id
}}
"#,
        primary_with_sup()
    )
}

/// A replica of the first software update point of the primary site.
pub(crate) fn replica(host: &str, arguments: &str) -> String {
    sup_named("replica", "primary", host, &of("first"), arguments)
}

/// A hierarchy in which each attribute that requires replacement can get another value.
pub(crate) const REPLACEABLE: &str = r#"
resource "configmgr_site" "top" {
  site_code   = "CAS"
  name        = "Contoso"
  type        = "central_administration"
  server_fqdn = "cas.contoso.com"
}

resource "configmgr_site" "one" {
  site_code        = "ONE"
  name             = "One"
  type             = "primary"
  parent_site_code = configmgr_site.top.site_code
  server_fqdn      = "one.contoso.com"
}

resource "configmgr_site" "two" {
  site_code        = "TWO"
  name             = "Two"
  type             = "primary"
  parent_site_code = configmgr_site.top.site_code
  server_fqdn      = "two.contoso.com"
}

resource "configmgr_site" "subject" {
  site_code         = "SUB"
  name              = "Subject"
  type              = "secondary"
  parent_site_code  = configmgr_site.one.site_code
  server_fqdn       = "subject.contoso.com"
  install_directory = "D:\\ConfigMgr"
}

resource "configmgr_site_system" "subject" {
  site_code   = configmgr_site.one.site_code
  server_fqdn = "system.contoso.com"
}

resource "configmgr_sup_role" "top" {
  site_code   = configmgr_site.top.site_code
  server_fqdn = "sup-cas.contoso.com"
}

resource "configmgr_sup_role" "subject" {
  site_code       = configmgr_site.one.site_code
  server_fqdn     = "sup.contoso.com"
  upstream_sup_id = configmgr_sup_role.top.id
}

resource "configmgr_sync_settings" "subject" {
  sup_role_id = configmgr_sup_role.subject.id
}

resource "configmgr_account" "subject" {
  user_name = "CONTOSO\\subject"
}
"#;
