//! What components report, compared with logs and states.

use jiff::SignedDuration;

use super::*;
use crate::Hierarchy;
use crate::sync::{Extent, FaultKind, LogFile, Scope};
use crate::tests::fixture::*;

/// [`contoso`] with a fault, after a synchronization of all sites and an hourly check of WSUS.
fn after_fault(kind: FaultKind) -> Hierarchy {
    let hierarchy = empty().after(contoso());
    hierarchy.add_fault(kind, if kind.scope() == Scope::Site { "PS1" } else { "wsus-a.contoso.com" }, "alice").unwrap();
    hierarchy.synchronize(None, Extent::Full).unwrap();
    hierarchy.wait_until_idle(&mut |_| ()).unwrap();
    hierarchy.advance_clock(SignedDuration::from_mins(61)).unwrap();
    hierarchy
}

fn errors(hierarchy: &Hierarchy, site: Option<&str>) -> Vec<StatusMessage> {
    let mut messages = hierarchy.status_messages(site).unwrap();
    messages.retain(|message| message.severity == MessageSeverity::Error);
    messages
}

#[test]
fn the_messages_are_those_that_logs_say_are_sent() {
    for kind in FaultKind::ALL {
        let hierarchy = after_fault(kind);
        for site in ["CAS", "PS1", "S11"] {
            let messages = hierarchy.status_messages(Some(site)).unwrap();
            let logged = LogFile::ALL.into_iter().flat_map(|file| hierarchy.log(file, Some(site)).unwrap());
            for entry in logged.filter(|entry| entry.message.starts_with("STATMSG: ")) {
                let is_it = |message: &StatusMessage| {
                    message.time == entry.time && entry.message.starts_with(&format!("STATMSG: ID={} ", message.id))
                };
                assert!(messages.iter().any(is_it), "{kind} at {site}: {}", entry.message);
            }
        }
    }
}

#[test]
fn a_component_that_is_not_well_has_said_so() {
    for kind in FaultKind::ALL {
        let hierarchy = after_fault(kind);
        let rows = hierarchy.sync_status().unwrap().software_update_points;
        for failed in failed_components(&rows) {
            let reported = errors(&hierarchy, Some(&failed.site_code));
            let is_reported = reported.iter().any(|message| message.component == failed.component);
            assert!(is_reported, "{kind}: {failed:?} is not in {reported:#?}");
        }
    }
}

#[test]
fn each_failure_has_its_messages() {
    let ids = |kind| {
        let mut ids: Vec<u16> = errors(&after_fault(kind), None).iter().map(|message| message.id).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    };
    for (kind, expected) in [
        (FaultKind::Http503, &[6600, 6703, 7000][..]),
        (FaultKind::WrongPort, &[6600, 6703]),
        (FaultKind::Timeout, &[6703]),
        (FaultKind::ContentOutOfSync, &[6707]),
        (FaultKind::LicenseTermsPending, &[]),
        (FaultKind::ReplicationFailed, &[]),
    ] {
        assert_eq!(ids(kind), expected, "{kind}");
    }
}

#[test]
fn what_is_fixed_is_reported_no_more() {
    let hierarchy = after_fault(FaultKind::Http503);
    hierarchy.clear_faults(None, None).unwrap();
    hierarchy.advance_clock(SignedDuration::from_hours(3)).unwrap();
    assert_eq!(failed_components(&hierarchy.sync_status().unwrap().software_update_points), []);
    let reported = errors(&hierarchy, None).len();
    hierarchy.advance_clock(SignedDuration::from_hours(3)).unwrap();
    let later = errors(&hierarchy, None).len();
    assert!(reported > 0 && later <= reported, "{reported}, then {later}");
}

#[test]
fn each_component_reports_where_it_runs() {
    let hierarchy = after_fault(FaultKind::Http503);
    let messages = hierarchy.status_messages(Some("ps1")).unwrap();
    for message in &messages {
        let is_at_site_server = &*message.server_fqdn == "cm-ps1.contoso.com";
        assert_eq!(is_at_site_server, message.component != Component::ControlManager, "{message:?}");
        assert_eq!(&*message.site_code, "PS1");
    }
    let has = |component| messages.iter().any(|message| message.component == component);
    assert!(Component::ALL.into_iter().all(has));
}
