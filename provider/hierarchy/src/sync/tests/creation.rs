use super::*;

/// How often the top-level site began to synchronize, and the result of the creation.
fn created(world: &Hierarchy, settings: &SyncSettings, seen: Option<u64>) -> (u32, Result<Applied, InitialSyncError>) {
    let mut runs = 0;
    let mut count =
        |event: &Event| runs += u32::from(matches!(event.what, EventKind::Began { .. }) && *event.site_code == *"CAS");
    let conditions = Conditions { expected_revision: seen, ..Conditions::default() };
    let outcome = world.create_synchronized(settings, &conditions, &author(), &mut count);
    (runs, outcome)
}

#[test]
fn what_others_changed_since_speaks_against_settings_with_a_synchronization() {
    let memory = crate::tests::memory::Memory::default();
    let [world, other] = [memory.clone(), memory].map(|memory| Hierarchy::on(memory, clock()));
    let other = other.after(contoso());
    let seen = world.get(&ObjectId::new(Kind::SyncSettings, "CAS")).unwrap().unwrap().revision;
    // Another user declares the settings, and stops managing them.
    other.make(create(settings("CAS/wsus-cas"))).unwrap();
    other.make(delete(Kind::SyncSettings, "CAS")).unwrap();
    let (runs, outcome) = created(&world, &at_top(|_| ()), Some(seen));
    assert!(matches!(outcome, Err(InitialSyncError::Apply(ApplyError::Stale { .. }))), "{outcome:?}");
    assert_eq!(runs, 0, "no synchronization runs in vain");
}

#[test]
fn a_catalog_that_is_there_is_not_brought_again() {
    let world = empty().after(contoso()).synchronized();
    let (runs, outcome) = created(&world, &at_top(|_| ()), None);
    outcome.unwrap();
    assert_eq!(runs, 1);
}

#[test]
fn settings_begin_synchronized_where_they_subscribe_something() {
    for (change, begins) in [
        ((|_| ()) as fn(&mut SyncSettings), true),
        (|settings| settings.products = None, true),
        (|settings| settings.classifications = None, true),
        (|settings| (settings.products, settings.classifications) = (None, None), false),
        (|settings| (settings.products, settings.classifications) = (Some([].into()), None), false),
        (|settings| settings.initial_sync = Some(false), false),
        (|settings| settings.initial_sync = None, false),
    ] {
        let settings = at_top(change);
        assert_eq!(settings.begins_synchronized(), begins, "{settings:?}");
    }
}

#[test]
fn settings_say_from_whom_the_top_synchronizes() {
    for (source, url, outside) in [
        (None, None, Some("Microsoft Update")),
        (Some(SyncSource::MicrosoftUpdate), None, Some("Microsoft Update")),
        (Some(SyncSource::UpstreamWsus), Some("https://wsus:8531"), Some("https://wsus:8531")),
        (Some(SyncSource::None), None, None),
    ] {
        let settings = at_top(|settings| (settings.source, settings.upstream_url) = (source, url.map(str::to_owned)));
        assert_eq!(settings.upstream_source_name().as_deref(), outside, "{source:?}");
    }
}
