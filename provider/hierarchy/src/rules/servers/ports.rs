//! The ports of a WSUS site.

use crate::judgement::{Origin, Problem, RuleId, Severity};
use crate::model::{Kind, Object, SupRole};
use crate::rules::pages;
use crate::rules::rule::Check::{Form, Standalone};
use crate::rules::rule::Reads::{AllOf, PerAttribute};
use crate::rules::rule::{Rule, alone};
use crate::rules::source::Source;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: RuleId("V50"),
        title: "a port is a number from 1 to 65535",
        kinds: &[Kind::SiteSystem, Kind::SupRole],
        severity: Severity::Error,
        source: Source::THIS_PROJECT,
        origin: Origin::House,
        fix: "Write http_port, https_port, wsus.http_port and wsus.https_port from 1 to 65535, or leave them out for \
            the default.",
        reads: PerAttribute(&["http_port", "https_port", "wsus.http_port", "wsus.https_port"]),
        check: Form(ports_are_numbered),
    },
    Rule {
        id: RuleId("V51"),
        title: "the HTTPS port is 443 with HTTP port 80, else one above the HTTP port",
        kinds: &[Kind::SupRole],
        severity: Severity::Error,
        source: Source::of(&[pages::PORTS])
            .noting("443 belongs to 80; only the examples show that other ports are consecutive"),
        origin: Origin::Inferred,
        fix: "Write https_port = 443 if http_port is 80. Otherwise write http_port plus 1.",
        reads: AllOf(&["http_port", "https_port"]),
        check: Standalone(|object| alone(object, ports_are_a_pair)),
    },
];

fn ports_are_numbered(object: &Object) -> Vec<Problem> {
    let ports = match object {
        Object::SupRole(sup) => [("http_port", sup.http_port), ("https_port", sup.https_port)],
        Object::SiteSystem(system) => {
            [("wsus.http_port", system.wsus.http_port), ("wsus.https_port", system.wsus.https_port)]
        }
        Object::Site(_) | Object::SyncSettings(_) | Object::Account(_) => return Vec::new(),
    };
    let zero = ports.into_iter().filter(|(_, port)| *port == 0);
    zero.map(|(attribute, _)| {
        Problem::at(
            attribute,
            format!("{attribute} is 0"),
            "A port is a number from 1 to 65535. Write the port WSUS listens on, or leave it out for the default.",
        )
    })
    .collect()
}

/// The HTTPS port that belongs to an HTTP port.
pub(crate) fn fitting_https_port(http: u16) -> Option<u16> {
    if http == 80 { Some(443) } else { http.checked_add(1) }
}

// Judges the role only: the ports of a site system are those its WSUS listens on, whatever they are.
fn ports_are_a_pair(sup: &SupRole) -> Option<Problem> {
    let (http, https) = (sup.http_port, sup.https_port);
    let fitting = fitting_https_port(http);
    if http == 0 || https == 0 || Some(https) == fitting {
        return None;
    }
    let remedy = match fitting {
        Some(fitting) => format!("Write https_port = {fitting}, or choose another http_port"),
        None => "Choose a lower http_port".to_owned(),
    };
    Some(Problem::at(
        "https_port",
        format!("https_port {https} does not match http_port {http}"),
        format!("WSUS listens on 80 and 443, or on two consecutive ports such as 8530 and 8531. {remedy}."),
    ))
}
