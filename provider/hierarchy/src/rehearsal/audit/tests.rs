use std::collections::BTreeSet;

use super::{Audit, AuditedObject, PlannedAction};
use crate::tests::fixture::*;
use crate::*;

fn new(object: impl Into<Object>) -> AuditedObject {
    AuditedObject::Put { part: PlannedAction::Create, object: object.into(), unknown: BTreeSet::new() }
}

fn stays(object: impl Into<Object>) -> AuditedObject {
    AuditedObject::unchanged(object.into())
}

fn becomes(before: impl Into<Object>, object: impl Into<Object>) -> AuditedObject {
    let part = PlannedAction::Write { before: Box::new(before.into()) };
    AuditedObject::Put { part, object: object.into(), unknown: BTreeSet::new() }
}

fn moves(prior: impl Into<Object>, object: impl Into<Object>) -> AuditedObject {
    let part = PlannedAction::Replace { prior: prior.into().id() };
    AuditedObject::Put { part, object: object.into(), unknown: BTreeSet::new() }
}

fn goes(object: impl Into<Object>) -> AuditedObject {
    AuditedObject::Removed(object.into())
}

fn vague(object: impl Into<Object>, unknown: &str) -> AuditedObject {
    AuditedObject::Put { part: PlannedAction::Create, object: object.into(), unknown: [unknown.to_owned()].into() }
}

/// Rule and object of every error.
fn errors(world: Option<&Hierarchy>, objects: &[AuditedObject]) -> BTreeSet<String> {
    found(world, objects, Severity::Error)
}

/// Rule and object of every finding of this severity.
fn found(world: Option<&Hierarchy>, objects: &[AuditedObject], severity: Severity) -> BTreeSet<String> {
    let audit = Audit::new(objects.to_vec(), clock().now(), Order::Strict);
    let judged = |stored: Option<&dyn View>| {
        let judge = |audited| audit.judge(audited, stored);
        audit.objects().iter().map(judge).collect::<Result<Vec<_>, _>>()
    };
    let findings = match world {
        Some(world) => world.read(|view| judged(Some(view))),
        None => judged(None),
    };
    let findings = findings.unwrap().into_iter().flatten();
    findings
        .filter(|finding| finding.severity == severity)
        .map(|finding| format!("{} {}/{}", finding.rule, finding.object.kind, finding.object.id))
        .collect()
}

fn cas() -> Site {
    site("CAS", Central, None)
}

fn ps1() -> Site {
    site("PS1", Primary, Some("CAS"))
}

fn first_of_ps1() -> SupRole {
    sup("PS1", "wsus-a", Some("CAS/wsus-cas"))
}

fn replica_of_ps1() -> SupRole {
    sup("PS1", "wsus-b", Some("PS1/wsus-a"))
}

#[test]
fn a_run_is_judged_as_a_whole_in_any_order() {
    let through_proxy = || SupRole { use_proxy_for_sync: true, ..sup("CAS", "wsus-cas", None) };
    type Case = (&'static str, Option<fn() -> Vec<Change>>, Vec<AuditedObject>, &'static [&'static str]);
    let cases: Vec<Case> = vec![
        ("no problem", None, vec![new(cas()), new(ps1()), new(sup("CAS", "wsus-cas", None)), new(first_of_ps1())], &[]),
        (
            "both of two top-level sites are reported",
            None,
            vec![new(cas()), new(site("PS1", Primary, None))],
            &["V18 site/CAS", "V18 site/PS1"],
        ),
        (
            "objects stored beside the run conflict",
            Some(contoso),
            vec![new(site("PS9", Primary, None)), new(sup("S11", "wsus-2", Some("PS1/wsus-a")))],
            &["V18 site/PS9", "V42 sup_role/S11/wsus-2.contoso.com"],
        ),
        ("a stored object already exists", Some(contoso), vec![new(ps1())], &["V03 site/PS1"]),
        ("an object planned twice already exists", None, vec![new(cas()), new(cas())], &["V03 site/CAS"]),
        (
            "a resource is renamed without a moved block",
            Some(contoso),
            vec![goes(replica_of_ps1()), new(replica_of_ps1())],
            &["H25 sup_role/PS1/wsus-b.contoso.com"],
        ),
        (
            "an implicitly created server belongs to its site",
            Some(contoso),
            vec![new(system("PS2", "wsus-b"))],
            &["V24 site_system/PS2/wsus-b.contoso.com"],
        ),
        (
            "a server is removed with its role",
            Some(contoso),
            vec![goes(replica_of_ps1()), new(sup("PS2", "wsus-b", Some("CAS/wsus-cas")))],
            &[],
        ),
        (
            "two roles swap their servers",
            Some(contoso),
            vec![
                moves(first_of_ps1(), sup("PS1", "wsus-b", Some("CAS/wsus-cas"))),
                moves(replica_of_ps1(), sup("PS1", "wsus-a", Some("PS1/wsus-b"))),
                becomes(sup("S11", "wsus-s11", Some("PS1/wsus-a")), sup("S11", "wsus-s11", Some("PS1/wsus-b"))),
            ],
            &[],
        ),
        (
            "a role that does not match its server is reported once",
            None,
            vec![new(cas()), new(system("CAS", "wsus-cas")), new(through_proxy())],
            &["V64 sup_role/CAS/wsus-cas.contoso.com"],
        ),
        (
            "a server that does not match a stored role is reported",
            Some(|| {
                let behind_proxy = SiteSystem { proxy: Some(proxy(None)), ..system("CAS", "wsus-cas") };
                let role = SupRole { use_proxy_for_sync: true, ..sup("CAS", "wsus-cas", None) };
                vec![create(site("CAS", Central, None)), create(behind_proxy), create(role)]
            }),
            vec![becomes(
                SiteSystem { proxy: Some(proxy(None)), ..system("CAS", "wsus-cas") },
                system("CAS", "wsus-cas"),
            )],
            &["V64 site_system/CAS/wsus-cas.contoso.com"],
        ),
        (
            "a removal that conflicts with other objects",
            Some(contoso),
            vec![goes(ps1())],
            &["H18 site/PS1", "V26 site/PS1"],
        ),
        (
            "unknown attributes break no rule",
            None,
            vec![
                vague(Site { site_code: String::new(), ..cas() }, "site_code"),
                new(ps1()),
                vague(sup("PS1", "wsus-a", None), "upstream_sup_id"),
            ],
            &[],
        ),
        ("known attributes do", None, vec![vague(ps1(), "name")], &["V11 site/PS1"]),
    ];
    for (what, world, objects, expected) in cases {
        let world = world.map(|world| empty().after(world()));
        let expected: BTreeSet<String> = expected.iter().map(|finding| (*finding).to_owned()).collect();
        let reversed: Vec<AuditedObject> = objects.iter().rev().cloned().collect();
        for order in [objects, reversed] {
            assert_eq!(errors(world.as_ref(), &order), expected, "{what}: {order:#?}");
        }
    }
}

#[test]
fn a_hierarchy_is_judged_as_it_stands() {
    let findings = |world: &Hierarchy| {
        let audit = world.read(|view| Audit::of(view, clock().now(), Order::Strict)).unwrap();
        errors(None, audit.objects())
    };
    assert_eq!(findings(&empty()), BTreeSet::new());
    assert_eq!(findings(&empty().after(contoso())), BTreeSet::new());
    // Two are first, and the others still refer to the former one: the promotion is not complete.
    let unfinished = ["H03 sup_role/PS1/wsus-b.contoso.com", "H03 sup_role/PS1/wsus-a.contoso.com"];
    assert!(unfinished.iter().all(|finding| findings(&empty().after(handover())).contains(*finding)));
}

/// A full hierarchy, stored or created by a run, breaks no rule. With one more site, all sites of its kind are
/// reported.
#[test]
fn limits_are_reached_and_not_crossed() {
    let primaries = (0..25).map(|number| site(&format!("P{number:02}"), Primary, Some("CAS")));
    let secondaries = (0..250).map(|number| site(&format!("{:03}", number), Secondary, Some("P00")));
    let full: Vec<Site> = [cas()].into_iter().chain(primaries).chain(secondaries).collect();
    for kind in [|site| stays(site), |site| new(site)] as [fn(Site) -> AuditedObject; 2] {
        let objects: Vec<AuditedObject> = full.iter().cloned().map(kind).collect();
        assert_eq!(errors(None, &objects), BTreeSet::new());
        let one_more = [objects, vec![kind(site("P25", Primary, Some("CAS")))]].concat();
        let told = errors(None, &one_more);
        assert!(told.len() == 26 && told.iter().all(|finding| finding.starts_with("V16 ")), "{told:?}");
    }
}

/// A role creates settings implicitly if none are declared, with a stored hierarchy or without one.
#[test]
fn settings_go_back_to_their_defaults_where_they_are_removed() {
    let role = || SupRole { require_ssl: true, ..sup("CAS", "wsus-cas", None) };
    let reporting = || SyncSettings { reporting_events: ReportingEvents::All, ..settings("CAS/wsus-cas") };
    let undeclared = || empty().after(contoso());
    let declared = || empty().after([contoso(), vec![create(reporting())]].concat());
    let none: &[&str] = &[];
    for (what, world, objects, expected) in [
        ("none are declared", Some(undeclared()), vec![stays(role())], none),
        ("there is no file", None, vec![stays(cas()), stays(role())], none),
        ("they are declared", Some(declared()), vec![stays(role())], none),
        ("they are removed", Some(declared()), vec![goes(reporting()), stays(role())], &["V128 sync_settings/CAS"]),
        ("without a file", None, vec![goes(reporting()), stays(cas()), stays(role())], &["V128 sync_settings/CAS"]),
    ] {
        let expected: BTreeSet<String> = expected.iter().map(|finding| (*finding).to_owned()).collect();
        assert_eq!(found(world.as_ref(), &objects, Severity::Warning), expected, "{what}");
    }
}
