//! The update catalog of a site: what can be subscribed, what is subscribed, and how many updates there are.

use std::collections::HashMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::snapshot::Snapshot;
use super::{found, updates};
use crate::catalog::{self, Place};
use crate::facts::{Content, Count, Moment, Subscription, product_key};
use crate::model::{SyncSettings, key};
use crate::store::{StoreError, View};

/// The update catalog of a site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Catalog {
    /// The site.
    pub site_code: String,
    /// The version whose updates the database of the site has; 0 before the first synchronization of the site. Each
    /// synchronization of the top-level site that changes something creates a version.
    pub version: u64,
    /// It contains updates up to this time; null before the first synchronization.
    pub as_of: Option<Timestamp>,
    /// Whether the site has a software update point. Without one, it never synchronizes.
    pub has_software_update_point: bool,
    /// Products, by company, family and name.
    pub products: Vec<ProductRow>,
    /// Classifications, by name.
    pub classifications: Vec<ClassificationRow>,
    /// Languages, by code.
    pub languages: Vec<LanguageRow>,
    /// The numbers of updates by their maximum run time, the shortest one first. An update keeps the one that was set when it
    /// was synchronized first.
    pub max_run_times: Vec<MaxRunTimeRow>,
}

/// Updates with the same maximum run time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MaxRunTimeRow {
    /// The maximum run time, in minutes.
    pub minutes: u32,
    /// How many subscribed updates the site has with it.
    pub updates: u64,
    /// How many of them keep it from before the setting or the version of the site changed: new updates get another one.
    pub kept: u64,
}

/// A product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ProductRow {
    /// Its vendor.
    pub company: String,
    /// Its family.
    pub family: String,
    /// The name that sites show. Two products may have the same name.
    pub name: String,
    /// Its GUID, if known.
    pub id: Option<String>,
    /// Whether Configuration Manager can deploy its updates.
    pub deployable: bool,
    /// Whether the site lists it. Before its first synchronization, a site lists few products.
    pub listed: bool,
    /// Whether the hierarchy synchronizes it.
    pub subscribed: bool,
    /// Whether the site added it automatically because of another product.
    pub added_by_site: bool,
    /// How many of its updates the site has; `None` at a real site, of which they are not collected.
    #[serde(flatten)]
    pub updates: Option<UpdateCount>,
}

/// A classification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ClassificationRow {
    /// As sites show it.
    pub name: String,
    /// Its GUID, if known.
    pub id: Option<String>,
    /// Whether Configuration Manager offers it. Some exist only in WSUS.
    pub offered: bool,
    /// Whether the hierarchy synchronizes it.
    pub subscribed: bool,
    /// How many of its updates the site has; `None` at a real site, of which they are not collected.
    #[serde(flatten)]
    pub updates: Option<UpdateCount>,
}

/// A language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LanguageRow {
    /// Culture code.
    pub code: String,
    /// As sites show it.
    pub name: String,
    /// Whether the site downloads update files in it.
    pub update_files: bool,
    /// Whether the hierarchy synchronizes titles and descriptions in it.
    pub summary_details: bool,
}

/// Numbers of updates. They are simulated: pseudo-random, but the same in every hierarchy. When updates are released,
/// superseded and expire is as in the product.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct UpdateCount {
    /// All updates.
    pub updates: u64,
    /// The superseded ones.
    pub superseded: u64,
    /// The expired ones: superseded long enough, or no longer subscribed.
    pub expired: u64,
}

impl From<Count> for UpdateCount {
    fn from(Count { updates, superseded, expired }: Count) -> Self {
        Self { updates, superseded, expired }
    }
}

impl Catalog {
    pub(crate) fn of(view: &dyn View, site_code: &str, seen: &Snapshot) -> Result<Self, StoreError> {
        if let Some(catalog) = found::catalog(view, site_code)? {
            return Ok(catalog);
        }
        let top = view.top_level_settings()?;
        let own = view.settings(site_code)?.map(|stored| stored.object);
        let first = seen.states.iter().find(|state| state.first && key(&state.site) == key(site_code));
        let version = first.map_or(0, |first| first.replicated);
        let content = seen.content(view, version)?;
        let counts = content.as_ref().map(Counts::of).unwrap_or_default();
        let subscription = Subscription::of(&top);
        // If nothing was ever imported, synchronization provides no list.
        let has_part = first.is_some_and(|first| first.has_part_of_catalog);
        let has_list = content.as_ref().is_some_and(|content| content.as_of.is_some());
        Ok(Self {
            site_code: site_code.to_owned(),
            version,
            has_software_update_point: first.is_some(),
            as_of: content.as_ref().and_then(|content| content.as_of).map(Moment::timestamp),
            products: products(&subscription, &top, Listing { is_whole: has_list, has_part }, &counts),
            classifications: classifications(&subscription, &counts),
            languages: languages(own.as_ref(), &top),
            max_run_times: content.as_ref().map(max_run_times).unwrap_or_default(),
        })
    }
}

fn max_run_times(content: &Content) -> Vec<MaxRunTimeRow> {
    let rows = updates::by_run_time(content).into_iter();
    rows.map(|(minutes, (updates, kept))| MaxRunTimeRow { minutes, updates, kept }).collect()
}

#[derive(Default)]
struct Counts {
    products: HashMap<String, Count>,
    classifications: HashMap<String, Count>,
}

impl Counts {
    fn of(content: &Content) -> Self {
        let mut counts = Self::default();
        let leaving = content.leaving.iter().flat_map(|part| updates::leaving(content, part));
        for (product, classification, count) in updates::by_product(content).chain(leaving) {
            counts.products.entry(product.to_owned()).or_default().add(count);
            counts.classifications.entry(classification.to_owned()).or_default().add(count);
        }
        counts
    }
}

fn of_name(counts: &HashMap<String, Count>, name: &str) -> UpdateCount {
    counts.get(name).copied().unwrap_or_default().into()
}

/// How much of the list of products a site has.
#[derive(Clone, Copy)]
struct Listing {
    is_whole: bool,
    /// Whether it has the products that WSUS had synchronized when it timed out.
    has_part: bool,
}

impl Listing {
    /// Whether it has a product at a position among all. WSUS needs half an hour for all, and times out before.
    fn has(self, position: usize, all: usize) -> bool {
        self.is_whole || (self.has_part && position < all / 2)
    }
}

fn products(
    subscription: &Subscription,
    settings: &SyncSettings,
    listing: Listing,
    counts: &Counts,
) -> Vec<ProductRow> {
    let named = Subscription::named(settings);
    let all = catalog::places().count();
    let rows = catalog::places().enumerate().filter_map(|(position, place)| {
        let Place::Product(company, family, product) = place else { return None };
        let key = product_key(&place);
        let subscribed = subscription.products.contains(&key);
        Some(ProductRow {
            company: company.name.to_owned(),
            family: family.name.to_owned(),
            name: product.name.to_owned(),
            id: product.id.map(str::to_owned),
            deployable: product.deployable,
            listed: listing.has(position, all) || product.at_install,
            subscribed,
            added_by_site: subscribed && !named.contains(&key),
            updates: Some(of_name(&counts.products, &key)),
        })
    });
    rows.collect()
}

fn classifications(subscription: &Subscription, counts: &Counts) -> Vec<ClassificationRow> {
    let row = |one: &catalog::Classification| ClassificationRow {
        name: one.name.to_owned(),
        id: one.id.map(str::to_owned),
        offered: one.offered,
        subscribed: subscription.classifications.contains(one.name),
        updates: Some(of_name(&counts.classifications, one.name)),
    };
    catalog::classifications().iter().map(row).collect()
}

fn languages(own: Option<&SyncSettings>, top: &SyncSettings) -> Vec<LanguageRow> {
    let has = |set: Option<&std::collections::BTreeSet<String>>, code: &str| {
        set.is_some_and(|set| set.iter().any(|other| other.eq_ignore_ascii_case(code)))
    };
    let row = |language: &catalog::Language| LanguageRow {
        code: language.code.to_owned(),
        name: language.name.to_owned(),
        update_files: has(own.map(|settings| &settings.languages.update_files), language.code),
        summary_details: has(top.languages.summary_details.as_ref(), language.code),
    };
    catalog::languages().iter().map(row).collect()
}
