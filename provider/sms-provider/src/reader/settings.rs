use hierarchy::{FoundCatalog, Kind, Object, ObjectId, SyncSettings};
use serde_json::{Value, json};

use super::ReadError;
use super::attributes::{self, Rows, set};
use super::notes::Notes;
use super::servers::{Servers, components};
use super::sites::Sites;
use super::subscribed::Subscribed;
use crate::class::{Class, Source};
use crate::codec::is_utc;
use crate::dump::{Dump, Record};
use crate::zone;

/// The settings of each site with a software update point.
pub(super) fn read(
    dump: &Dump,
    sites: &Sites,
    servers: &Servers,
    catalog: Option<&FoundCatalog>,
    notes: &mut Notes,
) -> Result<Vec<Object>, ReadError> {
    let configuration = components(dump, Source::ConfigurationManager)?;
    let manager = components(dump, Source::SyncManager)?;
    let mut settings = Vec::new();
    for (code, first) in servers.first() {
        let is_top = code == sites.top();
        let defaults = match is_top {
            true => SyncSettings::top_level_defaults(&first.id()),
            false => SyncSettings::child_defaults(&first.id()),
        };
        let found = [(Source::ConfigurationManager, configuration.get(code)), (Source::SyncManager, manager.get(code))];
        let found = found.into_iter().filter_map(|(source, row)| Some((source, *row?)));
        let rows = Rows { dump, found: found.collect() };
        let unreadable = |reason| ReadError::Unreadable {
            class: Class::Component,
            key: format!("site {code}"),
            column: "Props".to_owned(),
            reason,
        };
        let object = attributes::object(Kind::SyncSettings, Object::from(defaults).attributes(), &rows, is_top, notes);
        let mut attributes = object.map_err(unreadable)?.attributes();
        if is_top {
            let id = ObjectId::new(Kind::SyncSettings, code);
            subscribe(&mut attributes, &id, dump, catalog, notes);
            alert(&mut attributes, &id, dump, notes);
            start(&mut attributes, &id, manager.get(code).copied(), sites, notes);
        }
        settings.push(Object::read(Kind::SyncSettings, attributes).map_err(|error| unreadable(error.to_string()))?);
    }
    Ok(settings)
}

fn subscribe(attributes: &mut Value, id: &ObjectId, dump: &Dump, catalog: Option<&FoundCatalog>, notes: &mut Notes) {
    let Some(catalog) = catalog else {
        let reason = dump.gap(Class::Category).map(|gap| format!("{gap}.")).unwrap_or_default();
        notes.not_known(id, "products", &reason);
        notes.not_known(id, "classifications", &reason);
        return;
    };
    let subscribed = Subscribed::of(catalog);
    // Unset and empty are the same at a site. Configurations leave it out.
    let set_of = |names: std::collections::BTreeSet<String>| if names.is_empty() { Value::Null } else { json!(names) };
    set(attributes, "products", set_of(subscribed.products));
    set(attributes, "classifications", set_of(subscribed.classifications));
    for name in subscribed.marked {
        notes.remark(
            id,
            format!("\"{name}\" is marked as subscribed, and not all its products are"),
            "Whether such a mark subscribes the rest was not found. products has those that are marked themselves.",
        );
    }
}

/// Whether an alert for a software update point exists.
fn alert(attributes: &mut Value, id: &ObjectId, dump: &Dump, notes: &mut Notes) {
    match dump.gap(Class::Alert) {
        Some(gap) => notes.not_known(id, "alert_on_sync_failure", &format!("{gap}.")),
        None => {
            let prefix = "synchronization failure alert for software update point:";
            let is_alert = |record: &Record| record.text("Name").to_lowercase().starts_with(prefix);
            set(attributes, "alert_on_sync_failure", dump.rows(Class::Alert).iter().any(is_alert).into());
        }
    }
}

/// Gives the start of a schedule the clock of the site server, unless its token says UTC.
fn start(attributes: &mut Value, id: &ObjectId, manager: Option<&Record>, sites: &Sites, notes: &mut Notes) {
    let token = manager.map(|record| record.property(&Source::SyncManager.value1("Sync Schedule")));
    let token = token.and_then(Value::as_str).unwrap_or_default().trim();
    let local = attributes.pointer("/schedule/start").and_then(Value::as_str).map(|start| start.trim_end_matches('Z'));
    let Some(local) = local.filter(|_| !is_utc(token)).and_then(|local| local.parse().ok()) else { return };
    match sites.clock.as_ref().and_then(|clock| zone::start(clock, local)) {
        Some(start) => set(attributes, "schedule.start", start.into()),
        None => notes.not_known(
            id,
            "schedule.start",
            "It is on the clock of the site server, and TimeZoneInfo of SMS_Site does not name a known time zone.",
        ),
    }
}
