use super::*;

fn sites() -> [&'static str; 3] {
    ["CAS", "PS1", "S11"]
}

#[test]
fn a_run_from_top_to_bottom() {
    let world = subscribed();
    world.run();
    for site in sites() {
        insta::assert_snapshot!(format!("wsyncmgr_{site}"), world.lines(LogFile::Wsyncmgr, site).join("\n"));
    }
    assert!(world.lines(LogFile::Wsyncmgr, "PS2").is_empty(), "it has no software update point");
}

#[test]
fn a_run_under_way_shows_what_has_happened() {
    let world = subscribed();
    world.synchronize(None, Extent::Full).unwrap();
    let mut shown = String::new();
    for wait in [1, 30, 1, 20, 38, 40] {
        world.pass(minutes(wait));
        for site in sites() {
            let last = world.messages(LogFile::Wsyncmgr, site).pop().unwrap_or_default();
            shown.push_str(&format!("{} {site}: {last}\n", world.now().unwrap()));
        }
    }
    insta::assert_snapshot!("under_way", shown);
}

#[test]
fn each_fault_leaves_its_lines() {
    let mut told = String::new();
    for kind in FaultKind::ALL {
        let world = subscribed().after(through_proxy());
        world.run();
        let target = if kind.scope() == Scope::Site { "CAS" } else { "wsus-cas.contoso.com" };
        world.add_fault(kind, target, "alice").unwrap();
        let before = LogFile::ALL.map(|file| world.log(file, Some("CAS")).unwrap().len());
        world.synchronize(None, Extent::Delta).unwrap();
        world.pass(minutes(70));
        told.push_str(&format!("# {kind}\n"));
        for (file, before) in LogFile::ALL.into_iter().zip(before) {
            let words = ["fail", "error", "pending", "sync", "exception", "refused", "could not", "attempt"];
            let is_worth_it = |message: &String| words.iter().any(|word| message.to_lowercase().contains(word));
            let messages: Vec<_> = world.messages(file, "CAS").into_iter().skip(before).filter(is_worth_it).collect();
            let is_quiet =
                file != LogFile::Wsyncmgr && !messages.iter().any(|text| text.to_lowercase().contains("fail"));
            if !(is_quiet && matches!(file, LogFile::WsusCtrl | LogFile::SupSetup)) {
                messages.iter().for_each(|text| told.push_str(&format!("{}: {text}\n", file.as_str())));
            }
        }
    }
    insta::assert_snapshot!("faults", told);
}

#[test]
fn what_fails_at_a_child_and_at_a_replica() {
    let mut told = String::new();
    for (kind, server) in [
        (FaultKind::ContentOutOfSync, "wsus-a"),
        (FaultKind::LicenseTermsPending, "wsus-a"),
        (FaultKind::Timeout, "wsus-b"),
        (FaultKind::ReplicaMisconfigured, "wsus-a"),
    ] {
        let world = subscribed();
        world.add_fault(kind, &format!("{server}.contoso.com"), "alice").unwrap();
        world.run();
        told.push_str(&format!("# {kind} at {server}\n"));
        world.messages(LogFile::Wsyncmgr, "PS1").iter().for_each(|text| told.push_str(&format!("{text}\n")));
    }
    insta::assert_snapshot!("faults_below", told);
}

#[test]
fn maintenance_is_told_with_what_it_does() {
    let mut told = String::new();
    for (decline_expired, add_indexes, remove_obsolete, fails) in
        [(true, true, true, false), (true, true, true, true), (true, false, false, true), (false, false, false, true)]
    {
        let maintenance = WsusMaintenance { decline_expired, add_indexes, remove_obsolete };
        let world = with_settings(|settings| settings.wsus_maintenance = Some(maintenance));
        if fails {
            world.add_fault(FaultKind::MaintenanceFails, "wsus-cas.contoso.com", "alice").unwrap();
        }
        world.run();
        told.push_str(&format!("# {decline_expired} {add_indexes} {remove_obsolete}, fails: {fails}\n"));
        let log = world.messages(LogFile::Wsyncmgr, "CAS").into_iter();
        log.skip_while(|text| !text.contains("child site(s)"))
            .skip(2)
            .for_each(|text| told.push_str(&format!("{text}\n")));
    }
    insta::assert_snapshot!("maintenance", told);
}

#[test]
fn each_site_cleans_its_own_wsus() {
    let maintenance = WsusMaintenance { decline_expired: true, add_indexes: true, remove_obsolete: true };
    let in_sql = [("CAS", "wsus-cas"), ("PS1", "wsus-a"), ("S11", "wsus-s11")];
    let world = with_settings(|settings| settings.wsus_maintenance = Some(maintenance))
        .after(in_sql.map(|(site, host)| create(sharing(site, host, None, None))));
    world.add_fault(FaultKind::MaintenanceFails, "wsus-a.contoso.com", "alice").unwrap();
    world.run();
    let told = sites().map(|site| {
        let log = world.messages(LogFile::Wsyncmgr, site).into_iter();
        let about = log.filter(|text| ["leanup", "leaning", "SUSDB", "eclin"].iter().any(|word| text.contains(word)));
        format!("# {site}\n{}", about.map(|text| text.chars().take(100).collect()).collect::<Vec<String>>().join("\n"))
    });
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn earlier_versions_clean_fewer_sites() {
    for (version, cleaned) in [("1802", [true, false, false]), ("1806", [true, true, false]), ("1810", [true; 3])] {
        let maintenance = WsusMaintenance { decline_expired: true, ..WsusMaintenance::default() };
        let settings = at_top(|settings| settings.wsus_maintenance = Some(maintenance));
        let world = empty().after(contoso_at(version)).after([create(settings)]);
        world.run();
        let is_cleaned = |site: &str| {
            world.messages(LogFile::Wsyncmgr, site).iter().any(|text| text.starts_with("Cleanup processed"))
        };
        assert_eq!(sites().map(is_cleaned), cleaned, "{version}");
    }
}

#[test]
fn nobody_to_synchronize_with() {
    let world = with_settings(|settings| settings.source = Some(SyncSource::None));
    world.run();
    let messages = world.messages(LogFile::Wsyncmgr, "CAS");
    assert!(!messages.iter().any(|text| text.contains("6704")), "{messages:#?}");
    insta::assert_snapshot!("disconnected", messages.join("\n"));
}

#[test]
fn nothing_subscribed_is_warned_of() {
    let world = with_settings(|settings| (settings.products, settings.classifications) = (None, None));
    world.run();
    let warnings = world.messages(LogFile::Wsyncmgr, "CAS").into_iter().filter(|text| text.starts_with("WARNING"));
    assert_eq!(warnings.count(), 2);
}

#[test]
fn wsus_is_configured_and_looked_at_every_hour() {
    let world = subscribed();
    world.pass(minutes(70));
    for file in [LogFile::Wcm, LogFile::WsusCtrl, LogFile::SupSetup] {
        insta::assert_snapshot!(file.as_str(), world.lines(file, "PS1").join("\n"));
    }
    world.pass(minutes(60 * 24 * 7));
    let checks = |file| world.messages(file, "PS1").iter().filter(|text| text.starts_with("Timed Out")).count();
    assert_eq!([LogFile::Wcm, LogFile::WsusCtrl].map(checks), [12, 24], "of one site, of two servers");
}

#[test]
fn a_change_of_the_subscriptions_is_told() {
    let world = subscribed();
    world.run();
    let before = world.messages(LogFile::Wcm, "CAS").len();
    world.pass(minutes(30));
    world.make(update(at_top(|settings| settings.products = Some(["Windows 11".to_owned()].into())))).unwrap();
    world.pass(minutes(1));
    let told: Vec<String> = world.messages(LogFile::Wcm, "CAS").into_iter().skip(before).collect();
    insta::assert_snapshot!("subscribed", told.join("\n"));
}

#[test]
fn what_is_fixed_is_configured_again() {
    let world = subscribed();
    world.add_fault(FaultKind::Http401, "wsus-a.contoso.com", "alice").unwrap();
    world.run();
    world.pass(minutes(60));
    world.clear_faults(None, None).unwrap();
    world.pass(minutes(180));
    let states = |text: &String| text.contains("state to") || text.contains("401");
    let messages: Vec<_> = world.messages(LogFile::Wcm, "PS1").into_iter().filter(states).collect();
    insta::assert_snapshot!("fixed", messages.join("\n"));
}

#[test]
fn who_asks_for_another_site_is_told_which_there_are() {
    let texts = [(subscribed(), Some("PS9")), (empty(), None), (empty(), Some("PS1"))].map(|(world, site)| {
        let error = world.log(LogFile::Wsyncmgr, site).unwrap_err();
        format!("{error}. {}", error.remedy())
    });
    insta::assert_snapshot!("refused", texts.join("\n"));
    let world = subscribed();
    world.run();
    assert_eq!(world.log(LogFile::Wsyncmgr, None).unwrap(), world.log(LogFile::Wsyncmgr, Some("cas")).unwrap());
}
