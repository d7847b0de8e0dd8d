//! A backup is a whole hierarchy in one file, and restoring it brings all of it back.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use rusqlite::Connection;

use super::fixture::*;
use crate::store::{Sqlite, WhenMissing};
use crate::*;

fn in_file(path: &Path) -> Hierarchy {
    Hierarchy::on(Sqlite::open(path, WhenMissing::Create).unwrap(), clock())
}

/// All objects with revision and declaration, all owners, and the history.
fn content(hierarchy: &Hierarchy) -> impl PartialEq + std::fmt::Debug + use<> {
    let objects = hierarchy
        .read(|view| {
            let of = |kind| Ok(view.find(kind, Lookup::All)?.into_iter());
            Kind::ALL.into_iter().map(of).collect::<Result<Vec<_>, StoreError>>()
        })
        .unwrap();
    let objects: Vec<_> = objects.into_iter().flatten().collect();
    let owners: Vec<_> =
        objects.iter().map(|stored| hierarchy.read(|view| view.owners(&stored.object.id())).unwrap()).collect();
    (objects, owners, hierarchy.history(&HistoryFilter::default()).unwrap(), hierarchy.sync_status().unwrap())
}

/// A hierarchy that lived: changes, a synchronization, owners, a site code that cannot be used again.
fn lived(location: &Location) -> Hierarchy {
    let hierarchy = Hierarchy::open(location, clock()).unwrap().after(contoso());
    hierarchy.make(delete(Kind::Site, "PS2")).unwrap();
    hierarchy.synchronize(None, crate::sync::Extent::Full).unwrap();
    hierarchy.wait_until_idle(&mut |_| ()).unwrap();
    hierarchy.import(&ObjectId::new(Kind::Site, "PS1"), Mark([7; 8]), RunId(1), &author()).unwrap();
    hierarchy
}

#[test]
fn everything_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    for (number, location) in [Location::from(&folder.path().join("hierarchy.db")), database()].iter().enumerate() {
        let backup = folder.path().join(format!("{number}.db"));
        let hierarchy = lived(location);
        let before = content(&hierarchy);
        let found = hierarchy.back_up(&backup).unwrap();
        let error = hierarchy.back_up(&backup).unwrap_err();
        assert!(matches!(error, CopyError::Exists { .. }), "{error}");
        hierarchy.make(delete(Kind::SyncSettings, "PS1/wsus-a.contoso.com")).unwrap();
        let after = content(&hierarchy);

        let bytes = fs::read(&backup).unwrap();
        let restored = restore(location, &backup).unwrap();
        assert_eq!(restored.found, found);
        assert_eq!(content(&hierarchy), before, "who has it open sees it");
        let former = restored.former.unwrap();
        assert_eq!(content(&in_file(&former)), after, "what was there is kept");
        if matches!(location, Location::Database(_)) {
            fs::remove_file(&former).unwrap();
        }
        assert_eq!(fs::read(&backup).unwrap(), bytes, "the backup stays as it is");
        hierarchy.make(delete(Kind::SyncSettings, "PS1/wsus-a.contoso.com")).unwrap();
        assert_eq!(hierarchy.verify().unwrap().flaws, []);

        let elsewhere = Location::from(&folder.path().join(format!("new{number}/hierarchy.db")));
        assert_eq!(restore(&elsewhere, &backup).unwrap().former, None);
        assert_eq!(content(&Hierarchy::open(&elsewhere, clock()).unwrap()), before);
    }
    let names = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_eq!(
        names.filter(|name| name.starts_with("0.db") || name.starts_with('.')).count(),
        1,
        "nothing stays beside it"
    );
}

#[test]
fn a_hierarchy_moves_between_stores_and_back() {
    let folder = tempfile::tempdir().unwrap();
    let in_folder = |name: &str| Location::from(&folder.path().join(name));
    let places = [database(), in_folder("a.db"), database(), database(), in_folder("b.db")];
    let original = content(&lived(&places[0]));
    for pair in places.windows(2) {
        let found = copy(&pair[0], &pair[1]).unwrap();
        let copied = Hierarchy::open_existing(&pair[1], clock()).unwrap();
        assert_eq!(content(&copied), original, "{}", pair[1]);
        assert_eq!(copied.verify().unwrap(), found);
        assert!(copied.history(&HistoryFilter::default()).unwrap().iter().all(|entry| entry.database_user.is_some()));
        let error = copied.make(create(site("PS2", Primary, Some("CAS")))).unwrap_err();
        assert!(error.to_string().contains("V04"), "a barred site code stays barred: {error}");
        let error = copy(&pair[0], &pair[1]).unwrap_err();
        assert!(matches!(error, CopyError::NotEmpty { .. }), "{error}");
    }
    let copied = Hierarchy::open_existing(&places[4], clock()).unwrap();
    copied.make(delete(Kind::Site, "S12")).unwrap();
    assert_eq!(copied.verify().unwrap().flaws, [], "the next change follows the last one");
    let error = copy(&in_folder("absent.db"), &in_folder("c.db")).unwrap_err();
    assert!(matches!(error, CopyError::Store(error) if error.is_missing()));
    assert!(!folder.path().join("c.db").exists());
}

#[test]
fn a_backup_is_made_while_others_write() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hierarchy.db");
    in_file(&path).after([create(site("PS1", Primary, None))]);
    let is_done = AtomicBool::new(false);
    thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let hierarchy = in_file(&path);
            let mut number = 0;
            while !is_done.load(Ordering::Relaxed) {
                hierarchy.make(create(account(&format!("CONTOSO\\svc{number}")))).unwrap();
                number += 1;
            }
            number
        });
        let mut revision = 0;
        for number in 0..10 {
            let backup = folder.path().join(format!("{number}.db"));
            let found = in_file(&path).back_up(&backup).unwrap();
            assert_eq!(found.objects as u64, found.revision, "as of one moment");
            assert!(found.revision >= revision);
            revision = found.revision;
        }
        is_done.store(true, Ordering::Relaxed);
        assert!(writer.join().unwrap() > 0);
    });
}

#[test]
fn what_is_damaged_is_neither_backed_up_nor_restored() {
    let folder = tempfile::tempdir().unwrap();
    let [path, backup] = ["hierarchy.db", "backup.db"].map(|name| folder.path().join(name));
    let whole = content(&in_file(&path).after(contoso()));
    in_file(&path).back_up(&backup).unwrap();
    let damage = |path: &Path| Connection::open(path).unwrap().execute("DELETE FROM history WHERE number = 3", []);
    damage(&path).unwrap();
    let error = in_file(&path).back_up(&folder.path().join("other.db")).unwrap_err();
    insta::assert_snapshot!(format!("{error}. {}", error.remedy()).replace(&folder.path().display().to_string(), "FOLDER"), @r"
    the hierarchy is damaged. Nothing was written. It has these flaws:
      the history has revision 4 after revision 2
      Site PS2 is not in the history
    Use an older backup.
    ");
    assert!(!folder.path().join("other.db").exists());

    let former = restore(&Location::from(&path), &backup).unwrap().former.unwrap();
    assert!(former.display().to_string().contains("hierarchy.db.damaged-"), "{former:?}");
    assert!(!in_file(&former).verify().unwrap().flaws.is_empty(), "the damaged one is kept as it was");
    assert_eq!(content(&in_file(&path)), whole);

    damage(&backup).unwrap();
    assert!(matches!(restore(&Location::from(&path), &backup), Err(CopyError::Flawed { .. })));
    fs::write(&backup, "not a hierarchy, and long enough to be looked at").unwrap();
    assert!(matches!(
        restore(&Location::from(&path), &backup),
        Err(CopyError::Store(StoreError::NotAHierarchy { .. }))
    ));
    assert_eq!(content(&in_file(&path)), whole, "nothing was changed");
}

#[test]
fn revisions_continue_above_those_of_the_replaced_hierarchy() {
    let folder = tempfile::tempdir().unwrap();
    let [path, backup, later] = ["hierarchy.db", "backup.db", "later.db"].map(|name| folder.path().join(name));
    let hierarchy = in_file(&path).after([create(site("PS1", Primary, None))]);
    hierarchy.back_up(&backup).unwrap();
    let new_account = |number: u64| hierarchy.make(create(account(&format!("CONTOSO\\svc{number}")))).unwrap().revision;
    assert_eq!((1..=3).map(new_account).collect::<Vec<_>>(), [2, 3, 4]);
    let location = Location::from(&path);
    let replace = |backup: &Path| assert!(restore(&location, backup).unwrap().former.unwrap().exists());
    replace(&backup);
    assert_eq!((4..=5).map(new_account).collect::<Vec<_>>(), [5, 6], "2, 3 and 4 belong to what was replaced");
    hierarchy.back_up(&later).unwrap();
    replace(&backup);
    assert_eq!(new_account(6), 7);
    assert_eq!(hierarchy.verify().unwrap(), Verification { objects: 2, revision: 7, flaws: Vec::new() });
    replace(&later);
    assert_eq!(new_account(7), 8, "a backup has the restorations before it");
    assert_eq!(hierarchy.verify().unwrap().flaws, []);
    let kept = fs::read_dir(folder.path()).unwrap().filter(|file| {
        let name = file.as_ref().unwrap().file_name();
        name.to_string_lossy().contains("before-restore")
    });
    assert_eq!(kept.count(), 3, "each former content is kept, also of restores within one second");
}

#[test]
fn revisions_continue_above_those_of_a_damaged_hierarchy_that_still_says_them() {
    let folder = tempfile::tempdir().unwrap();
    let [path, backup] = ["hierarchy.db", "backup.db"].map(|name| folder.path().join(name));
    let hierarchy = in_file(&path).after(contoso());
    let last = hierarchy.back_up(&backup).unwrap().revision;
    let later = hierarchy.make(create(account(r"CONTOSO\later"))).unwrap().revision;
    assert_eq!(later, last + 1);
    drop(hierarchy);
    Connection::open(&path).unwrap().execute("DELETE FROM history WHERE number = 3", []).unwrap();
    restore(&Location::from(&path), &backup).unwrap();
    let hierarchy = in_file(&path);
    assert_eq!(hierarchy.make(create(account(r"CONTOSO\new"))).unwrap().revision, later + 1);
    assert_eq!(hierarchy.verify().unwrap().flaws, []);
}

#[test]
fn a_copy_of_a_file_that_cannot_be_shared_follows_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hierarchy.db");
    in_file(&path).after([create(site("PS1", Primary, None))]);
    let copy = Hierarchy::on(Sqlite::open_copy(&path).unwrap(), clock());
    let seen = || copy.get(&ObjectId::new(Kind::Account, r"CONTOSO\svc")).unwrap().map(|stored| stored.revision);
    assert_eq!(seen(), None);
    in_file(&path).make(create(account(r"CONTOSO\svc"))).unwrap();
    assert_eq!(seen(), Some(2));
    assert!(matches!(copy.make(delete(Kind::Site, "PS1")), Err(ApplyError::Store(StoreError::ReadOnly { .. }))));
}
