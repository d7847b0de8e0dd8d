use std::io::{self, Write};

use anstyle::Style;
use hierarchy::sync::{LogEntry, LogFile};

use super::Arguments;
use crate::shared::style::{ERROR, WARNING};

/// Prints a line for each entry, as the product writes it.
pub(super) fn print(out: &mut impl Write, entries: &[LogEntry]) -> io::Result<()> {
    for entry in entries {
        let style = style(&entry.message);
        writeln!(out, "{style}{entry}{style:#}")?;
    }
    Ok(())
}

/// Lines carry no severity: `CMTrace` goes by these words.
fn style(message: &str) -> Style {
    let message = message.to_lowercase();
    let has = |word| message.contains(word);
    if has("error") || has("fail") {
        ERROR
    } else if has("warn") {
        WARNING
    } else {
        Style::new()
    }
}

/// Explains why there are no lines.
pub(super) fn explain_empty(out: &mut impl Write, arguments: &Arguments) -> io::Result<()> {
    let site = arguments.site.as_deref().map_or("the top-level site".to_owned(), |code| format!("site {code}"));
    let name = arguments.file.file_name();
    if let Some(since) = &arguments.since {
        return writeln!(out, "{name} of {site} has no lines since {since}. Remove --since to see more.");
    }
    let reason = match arguments.file {
        LogFile::Wsyncmgr => {
            "The site has not synchronized yet. The top-level site synchronizes on request or by its schedule, a child site \
             after its parent."
        }
        LogFile::Wcm | LogFile::SupSetup => "The site has no software update point.",
        LogFile::WsusCtrl => "The site has no software update point that is an hour old: WSUS is checked every hour.",
        LogFile::RuleEngine => {
            "Automatic deployment rules are not simulated. The log shows only failed downloads, while the fault \
             download-fails is injected at the site."
        }
    };
    writeln!(out, "{name} of {site} is empty. {reason}")
}
