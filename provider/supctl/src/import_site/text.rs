use std::collections::BTreeMap;
use std::io::{self, Write};

use hierarchy::{Kind, NotKnown, Object, ObjectId, Remark};

use super::{SiteImport, count};
use crate::shared::count::counted;
use crate::shared::room::Room;
use crate::shared::times::minute;

/// Further objects are counted, not named.
const NAMED: usize = 10;

/// How many objects of each kind a hierarchy has.
pub(super) struct Counts([String; 4]);

impl Counts {
    pub(super) fn of(objects: &[Object]) -> Self {
        Self([
            counted(count(objects, |object| object.kind() == Kind::Site), "site"),
            counted(count(objects, |object| object.kind() == Kind::SiteSystem), "server"),
            counted(count(objects, |object| object.kind() == Kind::SupRole), "software update point"),
            counted(count(objects, |object| object.kind() == Kind::Account), "account"),
        ])
    }
}

/// Prints what was imported, what changed, and what is not known.
pub(super) fn print(out: &mut impl Write, room: Room, import: &SiteImport, Counts(counts): &Counts) -> io::Result<()> {
    let SiteImport { from, to, site_code, collected_at, collector, .. } = import;
    room.print(
        out,
        &format!(
            "Imported {from} into {to}: top-level site {site_code}, {}. Collected {} UTC by {collector}.",
            counts.join(", "),
            minute(*collected_at)
        ),
    )?;
    if !import.gaps.is_empty() {
        room.print(out, "\nObjects may be missing, because their class is not known:")?;
        for gap in import.gaps.values() {
            item(out, room, gap)?;
        }
    }
    changes(out, room, import)?;
    remarks(out, room, &import.remarks)?;
    not_known(out, room, &import.not_known)?;
    if !import.unread.is_empty() {
        room.print(out, "\nCollected, and not read:")?;
        for (class, names) in &import.unread {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let rest = if names.is_empty() { "the whole class".to_owned() } else { names.join(", ") };
            item(out, room, &format!("{class}: {rest}"))?;
        }
    }
    room.print(out, &format!("\nCheck all rules on it:\n  supctl --path {to} check"))
}

fn changes(out: &mut impl Write, room: Room, import: &SiteImport) -> io::Result<()> {
    let Some(former) = import.former else { return Ok(()) };
    let changed = [("created", &import.created), ("changed", &import.changed), ("removed", &import.removed)];
    if changed.iter().all(|(_, objects)| objects.is_empty()) {
        room.print(out, &format!("Nothing changed at the site since {} UTC.", minute(former)))?;
    } else {
        room.print(out, &format!("\nThe site changed since {} UTC:", minute(former)))?;
        for (what, objects) in changed.into_iter().filter(|(_, objects)| !objects.is_empty()) {
            item(out, room, &format!("{what}: {}", named(objects)))?;
        }
        room.print(out, &format!("See each change with its values:\n  supctl --path {} history", import.to))?;
    }
    if !import.kept.is_empty() {
        room.print(out, "\nKept as found before, because their class could not be read:")?;
        item(out, room, &named(&import.kept))?;
    }
    Ok(())
}

fn named(objects: &[ObjectId]) -> String {
    let names: Vec<String> = objects.iter().take(NAMED).map(|id| format!("{} {}", id.kind, id.id)).collect();
    let rest = objects.len().saturating_sub(NAMED);
    if rest > 0 { format!("{} and {rest} more", names.join(", ")) } else { names.join(", ") }
}

fn remarks(out: &mut impl Write, room: Room, remarks: &[Remark]) -> io::Result<()> {
    if remarks.is_empty() {
        return Ok(());
    }
    room.print(out, "\nThe site also says:")?;
    for remark in remarks.iter().take(NAMED) {
        item(out, room, &format!("{}: {}", remark.object, remark.what))?;
    }
    let rest = remarks.len().saturating_sub(NAMED);
    if rest > 0 { item(out, room, &format!("{rest} more: supctl check shows all")) } else { Ok(()) }
}

/// Lists the attributes with the same reason together.
fn not_known(out: &mut impl Write, room: Room, gaps: &[NotKnown]) -> io::Result<()> {
    let mut by_reason: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for gap in gaps {
        let attribute = gap.kind.name_in_configuration(&gap.attribute);
        let of = match gap.objects.as_ref().map(|ids| (ids.len(), ids.first())) {
            None => String::new(),
            Some((1, Some(id))) => format!(" of {id}"),
            Some((count, _)) => format!(" of {}", counted(count, "object")),
        };
        by_reason.entry(&gap.reason).or_default().push(format!("{}.{attribute}{of}", gap.kind));
    }
    if by_reason.is_empty() {
        return Ok(());
    }
    room.print(out, "\nNot known, and not compared:")?;
    by_reason
        .iter()
        .try_for_each(|(reason, attributes)| item(out, room, &format!("{}: {reason}", attributes.join(", "))))
}

fn item(out: &mut impl Write, room: Room, text: &str) -> io::Result<()> {
    room.wrapped(text, "  ", "    ").iter().try_for_each(|line| writeln!(out, "{line}"))
}
