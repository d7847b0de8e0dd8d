use std::io::{self, Write};

use anstyle::Style;
use hierarchy::AsFound;
use hierarchy::sync::{LogEntry, LogFile};

use super::Arguments;
use crate::shared::as_found;
use crate::shared::room::Room;
use crate::shared::style::{ERROR, WARNING};

/// Prints a line for each entry, as the product writes it. A terminal gets the time and the message instead, wrapped, and
/// the server where there are several.
pub(super) fn print(out: &mut impl Write, room: Room, entries: &[LogEntry]) -> io::Result<()> {
    let is_of_several =
        entries.windows(2).any(|pair| matches!(pair, [one, next] if one.server_fqdn != next.server_fqdn));
    for entry in entries {
        let style = style(&entry.message);
        let text = match room.columns() {
            None => entry.to_string(),
            Some(_) => {
                let time = entry.time.strftime("%Y-%m-%d %H:%M:%S");
                let server = if is_of_several { format!("{}: ", entry.server_fqdn) } else { String::new() };
                format!("{time} {server}{}", entry.message)
            }
        };
        room.wrapped(&text, "", "  ").iter().try_for_each(|line| writeln!(out, "{style}{line}{style:#}"))?;
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
pub(super) fn explain_empty(out: &mut impl Write, arguments: &Arguments, as_found: Option<&AsFound>) -> io::Result<()> {
    if let Some(as_found) = as_found {
        let note = as_found::note(as_found);
        return Room::of_messages().print(out, &format!("{note} Its logs are on the servers of the site."));
    }
    let site = arguments.site.as_deref().map_or("the top-level site".to_owned(), |code| format!("site {code}"));
    let name = arguments.file.file_name();
    let room = Room::of_messages();
    if let Some(since) = &arguments.since {
        return room.print(out, &format!("{name} of {site} has no lines since {since}. Remove --since to see more."));
    }
    if let Some(server) = &arguments.server {
        let place = match arguments.file {
            LogFile::Wsyncmgr | LogFile::Wcm | LogFile::RuleEngine => "the site server",
            LogFile::WsusCtrl | LogFile::SupSetup => "the servers of software update points",
        };
        return room.print(out, &format!("{name} has no lines of {server}. It is written at {place}."));
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
             download-fails or third-party-certificate is injected at the site, or its server has no internet access."
        }
    };
    room.print(out, &format!("{name} of {site} is empty. {reason}"))
}
