use std::io::{self, Write};

use anstyle::Style;
use hierarchy::sync::{LogEntry, LogFile};

use super::Arguments;
use crate::shared::style::{ERROR, WARNING};

/// Prints a line an entry, as the product writes it.
pub(super) fn print(out: &mut impl Write, entries: &[LogEntry]) -> io::Result<()> {
    for entry in entries {
        let style = style(&entry.message);
        writeln!(out, "{style}{entry}{style:#}")?;
    }
    Ok(())
}

/// The words by which `CMTrace` finds what is wrong; a line itself does not say.
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

/// Says why there may be nothing to read.
pub(super) fn explain_empty(out: &mut impl Write, arguments: &Arguments) -> io::Result<()> {
    let site = arguments.site.as_deref().map_or("the top-level site".to_owned(), |code| format!("site {code}"));
    let name = arguments.file.file_name();
    if let Some(since) = &arguments.since {
        return writeln!(out, "{name} of {site} has no lines since {since}. Leave out --since to see more.");
    }
    let reason = match arguments.file {
        LogFile::Wsyncmgr => {
            "The site has not synchronised yet: the top-level site does on request or by its schedule, a child site once its \
             parent has."
        }
        LogFile::Wcm | LogFile::SupSetup => "The site has no software update point.",
        LogFile::WsusCtrl => {
            "The site has no software update point, or none for an hour yet: WSUS is looked at every hour."
        }
        LogFile::RuleEngine => {
            "Automatic deployment rules are not simulated. The log shows only how they fail to download while the fault \
             download-fails is at the site."
        }
    };
    writeln!(out, "{name} of {site} is empty. {reason}")
}
