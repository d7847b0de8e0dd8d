//! A hierarchy that only changes made is whole, and what nobody's change can have left is found.

use std::fs;
use std::path::Path;

use rusqlite::Connection;

use super::fixture::*;
use super::memory::Memory;
use crate::store::{Sqlite, WhenMissing};
use crate::sync::{Extent, FaultKind};
use crate::*;

/// Changes of every kind, and everything the simulation keeps.
fn lived(hierarchy: Hierarchy) -> Hierarchy {
    let hierarchy = hierarchy.after(handover()).after([
        create(SiteSystem { proxy: Some(proxy(None)), ..system("PS1", "WSUS-A") }),
        delete(Kind::SiteSystem, "PS1/wsus-a.contoso.com"),
        update(settings("CAS/wsus-cas")),
        delete(Kind::Site, "S12"),
        delete(Kind::Account, "CONTOSO\\svc-wsus"),
        create(account("CONTOSO\\svc-wsus")),
    ]);
    hierarchy.synchronize(None, Extent::Full).unwrap();
    hierarchy.wait_until_idle(&mut |_| ()).unwrap();
    hierarchy.add_fault(FaultKind::Http503, &server("wsus-a"), "alice").unwrap();
    hierarchy
}

fn in_file(path: &Path) -> Hierarchy {
    Hierarchy::on(Sqlite::open(path, WhenMissing::Create).unwrap(), clock())
}

#[test]
fn what_changes_left_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    for hierarchy in [Hierarchy::on(Memory::default(), clock()), in_file(&folder.path().join("hierarchy.db"))] {
        assert_eq!(hierarchy.verify().unwrap(), Verification::default(), "an empty one");
        let found = lived(hierarchy).verify().unwrap();
        assert_eq!(found.flaws, []);
        assert!(found.objects > 10 && found.revision > 10, "{found:?}");
    }
}

/// Each is readable for SQLite, and most even for every command.
#[test]
fn what_no_change_can_have_left_is_found() {
    let cases = [
        "UPDATE object SET body = json_set(body, '$.name', 'Other') WHERE kind = 'site' AND key = 'ps1'",
        "UPDATE object SET body = '{}' WHERE kind = 'site' AND key = 'ps1'",
        "UPDATE object SET revision = 99 WHERE kind = 'site' AND key = 'ps1'",
        "UPDATE object SET declared = 0 WHERE kind = 'site' AND key = 'ps1'",
        "UPDATE object SET server = 'elsewhere' WHERE kind = 'site' AND key = 'ps1'",
        "UPDATE object SET kind = 'building' WHERE kind = 'site' AND key = 's11'",
        "DELETE FROM object WHERE kind = 'sup_role' AND key = 's11/wsus-s11.contoso.com'",
        "DELETE FROM history WHERE number = 3",
        "DELETE FROM history WHERE number = (SELECT max(number) FROM history)",
        "UPDATE history SET before = '{}' WHERE action = 'update'",
        "UPDATE history SET action = 'wish' WHERE number = 3",
        "UPDATE history SET key = 'elsewhere' WHERE number = 3",
        "UPDATE history SET time_us = 9223372036854775807 WHERE number = 3",
        "INSERT INTO owner VALUES ('site', 'xyz', x'0102030405060708', 'alice', 'terraform', 0, NULL)",
        "INSERT INTO owner VALUES ('site', 'ps1', x'01', 'alice', 'terraform', 0, NULL)",
        "UPDATE fact SET body = '[]' WHERE kind = 'sup'",
        "UPDATE fact SET body = 'x' WHERE kind = 'clock'",
        "UPDATE fact SET body = json_set(body, '$.settled', 99999999999) WHERE kind = 'clock'",
        "UPDATE fact SET kind = 'rumor' WHERE kind = 'content'",
    ];
    let mut texts = String::new();
    for sql in cases {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("hierarchy.db");
        lived(in_file(&path));
        assert!(Connection::open(&path).unwrap().execute(sql, []).unwrap() > 0, "{sql}");
        let before = fs::read(&path).unwrap();
        let flaws = in_file(&path).verify().unwrap().flaws;
        assert!(!flaws.is_empty(), "{sql}");
        let shown = flaws.iter().take(2).map(|flaw| format!("  {flaw}\n")).collect::<String>();
        texts += &format!("{sql}\n{shown}");
        assert_eq!(fs::read(&path).unwrap(), before, "{sql}: verifying writes nothing");
    }
    insta::assert_snapshot!(texts);
}
