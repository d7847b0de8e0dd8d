//! Rules that need to know everything that exists after a run.

use super::*;
use crate::clock::Clock;
use crate::{Audit, AuditedObject, PlannedAction, SiteSystem, SupRole};

/// The findings of one rule about a whole run, with what they are about.
fn audited(rule: &str, objects: Vec<AuditedObject>) -> Vec<String> {
    let audit = Audit::new(objects, clock().now(), Order::Strict);
    let findings = audit.objects().iter().flat_map(|object| audit.judge(object, None).unwrap());
    findings
        .filter(|finding| finding.rule.0 == rule)
        .map(|finding| format!("{:?} {}", finding.severity, finding.object))
        .collect()
}

fn created(object: impl Into<Object>) -> AuditedObject {
    AuditedObject::Put { part: PlannedAction::Create, object: object.into(), unknown: BTreeSet::new() }
}

fn sites() -> [AuditedObject; 4] {
    [
        created(site("CAS", Central, None)),
        created(site("PS1", Primary, Some("CAS"))),
        created(site("PS2", Primary, Some("CAS"))),
        created(site("S11", Secondary, Some("PS1"))),
    ]
}

/// Statements 2 and 3 of "Install and configure a software update point".
#[test]
fn a_site_without_a_software_update_point_is_told_when_the_whole_run_is_known() {
    let with = |roles: Vec<SupRole>| sites().into_iter().chain(roles.into_iter().map(created)).collect::<Vec<_>>();
    assert_eq!(audited("V130", with(vec![])), ["Warning Site CAS", "Warning Site PS1", "Warning Site PS2"]);
    let some = vec![sup("CAS", "wsus-cas", None), sup("PS1", "wsus-a", Some("CAS/wsus-cas"))];
    assert_eq!(audited("V130", with(some.clone())), ["Warning Site PS2"]);
    let world = empty().after([create(site("CAS", Central, None))]);
    let change = create(site("PS1", Primary, Some("CAS")));
    let told = world.check(&change).unwrap().into_iter().any(|finding| finding.rule.0 == "V130");
    assert!(!told, "the same run may add one");
}

/// Statement 22 of "Install and configure a software update point".
#[test]
fn http_is_told_when_the_whole_run_is_known() {
    let http = sup("CAS", "wsus-cas", None);
    let ssl = SupRole { require_ssl: true, ..sup("CAS", "wsus-ssl", Some("CAS/wsus-cas")) };
    let roles = sites().into_iter().chain([created(http), created(ssl)]).collect();
    assert_eq!(audited("V131", roles), ["Warning Software update point CAS/wsus-cas.contoso.com"]);
}

#[test]
fn a_stored_name_of_a_database_is_told_and_not_refused() {
    let named = |name: &str| sharing("PS1", "wsus-a", Some("sql.contoso.com"), Some(name));
    let changed = |from: SiteSystem, to: SiteSystem| {
        let part = PlannedAction::Write { before: Box::new(from.into()) };
        vec![AuditedObject::Put { part, object: to.into(), unknown: BTreeSet::new() }]
    };
    let about = |severity: &str| [format!("{severity} Site system PS1/wsus-a.contoso.com")];
    assert_eq!(audited("H23", changed(named("SUSDB_PS1"), named("SUSDB_PS1"))), about("Warning"));
    let with_ssl = |mut server: SiteSystem| {
        server.wsus.ssl_configured = true;
        server
    };
    assert_eq!(audited("H23", changed(named("SUSDB_PS1"), with_ssl(named("SUSDB_PS1")))), about("Warning"));
    assert_eq!(audited("H23", changed(named("SUSDB_PS1"), named("SUSDB_2"))), about("Error"));
    assert_eq!(audited("H23", changed(named("SUSDB_PS1"), named("susdb"))), [""; 0]);
    assert_eq!(audited("H23", vec![created(named("SUSDB_PS1"))]), about("Error"));
}

/// Statements 2, 22 and 23 of "Install and configure a software update point".
#[test]
fn what_an_audit_tells() {
    let world: Vec<AuditedObject> = sites().into_iter().chain([created(sup("CAS", "wsus-cas", None))]).collect();
    let audit = Audit::new(world, clock().now(), Order::Strict);
    let mut told = Vec::new();
    for object in audit.objects() {
        let findings = audit.judge(object, None).unwrap();
        told.extend(
            findings.iter().filter(|finding| ["V130", "V131"].contains(&finding.rule.0)).map(Finding::to_string),
        );
    }
    insta::assert_snapshot!(told.join("\n"));
}
