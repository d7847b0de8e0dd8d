//! An object is removed when its last owner leaves, and not before.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use crate::store::{Sqlite, WhenMissing};
use crate::tests::fixture::*;
use crate::tests::memory::Memory;
use crate::*;

const ACCOUNT: &str = "CONTOSO\\svc-wsus";

fn mark(number: u8) -> Mark {
    Mark([number; 8])
}

/// A change of the managed instance with a mark, in a run.
fn by(own: Option<u8>, new: u8, run: u32) -> Conditions {
    let manager = Manager { mark: own.map(mark), new_mark: mark(new), runs: vec![RunId(run)] };
    Conditions { manager: Some(manager), ..Conditions::default() }
}

fn from_terraform() -> Author {
    Author { actor: "alice".to_owned(), origin: "terraform".to_owned() }
}

fn make(hierarchy: &Hierarchy, conditions: Conditions, change: Change) -> Result<Applied, ApplyError> {
    hierarchy.apply_if(conditions, change, &from_terraform())
}

/// The marks of the owners that count, and of those that are pending.
fn owners(hierarchy: &Hierarchy, id: &ObjectId) -> (Vec<u8>, Vec<u8>) {
    let (pending, counting): (Vec<_>, Vec<_>) =
        hierarchy.owners(id).unwrap().into_iter().partition(|owner| owner.pending.is_some());
    let marks = |owners: Vec<Owner>| owners.iter().map(|owner| owner.mark.0[0]).collect();
    (marks(counting), marks(pending))
}

fn account_id() -> ObjectId {
    ObjectId::new(Kind::Account, ACCOUNT)
}

fn changed(version: i64) -> Change {
    update(Account { password_version: Some(version), ..account(ACCOUNT) })
}

fn removal() -> Change {
    Change::Delete(account_id())
}

/// Runs a case on each kind of store, with an account that instance 1 created in run 1.
fn on_each_store(case: fn(&Hierarchy)) {
    let folder = tempfile::tempdir().unwrap();
    let file = Sqlite::open(&folder.path().join("hierarchy.db"), WhenMissing::Create).unwrap();
    for hierarchy in [Hierarchy::on(Memory::default(), clock()), Hierarchy::on(file, clock())] {
        make(&hierarchy, by(None, 1, 1), create(account(ACCOUNT))).unwrap();
        case(&hierarchy);
    }
}

fn exists(hierarchy: &Hierarchy) -> bool {
    hierarchy.get(&account_id()).unwrap().is_some()
}

fn import(hierarchy: &Hierarchy, number: u8, run: u32) {
    hierarchy.import(&account_id(), mark(number), RunId(run), &from_terraform()).unwrap();
}

fn confirm(hierarchy: &Hierarchy, number: u8, run: u32) {
    hierarchy.confirm_import(&account_id(), mark(number), RunId(run), &from_terraform()).unwrap();
}

/// With `create_before_destroy`, Terraform creates an object while its former one still exists.
#[test]
fn what_a_plan_replaces_is_reinstalled_when_it_is_created() {
    on_each_store(|hierarchy| {
        let successor = Object::from(Account { password_version: Some(2), ..account(ACCOUNT) });
        hierarchy.intend(&account_id(), &Intention::to_replace(&successor, false), &from_terraform()).unwrap();
        assert!(hierarchy.is_planned_replacement(&successor, &from_terraform()).unwrap());
        // A plan that creates it anew is another one.
        assert_ne!(hierarchy.duplication(&successor, &from_terraform()).unwrap(), []);
        let other = create(Account { password_version: Some(3), ..account(ACCOUNT) });
        assert!(matches!(make(hierarchy, by(None, 3, 2), other), Err(ApplyError::Refused(_))));
        make(hierarchy, by(None, 2, 2), Change::Create(successor.clone())).unwrap();
        assert_eq!(owners(hierarchy, &account_id()), (vec![2], vec![]));
        let history = hierarchy.history(&HistoryFilter::of(&account_id())).unwrap();
        let actions: Vec<_> = history.iter().map(|entry| entry.action).collect();
        assert_eq!(actions, [Action::Create, Action::Delete, Action::Create]);
        make(hierarchy, by(Some(1), 9, 2), removal()).unwrap();
        assert!(exists(hierarchy), "the deposed object is not the real one");
        assert!(!hierarchy.is_planned_replacement(&successor, &from_terraform()).unwrap(), "it is made once");
    });
}

/// The plan may have been thrown away, and an equal object belongs to somebody else.
#[test]
fn what_a_plan_replaces_is_not_reinstalled_for_others() {
    let bob = Author { actor: "bob".to_owned(), ..from_terraform() };
    let supctl = Author { origin: "supctl".to_owned(), ..from_terraform() };
    type Between = fn(&Hierarchy);
    let cases: [(Author, Between, bool); 5] = [
        (from_terraform(), |_| {}, true),
        (bob, |_| {}, false),
        (supctl, |_| {}, false),
        // A plan with an import, which may be thrown away as well.
        (from_terraform(), |hierarchy| import(hierarchy, 5, 7), true),
        (
            from_terraform(),
            |hierarchy| {
                import(hierarchy, 5, 7);
                confirm(hierarchy, 5, 8);
            },
            false,
        ),
    ];
    for (number, (author, between, is_reinstalled)) in cases.into_iter().enumerate() {
        let hierarchy = Hierarchy::on(Memory::default(), clock());
        make(&hierarchy, by(None, 1, 1), create(account(ACCOUNT))).unwrap();
        let successor = Object::from(Account { password_version: Some(2), ..account(ACCOUNT) });
        hierarchy.intend(&account_id(), &Intention::to_replace(&successor, false), &from_terraform()).unwrap();
        between(&hierarchy);
        let made = hierarchy.apply_if(by(None, 2, 9), Change::Create(successor), &author);
        assert_eq!(made.is_ok(), is_reinstalled, "case {number}: {made:?}");
    }
}

#[test]
fn a_planned_replacement_of_another_revision_does_not_count() {
    on_each_store(|hierarchy| {
        let successor = Object::from(Account { password_version: Some(2), ..account(ACCOUNT) });
        hierarchy.intend(&account_id(), &Intention::to_replace(&successor, false), &from_terraform()).unwrap();
        make(hierarchy, by(Some(1), 9, 2), changed(1)).unwrap();
        let rules: Vec<_> =
            hierarchy.duplication(&successor, &from_terraform()).unwrap().iter().map(|found| found.rule.0).collect();
        assert_eq!(rules, ["H10"]);
        assert!(matches!(make(hierarchy, by(None, 3, 2), Change::Create(successor)), Err(ApplyError::Refused(_))));
    });
}

#[test]
fn a_removal_by_a_foreign_instance_removes_nothing() {
    on_each_store(|hierarchy| {
        make(hierarchy, by(Some(1), 9, 2), changed(1)).unwrap();
        for foreign in [Some(7), None] {
            let applied = make(hierarchy, by(foreign, 9, 2), removal()).unwrap();
            let Ownership::Foreign(owner) = applied.ownership else { panic!("{applied:?}") };
            assert_eq!((owner.actor.as_str(), owner.origin.as_str(), owner.mark), ("alice", "terraform", mark(1)));
            assert!(exists(hierarchy));
        }
        let applied = make(hierarchy, by(Some(1), 9, 2), removal()).unwrap();
        assert_eq!((applied.ownership, exists(hierarchy)), (Ownership::Sole, false));
        assert_eq!(owners(hierarchy, &account_id()), (vec![], vec![]));
    });
}

#[test]
fn a_foreign_removal_is_no_stale_change() {
    on_each_store(|hierarchy| {
        let seen = Some(1);
        let other = Author { actor: "bob".to_owned(), ..from_terraform() };
        hierarchy.apply_if(by(Some(1), 9, 2), changed(1), &other).unwrap();
        let conditions = Conditions { expected_revision: seen, ..by(Some(7), 9, 2) };
        assert!(matches!(make(hierarchy, conditions, removal()).unwrap().ownership, Ownership::Foreign(_)));
    });
}

#[test]
fn a_foreign_update_takes_no_ownership() {
    on_each_store(|hierarchy| {
        make(hierarchy, by(Some(7), 9, 2), changed(1)).unwrap();
        assert_eq!(owners(hierarchy, &account_id()), (vec![1], vec![]));
    });
}

#[test]
fn state_without_a_mark_gets_one_at_the_next_write() {
    on_each_store(|hierarchy| {
        make(hierarchy, by(None, 2, 2), changed(1)).unwrap();
        assert_eq!(owners(hierarchy, &account_id()), (vec![1, 2], vec![]));
        hierarchy.clear_owners(&account_id()).unwrap();
        make(hierarchy, by(Some(7), 9, 2), changed(1)).unwrap();
        assert_eq!(owners(hierarchy, &account_id()), (vec![7], vec![]), "also where nothing else changes");
    });
}

#[test]
fn an_object_without_owners_is_removed() {
    for own in [None, Some(7)] {
        let hierarchy = empty().after([create(account(ACCOUNT))]);
        make(&hierarchy, by(own, 9, 1), removal()).unwrap();
        assert!(!exists(&hierarchy));
    }
}

#[test]
fn the_last_of_several_owners_removes_the_object() {
    on_each_store(|hierarchy| {
        import(hierarchy, 2, 2);
        confirm(hierarchy, 2, 3);
        for (own, stays) in [(1, true), (2, false)] {
            make(hierarchy, by(Some(own), 9, 4), removal()).unwrap();
            assert_eq!(exists(hierarchy), stays, "after owner {own} left");
        }
    });
}

#[test]
fn an_import_counts_in_its_run_and_after_it_was_seen_again() {
    on_each_store(|hierarchy| {
        import(hierarchy, 2, 2);
        confirm(hierarchy, 2, 2);
        assert_eq!(owners(hierarchy, &account_id()), (vec![1], vec![2]), "the plan may be thrown away");
        let of = |run| hierarchy.ownership(&account_id(), Some(mark(1)), &[RunId(run)]).unwrap();
        assert!(matches!(of(2), Ownership::Shared(_)), "the same run");
        assert_eq!(of(3), Ownership::Sole, "another run");
        confirm(hierarchy, 2, 3);
        assert_eq!(owners(hierarchy, &account_id()), (vec![1, 2], vec![]));
    });
}

#[test]
fn an_owner_that_leaves_in_the_run_of_an_import_leaves_the_object_to_it() {
    on_each_store(|hierarchy| {
        import(hierarchy, 2, 2);
        make(hierarchy, by(Some(1), 9, 2), removal()).unwrap();
        assert_eq!((exists(hierarchy), owners(hierarchy, &account_id())), (true, (vec![2], vec![])));
    });
}

#[test]
fn an_import_that_was_thrown_away_keeps_no_object() {
    on_each_store(|hierarchy| {
        import(hierarchy, 2, 2);
        make(hierarchy, by(Some(1), 9, 3), removal()).unwrap();
        assert!(!exists(hierarchy));
    });
}

#[test]
fn a_creation_that_finds_the_object_takes_it_over() {
    on_each_store(|hierarchy| {
        make(hierarchy, by(Some(1), 9, 1), changed(1)).unwrap();
        // The same run: two resources for one object.
        let Change::Update(object) = changed(1) else { panic!() };
        assert!(make(hierarchy, by(None, 2, 1), Change::Create(object)).is_err());
    });
    let memory = Memory::default();
    let run = || Hierarchy::on(memory.clone(), clock());
    make(&run(), by(None, 1, 1), create(account(ACCOUNT))).unwrap();
    make(&run(), by(Some(1), 9, 2), changed(1)).unwrap();
    let Change::Update(object) = changed(1) else { panic!() };
    let applied = make(&run(), by(None, 2, 3), Change::Create(object)).unwrap();
    assert_eq!(applied.adopted.map(|entry| entry.action), Some(Action::Create));
    assert_eq!(owners(&run(), &account_id()), (vec![2], vec![]), "also after updates");
    make(&run(), by(Some(1), 9, 4), removal()).unwrap();
    assert!(exists(&run()), "the former address only forgets");
}

#[test]
fn a_removed_object_has_no_owners_and_a_new_one_has_new_ones() {
    on_each_store(|hierarchy| {
        make(hierarchy, by(Some(1), 9, 2), removal()).unwrap();
        make(hierarchy, by(None, 2, 2), create(account(ACCOUNT))).unwrap();
        make(hierarchy, by(Some(1), 9, 3), removal()).unwrap();
        assert_eq!((exists(hierarchy), owners(hierarchy, &account_id())), (true, (vec![2], vec![])));
    });
}

#[test]
fn importing_an_implicit_server_declares_it() {
    let server = Object::from(system("PS1", "wsus-b")).id();
    let role = delete(Kind::SupRole, &sup_id("PS1/wsus-b"));
    let import = |world: &Hierarchy| world.import(&server, mark(5), RunId(2), &from_terraform()).unwrap();
    let declared = |world: &Hierarchy| world.get(&server).unwrap().map(|stored| stored.declared);

    let world = empty().after(contoso());
    import(&world);
    assert_eq!(declared(&world), Some(false), "a plan changes nothing");
    make(&world, by(None, 9, 2), role.clone()).unwrap();
    assert_eq!(declared(&world), Some(true), "its role is removed in the same run");

    let memory = Memory::default();
    Hierarchy::on(memory.clone(), clock()).after(contoso());
    let world = Hierarchy::on(memory, clock());
    import(&world);
    world.confirm_import(&server, mark(5), RunId(3), &from_terraform()).unwrap();
    assert!(!world.has_written(), "neither the import nor its confirmation is an apply");
    assert_eq!(declared(&world), Some(true));
    make(&world, by(None, 9, 3), role.clone()).unwrap();
    assert_eq!(declared(&world), Some(true));

    let world = empty().after(contoso());
    import(&world);
    make(&world, by(None, 9, 3), role).unwrap();
    assert_eq!(declared(&world), None, "an import that was thrown away declares nothing");
}

#[test]
fn a_released_object_has_no_owners() {
    let world = empty().after(contoso());
    let server = system("PS1", "wsus-b");
    let id = Object::from(server.clone()).id();
    make(&world, by(None, 1, 1), create(server)).unwrap();
    assert_eq!(owners(&world, &id), (vec![1], vec![]));
    make(&world, by(Some(1), 9, 2), Change::Delete(id.clone())).unwrap();
    assert_eq!(world.get(&id).unwrap().map(|stored| stored.declared), Some(false));
    assert_eq!(owners(&world, &id), (vec![], vec![]));
}

#[test]
fn what_only_the_console_changed_can_be_declared() {
    let console = Author { actor: "bob".to_owned(), origin: "supctl".to_owned() };
    let server = SiteSystem { internet_fqdn: Some("public.contoso.com".to_owned()), ..system("PS1", "wsus-b") };
    let id = Object::from(server.clone()).id();
    let world = empty().after(contoso());
    world.apply(update(server), &console).unwrap();
    make(&world, by(None, 1, 1), create(system("PS1", "wsus-b"))).unwrap();
    assert_eq!(owners(&world, &id), (vec![1], vec![]));
    assert!(make(&world, by(None, 2, 2), create(system("PS1", "wsus-b"))).is_err(), "it is declared now");

    let of_older_release = empty().after(contoso());
    make(&of_older_release, Conditions::default(), create(system("PS1", "wsus-b"))).unwrap();
    let other = SiteSystem { internet_fqdn: Some("public.contoso.com".to_owned()), ..system("PS1", "wsus-b") };
    assert!(make(&of_older_release, by(None, 2, 2), create(other)).is_err());
}

/// What one of two configurations does with the account, in a run of its own.
#[derive(Clone, Copy, Debug)]
enum Deed {
    Create,
    Update(i64),
    /// It plans an import and throws the plan away.
    PlanImport,
    Import,
    Refresh,
    Destroy,
    /// It forgets its state.
    Lose,
}

fn any_action() -> impl Strategy<Value = (usize, Deed)> {
    let action = prop_oneof![
        Just(Deed::Create),
        (1..3_i64).prop_map(Deed::Update),
        Just(Deed::PlanImport),
        Just(Deed::Import),
        Just(Deed::Refresh),
        Just(Deed::Destroy),
        Just(Deed::Lose),
    ];
    (0..2_usize, action)
}

/// A configuration: the mark in its state, if it has the account.
#[derive(Debug, Default)]
struct Configuration {
    mark: Option<u8>,
}

proptest! {
    /// Two configurations on one hierarchy, against a model: the marks that own the account. It is removed only when the last
    /// one of them leaves.
    #[test]
    fn an_object_is_removed_only_by_its_last_owner(actions in prop::collection::vec(any_action(), 1..25)) {
        let memory = Memory::default();
        let mut configurations = [Configuration::default(), Configuration::default()];
        let mut model: BTreeSet<u8> = BTreeSet::new();
        let mut pending: BTreeMap<u8, u32> = BTreeMap::new();
        let mut next_mark = 0_u8;
        for ((who, action), run) in actions.into_iter().zip(1_u32..) {
            let hierarchy = Hierarchy::on(memory.clone(), clock());
            let configuration = &mut configurations[who];
            let existed = exists(&hierarchy);
            next_mark += 1;
            match (action, configuration.mark) {
                (Deed::Create, None) => {
                    let created = make(&hierarchy, by(None, next_mark, run), create(account(ACCOUNT)));
                    if created.is_ok() {
                        configuration.mark = Some(next_mark);
                        model = BTreeSet::from([next_mark]);
                        pending.clear();
                    } else {
                        prop_assert!(existed, "a new account is created");
                    }
                }
                (Deed::Update(version), Some(own)) if existed => {
                    make(&hierarchy, by(Some(own), next_mark, run), changed(version)).unwrap();
                    if pending.remove(&own).is_some() || model.is_empty() {
                        model.insert(own);
                    }
                }
                (Deed::PlanImport, None) if existed => {
                    import(&hierarchy, next_mark, run);
                }
                (Deed::Import, None) if existed => {
                    import(&hierarchy, next_mark, run);
                    configuration.mark = Some(next_mark);
                    pending.insert(next_mark, run);
                }
                (Deed::Refresh, Some(own)) => {
                    confirm(&hierarchy, own, run);
                    if !existed {
                        configuration.mark = None;
                    } else if pending.remove(&own).is_some() {
                        model.insert(own);
                    }
                }
                (Deed::Destroy, Some(own)) => {
                    let applied = make(&hierarchy, by(Some(own), next_mark, run), removal()).unwrap();
                    configuration.mark = None;
                    pending.remove(&own);
                    model.remove(&own);
                    let stays = existed && !model.is_empty();
                    prop_assert_eq!(exists(&hierarchy), stays);
                    prop_assert_eq!(applied.ownership != Ownership::Sole, stays, "what stays is said");
                    if !stays {
                        pending.clear();
                    }
                }
                (Deed::Lose, _) => configuration.mark = None,
                _ => {}
            }
            prop_assert!(model.is_empty() || exists(&hierarchy), "{:?} own an account that is lost", model);
        }
    }
}
