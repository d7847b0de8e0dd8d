//! What a role requires of the WSUS on its server, whichever of the two changes.

use super::ports::fitting_https_port;
use crate::facts::{FaultKind, Faults};
use crate::judgement::{Origin, Problem, RuleId, Severity};
use crate::model::{DatabaseKind, Kind, SiteSystem, SupRole};
use crate::readiness::{is_misplaced_replica, lacks_ssl, listens_elsewhere};
use crate::rules::context::{Outcome, WriteContext};
use crate::rules::pages;
use crate::rules::role_on_server::RoleOnServer;
use crate::rules::rule::Check::{Conflicts, OnServer};
use crate::rules::rule::Reads::AllOf;
use crate::rules::rule::Rule;
use crate::rules::source::Source;
use crate::store::StoreError;
use crate::wording::in_site_system;

const BOTH: &[Kind] = &[Kind::SupRole, Kind::SiteSystem];

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: RuleId("V43"),
        title: "WSUS is installed on the server of a software update point",
        kinds: BOTH,
        severity: Severity::Error,
        source: Source::of(&[pages::INSTALL, pages::PREREQUISITES]),
        origin: Origin::Documented,
        fix: "Install the WSUS role on the server before it gets a software update point.",
        reads: AllOf(&["server_fqdn", "wsus.installed"]),
        check: OnServer(wsus_is_installed),
    },
    Rule {
        id: RuleId("V48"),
        title: "a WSUS with its own clients does not become a software update point",
        kinds: BOTH,
        severity: Severity::Error,
        source: Source::of(&[pages::INSTALL]),
        origin: Origin::Documented,
        fix: "Choose a server whose WSUS never had its own clients. Use this one only as an upstream server outside \
               the hierarchy.",
        reads: AllOf(&["server_fqdn", "wsus.installed", "wsus.standalone"]),
        check: OnServer(wsus_serves_the_site_only),
    },
    Rule {
        id: RuleId("V49"),
        title: "the WSUS of a site's first software update point is not a replica",
        kinds: BOTH,
        severity: Severity::Error,
        source: Source::of(&[pages::PLAN]),
        origin: Origin::Documented,
        fix: "Turn off replica mode in WSUS before it becomes the first software update point of a primary or central \
               administration site.",
        reads: AllOf(&["site_code", "server_fqdn", "upstream_sup_id", "wsus.installed", "wsus.replica"]),
        check: OnServer(first_wsus_is_no_replica),
    },
    Rule {
        id: RuleId("V52"),
        title: "the ports of a software update point are the ports its WSUS listens on",
        kinds: BOTH,
        severity: Severity::Error,
        source: Source::of(&[pages::INSTALL, pages::SUP_INSTALLATION]),
        origin: Origin::Documented,
        fix: "Write the ports of the WSUS site's bindings in the role, or change the bindings.",
        reads: AllOf(&["http_port", "https_port", "wsus.installed", "wsus.http_port", "wsus.https_port"]),
        check: OnServer(ports_are_those_of_wsus),
    },
    Rule {
        id: RuleId("V53"),
        title: "WSUS is set up for SSL if the role requires it",
        kinds: BOTH,
        severity: Severity::Error,
        source: Source::of(&[pages::INSTALL, pages::SSL]),
        origin: Origin::Documented,
        fix: "Set up WSUS for SSL before the role requires it.",
        reads: AllOf(&["require_ssl", "wsus.installed", "wsus.ssl_configured"]),
        check: OnServer(wsus_is_set_up_for_ssl),
    },
    Rule {
        id: RuleId("V138"),
        title: "WSUS is configured again after its database was moved to SQL Server",
        kinds: &[Kind::SiteSystem],
        severity: Severity::Warning,
        source: Source::of(&[pages::WID_TO_SQL]).noting("a public report says what happens without it"),
        origin: Origin::Documented,
        fix: "Run \"wsusutil postinstall\" on the server after the move. In the simulation, clear the fault \
               post-install-missing.",
        reads: AllOf(&["site_code", "server_fqdn", "wsus.installed", "wsus.database"]),
        check: Conflicts(|context| context.on_write(wsus_is_configured_after_a_move)),
    },
];

fn wsus_is_installed(role: &RoleOnServer<'_>) -> Outcome {
    if role.server.wsus.installed {
        return Ok(Vec::new());
    }
    let host = &role.server.server_fqdn;
    let problem = Problem::at(
        "server_fqdn",
        format!("WSUS is not installed on {host}"),
        format!(
            "The role configures an installed WSUS. Without WSUS, the role cannot be installed. Install the WSUS role \
             on {host} and leave out wsus.installed in its configmgr_site_system, or choose another server."
        ),
    );
    Ok(vec![problem.with_server_attribute("wsus.installed")])
}

fn wsus_serves_the_site_only(role: &RoleOnServer<'_>) -> Outcome {
    if !role.wsus().is_some_and(|wsus| wsus.standalone) {
        return Ok(Vec::new());
    }
    let host = &role.server.server_fqdn;
    let problem = Problem::at(
        "server_fqdn",
        format!("the WSUS on {host} has its own clients"),
        "A WSUS that has its own clients, or once had, cannot become a software update point. It can only be the \
         upstream WSUS of the top-level site. Choose another server. If this WSUS never had clients, remove standalone \
         = true from its configmgr_site_system.",
    );
    Ok(vec![problem.with_server_attribute("wsus.standalone")])
}

fn first_wsus_is_no_replica(role: &RoleOnServer<'_>) -> Outcome {
    let Some(wsus) = role.wsus().filter(|wsus| wsus.replica) else { return Ok(Vec::new()) };
    let Some(site) = role.site()?.filter(|site| is_misplaced_replica(role.sup, site.r#type, wsus)) else {
        return Ok(Vec::new());
    };
    let (host, code) = (&role.server.server_fqdn, site.site_code);
    let problem = Problem::at(
        "server_fqdn",
        format!("the WSUS on {host} is set up as a replica"),
        format!(
            "It would be the first software update point of {code}. Configuration and synchronization fail on a \
             replica. Turn off replica mode in this WSUS, and remove replica = true from its configmgr_site_system."
        ),
    );
    Ok(vec![problem.with_server_attribute("wsus.replica")])
}

fn ports_are_those_of_wsus(role: &RoleOnServer<'_>) -> Outcome {
    let sup = role.sup;
    let Some(wsus) = role.wsus().filter(|wsus| listens_elsewhere(sup, wsus)) else { return Ok(Vec::new()) };
    let (attribute, on_server) = if sup.http_port == wsus.http_port {
        ("https_port", "wsus.https_port")
    } else {
        ("http_port", "wsus.http_port")
    };
    let host = &role.server.server_fqdn;
    let (http, https) = (wsus.http_port, wsus.https_port);
    let problem = Problem::at(
        attribute,
        format!("WSUS on {host} listens on ports {http} and {https}, not {} and {}", sup.http_port, sup.https_port),
        format!(
            "The site connects to WSUS at the ports of the role. WSUS does not listen there, so synchronization fails. \
             Write the ports of WSUS in the role:\n\n  http_port  = {http}\n  https_port = {https}{}",
            other_bindings(sup, host)
        ),
    );
    Ok(vec![problem.with_server_attribute(on_server)])
}

/// What to write if WSUS listens on the ports of the role, provided that a WSUS can have them (V51).
fn other_bindings(sup: &SupRole, host: &str) -> String {
    let (http, https) = (sup.http_port, sup.https_port);
    if fitting_https_port(http) != Some(https) {
        return String::new();
    }
    let bindings = format!("wsus = {{ http_port = {http}, https_port = {https} }}");
    let line = in_site_system(&bindings, host);
    format!("\n\nOr, if the bindings in IIS are {http} and {https}, write{line}")
}

fn wsus_is_set_up_for_ssl(role: &RoleOnServer<'_>) -> Outcome {
    if !role.wsus().is_some_and(|wsus| lacks_ssl(role.sup, wsus)) {
        return Ok(Vec::new());
    }
    let host = &role.server.server_fqdn;
    let problem = Problem::at(
        "require_ssl",
        format!("SSL is required, but WSUS on {host} is not set up for it"),
        format!(
            "WSUS first needs a certificate, bindings in IIS and \"wsusutil configuressl\". Without them it cannot be \
             configured. Set up WSUS for SSL, and write{}",
            in_site_system("wsus = { ssl_configured = true }", host)
        ),
    );
    Ok(vec![problem.with_server_attribute("wsus.ssl_configured")])
}

fn wsus_is_configured_after_a_move(write: &WriteContext<'_, SiteSystem>) -> Outcome {
    let SiteSystem { site_code, server_fqdn, wsus, .. } = write.object;
    let is_in_use = || write.everything.sup(&format!("{site_code}/{server_fqdn}"));
    let was_internal = write.prior.is_some_and(|prior| prior.wsus.database.kind == DatabaseKind::Wid);
    let is_moved = was_internal && !write.is_creation && wsus.database.kind == DatabaseKind::Sql;
    let is_missing = || -> Result<bool, StoreError> {
        Ok(Faults::of(write.everything)?.has(FaultKind::PostInstallMissing, server_fqdn))
    };
    if !wsus.installed || !(is_moved || is_missing()?) || is_in_use()?.is_none() {
        return Ok(Vec::new());
    }
    let problem = Problem::at(
        "wsus.database.kind",
        format!("the WSUS on {server_fqdn} must be configured again"),
        format!(
            "After its database was moved to SQL Server, WSUS is not configured until its post-installation has run, and \
             synchronization fails. Run \"wsusutil postinstall\" on the server. In the simulation, run:\n\n  {}",
            FaultKind::PostInstallMissing.clear_command(site_code, server_fqdn)
        ),
    );
    Ok(vec![problem])
}
