use super::*;

/// Windows 11 in the catalog.
const WINDOWS_11: &str = "72e7624a-5b00-45d2-b92f-e561c0a6a160";

/// Statement 18 of "Install and configure a software update point", at S11.
#[test]
fn faults_without_effect_are_known() {
    let world = subscribed();
    let with_maintenance = at_top(|settings| {
        settings.wsus_maintenance = Some(WsusMaintenance { remove_obsolete: true, ..WsusMaintenance::default() });
    });
    let cut_off = at_top(|settings| settings.source = Some(SyncSource::None));
    let why = |kind: FaultKind, target: &str| {
        let (target, since, actor) = (target.to_owned(), world.now().unwrap(), "alice".to_owned());
        let product = (kind == FaultKind::ProductUnknown).then(|| WINDOWS_11.to_owned());
        let fault = Fault { kind, target, since, actor, product };
        world.read(|view| InjectedFault::of(vec![fault], view)).unwrap().remove(0).without_effect
    };
    for (kind, target, expected) in [
        (FaultKind::NoInternet, "WSUS-CAS.contoso.com", None),
        (FaultKind::NoInternet, "wsus-a.contoso.com", Some("within the hierarchy")),
        (FaultKind::ReplicaMisconfigured, "wsus-a.contoso.com", None),
        (FaultKind::ReplicaMisconfigured, "wsus-b.contoso.com", Some("replica because of its place")),
        (FaultKind::ReplicaMisconfigured, "wsus-s11.contoso.com", Some("replica because of its place")),
        (FaultKind::MaintenanceFails, "wsus-b.contoso.com", Some("first software update point")),
        (FaultKind::DownloadFails, "S11", Some("only at central administration and primary sites")),
        (FaultKind::DownloadFails, "PS2", Some("with a software update point")),
        (FaultKind::DownloadFails, "PS1", None),
        (FaultKind::MaintenanceFails, "wsus-cas.contoso.com", Some("wsus_maintenance")),
        (FaultKind::ReplicationFailed, "cas", Some("no parent")),
        (FaultKind::ReplicationDegraded, "PS1", None),
        (FaultKind::Http503, "wsus-b.contoso.com", None),
        (FaultKind::ProductUnknown, "wsus-cas.contoso.com", None),
        (FaultKind::ProductUnknown, "wsus-a.contoso.com", Some("top-level site")),
        (FaultKind::ConsoleMissing, "PS1", None),
        (FaultKind::ConsoleMissing, "PS2", Some("no software update point")),
        (FaultKind::PostInstallMissing, "wsus-s11.contoso.com", None),
        (FaultKind::Canceled, "wsus-b.contoso.com", None),
        (FaultKind::UpdateFailed, "wsus-cas.contoso.com", None),
        (FaultKind::UpdateFailed, "wsus-a.contoso.com", Some("replication")),
        (FaultKind::ThirdPartyCertificate, "S11", Some("only at central administration and primary sites")),
        (FaultKind::ThirdPartyCertificate, "PS1", Some("third_party_updates")),
    ] {
        let found = why(kind, target);
        assert!(found.is_none() == expected.is_none(), "{kind} at {target}: {found:?}");
        assert!(found.unwrap_or_default().contains(expected.unwrap_or_default()), "{kind} at {target}: {found:?}");
    }
    world.make(update(with_maintenance)).unwrap();
    for host in ["wsus-cas.contoso.com", "wsus-a.contoso.com", "wsus-s11.contoso.com"] {
        assert_eq!(why(FaultKind::MaintenanceFails, host), None, "{host}");
    }
    world.make(update(at_top(|settings| settings.products = None))).unwrap();
    assert!(why(FaultKind::ProductUnknown, "wsus-cas.contoso.com").unwrap().contains("not subscribed"));
    world.make(create(sup("PS1", "cm-ps1", Some("PS1/wsus-a")))).unwrap();
    assert!(why(FaultKind::ConsoleMissing, "PS1").unwrap().contains("includes the console"));
    world.make(update(cut_off)).unwrap();
    assert!(why(FaultKind::NoInternet, "wsus-cas.contoso.com").unwrap().contains("no synchronization source"));
}
