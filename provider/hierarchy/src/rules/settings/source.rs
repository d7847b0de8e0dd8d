//! The WSUS outside the hierarchy that the top-level site synchronizes from.

use std::net::Ipv6Addr;

use crate::judgement::{Origin, Problem, RuleId, Severity};
use crate::model::{Kind, SiteSystem, SupRole, SyncSettings, SyncSource, key};
use crate::readiness::upstream_lacks_ssl;
use crate::rules::context::{Outcome, RuleContext, WriteContext};
use crate::rules::pages;
use crate::rules::rule::Check::{Conflicts, Form, References, Standalone};
use crate::rules::rule::Reads::AllOf;
use crate::rules::rule::{Rule, alone};
use crate::rules::servers::is_host;
use crate::rules::source::Source;
use crate::store::Lookup;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: RuleId("V81"),
        title: "an upstream WSUS as the source requires its URL",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: Source::of(&[pages::SET_COMPONENT]),
        origin: Origin::Documented,
        fix: "Write upstream_url if source is \"upstream_wsus\".",
        reads: AllOf(&["source", "upstream_url"]),
        check: Standalone(|object| alone(object, upstream_is_given)),
    },
    Rule {
        id: RuleId("V82"),
        title: "the URL of an upstream WSUS requires that source",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: Source::of(&[pages::SET_COMPONENT]),
        origin: Origin::Documented,
        fix: "Leave out upstream_url if source is not \"upstream_wsus\".",
        reads: AllOf(&["source", "upstream_url"]),
        check: Form(|object| alone(object, upstream_is_used)),
    },
    Rule {
        id: RuleId("V83"),
        title: "the URL of an upstream WSUS has a scheme, a host and a port",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: Source::of(&[pages::INSTALL, pages::SET_COMPONENT]).noting("by their examples"),
        origin: Origin::Inferred,
        fix: "Write upstream_url as scheme, host and port, such as \"https://wsus.contoso.com:8531\".",
        reads: AllOf(&["upstream_url"]),
        check: Standalone(|object| alone(object, upstream_is_a_url)),
    },
    Rule {
        id: RuleId("V84"),
        title: "an upstream WSUS is outside the hierarchy",
        kinds: &[Kind::SyncSettings, Kind::SupRole],
        severity: Severity::Error,
        source: Source::of(&[pages::PLAN]),
        origin: Origin::Documented,
        fix: "Name a WSUS that is not a software update point of the hierarchy, or synchronize from Microsoft Update.",
        reads: AllOf(&["upstream_url", "server_fqdn"]),
        check: Conflicts(upstream_is_outside),
    },
    Rule {
        id: RuleId("V85"),
        title: "the port of an upstream WSUS matches the scheme",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Warning,
        source: Source::of(&[pages::PORTS]),
        origin: Origin::Inferred,
        fix: "Write port 443 or 8531 in an upstream_url that begins with https, and 80 or 8530 in one that begins \
            with http.",
        reads: AllOf(&["upstream_url"]),
        check: Standalone(|object| alone(object, upstream_port_fits)),
    },
    Rule {
        id: RuleId("V139"),
        title: "an upstream WSUS is set up for SSL if its URL begins with https",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Warning,
        source: Source::of(&[pages::INSTALL, pages::SSL]),
        origin: Origin::Inferred,
        fix: "Set up the upstream WSUS for SSL, or write its URL with http.",
        reads: AllOf(&["source", "upstream_url"]),
        check: References(|context| context.on_write(upstream_has_ssl)),
    },
];

/// The parts of a URL of the form `https://host:port`, which may end in a slash.
struct Endpoint<'a> {
    scheme: &'a str,
    host: &'a str,
    port: u16,
}

fn endpoint(url: &str) -> Option<Endpoint<'_>> {
    let (scheme, authority) = url.split_once("://")?;
    let (host, port) = authority.strip_suffix('/').unwrap_or(authority).rsplit_once(':')?;
    let port: u16 = port.parse().ok()?;
    (["http", "https"].contains(&scheme) && is_upstream_host(host) && port > 0).then_some(Endpoint {
        scheme,
        host,
        port,
    })
}

/// Whether this is a host as written in the URL of an upstream WSUS: a name or an address. An IPv6 address is in
/// brackets.
#[must_use]
pub fn is_upstream_host(host: &str) -> bool {
    let is_bracketed =
        || host.strip_prefix('[').and_then(|host| host.strip_suffix(']')?.parse::<Ipv6Addr>().ok()).is_some();
    if host.contains(':') { is_bracketed() } else { is_host(host) }
}

fn upstream_is_given(settings: &SyncSettings) -> Option<Problem> {
    (settings.source == Some(SyncSource::UpstreamWsus) && settings.upstream_url.is_none()).then(|| {
        Problem::at(
            "upstream_url",
            "upstream_url is missing",
            "With source = \"upstream_wsus\" it sets the WSUS to synchronize from. For example:\n\n  \
             upstream_url = \"https://wsus.contoso.com:8531\"",
        )
    })
}

fn upstream_is_used(settings: &SyncSettings) -> Option<Problem> {
    (settings.source != Some(SyncSource::UpstreamWsus) && settings.upstream_url.is_some()).then(|| {
        Problem::at(
            "upstream_url",
            "upstream_url is set, but source is not \"upstream_wsus\"",
            "It has an effect only with that source. Write source = \"upstream_wsus\", or leave \
             out upstream_url.",
        )
    })
}

fn upstream_is_a_url(settings: &SyncSettings) -> Option<Problem> {
    let url = settings.upstream_url.as_ref()?;
    endpoint(url).is_none().then(|| {
        Problem::at(
            "upstream_url",
            format!("upstream_url \"{url}\" is not of the form https://host:port"),
            "The URL is http or https, a host and a port, and nothing else. Write, for example, \
             \"https://wsus.contoso.com:8531\".",
        )
    })
}

fn upstream_port_fits(settings: &SyncSettings) -> Option<Problem> {
    let Endpoint { scheme, host, port } = endpoint(settings.upstream_url.as_ref()?)?;
    let (usual_scheme, usual_port) = match (scheme, port) {
        ("https", 80) => ("HTTP", 443),
        ("https", 8530) => ("HTTP", 8531),
        ("http", 443) => ("HTTPS", 80),
        ("http", 8531) => ("HTTPS", 8530),
        _ => return None,
    };
    Some(Problem::at(
        "upstream_url",
        format!("upstream_url has {scheme} with port {port}, which is normally {usual_scheme}"),
        format!(
            "Synchronization fails if the port uses the other protocol. Unless {host} is set up this way, write \
             \"{scheme}://{host}:{usual_port}\"."
        ),
    ))
}

fn upstream_is_outside(context: &RuleContext<'_>) -> Outcome {
    let mut problems = context.on_write(upstream_is_no_role)?;
    problems.extend(context.on_write(role_is_not_upstream)?);
    Ok(problems)
}

fn upstream_is_no_role(write: &WriteContext<'_, SyncSettings>) -> Outcome {
    let Some(host) = write.object.upstream_host() else {
        return Ok(Vec::new());
    };
    let sups = write.view.all::<SupRole>(Lookup::Server(host))?;
    let own = sups.first().map(|sup| {
        let site = &sup.object.site_code;
        Problem::at(
            "upstream_url",
            format!("upstream_url names {host}, a software update point of site {site}"),
            "The software update points of a hierarchy synchronize from one another automatically. upstream_url names \
             a WSUS outside the hierarchy. Name such a WSUS, or write source = \"microsoft_update\" and leave out \
             upstream_url.",
        )
    });
    Ok(own.into_iter().collect())
}

/// Only a declared server says whether its WSUS has SSL.
fn upstream_has_ssl(write: &WriteContext<'_, SyncSettings>) -> Outcome {
    let Some(host) = write.object.upstream_host() else { return Ok(Vec::new()) };
    let servers = write.view.all::<SiteSystem>(Lookup::Server(host))?;
    let without = servers.iter().find(|server| upstream_lacks_ssl(write.object, &server.object.wsus));
    let problem = without.map(|server| {
        let server = &server.object.server_fqdn;
        Problem::at(
            "upstream_url",
            format!("upstream_url begins with https, but WSUS on {server} is not set up for SSL"),
            format!(
                "Synchronization fails until it is. Set up WSUS for SSL, and write ssl_configured = true in wsus of the \
                 configmgr_site_system of {server}. Or write the URL with http and the HTTP port."
            ),
        )
    });
    Ok(problem.into_iter().collect())
}

fn role_is_not_upstream(write: &WriteContext<'_, SupRole>) -> Outcome {
    let top = match write.before {
        None => write.view.top_level_site()?,
        Some(_) => None,
    };
    let settings = match top {
        Some(top) => write.view.settings(&top.site_code)?,
        None => None,
    };
    let host = &write.object.server_fqdn;
    let is_upstream = |settings: &SyncSettings| settings.upstream_host().is_some_and(|other| key(other) == key(host));
    let problem = settings.filter(|settings| is_upstream(&settings.object)).map(|settings| {
        let site = settings.object.site_code();
        Problem::at(
            "server_fqdn",
            format!("the hierarchy synchronizes from {host}, which must be outside it"),
            format!(
                "upstream_url in the sync settings of site {site} names this server. Choose another server, or change \
                 upstream_url first."
            ),
        )
    });
    Ok(problem.into_iter().collect())
}
