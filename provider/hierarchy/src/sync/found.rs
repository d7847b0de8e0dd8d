//! The status and the catalog of a hierarchy that was read from a real site: what the site said, and nothing simulated.

use std::collections::{BTreeSet, HashMap};

use super::catalog::{Catalog, ClassificationRow, LanguageRow, ProductRow};
use super::status::{ConfigurationState, SupStatus, SyncStatus, UpstreamUrls, sorted};
use crate::catalog::{self, Place};
use crate::facts::{AsFound, CategoryType, FoundCatalog, FoundCategory, FoundStatus, ReplicationState, SyncState};
use crate::model::{SyncSettings, key};
use crate::store::{StoreError, View};

/// The status that was found; `None` for a simulated hierarchy.
pub(super) fn status(view: &dyn View) -> Result<Option<SyncStatus>, StoreError> {
    let Some(as_found) = AsFound::of(view)? else { return Ok(None) };
    let statuses = FoundStatus::all(view)?.into_iter().map(|status| (id_of(&status), status));
    let statuses: HashMap<String, FoundStatus> = statuses.collect();
    let upstreams = UpstreamUrls::of(view)?;
    let rows = upstreams.roles().map(|role| {
        let (id, found) = (role.id(), statuses.get(&key(&role.id())));
        let state_code = found.and_then(|found| found.state_code);
        SupStatus {
            site_code: role.site_code.clone(),
            server_fqdn: role.server_fqdn.clone(),
            is_first: !role.is_replica(),
            sync_source: found.and_then(|found| found.source.clone()),
            upstream_url: upstreams.of_role(&id),
            connection_account: role.wsus_connection_account.clone(),
            id,
            state: state_code.and_then(nearest),
            state_code,
            state_time: found.and_then(|found| found.state_time),
            last_success: found.and_then(|found| found.last_success),
            failure: None,
            fault: None,
            error_code: found.map_or(0, |found| found.error_code),
            catalogue_version: found.map_or(0, |found| found.catalog_version),
            next_attempt: None,
            configuration: ConfigurationState::NotKnown,
            replication: replication(found.and_then(|found| found.replication)),
            replication_checked: found.and_then(|found| found.replication_checked).unwrap_or(as_found.collected_at),
        }
    });
    Ok(Some(SyncStatus {
        time: as_found.collected_at,
        next_scheduled: None,
        alert: None,
        failed_downloads: Vec::new(),
        software_update_points: sorted(rows.collect()),
    }))
}

fn id_of(status: &FoundStatus) -> String {
    key(&format!("{}/{}", status.site_code, status.server_fqdn))
}

/// The state with this number, or what comes nearest: 6700 is an error, and 6701 a synchronization that has started. Older
/// numbers have no state.
fn nearest(code: u16) -> Option<SyncState> {
    match code {
        6700 => Some(SyncState::Failed),
        6701 => Some(SyncState::Wsus),
        code => SyncState::ALL.into_iter().find(|state| state.code() == code),
    }
}

fn replication(state: Option<u8>) -> ReplicationState {
    match state {
        Some(1) => ReplicationState::Degraded,
        Some(2) => ReplicationState::Error,
        Some(_) => ReplicationState::Healthy,
        None => ReplicationState::NotKnown,
    }
}

/// The catalog that was found; `None` for a simulated hierarchy. The numbers of updates are not collected.
pub(super) fn catalog(view: &dyn View, site_code: &str) -> Result<Option<Catalog>, StoreError> {
    if !AsFound::is(view)? {
        return Ok(None);
    }
    let (found, top) = (FoundCatalog::of(view)?, view.top_level_settings()?);
    let own = view.settings(site_code)?.map(|stored| stored.object);
    let first = view.first_sups(site_code)?.into_iter().next();
    let version = FoundStatus::all(view)?
        .into_iter()
        .find(|status| first.as_ref().is_some_and(|first| key(&first.id()) == id_of(status)))
        .map_or(0, |status| status.catalog_version);
    let by_id: HashMap<&str, &FoundCategory> = found.categories.iter().map(|one| (one.id.as_str(), one)).collect();
    let of_type = |r#type| found.categories.iter().filter(move |one| one.r#type == r#type);
    let mut products: Vec<ProductRow> = of_type(CategoryType::Product).map(|one| product(one, &by_id)).collect();
    products.sort_by(|one, other| {
        let names = |row: &ProductRow| (row.company.clone(), row.family.clone(), row.name.clone(), row.id.clone());
        names(one).cmp(&names(other))
    });
    let mut classifications: Vec<ClassificationRow> =
        of_type(CategoryType::UpdateClassification).map(classification).collect();
    classifications.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(Some(Catalog {
        site_code: site_code.to_owned(),
        version,
        as_of: None,
        has_software_update_point: first.is_some(),
        products,
        classifications,
        languages: languages(own.as_ref(), &top),
        max_run_times: Vec::new(),
    }))
}

fn product(found: &FoundCategory, by_id: &HashMap<&str, &FoundCategory>) -> ProductRow {
    let above = |one: &FoundCategory| one.parent.as_deref().and_then(|parent| by_id.get(parent).copied());
    let family = above(found);
    let company = family.and_then(above);
    let name = |one: Option<&FoundCategory>| one.map(|one| one.name.clone()).unwrap_or_default();
    let is_lost = |place: &Place| matches!(place, Place::Product(_, _, product) if !product.deployable);
    ProductRow {
        company: name(company),
        family: name(family),
        name: found.name.clone(),
        id: Some(found.id.clone()),
        deployable: !catalog::find(&found.id).iter().any(is_lost),
        listed: true,
        subscribed: [Some(found), family, company].into_iter().flatten().any(|one| one.is_subscribed),
        added_by_site: false,
        updates: None,
    }
}

fn classification(found: &FoundCategory) -> ClassificationRow {
    ClassificationRow {
        name: found.name.clone(),
        id: Some(found.id.clone()),
        offered: found.can_be_subscribed,
        subscribed: found.is_subscribed,
        updates: None,
    }
}

/// The languages that the site has selected: those that it offers are not collected.
fn languages(own: Option<&SyncSettings>, top: &SyncSettings) -> Vec<LanguageRow> {
    let update_files = own.map(|settings| &settings.languages.update_files);
    let summary_details = top.languages.summary_details.as_ref();
    let selected: BTreeSet<&String> = [update_files, summary_details].into_iter().flatten().flatten().collect();
    let row = |code: &String| LanguageRow {
        code: code.clone(),
        name: catalog::language(code).map_or_else(|| code.clone(), |language| language.name.to_owned()),
        update_files: update_files.is_some_and(|codes| codes.contains(code)),
        summary_details: summary_details.is_some_and(|codes| codes.contains(code)),
    };
    selected.into_iter().map(row).collect()
}
