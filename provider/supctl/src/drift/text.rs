use std::io::{self, Write};
use std::path::Path;

use hierarchy::AttributeChange;
use jiff::civil::Date;

use super::adopt::{Adoption, Left};
use super::{Counts, Drift};
use crate::shared::count::counted;
use crate::shared::room::Room;

/// The counts in a sentence.
pub(super) fn summary(drift: &Drift) -> String {
    let Counts { compared, drift: drifted, missing, unmanaged, pending, ignored, expired } = drift.counts;
    let counts = [
        (drifted, "drifted"),
        (missing, "missing"),
        (unmanaged, "unmanaged"),
        (pending, "pending"),
        (ignored, "ignored"),
        (expired, "expired"),
    ];
    let found: Vec<String> =
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    let found = if found.is_empty() { "No drift".to_owned() } else { found.join(", ") };
    format!(
        "{found}. {} compared with {}; {} % of its objects are managed.",
        counted(compared, "resource"),
        drift.hierarchy,
        drift.coverage
    )
}

/// What `--init-ignore` wrote.
pub(super) fn written(file: &Path, number: usize, expires: Date) -> String {
    format!(
        "{} written to {}, one for each unmanaged object. Rules hold until {expires}; then they are reported.",
        counted(number, "rule"),
        file.display()
    )
}

/// Prints what `--adopt` wrote, and what it left.
pub(super) fn print_adoption(out: &mut impl Write, room: Room, adoption: &Adoption) -> io::Result<()> {
    let Adoption { files, edited, imported, left } = adoption;
    let files: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
    let files = if files.is_empty() { "no file".to_owned() } else { files.join(", ") };
    let [edited, imported] = [counted(*edited, "value"), counted(*imported, "object")];
    room.print(out, &format!("{edited} edited and {imported} imported in {files}."))?;
    if left.is_empty() {
        return room.print(out, "Plan: it imports these objects and changes nothing.");
    }
    room.print(out, "\nChange by hand:")?;
    for Left { object, place, attribute, value, why } in left {
        let place = place.as_ref().map(|place| format!(" ({place})")).unwrap_or_default();
        let attribute = attribute.as_ref().map(|attribute| format!(" {attribute}")).unwrap_or_default();
        let value = value.as_ref().map(|value| format!(" = {}", AttributeChange::shown(value))).unwrap_or_default();
        let text = format!("{object}{place}{attribute}{value}: {why}");
        room.wrapped(&text, "  ", "    ").iter().try_for_each(|line| writeln!(out, "{line}"))?;
    }
    Ok(())
}
