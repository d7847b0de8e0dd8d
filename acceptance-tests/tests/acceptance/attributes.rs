//! Every attribute that can change in place, with the values that the tests use.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// The value of the attribute under test.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Value {
    /// The attribute is not set, or has its first value if it is required.
    Unset,
    /// The attribute has a value that is not its default.
    Set,
    /// The attribute has a third value.
    Other,
}

/// An attribute under test: the arguments of the resource for each [`Value`], and the paths that change between them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attribute {
    pub(crate) resource: &'static str,
    /// The first is the attribute; others are derived from it.
    pub(crate) paths: &'static [&'static str],
    unset: &'static str,
    set: &'static str,
    /// Empty where the attribute has two values only.
    other: &'static str,
}

impl Attribute {
    /// The arguments of the resource for a value; `None` if the attribute has no such value.
    pub(crate) fn arguments(&self, value: Value) -> Option<&'static str> {
        match value {
            Value::Unset => Some(self.unset),
            Value::Set => Some(self.set),
            Value::Other => Some(self.other).filter(|other| !other.is_empty()),
        }
    }

    /// The name of the resource in the configuration.
    pub(crate) fn name(&self) -> String {
        self.paths[0].replace('.', "_")
    }

    fn address(&self) -> String {
        format!("{}.{}", self.resource, self.name())
    }

    /// Whether it is a port of a role. The ports of WSUS on the server change with it.
    fn is_port_of_role(&self) -> bool {
        self.resource == "configmgr_sup_role" && self.paths.contains(&"http_port")
    }

    /// The configuration for the resource of this attribute. Objects that exist once per site are in a separate
    /// hierarchy, with a separate provider.
    fn configuration(&self, index: usize, arguments: &str) -> String {
        let name = self.name();
        let alias = format!("  provider = configmgr.{name}\n");
        let own_hierarchy = format!("provider \"configmgr\" {{\n  alias = \"{name}\"\n  path = \"../{name}.db\"\n}}\n");
        let server = format!("s{index}.contoso.com");
        let bindings = if self.is_port_of_role() { arguments } else { "" };
        let system = format!("site_code = configmgr_site.primary.site_code\n  server_fqdn = \"{server}\"");
        match self.resource {
            "configmgr_site" => format!(
                "{own_hierarchy}resource \"configmgr_site\" \"{name}\" {{\n{alias}  site_code = \"PRI\"\n  name = \"Contoso\"\n  type = \"primary\"\n  server_fqdn = \"{server}\"\n  {arguments}\n}}\n"
            ),
            "configmgr_account" => format!(
                "resource \"configmgr_account\" \"{name}\" {{\n  user_name = \"CONTOSO\\\\s{index}\"\n  {arguments}\n}}\n"
            ),
            "configmgr_site_system" => {
                format!("resource \"configmgr_site_system\" \"{name}\" {{\n  {system}\n  {arguments}\n}}\n")
            }
            "configmgr_sup_role" => format!(
                "resource \"configmgr_site_system\" \"{name}\" {{\n  {system}\n  internet_fqdn = \"{server}\"\n  proxy = {{ server = \"proxy.contoso.com\" }}\n  wsus = {{\n  ssl_configured = true\n  {bindings}\n  }}\n}}\n\
                 resource \"configmgr_sup_role\" \"{name}\" {{\n  site_code = configmgr_site.primary.site_code\n  server_fqdn = configmgr_site_system.{name}.server_fqdn\n  upstream_sup_id = configmgr_sup_role.first.id\n  {arguments}\n}}\n"
            ),
            "configmgr_sync_settings" => format!(
                "{own_hierarchy}resource \"configmgr_site\" \"{name}\" {{\n{alias}  site_code = \"PRI\"\n  name = \"Contoso\"\n  type = \"primary\"\n  server_fqdn = \"cm01.contoso.com\"\n}}\n\
                 resource \"configmgr_sup_role\" \"{name}\" {{\n{alias}  site_code = configmgr_site.{name}.site_code\n  server_fqdn = configmgr_site.{name}.server_fqdn\n}}\n\
                 resource \"configmgr_sync_settings\" \"{name}\" {{\n{alias}  sup_role_id = configmgr_sup_role.{name}.id\n  {arguments}\n}}\n"
            ),
            other => panic!("{other} has no configuration"),
        }
    }
}

/// One configuration with a resource for each attribute, all with the same kind of value. An attribute without such a
/// value keeps the value of [`Value::Set`].
pub(crate) fn configuration(attributes: &[Attribute], value: Value) -> String {
    let mut text = crate::support::primary_with_sup();
    text.push_str("resource \"configmgr_account\" \"one\" {\n  user_name = \"CONTOSO\\\\one\"\n}\n");
    text.push_str("resource \"configmgr_account\" \"two\" {\n  user_name = \"CONTOSO\\\\two\"\n}\n");
    for (index, attribute) in attributes.iter().enumerate() {
        let arguments = attribute.arguments(value).unwrap_or(attribute.set);
        let _ = writeln!(text, "{}", attribute.configuration(index, arguments));
    }
    text
}

/// The changed paths by address when the attributes change.
pub(crate) fn changes<'a>(attributes: impl IntoIterator<Item = &'a Attribute>) -> BTreeMap<String, BTreeSet<String>> {
    let change = |attribute: &'a Attribute| {
        let own = (attribute.address(), attribute.paths.iter().map(ToString::to_string).collect());
        let of_wsus = attribute.is_port_of_role().then(|| {
            let paths = attribute.paths.iter().map(|path| format!("wsus.{path}")).collect();
            (format!("configmgr_site_system.{}", attribute.name()), paths)
        });
        std::iter::once(own).chain(of_wsus)
    };
    attributes.into_iter().flat_map(change).collect()
}

/// The attributes of one resource.
pub(crate) fn of(resource: &str) -> Vec<Attribute> {
    ATTRIBUTES.iter().filter(|attribute| attribute.resource == resource).copied().collect()
}

const fn attribute(
    resource: &'static str,
    paths: &'static [&'static str],
    unset: &'static str,
    set: &'static str,
    other: &'static str,
) -> Attribute {
    Attribute { resource, paths, unset, set, other }
}

const fn system(
    paths: &'static [&'static str],
    unset: &'static str,
    set: &'static str,
    other: &'static str,
) -> Attribute {
    attribute("configmgr_site_system", paths, unset, set, other)
}

const fn role(
    paths: &'static [&'static str],
    unset: &'static str,
    set: &'static str,
    other: &'static str,
) -> Attribute {
    attribute("configmgr_sup_role", paths, unset, set, other)
}

const fn settings(
    paths: &'static [&'static str],
    unset: &'static str,
    set: &'static str,
    other: &'static str,
) -> Attribute {
    attribute("configmgr_sync_settings", paths, unset, set, other)
}

/// Every attribute of every resource that changes in place.
#[rustfmt::skip]
pub(crate) const ATTRIBUTES: &[Attribute] = &[
    attribute("configmgr_site", &["version"], r#"version = "2403""#, r#"version = "2409""#, r#"version = "2509""#),
    attribute("configmgr_account", &["password_wo_version"], "", "password_wo_version = 1", "password_wo_version = 2"),

    // The version of WSUS depends on the operating system.
    system(&["operating_system", "wsus.version"], "", r#"operating_system = "windows_server_2019""#, r#"operating_system = "windows_server_2016""#),
    system(&["internet_fqdn"], "", r#"internet_fqdn = "updates.contoso.com""#, r#"internet_fqdn = "www.contoso.com""#),
    system(&["untrusted_forest"], "", "untrusted_forest = true", ""),
    system(&["installation_account"], "", "installation_account = configmgr_account.one.user_name", "installation_account = configmgr_account.two.user_name"),
    system(&["proxy"], "", r#"proxy = { server = "proxy.contoso.com" }"#, ""),
    system(&["proxy.server"], r#"proxy = { server = "a.contoso.com" }"#, r#"proxy = { server = "b.contoso.com" }"#, r#"proxy = { server = "c.contoso.com" }"#),
    system(&["proxy.port"], r#"proxy = { server = "a.contoso.com" }"#, r#"proxy = { server = "a.contoso.com", port = 8080 }"#, r#"proxy = { server = "a.contoso.com", port = 3128 }"#),
    system(&["proxy.account"], r#"proxy = { server = "a.contoso.com" }"#, r#"proxy = { server = "a.contoso.com", account = configmgr_account.one.user_name }"#, r#"proxy = { server = "a.contoso.com", account = configmgr_account.two.user_name }"#),
    system(&["wsus.installed"], "", "wsus = { installed = false }", ""),
    system(&["wsus.version"], "", r#"wsus = { version = "10.0.17763" }"#, r#"wsus = { version = "10.0.14393" }"#),
    system(&["wsus.http_port"], "", "wsus = { http_port = 8540 }", "wsus = { http_port = 8550 }"),
    system(&["wsus.https_port"], "", "wsus = { https_port = 8541 }", "wsus = { https_port = 8551 }"),
    system(&["wsus.ssl_configured"], "", "wsus = { ssl_configured = true }", ""),
    system(&["wsus.standalone"], "", "wsus = { standalone = true }", ""),
    system(&["wsus.replica"], "", "wsus = { replica = true }", ""),
    system(&["wsus.internet_access"], "", "wsus = { internet_access = false }", ""),
    system(&["wsus.content_path"], "", r#"wsus = { content_path = "D:\\WSUS" }"#, r#"wsus = { content_path = "E:\\WSUS" }"#),
    system(&["wsus.database.kind"], r#"wsus = { database = { kind = "wid" } }"#, r#"wsus = { database = { kind = "sql" } }"#, ""),
    system(&["wsus.database.server"], r#"wsus = { database = { kind = "sql", server = "a.contoso.com" } }"#, r#"wsus = { database = { kind = "sql", server = "b.contoso.com" } }"#, r#"wsus = { database = { kind = "sql", server = "c.contoso.com" } }"#),
    system(&["wsus.database.name"], r#"wsus = { database = { kind = "sql", server = "a.contoso.com" } }"#, r#"wsus = { database = { kind = "sql", server = "a.contoso.com", name = "SUSDB" } }"#, r#"wsus = { database = { kind = "sql", server = "a.contoso.com", name = "susdb" } }"#),

    // The HTTPS port is the HTTP port + 1, or the ports are 80 and 443. The ports of WSUS change too.
    role(&["http_port", "https_port"], "", "http_port = 8540\n  https_port = 8541", "http_port = 80\n  https_port = 443"),
    role(&["require_ssl"], "", "require_ssl = true", ""),
    role(&["client_connection_type"], "require_ssl = true", "require_ssl = true\n  client_connection_type = \"internet\"", "require_ssl = true\n  client_connection_type = \"internet_and_intranet\""),
    role(&["allow_cmg_traffic"], "require_ssl = true\n  client_connection_type = \"internet\"", "require_ssl = true\n  client_connection_type = \"internet\"\n  allow_cmg_traffic = true", ""),
    role(&["use_proxy_for_sync"], "", "use_proxy_for_sync = true", ""),
    role(&["use_proxy_for_adr"], "use_proxy_for_sync = true", "use_proxy_for_sync = true\n  use_proxy_for_adr = true", ""),
    role(&["wsus_connection_account"], "", "wsus_connection_account = configmgr_account.one.user_name", "wsus_connection_account = configmgr_account.two.user_name"),
    role(&["ledbat"], "", "ledbat = true", ""),

    settings(&["source"], "", r#"source = "none""#, r#"source = "microsoft_update""#),
    settings(&["upstream_url"], "source = \"upstream_wsus\"\n  upstream_url = \"https://a.example.com:8531\"", "source = \"upstream_wsus\"\n  upstream_url = \"https://b.example.com:8531\"", "source = \"upstream_wsus\"\n  upstream_url = \"https://b.example.com:443\""),
    settings(&["reporting_events"], "", r#"reporting_events = "status_only""#, r#"reporting_events = "all""#),
    settings(&["schedule"], "", "schedule = { interval = { days = 1 } }", ""),
    settings(&["schedule.start"], "schedule = { interval = { days = 1 } }", r#"schedule = { interval = { days = 1 }, start = "2026-01-01T02:00:00Z" }"#, r#"schedule = { interval = { days = 1 }, start = "2026-01-01T03:00:00+01:00" }"#),
    settings(&["schedule.interval.days"], "schedule = { interval = { days = 1 } }", "schedule = { interval = { days = 2 } }", "schedule = { interval = { days = 3 } }"),
    settings(&["schedule.interval.hours"], "schedule = { interval = { hours = 6 } }", "schedule = { interval = { hours = 8 } }", "schedule = { interval = { hours = 12 } }"),
    settings(&["schedule.interval.minutes"], "schedule = { interval = { minutes = 30 } }", "schedule = { interval = { minutes = 40 } }", "schedule = { interval = { minutes = 50 } }"),
    settings(&["schedule.weekly.day"], r#"schedule = { weekly = { day = "monday" } }"#, r#"schedule = { weekly = { day = "friday" } }"#, r#"schedule = { weekly = { day = "sunday" } }"#),
    settings(&["schedule.weekly.every_weeks"], r#"schedule = { weekly = { day = "monday" } }"#, r#"schedule = { weekly = { day = "monday", every_weeks = 2 } }"#, r#"schedule = { weekly = { day = "monday", every_weeks = 4 } }"#),
    settings(&["schedule.monthly_by_date.day"], "schedule = { monthly_by_date = { day = 1 } }", "schedule = { monthly_by_date = { day = 0 } }", "schedule = { monthly_by_date = { day = 15 } }"),
    settings(&["schedule.monthly_by_date.every_months"], "schedule = { monthly_by_date = { day = 1 } }", "schedule = { monthly_by_date = { day = 1, every_months = 2 } }", "schedule = { monthly_by_date = { day = 1, every_months = 3 } }"),
    settings(&["schedule.monthly_by_weekday.week"], r#"schedule = { monthly_by_weekday = { week = "second", day = "tuesday" } }"#, r#"schedule = { monthly_by_weekday = { week = "third", day = "tuesday" } }"#, r#"schedule = { monthly_by_weekday = { week = "last", day = "tuesday" } }"#),
    settings(&["schedule.monthly_by_weekday.day"], r#"schedule = { monthly_by_weekday = { week = "second", day = "tuesday" } }"#, r#"schedule = { monthly_by_weekday = { week = "second", day = "friday" } }"#, r#"schedule = { monthly_by_weekday = { week = "second", day = "sunday" } }"#),
    settings(&["schedule.monthly_by_weekday.offset_days"], r#"schedule = { monthly_by_weekday = { week = "second", day = "tuesday" } }"#, r#"schedule = { monthly_by_weekday = { week = "second", day = "tuesday", offset_days = 1 } }"#, r#"schedule = { monthly_by_weekday = { week = "second", day = "tuesday", offset_days = 7 } }"#),
    settings(&["schedule.monthly_by_weekday.every_months"], r#"schedule = { monthly_by_weekday = { week = "second", day = "tuesday" } }"#, r#"schedule = { monthly_by_weekday = { week = "second", day = "tuesday", every_months = 2 } }"#, r#"schedule = { monthly_by_weekday = { week = "second", day = "tuesday", every_months = 3 } }"#),
    settings(&["alert_on_sync_failure"], "", "alert_on_sync_failure = true", ""),
    settings(&["classifications"], "", r#"classifications = ["Security Updates"]"#, r#"classifications = ["Tools", "Security Updates"]"#),
    settings(&["products"], "", r#"products = ["Windows 11"]"#, r#"products = ["Windows 10", "Windows 11"]"#),
    settings(&["include_surface_drivers"], "", "include_surface_drivers = true", ""),
    settings(&["supersedence.feature_updates.wait_months"], "", "supersedence = { feature_updates = { wait_months = 6 } }", "supersedence = { feature_updates = { wait_months = 9 } }"),
    settings(&["supersedence.feature_updates.expire_immediately"], "", "supersedence = { feature_updates = { expire_immediately = true } }", ""),
    settings(&["supersedence.non_feature_updates.wait_months"], "", "supersedence = { non_feature_updates = { wait_months = 6 } }", "supersedence = { non_feature_updates = { wait_months = 9 } }"),
    settings(&["supersedence.non_feature_updates.expire_immediately"], "", "supersedence = { non_feature_updates = { expire_immediately = true } }", ""),
    settings(&["languages.update_files"], "", r#"languages = { update_files = ["en", "de"] }"#, r#"languages = { update_files = ["fr", "de"] }"#),
    settings(&["languages.summary_details"], "", r#"languages = { summary_details = ["en", "de"] }"#, r#"languages = { summary_details = ["fr", "de"] }"#),
    // Third-party updates need a first synchronization, and a subscription starts one.
    settings(&["third_party_updates"], r#"classifications = ["Tools"]"#, "classifications = [\"Tools\"]\nthird_party_updates = { enabled = true }", ""),
    settings(&["third_party_updates.enabled"], "classifications = [\"Tools\"]\nthird_party_updates = { enabled = false }", "classifications = [\"Tools\"]\nthird_party_updates = { enabled = true }", ""),
    settings(&["third_party_updates.certificate_management"], "classifications = [\"Tools\"]\nthird_party_updates = { enabled = true }", "classifications = [\"Tools\"]\nthird_party_updates = { enabled = true, certificate_management = \"manual\" }", ""),
    settings(&["wsus_maintenance.decline_expired"], "", "wsus_maintenance = { decline_expired = true }", ""),
    settings(&["wsus_maintenance.add_indexes"], "", "wsus_maintenance = { add_indexes = true }", ""),
    settings(&["wsus_maintenance.remove_obsolete"], "", "wsus_maintenance = { remove_obsolete = true }", ""),
    settings(&["max_run_time_minutes.feature_updates"], "", "max_run_time_minutes = { feature_updates = 180 }", "max_run_time_minutes = { feature_updates = 240 }"),
    settings(&["max_run_time_minutes.non_feature_updates"], "", "max_run_time_minutes = { non_feature_updates = 180 }", "max_run_time_minutes = { non_feature_updates = 240 }"),
    settings(&["max_run_time_minutes.other"], "", "max_run_time_minutes = { other = 180 }", "max_run_time_minutes = { other = 240 }"),
    settings(&["express_updates"], "", "express_updates = true", ""),
    settings(&["initial_sync"], "", "initial_sync = false", ""),
];
