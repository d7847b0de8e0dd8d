//! Rows of the rules about synchronization.

use super::rows::{Row, row};
use crate::sync::{Extent, FaultKind};
use crate::tests::fixture::*;
use crate::{Change, Hierarchy, Site, SyncSettings, SyncSource, ThirdPartyUpdates, WorldSettings};

/// [`contoso`] with declared settings and no subscriptions.
fn declared() -> Vec<Change> {
    let mut changes = contoso();
    changes.push(create(settings("CAS/wsus-cas")));
    changes
}

fn synchronized(world: &Hierarchy) {
    world.synchronize(None, Extent::Full).unwrap();
    world.wait_until_idle(&mut |_| ()).unwrap();
}

fn install_slowly(world: &Hierarchy, site: Site) {
    world.set_world_settings(WorldSettings { install_duration: 3600 }).unwrap();
    world.make(create(site)).unwrap();
}

fn offline() -> Vec<Change> {
    let mut server = system("CAS", "wsus-cas");
    server.wsus.internet_access = false;
    let mut changes = contoso();
    changes.push(create(server));
    changes
}

pub(super) fn rows() -> Vec<Row> {
    let at_top = |change: fn(&mut SyncSettings)| {
        let mut settings = settings("CAS/wsus-cas");
        change(&mut settings);
        settings
    };
    let subscribe = |settings: &mut SyncSettings| settings.products = Some(["Windows 11".to_owned()].into());
    let enable = |settings: &mut SyncSettings| {
        settings.third_party_updates = Some(ThirdPartyUpdates { enabled: true, ..Default::default() });
    };
    let child_of_cas = |code: &str, parent: &str| create(site(code, Secondary, Some(parent)));
    vec![
        row("V101", declared, update(at_top(|_| ())), update(at_top(subscribe))),
        Row {
            then: synchronized,
            ..row(
                "V114",
                declared,
                update(at_top(subscribe)),
                update(at_top(|settings| settings.languages.summary_details = Some(["de".to_owned()].into()))),
            )
        },
        row("V115", declared, update(at_top(|_| ())), update(at_top(enable))),
        row(
            "V122",
            offline,
            create(at_top(|settings| settings.source = Some(SyncSource::None))),
            create(at_top(subscribe)),
        ),
        Row {
            then: |world| assert!(world.add_fault(FaultKind::ReplicationDegraded, "PS1", "alice").unwrap().is_new),
            ..row("V30", contoso, child_of_cas("S21", "PS2"), child_of_cas("S13", "PS1"))
        },
        Row {
            then: |world| install_slowly(world, site("PS3", Primary, Some("CAS"))),
            ..row("V30", contoso, child_of_cas("S21", "PS2"), child_of_cas("S31", "PS3"))
        },
        Row {
            then: |world| install_slowly(world, site("PS3", Primary, Some("CAS"))),
            ..row("V32", contoso, create(sup("PS2", "wsus-x", Some("CAS/wsus-cas"))), create(system("PS3", "wsus-y")))
        },
    ]
}

/// Statements 56, 57 and 61 of "Install and configure a software update point".
#[test]
fn what_depends_on_a_first_synchronization_does_so_no_more_after_it() {
    let heard = |world: &Hierarchy, change: &Change| {
        let mut rules: Vec<&str> = world.check(change).unwrap().iter().map(|finding| finding.rule.0).collect();
        rules.retain(|rule| ["V101", "V115", "V122"].contains(rule));
        rules
    };
    let mut all = settings("CAS/wsus-cas");
    all.products = Some(["Windows 11".to_owned()].into());
    all.third_party_updates = Some(ThirdPartyUpdates { enabled: true, ..Default::default() });
    let by_hand = SyncSettings { initial_sync: Some(false), ..all.clone() };
    let never = empty().after(contoso());
    assert_eq!(heard(&never, &create(all.clone())), [""; 0], "their creation synchronizes first");
    assert_eq!(heard(&never, &create(by_hand.clone())), ["V101", "V115"]);
    synchronized(&never);
    assert_eq!(heard(&never, &create(by_hand)), [""; 0]);
    let of_third_party = super::table().iter().find(|rule| rule.id.0 == "V115").unwrap();
    assert_eq!(of_third_party.origin, super::Origin::House, "the page only says: after the installation");

    let cut_off = empty().after(offline());
    assert_eq!(heard(&cut_off, &create(all)), ["V122"], "it would fail");
    let later = SyncSettings { initial_sync: Some(false), ..settings("CAS/wsus-cas") };
    let findings = cut_off.check(&create(later)).unwrap();
    let severity = findings.iter().find(|finding| finding.rule.0 == "V122").map(|finding| finding.severity);
    assert_eq!(severity, Some(crate::Severity::Warning), "it fails some time");
}

#[test]
fn languages_of_summary_details_do_not_change_where_they_are_inherited() {
    let of_top = || SyncSettings { sup_role_id: sup_id("PS1/wsus-a"), ..settings("CAS/wsus-cas") };
    let world =
        empty().after([create(site("PS1", Primary, None)), create(sup("PS1", "wsus-a", None)), create(of_top())]);
    synchronized(&world);
    let told = |world: &Hierarchy, settings: SyncSettings| {
        world.check(&update(settings)).unwrap().iter().any(|finding| finding.rule.0 == "V114")
    };
    assert!(!told(&world, settings("PS1/wsus-a")), "a site that gets a parent site inherits them");
    let world = world.after([create(site("CAS", Central, None))]);
    assert!(!told(&world, of_top()), "a site that leaves its parent site inherited them before");
}
