//! Reads the parts of a world.

use std::collections::HashMap;

use serde::de::DeserializeOwned;

use super::nodes::{SiteNode, SupNode};
use crate::facts::{self, FaultKind, Faults, Moment, SupState};
use crate::model::{Site, SupRole, key};
use crate::store::{FactKind, Lookup, StoreError, View};

/// The stored states, without those of removed objects.
fn kept<T: DeserializeOwned>(
    view: &dyn View,
    kind: FactKind,
    exists: impl Fn(&str) -> bool,
    gone: &mut Vec<(FactKind, String)>,
) -> Result<HashMap<String, T>, StoreError> {
    let mut kept = HashMap::new();
    for (key, fact) in facts::readable(view, kind)? {
        if exists(&key) {
            kept.insert(key, fact);
        } else {
            gone.push((kind, key));
        }
    }
    Ok(kept)
}

/// Sites, and their numbers by site code.
pub(super) type Sites = (Vec<SiteNode>, HashMap<String, usize>);

/// All sites, with their stored state.
pub(super) fn load_sites(
    view: &dyn View,
    faults: &Faults,
    gone: &mut Vec<(FactKind, String)>,
) -> Result<Sites, StoreError> {
    let sites: Vec<Site> = view.all(Lookup::All)?.into_iter().map(|stored| stored.object).collect();
    let by_code: HashMap<String, usize> =
        sites.iter().enumerate().map(|(number, site)| (key(&site.site_code), number)).collect();
    let mut states = kept(view, FactKind::Site, |code| by_code.contains_key(code), gone)?;
    let mut nodes: Vec<SiteNode> = sites
        .into_iter()
        .map(|site| {
            let code = key(&site.site_code);
            SiteNode {
                r#type: site.r#type,
                parent: site.parent_site_code.and_then(|parent| by_code.get(&key(&parent)).copied()),
                children: Vec::new(),
                first: None,
                replicas: Vec::new(),
                state: states.remove(&code).unwrap_or_default(),
                server: site.server_fqdn.into(),
                is_cut_off: faults.has(FaultKind::ReplicationFailed, &code),
                is_changed: false,
                code: site.site_code.into(),
            }
        })
        .collect();
    for number in 0..nodes.len() {
        let parent = nodes.get(number).and_then(|node| node.parent);
        if let Some(parent) = parent.and_then(|parent| nodes.get_mut(parent)) {
            parent.children.push(number);
        }
    }
    Ok((nodes, by_code))
}

/// All software update points, with their stored state; a new one was installed at `arrived`.
pub(super) fn load_sups(
    view: &dyn View,
    by_code: &HashMap<String, usize>,
    faults: &Faults,
    arrived: Moment,
    gone: &mut Vec<(FactKind, String)>,
) -> Result<Vec<SupNode>, StoreError> {
    let roles: Vec<SupRole> = view.all(Lookup::All)?.into_iter().map(|stored| stored.object).collect();
    let by_id: HashMap<String, usize> =
        roles.iter().enumerate().map(|(number, role)| (key(&role.id()), number)).collect();
    let mut states = kept(view, FactKind::Sup, |id| by_id.contains_key(id), gone)?;
    let mut sups = Vec::with_capacity(roles.len());
    for role in roles {
        let id = key(&role.id());
        // The rules do not allow a role without its site.
        let Some(site) = by_code.get(&key(&role.site_code)).copied() else { continue };
        let known = states.remove(&id);
        let is_new = known.is_none();
        let upstream = role.upstream_sup_id.as_ref().and_then(|upstream| by_id.get(&key(upstream)).copied());
        sups.push(SupNode {
            site,
            upstream,
            is_replica: role.is_replica(),
            uses_proxy: role.use_proxy_for_sync,
            faults: faults.around(&role.site_code, &role.server_fqdn).cloned().collect(),
            state: known.unwrap_or_else(|| SupState::just_installed(&role, arrived)),
            is_changed: is_new,
            id,
        });
    }
    Ok(sups)
}
