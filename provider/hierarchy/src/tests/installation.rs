//! Installations that take time.

use jiff::{SignedDuration, ToSpan as _};

use super::fixture::*;
use crate::{Hierarchy, Kind, ObjectId, WorldSettings};

fn slow() -> Hierarchy {
    let hierarchy = empty();
    hierarchy.set_world_settings(WorldSettings { install_duration: 3600 }).unwrap();
    hierarchy
}

fn pending(hierarchy: &Hierarchy) -> usize {
    hierarchy.pending_installations().unwrap().count()
}

#[test]
fn an_object_is_pending_until_the_clock_has_passed_its_installation() {
    let hierarchy = slow();
    let began = hierarchy.now().unwrap();
    let applied = hierarchy.make(create(site("PRI", Primary, None))).unwrap();
    assert_eq!(applied.pending_until, Some(began + 1.hour()));
    let id = ObjectId::new(Kind::Site, "pri");
    for (passed, is_pending) in [(SignedDuration::from_mins(59), true), (SignedDuration::from_mins(1), false)] {
        hierarchy.advance_clock(passed).unwrap();
        assert_eq!(hierarchy.pending_until(&id).unwrap().is_some(), is_pending, "{passed}");
        assert_eq!(pending(&hierarchy), usize::from(is_pending));
    }
}

#[test]
fn only_sites_and_software_update_points_are_installed() {
    let hierarchy = slow();
    hierarchy.make(create(site("PRI", Primary, None))).unwrap();
    hierarchy.advance_clock(SignedDuration::from_hours(1)).unwrap();
    for change in [create(account("CONTOSO\\svc")), create(system("PRI", "wsus")), create(sup("PRI", "wsus", None))] {
        let expected = (change.id().kind == Kind::SupRole).then(|| hierarchy.now().unwrap() + 1.hour());
        assert_eq!(hierarchy.make(change.clone()).unwrap().pending_until, expected, "{change:?}");
    }
    let settings = create(settings("PRI/wsus"));
    let awaited = hierarchy.awaited_installation(&settings).unwrap();
    assert_eq!(awaited.map(|(role, _)| role.id), Some(sup_id("PRI/wsus")), "a run waits for it");
    hierarchy.make(settings).unwrap();
    assert_eq!(pending(&hierarchy), 1, "settings are written at once at the console");
}

#[test]
fn what_is_removed_is_no_longer_pending() {
    let hierarchy = slow();
    hierarchy.make(create(site("PRI", Primary, None))).unwrap();
    hierarchy.make(delete(Kind::Site, "PRI")).unwrap();
    assert_eq!(pending(&hierarchy), 0);
}

#[test]
fn a_change_of_the_duration_leaves_what_is_pending() {
    let hierarchy = slow();
    hierarchy.make(create(site("PRI", Primary, None))).unwrap();
    hierarchy.set_world_settings(WorldSettings::default()).unwrap();
    assert_eq!(pending(&hierarchy), 1);
    let awaited = hierarchy.awaited_installation(&create(sup("PRI", "wsus", None))).unwrap();
    assert_eq!(awaited.map(|(site, _)| site.id), Some("PRI".to_owned()));
}
