//! What every store must do, tested through a hierarchy on it. Each case starts with an empty hierarchy.

use serde_json::json;

use super::as_found;
use super::fixture::*;

use crate::store::Lookup;
use crate::sync::Extent;
use crate::*;

type Case = (&'static str, fn(&Hierarchy));

const CASES: &[Case] = &[
    ("objects are found by id in any spelling", objects_are_found_by_id),
    ("lookups find what they name", lookups_find_what_they_say),
    ("each change is one revision", each_change_is_one_revision),
    ("what changes nothing writes nothing", what_changes_nothing_writes_nothing),
    ("a refused change leaves no trace", a_refused_change_leaves_no_trace),
    ("a change is decided on the current state", a_change_is_decided_on_what_is_there),
    ("a snapshot does not change", a_snapshot_does_not_move),
    ("a role creates its server and its settings", a_role_brings_its_server_and_settings),
    ("implicitly created objects are adopted and released", what_came_along_is_adopted_and_released),
    ("declared settings outlive their role", declared_settings_outlive_their_role),
    ("released settings stay while another role is promoted", released_settings_stay_during_a_handover),
    ("undeclared settings belong to the first role", undeclared_settings_follow),
    ("removing a site removes everything on it", a_site_takes_along_what_is_on_it),
    ("codes of removed sites are not reused in the same hierarchy", codes_are_retired),
    ("another role is promoted, one change at a time", another_role_becomes_the_first),
    ("history has the values before and after", history_tells_before_and_after),
    ("history is filtered", history_is_filtered),
    ("a synchronization to the end is recorded, and its site stays", a_synchronization_is_recorded),
    ("a later import says what a real site changed", as_found::a_later_import_says_what_the_site_changed),
    ("what is not known now stays as it was found", as_found::what_is_not_known_now_stays_as_it_was_found),
    ("whether a real site has synchronized is known", as_found::whether_a_real_site_has_synchronized_is_known),
    ("only an import changes what was found", as_found::only_an_import_changes_what_was_found),
    ("another real site is not imported", as_found::another_site_is_not_imported),
    ("a simulated hierarchy is not replaced", as_found::a_simulated_hierarchy_is_not_replaced),
    ("the catalog of a real site says what it can subscribe", as_found::its_own_catalog_says_what_a_site_can_subscribe),
];

fn check(new: impl Fn() -> Hierarchy) {
    for (name, case) in CASES {
        println!("{name}");
        case(&new());
    }
}

#[test]
fn memory_keeps_the_contract() {
    check(empty);
}

#[test]
fn sqlite_keeps_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    check(|| {
        let path = folder.path().join(test_postgres::new_name());
        Hierarchy::open(&path, clock()).unwrap()
    });
}

#[test]
fn postgres_keeps_the_contract() {
    check(|| Hierarchy::open(database(), clock()).unwrap());
}

/// The keys of the objects that a lookup finds, two at a time.
fn by_pages(view: &dyn View, kind: Kind, lookup: Lookup<'_>) -> Result<Vec<String>, StoreError> {
    let mut keys: Vec<String> = Vec::new();
    loop {
        let page = view.ids_after(keys.last().map_or("", String::as_str), 2, kind, lookup)?;
        if page.is_empty() {
            return Ok(keys.iter().map(|key| key.replace(".contoso.com", "")).collect());
        }
        keys.extend(page.into_iter().map(|id| id.id));
    }
}

fn fill(hierarchy: &Hierarchy, changes: Vec<Change>) {
    for change in changes {
        hierarchy.make(change).unwrap();
    }
}

fn ids(objects: Vec<Stored<Object>>) -> Vec<String> {
    objects.into_iter().map(|stored| stored.object.id().id.replace(".contoso.com", "")).collect()
}

/// What happened since a revision, as `action kind id declared?`.
fn events(hierarchy: &Hierarchy, after_revision: u64) -> Vec<String> {
    let filter = HistoryFilter { after_revision: Some(after_revision), ..HistoryFilter::default() };
    let entries = hierarchy.history(&filter).unwrap();
    let event = |entry: HistoryEntry| {
        let id = entry.object.id.replace(".contoso.com", "");
        format!("{} {} {id}{}", entry.action, entry.object.kind, if entry.declared { " (declared)" } else { "" })
    };
    entries.into_iter().map(event).collect()
}

fn revision(hierarchy: &Hierarchy) -> u64 {
    let newest = HistoryFilter { limit: Some(1), ..HistoryFilter::default() };
    hierarchy.history(&newest).unwrap().last().map_or(0, |entry| entry.revision)
}

fn objects_are_found_by_id(hierarchy: &Hierarchy) {
    fill(hierarchy, contoso());
    let all_set =
        SiteSystem { proxy: Some(proxy(None)), internet_fqdn: Some(server("public")), ..system("PS1", "WSUS-A") };
    hierarchy.make(create(all_set.clone())).unwrap();
    for (kind, id, expected) in [
        (Kind::Site, "PS1", Some(site("PS1", Primary, Some("CAS")).into())),
        (Kind::SupRole, "PS1/Wsus-A.CONTOSO.com", Some(sup("PS1", "wsus-a", Some("CAS/wsus-cas")).into())),
        (Kind::SiteSystem, "PS1/wsus-a.contoso.com", Some(all_set.into())),
        (Kind::SyncSettings, "PS1", Some(settings("PS1/wsus-a").into())),
        (Kind::Account, "contoso\\SVC-WSUS", Some(account("CONTOSO\\svc-wsus").into())),
        (Kind::Site, "PS9", None),
        (Kind::Account, "PS1", None),
    ] {
        assert_eq!(hierarchy.object(kind, id).map(|(object, _)| object), expected, "{kind} {id}");
    }
}

fn lookups_find_what_they_say(hierarchy: &Hierarchy) {
    fill(hierarchy, contoso());
    let account = Some("CONTOSO\\svc-wsus");
    let connected =
        SupRole { wsus_connection_account: account.map(str::to_owned), ..sup("PS1", "wsus-b", Some("PS1/WSUS-A")) };
    hierarchy.make(update(connected)).unwrap();
    hierarchy.make(create(SiteSystem { proxy: Some(proxy(account)), ..system("CAS", "gateway") })).unwrap();
    let installed = SiteSystem { installation_account: account.map(str::to_owned), ..system("PS2", "distant") };
    hierarchy.make(create(installed)).unwrap();
    for (host, server, name) in
        [("one", Some("SQL.contoso.com"), None), ("two", Some("sql.contoso.com"), Some("SUSDB"))]
    {
        hierarchy.make(create(sharing("PS2", host, server, name))).unwrap();
    }
    hierarchy.make(create(sharing("PS2", "sql", None, Some("susdb")))).unwrap();
    hierarchy.make(create(sharing("PS2", "three", Some("sql.contoso.com\\OTHER"), None))).unwrap();
    let server = server("WSUS-A");
    let upstream = sup_id("PS1/wsus-a");
    let cases: Vec<(Kind, Lookup<'_>, &[&str])> = vec![
        (Kind::Site, Lookup::All, &["CAS", "PS1", "PS2", "S11", "S12"]),
        (Kind::Site, Lookup::Top, &["CAS"]),
        (Kind::Site, Lookup::Parent("PS1"), &["S11", "S12"]),
        (Kind::Site, Lookup::Parent("S11"), &[]),
        (Kind::Site, Lookup::Server("CM-ps2.contoso.com"), &["PS2"]),
        (Kind::SupRole, Lookup::Site("PS1"), &["PS1/wsus-a", "PS1/wsus-b"]),
        (Kind::SupRole, Lookup::FirstOfSite("PS1"), &["PS1/wsus-a"]),
        (Kind::SupRole, Lookup::FirstOfSite("PS2"), &[]),
        (Kind::SupRole, Lookup::Parent(&upstream), &["PS1/wsus-b", "S11/wsus-s11"]),
        (Kind::SupRole, Lookup::Top, &["CAS/wsus-cas"]),
        (Kind::SupRole, Lookup::Server(&server), &["PS1/wsus-a"]),
        (Kind::SupRole, Lookup::Account("contoso\\svc-WSUS"), &["PS1/wsus-b"]),
        (Kind::SiteSystem, Lookup::Account("contoso\\svc-WSUS"), &["CAS/gateway", "PS2/distant"]),
        (Kind::SiteSystem, Lookup::Database("sql.contoso.com/susdb"), &["PS2/one", "PS2/sql", "PS2/two"]),
        (Kind::SiteSystem, Lookup::Database("sql.contoso.com\\other/susdb"), &["PS2/three"]),
        (Kind::SupRole, Lookup::Database("sql.contoso.com/susdb"), &[]),
        (Kind::SiteSystem, Lookup::Server(&server), &["PS1/wsus-a"]),
        (Kind::SyncSettings, Lookup::All, &["CAS", "PS1", "S11"]),
        (Kind::SyncSettings, Lookup::Parent(&upstream), &["PS1"]),
        (Kind::Account, Lookup::All, &["CONTOSO\\svc-wsus"]),
    ];
    let compare = |view: &dyn View| {
        for (kind, lookup, expected) in &cases {
            assert_eq!(ids(view.find(*kind, *lookup)?), *expected, "{kind} {lookup:?}");
            assert_eq!(view.count(*kind, *lookup)?, expected.len() as u64, "{kind} {lookup:?}");
            let keys: Vec<String> = expected.iter().map(|id| id.to_lowercase()).collect();
            assert_eq!(by_pages(view, *kind, *lookup)?, keys, "{kind} {lookup:?}");
        }
        Ok(())
    };
    hierarchy.read(compare).unwrap();
}

fn each_change_is_one_revision(hierarchy: &Hierarchy) {
    for (number, change) in (1..).zip(contoso()) {
        let id = change.id();
        assert_eq!(hierarchy.make(change).unwrap().revision, number);
        assert_eq!(hierarchy.get(&id).unwrap().unwrap().revision, number);
    }
    let before = revision(hierarchy);
    assert_eq!(hierarchy.make(delete(Kind::Site, "PS2")).unwrap().revision, before + 1);
    let untouched = hierarchy.get(&ObjectId::new(Kind::Site, "CAS")).unwrap().unwrap();
    assert_eq!(untouched.revision, 1);
}

fn what_changes_nothing_writes_nothing(hierarchy: &Hierarchy) {
    fill(hierarchy, contoso());
    let before = revision(hierarchy);
    let applied = hierarchy.make(update(site("CAS", Central, None))).unwrap();
    assert_eq!(applied.revision, 1, "the object's revision is the one of its last change");
    for absent in [delete(Kind::Site, "XYZ"), delete(Kind::Account, "CONTOSO\\nobody")] {
        assert_eq!(hierarchy.make(absent).unwrap().revision, before);
    }
    // It was never declared, and its role still exists.
    hierarchy.make(delete(Kind::SiteSystem, &sup_id("PS1/wsus-a"))).unwrap();
    assert_eq!(events(hierarchy, before), Vec::<String>::new());
}

fn a_refused_change_leaves_no_trace(hierarchy: &Hierarchy) {
    fill(hierarchy, contoso());
    let before = revision(hierarchy);
    let refusals = [
        (delete(Kind::Site, "PS1"), Kind::Site, "PS1"),
        (update(site("PS1", Secondary, Some("CAS"))), Kind::Site, "PS1"),
        (create(sup("S11", "wsus-new", None)), Kind::SupRole, "S11/wsus-new.contoso.com"),
    ];
    for (change, kind, id) in refusals {
        let object = hierarchy.object(kind, id);
        assert!(matches!(hierarchy.make(change), Err(ApplyError::Refused(_))));
        assert_eq!(hierarchy.object(kind, id), object);
    }
    assert_eq!(revision(hierarchy), before);
}

fn a_change_is_decided_on_what_is_there(hierarchy: &Hierarchy) {
    fill(hierarchy, contoso());
    let start = revision(hierarchy);
    let add = |product: &str| {
        hierarchy.revise(&author(), |view| {
            let mut settings = view.settings("CAS")?.unwrap().object;
            let is_new = settings.products.get_or_insert_default().insert(product.to_owned());
            Ok::<_, ApplyError>(is_new.then(|| update(settings)))
        })
    };
    assert_eq!(add("Windows 10").unwrap().unwrap().revision, start + 1);
    assert_eq!(add("Windows 11").unwrap().unwrap().revision, start + 2);
    assert_eq!(add("Windows 10").unwrap(), None, "nothing to change");
    let undecided = hierarchy.revise(&author(), |_| Err(ApplyError::Refused(Vec::new())));
    assert!(undecided.is_err());
    let moved = hierarchy.revise(&author(), |_| Ok::<_, ApplyError>(Some(update(site("PS1", Primary, None)))));
    assert!(matches!(moved, Err(ApplyError::Refused(_))), "rules are judged");
    assert_eq!(revision(hierarchy), start + 2);
    let settings = hierarchy.read(|view| view.settings("CAS")).unwrap().unwrap();
    assert_eq!(settings.object.products.unwrap().into_iter().collect::<Vec<_>>(), ["Windows 10", "Windows 11"]);
}

fn a_snapshot_does_not_move(hierarchy: &Hierarchy) {
    fill(hierarchy, contoso());
    let count = |view: &dyn View| view.count(Kind::Site, Lookup::All);
    let (before, after) = hierarchy
        .read(|view| {
            let before = count(view)?;
            hierarchy.make(create(site("PS3", Primary, Some("CAS")))).unwrap();
            Ok((before, count(view)?))
        })
        .unwrap();
    assert_eq!((before, after), (5, 5));
    assert_eq!(hierarchy.read(count).unwrap(), 6);
}

fn a_role_brings_its_server_and_settings(hierarchy: &Hierarchy) {
    fill(hierarchy, contoso().into_iter().filter(|change| change.id().kind == Kind::Site).collect());
    let start = revision(hierarchy);
    hierarchy.make(create(sup("CAS", "wsus-cas", None))).unwrap();
    hierarchy.make(create(system("PS1", "wsus-a"))).unwrap();
    hierarchy.make(create(sup("PS1", "wsus-a", Some("CAS/wsus-cas")))).unwrap();
    hierarchy.make(create(sup("PS1", "wsus-b", Some("PS1/wsus-a")))).unwrap();
    assert_eq!(
        events(hierarchy, start),
        [
            "create site_system CAS/wsus-cas",
            "create sup_role CAS/wsus-cas (declared)",
            "create sync_settings CAS",
            "create site_system PS1/wsus-a (declared)",
            "create sup_role PS1/wsus-a (declared)",
            "create sync_settings PS1",
            "create site_system PS1/wsus-b",
            "create sup_role PS1/wsus-b (declared)",
        ]
    );
    for (site_code, expected) in [("CAS", settings("CAS/wsus-cas")), ("PS1", settings("PS1/wsus-a"))] {
        assert_eq!(hierarchy.object(Kind::SyncSettings, site_code), Some((expected.into(), false)));
    }
    let start = revision(hierarchy);
    hierarchy.make(delete(Kind::SupRole, &sup_id("PS1/wsus-b"))).unwrap();
    hierarchy.make(delete(Kind::SupRole, &sup_id("PS1/wsus-a"))).unwrap();
    assert_eq!(
        events(hierarchy, start),
        [
            "delete sup_role PS1/wsus-b",
            "delete site_system PS1/wsus-b",
            "delete sup_role PS1/wsus-a",
            "delete sync_settings PS1",
        ],
        "what was declared stays"
    );
}

fn what_came_along_is_adopted_and_released(hierarchy: &Hierarchy) {
    fill(hierarchy, contoso());
    let start = revision(hierarchy);
    let through_proxy = SiteSystem { proxy: Some(proxy(None)), ..system("PS1", "wsus-a") };
    let german = SyncSettings {
        languages: Languages { update_files: ["de".to_owned()].into(), summary_details: None },
        ..settings("PS1/wsus-a")
    };
    hierarchy.make(create(through_proxy.clone())).unwrap();
    hierarchy.make(create(german.clone())).unwrap();
    // Adopted without a change, and by an update.
    hierarchy.make(create(system("PS1", "wsus-b"))).unwrap();
    hierarchy.make(update(settings("S11/wsus-s11"))).unwrap();
    let id = sup_id("PS1/wsus-a");
    assert_eq!(hierarchy.object(Kind::SiteSystem, &id), Some((through_proxy.into(), true)));
    hierarchy.make(delete(Kind::SiteSystem, &id)).unwrap();
    hierarchy.make(delete(Kind::SyncSettings, "PS1")).unwrap();
    assert_eq!(hierarchy.object(Kind::SiteSystem, &id), Some((system("PS1", "wsus-a").into(), false)));
    assert_eq!(hierarchy.object(Kind::SyncSettings, "PS1"), Some((settings("PS1/wsus-a").into(), false)));
    hierarchy.make(create(system("PS1", "idle"))).unwrap();
    hierarchy.make(delete(Kind::SiteSystem, &sup_id("PS1/idle"))).unwrap();
    assert_eq!(
        events(hierarchy, start),
        [
            "adopt site_system PS1/wsus-a (declared)",
            "adopt sync_settings PS1 (declared)",
            "adopt site_system PS1/wsus-b (declared)",
            "adopt sync_settings S11 (declared)",
            "release site_system PS1/wsus-a",
            "release sync_settings PS1",
            "create site_system PS1/idle (declared)",
            "delete site_system PS1/idle",
        ]
    );
}

fn declared_settings_outlive_their_role(hierarchy: &Hierarchy) {
    fill(hierarchy, contoso());
    let all_events = SyncSettings { reporting_events: ReportingEvents::All, ..settings("S11/wsus-s11") };
    hierarchy.make(create(all_events.clone())).unwrap();
    hierarchy.make(delete(Kind::SupRole, &sup_id("S11/wsus-s11"))).unwrap();
    assert_eq!(hierarchy.object(Kind::SyncSettings, "S11"), Some((all_events.clone().into(), true)));
    hierarchy.make(create(sup("S11", "wsus-new", Some("PS1/wsus-a")))).unwrap();
    let moved = SyncSettings { sup_role_id: sup_id("S11/wsus-new"), ..all_events };
    hierarchy.make(update(moved.clone())).unwrap();
    assert_eq!(hierarchy.object(Kind::SyncSettings, "S11"), Some((moved.into(), true)));
    hierarchy.make(delete(Kind::SupRole, &sup_id("S11/wsus-new"))).unwrap();
    hierarchy.make(delete(Kind::SyncSettings, "S11")).unwrap();
    assert_eq!(hierarchy.object(Kind::SyncSettings, "S11"), None);
}

fn released_settings_stay_during_a_handover(hierarchy: &Hierarchy) {
    fill(hierarchy, contoso());
    fill(
        hierarchy,
        vec![
            update(settings("PS1/wsus-a")),
            update(sup("PS1", "wsus-a", Some("PS1/wsus-b"))),
            delete(Kind::SyncSettings, "PS1"),
        ],
    );
    assert!(hierarchy.object(Kind::SyncSettings, "PS1").is_some_and(|(_, declared)| !declared));
}

fn undeclared_settings_follow(hierarchy: &Hierarchy) {
    fill(hierarchy, handover());
    let named = || match hierarchy.object(Kind::SyncSettings, "PS1") {
        Some((Object::SyncSettings(settings), false)) => settings.sup_role_id,
        other => panic!("{other:?}"),
    };
    assert_eq!(named(), sup_id("PS1/wsus-a"));
    hierarchy.make(update(sup("S11", "wsus-s11", Some("PS1/wsus-b")))).unwrap();
    // The former first one is removed rather than made a replica.
    hierarchy.make(delete(Kind::SupRole, &sup_id("PS1/wsus-a"))).unwrap();
    assert_eq!(named(), sup_id("PS1/wsus-b"));
}

fn a_site_takes_along_what_is_on_it(hierarchy: &Hierarchy) {
    let sites_below = ["S11", "S12"].map(|code| delete(Kind::Site, code));
    fill(hierarchy, contoso());
    hierarchy.make(create(system("PS1", "idle"))).unwrap();
    fill(hierarchy, sites_below.into());
    let start = revision(hierarchy);
    hierarchy.make(delete(Kind::Site, "PS1")).unwrap();
    assert_eq!(
        events(hierarchy, start),
        [
            "delete sync_settings PS1",
            "delete sup_role PS1/wsus-b",
            "delete sup_role PS1/wsus-a",
            "delete site_system PS1/idle",
            "delete site_system PS1/wsus-a",
            "delete site_system PS1/wsus-b",
            "delete site PS1",
        ]
    );
    assert_eq!(revision(hierarchy), start + 1);
}

fn codes_are_retired(hierarchy: &Hierarchy) {
    fill(hierarchy, contoso());
    let is_free = |code: &str| hierarchy.read(|view| Ok(!view.is_retired(code)?)).unwrap();
    for code in ["S12", "S11", "PS2", "PS1"] {
        hierarchy.make(delete(Kind::Site, code)).unwrap();
    }
    assert_eq!(["S12", "S11", "PS2", "PS1", "CAS"].map(is_free), [true, true, false, false, true]);
    hierarchy.make(delete(Kind::Site, "CAS")).unwrap();
    assert!(is_free("PS1"), "a new hierarchy may use all codes");
    hierarchy.make(create(site("PS1", Primary, None))).unwrap();
}

fn another_role_becomes_the_first(hierarchy: &Hierarchy) {
    let followers = [
        update(sup("PS1", "wsus-a", Some("PS1/wsus-b"))),
        update(sup("PS1", "wsus-c", Some("PS1/wsus-b"))),
        update(sup("S11", "wsus-s11", Some("PS1/wsus-b"))),
        update(settings("PS1/wsus-b")),
    ];
    fill(hierarchy, contoso());
    fill(hierarchy, vec![create(sup("PS1", "wsus-c", Some("PS1/wsus-a"))), create(settings("PS1/wsus-a"))]);
    // After the successor, all others change in any order.
    for turn in 0..followers.len() {
        let mut order = followers.to_vec();
        order.rotate_left(turn);
        hierarchy.make(update(sup("PS1", "wsus-b", Some("CAS/wsus-cas")))).unwrap();
        fill(hierarchy, order);
        let firsts = hierarchy.read(|view| view.first_sups("PS1")).unwrap();
        assert_eq!(firsts, [sup("PS1", "wsus-b", Some("CAS/wsus-cas"))]);
        hierarchy.make(update(sup("PS1", "wsus-a", Some("CAS/wsus-cas")))).unwrap();
        for back in ["wsus-b", "wsus-c"] {
            hierarchy.make(update(sup("PS1", back, Some("PS1/wsus-a")))).unwrap();
        }
        hierarchy.make(update(sup("S11", "wsus-s11", Some("PS1/wsus-a")))).unwrap();
        hierarchy.make(update(settings("PS1/wsus-a"))).unwrap();
    }
}

fn history_tells_before_and_after(hierarchy: &Hierarchy) {
    fill(hierarchy, contoso());
    let start = revision(hierarchy);
    let named = |members: &[&str]| Some(members.iter().map(|member| (*member).to_owned()).collect());
    // A configuration without source.
    let old = SyncSettings { source: None, products: named(&["Windows 10", "Windows 11"]), ..settings("CAS/wsus-cas") };
    let new = SyncSettings {
        products: named(&["Windows 11", "Windows Server 2012"]),
        express_updates: Some(true),
        source: Some(SyncSource::UpstreamWsus),
        upstream_url: Some("https://wsus.fabrikam.com:8531".to_owned()),
        ..old.clone()
    };
    fill(hierarchy, vec![create(old.clone()), update(new.clone()), delete(Kind::SyncSettings, "CAS")]);
    let filter = HistoryFilter { after_revision: Some(start), ..HistoryFilter::default() };
    let entries = hierarchy.history(&filter).unwrap();
    let [adopted, updated, released] = entries.as_slice() else { panic!("{entries:?}") };
    assert_eq!(updated.before, Some(Object::from(old).attributes()));
    assert_eq!(updated.after, Some(Object::from(new).attributes()));
    assert_eq!((updated.actor.as_str(), updated.origin.as_str()), ("alice", "test"));
    assert_eq!((updated.revision, updated.site_code.as_deref()), (start + 2, Some("CAS")));
    assert_eq!(updated.time.to_string(), "2026-11-22T18:00:00Z");
    let value = |path: &str, before, after| AttributeChange {
        path: path.to_owned(),
        difference: Difference::Value { before, after },
    };
    let products = |added: &[&str], removed: &[&str]| AttributeChange {
        path: "products".to_owned(),
        difference: Difference::Set {
            added: added.iter().map(|member| json!(member)).collect(),
            removed: removed.iter().map(|member| json!(member)).collect(),
        },
    };
    assert_eq!(adopted.changes(), [products(&["Windows 10", "Windows 11"], &[])]);
    assert_eq!(
        updated.changes(),
        [
            value("source", json!(null), json!("upstream_wsus")),
            value("upstream_url", json!(null), json!("https://wsus.fabrikam.com:8531")),
            products(&["Windows Server 2012"], &["Windows 10"]),
            value("express_updates", json!(false), json!(true)),
        ]
    );
    assert_eq!(released.changes().len(), 4);
}

fn history_is_filtered(hierarchy: &Hierarchy) {
    fill(hierarchy, contoso());
    let bob = Author { actor: "bob".to_owned(), origin: "supctl".to_owned() };
    hierarchy.apply(update(Site { version: Some("2603".to_owned()), ..site("CAS", Central, None) }), &bob).unwrap();
    let all = HistoryFilter::default();
    let total = hierarchy.history(&all).unwrap().len();
    let cases = [
        (HistoryFilter { site: Some("cas".into()), ..all.clone() }, 5),
        (HistoryFilter { kind: Some(Kind::Site), ..all.clone() }, 6),
        (HistoryFilter { id: Some("PS1/WSUS-a.contoso.com".into()), ..all.clone() }, 2),
        (HistoryFilter { id: Some("PS1".into()), kind: Some(Kind::SyncSettings), ..all.clone() }, 1),
        (HistoryFilter { actor: Some("bob".into()), ..all.clone() }, 1),
        (HistoryFilter { since: Some("2026-11-22T18:00:00Z".parse().unwrap()), ..all.clone() }, total),
        (HistoryFilter { since: Some("2026-11-22T18:00:01Z".parse().unwrap()), ..all.clone() }, 0),
        (HistoryFilter { after_revision: Some(10), ..all.clone() }, 1),
        (HistoryFilter { limit: Some(3), ..all.clone() }, 3),
        (HistoryFilter { limit: Some(3), site: Some("XYZ".into()), ..all.clone() }, 0),
    ];
    for (filter, expected) in cases {
        assert_eq!(hierarchy.history(&filter).unwrap().len(), expected, "{filter:?}");
    }
    let newest = hierarchy.history(&HistoryFilter { limit: Some(2), ..all }).unwrap();
    assert_eq!(newest.iter().map(|entry| entry.actor.as_str()).collect::<Vec<_>>(), ["alice", "bob"], "newest last");
}

fn a_synchronization_is_recorded(hierarchy: &Hierarchy) {
    fill(hierarchy, contoso());
    let (before, began) = (revision(hierarchy), hierarchy.now().unwrap());
    let cas = ObjectId::new(Kind::Site, "CAS");
    let site = hierarchy.get(&cas).unwrap().unwrap();
    let bob = Author { actor: "bob".to_owned(), origin: "action".to_owned() };
    let finished = hierarchy.synchronize_to_end("cas", Extent::Delta, &bob, &mut |_| ()).unwrap();
    assert_eq!((finished.site_code.as_str(), finished.began), ("CAS", began));
    assert!(finished.ended > began && hierarchy.now().unwrap() >= finished.ended);
    assert_eq!(finished.status, hierarchy.sync_status().unwrap());
    assert_eq!(events(hierarchy, before), ["synchronize site CAS (declared)"]);
    let recorded = hierarchy.history(&HistoryFilter { limit: Some(1), ..HistoryFilter::of(&cas) }).unwrap();
    assert_eq!((recorded[0].actor.as_str(), recorded[0].origin.as_str()), ("bob", "action"));
    assert_eq!(recorded[0].changes(), []);
    assert_eq!(hierarchy.get(&cas).unwrap().unwrap(), site);
    assert_eq!(hierarchy.verify().unwrap().flaws, []);

    // Nobody changed the site since, so a plan that was made before can still be applied.
    let renamed = update(Site { version: Some("2603".to_owned()), ..self::site("CAS", Central, None) });
    let planned = Conditions { expected_revision: Some(site.revision), ..Conditions::default() };
    hierarchy.apply_if(planned, renamed, &author()).unwrap();

    let before = revision(hierarchy);
    for (site_code, refusal) in
        [("XYZ", "there is no site XYZ"), ("PS1", "synchronization cannot be started at site PS1 (V123)")]
    {
        let error = hierarchy.synchronize_to_end(site_code, Extent::Delta, &bob, &mut |_| ()).unwrap_err();
        assert_eq!(error.to_string(), refusal);
    }
    assert_eq!(events(hierarchy, before), [""; 0]);
}
