//! What a software update point can do depends on its site, on the version of the hierarchy, and on what it synchronises from.

use crate::judgement::{Origin, Problem, RuleId, Severity};
use crate::model::{ClientConnectionType, Kind, SiteType, SupRole};
use crate::rules::context::{Outcome, Put};
use crate::rules::rule::Check::Referring;
use crate::rules::rule::Reads::Together;
use crate::rules::rule::Rule;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: RuleId("V58"),
        title: "internet and cloud management gateway clients are served at primary sites",
        kinds: &[Kind::SupRole],
        severity: Severity::Warning,
        source: "Set up a cloud management gateway; Design a hierarchy of sites",
        origin: Origin::Inferred,
        mend: "Serve these clients from a software update point of a primary site.",
        reads: Together(&["site_code", "client_connection_type", "allow_cmg_traffic"]),
        check: Referring(|case| case.put(site_has_such_clients)),
    },
    Rule {
        id: RuleId("V59"),
        title: "a software update point below one that requires SSL requires it, too",
        kinds: &[Kind::SupRole],
        severity: Severity::Warning,
        source: "Plan for software updates",
        origin: Origin::Documented,
        mend: "Require SSL from the bottom of the hierarchy up, at the central administration site last.",
        reads: Together(&["site_code", "upstream_sup_id", "require_ssl"]),
        check: Referring(|case| case.put(child_uses_ssl_as_parent)),
    },
    Rule {
        id: RuleId("V66"),
        title: "deployment rules use no proxy at a secondary site",
        kinds: &[Kind::SupRole],
        severity: Severity::Warning,
        source: "Install and configure a software update point",
        origin: Origin::Documented,
        mend: "Leave out use_proxy_for_adr at secondary sites.",
        reads: Together(&["site_code", "use_proxy_for_adr"]),
        check: Referring(|case| case.put(site_runs_deployment_rules)),
    },
    Rule {
        id: RuleId("V68"),
        title: "LEDBAT needs version 2203 and Windows Server 2016",
        kinds: &[Kind::SupRole],
        severity: Severity::Error,
        // Servers older than 2016 cannot be described: operating_system begins there.
        source: "Install and configure a software update point",
        origin: Origin::Documented,
        mend: "Update the hierarchy to version 2203 or later, or leave out ledbat.",
        reads: Together(&["ledbat"]),
        check: Referring(|case| case.put(version_has_ledbat)),
    },
];

/// The first version with LEDBAT for software update points.
const FIRST_WITH_LEDBAT: &str = "2203";

fn site_has_such_clients(put: &Put<'_, SupRole>) -> Outcome {
    let sup = put.object;
    let (attribute, clients) = if sup.allow_cmg_traffic {
        ("allow_cmg_traffic", "clients of a cloud management gateway")
    } else if sup.client_connection_type != ClientConnectionType::Intranet {
        ("client_connection_type", "internet clients")
    } else {
        return Ok(Vec::new());
    };
    let why = match put.view.site(&sup.site_code)?.map(|site| site.r#type) {
        Some(SiteType::CentralAdministration) => "No client is assigned to a central administration site",
        Some(SiteType::Secondary) => "A secondary site serves a location of its primary site",
        Some(SiteType::Primary) | None => return Ok(Vec::new()),
    };
    Ok(vec![Problem::at(
        attribute,
        format!("there are no {clients} at site {}", sup.site_code),
        format!(
            "{why}; those clients get their updates at primary sites. Leave out {attribute} here, and set it at a software \
             update point of a primary site."
        ),
    )])
}

fn child_uses_ssl_as_parent(put: &Put<'_, SupRole>) -> Outcome {
    let sup = put.object;
    let Some(upstream) = sup.upstream_sup_id.as_ref().filter(|_| !sup.require_ssl && !sup.is_replica()) else {
        return Ok(Vec::new());
    };
    if !put.view.sup(upstream)?.is_some_and(|upstream| upstream.require_ssl) {
        return Ok(Vec::new());
    }
    Ok(vec![Problem::at(
        "require_ssl",
        format!("{upstream} requires SSL, and this one below it does not"),
        "Where a software update point uses SSL, those of its child sites should, too; SSL is phased in from the bottom up. \
         Set up WSUS for it and write require_ssl = true, or wait with SSL above.",
    )])
}

fn site_runs_deployment_rules(put: &Put<'_, SupRole>) -> Outcome {
    let sup = put.object;
    let is_secondary = |code| Ok(put.view.site(code)?.is_some_and(|site| site.r#type == SiteType::Secondary));
    if !sup.use_proxy_for_adr || !is_secondary(&sup.site_code)? {
        return Ok(Vec::new());
    }
    Ok(vec![Problem::at(
        "use_proxy_for_adr",
        "use_proxy_for_adr has no effect at a secondary site",
        "Automatic deployment rules run at primary and central administration sites. Leave it out here.",
    )])
}

fn version_has_ledbat(put: &Put<'_, SupRole>) -> Outcome {
    if !put.object.ledbat {
        return Ok(Vec::new());
    }
    // A version that nobody wrote is not judged.
    let Some(top) = put.view.top_level_site()? else {
        return Ok(Vec::new());
    };
    let Some(version) = top.version.filter(|version| version.as_str() < FIRST_WITH_LEDBAT) else {
        return Ok(Vec::new());
    };
    Ok(vec![Problem::at(
        "ledbat",
        format!("version {version} has no LEDBAT for software update points"),
        format!(
            "It came with {FIRST_WITH_LEDBAT}. Update the hierarchy first, by the version of its top-level site {}, or leave \
             out ledbat.",
            top.site_code
        ),
    )])
}
