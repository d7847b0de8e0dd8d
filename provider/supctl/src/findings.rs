//! What rules have to say, as text. As JSON, a [`Finding`] is what it serialises to.

use std::io::{self, Write};

use hierarchy::{Finding, Severity};
use textwrap::{Options, WordSplitter};

use crate::style::{BAD, DOUBTFUL};

/// Longer lines tire the eye, however wide the terminal.
const WIDEST: usize = 100;

/// Prints findings, those that refuse first.
pub(crate) fn print(out: &mut impl Write, findings: &[Finding]) -> io::Result<()> {
    let of = |severity| findings.iter().filter(move |finding| finding.severity == severity);
    let worst_first = of(Severity::Error).chain(of(Severity::Warning));
    print_messages(out, worst_first.map(|finding| (finding.severity, finding.summary.as_str(), detail(finding))))
}

/// The detail, and above it the attribute to blame, unless the summary names it.
pub(crate) fn detail(finding: &Finding) -> String {
    match &finding.attribute {
        Some(attribute) if !finding.summary.contains(attribute.as_str()) => {
            format!("at {attribute}\n{}", finding.detail)
        }
        _ => finding.detail.clone(),
    }
}

/// Prints messages of a summary and a detail, a blank line between two.
pub(crate) fn print_messages<'a>(
    out: &mut impl Write,
    messages: impl IntoIterator<Item = (Severity, &'a str, String)>,
) -> io::Result<()> {
    for (number, (severity, summary, detail)) in messages.into_iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        print_message(out, severity, summary, &detail)?;
    }
    Ok(())
}

/// Prints `error: summary`, and the detail below: wrapped, but for indented lines, which are there to be copied.
fn print_message(out: &mut impl Write, severity: Severity, summary: &str, detail: &str) -> io::Result<()> {
    match severity {
        Severity::Error => writeln!(out, "{BAD}error{BAD:#}: {summary}")?,
        Severity::Warning => writeln!(out, "{DOUBTFUL}warning{DOUBTFUL:#}: {summary}")?,
    }
    let width = Options::with_termwidth().width.min(WIDEST);
    // A name is not to be cut in two, neither at its hyphens nor where it is long.
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
