//! Names of servers and proxies.

use std::net::IpAddr;

use crate::judgement::{Origin, Problem, RuleId, Severity};
use crate::model::{Kind, Object, SiteSystem};
use crate::rules::pages;
use crate::rules::rule::Check::Standalone;
use crate::rules::rule::Reads::{AllOf, PerAttribute};
use crate::rules::rule::{Rule, alone};
use crate::rules::source::Source;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: RuleId("V22"),
        title: "the name of a server has a host and a domain",
        kinds: &[Kind::Site, Kind::SiteSystem, Kind::SupRole],
        severity: Severity::Error,
        source: Source::of(&[pages::SETUP_WIZARD_SECONDARY, pages::INSTALL_ROLES]).noting(
            "the pages ask for such a name for a secondary site's server and for internet names; that it holds for \
             every server is inferred",
        ),
        origin: Origin::Inferred,
        fix: "Write server_fqdn as a host name and a domain, such as \"wsus01.contoso.com\".",
        reads: AllOf(&["server_fqdn"]),
        check: Standalone(server_is_qualified),
    },
    Rule {
        id: RuleId("V23"),
        title: "a server's host name is its NetBIOS name",
        kinds: &[Kind::Site, Kind::SiteSystem, Kind::SupRole],
        severity: Severity::Warning,
        source: Source::of(&[pages::CHECKS, pages::COMPUTER_NAMES]),
        origin: Origin::Inferred,
        fix: "Choose a server whose host name, the first part of server_fqdn, has at most 15 characters.",
        reads: AllOf(&["server_fqdn"]),
        check: Standalone(host_name_is_short),
    },
    Rule {
        id: RuleId("V67"),
        title: "a proxy has a name or an address, and a port",
        kinds: &[Kind::SiteSystem],
        severity: Severity::Error,
        source: Source::of(&[pages::NEW_SITE_SYSTEM]),
        origin: Origin::Documented,
        fix: "Write proxy.server as a name or an address only, and proxy.port from 1 to 65535.",
        reads: PerAttribute(&["proxy.server", "proxy.port"]),
        check: Standalone(|object| alone(object, proxy_can_be_reached)),
    },
    Rule {
        id: RuleId("H14"),
        title: "an internet name has a host and a domain",
        kinds: &[Kind::SiteSystem],
        severity: Severity::Error,
        source: Source::of(&[pages::INSTALL_ROLES]),
        origin: Origin::Documented,
        fix: "Write internet_fqdn as a host name and a domain, such as \"updates.contoso.com\".",
        reads: AllOf(&["internet_fqdn"]),
        check: Standalone(|object| alone(object, internet_name_is_qualified)),
    },
];

/// The longest NetBIOS name, in characters.
const NETBIOS_LENGTH: usize = 15;

/// Letters, digits and inner hyphens (RFC 1123).
fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

/// Labels, of which the last one is not a number: otherwise it would be an address.
fn is_name(name: &str) -> bool {
    let is_number = |label: &str| label.chars().all(|c| c.is_ascii_digit());
    name.len() <= 255 && name.split('.').all(is_label) && !name.rsplit('.').next().is_some_and(is_number)
}

/// Host and domain.
pub(crate) fn is_fqdn(name: &str) -> bool {
    name.contains('.') && is_name(name)
}

/// A name with or without domain, or an address.
pub(crate) fn is_host(host: &str) -> bool {
    is_name(host) || host.parse::<IpAddr>().is_ok()
}

fn server(object: &Object) -> Option<&str> {
    match object {
        Object::Site(site) => Some(&site.server_fqdn),
        Object::SiteSystem(system) => Some(&system.server_fqdn),
        Object::SupRole(sup) => Some(&sup.server_fqdn),
        Object::SyncSettings(_) | Object::Account(_) => None,
    }
}

fn server_is_qualified(object: &Object) -> Vec<Problem> {
    server(object).and_then(|name| not_qualified("server_fqdn", name)).into_iter().collect()
}

fn internet_name_is_qualified(system: &SiteSystem) -> Option<Problem> {
    not_qualified("internet_fqdn", system.internet_fqdn.as_ref()?)
}

fn not_qualified(attribute: &'static str, name: &str) -> Option<Problem> {
    (!is_fqdn(name)).then(|| {
        Problem::at(
            attribute,
            format!("{attribute} \"{name}\" is not a fully qualified domain name"),
            "A server is named by its host name and domain, not by an address or the host name alone. Write, for \
             example, \"wsus01.contoso.com\".",
        )
    })
}

fn host_name_is_short(object: &Object) -> Vec<Problem> {
    let host = server(object).filter(|name| is_fqdn(name)).and_then(|name| name.split('.').next());
    let long = host.filter(|host| host.len() > NETBIOS_LENGTH).map(|host| {
        Problem::at(
            "server_fqdn",
            format!("host name \"{host}\" has more than {NETBIOS_LENGTH} characters"),
            format!(
                "The NetBIOS name of a server must equal its host name, and Windows shortens NetBIOS names to \
                 {NETBIOS_LENGTH} characters. Choose a server with a shorter name."
            ),
        )
    });
    long.into_iter().collect()
}

fn proxy_can_be_reached(system: &SiteSystem) -> Vec<Problem> {
    let Some(proxy) = &system.proxy else {
        return Vec::new();
    };
    let unnamed = (!is_host(&proxy.server)).then(|| {
        Problem::at(
            "proxy.server",
            format!("proxy.server \"{}\" is neither a name nor an address", proxy.server),
            "A proxy is named by its host, with or without a domain, or by its IPv4 or IPv6 address. It is not a URL, \
             and the port has its own attribute. Write, for example, \"proxy.contoso.com\", or leave out proxy.",
        )
    });
    let unreachable = (proxy.port == 0).then(|| {
        Problem::at(
            "proxy.port",
            "proxy.port is 0",
            "A port is a number from 1 to 65535. Write the port the proxy listens on, such as 8080.",
        )
    });
    unnamed.into_iter().chain(unreachable).collect()
}
