//! The order of objects: from the top of the hierarchy down.

use std::collections::HashMap;

use hierarchy::{Kind, Lookup, Object, ObjectId, Site, StoreError, Stored, View};

/// Every object: accounts, which others refer to, then site by site, each with its servers, its software update points, the
/// first one first, and its settings.
pub(crate) fn top_down(view: &dyn View) -> Result<Vec<Stored<Object>>, StoreError> {
    let mut objects = Vec::new();
    for kind in Kind::ALL {
        objects.extend(view.find(kind, Lookup::All)?);
    }
    let positions = positions(objects.iter().filter_map(|stored| match &stored.object {
        Object::Site(site) => Some(site),
        _ => None,
    }));
    objects.sort_by_cached_key(|stored| {
        let object = &stored.object;
        let last = positions.len();
        let position = object.site_code().map(|code| positions.get(&code.to_lowercase()).copied().unwrap_or(last));
        let is_replica = matches!(object, Object::SupRole(sup) if sup.is_replica());
        let ObjectId { kind, .. } = object.id();
        (position, kind, is_replica, object.id().key())
    });
    Ok(objects)
}

/// The position of each site when every site is followed by all sites below it. Sites in a cycle, as in a damaged file, come
/// last.
fn positions<'a>(sites: impl Iterator<Item = &'a Site>) -> HashMap<String, usize> {
    let mut below: HashMap<Option<String>, Vec<String>> = HashMap::new();
    let mut all = Vec::new();
    for site in sites {
        let code = site.site_code.to_lowercase();
        below.entry(site.parent_site_code.as_ref().map(|parent| parent.to_lowercase())).or_default().push(code.clone());
        all.push(code);
    }
    let mut positions = HashMap::new();
    for start in below.get(&None).into_iter().flatten().chain(&all) {
        let mut open = vec![start];
        while let Some(code) = open.pop() {
            let next = positions.len();
            if positions.contains_key(code) {
                continue;
            }
            positions.insert(code.clone(), next);
            open.extend(below.get(&Some(code.clone())).into_iter().flatten().rev());
        }
    }
    positions
}
