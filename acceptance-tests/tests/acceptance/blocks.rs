//! Blocks of HCL for the configurations of the tests.

/// A site; its name in the configuration is its site code in lower case. Without `parent`, it is the top-level site.
pub(crate) fn site(code: &str, r#type: &str, parent: Option<&str>) -> String {
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

/// The central administration site.
pub(crate) fn cas() -> String {
    site("CAS", "central_administration", None)
}

/// A primary site below the central administration site.
pub(crate) fn child(code: &str) -> String {
    site(code, "primary", Some("cas"))
}

/// A software update point; its name in the configuration is its host. `upstream` is an expression.
pub(crate) fn sup(site: &str, host: &str, upstream: &str) -> String {
    sup_with(site, host, upstream, "")
}

/// A software update point with more arguments.
pub(crate) fn sup_with(site: &str, host: &str, upstream: &str, more: &str) -> String {
    sup_named(host, site, host, upstream, more)
}

/// A software update point with a name in the configuration that is not its host.
pub(crate) fn sup_named(name: &str, site: &str, host: &str, upstream: &str, more: &str) -> String {
    format!(
        r#"
resource "configmgr_sup_role" "{name}" {{
  site_code       = configmgr_site.{site}.site_code
  server_fqdn     = "{host}.contoso.com"
  upstream_sup_id = {upstream}
  {more}
}}
"#
    )
}

/// A reference to a software update point.
pub(crate) fn of(host: &str) -> String {
    format!("configmgr_sup_role.{host}.id")
}

/// A site system; its name in the configuration is its host.
pub(crate) fn server_with(site: &str, host: &str, more: &str) -> String {
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

/// The synchronization settings of the site of a software update point; their name in the configuration is its host.
pub(crate) fn settings(host: &str, more: &str) -> String {
    settings_named(host, host, more)
}

/// The synchronization settings of the site of a software update point, with another name in the configuration.
pub(crate) fn settings_named(name: &str, host: &str, more: &str) -> String {
    format!(
        r#"
resource "configmgr_sync_settings" "{name}" {{
  sup_role_id = {}
  {more}
}}
"#,
        of(host)
    )
}
