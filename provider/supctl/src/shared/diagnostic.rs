//! Errors and warnings, as text.

use std::io::{self, Write};

use hierarchy::{Finding, Severity};
use textwrap::{Options, WordSplitter};

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
pub(crate) fn print_findings(out: &mut impl Write, findings: &[Finding]) -> io::Result<()> {
    let mut diagnostics: Vec<Diagnostic> = findings.iter().map(Diagnostic::from).collect();
    diagnostics.sort_by_key(|diagnostic| diagnostic.severity != Severity::Error);
    print(out, &diagnostics)
}

/// Prints diagnostics, a blank line between two.
pub(crate) fn print(out: &mut impl Write, diagnostics: &[Diagnostic]) -> io::Result<()> {
    for (number, diagnostic) in diagnostics.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        print_one(out, diagnostic)?;
    }
    Ok(())
}

/// Prints `error: summary`, and the detail below, wrapped.
fn print_one(out: &mut impl Write, diagnostic: &Diagnostic) -> io::Result<()> {
    let Diagnostic { severity, summary, detail } = diagnostic;
    match severity {
        Severity::Error => writeln!(out, "{ERROR}error{ERROR:#}: {summary}")?,
        Severity::Warning => writeln!(out, "{WARNING}warning{WARNING:#}: {summary}")?,
    }
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
