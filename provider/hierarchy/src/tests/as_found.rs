//! A hierarchy that was read from a real site, on every store.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::fixture::*;
use crate::sync::Extent;
use crate::*;

fn at(day: u8) -> Timestamp {
    format!("2026-01-{day:02}T08:00:00Z").parse().unwrap()
}

/// What a dump of this day has.
fn found(day: u8, objects: Vec<Object>) -> Found {
    let as_found = AsFound {
        source: format!("day-{day}.json"),
        collector: "Export-CMHierarchy.ps1".to_owned(),
        provider: Some("cas.contoso.com".to_owned()),
        site_code: "CAS".to_owned(),
        collected_at: at(day),
        not_known: Vec::new(),
        remarks: Vec::new(),
        unread: BTreeMap::new(),
        gaps: BTreeMap::new(),
    };
    Found { as_found, objects, catalog: None, statuses: None, incomplete: BTreeSet::new() }
}

fn objects() -> Vec<Object> {
    vec![
        site("CAS", Central, None).into(),
        site("PS1", Primary, Some("CAS")).into(),
        account(r"corp.contoso.com\svc").into(),
        system("CAS", "wsus-cas").into(),
        system("PS1", "wsus-a").into(),
        sup("CAS", "wsus-cas", None).into(),
        sup("PS1", "wsus-a", Some("CAS/wsus-cas")).into(),
        settings("CAS/wsus-cas").into(),
    ]
}

/// The objects with another one in place of the one with its id.
fn with(object: impl Into<Object>) -> Vec<Object> {
    let object = object.into();
    let others = objects().into_iter().filter(|other| other.id() != object.id());
    others.chain([object.clone()]).collect()
}

fn events(imported: &ImportedSite) -> Vec<String> {
    let event = |entry: &HistoryEntry| format!("{} {} {} {}", entry.actor, entry.action, entry.object, entry.time);
    imported.changes.iter().map(event).collect()
}

/// What the site changed is in the history, and owners stay.
pub(super) fn a_later_import_says_what_the_site_changed(hierarchy: &Hierarchy) {
    assert_eq!(hierarchy.import_site(found(12, objects())).unwrap().changes.len(), objects().len());
    let id = ObjectId::new(Kind::SupRole, sup_id("PS1/wsus-a"));
    hierarchy.import(&id, Mark([1; 8]), RunId(1), &author()).unwrap();
    assert_eq!(events(&hierarchy.import_site(found(13, objects())).unwrap()), [""; 0]);
    let mut changed = with(SupRole { http_port: 80, https_port: 443, ..sup("PS1", "wsus-a", Some("CAS/wsus-cas")) });
    changed.retain(|object| object.kind() != Kind::Account);
    let imported = hierarchy.import_site(found(14, changed)).unwrap();
    assert_eq!(
        events(&imported),
        [
            "site update Software update point PS1/wsus-a.contoso.com 2026-01-14T08:00:00Z",
            r"site delete Account corp.contoso.com\svc 2026-01-14T08:00:00Z",
        ]
    );
    assert_eq!(imported.former.unwrap().collected_at, at(13));
    assert_eq!(hierarchy.owners(&id).unwrap().len(), 1);
    assert_eq!(hierarchy.as_found().unwrap().unwrap().collected_at, at(14));
    assert_eq!(hierarchy.verify().unwrap().flaws, []);
}

/// A class that could not be read removes nothing, and an attribute that is not known keeps what was found before.
pub(super) fn what_is_not_known_now_stays_as_it_was_found(hierarchy: &Hierarchy) {
    let role = SupRole { http_port: 80, https_port: 443, ..sup("PS1", "wsus-a", Some("CAS/wsus-cas")) };
    hierarchy.import_site(found(12, with(role))).unwrap();
    let mut later = found(13, objects());
    later.objects.retain(|object| object.kind() != Kind::Account);
    later.incomplete.insert(Kind::Account);
    later.as_found.not_known = ["http_port", "https_port"]
        .map(|attribute| NotKnown {
            kind: Kind::SupRole,
            attribute: attribute.to_owned(),
            objects: Some(BTreeSet::from([sup_id("PS1/WSUS-A")])),
            reason: "Access denied.".to_owned(),
        })
        .into();
    let imported = hierarchy.import_site(later).unwrap();
    assert_eq!(events(&imported), [""; 0]);
    assert_eq!(imported.kept, [ObjectId::new(Kind::Account, r"corp.contoso.com\svc")]);
}

/// Third-party updates come after the first synchronization of a site, which a real site may have behind it.
pub(super) fn whether_a_real_site_has_synchronized_is_known(hierarchy: &Hierarchy) {
    let third_party_updates = Some(ThirdPartyUpdates { enabled: true, ..ThirdPartyUpdates::default() });
    let change = update(SyncSettings { third_party_updates, ..settings("CAS/wsus-cas") });
    let status = |last_success| FoundStatus {
        site_code: "cas".to_owned(),
        server_fqdn: "wsus-cas.contoso.com".to_owned(),
        source: None,
        state_code: None,
        state_time: None,
        last_success,
        error_code: 0,
        catalog_version: 0,
        replication: None,
        replication_checked: None,
    };
    for (day, statuses, refusing) in
        [(12, None, None), (13, Some(vec![status(None)]), Some("V115")), (14, Some(vec![status(Some(at(13)))]), None)]
    {
        hierarchy.import_site(Found { statuses, ..found(day, objects()) }).unwrap();
        let findings = hierarchy.check(&change).unwrap();
        let error = findings.iter().find(|finding| finding.severity == Severity::Error);
        assert_eq!(error.map(|error| error.rule.0), refusing, "day {day}");
    }
}

/// Nothing but an import changes it, and reading does not simulate it.
pub(super) fn only_an_import_changes_what_was_found(hierarchy: &Hierarchy) {
    hierarchy.import_site(found(12, objects())).unwrap();
    let before = hierarchy.history(&HistoryFilter::default()).unwrap();
    let role = sup("PS1", "wsus-a", Some("CAS/wsus-cas"));
    let is_as_found = |error: &ApplyError| matches!(error, ApplyError::Store(StoreError::AsFound { .. }));
    for change in [
        update(SupRole { use_proxy_for_adr: true, ..role.clone() }),
        create(site("PS2", Primary, Some("CAS"))),
        delete(Kind::SupRole, &sup_id("PS1/wsus-a")),
    ] {
        assert!(is_as_found(&hierarchy.make(change.clone()).unwrap_err()), "{change:?}");
    }
    hierarchy.synchronize(None, Extent::Full).unwrap_err();
    hierarchy.advance_clock(jiff::SignedDuration::from_hours(1)).unwrap_err();
    hierarchy.set_world_settings(WorldSettings { install_duration: 60 }).unwrap_err();
    let manager = Manager { mark: None, new_mark: Mark([2; 8]), runs: vec![RunId(1)] };
    let conditions = Conditions { manager: Some(manager), ..Conditions::default() };
    hierarchy.apply_if(conditions, update(role), &author()).unwrap();
    assert_eq!(hierarchy.owners(&ObjectId::new(Kind::SupRole, sup_id("PS1/wsus-a"))).unwrap().len(), 1);
    let status = hierarchy.sync_status().unwrap();
    assert_eq!((status.time, status.software_update_points.len()), (at(12), 2));
    hierarchy.catalog(None).unwrap().unwrap();
    assert_eq!(hierarchy.history(&HistoryFilter::default()).unwrap(), before);
    assert_eq!(hierarchy.read(|view| view.facts(FactKind::Sup)).unwrap(), []);
}

/// Another hierarchy is refused, and the one before stays as it was.
pub(super) fn another_site_is_not_imported(hierarchy: &Hierarchy) {
    hierarchy.import_site(found(12, objects())).unwrap();
    let before = hierarchy.as_found().unwrap();
    let changed = |change: &dyn Fn(&mut AsFound)| {
        let mut other = found(13, Vec::new());
        change(&mut other.as_found);
        hierarchy.import_site(other).unwrap_err().to_string()
    };
    assert!(changed(&|other| other.site_code = "PS9".to_owned()).contains("PS9"));
    assert!(changed(&|other| other.provider = Some("ps9.contoso.com".to_owned())).contains("ps9"));
    assert!(changed(&|other| other.collected_at = at(11)).contains("2026-01-11"));
    assert_eq!(hierarchy.as_found().unwrap(), before);
    assert_eq!(hierarchy.read(|view| view.count(Kind::Site, Lookup::All)).unwrap(), 2);
}

/// A simulated hierarchy never becomes one of a site.
pub(super) fn a_simulated_hierarchy_is_not_replaced(hierarchy: &Hierarchy) {
    hierarchy.make(create(site("CAS", Central, None))).unwrap();
    assert!(matches!(hierarchy.import_site(found(12, objects())), Err(ImportError::Simulated)));
    assert_eq!(hierarchy.as_found().unwrap(), None);
}

fn category(
    r#type: CategoryType,
    id: &str,
    name: &str,
    parent: Option<&str>,
    can_be_subscribed: bool,
) -> FoundCategory {
    let (id, name, parent) = (id.to_owned(), name.to_owned(), parent.map(str::to_owned));
    FoundCategory { r#type, id, name, parent, can_be_subscribed, is_subscribed: false }
}

/// A catalog with products of today, and without one that this release has.
fn catalog() -> FoundCatalog {
    use CategoryType::{Company, Product, ProductFamily, UpdateClassification};
    let categories = vec![
        category(Company, "c1", "Microsoft Corporation", None, true),
        category(ProductFamily, "f1", "Windows", Some("c1"), true),
        category(Product, "p1", "Windows 12", Some("f1"), true),
        category(Product, "p2", "Windows 12 Server", Some("f1"), true),
        category(Product, "p3", "Windows 12 Server", Some("f1"), true),
        // Windows 11 under another name.
        category(Product, "72e7624a-5b00-45d2-b92f-e561c0a6a160", "Fenster 11", Some("f1"), true),
        category(UpdateClassification, "u1", "Hotpatches", None, true),
        category(UpdateClassification, "u2", "Treiber", None, false),
    ];
    FoundCatalog { categories }
}

/// The catalog of this release knows neither what a site has since, nor what it no longer has.
pub(super) fn its_own_catalog_says_what_a_site_can_subscribe(hierarchy: &Hierarchy) {
    let set = |names: &[&str]| Some(names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>());
    let rules = |products: &[&str], classifications: &[&str]| {
        let (products, classifications) = (set(products), set(classifications));
        let object = SyncSettings { products, classifications, ..settings("CAS/wsus-cas") }.into();
        let found = hierarchy.read(|view| rules::check_standalone_in(view, &object, &BTreeSet::new())).unwrap();
        found.iter().map(|finding| format!("{} {}", finding.rule, finding.severity)).collect::<Vec<_>>()
    };
    hierarchy.import_site(Found { catalog: Some(catalog()), ..found(12, objects()) }).unwrap();
    for (products, classifications, expected) in [
        (vec!["windows 12", "p2"], vec!["hotpatches", "u1"], vec![]),
        (vec!["Silverlight"], vec!["Security Updates"], vec!["V96 error", "V98 error"]),
        (vec!["Windows 12 Server"], vec!["Treiber"], vec!["V97 error", "V99 error"]),
        (vec!["Windows", "Windows 12"], vec![], vec!["V102 warning"]),
        (vec!["Microsoft Corporation", "p3"], vec![], vec!["V102 warning"]),
        (vec!["Windows 11"], vec![], vec!["V135 warning"]),
        (vec!["Fenster 11"], vec![], vec![]),
    ] {
        assert_eq!(rules(&products, &classifications), expected, "{products:?} {classifications:?}");
    }
    let are_same = |one: &[&str], other: &[&str]| {
        let [one, other] = [one, other].map(|names| set(names).unwrap());
        hierarchy.read(|view| Ok(Categories::of(view)?.are_same(&one, &other))).unwrap()
    };
    assert!(are_same(&["Windows 12", "Hotpatches"], &["P1", "u1"]));
    assert!(!are_same(&["Windows 12 Server"], &["p2"]), "the name of two is none of them");
    hierarchy.import_site(Found { catalog: Some(FoundCatalog::default()), ..found(13, objects()) }).unwrap();
    assert_eq!(
        rules(&["Silverlight"], &["Security Updates"]),
        [""; 0],
        "nothing is known of a catalog that was not read"
    );
}
