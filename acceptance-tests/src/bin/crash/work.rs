//! Random work: configurations of a stand-alone primary site, and commands at the console.

use std::fmt::Write as _;

use rand::RngExt as _;
use rand::rngs::SmallRng;
use rand::seq::IndexedRandom as _;

/// The hosts that may have a replica.
const HOSTS: [&str; 8] = ["h1", "h2", "h3", "h4", "h5", "h6", "h7", "h8"];

/// The objects of a configuration. The default has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Configuration {
    has_site: bool,
    replicas: Vec<(&'static str, bool)>,
    accounts: u32,
    reports_all: bool,
}

impl Configuration {
    pub(crate) fn random(random: &mut SmallRng) -> Self {
        if random.random_ratio(1, 12) {
            return Self::default();
        }
        let chosen = HOSTS.into_iter().filter(|_| random.random_bool(0.6)).collect::<Vec<_>>();
        Self {
            has_site: true,
            replicas: chosen.into_iter().map(|host| (host, random.random_bool(0.5))).collect(),
            accounts: random.random_range(0..4),
            reports_all: random.random_bool(0.5),
        }
    }

    pub(crate) fn hcl(&self) -> String {
        let mut text = String::from(
            "terraform {\n  required_providers {\n    configmgr = { source = \"endpointops/configmgr\" }\n  }\n}\n",
        );
        if !self.has_site {
            return text;
        }
        text += r#"
resource "configmgr_site" "primary" {
  site_code   = "PRI"
  name        = "Contoso"
  type        = "primary"
  server_fqdn = "cm01.contoso.com"
}

resource "configmgr_sup_role" "first" {
  site_code   = configmgr_site.primary.site_code
  server_fqdn = "first.contoso.com"
}
"#;
        for (host, ledbat) in &self.replicas {
            let _ = write!(
                text,
                r#"
resource "configmgr_sup_role" "{host}" {{
  site_code       = configmgr_site.primary.site_code
  server_fqdn     = "{host}.contoso.com"
  upstream_sup_id = configmgr_sup_role.first.id
  ledbat          = {ledbat}
}}
"#
            );
        }
        for number in 0..self.accounts {
            let _ = write!(
                text,
                "\nresource \"configmgr_account\" \"a{number}\" {{\n  user_name = \"CONTOSO\\\\a{number}\"\n}}\n"
            );
        }
        let reporting = if self.reports_all { "all" } else { "none" };
        let _ = write!(
            text,
            r#"
resource "configmgr_sync_settings" "primary" {{
  sup_role_id      = configmgr_sup_role.first.id
  reporting_events = "{reporting}"
}}
"#
        );
        text
    }
}

/// The kind and the id of the object at an address of a [`Configuration`].
pub(crate) fn object_at(address: &str) -> Option<(&'static str, String)> {
    let (kind, name) = address.strip_prefix("configmgr_")?.split_once('.')?;
    Some(match kind {
        "site" => ("site", "PRI".to_owned()),
        "sup_role" => ("sup_role", format!("PRI/{name}.contoso.com")),
        "account" => ("account", format!("CONTOSO\\{name}")),
        "sync_settings" => ("sync_settings", "PRI".to_owned()),
        _ => return None,
    })
}

/// A command that changes the hierarchy.
pub(crate) fn command(random: &mut SmallRng) -> Vec<String> {
    let host = HOSTS.choose(random).copied().unwrap_or("h1");
    let command: Vec<String> = match random.random_range(0..6) {
        0 | 1 => {
            let ledbat = random.random_bool(0.5);
            ["set".to_owned(), format!("sup_role/PRI/{host}.contoso.com"), format!("ledbat={ledbat}")].into()
        }
        2 => ["set", "sync_settings/PRI", "reporting_events=status_only"].map(str::to_owned).into(),
        3 => ["clock", "advance", "3h"].map(str::to_owned).into(),
        4 => ["sync", "--wait"].map(str::to_owned).into(),
        _ => {
            let action = if random.random_bool(0.5) { "add" } else { "clear" };
            ["fault", action, "http-503", "--server", "first.contoso.com"].map(str::to_owned).into()
        }
    };
    command.into_iter().chain(["--json".to_owned()]).collect()
}
