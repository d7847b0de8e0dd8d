//! Each rule has a row with a change that complies with it and one that breaks it. The messages users read are a
//! snapshot.

mod audited;
mod rows;
mod servers;
mod standalone;
mod subscription;
mod synchronization;
mod versions;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use serde_json::Value;

use super::{Circumstances, Page, Rule, Stage, check, check_standalone, reinstallation, table};
use crate::judgement::{Finding, Order, Origin, Severity};
use crate::tests::fixture::*;
use crate::{Change, Conditions, Hierarchy, Kind, Object, ObjectId};
use rows::{Row, rows};

impl Row {
    fn world(&self) -> Hierarchy {
        let world = empty().after((self.world)());
        (self.then)(&world);
        world
    }

    fn findings(&self, change: &Change) -> Vec<Finding> {
        let mut findings = self.world().check(change).unwrap();
        findings.retain(|finding| finding.rule.0 == self.rule);
        findings
    }
}

#[test]
fn every_rule_is_kept_and_broken_by_a_row() {
    let rows = rows();
    let with_rows: BTreeSet<&str> = rows.iter().map(|row| row.rule).collect();
    let rules: BTreeSet<&str> =
        table().iter().filter(|rule| rule.is_judged_on_a_change()).map(|rule| rule.id.0).collect();
    let only_planned = BTreeSet::from(["H18"]);
    assert_eq!(&rules - &only_planned, with_rows, "a rule without a row, or a row without a rule");
    for row in &rows {
        assert_eq!(row.findings(&row.keeps), [], "{} is broken by the change that keeps it", row.rule);
        assert_ne!(
            row.findings(&row.breaks),
            [],
            "{} is kept by the change that breaks it: {:?}",
            row.rule,
            row.breaks
        );
    }
}

#[test]
fn what_a_type_cannot_hold_is_refused_by_name() {
    let rules: Vec<&str> = table().iter().filter(|rule| rule.stage() == Stage::Type).map(|rule| rule.id.0).collect();
    assert_eq!(rules, ["V08", "V31", "V60", "V69", "V87", "V106"]);
    let mut attributes = Object::from(site("PS1", Primary, None)).attributes();
    assert!(Object::read(Kind::Site, attributes.clone()).is_ok());
    attributes["type"] = "tertiary".into();
    let error = Object::read(Kind::Site, attributes).unwrap_err();
    insta::assert_snapshot!(
        error,
        @"unknown variant `tertiary`, expected one of `central_administration`, `primary`, `secondary`"
    );
}

/// Terraform validates without a hierarchy: only what no hierarchy has is refused then.
#[test]
fn rules_of_form_are_few() {
    let of_form: Vec<&Rule> = table().iter().filter(|rule| rule.stage() == Stage::Form).collect();
    assert!(of_form.iter().all(|rule| rule.severity == Severity::Error), "a warning is shown once, at plan");
    let ids: Vec<&str> = of_form.iter().map(|rule| rule.id.0).collect();
    assert_eq!(
        ids,
        [
            "V01", "V02", "V09", "V10", "V14", "H06", "H21", "H17", "H24", "V50", "V82", "V88", "V89", "V90", "V91",
            "V92", "V93", "V107"
        ]
    );
}

#[test]
fn numbers_are_given_once() {
    let mut seen = BTreeMap::new();
    for rule in table() {
        assert_eq!(seen.insert(rule.id, rule.title), None, "{} is there twice", rule.id);
        assert!(!rule.kinds.is_empty(), "{} judges something", rule.id);
    }
}

/// What a rule claims is no more than its pages can say.
#[test]
fn every_origin_has_its_source() {
    for Rule { id, origin, source, .. } in table() {
        let has = |is_documentation| source.pages.iter().any(|page| page.is_documentation() == is_documentation);
        let is_sourced = match origin {
            Origin::Documented | Origin::Order | Origin::Inferred => has(true),
            Origin::Code => has(false) || source.remark.is_some(),
            Origin::House | Origin::Memory => source.remark.is_some(),
        };
        assert!(is_sourced, "{id} is {}, from: {source}", origin.title());
    }
}

#[test]
fn a_page_has_one_title_and_one_address() {
    let pages: BTreeSet<Page> = table().iter().flat_map(|rule| rule.source.pages.iter().copied()).collect();
    let titles: BTreeSet<&str> = pages.iter().map(|page| page.title).collect();
    let addresses: BTreeSet<&str> = pages.iter().map(|page| page.address).collect();
    assert_eq!((titles.len(), addresses.len()), (pages.len(), pages.len()));
    for Page { title, address } in pages {
        assert!(
            address.starts_with("https://") && !address.contains(' ') && title.trim() == title,
            "{title}: {address}"
        );
    }
}

#[test]
fn every_rule_says_how_to_keep_it() {
    for rule in table() {
        let words = rule.fix.strip_suffix('.').unwrap_or_default();
        assert!(words.contains(' '), "{} says how to keep it in a sentence: \"{}\"", rule.id, rule.fix);
    }
}

#[test]
fn what_users_read() {
    let mut text = String::new();
    for row in rows() {
        for finding in row.findings(&row.breaks) {
            let attribute = finding.attribute.as_deref().unwrap_or("(whole object)");
            let element = finding.element.map_or_else(String::new, |element| format!("[{element:?}]"));
            let severity = finding.severity;
            writeln!(
                text,
                "{severity} at {attribute}{element}: {}
{}
",
                finding.summary, finding.detail
            )
            .unwrap();
        }
    }
    insta::assert_snapshot!(text);
}

#[test]
fn no_rule_reads_more_than_it_says() {
    for row in rows() {
        let (Change::Create(object) | Change::Update(object)) = &row.breaks else { continue };
        let reads = table().iter().find(|rule| rule.id.0 == row.rule).unwrap().reads.attributes();
        let is_read = |name: &str| reads.iter().any(|path| path.split('.').next() == Some(name));
        let is_identity = |name: &str| ["site_code", "server_fqdn", "user_name", "sup_role_id"].contains(&name);
        let mut attributes = object.attributes();
        for (name, value) in attributes.as_object_mut().unwrap() {
            if !is_read(name) && !is_identity(name) {
                *value = other(object.kind(), name);
            }
        }
        let altered = Object::read(object.kind(), attributes).unwrap();
        let change = if matches!(row.breaks, Change::Create(_)) { create(altered) } else { update(altered) };
        let summaries = |findings: Vec<Finding>| findings.into_iter().map(|f| f.summary).collect::<Vec<_>>();
        assert_eq!(summaries(row.findings(&change)), summaries(row.findings(&row.breaks)), "{}", row.rule);
    }
}

/// A value that the attribute has in none of the rows.
fn other(kind: Kind, attribute: &str) -> Value {
    let elsewhere: Object = match kind {
        Kind::Site => crate::Site { name: "Fabrikam".into(), ..site("CAS", Central, None) }.into(),
        Kind::SiteSystem => {
            crate::SiteSystem { internet_fqdn: Some(server("public")), ..system("PS2", "other") }.into()
        }
        Kind::SupRole => {
            crate::SupRole { http_port: 80, ledbat: true, ..sup("PS2", "other", Some("CAS/wsus-cas")) }.into()
        }
        Kind::SyncSettings => settings("PS2/other").into(),
        Kind::Account => crate::Account { password_version: Some(7), ..account("CONTOSO\\other") }.into(),
    };
    elsewhere.attributes()[attribute].clone()
}

#[test]
fn unknown_attributes_are_not_judged() {
    let unknown = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<String>>();
    let rules = |findings: Vec<Finding>| findings.iter().map(|finding| finding.rule.0).collect::<Vec<_>>();

    let secondary = site("S99", Secondary, None).into();
    assert_eq!(rules(check_standalone(&secondary, &unknown(&[]))), ["V10"]);
    assert_eq!(rules(check_standalone(&secondary, &unknown(&["parent_site_code"]))), Vec::<&str>::new());

    let mut top = settings("CAS/wsus-cas");
    let interval = Some(crate::Interval { days: Some(40), ..Default::default() });
    top.schedule = Some(crate::Schedule { start: Some("noon".to_owned()), interval, ..Default::default() });
    let at_once = crate::SupersedenceRule { expire_immediately: true, wait_months: 100 };
    top.supersedence = Some(crate::Supersedence { feature_updates: at_once, ..Default::default() });
    for (names, expected) in [
        (vec![], vec!["V89", "V93", "V107", "V108", "V109"]),
        (vec!["schedule.interval.hours", "supersedence.feature_updates.wait_months"], vec!["V93", "V109"]),
        (vec!["schedule.start", "supersedence.non_feature_updates"], vec!["V89", "V107", "V108", "V109"]),
        (vec!["schedule", "supersedence"], vec![]),
    ] {
        assert_eq!(rules(check_standalone(&top.clone().into(), &unknown(&names))), expected, "unknown: {names:?}");
    }

    // An attribute is unknown if the whole or a part of it is unknown. Attributes judged one by one are still judged.
    let mut child = settings("PS1/wsus-a");
    child.alert_on_sync_failure = Some(true);
    child.languages.summary_details = Some(BTreeSet::from(["de".to_owned()]));
    let world = empty().after(contoso());
    for (names, expected) in [
        (vec![], vec!["alert_on_sync_failure", "languages.summary_details"]),
        (vec!["languages"], vec!["alert_on_sync_failure"]),
        (vec!["languages.summary_details"], vec!["alert_on_sync_failure"]),
        (vec!["alert_on_sync_failure"], vec!["languages.summary_details"]),
        (vec!["alert"], vec!["alert_on_sync_failure", "languages.summary_details"]),
    ] {
        let found =
            world.read(|view| check(&update(child.clone()), &unknown(&names), view, &Default::default())).unwrap();
        let mut attributes: Vec<String> = found.into_iter().filter_map(|finding| finding.attribute).collect();
        attributes.sort();
        assert_eq!(attributes, expected, "unknown: {names:?}");
    }
}

#[test]
fn an_object_whose_id_is_unknown_is_named_by_its_kind() {
    let role = crate::SupRole { http_port: 80, site_code: String::new(), ..sup("PS1", "wsus-a", None) };
    let findings = check_standalone(&role.into(), &BTreeSet::from(["site_code".to_owned()]));
    let summaries: Vec<&str> = findings.iter().map(|finding| finding.summary.as_str()).collect();
    assert_eq!(summaries, ["Software update point: https_port 8531 does not match http_port 80 (V51)"]);
}

#[test]
fn defaults_please_every_rule() {
    for object in [
        Object::from(system("PS1", "wsus-a")),
        sup("PS1", "wsus-a", Some("CAS/wsus-cas")).into(),
        settings("CAS/wsus-cas").into(),
        settings("PS1/wsus-a").into(),
    ] {
        assert_eq!(check_standalone(&object, &BTreeSet::new()), [], "{}", object.id());
    }
}

#[test]
fn all_rules_are_heard() {
    let site = crate::Site { name: String::new(), version: Some("25.9".into()), ..site("ps9", Secondary, Some("XXX")) };
    let findings = empty().check(&create(site)).unwrap();
    let rules: Vec<&str> = findings.iter().map(|finding| finding.rule.0).collect();
    assert_eq!(rules, ["V01", "V06", "H06", "H08", "V11"]);
}

#[test]
fn what_a_child_must_not_set_is_reported_once() {
    let at_once = crate::SupersedenceRule { expire_immediately: true, ..Default::default() };
    let supersedence = crate::Supersedence { feature_updates: at_once, ..Default::default() };
    let updates = crate::ThirdPartyUpdates { enabled: true, ..Default::default() };
    let child = crate::SyncSettings {
        express_updates: Some(true),
        supersedence: Some(supersedence),
        third_party_updates: Some(updates),
        reporting_events: crate::ReportingEvents::All,
        ..settings("PS1/wsus-a")
    };
    let findings = empty().after(contoso()).check(&create(child)).unwrap();
    let rules: Vec<_> =
        findings.iter().map(|finding| (finding.rule.0, finding.attribute.as_deref().unwrap())).collect();
    let inherited = ["supersedence", "third_party_updates", "express_updates"].map(|attribute| ("V86", attribute));
    assert_eq!(rules, [vec![("V125", "reporting_events")], inherited.to_vec()].concat());
}

#[test]
fn a_child_primary_is_not_reinstalled_under_its_code() {
    for (code, r#type, parent) in [("CAS", Central, None), ("PS1", Primary, None), ("S11", Secondary, Some("EUR"))] {
        assert_eq!(reinstallation(&site(code, r#type, parent)), [], "{code}");
    }
    let findings = reinstallation(&site("EUR", Primary, Some("CAS")));
    let [finding] = findings.as_slice() else { panic!("{findings:?}") };
    assert_eq!((finding.rule.0, finding.severity), ("V04", Severity::Error));
    assert_eq!((finding.object.id.as_str(), finding.attribute.as_deref()), ("EUR", Some("site_code")));
    insta::assert_snapshot!(format!("{}\n{}", finding.summary, finding.detail), @"
    Site EUR: cannot be reinstalled under its code (V04)
    This change removes and reinstalls the site. Objects created at the site keep its code permanently, so the hierarchy would accept the removal and refuse the installation. Choose another site_code. Or undo the change of what is fixed at installation: name, type, server_fqdn, install_directory or parent_site_code.
    ");

    // As the finding says, the hierarchy accepts the removal and refuses the installation.
    let world = empty().after(contoso()).after([delete(Kind::Site, "PS2")]);
    let refused = world.check(&create(site("PS2", Primary, Some("CAS")))).unwrap();
    assert_eq!(refused.iter().map(|finding| finding.rule.0).collect::<Vec<_>>(), ["V04"]);
}

#[test]
fn a_wrong_upstream_is_reported_once() {
    let pointing = |id: &str| crate::SupRole { upstream_sup_id: Some(id.to_owned()), ..sup("PS1", "wsus-c", None) };
    for (upstream, rule) in [
        ("garbage", "H11"),
        ("CAS/wsus-missing.contoso.com", "H01"),
        ("S11/wsus-s11.contoso.com", "H02"),
        ("PS1/wsus-b.contoso.com", "H16"),
        ("CAS/wsus-cas.contoso.com", "H03"),
    ] {
        let findings = empty().after(contoso()).check(&create(pointing(upstream))).unwrap();
        assert_eq!(findings.iter().map(|finding| finding.rule.0).collect::<Vec<_>>(), [rule], "{upstream}");
    }
}

#[test]
fn an_order_the_product_does_not_enforce_is_taken_as_told() {
    let world = empty().after([create(site("CAS", Central, None)), create(site("PS1", Primary, Some("CAS")))]);
    let change = create(sup("PS1", "wsus-a", None));
    for (order, severity) in [(Order::Strict, Severity::Error), (Order::Faithful, Severity::Warning)] {
        let circumstances = Circumstances { order, ..Circumstances::default() };
        let found = world.read(|view| check(&change, &BTreeSet::new(), view, &circumstances)).unwrap();
        let told: Vec<_> = found.iter().map(|finding| (finding.rule.0, finding.severity)).collect();
        assert_eq!(told, [("V40", severity)], "{order:?}");
    }
    let conditions = Conditions { order: Order::Faithful, ..Conditions::default() };
    world.apply_if(conditions, change, &author()).unwrap();
}

#[test]
fn a_change_of_a_run_counts_on_the_rest_of_the_run() {
    let role = |id: &str| ObjectId::new(Kind::SupRole, sup_id(id));
    let second_first = || create(sup("PS1", "wsus-new", Some("CAS/wsus-cas")));
    let second_of_secondary = || create(sup("S11", "wsus-new", Some("PS1/wsus-a")));
    let of_run = |removed: &[ObjectId]| Circumstances { rest_of_run: removing(removed), ..Circumstances::default() };
    let replacing = |id: &str| Circumstances { counterpart: Some(role(id)), ..of_run(&[]) };
    let removed = || delete(Kind::SupRole, &sup_id("PS1/wsus-a"));
    for (change, circumstances, errors) in [
        (removed(), Circumstances::default(), vec!["V72", "H13"]),
        (removed(), of_run(&[]), vec![]),
        (delete(Kind::SupRole, &sup_id("CAS/wsus-cas")), of_run(&[]), vec![]),
        (second_first(), of_run(&[]), vec!["H03"]),
        (second_first(), of_run(&[role("PS1/wsus-a")]), vec![]),
        (second_first(), of_run(&[role("PS1/wsus-b")]), vec!["H03"]),
        (second_first(), replacing("PS1/wsus-a"), vec![]),
        (second_first(), replacing("PS2/wsus-a"), vec!["H03"]),
        (second_of_secondary(), of_run(&[]), vec!["V42"]),
        (second_of_secondary(), of_run(&[role("S11/wsus-s11")]), vec![]),
    ] {
        let world = empty().after(contoso());
        let mut found = world.read(|view| check(&change, &BTreeSet::new(), view, &circumstances)).unwrap();
        found.retain(|finding| finding.severity == Severity::Error);
        let found: Vec<&str> = found.iter().map(|finding| finding.rule.0).collect();
        assert_eq!(found, errors, "{change:?} {circumstances:?}");
    }
}
