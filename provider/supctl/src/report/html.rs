//! A report as a page that needs no other file and no script.

use minijinja::{Environment, Value, context};

use super::document::{Body, Document, Line, Section, Sign, Span, Text};
use super::picture;
use crate::shared::diagnostic::Diagnostic;

/// The name ends in `.html`, so that values are escaped.
const NAME: &str = "report.html";
const TEMPLATE: &str = include_str!("report.html.j2");

/// A folded section is open at first unless it is longer.
const MOST_OPEN: usize = 20;

/// The page.
///
/// # Errors
/// If the template is wrong.
pub(super) fn page(document: &Document) -> Result<String, Diagnostic> {
    let values = context! {
        marker => document.marker.as_str(),
        title => document.title.as_str(),
        introduction => document.introduction.iter().map(spans).collect::<Vec<_>>(),
        sections => document.sections.iter().map(section).collect::<Vec<_>>(),
    };
    let rendered = Environment::new().render_named_str(NAME, TEMPLATE, values);
    rendered.map_err(|error| Diagnostic::error(format!("the page cannot be written: {error}"), ""))
}

fn section(section: &Section) -> Value {
    let Section { introduction, is_folded, body, .. } = section;
    let is_open = body.number().is_none_or(|number| number <= MOST_OPEN);
    let content = match body {
        Body::List(rows) => context! { list => rows.iter().map(spans).collect::<Vec<_>>() },
        Body::Diff(rows) => context! { lines => rows.iter().flatten().map(line).collect::<Vec<_>>() },
        Body::Texts(rows) => context! { texts => rows.iter().map(|row| row.join("\n")).collect::<Vec<_>>() },
        Body::Sites(rows) => context! { picture => picture::of(rows) },
        Body::Table(rows) => {
            context! { header => rows.first().cloned(), rows => rows.iter().skip(1).cloned().collect::<Vec<_>>() }
        }
    };
    context! {
        title => section.heading(), introduction => *introduction, is_folded => *is_folded, is_open, ..content
    }
}

fn line(line: &Line) -> Value {
    context! { sign => line.sign.letter().to_string(), class => class(line.sign), text => line.text.as_str() }
}

/// The class that gives a sign its color.
pub(super) fn class(sign: Sign) -> &'static str {
    match sign {
        Sign::Added => "added",
        Sign::Removed => "removed",
        Sign::Changed | Sign::Replaced => "changed",
        Sign::Same => "same",
        Sign::Note => "note",
    }
}

fn spans(text: &Text) -> Value {
    let span = |span: &Span| match span {
        Span::Words(words) => context! { words },
        Span::Code(code) => context! { code },
    };
    text.0.iter().map(span).collect()
}
