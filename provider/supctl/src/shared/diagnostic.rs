//! Errors and warnings, as text.

use std::io::{self, Write};

use hierarchy::{Finding, Severity};
use textwrap::{Options, WordSplitter};

use super::room::Room;
use super::style::{ERROR, WARNING};

/// Longer lines are hard to read, even on a wide terminal.
const MAX_WIDTH: usize = 100;

/// An error or a warning: what is wrong, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Diagnostic {
    pub(crate) severity: Severity,
    /// One line.
    pub(crate) summary: String,
    /// Lines that begin with a space are meant to be copied, and are not wrapped.
    pub(crate) detail: String,
}

impl Diagnostic {
    pub(crate) fn error(summary: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { severity: Severity::Error, summary: summary.into(), detail: detail.into() }
    }

    pub(crate) fn warning(summary: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(summary, detail) }
    }
}

impl From<&Finding> for Diagnostic {
    /// The detail begins with the attribute, unless the summary names it.
    fn from(finding: &Finding) -> Self {
        let Finding { severity, summary, detail, attribute, .. } = finding;
        let detail = match attribute {
            Some(attribute) if !summary.contains(attribute.as_str()) => format!("at {attribute}\n{detail}"),
            _ => detail.clone(),
        };
        Self { severity: *severity, summary: summary.clone(), detail }
    }
}

/// Prints findings, errors first.
pub(crate) fn print_findings(out: &mut impl Write, room: Room, findings: &[Finding]) -> io::Result<()> {
    let mut diagnostics: Vec<Diagnostic> = findings.iter().map(Diagnostic::from).collect();
    diagnostics.sort_by_key(|diagnostic| diagnostic.severity != Severity::Error);
    print(out, room, &diagnostics)
}

/// Prints diagnostics, with a blank line between them. Those with the same detail stand together, and it is printed once.
pub(crate) fn print(out: &mut impl Write, room: Room, diagnostics: &[Diagnostic]) -> io::Result<()> {
    let is_same = |one: &Diagnostic, other: &Diagnostic| one.severity == other.severity && one.detail == other.detail;
    for (number, alike) in diagnostics.chunk_by(is_same).enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        alike.iter().try_for_each(|diagnostic| print_summary(out, room, diagnostic))?;
        alike.first().map(|diagnostic| print_detail(out, &diagnostic.detail)).transpose()?;
    }
    Ok(())
}

/// Prints `error: summary`.
fn print_summary(out: &mut impl Write, room: Room, diagnostic: &Diagnostic) -> io::Result<()> {
    let Diagnostic { severity, summary, .. } = diagnostic;
    let severity = match severity {
        Severity::Error => format!("{ERROR}error{ERROR:#}"),
        Severity::Warning => format!("{WARNING}warning{WARNING:#}"),
    };
    room.wrapped(&format!("{severity}: {summary}"), "", "    ").iter().try_for_each(|line| writeln!(out, "{line}"))
}

/// Prints the detail, wrapped.
fn print_detail(out: &mut impl Write, detail: &str) -> io::Result<()> {
    let width = Options::with_termwidth().width.min(MAX_WIDTH);
    // Names are not broken, neither at hyphens nor because of their length.
    let options = Options::new(width)
        .initial_indent("  ")
        .subsequent_indent("  ")
        .word_splitter(WordSplitter::NoHyphenation)
        .break_words(false);
    for line in detail.lines() {
        if line.starts_with(' ') {
            writeln!(out, "  {line}")?;
        } else {
            textwrap::wrap(line, &options).iter().try_for_each(|line| writeln!(out, "{}", line.trim_end()))?;
        }
    }
    Ok(())
}
