//! Findings as a page that needs no other file and no script.

use hierarchy::AttributeChange;
use minijinja::{Environment, Value, context};
use serde_json::Value as Json;

use super::{AttributeFinding, Finding, Page};
use crate::shared::change::{Attribute, value_parts};
use crate::shared::diagnostic::Diagnostic;
use crate::shared::word_diff::Part;

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
    let (removed, added) = match &attribute.change {
        Attribute::Value { before, after, .. } => {
            let [before, after] = value_parts(before, after).map(parts);
            (vec![before], vec![after])
        }
        Attribute::Set { added, removed, .. } => (members(removed), members(added)),
    };
    context! { path => attribute.path(), removed, added, note => attribute.note() }
}

fn members(members: &[Json]) -> Vec<Value> {
    let part = |member| Part { text: AttributeChange::shown(member), differs: false };
    members.iter().map(|member| parts(vec![part(member)])).collect()
}

fn parts(parts: Vec<Part>) -> Value {
    parts.into_iter().map(|Part { text, differs }| context! { text, differs }).collect()
}
