//! A report as a text for mails, terminals and logs.

use super::document::{Body, Document, Section, Span, Text};

/// The whole report.
pub(super) fn text(document: &Document) -> String {
    let introduction: String = document.introduction.iter().map(|text| format!("{}\n", inline(text))).collect();
    let sections: String = document.sections.iter().map(section).collect();
    format!("{}\n{}\n\n{introduction}{sections}", document.title, "=".repeat(document.title.chars().count()))
}

fn section(section: &Section) -> String {
    let Section { introduction, body, .. } = section;
    let title = section.heading();
    let introduction = if introduction.is_empty() { String::new() } else { format!("{introduction}\n\n") };
    format!("\n{title}\n{}\n\n{introduction}{}", "-".repeat(title.chars().count()), lines(body))
}

fn lines(body: &Body) -> String {
    match body {
        Body::List(rows) => rows.iter().map(|row| format!("- {}\n", inline(row))).collect(),
        Body::Diff(rows) => {
            rows.iter().flatten().map(|line| format!("{} {}", line.sign.letter(), line.text)).map(trimmed).collect()
        }
        Body::Sites(rows) => {
            rows.iter().map(|row| format!("{} {}", row.sign.letter(), row.text())).map(trimmed).collect()
        }
        Body::Texts(rows) => rows.iter().map(|row| row.join("\n")).collect::<Vec<_>>().join("\n\n") + "\n",
        Body::Table(rows) => table(rows),
    }
}

fn trimmed(line: String) -> String {
    format!("{}\n", line.trim_end())
}

/// The first column to the left, the numbers to the right.
fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width =
        |column: usize| rows.iter().filter_map(|row| row.get(column)).map(String::len).max().unwrap_or_default();
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).enumerate();
        let cells = cells.map(|(column, (cell, width))| match column {
            0 => format!("{cell:width$}"),
            _ => format!("  {cell:>width$}"),
        });
        trimmed(cells.collect())
    };
    rows.iter().map(line).collect()
}

fn inline(text: &Text) -> String {
    let span = |span: &Span| match span {
        Span::Words(words) => words.to_string(),
        Span::Code(text) => text.clone(),
    };
    text.0.iter().map(span).collect()
}
