//! Faults without effect, so that the user is warned.

use crate::facts::{Fault, FaultKind, Subscription};
use crate::model::{SiteSystem, SiteType, Stored, SupRole, UpstreamSource, WsusMaintenance, key};
use crate::readiness::downloads_with_credentials;
use crate::store::{Lookup, StoreError, View};

/// Why a fault has no effect at its target, as a sentence.
pub(crate) fn why_not_applicable(view: &dyn View, fault: &Fault) -> Result<Option<&'static str>, StoreError> {
    match fault.kind {
        FaultKind::NoInternet => no_internet(view, &fault.target),
        FaultKind::ProxyAuthRequired => proxy(view, &fault.target),
        FaultKind::ReplicaMisconfigured => replica(view, &fault.target),
        FaultKind::MaintenanceFails => maintenance(view, &fault.target),
        FaultKind::DownloadFails => download(view, &fault.target),
        FaultKind::ProductUnknown => product(view, fault),
        FaultKind::ConsoleMissing => console(view, &fault.target),
        FaultKind::UpdateFailed => update(view, &fault.target),
        FaultKind::ThirdPartyCertificate => certificate(view, &fault.target),
        FaultKind::ReplicationDegraded | FaultKind::ReplicationFailed => {
            let is_top = view.site(&fault.target)?.is_some_and(|site| site.is_top_level());
            Ok(is_top.then_some("A top-level site has no parent site to replicate with."))
        }
        _ => Ok(None),
    }
}

fn no_internet(view: &dyn View, server: &str) -> Result<Option<&'static str>, StoreError> {
    Ok(if !goes_out(view, server)? {
        Some(
            "The server synchronizes within the hierarchy. Only the first software update point of the top-level site, \
             or one that shares its database, connects to the source outside.",
        )
    } else if view.top_level_settings()?.upstream_source() == UpstreamSource::Offline {
        Some("The hierarchy has no synchronization source: updates are imported manually.")
    } else {
        None
    })
}

fn proxy(view: &dyn View, server: &str) -> Result<Option<&'static str>, StoreError> {
    if !roles(view, server)?.iter().any(|role| role.use_proxy_for_sync) {
        return Ok(Some("The server does not synchronize through a proxy: use_proxy_for_sync of its role is false."));
    }
    let has_account = |system: SiteSystem| system.proxy.is_some_and(|proxy| proxy.account.is_some());
    let is_known = view.site_systems_on(server)?.into_iter().any(has_account);
    Ok(is_known.then_some("The proxy of the server has an account."))
}

/// Whether a server may be the one that connects to the source outside the hierarchy.
fn goes_out(view: &dyn View, server: &str) -> Result<bool, StoreError> {
    let Some(top) = view.top_level_site()? else { return Ok(false) };
    let here = roles(view, server)?;
    let Some(role) = here.iter().find(|role| role.site_code.eq_ignore_ascii_case(&top.site_code)) else {
        return Ok(false);
    };
    if !role.is_replica() {
        return Ok(true);
    }
    let database = |server: &str| -> Result<_, StoreError> {
        let found = view.all::<SiteSystem>(Lookup::Server(server))?;
        Ok(found.into_iter().find_map(|system| system.object.database()))
    };
    let Some(own) = database(server)? else { return Ok(false) };
    let first = view.all::<SupRole>(Lookup::FirstOfSite(&top.site_code))?.into_iter().next();
    Ok(first.map(|first| database(&first.object.server_fqdn)).transpose()?.flatten() == Some(own))
}

fn replica(view: &dyn View, server: &str) -> Result<Option<&'static str>, StoreError> {
    for role in roles(view, server)? {
        let is_secondary = view.site(&role.site_code)?.is_some_and(|site| site.r#type == SiteType::Secondary);
        if !role.is_replica() && !is_secondary {
            return Ok(None);
        }
    }
    Ok(Some("The WSUS of the server is a replica because of its place in the hierarchy."))
}

fn maintenance(view: &dyn View, server: &str) -> Result<Option<&'static str>, StoreError> {
    let WsusMaintenance { add_indexes, remove_obsolete, .. } =
        view.top_level_settings()?.wsus_maintenance.unwrap_or_default();
    Ok(if roles(view, server)?.iter().all(SupRole::is_replica) {
        Some("Maintenance runs at the first software update point of each site.")
    } else if !add_indexes && !remove_obsolete {
        Some("The sync settings enable no maintenance of the database: see wsus_maintenance.")
    } else {
        None
    })
}

/// WSUS Configuration Manager sets the subscriptions of one WSUS; the others have those of their upstream.
fn product(view: &dyn View, fault: &Fault) -> Result<Option<&'static str>, StoreError> {
    let is_subscribed = |product: &String| -> Result<bool, StoreError> {
        Ok(Subscription::of(&view.top_level_settings()?).products.contains(product))
    };
    Ok(if !is_first_of_top(view, &fault.target)? {
        Some("Products are subscribed at the first software update point of the top-level site.")
    } else if fault.product.as_ref().map(is_subscribed).transpose()? != Some(true) {
        Some("The product that WSUS has lost is not subscribed.")
    } else {
        None
    })
}

fn console(view: &dyn View, site_code: &str) -> Result<Option<&'static str>, StoreError> {
    let Some(site) = view.site(site_code)? else { return Ok(None) };
    let sups = view.all::<SupRole>(Lookup::Site(site_code))?;
    let is_there = |sup: &Stored<SupRole>| key(&sup.object.server_fqdn) == key(&site.server_fqdn);
    Ok(if sups.is_empty() {
        Some("The site has no software update point.")
    } else if sups.iter().any(is_there) {
        Some("The WSUS on the site server includes the console.")
    } else {
        None
    })
}

fn update(view: &dyn View, server: &str) -> Result<Option<&'static str>, StoreError> {
    Ok(if is_first_of_top(view, server)? || goes_out(view, server)? {
        None
    } else {
        Some("Only the top-level site saves updates in its database. All others have them by replication.")
    })
}

fn certificate(view: &dyn View, site_code: &str) -> Result<Option<&'static str>, StoreError> {
    let is_enabled = view.top_level_settings()?.third_party_updates.is_some_and(|updates| updates.enabled);
    Ok(if !has_deployment_rules(view, site_code)? {
        Some(NO_DEPLOYMENT_RULES)
    } else if is_enabled {
        None
    } else {
        Some("The sync settings do not enable third-party updates: see third_party_updates.")
    })
}

/// Whether a server has the first software update point of the top-level site.
fn is_first_of_top(view: &dyn View, server: &str) -> Result<bool, StoreError> {
    let Some(top) = view.top_level_site()? else { return Ok(false) };
    Ok(roles(view, server)?.iter().any(|role| !role.is_replica() && key(&role.site_code) == key(&top.site_code)))
}

const NO_DEPLOYMENT_RULES: &str = "Automatic deployment rules download only at central administration and primary sites with a software update point.";

fn has_deployment_rules(view: &dyn View, site_code: &str) -> Result<bool, StoreError> {
    let is_secondary = view.site(site_code)?.is_some_and(|site| site.r#type == SiteType::Secondary);
    Ok(!is_secondary && !view.first_sups(site_code)?.is_empty())
}

/// Automatic deployment rules run at central administration and primary sites.
fn download(view: &dyn View, site_code: &str) -> Result<Option<&'static str>, StoreError> {
    let has_rules = has_deployment_rules(view, site_code)?;
    let Some(first) = view.first_sups(site_code)?.into_iter().next().filter(|_| has_rules) else {
        return Ok(Some(NO_DEPLOYMENT_RULES));
    };
    let server = view.one::<SiteSystem>(&first.id())?.map(|stored| stored.object);
    Ok(server
        .is_some_and(|server| downloads_with_credentials(&first, &server))
        .then_some("The site downloads through a proxy with an account, which is the cure for this error."))
}

fn roles(view: &dyn View, server: &str) -> Result<Vec<SupRole>, StoreError> {
    Ok(view.all(Lookup::Server(server))?.into_iter().map(|stored| stored.object).collect())
}
