//! A change planned on one state of an object is not made on another, with any store.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::store::{Sqlite, WhenMissing};
use crate::tests::fixture::*;
use crate::tests::memory::Memory;
use crate::*;

/// Runs a case on each kind of store: two runs on one hierarchy, which contains [`contoso`] at the start.
fn on_each_store(case: fn(&Hierarchy, &Hierarchy)) {
    let memory = Memory::default();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hierarchy.db");
    let open = || Hierarchy::on(Sqlite::open(&path, WhenMissing::Create).unwrap(), clock());
    for [setup, one, other] in [
        [memory.clone(), memory.clone(), memory].map(|memory| Hierarchy::on(memory, clock())),
        [open(), open(), open()],
    ] {
        setup.after(contoso());
        case(&one, &other);
    }
}

/// The account of [`contoso`] with another password.
fn password(version: i64) -> Change {
    update(Account { password_version: Some(version), ..account("CONTOSO\\svc-wsus") })
}

fn removal() -> Change {
    delete(Kind::Account, "CONTOSO\\svc-wsus")
}

fn seen(hierarchy: &Hierarchy, change: &Change) -> u64 {
    hierarchy.get(&change.id()).unwrap().unwrap().revision
}

fn bob() -> Author {
    Author { actor: "bob".to_owned(), origin: "supctl".to_owned() }
}

/// The result of a change that was planned on a revision: the refusal, with a line for each change since.
fn outcome(hierarchy: &Hierarchy, seen: u64, change: Change) -> String {
    let conditions = Conditions { expected_revision: Some(seen), ..Conditions::default() };
    match hierarchy.apply_if(conditions, change, &author()) {
        Ok(_) => "made".to_owned(),
        Err(ApplyError::Stale { object, since }) => {
            let line = |entry: &HistoryEntry| {
                let changes: Vec<_> = entry.changes().iter().map(ToString::to_string).collect();
                let what = if entry.action == Action::Update { changes.join("; ") } else { entry.action.to_string() };
                format!("\n{} {} {}: {what}", entry.time, entry.actor, entry.origin)
            };
            format!("{object}{}", since.iter().map(line).collect::<String>())
        }
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn what_others_changed_since_speaks_against_a_change() {
    on_each_store(|run, other| {
        let seen = seen(run, &removal());
        other.apply(password(1), &bob()).unwrap();
        for change in [password(2), removal()] {
            let refusal = outcome(run, seen, change);
            insta::allow_duplicates! { insta::assert_snapshot!(refusal, @r"
            Account CONTOSO\svc-wsus
            2026-11-22T18:00:00Z bob supctl: password_version: not set → 1
            "); }
        }
        let stored = run.object(Kind::Account, "CONTOSO\\svc-wsus").unwrap().0;
        assert_eq!(update(stored), password(1), "nothing is written");
    });
}

#[test]
fn all_that_happened_since_is_told() {
    on_each_store(|run, other| {
        let seen = seen(run, &removal());
        other.apply(password(1), &bob()).unwrap();
        other.apply(removal(), &bob()).unwrap();
        let gone = outcome(run, seen, password(2));
        other.apply(create(account("CONTOSO\\svc-wsus")), &bob()).unwrap();
        let there_again = outcome(run, seen, password(2));
        insta::allow_duplicates! {
            insta::assert_snapshot!(gone, @r"
            Account CONTOSO\svc-wsus
            2026-11-22T18:00:00Z bob supctl: password_version: not set → 1
            2026-11-22T18:00:00Z bob supctl: delete
            ");
            insta::assert_snapshot!(there_again, @r"
            Account CONTOSO\svc-wsus
            2026-11-22T18:00:00Z bob supctl: password_version: not set → 1
            2026-11-22T18:00:00Z bob supctl: delete
            2026-11-22T18:00:00Z bob supctl: create
            ");
        }
    });
}

#[test]
fn what_is_to_go_may_be_gone() {
    on_each_store(|run, other| {
        let seen = seen(run, &removal());
        other.apply(removal(), &bob()).unwrap();
        assert_eq!(outcome(run, seen, removal()), "made");
    });
}

#[test]
fn changes_of_other_objects_do_not_matter() {
    on_each_store(|run, other| {
        let seen = seen(run, &removal());
        other.apply(create(system("PS1", "idle")), &bob()).unwrap();
        other.apply(create(account("CONTOSO\\another")), &bob()).unwrap();
        assert_eq!(outcome(run, seen, password(1)), "made");
    });
}

#[test]
fn what_the_run_did_itself_does_not_matter() {
    on_each_store(|run, other| {
        let settings_follow = update(settings("PS1/wsus-b"));
        let seen = seen(run, &settings_follow);
        run.make(update(sup("PS1", "wsus-b", Some("CAS/wsus-cas")))).unwrap();
        // Also moves the undeclared settings.
        run.make(update(sup("PS1", "wsus-a", Some("PS1/wsus-b")))).unwrap();
        let moved = run.get(&settings_follow.id()).unwrap().unwrap();
        assert_ne!(moved.revision, seen);
        assert_eq!(outcome(run, seen, settings_follow.clone()), "made");

        assert!(run.has_written() && !other.has_written());
        let refused = outcome(other, seen, settings_follow);
        assert!(refused.contains("alice test: sup_role_id:"), "another run did not do it: {refused}");
    });
}

#[test]
fn what_others_did_before_the_run_itself_still_matters() {
    on_each_store(|run, other| {
        let seen = seen(run, &removal());
        other.apply(password(1), &bob()).unwrap();
        run.make(password(2)).unwrap();
        let refusal = outcome(run, seen, password(3));
        assert!(refusal.ends_with("bob supctl: password_version: not set → 1"), "{refusal}");
    });
}

#[test]
fn a_hierarchy_put_back_from_a_copy_is_another_one() {
    on_each_store(|run, _| {
        assert_eq!(outcome(run, 1_000, password(1)), "Account CONTOSO\\svc-wsus");
    });
}

/// With an alias of the provider, another process installs the central administration site of an expansion.
#[test]
fn an_expansion_by_the_same_author_is_no_conflict() {
    let (memory, by_run) = (
        Memory::default(),
        RestOfRun::Known {
            changed: [ObjectId::new(Kind::Site, "cas")].into_iter().collect::<BTreeSet<_>>().into(),
            removed: Arc::default(),
            written: Arc::default(),
        },
    );
    let [run, other] = [memory.clone(), memory].map(|memory| Hierarchy::on(memory, clock()));
    let other = other.after([create(site("PS1", Primary, None)), create(sup("PS1", "wsus-a", None))]);
    let below = update(site("PS1", Primary, Some("CAS")));
    let settings = update(SyncSettings { reporting_events: ReportingEvents::All, ..child_settings() });
    let [seen_site, seen_settings] = [&below, &settings].map(|change| seen(&run, change));
    other.apply(create(site("CAS", Central, None)), &author()).unwrap();
    let since = |seen, change: &Change, rest_of_run: &RestOfRun, author: &Author| {
        let conditions =
            Conditions { expected_revision: Some(seen), rest_of_run: rest_of_run.clone(), ..Conditions::default() };
        match run.apply_if(conditions, change.clone(), author) {
            Err(ApplyError::Stale { .. }) => false,
            applied => applied.is_ok(),
        }
    };
    assert!(!since(seen_site, &below, &by_run, &bob()), "another author");
    assert!(!since(seen_site, &update(site("PS1", Primary, None)), &RestOfRun::Unknown, &author()), "an older plan");
    assert!(!since(seen_settings, &settings, &RestOfRun::Unknown, &author()), "an older plan");
    assert!(since(seen_site, &below, &RestOfRun::Unknown, &author()), "as planned");
    assert!(since(seen_settings, &settings, &by_run, &author()), "of the same run");
}

fn child_settings() -> SyncSettings {
    SyncSettings::child_defaults(&sup_id("PS1/wsus-a"))
}
