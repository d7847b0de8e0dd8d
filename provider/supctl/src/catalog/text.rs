use std::io::{self, Write};

use anstyle::Style;
use hierarchy::sync::{Catalog, ClassificationRow, LanguageRow, ProductRow, UpdateCount};
use hierarchy::wording::did_you_mean;

use super::{Arguments, Listing, search};
use crate::shared::style::STRONG;
use crate::shared::table::{NOTHING, Table};
use crate::shared::times::minute;

/// Prints a table for each kind, and below them which catalog it is.
pub(super) fn print(out: &mut impl Write, listing: &Listing, arguments: &Arguments) -> io::Result<()> {
    let Listing { catalog, did_you_mean: near, synchronizes } = listing;
    if search::is_empty(catalog) {
        let conditions = if arguments.subscribed || arguments.kind.is_some() { " with these filters" } else { "" };
        let sought = arguments.search.as_ref().map(|sought| format!(" \"{sought}\"")).unwrap_or_default();
        writeln!(out, "Nothing in the catalog matches{sought}{conditions}.{}", did_you_mean(near.as_deref()))?;
    } else {
        products(out, &catalog.products)?;
        classifications(out, &catalog.classifications)?;
        languages(out, &catalog.languages)?;
    }
    writeln!(out, "{}", origin(catalog, *synchronizes))
}

fn origin(catalog: &Catalog, synchronizes: bool) -> String {
    let Catalog { site_code, version, as_of, .. } = catalog;
    match as_of {
        Some(as_of) => {
            format!("Catalog of {site_code}: version {version}, updates up to {} UTC.", minute(*as_of))
        }
        None if *version > 0 => format!("Catalog of {site_code}: version {version}, no updates."),
        None if !synchronizes => format!(
            "Catalog of {site_code}: no software update point, so the site does not synchronize; lists few products."
        ),
        None => {
            format!("Catalog of {site_code}: not synchronized yet, lists few products. Run \"supctl sync --wait\".")
        }
    }
}

fn products(out: &mut impl Write, rows: &[ProductRow]) -> io::Result<()> {
    let mut table = Table::new(["PRODUCT", "FAMILY", "COMPANY", "STATE", "UPDATES", "SUPERSEDED", "EXPIRED", "ID"]);
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
    show(out, &table, rows.is_empty())
}

fn classifications(out: &mut impl Write, rows: &[ClassificationRow]) -> io::Result<()> {
    let mut table = Table::new(["CLASSIFICATION", "STATE", "UPDATES", "SUPERSEDED", "EXPIRED", "ID"]);
    for row in rows {
        let states = [(row.subscribed, "subscribed"), (!row.offered, "not offered")];
        let [updates, superseded, expired] = counts(row.updates);
        let cells = [row.name.clone(), state(&states), updates, superseded, expired, or_nothing(row.id.as_deref())];
        table.add(style(row.subscribed), cells);
    }
    show(out, &table, rows.is_empty())
}

fn languages(out: &mut impl Write, rows: &[LanguageRow]) -> io::Result<()> {
    let mut table = Table::new(["LANGUAGE", "CODE", "STATE"]);
    for row in rows {
        let states = [(row.update_files, "update files"), (row.summary_details, "summary details")];
        let cells = [row.name.clone(), row.code.clone(), state(&states)];
        table.add(style(row.update_files || row.summary_details), cells);
    }
    show(out, &table, rows.is_empty())
}

fn show<const COLUMNS: usize>(out: &mut impl Write, table: &Table<COLUMNS>, is_empty: bool) -> io::Result<()> {
    if is_empty {
        return Ok(());
    }
    table.print(out)?;
    writeln!(out)
}

fn state(states: &[(bool, &str)]) -> String {
    let true_ones: Vec<&str> = states.iter().filter(|(is_so, _)| *is_so).map(|(_, word)| *word).collect();
    or_nothing(Some(true_ones.join(", ").as_str()).filter(|words| !words.is_empty()))
}

fn or_nothing(text: Option<&str>) -> String {
    text.unwrap_or(NOTHING).to_owned()
}

fn counts(UpdateCount { updates, superseded, expired }: UpdateCount) -> [String; 3] {
    [updates, superseded, expired].map(|count| count.to_string())
}

fn style(is_chosen: bool) -> Style {
    if is_chosen { STRONG } else { Style::new() }
}
