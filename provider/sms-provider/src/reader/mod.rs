//! From a dump to objects: each attribute by its row in the table, and what several rows say together.

mod accounts;
mod attributes;
mod catalog;
mod error;
mod notes;
mod servers;
mod settings;
mod sites;
mod status;
mod subscribed;

use std::collections::{BTreeMap, BTreeSet};

use hierarchy::{AsFound, Found, Kind};
use jiff::Timestamp;

use crate::class::Class;
use crate::dump::Dump;
pub use error::ReadError;
use notes::Notes;
use sites::Sites;

/// Reads the hierarchy of a dump. `source` names it for users; `now` stands for the time of collection where the dump does
/// not say it.
///
/// # Errors
/// If it is not the dump of one whole hierarchy from its top-level site.
pub fn read(dump: &Dump, source: &str, now: Timestamp) -> Result<Found, ReadError> {
    let mut notes = Notes::of_table();
    let collected_at = dump.collected_at.unwrap_or(now);
    let sites = Sites::read(dump, collected_at, &mut notes)?;
    let servers = servers::Servers::read(dump, &sites, &mut notes)?;
    let catalog = catalog::read(dump, &sites, &mut notes)?;
    let accounts = accounts::read(dump, sites.top(), &servers, &mut notes);
    let settings = settings::read(dump, &sites, &servers, catalog.as_ref(), &mut notes)?;
    let statuses = status::read(dump, &servers);
    let top = sites.top().to_owned();
    let objects = [sites.into_objects(), accounts, servers.into_objects(), settings].concat();
    let (not_known, remarks) = notes.into_not_known();
    let as_found = AsFound {
        source: source.to_owned(),
        collector: dump.collector.clone(),
        provider: dump.provider.clone(),
        site_code: top,
        collected_at,
        not_known,
        remarks,
        unread: dump.unread.clone(),
        gaps: gaps(dump),
    };
    Ok(Found { as_found, objects, catalog, statuses, incomplete: incomplete(dump) })
}

/// The classes whose rows are objects. Without the class of sites, nothing is read.
const CLASSES_OF_OBJECTS: [(Class, &[Kind]); 3] = [
    (Class::SystemResource, &[Kind::SiteSystem, Kind::SupRole, Kind::SyncSettings]),
    (Class::Component, &[Kind::SyncSettings]),
    (Class::Account, &[Kind::Account]),
];

/// The kinds of which objects may be missing.
fn incomplete(dump: &Dump) -> BTreeSet<Kind> {
    let missing = CLASSES_OF_OBJECTS.iter().filter(|(class, _)| dump.gap(*class).is_some());
    missing.flat_map(|(_, kinds)| kinds.iter().copied()).collect()
}

fn gaps(dump: &Dump) -> BTreeMap<String, String> {
    let gaps = CLASSES_OF_OBJECTS.iter().filter_map(|(class, _)| Some((class.name().to_owned(), dump.gap(*class)?)));
    gaps.collect()
}
