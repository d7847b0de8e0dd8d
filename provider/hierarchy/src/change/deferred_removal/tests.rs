use crate::change::{Change, Conditions, RestOfRun};
use crate::judgement::Order;
use crate::model::{Kind, Object, ObjectId, SiteSystem, SupRole, SyncSettings};
use crate::tests::fixture::*;
use crate::{Action, Hierarchy, HistoryFilter};

/// Changes of a run, each with those that Terraform makes before it.
type Run = Vec<(Change, Vec<usize>)>;

/// Every order in which Terraform can make the changes.
fn orders(run: &Run) -> Vec<Vec<Change>> {
    fn extend(run: &Run, made: &mut Vec<usize>, orders: &mut Vec<Vec<Change>>) {
        if made.len() == run.len() {
            orders.push(made.iter().map(|at| run[*at].0.clone()).collect());
        }
        for (at, (_, earlier)) in run.iter().enumerate() {
            if !made.contains(&at) && earlier.iter().all(|other| made.contains(other)) {
                made.push(at);
                extend(run, made, orders);
                made.pop();
            }
        }
    }
    let mut orders = Vec::new();
    extend(run, &mut Vec::new(), &mut orders);
    orders
}

fn in_run() -> Conditions {
    Conditions { rest_of_run: RestOfRun::Unknown, ..Conditions::default() }
}

fn make(world: &Hierarchy, change: &Change, conditions: Conditions) {
    world.apply_if(conditions, change.clone(), &author()).unwrap_or_else(|error| panic!("{change:?}: {error}"));
}

/// Makes a run in every order, and compares which objects of a kind are left.
fn expect_left(name: &str, world: fn() -> Vec<Change>, run: &Run, kind: Kind, left: &[&str]) {
    expect_left_after(in_run(), name, world, run, kind, left);
}

fn expect_left_after(
    conditions: Conditions,
    name: &str,
    world: fn() -> Vec<Change>,
    run: &Run,
    kind: Kind,
    left: &[&str],
) {
    for order in orders(run) {
        let world = empty().after(world());
        for change in &order {
            make(&world, change, conditions.clone());
        }
        for settings in world.read(|view| view.all::<SyncSettings>(crate::Lookup::All)).unwrap() {
            let role = &settings.object.sup_role_id;
            assert!(world.object(Kind::SupRole, role).is_some(), "{name}: settings of the removed {role}: {order:#?}");
        }
        let objects = world.read(|view| view.find(kind, crate::Lookup::All)).unwrap();
        assert!(objects.iter().all(|stored| stored.declared), "{name}: {order:#?}");
        let ids: Vec<String> = objects.into_iter().map(|stored| stored.object.id().id).collect();
        assert_eq!(ids, left, "{name}: {order:#?}");
    }
}

fn with_replicas_and_settings() -> Vec<Change> {
    let mut changes = contoso();
    changes.push(create(sup("PS1", "wsus-c", Some("PS1/wsus-a"))));
    changes.push(create(settings("PS1/wsus-a")));
    changes
}

/// The first software update point is removed; `wsus-b` takes over.
fn succession(removed_first: bool) -> Run {
    let removal = (delete(Kind::SupRole, &sup_id("PS1/wsus-a")), vec![]);
    let earlier = |more: &[usize]| if removed_first { [&[0], more].concat() } else { more.to_vec() };
    vec![
        removal,
        (update(sup("PS1", "wsus-b", Some("CAS/wsus-cas"))), earlier(&[])),
        (update(sup("PS1", "wsus-c", Some("PS1/wsus-b"))), earlier(&[1])),
        (update(sup("S11", "wsus-s11", Some("PS1/wsus-b"))), earlier(&[1])),
        (update(SyncSettings { sup_role_id: sup_id("PS1/wsus-b"), ..settings("PS1/wsus-a") }), earlier(&[1])),
    ]
}

#[test]
fn another_role_takes_over_from_the_removed_first_one() {
    let left = ["CAS/wsus-cas", "PS1/wsus-b", "PS1/wsus-c", "S11/wsus-s11"].map(sup_id);
    let left: Vec<&str> = left.iter().map(String::as_str).collect();
    for removed_first in [true, false] {
        let run = succession(removed_first);
        expect_left("a replica", with_replicas_and_settings, &run, Kind::SupRole, &left);
    }
}

#[test]
fn a_new_role_takes_over_from_the_only_one() {
    let run = |after_removal: &[usize]| {
        vec![
            (delete(Kind::SupRole, &sup_id("CAS/wsus-cas")), vec![]),
            (create(sup("CAS", "wsus-new", None)), after_removal.to_vec()),
            (update(sup("PS1", "wsus-a", Some("CAS/wsus-new"))), vec![0, 1]),
        ]
    };
    let left = ["CAS/wsus-new", "PS1/wsus-a", "PS1/wsus-b", "S11/wsus-s11"].map(sup_id);
    let left: Vec<&str> = left.iter().map(String::as_str).collect();
    expect_left("it is removed first", contoso, &run(&[0]), Kind::SupRole, &left);
    let removed = [ObjectId::new(Kind::SupRole, sup_id("CAS/wsus-cas"))];
    let known = Conditions { rest_of_run: removing(&removed), ..Conditions::default() };
    expect_left_after(known, "its removal is known", contoso, &run(&[]), Kind::SupRole, &left);
}

fn with_users() -> Vec<Change> {
    let mut changes = contoso();
    changes.push(update(connecting("CONTOSO\\svc-wsus")));
    changes.push(create(installed_by("CONTOSO\\svc-wsus")));
    changes
}

fn connecting(account: &str) -> SupRole {
    SupRole { wsus_connection_account: Some(account.to_owned()), ..sup("PS1", "wsus-b", Some("PS1/wsus-a")) }
}

fn installed_by(account: &str) -> SiteSystem {
    SiteSystem { installation_account: Some(account.to_owned()), ..system("PS1", "wsus-a") }
}

#[test]
fn an_account_in_use_is_renamed() {
    let renamed: Run = vec![
        (delete(Kind::Account, "CONTOSO\\svc-wsus"), vec![]),
        (create(account("CONTOSO\\new")), vec![0]),
        (update(connecting("CONTOSO\\new")), vec![1]),
        (update(installed_by("CONTOSO\\new")), vec![1]),
    ];
    expect_left("it is removed first", with_users, &renamed, Kind::Account, &["CONTOSO\\new"]);
    let with_a_removed_user: Run = vec![
        (delete(Kind::Account, "CONTOSO\\svc-wsus"), vec![]),
        (delete(Kind::SupRole, &sup_id("PS1/wsus-b")), vec![]),
        (update(system("PS1", "wsus-a")), vec![0]),
    ];
    expect_left("a user is removed", with_users, &with_a_removed_user, Kind::Account, &[]);
}

#[test]
fn what_waits_is_still_there_and_can_be_declared_again() {
    let world = empty().after(with_users());
    make(&world, &delete(Kind::Account, "CONTOSO\\svc-wsus"), in_run());
    let account_of = || world.object(Kind::Account, "CONTOSO\\svc-wsus");
    assert_eq!(account_of(), Some((Object::from(account("CONTOSO\\svc-wsus")), false)), "it is no longer declared");
    make(&world, &delete(Kind::Account, "CONTOSO\\svc-wsus"), in_run());
    assert!(account_of().is_some(), "it is not removed twice");
    world.make(create(account("CONTOSO\\svc-wsus"))).unwrap();
    world.make(update(sup("PS1", "wsus-b", Some("PS1/wsus-a")))).unwrap();
    world.make(update(system("PS1", "wsus-a"))).unwrap();
    assert!(account_of().is_some_and(|(_, declared)| declared), "a declared account stays without users");
}

#[test]
fn the_history_has_the_change_that_completed_a_removal() {
    let world = empty().after(with_replicas_and_settings());
    for (change, _) in succession(true) {
        make(&world, &change, in_run());
    }
    let of_role = HistoryFilter::of(&ObjectId::new(Kind::SupRole, sup_id("PS1/wsus-a")));
    let actions: Vec<Action> = world.history(&of_role).unwrap().into_iter().map(|entry| entry.action).collect();
    assert_eq!(actions, [Action::Create, Action::Release, Action::Delete]);
}

#[test]
fn in_a_faithful_order_child_sites_do_not_hold_a_removal() {
    let world = empty().after(contoso());
    let conditions = Conditions { order: Order::Faithful, ..in_run() };
    make(&world, &delete(Kind::SupRole, &sup_id("CAS/wsus-cas")), conditions);
    assert_eq!(world.object(Kind::SupRole, &sup_id("CAS/wsus-cas")), None);
}
