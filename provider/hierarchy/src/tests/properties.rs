//! Changes in any order: the changes that the rules allow leave a consistent hierarchy.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::select;

use super::fixture::*;
use crate::*;

const SITES: [&str; 5] = ["CAS", "PS1", "PS2", "S11", "S21"];
const HOSTS: [&str; 3] = ["wsus-a", "wsus-b", "wsus-c"];

fn a_site() -> impl Strategy<Value = Site> {
    let parent = prop_oneof![Just(None), select(&SITES[..]).prop_map(Some)];
    (select(&SITES[..]), select(vec![Central, Primary, Secondary]), parent)
        .prop_map(|(code, r#type, parent)| site(code, r#type, parent))
}

/// A site with a valid parent, so that some attempts succeed.
fn a_fitting_site() -> impl Strategy<Value = Site> {
    select(vec![
        site("CAS", Central, None),
        site("PS1", Primary, Some("CAS")),
        site("PS2", Primary, Some("CAS")),
        site("S11", Secondary, Some("PS1")),
        site("S21", Secondary, Some("PS2")),
    ])
}

/// A role whose upstream is mostly valid: at its own site or the parent site.
fn a_sup() -> impl Strategy<Value = SupRole> {
    let upstream_site = |code: &'static str| match code {
        "CAS" => prop_oneof![2 => Just(None), 3 => Just(Some("CAS"))].boxed(),
        "PS1" | "PS2" => prop_oneof![Just(Some("CAS")), Just(Some(code))].boxed(),
        "S11" => Just(Some("PS1")).boxed(),
        _ => prop_oneof![5 => Just(Some("PS2")), 1 => select(&SITES[..]).prop_map(Some)].boxed(),
    };
    // Most changes are at one site, where another role may be promoted.
    let site = prop_oneof![3 => Just("PS1"), 2 => select(&SITES[..])];
    let names = site.prop_flat_map(move |code| (Just(code), upstream_site(code)));
    (names, select(&HOSTS[..]), select(&HOSTS[..]), any::<bool>()).prop_map(
        |((code, upstream), host, other, ledbat)| {
            // Each site has its own servers; otherwise all attempts would conflict.
            let on = |code: &str, host: &str| format!("{host}-{}", code.to_lowercase());
            let upstream = upstream.map(|site| format!("{site}/{}", on(site, other)));
            SupRole { ledbat, ..sup(code, &on(code, host), upstream.as_deref()) }
        },
    )
}

pub(super) fn a_change() -> impl Strategy<Value = Change> {
    let with_system = |sup: &SupRole| SiteSystem::with_defaults(&sup.site_code, &sup.server_fqdn);
    let with_settings = |sup: &SupRole| SyncSettings {
        reporting_events: ReportingEvents::All,
        ..SyncSettings::child_defaults(&sup.id())
    };
    prop_oneof![
        2 => a_fitting_site().prop_map(create),
        1 => a_site().prop_map(create),
        1 => a_site().prop_map(update),
        1 => select(&SITES[..]).prop_map(|code| delete(Kind::Site, code)),
        12 => a_sup().prop_map(create),
        12 => a_sup().prop_map(update),
        6 => a_sup().prop_map(|sup| delete(Kind::SupRole, &sup.id())),
        1 => a_sup().prop_map(move |sup| create(with_system(&sup))),
        1 => a_sup().prop_map(move |sup| Change::Delete(Object::from(with_system(&sup)).id())),
        2 => a_sup().prop_map(move |sup| create(with_settings(&sup))),
        1 => a_sup().prop_map(move |sup| update(with_settings(&sup))),
        1 => select(&SITES[..]).prop_map(|code| delete(Kind::SyncSettings, code)),
    ]
}

/// The changes a hierarchy starts with: all sites, and a first SUP from the top down to PS1 with a replica.
pub(super) fn beginning() -> Vec<Change> {
    let mut changes: Vec<Change> = ["CAS", "PS1", "PS2", "S11", "S21"]
        .map(|code| match code {
            "CAS" => create(site(code, Central, None)),
            "PS1" | "PS2" => create(site(code, Primary, Some("CAS"))),
            "S11" => create(site(code, Secondary, Some("PS1"))),
            _ => create(site(code, Secondary, Some("PS2"))),
        })
        .into();
    changes.push(create(sup("CAS", "wsus-a-cas", None)));
    changes.push(create(sup("PS1", "wsus-a-ps1", Some("CAS/wsus-a-cas"))));
    changes.push(create(sup("PS1", "wsus-b-ps1", Some("PS1/wsus-a-ps1"))));
    changes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_let_through_makes_sense(changes in prop::collection::vec(a_change(), 1..60)) {
        let folder = tempfile::tempdir().unwrap();
        let kept_in_memory = empty();
        let kept_in_file = Hierarchy::open(&folder.path().join("hierarchy.db"), clock()).unwrap();
        let kept_in_database = Hierarchy::open(database(), clock()).unwrap();
        let mut repointed = false;
        let mut revision = 0;
        for change in beginning().into_iter().chain(changes) {
            let before = kept_in_memory.get(&change.id()).unwrap();
            let outcome = kept_in_memory.make(change.clone());
            for other in [&kept_in_file, &kept_in_database] {
                prop_assert_eq!(format!("{outcome:?}"), format!("{:?}", other.make(change.clone())), "the stores agree");
            }
            repointed |= outcome.is_ok() && repoints(before.as_ref(), &change);
            let newest = newest_revision(&kept_in_memory);
            prop_assert!(newest == revision || (newest == revision + 1 && outcome.is_ok()), "{change:?}");
            revision = newest;
            kept_in_memory.read(|view| { assert_sound(view, repointed); Ok(()) }).unwrap();
        }
        for hierarchy in [&kept_in_memory, &kept_in_file, &kept_in_database] {
            prop_assert_eq!(replayed(hierarchy), stored(hierarchy), "replaying the history gives the stored state");
        }
    }
}

fn repoints(before: Option<&Stored<Object>>, change: &Change) -> bool {
    match (before.map(|before| &before.object), change) {
        // A central administration site above a stand-alone site: the upstream of the roles below must be changed to
        // it.
        (None, Change::Create(Object::Site(site))) => site.r#type == Central,
        (Some(Object::SupRole(before)), Change::Update(Object::SupRole(after))) => {
            before.upstream_sup_id != after.upstream_sup_id
        }
        _ => false,
    }
}

fn newest_revision(hierarchy: &Hierarchy) -> u64 {
    hierarchy.history(&HistoryFilter::default()).unwrap().last().map_or(0, |entry| entry.revision)
}

/// Object, revision and whether it is declared, by kind and id.
pub(super) type Content = BTreeMap<(Kind, String), (serde_json::Value, u64, bool)>;

pub(super) fn stored(hierarchy: &Hierarchy) -> Content {
    let find = |kind| hierarchy.read(|view| view.find(kind, Lookup::All)).unwrap();
    let entry = |stored: Stored<Object>| {
        let id = stored.object.id();
        ((id.kind, id.key()), (stored.object.attributes(), stored.revision, stored.declared))
    };
    Kind::ALL.into_iter().flat_map(find).map(entry).collect()
}

fn replayed(hierarchy: &Hierarchy) -> Content {
    let mut content = Content::new();
    for entry in hierarchy.history(&HistoryFilter::default()).unwrap() {
        let id = (entry.object.kind, entry.object.key());
        let before = content.remove(&id).map(|(attributes, ..)| attributes);
        assert_eq!(before, entry.before, "each entry begins where the one before ended");
        if let Some(after) = entry.after {
            content.insert(id, (after, entry.revision, entry.declared));
        }
    }
    content
}

fn assert_sound(view: &dyn View, repointed: bool) {
    let sites = view.all::<Site>(Lookup::All).unwrap();
    assert!(view.count(Kind::Site, Lookup::Top).unwrap() == u64::from(!sites.is_empty()), "one top-level site");
    for site in sites.iter().map(|site| &site.object) {
        assert_site_is_sound(site, view, repointed);
    }
    for system in view.all::<SiteSystem>(Lookup::All).unwrap() {
        let defaults = SiteSystem::with_defaults(&system.object.site_code, &system.object.server_fqdn);
        let id = Object::from(defaults.clone()).id().id;
        let came_along = system.object == defaults && view.sup(&id).unwrap().is_some();
        assert!(system.declared || came_along, "{id}");
    }
    if !repointed {
        for object in Kind::ALL.into_iter().flat_map(|kind| view.find(kind, Lookup::All).unwrap()) {
            let update = Change::Update(object.object);
            let findings = rules::check(&update, &Default::default(), view, &Default::default()).unwrap();
            let outlives = |finding: &Finding| finding.object.kind == Kind::SyncSettings && object.declared;
            assert!(findings.iter().all(outlives), "stored objects comply with all rules: {findings:?}");
        }
    }
}

fn assert_site_is_sound(site: &Site, view: &dyn View, repointed: bool) {
    let code = &site.site_code;
    let parent = site.parent_site_code.as_ref().map(|parent| view.site(parent).unwrap().unwrap().r#type);
    let expected = match site.r#type {
        Central => None,
        Primary => parent.map(|_| Central),
        Secondary => Some(Primary),
    };
    assert_eq!(parent, expected, "{code} has its parent");
    let sups = view.all::<SupRole>(Lookup::Site(code)).unwrap();
    let firsts = view.first_sups(code).unwrap();
    assert!(repointed || firsts.is_empty() == sups.is_empty(), "{code} has a first one if any");
    assert!(firsts.len() <= if repointed { 2 } else { 1 }, "{code}: {firsts:?}");
    for sup in sups.iter().map(|sup| &sup.object) {
        let upstream = sup.upstream_sup_id.as_ref().map(|upstream| view.sup(upstream).unwrap().unwrap());
        let upstream_site = upstream.as_ref().map(|upstream| &upstream.site_code);
        let is_followed = sup.is_replica() || upstream_site == site.parent_site_code.as_ref();
        assert!(is_followed, "{sup:?} synchronizes within its site or from its parent site");
        assert!(
            repointed || upstream.is_none_or(|upstream| !upstream.is_replica()),
            "{sup:?} synchronizes from a first one"
        );
        assert!(view.get(&ObjectId::new(Kind::SiteSystem, sup.id())).unwrap().is_some(), "{sup:?} has its server");
    }
    match view.settings(code).unwrap() {
        Some(settings) if settings.declared => {}
        Some(settings) => {
            let id = &settings.object.sup_role_id;
            let takes_over = |sup: &SupRole| repointed && sups.iter().any(|other| other.object.id() == sup.id());
            assert!(view.sup(id).unwrap().is_some_and(|sup| !sup.is_replica() || takes_over(&sup)), "{code}: {id}");
            let defaults =
                if site.is_top_level() { SyncSettings::top_level_defaults } else { SyncSettings::child_defaults };
            assert_eq!(settings.object, defaults(id));
        }
        None => assert!(sups.is_empty(), "{code} has settings while it has a SUP"),
    }
}
