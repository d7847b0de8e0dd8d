use super::*;
use crate::tests::memory::Memory;

#[test]
fn updates_come_down_the_hierarchy() {
    let world = subscribed();
    insta::assert_snapshot!("before", world.outline());
    let mut seen = Vec::new();
    world.synchronize(None, Extent::Delta).unwrap();
    world
        .wait_until_idle(&mut |event| {
            seen.push(format!("{} {} {:?}", clock_of(event.time), event.site_code, event.what))
        })
        .unwrap();
    insta::assert_snapshot!("after", world.outline());
    insta::assert_snapshot!("events", seen.join("\n"));
}

/// The running one continues with the settings it began with: a change since then would wait for the schedule.
#[test]
fn a_synchronization_to_the_end_follows_one_that_is_running() {
    let world = subscribed();
    let running = world.synchronize(None, Extent::Full).unwrap();
    world.pass(SignedDuration::from_mins(1));
    let mut began = Vec::new();
    let finished = world
        .synchronize_to_end("CAS", Extent::Delta, &author(), &mut |event| {
            if matches!(event.what, EventKind::Began { .. }) && &*event.site_code == "CAS" {
                began.push(event.time);
            }
        })
        .unwrap();
    assert_eq!((began, finished.waited_since), (vec![finished.began], Some(running.time)));
    let idle = world.wait_until_idle(&mut |_| ()).unwrap();
    assert_eq!(idle.time, finished.ended, "nothing is left");
    assert!(finished.status.software_update_points.iter().all(|sup| sup.failure.is_none()));
}

#[test]
fn a_run_is_seen_while_it_is_under_way() {
    let world = subscribed();
    world.synchronize(None, Extent::Full).unwrap();
    let mut states = String::new();
    for _ in 0..11 {
        states.push_str(&format!("{} {:?}\n", clock_of(world.now().unwrap()), world.states()));
        world.pass(SignedDuration::from_mins(12));
    }
    insta::assert_snapshot!(states);
}

#[test]
fn a_failure_is_tried_again_every_hour_until_it_is_fixed() {
    let world = subscribed();
    assert!(world.add_fault(FaultKind::Http503, "wsus-a.contoso.com", "alice").unwrap().is_new);
    assert!(
        !world.add_fault(FaultKind::Http503, "WSUS-A.contoso.com", "alice").unwrap().is_new,
        "a fault is injected once"
    );
    let world = world.synchronized();
    insta::assert_snapshot!("failed", world.outline());
    world.pass(hours(24));
    insta::assert_snapshot!("failed_all_day", world.outline());
    assert_eq!(world.clear_faults(None, None).unwrap().len(), 1);
    world.pass(hours(2));
    insta::assert_snapshot!("fixed", world.outline());
}

#[test]
fn another_failure_is_seen_at_the_next_attempt() {
    let world = subscribed();
    world.add_fault(FaultKind::LicenseTermsPending, "wsus-cas.contoso.com", "alice").unwrap();
    let world = world.synchronized();
    for (kind, code) in [(FaultKind::NoInternet, 6703), (FaultKind::ContentOutOfSync, 6707), (FaultKind::Timeout, 6703)]
    {
        assert_ne!(world.states().first(), Some(&Some(code)));
        world.clear_faults(None, None).unwrap();
        world.add_fault(kind, "wsus-cas.contoso.com", "alice").unwrap();
        world.pass(hours(2));
        assert_eq!(world.states().first(), Some(&Some(code)), "{kind}");
    }
    world.clear_faults(None, None).unwrap();
    world.pass(hours(2));
    assert_eq!(world.states(), [Some(6702); 4]);
}

#[test]
fn a_schedule_starts_what_was_due_since_somebody_looked() {
    let world = subscribed();
    world.make(update(at_top(|settings| settings.schedule = daily()))).unwrap();
    assert_eq!(world.sync_status().unwrap().next_scheduled.unwrap().to_string(), "2026-11-23T02:00:00Z");
    world.pass(hours(24 * 8));
    insta::assert_snapshot!(world.outline());
    let mut began = 0;
    let mut count = |event: &Event| {
        began += u32::from(*event.site_code == *"CAS" && matches!(event.what, EventKind::Began { .. }));
    };
    world.pass_time(hours(48), &mut count).unwrap();
    assert_eq!(began, 2, "the observer receives the events");
}

#[test]
fn who_is_asked_in_vain_says_why() {
    let world = subscribed();
    world.synchronize(Some("cas"), Extent::Delta).unwrap();
    let nothing = empty().after([create(site("CAS", Central, None))]);
    let refusals = [
        world.synchronize(Some("PS1"), Extent::Delta).unwrap_err(),
        world.synchronize(Some("PS9"), Extent::Delta).unwrap_err(),
        world.synchronize(None, Extent::Full).unwrap_err(),
        nothing.synchronize(None, Extent::Delta).unwrap_err(),
        empty().synchronize(None, Extent::Delta).unwrap_err(),
    ];
    let texts = refusals.map(|error| format!("{error}. {}", error.remedy()));
    insta::assert_snapshot!(texts.join("\n"));
}

/// Statements 56 and 57 of "Install and configure a software update point".
#[test]
fn settings_are_created_with_a_catalog_to_subscribe_from() {
    let world = empty().after(contoso());
    let mut runs = 0;
    let mut count =
        |event: &Event| runs += u32::from(matches!(event.what, EventKind::Began { .. }) && *event.site_code == *"CAS");
    world.create_synchronized(&at_top(|_| ()), &Conditions::default(), &author(), &mut count).unwrap();
    assert_eq!(runs, 2, "once without subscriptions, once with all");
    insta::assert_snapshot!("initially", world.outline());
    assert_eq!(world.object(Kind::SyncSettings, "CAS").unwrap(), (at_top(|_| ()).into(), true));
}

#[test]
fn settings_are_not_created_when_synchronization_fails() {
    let world = empty().after(contoso());
    world.add_fault(FaultKind::NoInternet, "wsus-cas.contoso.com", "alice").unwrap();
    let before = world.object(Kind::SyncSettings, "CAS");
    let outcome = world.create_synchronized(&at_top(|_| ()), &Conditions::default(), &author(), &mut |_| ());
    let Err(InitialSyncError::Failed(failed)) = outcome else { panic!("{outcome:?}") };
    assert_eq!((failed.failure, failed.server_fqdn.as_str()), (Failure::NoInternet, "wsus-cas.contoso.com"));
    assert_eq!(world.object(Kind::SyncSettings, "CAS"), before);
    assert_eq!(world.states().first(), Some(&Some(6703)), "the failure stays in the status");
}

#[test]
fn time_does_not_go_back() {
    let machine = clock();
    let world = Hierarchy::on(crate::tests::memory::Memory::default(), machine.clone());
    world.pass(hours(1));
    let shown = world.now().unwrap();
    machine.set("2026-11-20T00:00:00Z".parse().unwrap());
    assert_eq!(world.now().unwrap(), shown, "the clock stops");
    assert!(world.clock().unwrap().stands_still);
    assert!(matches!(world.advance_clock(hours(-1)), Err(ClockError::Back)));
    assert!(matches!(world.advance_clock(hours(24 * 365 * 1000)), Err(ClockError::TooFar)));
    assert!(ClockError::TooFar.remedy().contains("2200"));
    world.pass(hours(1));
    assert_eq!(world.now().unwrap(), shown.checked_add(hours(1)).unwrap());
}

#[test]
fn who_comes_below_another_starts_from_what_that_one_knows() {
    let world = empty().after([
        create(site("PS1", Primary, None)),
        create(site("S11", Secondary, Some("PS1"))),
        create(sup("PS1", "wsus-a", None)),
        create(sup("S11", "wsus-s11", Some("PS1/wsus-a"))),
    ]);
    let world = world.synchronized();
    world
        .make(create(SyncSettings { initial_sync: Some(false), sup_role_id: sup_id("PS1/wsus-a"), ..at_top(|_| ()) }))
        .unwrap();
    let world = world.synchronized();
    world.make(create(site("CAS", Central, None))).unwrap();
    let versions = |world: &Hierarchy| -> Vec<u64> {
        world.sync_status().unwrap().software_update_points.iter().map(|row| row.catalogue_version).collect()
    };
    assert_eq!(versions(&world), [0, 0], "no site is ahead of a new central administration site");
    world.make(create(sup("CAS", "wsus-cas", None))).unwrap();
    world.make(update(sup("PS1", "wsus-a", Some("CAS/wsus-cas")))).unwrap();
    let world = world.synchronized();
    assert_eq!(versions(&world), [3, 3, 3], "and no number is reused");
}

#[test]
fn of_two_who_ask_at_once_one_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hierarchy.db");
    Hierarchy::open(&path, clock()).unwrap().after(contoso());
    let outcomes: Vec<bool> = std::thread::scope(|scope| {
        let ask = || Hierarchy::open(&path, clock()).unwrap().synchronize(None, Extent::Full).is_ok();
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(ask)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(outcomes.iter().filter(|is_ok| **is_ok).count(), 1, "{outcomes:?}");
}

#[test]
fn what_cannot_be_written_is_shown_as_it_would_be() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hierarchy.db");
    let machine = clock();
    let world = Hierarchy::open(&path, machine.clone()).unwrap().after(contoso());
    world.synchronize(None, Extent::Full).unwrap();
    drop(world);
    machine.set("2026-11-23T18:00:00Z".parse().unwrap());
    let read_only = |is: bool| {
        for entry in std::fs::read_dir(folder.path()).unwrap() {
            let file = entry.unwrap().path();
            let mut permissions = file.metadata().unwrap().permissions();
            permissions.set_readonly(is);
            std::fs::set_permissions(file, permissions).unwrap();
        }
    };
    read_only(true);
    let shown = Hierarchy::open_existing(&path, machine.clone()).and_then(|world| world.sync_status());
    read_only(false);
    let kept = Hierarchy::open_existing(&path, machine).unwrap().sync_status().unwrap();
    // A privileged user also writes read-only files; both must show the same.
    assert_eq!(shown.unwrap(), kept);
    assert!(kept.software_update_points.iter().all(|row| row.state == Some(SyncState::Succeeded)));
}

#[test]
fn a_clock_that_was_put_forward_runs_on() {
    let machine = clock();
    machine.set("2026-11-22T18:00:00.7Z".parse().unwrap());
    let world = Hierarchy::on(crate::tests::memory::Memory::default(), machine);
    let shown = world.now().unwrap();
    world.pass(hours(1));
    world.pass(SignedDuration::from_millis(1300));
    assert!(!world.clock().unwrap().stands_still);
    assert!(world.now().unwrap() >= shown.checked_add(SignedDuration::from_millis(3_601_300)).unwrap());
}

#[test]
fn a_settled_view_has_what_is_due_and_stores_nothing() {
    let clock = clock();
    let hierarchy = Hierarchy::on(Memory::default(), clock.clone()).after(contoso()).after([create(at_top(|_| ()))]);
    hierarchy.synchronize(None, Extent::Full).unwrap();
    let is_synchronized = |view: &dyn View| has_synchronized(view, "CAS");
    clock.set(clock.now() + hours(24));
    assert!(hierarchy.read_settled(is_synchronized).unwrap());
    assert!(!hierarchy.read(is_synchronized).unwrap(), "it is not stored");
    hierarchy.catch_up().unwrap();
    assert!(hierarchy.read(is_synchronized).unwrap());
    assert!(hierarchy.read_settled(is_synchronized).unwrap(), "nothing is due");
}
