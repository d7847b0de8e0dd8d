//! Findings as a page that needs no other file and no script.

use minijinja::{Environment, Value, context};

use super::{AttributeFinding, Finding, Page, parts};
use crate::shared::diagnostic::Diagnostic;

/// The name ends in `.html`, so that values are escaped.
const NAME: &str = "findings.html";
const TEMPLATE: &str = include_str!("findings.html.j2");

/// The page.
///
/// # Errors
/// If the template is wrong.
pub(super) fn page(page: &Page<'_>) -> Result<String, Diagnostic> {
    let groups = page.groups().map(|(what, findings)| {
        context! {
            name => what.as_str(), title => what.title(), meaning => what.meaning(), sign => what.sign(),
            findings => findings.into_iter().map(finding).collect::<Vec<_>>(),
        }
    });
    let ignored = page.ignored().map(|(finding, rule)| {
        context! { name => finding.name(), what => finding.what.title(), reason => rule.reason.as_str(), expires => rule.expires.to_string() }
    });
    let expired = page.expired.iter().map(|rule| context! { place => rule.place(), text => rule.text() });
    let values = context! {
        title => page.title,
        summary => page.summary,
        groups => groups.collect::<Vec<_>>(),
        ignored => ignored.collect::<Vec<_>>(),
        expired => expired.collect::<Vec<_>>(),
    };
    let rendered = Environment::new().render_named_str(NAME, TEMPLATE, values);
    rendered.map_err(|error| Diagnostic::error(format!("the page cannot be written: {error}"), ""))
}

fn finding(finding: &Finding) -> Value {
    context! {
        name => finding.name(),
        places => finding.places(),
        notes => finding.notes(),
        attributes => finding.attributes.iter().map(attribute).collect::<Vec<_>>(),
    }
}

fn attribute(attribute: &AttributeFinding) -> Value {
    let (path, removed, added) = parts(&attribute.change);
    context! { path, removed, added, note => attribute.note() }
}
