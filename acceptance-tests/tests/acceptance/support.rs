//! What the acceptance tests share beside the harness.

use acceptance_tests::run::Run;

/// Snapshots what a user sees, with the parts that differ from run to run filtered.
pub(crate) fn assert_transcript(name: &str, run: &Run) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.add_filter(r"/[^ \n]*/configmgr-\w{6}", "[folder]");
    settings.add_filter(r"after \d+s", "after [time]");
    settings.add_filter(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)", "[timestamp]");
    settings.bind(|| insta::assert_snapshot!(name, run.transcript()));
}

/// One stand-alone primary site: what most tests build on.
pub(crate) const PRIMARY: &str = r#"
resource "configmgr_site" "primary" {
  site_code   = "PRI"
  name        = "Contoso"
  type        = "primary"
  server_fqdn = "cm01.contoso.com"
}
"#;

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

/// `count` replicas of the primary site's first software update point.
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
