use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::*;

/// The parts of a line: message, component, time, thread.
fn parse(line: &str) -> Option<(&str, &str, jiff::Timestamp, u32)> {
    let (message, frame) = line.rsplit_once("  $$<")?;
    let (component, rest) = frame.split_once("><")?;
    let (time, rest) = rest.split_once("><thread=")?;
    let (thread, rest) = rest.split_once(" (0x")?;
    let hexadecimal = rest.strip_suffix(")>")?;
    let thread: u32 = thread.parse().ok()?;
    let time = DateTime::strptime("%m-%d-%Y %H:%M:%S%.f", time.strip_suffix("+00")?).ok()?;
    let time = time.to_zoned(TimeZone::UTC).ok()?.timestamp();
    let is_whole = format!("{thread:X}") == hexadecimal && !message.contains(['\n', '\r', '$']) && !message.is_empty();
    is_whole.then_some((message, component, time, thread))
}

#[test]
fn a_line_has_the_frame_of_server_logs() {
    let entry = LogEntry {
        time: "2026-11-27T01:31:26.123Z".parse().unwrap(),
        server_fqdn: "cm-cas.contoso.com".into(),
        component: LogFile::Wsyncmgr.component(),
        thread: 5976,
        message: "Starting Sync".to_owned(),
        sent: None,
    };
    let expected = "Starting Sync  $$<SMS_WSUS_SYNC_MANAGER><11-27-2026 01:31:26.123+00><thread=5976 (0x1758)>";
    assert_eq!(entry.to_string(), expected);
    let whole_second = LogEntry { time: "2026-01-02T03:04:05Z".parse().unwrap(), thread: 1212, ..entry };
    assert!(whole_second.to_string().ends_with("<01-02-2026 03:04:05.000+00><thread=1212 (0x4BC)>"), "{whole_second}");
}

#[test]
fn every_line_of_every_log_reads_back_in_order_and_is_of_the_past() {
    for kind in [None].into_iter().chain(FaultKind::ALL.map(Some)) {
        let world = subscribed();
        for _ in 0..3 {
            world.run();
            if let Some(kind) = kind {
                let target = if kind.scope() == Scope::Site { "CAS" } else { "wsus-cas.contoso.com" };
                world.add_fault(kind, target, "alice").unwrap();
            }
            let now = world.now().unwrap();
            for (file, site) in
                LogFile::ALL.into_iter().flat_map(|file| ["CAS", "PS1", "PS2", "S11"].map(|site| (file, site)))
            {
                let mut last = jiff::Timestamp::MIN;
                for entry in world.log(file, Some(site)).unwrap() {
                    let line = entry.to_string();
                    let read = parse(&line);
                    let told = (entry.message.as_str(), file.component(), entry.time, entry.thread);
                    assert_eq!(read, Some(told), "{line}");
                    assert!(last <= entry.time && entry.time <= now, "{line} at {now} after {last}");
                    last = entry.time;
                }
            }
        }
    }
}

#[test]
fn a_log_only_grows_while_a_run_is_under_way() {
    let world = with_settings(|settings| {
        settings.wsus_maintenance =
            Some(WsusMaintenance { decline_expired: true, add_indexes: true, remove_obsolete: true });
    });
    world.synchronize(None, Extent::Full).unwrap();
    let sites = ["CAS", "PS1", "S11"];
    let mut before = sites.map(|site| world.lines(LogFile::Wsyncmgr, site));
    for _ in 0..150 {
        world.advance_clock(SignedDuration::from_secs(53)).unwrap();
        for (site, before) in sites.into_iter().zip(&mut before) {
            let after = world.lines(LogFile::Wsyncmgr, site);
            assert_eq!(after.get(..before.len()), Some(before.as_slice()), "no line is removed");
            *before = after;
        }
    }
}
