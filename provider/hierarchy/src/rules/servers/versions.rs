//! Versions of WSUS: which ones are supported, and which ones work together.

use crate::judgement::{Origin, Problem, RuleId, Severity};
use crate::model::{Kind, ObjectId, OperatingSystem, SiteSystem, Subject, SupRole, key};
use crate::readiness::version::{SUPPORTED, build, differ, is_newer, is_out_of_support};
use crate::rules::context::Outcome;
use crate::rules::free_text::shown;
use crate::rules::pages;
use crate::rules::role_on_server::{RoleOnServer, server_in};
use crate::rules::rule::Check::{Form, OnServer};
use crate::rules::rule::Reads::AllOf;
use crate::rules::rule::{Rule, alone};
use crate::rules::source::Source;
use crate::store::{Lookup, StoreError};
use crate::wording::{in_site_system, listed};

const BOTH: &[Kind] = &[Kind::SupRole, Kind::SiteSystem];

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: RuleId("H21"),
        title: "a version of WSUS is three or four numbers",
        kinds: &[Kind::SiteSystem],
        severity: Severity::Error,
        source: Source::of(&[pages::PREREQUISITES]),
        origin: Origin::Inferred,
        fix: "Write wsus.version as WSUS shows it, such as \"10.0.20348\", or leave it out.",
        reads: AllOf(&["wsus.version"]),
        check: Form(|object| alone(object, version_is_numbers)),
    },
    Rule {
        id: RuleId("V44"),
        title: "a software update point has a supported version of WSUS",
        kinds: BOTH,
        severity: Severity::Error,
        source: Source::of(&[pages::PREREQUISITES]).noting("the version of Windows Server 2025 is from current labs"),
        origin: Origin::Documented,
        fix: "Run the software update point on Windows Server 2016 or later.",
        reads: AllOf(&["server_fqdn", "wsus.installed", "wsus.version"]),
        check: OnServer(version_is_supported),
    },
    Rule {
        id: RuleId("V45"),
        title: "all software update points of a site have the same version of WSUS",
        kinds: BOTH,
        severity: Severity::Error,
        source: Source::of(&[pages::PREREQUISITES]),
        origin: Origin::Documented,
        fix: "Give all software update points of a site servers with the same version of WSUS.",
        reads: AllOf(&["site_code", "server_fqdn", "upstream_sup_id", "wsus.installed", "wsus.version"]),
        check: OnServer(versions_of_site_are_one),
    },
    Rule {
        id: RuleId("V46"),
        title: "the WSUS console on the site server has the version of the software update points",
        kinds: BOTH,
        severity: Severity::Error,
        source: Source::of(&[pages::PREREQUISITES])
            .noting("the console is assumed to have the version of the operating system"),
        origin: Origin::Inferred,
        fix: "Run the site server and the software update points of its site on the same version of Windows Server.",
        reads: AllOf(&["site_code", "server_fqdn", "wsus.installed", "wsus.version"]),
        check: OnServer(console_has_same_version),
    },
    Rule {
        id: RuleId("V47"),
        title: "WSUS is not newer than the WSUS it synchronizes from",
        kinds: BOTH,
        severity: Severity::Error,
        source: Source::of(&[pages::WSUS_PLAN]),
        origin: Origin::Documented,
        fix: "Update WSUS from the top of the hierarchy down.",
        reads: AllOf(&["site_code", "server_fqdn", "upstream_sup_id", "wsus.installed", "wsus.version"]),
        check: OnServer(upstream_is_as_new),
    },
];

fn version_is_numbers(system: &SiteSystem) -> Option<Problem> {
    let version = &system.wsus.version;
    let has_digits_only = version.chars().all(|c| c.is_ascii_digit() || c == '.');
    (!has_digits_only || build(version).is_none()).then(|| {
        Problem::at(
            "wsus.version",
            format!("wsus.version \"{}\" is not a version", shown(version)),
            format!(
                "A version of WSUS is three or four numbers with dots between them. Write, for example, \"{}\", or leave \
                 it out to use the version of operating_system.",
                system.operating_system.wsus_version()
            ),
        )
    })
}

fn version_is_supported(role: &RoleOnServer<'_>) -> Outcome {
    let Some(wsus) = role.wsus() else {
        return Ok(Vec::new());
    };
    let (host, version) = (&role.server.server_fqdn, &wsus.version);
    let supported = SUPPORTED.map(OperatingSystem::wsus_version);
    let found = build(version);
    if found.is_some() && supported.iter().any(|known| build(known) == found) {
        return Ok(Vec::new());
    }
    let problem = if is_out_of_support(version) {
        Problem::at(
            "server_fqdn",
            format!("WSUS {version} on {host} is not supported"),
            "It is the version of Windows Server 2012, which has been out of support since October 2023. Update the \
             server to Windows Server 2016 or later, or choose another one.",
        )
    } else {
        Problem::at(
            "server_fqdn",
            format!("WSUS {version} on {host} is not a known version"),
            format!(
            "Known versions are {}, of Windows Server 2016 to 2025. Check wsus.version in the configmgr_site_system of \
                 {host}, or leave it out to use the version of its operating_system.",
                listed(&supported)
            ),
        )
        .into_warning()
    };
    Ok(vec![problem.with_server_attribute("wsus.version")])
}

fn versions_of_site_are_one(role: &RoleOnServer<'_>) -> Outcome {
    let (Some(wsus), code) = (role.wsus(), &role.sup.site_code) else {
        return Ok(Vec::new());
    };
    let mut others = Vec::new();
    for other in neighbors(role)? {
        let other = server_at(&other, role)?;
        others.extend(other.filter(|other| differ(&other.wsus.version, &wsus.version)));
    }
    let Some(other) = others.first() else {
        return Ok(Vec::new());
    };
    let versions: Vec<String> =
        others.iter().map(|other| format!("{} on {}", other.wsus.version, other.server_fqdn)).collect();
    let (host, version) = (&role.server.server_fqdn, &wsus.version);
    let problem = Problem::at(
        "server_fqdn",
        format!("WSUS on {host} is {version}, but the site has {}", listed(&versions)),
        format!(
            "All software update points of a site have the same version of WSUS. Give all servers of {code} the same \
             operating system. To match {}, write{}",
            other.server_fqdn,
            in_site_system(&operating_system(other), host)
        ),
    );
    Ok(vec![problem.with_server_attribute("wsus.version")])
}

/// A replica is compared with the first role of the site, the first one with all others: if all equal the first, all
/// are /// equal.
fn neighbors(role: &RoleOnServer<'_>) -> Result<Vec<SupRole>, StoreError> {
    let (sup, code) = (role.sup, &role.sup.site_code);
    let lookup = if sup.is_replica() { Lookup::FirstOfSite(code) } else { Lookup::Site(code) };
    let mut neighbors = Vec::new();
    for other in role.settled.all::<SupRole>(lookup)? {
        if key(&other.object.id()) != key(&sup.id()) && role.stays(&other)? {
            neighbors.push(other.object);
        }
    }
    Ok(neighbors)
}

/// The server of another role, with its WSUS.
fn server_at(sup: &SupRole, role: &RoleOnServer<'_>) -> Result<Option<SiteSystem>, StoreError> {
    Ok(server_in(sup, role.view, role.settled)?.filter(|server| server.wsus.installed))
}

fn operating_system(server: &SiteSystem) -> String {
    let name = serde_json::to_value(server.operating_system).unwrap_or_default();
    format!("operating_system = {name}")
}

fn console_has_same_version(role: &RoleOnServer<'_>) -> Outcome {
    let (Some(wsus), Some(site)) = (role.wsus(), role.site()?) else {
        return Ok(Vec::new());
    };
    if key(&site.server_fqdn) == key(&role.server.server_fqdn) {
        return Ok(Vec::new());
    }
    // Only a declared site system states the operating system of the site server.
    let id = ObjectId::new(Kind::SiteSystem, format!("{}/{}", site.site_code, site.server_fqdn));
    let site_server = role.settled.get(&id)?.filter(|stored| stored.declared);
    let Some(site_server) = site_server.and_then(|stored| SiteSystem::take(stored.object)) else {
        return Ok(Vec::new());
    };
    let console = site_server.operating_system.wsus_version();
    if !differ(console, &wsus.version) {
        return Ok(Vec::new());
    }
    let (host, version) = (&role.server.server_fqdn, &wsus.version);
    let problem = Problem::at(
        "server_fqdn",
        format!("WSUS on {host} is {version}, but the WSUS console on the site server is {console}"),
        format!(
            "The site manages WSUS through the console on its site server {}. The console is part of the operating \
             system and must have the version of WSUS. Give both the same operating_system.",
            site_server.server_fqdn
        ),
    );
    Ok(vec![problem.with_server_attribute("wsus.version")])
}

fn upstream_is_as_new(role: &RoleOnServer<'_>) -> Outcome {
    // Within a site, versions are equal by another rule (V45).
    let upstream = role.sup.upstream_sup_id.as_ref().filter(|_| !role.sup.is_replica());
    let (Some(wsus), Some(upstream)) = (role.wsus(), upstream) else {
        return Ok(Vec::new());
    };
    let Some(upstream) = role.view.sup(upstream)? else {
        return Ok(Vec::new());
    };
    let Some(above) = server_at(&upstream, role)? else {
        return Ok(Vec::new());
    };
    let (above, upstream_host) = (above.wsus.version, above.server_fqdn);
    if !is_newer(&wsus.version, &above) {
        return Ok(Vec::new());
    }
    let (host, version) = (&role.server.server_fqdn, &wsus.version);
    let problem = Problem::at(
        "server_fqdn",
        format!("WSUS on {host} is {version}, newer than {above} on {upstream_host}"),
        format!(
            "A WSUS synchronizes from a WSUS of the same or a later version. Update {upstream_host} first, or give \
             {host} the same operating_system."
        ),
    );
    Ok(vec![problem.with_server_attribute("wsus.version")])
}
