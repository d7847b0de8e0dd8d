//! Rules about several objects, all changed in one run: what holds only until the run ends is not reported, in whatever
//! order the objects change.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::fixture::*;
use super::memory::Memory;
use crate::*;

/// A rule, and the two states between which its objects change together.
type Case = (&'static str, fn() -> Vec<Object>, fn() -> Vec<Object>);

const CASES: [Case; 6] = [
    ("V52", pair, || {
        pair_with(
            |server| (server.wsus.http_port, server.wsus.https_port) = (80, 443),
            |role| (role.http_port, role.https_port) = (80, 443),
        )
    }),
    ("V53", pair, || pair_with(|server| server.wsus.ssl_configured = true, |role| role.require_ssl = true)),
    ("V64", pair, || pair_with(|server| server.proxy = Some(proxy(None)), |role| role.use_proxy_for_sync = true)),
    ("V63", pair, || {
        pair_with(
            |server| {
                server.untrusted_forest = true;
                server.installation_account = Some("CONTOSO\\svc-wsus".to_owned());
            },
            |role| role.wsus_connection_account = Some("CONTOSO\\svc-wsus".to_owned()),
        )
    }),
    ("V45", || servers(OperatingSystem::WindowsServer2022), || servers(OperatingSystem::WindowsServer2025)),
    ("H16", roles, || {
        vec![sup("PS1", "wsus-a", Some("PS1/wsus-b")).into(), sup("PS1", "wsus-b", Some("CAS/wsus-cas")).into()]
    }),
];

fn pair() -> Vec<Object> {
    pair_with(|_| (), |_| ())
}

fn pair_with(server: fn(&mut SiteSystem), role: fn(&mut SupRole)) -> Vec<Object> {
    let (mut system, mut sup) = (system("PS1", "wsus-b"), sup("PS1", "wsus-b", Some("PS1/wsus-a")));
    server(&mut system);
    role(&mut sup);
    vec![system.into(), sup.into()]
}

fn servers(operating_system: OperatingSystem) -> Vec<Object> {
    let server = |(site, host)| SiteSystem { operating_system, wsus: Wsus::of(operating_system), ..system(site, host) };
    [("CAS", "wsus-cas"), ("PS1", "wsus-a"), ("PS1", "wsus-b")].map(server).map(Object::from).to_vec()
}

fn roles() -> Vec<Object> {
    vec![sup("PS1", "wsus-a", Some("CAS/wsus-cas")).into(), sup("PS1", "wsus-b", Some("PS1/wsus-a")).into()]
}

/// [`contoso`] with the objects of a case in their first state.
fn installed(objects: Vec<Object>) -> Memory {
    let memory = Memory::default();
    run(&memory).after(contoso()).after(objects.into_iter().map(|object| match object {
        Object::SiteSystem(_) => Change::Create(object),
        _ => Change::Update(object),
    }));
    memory
}

/// The hierarchy as one run has it.
fn run(memory: &Memory) -> Hierarchy {
    Hierarchy::on(memory.clone(), clock())
}

fn in_both_orders(objects: Vec<Object>) -> [Vec<Object>; 2] {
    let reversed = objects.iter().rev().cloned().collect();
    [objects, reversed]
}

/// What each change of a run reports that would not be so in the end: the rules.
fn reported(memory: &Memory, rest_of_run: &RestOfRun, objects: &[Object]) -> Vec<String> {
    let hierarchy = run(memory);
    let report = |object: &Object| {
        let conditions = Conditions { rest_of_run: rest_of_run.clone(), ..Conditions::default() };
        match hierarchy.apply_if(conditions, Change::Update(object.clone()), &author()) {
            Ok(applied) => applied.warnings.into_iter().filter(|warning| warning.is_momentary).collect(),
            Err(ApplyError::Refused(findings)) => findings,
            Err(error) => panic!("{error}"),
        }
    };
    objects.iter().flat_map(report).map(|finding| finding.summary).collect()
}

fn all(objects: &[Object]) -> RestOfRun {
    let key = |object: &Object| ObjectId::new(object.id().kind, object.id().key());
    let changed = Arc::new(objects.iter().map(key).collect());
    RestOfRun::Known { changed, removed: Arc::default(), written: Arc::default() }
}

#[test]
fn a_run_that_changes_all_sides_reports_nothing_on_the_way() {
    for (rule, first, second) in CASES {
        for [there, back] in [[first, second], [second, first]] {
            for objects in in_both_orders(back()) {
                // The first state is reached in a run of its own.
                let memory = installed(first());
                reported(&memory, &all(&objects), &there());
                assert_eq!(reported(&memory, &all(&objects), &objects), [""; 0], "{rule}: {objects:#?}");
                for object in objects {
                    assert_eq!(run(&memory).get(&object.id()).unwrap().unwrap().object, object, "{rule}");
                }
            }
        }
    }
}

#[test]
fn the_plan_of_all_sides_reports_nothing() {
    for (rule, first, second) in CASES {
        let hierarchy = run(&installed(first()));
        for objects in in_both_orders(second()) {
            let mut rehearsal = Rehearsal::new(hierarchy.now().unwrap(), Order::Strict);
            for object in objects {
                let before = hierarchy.get(&object.id()).unwrap().unwrap().object;
                let (part, unknown) = (PlannedAction::Write { before: Box::new(before) }, BTreeSet::new());
                let judge = |view: &dyn View| rehearsal.judge(&part, &object, &unknown, Some(view));
                let found = hierarchy.read(judge).unwrap();
                assert_eq!(found, [], "{rule}");
                rehearsal.put(&part, &object, &unknown);
            }
        }
    }
}

/// A change alone leaves the conflict behind: it is reported, whether or not other objects change.
#[test]
fn a_run_that_changes_one_side_reports_the_conflict() {
    for (rule, first, second) in CASES {
        let objects = second();
        let alone = |rest_of_run: fn(&[Object]) -> RestOfRun| {
            let each = objects.chunks(1).flat_map(|one| reported(&installed(first()), &rest_of_run(one), one));
            each.filter(|summary| summary.contains(rule)).count()
        };
        let reports = alone(|_| RestOfRun::Nothing);
        assert!(reports > 0, "{rule} is not about several objects");
        assert_eq!(alone(all), reports, "{rule}");
    }
}

/// A saved plan: nothing is known of the rest of the run, so a server's change warns of nothing that it may resolve.
#[test]
fn a_run_of_which_nothing_is_known_is_not_warned_of_what_it_may_resolve() {
    for (rule, first, second) in CASES {
        let objects = second();
        assert_eq!(reported(&installed(first()), &RestOfRun::Unknown, &objects), [""; 0], "{rule}");
    }
}
