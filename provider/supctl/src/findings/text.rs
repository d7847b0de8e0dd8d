use std::io::{self, Write};

use super::{Finding, Page};
use crate::shared::change::attribute_line;
use crate::shared::room::Room;
use crate::shared::style::{QUIET, STRONG, WARNING};

/// Prints the findings by what differs, then what is ignored, then the counts.
pub(super) fn print(out: &mut impl Write, room: Room, page: &Page<'_>) -> io::Result<()> {
    for (what, findings) in page.groups() {
        let heading = format!("{STRONG}{}{STRONG:#}: {}", what.title(), what.meaning());
        room.print(out, &heading)?;
        findings.into_iter().try_for_each(|finding| print_finding(out, room, finding))?;
        writeln!(out)?;
    }
    if !page.expired.is_empty() {
        room.print(out, &format!("{WARNING}Expired{WARNING:#}: rules that no longer ignore anything"))?;
        for rule in page.expired {
            lines(out, room, &format!("{} {}", rule.place(), rule.text()), 2)?;
        }
        writeln!(out)?;
    }
    for (number, (finding, ignored)) in page.ignored().enumerate() {
        if number == 0 {
            room.print(out, &format!("{QUIET}Ignored{QUIET:#}: a rule allows it"))?;
        }
        let until =
            format!("{} {}: {}, until {}", finding.what.sign(), finding.name(), ignored.reason, ignored.expires);
        lines(out, room, &until, 2)?;
    }
    if page.ignored().next().is_some() {
        writeln!(out)?;
    }
    room.print(out, page.summary)
}

fn print_finding(out: &mut impl Write, room: Room, finding: &Finding) -> io::Result<()> {
    let places = finding.places();
    let places = if places.is_empty() { String::new() } else { format!(" ({})", places.join(", ")) };
    lines(out, room, &format!("{} {}{places}", finding.what.sign(), finding.name()), 2)?;
    finding.notes().iter().try_for_each(|note| lines(out, room, note, 6))?;
    for attribute in &finding.attributes {
        lines(out, room, &attribute_line(&attribute.change), 6)?;
        let note = attribute.note();
        if !note.is_empty() {
            lines(out, room, &note, 8)?;
        }
    }
    Ok(())
}

/// Prints a text after a margin, wrapped.
fn lines(out: &mut impl Write, room: Room, text: &str, margin: usize) -> io::Result<()> {
    let (first, rest) = (" ".repeat(margin), " ".repeat(margin + 2));
    room.wrapped(text, &first, &rest).iter().try_for_each(|line| writeln!(out, "{line}"))
}
