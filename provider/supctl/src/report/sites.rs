//! The hierarchy that a plan leaves, with what it changes where.

use std::collections::{BTreeMap, HashMap, HashSet};

use hierarchy::Kind;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::changes::{Planned, text};
use crate::terraform::action::Action;

/// A hierarchy with more sites is shown without the sites where nothing changes.
const MOST_WHOLE: usize = 30;

/// A site with what is on it.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub(crate) struct PlannedSite {
    pub(crate) site_code: String,
    pub(crate) name: String,
    /// `central_administration`, `primary` or `secondary`.
    pub(crate) r#type: String,
    /// The parent site, if the plan does not have it; null otherwise.
    pub(crate) parent_elsewhere: Option<String>,
    /// Whether the plan has objects of the site, but not the site.
    pub(crate) is_elsewhere: bool,
    /// Null if nothing changes.
    pub(crate) action: Option<Action>,
    pub(crate) software_update_points: Vec<PlannedSup>,
    /// Sync settings and servers that change.
    pub(crate) others: Vec<PlannedObject>,
    pub(crate) child_sites: Vec<PlannedSite>,
    /// The number of sites below it that are left out, because nothing changes there.
    pub(crate) left_out: usize,
}

/// A software update point.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct PlannedSup {
    /// `SITE/fqdn`.
    pub(crate) id: String,
    pub(crate) server_fqdn: String,
    /// The software update point it synchronizes from; null at the top.
    pub(crate) source: Option<String>,
    /// The source before the change; null if it stays the same.
    pub(crate) previous_source: Option<String>,
    pub(crate) action: Option<Action>,
}

/// Another object on a site.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct PlannedObject {
    pub(crate) kind: Kind,
    pub(crate) id: String,
    pub(crate) action: Action,
    /// The names of the changed attributes of an update.
    pub(crate) attributes: Vec<String>,
}

/// The objects of a plan by their site's code in lower case.
#[derive(Default)]
struct Objects {
    /// With the code of the parent site.
    sites: Vec<(String, PlannedSite)>,
    sups: HashMap<String, Vec<PlannedSup>>,
    others: HashMap<String, Vec<PlannedObject>>,
}

/// The sites of a plan as trees.
pub(super) fn sites(resources: &[Planned<'_>]) -> Vec<PlannedSite> {
    let mut objects = Objects::default();
    for planned in resources {
        let ids = [&planned.before, &planned.after].map(|values| text(values, "id").to_lowercase());
        if planned.action == Some(Action::Replace) && ids[0] != ids[1] {
            // One object is removed, and another one is created.
            objects.add(planned, &planned.before, Some(Action::Delete));
            objects.add(planned, &planned.after, Some(Action::Create));
        } else {
            objects.add(planned, planned.values(), planned.action);
        }
    }
    objects.trees()
}

impl Objects {
    fn add(&mut self, planned: &Planned<'_>, values: &Value, action: Option<Action>) {
        let site = text(values, "site_code").to_lowercase();
        match planned.kind {
            Some(Kind::Site) => self.sites.push((text(values, "parent_site_code"), PlannedSite::of(values, action))),
            Some(Kind::SupRole) => {
                self.sups.entry(site).or_default().push(PlannedSup::of(&planned.before, values, action));
            }
            Some(kind @ (Kind::SiteSystem | Kind::SyncSettings)) => {
                let object = action.map(|action| PlannedObject::of(kind, values, planned, action));
                self.others.entry(site).or_default().extend(object);
            }
            Some(Kind::Account) | None => {}
        }
    }

    fn trees(mut self) -> Vec<PlannedSite> {
        let sites = std::mem::take(&mut self.sites);
        let is_large = sites.len() > MOST_WHOLE;
        let codes: HashSet<String> = sites.iter().map(|(_, site)| site.site_code.to_lowercase()).collect();
        let mut children: HashMap<String, Vec<PlannedSite>> = HashMap::new();
        let mut roots = Vec::new();
        for (parent, site) in sites {
            let key = parent.to_lowercase();
            if parent.is_empty() || key == site.site_code.to_lowercase() {
                roots.push(site);
            } else if codes.contains(&key) {
                children.entry(key).or_default().push(site);
            } else {
                roots.push(PlannedSite { parent_elsewhere: Some(parent), ..site });
            }
        }
        let trees: Vec<PlannedSite> = roots.into_iter().map(|root| self.complete(root, &mut children)).collect();
        let trees = trees.into_iter().chain(self.elsewhere());
        if is_large { trees.filter_map(PlannedSite::without_unchanged).collect() } else { trees.collect() }
    }

    /// The site with what is on it and below it. Each object is used once, so that this ends in whatever a plan says.
    fn complete(&mut self, site: PlannedSite, children: &mut HashMap<String, Vec<PlannedSite>>) -> PlannedSite {
        let key = site.site_code.to_lowercase();
        let mut sups = self.sups.remove(&key).unwrap_or_default();
        // The first one has its source at another site.
        sups.sort_by_key(|sup| sup.source.as_deref().is_some_and(|source| sup.is_at_site_of(source)));
        let below = children.remove(&key).unwrap_or_default();
        PlannedSite {
            software_update_points: sups,
            others: self.others.remove(&key).unwrap_or_default(),
            child_sites: below.into_iter().map(|child| self.complete(child, children)).collect(),
            ..site
        }
    }

    /// The sites that have objects in the plan, but are not in it themselves.
    fn elsewhere(&mut self) -> Vec<PlannedSite> {
        let mut found: BTreeMap<String, PlannedSite> = BTreeMap::new();
        for (key, sups) in self.sups.drain() {
            let code = sups.first().map(|sup| sup.site_code().to_owned()).unwrap_or_default();
            let site = found.entry(key).or_insert_with(|| PlannedSite::elsewhere(code));
            site.software_update_points = sups;
        }
        for (key, others) in self.others.drain().filter(|(_, others)| !others.is_empty()) {
            let site = found.entry(key.clone()).or_insert_with(|| PlannedSite::elsewhere(key.to_uppercase()));
            site.others = others;
        }
        found.into_values().collect()
    }
}

impl PlannedSite {
    fn of(values: &Value, action: Option<Action>) -> Self {
        Self {
            site_code: text(values, "site_code"),
            name: text(values, "name"),
            r#type: text(values, "type"),
            action,
            ..Self::default()
        }
    }

    fn elsewhere(site_code: String) -> Self {
        Self { site_code, is_elsewhere: true, ..Self::default() }
    }

    fn is_unchanged(&self) -> bool {
        self.action.is_none()
            && self.others.is_empty()
            && self.software_update_points.iter().all(|sup| sup.action.is_none())
            && self.child_sites.is_empty()
    }

    /// The site without the sites below it where nothing changes; `None` if nothing changes at all.
    fn without_unchanged(self) -> Option<Self> {
        let (mut left_out, mut child_sites) = (0, Vec::new());
        for child in self.child_sites {
            let size = child.size();
            match child.without_unchanged() {
                Some(child) => child_sites.push(child),
                None => left_out += size,
            }
        }
        let site = Self { child_sites, left_out, ..self };
        (!site.is_unchanged()).then_some(site)
    }

    /// The number of sites in the tree.
    fn size(&self) -> usize {
        1 + self.child_sites.iter().map(Self::size).sum::<usize>()
    }
}

impl PlannedSup {
    fn of(before: &Value, values: &Value, action: Option<Action>) -> Self {
        let source = |values: &Value| Some(text(values, "upstream_sup_id")).filter(|source| !source.is_empty());
        let previous = source(before).filter(|_| action == Some(Action::Update));
        Self {
            id: text(values, "id"),
            server_fqdn: text(values, "server_fqdn"),
            previous_source: previous.filter(|previous| source(values).as_ref() != Some(previous)),
            source: source(values),
            action,
        }
    }

    pub(super) fn site_code(&self) -> &str {
        self.id.split('/').next().unwrap_or_default()
    }

    /// Whether another software update point, given by its id, is at the same site: then this one is its replica.
    pub(super) fn is_at_site_of(&self, other: &str) -> bool {
        other.split('/').next().is_some_and(|site| site.eq_ignore_ascii_case(self.site_code()))
    }
}

impl PlannedObject {
    fn of(kind: Kind, values: &Value, planned: &Planned<'_>, action: Action) -> Self {
        let changed = planned.change().filter(|_| action == Action::Update).map(|change| change.attributes);
        let mut attributes: Vec<String> =
            changed.iter().flatten().map(|attribute| first_name(attribute.path())).collect();
        attributes.dedup();
        Self { kind, id: text(values, "id"), action, attributes }
    }
}

/// The attribute of the resource that a dotted path leads into.
fn first_name(path: &str) -> String {
    path.split('.').next().unwrap_or_default().to_owned()
}
