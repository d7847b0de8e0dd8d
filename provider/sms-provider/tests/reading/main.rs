//! Dumps are read: a hierarchy written by the table backwards is the same again, and what sites also write is understood.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod bad_input;
mod forms;
mod hierarchies;
mod not_known;
mod odd;
mod round_trip;

use hierarchy::{Found, Object, ObjectId};
use jiff::Timestamp;
use serde_json::Value;
use sms_provider::dump::Dump;
use sms_provider::reader;

/// Reads a file with this text.
fn read_bytes(bytes: &[u8]) -> Result<Found, String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("hierarchy.json");
    std::fs::write(&file, bytes).unwrap();
    read_path(&file)
}

fn read_path(path: &std::path::Path) -> Result<Found, String> {
    let dump = Dump::read(path).map_err(|error| {
        let folder = if path.is_dir() { path } else { path.parent().unwrap() };
        format!("{error}\n{}", error.remedy()).replace(&folder.display().to_string(), "DUMP")
    })?;
    reader::read(&dump, "hierarchy.json", Timestamp::UNIX_EPOCH).map_err(|error| format!("{error}\n{}", error.remedy()))
}

fn read(document: &Value) -> Found {
    read_bytes(document.to_string().as_bytes()).unwrap()
}

fn refused(document: &Value) -> String {
    read_bytes(document.to_string().as_bytes()).err().unwrap()
}

/// The objects in the order of their ids.
fn sorted(mut objects: Vec<Object>) -> Vec<(ObjectId, Value)> {
    objects.sort_by_key(Object::id);
    objects.into_iter().map(|object| (object.id(), object.attributes())).collect()
}

/// The object of a kind with an id.
fn object(found: &Found, kind: hierarchy::Kind, id: &str) -> Value {
    let wanted = ObjectId::new(kind, id);
    found
        .objects
        .iter()
        .find(|object| object.id() == wanted)
        .unwrap_or_else(|| panic!("{wanted} was not read"))
        .attributes()
}
