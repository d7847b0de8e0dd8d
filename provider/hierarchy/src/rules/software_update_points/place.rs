//! What a software update point can do: it depends on its site, the version of the hierarchy, and its upstream.

use crate::judgement::{Origin, Problem, RuleId, Severity};
use crate::model::{ClientConnectionType, Kind, SiteType, SupRole};
use crate::rules::context::{Outcome, WriteContext};
use crate::rules::pages;
use crate::rules::rule::Check::{Audit, References};
use crate::rules::rule::Reads::AllOf;
use crate::rules::rule::Rule;
use crate::rules::source::Source;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: RuleId("V58"),
        title: "internet clients and clients of a cloud management gateway are served at primary sites",
        kinds: &[Kind::SupRole],
        severity: Severity::Warning,
        source: Source::of(&[pages::CMG_SETUP, pages::DESIGN]),
        origin: Origin::Inferred,
        fix: "Serve these clients at a software update point of a primary site.",
        reads: AllOf(&["site_code", "client_connection_type", "allow_cmg_traffic"]),
        check: References(|context| context.on_write(site_has_such_clients)),
    },
    Rule {
        id: RuleId("V59"),
        title: "a software update point requires SSL if the one it synchronizes from requires it",
        kinds: &[Kind::SupRole],
        severity: Severity::Warning,
        source: Source::of(&[pages::PLAN]),
        origin: Origin::Documented,
        fix: "Require SSL from the bottom of the hierarchy up, and last at the central administration site.",
        reads: AllOf(&["site_code", "upstream_sup_id", "require_ssl"]),
        check: References(|context| context.on_write(child_uses_ssl_as_parent)),
    },
    Rule {
        id: RuleId("V66"),
        title: "automatic deployment rules do not run at a secondary site",
        kinds: &[Kind::SupRole],
        severity: Severity::Warning,
        source: Source::of(&[pages::INSTALL]),
        origin: Origin::Documented,
        fix: "Leave out use_proxy_for_adr at secondary sites.",
        reads: AllOf(&["site_code", "use_proxy_for_adr"]),
        check: References(|context| context.on_write(site_runs_deployment_rules)),
    },
    Rule {
        id: RuleId("V68"),
        title: "LEDBAT needs version 2203 and Windows Server 2016",
        kinds: &[Kind::SupRole],
        severity: Severity::Error,
        // Servers older than 2016 cannot be described: operating_system begins there.
        source: Source::of(&[pages::INSTALL]),
        origin: Origin::Documented,
        fix: "Update the hierarchy to version 2203 or later, or leave out ledbat.",
        reads: AllOf(&["ledbat"]),
        check: References(|context| context.on_write(version_has_ledbat)),
    },
    Rule {
        id: RuleId("V131"),
        title: "a software update point uses SSL",
        kinds: &[Kind::SupRole],
        severity: Severity::Warning,
        source: Source::of(&[pages::INSTALL, pages::BEST_PRACTICES, pages::CLIENT_SETTINGS]),
        origin: Origin::Documented,
        fix: "Set up WSUS for SSL, and write require_ssl = true.",
        reads: AllOf(&["require_ssl"]),
        check: Audit(|context| context.on_write(clients_connect_over_ssl)),
    },
];

/// The first version with LEDBAT for software update points.
const FIRST_WITH_LEDBAT: &str = "2203";

fn site_has_such_clients(write: &WriteContext<'_, SupRole>) -> Outcome {
    let sup = write.object;
    let (attribute, clients) = if sup.allow_cmg_traffic {
        ("allow_cmg_traffic", "clients of a cloud management gateway")
    } else if sup.client_connection_type != ClientConnectionType::Intranet {
        ("client_connection_type", "internet clients")
    } else {
        return Ok(Vec::new());
    };
    let why = match write.view.site(&sup.site_code)?.map(|site| site.r#type) {
        Some(SiteType::CentralAdministration) => "No client is assigned to a central administration site",
        Some(SiteType::Secondary) => "No client is assigned to a secondary site",
        Some(SiteType::Primary) | None => return Ok(Vec::new()),
    };
    Ok(vec![Problem::at(
        attribute,
        format!("site {} has no {clients}", sup.site_code),
        format!(
            "{why}. Those clients get their updates at primary sites. Leave out {attribute} here, and set it at a \
             software update point of a primary site."
        ),
    )])
}

fn child_uses_ssl_as_parent(write: &WriteContext<'_, SupRole>) -> Outcome {
    let sup = write.object;
    let Some(upstream) = sup.upstream_sup_id.as_ref().filter(|_| !sup.require_ssl && !sup.is_replica()) else {
        return Ok(Vec::new());
    };
    if !write.view.sup(upstream)?.is_some_and(|upstream| upstream.require_ssl) {
        return Ok(Vec::new());
    }
    Ok(vec![Problem::at(
        "require_ssl",
        format!("its upstream {upstream} requires SSL, but it does not"),
        "If a software update point uses SSL, those of its child sites should use it, too. Introduce SSL from the \
         bottom of the hierarchy up. Set up WSUS for SSL and write require_ssl = true, or require SSL upstream later.",
    )])
}

fn site_runs_deployment_rules(write: &WriteContext<'_, SupRole>) -> Outcome {
    let sup = write.object;
    let is_secondary = |code| Ok(write.view.site(code)?.is_some_and(|site| site.r#type == SiteType::Secondary));
    if !sup.use_proxy_for_adr || !is_secondary(&sup.site_code)? {
        return Ok(Vec::new());
    }
    Ok(vec![Problem::at(
        "use_proxy_for_adr",
        "use_proxy_for_adr has no effect at a secondary site",
        "Automatic deployment rules run at primary and central administration sites. Leave it out.",
    )])
}

fn version_has_ledbat(write: &WriteContext<'_, SupRole>) -> Outcome {
    if !write.object.ledbat {
        return Ok(Vec::new());
    }
    // A version that is not in the configuration is not judged.
    let Some(top) = write.view.top_level_site()? else {
        return Ok(Vec::new());
    };
    let Some(version) = top.version.filter(|version| version.as_str() < FIRST_WITH_LEDBAT) else {
        return Ok(Vec::new());
    };
    Ok(vec![Problem::at(
        "ledbat",
        format!("ledbat requires version {FIRST_WITH_LEDBAT}, but the hierarchy has {version}"),
        format!(
            "Update the hierarchy first: raise version of its top-level site {}. Or leave out ledbat.",
            top.site_code
        ),
    )])
}

fn clients_connect_over_ssl(write: &WriteContext<'_, SupRole>) -> Outcome {
    if write.object.require_ssl {
        return Ok(Vec::new());
    }
    Ok(vec![Problem::at(
        "require_ssl",
        "clients connect over HTTP, not SSL",
        "SSL protects clients from attackers in the network and is highly recommended. Since September 2020, clients \
         do not use the proxy of a user to scan against a WSUS over HTTP, unless the client setting \"Allow user proxy \
         for software update scans\" allows it. Set up WSUS for SSL, and write require_ssl = true.",
    )])
}
