use std::io::{self, Write};

use anstyle::Style;
use hierarchy::messages::{MessageSeverity, StatusMessage};

use super::Arguments;
use crate::shared::room::Room;
use crate::shared::style::{ERROR, WARNING};
use crate::shared::times::minute;

/// Prints a line for each message, wrapped on a terminal.
pub(super) fn print(out: &mut impl Write, messages: &[StatusMessage], arguments: &Arguments) -> io::Result<()> {
    let room = arguments.wide.room();
    if messages.is_empty() {
        return room.print(out, explain_empty(arguments));
    }
    messages.iter().try_for_each(|message| print_message(out, room, message))
}

fn print_message(out: &mut impl Write, room: Room, message: &StatusMessage) -> io::Result<()> {
    let StatusMessage { time, site_code, server_fqdn, component, id, severity, text } = message;
    let style = match severity {
        MessageSeverity::Information => Style::new(),
        MessageSeverity::Warning => WARNING,
        MessageSeverity::Error => ERROR,
    };
    let (time, severity, component) = (minute(*time), severity.as_str(), component.as_str());
    let line = format!("{time} {site_code} {severity} {id} {component} {server_fqdn}: {text}");
    room.wrapped(&line, "", "  ").iter().try_for_each(|line| writeln!(out, "{style}{line}{style:#}"))
}

fn explain_empty(arguments: &Arguments) -> &'static str {
    let Arguments { site, component, severity, wide: _ } = arguments;
    if site.is_none() && component.is_none() && severity.is_none() {
        "No component has reported anything: the hierarchy has no software update point."
    } else {
        "No message matches. Remove a filter to see more."
    }
}
