//! What a synchronization adds: which updates, when, and how much of the catalog is synchronized.

use super::*;
use crate::store::Store as _;
use crate::tests::memory::Memory;

impl Hierarchy {
    fn total(&self) -> UpdateCount {
        let rows = self.catalog(None).unwrap().unwrap().classifications;
        rows.iter().fold(UpdateCount::default(), |sum, row| UpdateCount {
            updates: sum.updates + row.updates.unwrap().updates,
            superseded: sum.superseded + row.updates.unwrap().superseded,
            expired: sum.expired + row.updates.unwrap().expired,
        })
    }

    /// Whether the next synchronization is a full one.
    fn is_next_full(&self) -> bool {
        let mut extents = Vec::new();
        self.advance_clock(SignedDuration::from_mins(10)).unwrap();
        self.synchronize(None, Extent::Delta).unwrap();
        let began = self.now().unwrap();
        self.wait_until_idle(&mut |event| {
            if let (EventKind::Began { extent, .. }, "PS1") = (event.what, &*event.site_code) {
                extents.push(extent);
            }
        })
        .unwrap();
        assert!(self.now().unwrap() > began);
        extents == [Extent::Full]
    }
}

#[test]
fn updates_come_on_patch_tuesday_and_expire_by_the_rules() {
    // The second Tuesday of December 2026 is the 8th.
    let only_security = |settings: &mut SyncSettings| {
        settings.schedule = daily();
        settings.products = Some(["Windows".to_owned(), "Office".to_owned()].into());
        settings.classifications = Some(["Security Updates".to_owned()].into());
    };
    let world = empty().after(contoso()).after([create(at_top(only_security))]);
    let mut totals = Vec::new();
    for _ in 0..25 {
        world.pass(hours(24));
        totals.push((world.now().unwrap().strftime("%m-%d").to_string(), world.total()));
    }
    let changes: Vec<&str> = totals
        .windows(2)
        .filter_map(|pair| match pair {
            [before, after] if before.1 != after.1 => Some(after.0.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(changes, ["12-09"], "the night after the second Tuesday, and on no other day");
    let UpdateCount { updates, superseded, expired } = world.total();
    assert!(updates > superseded && superseded > expired && expired > 0, "{updates} {superseded} {expired}");
}

/// Statements 51 and 52 of "Install and configure a software update point".
#[test]
fn shorter_waits_expire_more() {
    let expired = |rule: SupersedenceRule| {
        let world = empty().after(contoso()).after([create(at_top(|settings| {
            settings.supersedence =
                Some(Supersedence { feature_updates: SupersedenceRule::default(), non_feature_updates: rule });
        }))]);
        world.synchronized().total().expired
    };
    let of = |expire_immediately, wait_months| expired(SupersedenceRule { expire_immediately, wait_months });
    let counts = [of(true, 3), of(false, 1), of(false, 3), of(false, 12)];
    assert!(counts.is_sorted_by(|one, other| one > other), "{counts:?}");
}

#[test]
fn numbers_are_the_same_everywhere() {
    let one = subscribed().synchronized();
    let other = subscribed().synchronized();
    assert_eq!(one.catalog(None).unwrap(), other.catalog(None).unwrap());
    assert_eq!(
        one.catalog(Some("S11")).unwrap().unwrap().products,
        one.catalog(None).unwrap().unwrap().products,
        "and at every site that is up to date"
    );
}

#[test]
fn a_site_lists_little_before_its_first_synchronization() {
    let world = subscribed();
    let listed = |world: &Hierarchy| {
        let products = world.catalog(None).unwrap().unwrap().products;
        products.iter().filter(|product| product.listed).count()
    };
    let (before, all) = (listed(&world), world.catalog(None).unwrap().unwrap().products.len());
    assert!(before > 0 && before < all, "{before} of {all}");
    assert_eq!(listed(&world.synchronized()), all);
}

#[test]
fn windows_10_brings_what_the_site_adds_by_itself() {
    let world = empty().after(contoso()).after([create(at_top(|settings| {
        settings.products = Some(["Windows 10".to_owned()].into());
    }))]);
    let products = world.synchronized().catalog(None).unwrap().unwrap().products;
    let subscribed: Vec<(String, bool)> =
        products.into_iter().filter(|one| one.subscribed).map(|one| (one.name, one.added_by_site)).collect();
    assert_eq!(subscribed, [("Windows 10".to_owned(), false), ("Windows 10, version 1903 and later".to_owned(), true)]);
}

#[test]
fn what_makes_the_next_synchronization_a_full_one() {
    let world = subscribed();
    assert!(world.is_next_full(), "the first one");
    assert!(!world.is_next_full(), "not the second");
    world.make(update(at_top(|settings| settings.products = Some(["Windows 11".to_owned()].into())))).unwrap();
    assert!(world.is_next_full(), "a change of subscriptions");
    world
        .make(update(at_top(|settings| {
            settings.products = Some(["Windows 11".to_owned()].into());
            settings.alert_on_sync_failure = Some(true);
        })))
        .unwrap();
    assert!(!world.is_next_full(), "not any change");
    world.pass(hours(24 * 7));
    assert!(world.is_next_full(), "a week");
    world.make(create(sup("CAS", "wsus-new", Some("CAS/wsus-cas")))).unwrap();
    assert!(!world.is_next_full(), "not one more replica");
    world.make(update(sup("CAS", "wsus-new", None))).unwrap();
    world.make(update(sup("PS1", "wsus-a", Some("CAS/wsus-new")))).unwrap();
    world.make(update(SyncSettings { sup_role_id: sup_id("CAS/wsus-new"), ..at_top(|_| ()) })).unwrap();
    world.make(update(sup("CAS", "wsus-cas", Some("CAS/wsus-new")))).unwrap();
    assert!(world.is_next_full(), "another first software update point");
}

#[test]
fn metadata_is_carried_to_a_hierarchy_that_synchronizes_with_nobody() {
    let package = subscribed().synchronized().export_metadata().unwrap();
    let text = serde_json::to_string_pretty(&package).unwrap();
    let package = MetadataPackage::read(&text).unwrap();
    let world = empty().after(contoso()).after([create(at_top(|settings| settings.source = Some(SyncSource::None)))]);
    let world = world.synchronized();
    assert_eq!(world.total(), UpdateCount::default(), "nothing was imported yet");
    world.import_metadata(&package).unwrap();
    assert_eq!(world.total(), UpdateCount::default(), "it waits for a synchronization");
    let mut phases = Vec::new();
    world.synchronize(None, Extent::Delta).unwrap();
    world
        .wait_until_idle(&mut |event| {
            if let (EventKind::Entered { phase }, "CAS") = (event.what, &*event.site_code) {
                phases.push(phase);
            }
        })
        .unwrap();
    assert!(!phases.contains(&Phase::Wsus), "{phases:?}");
    assert_eq!(world.total().updates, package.total());
    assert_eq!(world.states(), [Some(6702); 4]);
}

#[test]
fn packages_that_cannot_be_used_say_why() {
    let connected = subscribed().synchronized();
    let package = connected.export_metadata().unwrap();
    let text = serde_json::to_string_pretty(&package).unwrap();
    let read = |text: &str| MetadataPackage::read(text).unwrap_err();
    let disconnected =
        empty().after(contoso()).after([create(at_top(|settings| settings.source = Some(SyncSource::None)))]);
    disconnected.import_metadata(&package).unwrap();
    let older = MetadataPackage { as_of: "2026-01-01T00:00:00Z".parse().unwrap(), ..package.clone() };
    let number = package.updates.first().unwrap().updates;
    let errors = [
        read(""),
        read(&text[..text.len() / 2]),
        read(r#"{"format": "something", "format_version": 1}"#),
        read(&text.replace("\"format_version\": 1", "\"format_version\": 7")),
        read(&text.replacen(&format!("\"updates\": {number}"), "\"updates\": 999999", 1)),
        connected.import_metadata(&package).unwrap_err(),
        disconnected.import_metadata(&older).unwrap_err(),
        empty().import_metadata(&package).unwrap_err(),
        subscribed().export_metadata().unwrap_err(),
        empty().export_metadata().unwrap_err(),
    ];
    insta::assert_snapshot!(errors.map(|error| format!("{error}. {}", error.remedy())).join("\n"));
}

#[test]
fn what_is_unsubscribed_expires_first_and_is_removed_later() {
    let world = subscribed().synchronized();
    let of = |world: &Hierarchy, product: &str| {
        let rows = world.catalog(None).unwrap().unwrap().products;
        rows.into_iter().find(|row| row.name == product).unwrap().updates.unwrap()
    };
    let before = of(&world, "Windows 11");
    assert!(before.updates > before.expired, "{before:?}");
    world
        .make(update(at_top(|settings| {
            settings.products = Some(["Microsoft Defender Antivirus".to_owned()].into());
        })))
        .unwrap();
    assert_eq!(of(&world, "Windows 11"), before, "a setting alone changes nothing");
    let world = world.synchronized();
    assert_eq!(of(&world, "Windows 11"), UpdateCount { expired: before.updates, ..before });
    world.pass(hours(24 * 6));
    let world = world.synchronized();
    assert_eq!(of(&world, "Windows 11").updates, before.updates, "not old enough");
    world.pass(hours(24 * 2));
    let world = world.synchronized();
    assert_eq!(of(&world, "Windows 11"), UpdateCount::default());
    let log = world.log(LogFile::Wsyncmgr, None).unwrap();
    let told: Vec<String> = log.into_iter().map(|line| line.message).filter(|text| text.contains("eleted ")).collect();
    let removed = before.updates;
    assert_eq!(
        told,
        [format!("Deleted {removed} expired updates"), format!("Deleted {removed} expired updates total")]
    );
}

#[test]
fn what_is_subscribed_again_is_as_it_was() {
    let world = subscribed().synchronized();
    let before = world.total();
    let none = at_top(|settings| settings.classifications = Some(["Tools".to_owned()].into()));
    world.make(update(none)).unwrap();
    let world = world.synchronized();
    world.make(update(at_top(|_| ()))).unwrap();
    assert_eq!(world.synchronized().total(), before);
}

#[test]
fn a_change_of_the_supersedence_rules_counts_from_the_next_synchronization() {
    let world = subscribed().synchronized();
    let before = world.total();
    let at_once = SupersedenceRule { expire_immediately: true, ..Default::default() };
    let supersedence = Supersedence { feature_updates: at_once.clone(), non_feature_updates: at_once };
    world.make(update(at_top(|settings| settings.supersedence = Some(supersedence)))).unwrap();
    assert_eq!(world.total(), before);
    assert!(world.synchronized().total().expired > before.expired);
}

#[test]
fn the_version_is_that_of_the_last_change() {
    let world = subscribed().synchronized();
    let versions = |world: &Hierarchy| -> Vec<u64> {
        world.sync_status().unwrap().software_update_points.iter().map(|row| row.catalogue_version).collect()
    };
    let world = world.synchronized();
    assert_eq!(versions(&world), [1; 4], "the second one on the same day finds nothing new");
    world.pass(hours(24));
    let world = world.synchronized();
    assert_eq!(versions(&world), [2; 4], "there are new definition updates");
    let log = world.log(LogFile::Wsyncmgr, None).unwrap().into_iter().map(|line| line.message);
    let version = |text: &String| text.contains("content version") || text.starts_with("Sleeping");
    insta::assert_snapshot!(log.filter(version).collect::<Vec<_>>().join("\n"));
}

#[test]
fn only_what_somebody_has_is_kept() {
    let store = Memory::default();
    let world = Hierarchy::on(store.clone(), clock()).after(contoso());
    world.make(create(at_top(|settings| settings.schedule = daily()))).unwrap();
    world.pass(hours(24 * 100));
    let kept = store.snapshot().unwrap().facts(FactKind::Content).unwrap();
    assert_eq!(kept.len(), 1, "a hundred versions, and one that is in use");
}

#[test]
fn an_update_keeps_the_run_time_it_was_synchronized_with() {
    let minutes = |other| {
        let max_run_time_minutes = Some(MaxRunTime { other, ..MaxRunTime::default() });
        at_top(|settings| settings.max_run_time_minutes = max_run_time_minutes)
    };
    let rows = |world: &Hierarchy| {
        let rows = world.catalog(Some("CAS")).unwrap().unwrap().max_run_times;
        rows.into_iter().map(|row| (row.minutes, row.updates, row.kept)).collect::<Vec<_>>()
    };
    // Definition updates are among all others, and come daily; those of Windows 11 come monthly.
    let world = empty().after(contoso_at("2010")).after([create(minutes(60))]).synchronized();
    let first = rows(&world);
    let [(10, definitions, 0), (60, of_windows, 0)] = *first.as_slice() else { panic!("{first:?}") };
    let updated =
        Site { version: Some("2303".to_owned()), ..site("CAS", crate::SiteType::CentralAdministration, None) };
    let world = world.after([update(updated)]);
    assert_eq!(rows(&world), first, "nothing is new before the next synchronization");
    world.pass(hours(48));
    let world = world.synchronized();
    assert_eq!(rows(&world), [(10, definitions, definitions), (60, of_windows + 6, 0)]);
    let world = world.after([update(minutes(30))]);
    world.pass(hours(24));
    let world = world.synchronized();
    assert_eq!(rows(&world), [(10, definitions, definitions), (30, 3, 0), (60, of_windows + 6, 6)]);
}
