use std::io::{self, Write};

use anstyle::Style;
use hierarchy::AsFound;
use hierarchy::sync::{Catalog, ClassificationRow, LanguageRow, MaxRunTimeRow, ProductRow, UpdateCount};
use hierarchy::wording::did_you_mean;

use super::{Arguments, Listing, search};
use crate::shared::as_found;
use crate::shared::room::Room;
use crate::shared::style::STRONG;
use crate::shared::table::{Column, NOTHING, Table};
use crate::shared::times::minute;

/// Prints a table for each kind, and below them which catalog it is.
pub(super) fn print(
    out: &mut impl Write,
    listing: &Listing,
    arguments: &Arguments,
    as_found: Option<&AsFound>,
) -> io::Result<()> {
    let Listing { catalog, did_you_mean: near } = listing;
    let room = arguments.wide.room();
    if search::is_empty(catalog) {
        let conditions = if arguments.subscribed || arguments.kind.is_some() { " with these filters" } else { "" };
        let sought = arguments.search.as_ref().map(|sought| format!(" \"{sought}\"")).unwrap_or_default();
        let near = did_you_mean(near.as_deref());
        room.print(out, &format!("Nothing in the catalog matches{sought}{conditions}.{near}"))?;
    } else {
        products(out, room, &catalog.products)?;
        classifications(out, room, &catalog.classifications)?;
        languages(out, room, &catalog.languages)?;
    }
    match as_found {
        Some(as_found) => {
            let Catalog { site_code, version, .. } = catalog;
            let version =
                if *version > 0 { format!("version {version}") } else { "its version is not known".to_owned() };
            let note = as_found::note(as_found);
            let not_collected = "Updates, and languages that are not selected, are not collected.";
            room.print(out, &format!("Catalog of {site_code}: {version}. {note} {not_collected}"))?;
        }
        None => room.print(out, &origin(catalog))?,
    }
    catalog.max_run_times.iter().filter(|row| row.kept > 0).try_for_each(|row| {
        let MaxRunTimeRow { minutes, kept, .. } = row;
        room.print(out, &format!("Updates that keep their maximum run time of {minutes} minutes: {kept}."))
    })
}

fn origin(catalog: &Catalog) -> String {
    let Catalog { site_code, version, as_of, has_software_update_point, .. } = catalog;
    match as_of {
        Some(as_of) => {
            format!("Catalog of {site_code}: version {version}, updates up to {} UTC.", minute(*as_of))
        }
        None if *version > 0 => format!("Catalog of {site_code}: version {version}, no updates."),
        None if !has_software_update_point => format!(
            "Catalog of {site_code}: lists few products, because the site has no software update point.\nTo \
             synchronize the site, declare a configmgr_sup_role."
        ),
        None => {
            format!("Catalog of {site_code}: not synchronized yet, lists few products. Run \"supctl sync --wait\".")
        }
    }
}

fn products(out: &mut impl Write, room: Room, rows: &[ProductRow]) -> io::Result<()> {
    let mut table = Table::new([
        Column::key("PRODUCT").shortened_to(40),
        Column::ranked("FAMILY", 5),
        Column::ranked("COMPANY", 6),
        Column::ranked("STATE", 1),
        Column::ranked("UPDATES", 2),
        Column::ranked("SUPERSEDED", 3),
        Column::ranked("EXPIRED", 4),
        Column::ranked("ID", 7),
    ]);
    for row in rows {
        let states = [
            (row.subscribed && !row.added_by_site, "subscribed"),
            (row.added_by_site, "added by the site"),
            (!row.deployable, "not deployable"),
            (!row.listed, "not listed yet"),
        ];
        let [updates, superseded, expired] = counts(row.updates);
        let (name, family, company) = (row.name.clone(), row.family.clone(), row.company.clone());
        let cells =
            [name, family, company, state(&states), updates, superseded, expired, or_nothing(row.id.as_deref())];
        table.add(style(row.subscribed), cells);
    }
    show(out, room, &table, rows.is_empty())
}

fn classifications(out: &mut impl Write, room: Room, rows: &[ClassificationRow]) -> io::Result<()> {
    let mut table = Table::new([
        Column::key("CLASSIFICATION"),
        Column::ranked("STATE", 1),
        Column::ranked("UPDATES", 2),
        Column::ranked("SUPERSEDED", 3),
        Column::ranked("EXPIRED", 4),
        Column::ranked("ID", 5),
    ]);
    for row in rows {
        let states = [(row.subscribed, "subscribed"), (!row.offered, "not offered")];
        let [updates, superseded, expired] = counts(row.updates);
        let cells = [row.name.clone(), state(&states), updates, superseded, expired, or_nothing(row.id.as_deref())];
        table.add(style(row.subscribed), cells);
    }
    show(out, room, &table, rows.is_empty())
}

fn languages(out: &mut impl Write, room: Room, rows: &[LanguageRow]) -> io::Result<()> {
    let mut table = Table::new([Column::key("LANGUAGE"), Column::key("CODE"), Column::ranked("STATE", 1)]);
    for row in rows {
        let states = [(row.update_files, "update files"), (row.summary_details, "summary details")];
        let cells = [row.name.clone(), row.code.clone(), state(&states)];
        table.add(style(row.update_files || row.summary_details), cells);
    }
    show(out, room, &table, rows.is_empty())
}

fn show<const COLUMNS: usize>(
    out: &mut impl Write,
    room: Room,
    table: &Table<COLUMNS>,
    is_empty: bool,
) -> io::Result<()> {
    if is_empty {
        return Ok(());
    }
    table.print(out, room)?;
    writeln!(out)
}

fn state(states: &[(bool, &str)]) -> String {
    let true_ones: Vec<&str> = states.iter().filter(|(is_so, _)| *is_so).map(|(_, word)| *word).collect();
    or_nothing(Some(true_ones.join(", ").as_str()).filter(|words| !words.is_empty()))
}

fn or_nothing(text: Option<&str>) -> String {
    text.unwrap_or(NOTHING).to_owned()
}

fn counts(count: Option<UpdateCount>) -> [String; 3] {
    count.map_or([NOTHING; 3].map(str::to_owned), |UpdateCount { updates, superseded, expired }| {
        [updates, superseded, expired].map(|count| count.to_string())
    })
}

fn style(is_chosen: bool) -> Style {
    if is_chosen { STRONG } else { Style::new() }
}
