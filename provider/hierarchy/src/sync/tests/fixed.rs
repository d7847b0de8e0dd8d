//! Each fixed bug has its test.

use super::*;
use crate::store::Store as _;
use crate::tests::memory::Memory;

/// Removes all state: a file of a release without simulation.
fn forget_everything(store: &Memory) {
    let mut transaction = store.begin(std::time::Duration::ZERO).unwrap();
    for kind in [FactKind::Clock, FactKind::Site, FactKind::Sup, FactKind::Content] {
        for (key, _) in transaction.facts(kind).unwrap() {
            transaction.remove_fact(kind, &key).unwrap();
        }
    }
    transaction.commit().unwrap();
}

#[test]
fn a_short_schedule_lets_a_hierarchy_come_to_rest() {
    let every_minute =
        Schedule { interval: Some(Interval { minutes: Some(1), ..Interval::default() }), ..daily().unwrap() };
    let world = empty().after(contoso());
    let settings = at_top(|settings| settings.schedule = Some(every_minute));
    world.create_synchronized(&settings, &Conditions::default(), &author(), &mut |_| ()).unwrap();
    let (before, begun) = (world.now().unwrap(), world.synchronize(None, Extent::Full));
    world.wait_until_idle(&mut |_| ()).unwrap();
    let waited = world.now().unwrap().duration_since(before);
    assert!(waited < hours(4), "{begun:?} took {waited}");
    world.pass(hours(1));
    let row = world.row_of("wsus-cas");
    let since = world.now().unwrap().duration_since(row.last_success.unwrap());
    assert!(since < SignedDuration::from_mins(10), "the schedule continues afterwards: {row:?}");
}

#[test]
fn what_is_due_in_the_second_of_rest_is_not_lost() {
    let world = subscribed();
    world.make(update(at_top(|settings| settings.schedule = daily()))).unwrap();
    // A full one takes 47 minutes at the top-level site, and over two hours until all sites are done: 02:00 is in
    // between.
    world.pass(SignedDuration::from_mins(7 * 60));
    world.synchronize(None, Extent::Full).unwrap();
    world.wait_until_idle(&mut |_| ()).unwrap();
    let before = world.row_of("wsus-cas").last_success;
    world.pass(SignedDuration::from_mins(30));
    assert!(world.row_of("wsus-cas").last_success > before, "the skipped synchronization runs");
}

#[test]
fn a_file_of_a_release_that_did_not_simulate_is_looked_at() {
    let store = Memory::default();
    let world = Hierarchy::on(store.clone(), clock()).after(contoso());
    forget_everything(&store);
    assert_eq!(world.sync_status().unwrap().software_update_points.len(), 4);
    forget_everything(&store);
    world.make(create(account(r"CONTOSO\new"))).unwrap();
    assert_eq!(world.sync_status().unwrap().software_update_points.len(), 4, "also after a change of something else");
}

#[test]
fn what_cannot_be_read_is_begun_anew() {
    let store = Memory::default();
    let world = Hierarchy::on(store.clone(), clock()).after(contoso()).synchronized();
    let mut transaction = store.begin(std::time::Duration::ZERO).unwrap();
    transaction.put_fact(FactKind::Sup, "ps1/wsus-a.contoso.com", r#"{"of": "another release"}"#).unwrap();
    transaction.commit().unwrap();
    world.pass(hours(1));
    assert_eq!(world.states(), [Some(6702), None, None, None], "and those that synchronize from it");
    assert_eq!(world.synchronized().states(), [Some(6702); 4]);
}

#[test]
fn a_role_that_goes_in_the_middle_leaves_no_success() {
    let world = empty().after([create(site("PS1", Primary, None)), create(sup("PS1", "wsus-a", None))]);
    world.synchronize(None, Extent::Full).unwrap();
    world.make(delete(Kind::SupRole, &sup_id("PS1/wsus-a"))).unwrap();
    world.pass(hours(2));
    assert!(!world.read(|view| has_synchronized(view, "PS1")).unwrap());
}

#[test]
fn a_replica_that_goes_in_the_middle_is_not_taken_for_another() {
    let world = subscribed().after([create(sup("PS1", "wsus-c", Some("PS1/wsus-a")))]).synchronized();
    world.synchronize(None, Extent::Full).unwrap();
    let mut began = Vec::new();
    // PS1 is at its first replica.
    world.pass(SignedDuration::from_mins(47 + 1 + 32 + 3));
    assert_eq!(world.states(), [Some(6702), Some(6702), Some(6706), Some(6702), Some(6702)]);
    world.make(delete(Kind::SupRole, &sup_id("PS1/wsus-b"))).unwrap();
    world.make(create(sup("PS1", "wsus-0", Some("PS1/wsus-a")))).unwrap();
    world
        .wait_until_idle(&mut |event| {
            if let (EventKind::Entered { phase: Phase::Replica }, "PS1") = (event.what, &*event.site_code) {
                began.push(event.server_fqdn.to_string());
            }
        })
        .unwrap();
    assert_eq!(began, [server("wsus-0"), server("wsus-c")], "each has its own turn");
}

#[test]
fn a_site_without_a_role_fails_no_more() {
    let world = subscribed();
    world.add_fault(FaultKind::Http503, &server("wsus-s11"), "alice").unwrap();
    let world = world.synchronized();
    world.make(delete(Kind::SupRole, &sup_id("S11/wsus-s11"))).unwrap();
    assert!(world.faults().unwrap().is_empty(), "no fault is left");
    let lines = world.log(LogFile::Wsyncmgr, Some("S11")).unwrap().len();
    world.pass(hours(24));
    assert_eq!(world.log(LogFile::Wsyncmgr, Some("S11")).unwrap().len(), lines);
}

#[test]
fn a_role_is_installed_when_it_is_installed() {
    let machine = clock();
    let world = Hierarchy::on(Memory::default(), machine.clone());
    world.make(create(site("PS1", Primary, None))).unwrap();
    machine.set("2026-11-22T19:00:00Z".parse().unwrap());
    world.make(create(sup("PS1", "wsus-a", None))).unwrap();
    let row = world.sync_status().unwrap().software_update_points.remove(0);
    assert_eq!(row.configuration, ConfigurationState::Pending);
    machine.set("2026-11-22T17:00:00Z".parse().unwrap());
    let after = world.make(create(account(r"CONTOSO\new"))).unwrap().revision;
    let filter = HistoryFilter { after_revision: Some(after - 1), ..HistoryFilter::default() };
    let time = world.history(&filter).unwrap()[0].time;
    assert_eq!(time.to_string(), "2026-11-22T19:00:00Z", "time does not go back");
}

#[test]
fn a_clock_that_stands_still_is_set_going_by_putting_it_forward() {
    let machine = clock();
    let world = Hierarchy::on(Memory::default(), machine.clone()).after(contoso());
    world.pass(hours(1));
    machine.set("2026-11-01T00:00:00Z".parse().unwrap());
    assert!(world.clock().unwrap().stands_still);
    world.pass(hours(1));
    let before = world.now().unwrap();
    machine.set("2026-11-01T00:10:00Z".parse().unwrap());
    assert_eq!(world.now().unwrap().duration_since(before), SignedDuration::from_mins(10));
}

#[test]
fn whoever_is_cut_off_keeps_what_there_is() {
    let world = subscribed().synchronized();
    let updates = |world: &Hierarchy| {
        let rows = world.catalog(None).unwrap().unwrap().products;
        rows.iter().map(|row| row.updates.unwrap().updates).sum::<u64>()
    };
    let before = updates(&world);
    let package = world.export_metadata().unwrap();
    world.make(update(at_top(|settings| settings.source = Some(SyncSource::None)))).unwrap();
    let older = MetadataPackage { as_of: "2026-02-01T00:00:00Z".parse().unwrap(), ..package };
    assert!(matches!(world.import_metadata(&older), Err(PackageError::Older { .. })));
    assert_eq!(updates(&world.synchronized()), before);
}

#[test]
fn updates_come_by_replication() {
    let world = subscribed().synchronized();
    let of = |world: &Hierarchy, code: &str| world.catalog(Some(code)).unwrap().unwrap().version;
    world.add_fault(FaultKind::ReplicationFailed, "PS1", "alice").unwrap();
    world.pass(hours(24));
    let world = world.synchronized();
    assert_eq!(["CAS", "PS1", "S11"].map(|code| of(&world, code)), [2, 1, 1], "child sites wait as well");
    assert_eq!(world.states(), [Some(6702); 4], "WSUS is not affected");
    world.clear_faults(None, None).unwrap();
    assert_eq!(["CAS", "PS1", "S11"].map(|code| of(&world, code)), [2, 2, 2]);
}

#[test]
fn attempts_in_vain_are_told() {
    let world = subscribed();
    world.add_fault(FaultKind::NoInternet, &server("wsus-cas"), "alice").unwrap();
    let world = world.synchronized();
    let mut attempts = 0;
    world
        .pass_time(hours(10), &mut |event| {
            if let EventKind::Repeated { attempts: count } = event.what {
                attempts += count;
            }
        })
        .unwrap();
    assert_eq!(attempts, 9);
}

#[test]
fn a_failure_names_the_fault_that_makes_it() {
    let world = subscribed();
    world.add_fault(FaultKind::Http503, &server("wsus-a"), "alice").unwrap();
    let world = world.synchronized();
    let row = world.sync_status().unwrap().software_update_points.remove(1);
    let clearing = row.fault.map(|fault| fault.clear_command(&row.site_code, &row.server_fqdn));
    assert_eq!(clearing.as_deref(), Some("supctl fault clear http-503 --server wsus-a.contoso.com"));
}

#[test]
fn an_alert_stays_until_a_success() {
    let world = subscribed();
    world.make(update(at_top(|settings| settings.alert_on_sync_failure = Some(true)))).unwrap();
    world.add_fault(FaultKind::NoInternet, &server("wsus-cas"), "alice").unwrap();
    let world = world.synchronized();
    world.clear_faults(None, None).unwrap();
    assert_eq!(world.sync_status().unwrap().alert.as_deref(), Some("CAS"));
    world.pass(SignedDuration::from_mins(70));
    assert_eq!(world.states()[0], Some(6704));
    assert_eq!(world.sync_status().unwrap().alert.as_deref(), Some("CAS"), "an attempt is not a success");
    world.pass(hours(1));
    assert_eq!(world.sync_status().unwrap().alert, None);
}
