//! The order in which a run plans does not change the findings, as long as a referenced object comes first.

use std::collections::BTreeSet;
use std::env;

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::{PlannedAction, Rehearsal};
use crate::tests::fixture::*;
use crate::*;

/// What a run does with one object.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "a handful live at a time")]
enum Step {
    Put(PlannedAction, Object),
    Remove(ObjectId),
}

fn new(object: impl Into<Object>) -> Step {
    Step::Put(PlannedAction::Create, object.into())
}

fn stays(object: impl Into<Object>) -> Step {
    let object = object.into();
    Step::Put(PlannedAction::Write { before: Box::new(object.clone()) }, object)
}

fn becomes(before: impl Into<Object>, object: impl Into<Object>) -> Step {
    Step::Put(PlannedAction::Write { before: Box::new(before.into()) }, object.into())
}

fn moves(prior: impl Into<Object>, object: impl Into<Object>) -> Step {
    Step::Put(PlannedAction::Replace { prior: prior.into().id() }, object.into())
}

fn goes(object: impl Into<Object>) -> Step {
    Step::Remove(object.into().id())
}

/// A description, the hierarchy, and the run.
type Case = (&'static str, fn() -> Vec<Change>, Vec<Step>);

/// The rules a run breaks, if its steps are planned in this order.
fn errors(world: &Hierarchy, steps: &[Step]) -> BTreeSet<&'static str> {
    let findings = findings(world, steps).into_iter();
    findings.filter(|finding| finding.severity == Severity::Error).map(|finding| finding.rule.0).collect()
}

/// What is found if the steps of a run are planned in this order.
fn findings(world: &Hierarchy, steps: &[Step]) -> Vec<Finding> {
    let (mut rehearsal, known) = (Rehearsal::new(clock().now(), Order::Strict), BTreeSet::new());
    let mut findings = Vec::new();
    for step in steps {
        let found = world.read(|view| match step {
            Step::Put(part, object) => {
                let findings = rehearsal.judge(part, object, &known, Some(view));
                rehearsal.put(part, object, &known);
                findings
            }
            Step::Remove(id) => rehearsal.remove(id, Some(view)),
        });
        findings.extend(found.unwrap());
    }
    findings
}

/// Every order of the steps in which no step comes before one it refers to.
fn orders(steps: &[Step]) -> Vec<Vec<Step>> {
    if steps.is_empty() {
        return vec![Vec::new()];
    }
    let mut orders = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        let mut rest = steps.to_vec();
        rest.remove(at);
        if rest.iter().any(|other| refers(step, other)) {
            continue;
        }
        orders.extend(self::orders(&rest).into_iter().map(|order| [vec![step.clone()], order].concat()));
    }
    orders
}

/// Whether a configuration with references plans `other` before `step`.
fn refers(step: &Step, other: &Step) -> bool {
    let (Step::Put(_, object), Step::Put(_, other)) = (step, other) else { return false };
    let named: Vec<ObjectId> = match object {
        Object::Site(site) => site.parent_site_code.iter().map(|code| ObjectId::new(Kind::Site, code)).collect(),
        Object::SiteSystem(system) => vec![ObjectId::new(Kind::Site, &system.site_code)],
        Object::SupRole(sup) => {
            let server = ObjectId::new(Kind::SiteSystem, sup.id());
            let upstream = sup.upstream_sup_id.iter().map(|id| ObjectId::new(Kind::SupRole, id));
            let account = sup.wsus_connection_account.iter().map(|name| ObjectId::new(Kind::Account, name));
            upstream.chain(account).chain([ObjectId::new(Kind::Site, &sup.site_code), server]).collect()
        }
        Object::SyncSettings(settings) => vec![ObjectId::new(Kind::SupRole, &settings.sup_role_id)],
        Object::Account(_) => Vec::new(),
    };
    named.iter().any(|id| id.kind == other.kind() && id.key() == other.id().key())
}

fn first_of_ps1() -> SupRole {
    sup("PS1", "wsus-a", Some("CAS/wsus-cas"))
}

fn replica_of_ps1() -> SupRole {
    sup("PS1", "wsus-b", Some("PS1/wsus-a"))
}

/// [`contoso`] with a role that uses its account.
fn with_user() -> Vec<Change> {
    let mut changes = contoso();
    changes.push(update(user()));
    changes
}

fn user() -> SupRole {
    SupRole { wsus_connection_account: Some("CONTOSO\\svc-wsus".to_owned()), ..replica_of_ps1() }
}

fn with_one_primary() -> Vec<Change> {
    vec![
        create(site("CAS", Central, None)),
        create(site("PS1", Primary, Some("CAS"))),
        create(sup("CAS", "wsus-cas", None)),
        create(settings("CAS/wsus-cas")),
    ]
}

#[test]
fn the_objects_of_a_departing_site_are_listed_once() {
    let world = empty().after(with_one_primary());
    let steps = [
        goes(settings("CAS/wsus-cas")),
        goes(sup("CAS", "wsus-cas", None)),
        goes(site("CAS", Central, None)),
        becomes(site("PS1", Primary, Some("CAS")), site("PS1", Primary, None)),
    ];
    for order in orders(&steps) {
        let told: Vec<Finding> =
            findings(&world, &order).into_iter().filter(|finding| finding.severity == Severity::Error).collect();
        let [finding] = told.as_slice() else { panic!("{told:?}") };
        insta::allow_duplicates! {
            insta::assert_snapshot!(finding.detail);
        }
    }
}

#[test]
fn the_last_software_update_point_is_missed_unless_the_run_is_known_to_add_another() {
    let world = empty().after([create(site("CAS", Central, None)), create(sup("CAS", "wsus-cas", None))]);
    let is_missed = |steps: &[Step]| findings(&world, steps).iter().any(|finding| finding.rule.0 == "V73");
    let removal = goes(sup("CAS", "wsus-cas", None));
    assert!(is_missed(&[stays(site("CAS", Central, None)), removal.clone()]));
    assert!(!is_missed(&[stays(site("CAS", Central, None)), new(sup("CAS", "wsus-new", None)), removal]));
}

#[test]
fn mistakes_are_told_in_every_order() {
    let cas = || site("CAS", Central, None);
    let ps1 = || site("PS1", Primary, Some("CAS"));
    let secondary = || site("S11", Secondary, Some("PS1"));
    let through_proxy = || SupRole { use_proxy_for_sync: true, ..sup("CAS", "wsus-cas", None) };
    let by_hand = |sup: SupRole| stays(SupRole { use_proxy_for_sync: true, ..sup });
    let cases: Vec<Case> = vec![
        ("V13", Vec::new, vec![new(cas()), new(ps1()), new(site("S11", Secondary, Some("CAS")))]),
        ("V11", Vec::new, vec![new(cas()), new(site("PS1", Primary, Some("CAZ")))]),
        ("V18", Vec::new, vec![new(cas()), new(ps1()), new(site("PS2", Primary, None))]),
        ("V24", Vec::new, vec![new(cas()), new(Site { server_fqdn: server("cm-cas"), ..ps1() })]),
        ("V03", Vec::new, vec![new(cas()), new(ps1()), new(ps1())]),
        ("H02", contoso, vec![stays(first_of_ps1()), new(sup("PS2", "wsus-p", Some("PS1/wsus-a")))]),
        ("V40", Vec::new, vec![new(cas()), new(ps1()), new(sup("PS1", "wsus-a", None))]),
        ("V64", Vec::new, vec![new(cas()), new(through_proxy())]),
        ("V64", Vec::new, vec![new(cas()), new(system("CAS", "wsus-cas")), new(through_proxy())]),
        (
            "V42",
            contoso,
            vec![new(sup("S12", "wsus-1", Some("PS1/wsus-a"))), new(sup("S12", "wsus-2", Some("PS1/wsus-a")))],
        ),
        ("H03", contoso, vec![stays(first_of_ps1()), new(sup("PS1", "wsus-c", Some("CAS/wsus-cas")))]),
        (
            "H03",
            contoso,
            vec![
                new(sup("PS1", "wsus-c", Some("CAS/wsus-cas"))),
                becomes(first_of_ps1(), sup("PS1", "wsus-a", Some("PS1/wsus-c"))),
            ],
        ),
        (
            "H16",
            contoso,
            vec![stays(first_of_ps1()), stays(replica_of_ps1()), new(sup("PS1", "wsus-c", Some("PS1/wsus-b")))],
        ),
        ("V27", contoso, vec![goes(cas()), stays(ps1())]),
        ("V26", contoso, vec![goes(site("S12", Secondary, Some("PS1"))), new(site("S21", Central, Some("S12")))]),
        ("V28", contoso, vec![becomes(ps1(), site("PS1", Primary, None))]),
        ("V27", contoso, vec![moves(cas(), cas())]),
        (
            "V18",
            || vec![create(site("PS1", Primary, None))],
            vec![goes(site("PS1", Primary, None)), new(site("PS9", Primary, None))],
        ),
        ("V26", contoso, vec![moves(ps1(), ps1()), moves(secondary(), secondary())]),
        (
            "H18",
            contoso,
            vec![goes(site("S11", Secondary, Some("PS1"))), stays(sup("S11", "wsus-s11", Some("PS1/wsus-a")))],
        ),
        ("V72", contoso, vec![goes(first_of_ps1()), stays(replica_of_ps1())]),
        (
            "V62",
            contoso,
            vec![
                goes(account("CONTOSO\\svc-wsus")),
                stays(SupRole { wsus_connection_account: Some("CONTOSO\\svc-wsus".to_owned()), ..first_of_ps1() }),
            ],
        ),
        ("V72", contoso, vec![moves(first_of_ps1(), sup("PS1", "wsus-new", None)), stays(replica_of_ps1())]),
        ("H15", with_user, vec![moves(account("CONTOSO\\svc-wsus"), account("CONTOSO\\new")), stays(user())]),
        ("V28", with_one_primary, vec![goes(settings("CAS/wsus-cas")), becomes(ps1(), site("PS1", Primary, None))]),
        (
            "V28",
            with_one_primary,
            vec![goes(sup("CAS", "wsus-cas", None)), goes(cas()), becomes(ps1(), site("PS1", Primary, None))],
        ),
        (
            "V64",
            contoso,
            vec![
                stays(first_of_ps1()),
                by_hand(first_of_ps1()),
                becomes(
                    system("PS1", "wsus-a"),
                    SiteSystem { internet_fqdn: Some(server("public")), ..system("PS1", "wsus-a") },
                ),
            ],
        ),
    ];
    for (rule, world, steps) in cases {
        let world = empty().after(world());
        let orders = orders(&steps);
        let mut seen = BTreeSet::new();
        for order in orders {
            let told = errors(&world, &order);
            assert!(!told.is_empty(), "{rule}: no finding for {order:#?}");
            seen.extend(told);
        }
        assert!(seen.contains(rule), "{rule}: {seen:?}");
    }
}

#[test]
fn a_removal_is_told_who_needs_what_goes_in_every_order() {
    let of_s11 = || sup("S11", "wsus-s11", Some("PS1/wsus-a"));
    let becomes_slower = becomes(replica_of_ps1(), SupRole { ledbat: true, ..replica_of_ps1() });
    let account = || account("CONTOSO\\svc-wsus");
    let with_account = || SupRole { wsus_connection_account: Some("CONTOSO\\svc-wsus".to_owned()), ..replica_of_ps1() };
    for (rule, steps) in [
        ("V26", vec![goes(site("PS1", Primary, Some("CAS"))), stays(site("S11", Secondary, Some("PS1")))]),
        ("H18", vec![goes(site("PS1", Primary, Some("CAS"))), stays(first_of_ps1())]),
        ("H15", vec![goes(account()), stays(with_account())]),
        ("V72", vec![goes(first_of_ps1()), stays(replica_of_ps1())]),
        ("V72", vec![goes(first_of_ps1()), becomes_slower]),
        ("V74", vec![goes(first_of_ps1()), goes(replica_of_ps1()), stays(of_s11())]),
    ] {
        let world = empty().after(contoso()).after(vec![Change::Update(with_account().into())]);
        for order in orders(&steps) {
            assert_eq!(errors(&world, &order), BTreeSet::from([rule]), "{order:#?}");
        }
    }
}

#[test]
fn a_resource_is_renamed_with_a_moved_block() {
    let world = empty().after(contoso());
    for object in [
        Object::from(replica_of_ps1()),
        site("S12", Secondary, Some("PS1")).into(),
        system("PS1", "wsus-b").into(),
        settings("CAS/wsus-cas").into(),
        account("CONTOSO\\svc-wsus").into(),
    ] {
        for order in orders(&[goes(object.clone()), new(object.clone())]) {
            assert_eq!(errors(&world, &order), BTreeSet::from(["H25"]), "{order:#?}");
        }
    }
    let gone = [goes(account("CONTOSO\\gone")), new(account("CONTOSO\\gone"))];
    for order in orders(&gone) {
        assert_eq!(errors(&world, &order), BTreeSet::new(), "it was removed outside the run: {order:#?}");
    }
}

/// It is planned like a new one before Terraform plans that its former address loses it.
#[test]
fn a_removal_shows_that_what_was_taken_for_tainted_is_renamed() {
    let (world, id) = (empty().after(contoso()), ObjectId::new(Kind::Site, "PS2"));
    let mut rehearsal = Rehearsal::new(clock().now(), Order::Strict);
    assert!(rehearsal.take_for_tainted(&id));
    let findings = world.read(|view| rehearsal.remove(&id, Some(view))).unwrap();
    assert_eq!(findings.iter().map(|finding| finding.rule.0).collect::<Vec<_>>(), ["H25"]);
    let mut rehearsal = Rehearsal::new(clock().now(), Order::Strict);
    world.read(|view| rehearsal.remove(&id, Some(view))).unwrap();
    assert!(!rehearsal.take_for_tainted(&id), "its removal is planned");
}

#[test]
fn what_is_allowed_is_refused_in_no_order() {
    let cas = || site("CAS", Central, None);
    let ps1 = || site("PS1", Primary, Some("CAS"));
    let on = |host: &str| sup("PS1", host, Some("CAS/wsus-cas"));
    let cases: Vec<Case> = vec![
        (
            "two roles swap their servers",
            contoso,
            vec![
                moves(first_of_ps1(), on("wsus-b")),
                moves(replica_of_ps1(), sup("PS1", "wsus-a", Some("PS1/wsus-b"))),
            ],
        ),
        (
            "the only role of a secondary site moves",
            contoso,
            vec![moves(sup("S11", "wsus-s11", Some("PS1/wsus-a")), sup("S11", "wsus-new", Some("PS1/wsus-a")))],
        ),
        (
            "the only role of a secondary site is replaced by another",
            contoso,
            vec![goes(sup("S11", "wsus-s11", Some("PS1/wsus-a"))), new(sup("S11", "wsus-new", Some("PS1/wsus-a")))],
        ),
        (
            "the first role moves",
            contoso,
            vec![
                moves(first_of_ps1(), on("wsus-new")),
                becomes(replica_of_ps1(), sup("PS1", "wsus-b", Some("PS1/wsus-new"))),
                becomes(sup("S11", "wsus-s11", Some("PS1/wsus-a")), sup("S11", "wsus-s11", Some("PS1/wsus-new"))),
            ],
        ),
        (
            "another role is promoted",
            contoso,
            vec![
                becomes(replica_of_ps1(), on("wsus-b")),
                becomes(first_of_ps1(), sup("PS1", "wsus-a", Some("PS1/wsus-b"))),
                becomes(sup("S11", "wsus-s11", Some("PS1/wsus-a")), sup("S11", "wsus-s11", Some("PS1/wsus-b"))),
            ],
        ),
        (
            "the first role is removed, and its replica takes over",
            contoso,
            vec![
                goes(first_of_ps1()),
                becomes(replica_of_ps1(), on("wsus-b")),
                becomes(sup("S11", "wsus-s11", Some("PS1/wsus-a")), sup("S11", "wsus-s11", Some("PS1/wsus-b"))),
            ],
        ),
        (
            "an account is renamed",
            with_user,
            vec![
                moves(account("CONTOSO\\svc-wsus"), account("CONTOSO\\new")),
                becomes(
                    user(),
                    SupRole { wsus_connection_account: Some("CONTOSO\\new".to_owned()), ..replica_of_ps1() },
                ),
            ],
        ),
        (
            "everything is removed",
            contoso,
            vec![
                goes(cas()),
                goes(ps1()),
                goes(site("S11", Secondary, Some("PS1"))),
                goes(first_of_ps1()),
                goes(replica_of_ps1()),
            ],
        ),
    ];
    for (what, world, steps) in cases {
        let world = empty().after(world());
        for order in orders(&steps) {
            assert_eq!(errors(&world, &order), BTreeSet::new(), "{what}: {order:#?}");
        }
    }
}

#[test]
fn what_is_not_known_yet_is_not_held_against_anybody() {
    let world = empty();
    let unknown = |name: &str| BTreeSet::from([name.to_owned()]);
    let ps1 = Object::from(site("PS1", Primary, Some("CAS")));
    for (what, planned, name) in [
        ("a site without a known name", Site { site_code: String::new(), ..site("CAS", Central, None) }, "site_code"),
        ("a site of unknown type", site("CAS", Primary, None), "type"),
    ] {
        let mut rehearsal = Rehearsal::new(clock().now(), Order::Strict);
        rehearsal.put(&PlannedAction::Create, &planned.into(), &unknown(name));
        let findings =
            world.read(|view| rehearsal.judge(&PlannedAction::Create, &ps1, &BTreeSet::new(), Some(view))).unwrap();
        assert_eq!(findings, [], "{what}");
    }
    let in_use = empty().after(with_user());
    let mut rehearsal = Rehearsal::new(clock().now(), Order::Strict);
    rehearsal.keep(&Object::from(user()).id());
    let renamed = PlannedAction::Replace { prior: ObjectId::new(Kind::Account, "CONTOSO\\svc-wsus") };
    let findings =
        in_use.read(|view| rehearsal.judge(&renamed, &account("").into(), &unknown("user_name"), Some(view))).unwrap();
    assert_eq!(findings, [], "an account whose name may stay the same");

    let mut rehearsal = Rehearsal::new(clock().now(), Order::Strict);
    rehearsal.planned_elsewhere([ObjectId::new(Kind::Site, "CAS")]);
    assert_eq!(
        rehearsal.judge(&PlannedAction::Create, &ps1, &BTreeSet::new(), None).unwrap(),
        [],
        "planned by another process"
    );
}

#[test]
fn settings_do_not_stay_without_their_software_update_point_in_whatever_order() {
    let stay = Object::from(settings("PS1/wsus-a"));
    let role = Object::from(sup("PS1", "wsus-a", None)).id();
    let world =
        empty().after([create(site("PS1", Primary, None)), create(sup("PS1", "wsus-a", None)), create(stay.clone())]);
    let unchanged = PlannedAction::Write { before: Box::new(stay.clone()) };
    for is_removal_first in [true, false] {
        let mut rehearsal = Rehearsal::new(clock().now(), Order::Strict);
        let plan = |view: &dyn View| {
            let mut findings = Vec::new();
            for is_removal in [is_removal_first, !is_removal_first] {
                if is_removal {
                    findings.extend(rehearsal.remove(&role, Some(view))?);
                } else if rehearsal.keep(&stay.id()) {
                    findings.extend(rehearsal.judge(&unchanged, &stay, &BTreeSet::new(), Some(view))?);
                }
            }
            Ok(findings)
        };
        let findings = world.read(plan).unwrap();
        assert!(findings.iter().any(|finding| finding.severity == Severity::Error), "{is_removal_first}: {findings:?}");
    }
}

/// A top-level site that no resource manages any more stays, and the run does not tell of it.
#[test]
fn a_primary_site_is_not_installed_beside_a_top_level_site_that_is_not_planned() {
    let world = empty().after([create(site("PS1", Primary, None))]);
    for (new, expected) in [(site("PS9", Primary, None), vec!["V18"]), (site("CAS", Central, None), vec![])] {
        let rehearsal = Rehearsal::new(clock().now(), Order::Strict);
        let object = new.into();
        let judge = |view: &dyn View| rehearsal.judge(&PlannedAction::Create, &object, &BTreeSet::new(), Some(view));
        let mut findings = world.read(judge).unwrap();
        findings.retain(|finding| finding.severity == Severity::Error);
        assert_eq!(findings.iter().map(|finding| finding.rule.0).collect::<Vec<_>>(), expected, "{object:?}");
    }
}

#[test]
fn a_first_software_update_point_of_another_process_counts() {
    let cas = || Object::from(site("CAS", Central, None));
    let with_site = empty().after([create(cas())]);
    let rules_of = |elsewhere: &str, here: &str, world: &Hierarchy| -> Vec<&str> {
        let mut rehearsal = Rehearsal::new(clock().now(), Order::Strict);
        let first = Object::from(sup("CAS", elsewhere, None));
        rehearsal.planned_elsewhere([cas().id(), first.id()]);
        rehearsal.firsts_created_elsewhere([cas(), first]);
        let planned = sup("CAS", here, None).into();
        let judge = |view: &dyn View| rehearsal.judge(&PlannedAction::Create, &planned, &BTreeSet::new(), Some(view));
        let findings = world.read(judge).unwrap();
        findings.iter().filter(|finding| finding.severity == Severity::Error).map(|finding| finding.rule.0).collect()
    };
    for world in [&with_site, &empty()] {
        assert_eq!(rules_of("wsus-a", "wsus-b", world), ["H03"]);
        assert_eq!(rules_of("wsus-a", "wsus-a", world), [""; 0], "this one, as it was planned before");
    }
}

const SITES: [&str; 6] = ["CAS", "PS1", "PS2", "S11", "S12", "S21"];

/// An object with a valid or another parent.
fn an_object() -> impl Strategy<Value = Object> {
    let place = (
        select(&SITES[..]),
        select(vec!["a", "b", "c"]),
        prop::option::of((select(&SITES[..]), select(vec!["a", "b"]))),
    );
    let a_site = (
        select(&SITES[..]),
        select(vec![Central, Primary, Secondary]),
        prop::option::of(select(&SITES[..])),
        any::<bool>(),
    )
        .prop_map(|(code, r#type, parent, fits)| if fits { fitting_site(code) } else { site(code, r#type, parent) });
    let host = |code: &str, host: &str| format!("{host}-{}", code.to_lowercase());
    let a_sup = (place.clone(), any::<bool>()).prop_map(move |((code, on, upstream), use_proxy_for_sync)| {
        let upstream = upstream.map(|(site, on)| format!("{site}/{}", host(site, on)));
        SupRole { use_proxy_for_sync, ..sup(code, &host(code, on), upstream.as_deref()) }
    });
    let a_system = (place, any::<bool>()).prop_map(move |((code, on, _), with_proxy)| SiteSystem {
        proxy: with_proxy.then(|| proxy(None)),
        ..system(code, &host(code, on))
    });
    prop_oneof![a_site.prop_map(Object::from), a_sup.prop_map(Object::from), a_system.prop_map(Object::from)]
}

fn fitting_site(code: &str) -> Site {
    match code {
        "CAS" => site(code, Central, None),
        "PS1" | "PS2" => site(code, Primary, Some("CAS")),
        "S21" => site(code, Secondary, Some("PS2")),
        _ => site(code, Secondary, Some("PS1")),
    }
}

/// What a run does with an object: a new one is created; an existing one stays, changes or is removed.
fn a_step(world: &Hierarchy, object: Object, choice: u8) -> Step {
    match world.get(&object.id()).unwrap() {
        None => new(object),
        Some(stored) if choice.is_multiple_of(3) => stays(stored.object),
        Some(stored) if choice % 3 == 1 && object.kind() != Kind::Site => becomes(stored.object, object),
        Some(stored) => goes(stored.object),
    }
}

/// The steps in an order that respects references, chosen by the choices.
fn ordered(mut steps: Vec<Step>, choices: &[Index]) -> Vec<Step> {
    let mut order = Vec::new();
    for choice in choices.iter().cycle() {
        let ready: Vec<usize> = (0..steps.len())
            .filter(|at| !steps.iter().enumerate().any(|(other, step)| other != *at && refers(&steps[*at], step)))
            .collect();
        if ready.is_empty() {
            break;
        }
        order.push(steps.remove(ready[choice.index(ready.len())]));
    }
    order
}

/// The environment overrides the number of cases.
fn some_cases() -> ProptestConfig {
    let default = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    if env::var_os("PROPTEST_CASES").is_some() { default } else { ProptestConfig { cases: 128, ..default } }
}

proptest! {
    #![proptest_config(some_cases())]

    #[test]
    fn the_order_of_planning_does_not_change_the_verdict(
        objects in prop::collection::vec((an_object(), any::<u8>()), 1..12),
        starts_empty in any::<bool>(),
        one in prop::collection::vec(any::<Index>(), 12),
        other in prop::collection::vec(any::<Index>(), 12),
    ) {
        let world = if starts_empty { empty() } else { empty().after(contoso()) };
        let mut seen = BTreeSet::new();
        let steps: Vec<Step> = objects
            .into_iter()
            .filter(|(object, _)| seen.insert(object.id()))
            .map(|(object, choice)| a_step(&world, object, choice))
            .collect();
        let (one, other) = (ordered(steps.clone(), &one), ordered(steps, &other));
        let (in_one, in_other) = (errors(&world, &one), errors(&world, &other));
        prop_assert_eq!(in_one.is_empty(), in_other.is_empty(), "{:#?}\nfinds {:?}\n{:#?}\nfinds {:?}", one, in_one, other, in_other);
    }
}
