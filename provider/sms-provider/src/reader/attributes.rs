//! Attributes of one object by the table.

use std::fmt::Display;

use hierarchy::{Kind, Object, ObjectId};
use serde_json::{Map, Value};

use super::notes::Notes;
use crate::class::Source;
use crate::codec::Codec;
use crate::dump::{Dump, Record};
use crate::facts::{self, Fact, Property, Reading};

/// The rows that say something about one object.
pub(super) struct Rows<'a> {
    pub(super) dump: &'a Dump,
    pub(super) found: Vec<(Source, &'a Record)>,
}

impl<'a> Rows<'a> {
    fn row(&self, source: Source) -> Option<&'a Record> {
        self.found.iter().find(|(found, _)| *found == source).map(|(_, record)| *record)
    }

    /// The value of an attribute; or why it is not known.
    fn value(&self, properties: &[Property], codec: &Codec) -> Result<Value, String> {
        let absent = Value::Null;
        let cells: Vec<&Value> = properties
            .iter()
            .map(|property| self.row(property.source).map_or(&absent, |row| row.property(property)))
            .collect();
        match (codec.read)(&cells) {
            Ok(Some(value)) => Ok(value),
            Ok(None) => Err(self.absence(properties)),
            Err(misfit) => Err(unreadable(properties, &misfit)),
        }
    }

    fn absence(&self, properties: &[Property]) -> String {
        let Some(property) = properties.first() else { return "No property has it.".to_owned() };
        let class = property.source.class();
        match (self.dump.gap(class), self.row(property.source)) {
            (Some(gap), _) => format!("{gap}."),
            (None, None) => format!("The site has no row of {}.", row_name(property.source)),
            (None, Some(_)) => format!("{} does not say it in {}.", row_name(property.source), property.name),
        }
    }
}

fn unreadable(properties: &[Property], reason: &dyn Display) -> String {
    let names: Vec<&str> = properties.iter().map(|property| property.name).collect();
    format!("{}: {reason}.", names.join(", "))
}

/// The name of rows: their class, and what discriminates them.
fn row_name(source: Source) -> String {
    let class = source.class().name();
    source.discriminator().map_or_else(|| class.to_owned(), |(_, value)| format!("{class} \"{value}\""))
}

/// The object of a kind, from its rows over its defaults. An attribute that the rows do not say keeps its default, and is
/// noted.
///
/// # Errors
/// If the object is not one of its kind, which the reason says.
pub(super) fn object(
    kind: Kind,
    defaults: Value,
    rows: &Rows<'_>,
    is_top_level: bool,
    notes: &mut Notes,
) -> Result<Object, String> {
    let (mut attributes, mut found, mut missing) = (defaults.clone(), Vec::new(), Vec::new());
    for fact in facts::of(kind).filter(|fact| is_top_level || !fact.is_of_top_level_site) {
        let Reading::Properties(properties, codec) = fact.reading else { continue };
        if !is_inside_object(&attributes, fact.attribute) {
            continue;
        }
        match rows.value(properties, codec) {
            Ok(value) => {
                set(&mut attributes, fact.attribute, value.clone());
                found.push((fact, value));
            }
            Err(reason) => missing.push((fact.attribute, reason)),
        }
    }
    let object = match Object::read(kind, attributes) {
        Ok(object) => object,
        Err(_) => {
            let fitting = fitting(kind, defaults, found, &mut missing);
            Object::read(kind, fitting).map_err(|error| error.to_string())?
        }
    };
    for (attribute, reason) in missing {
        notes.not_known(&object.id(), attribute, &reason);
    }
    Ok(object)
}

/// The attributes without those whose value is none that the attribute can have, such as a number that is too large.
fn fitting(
    kind: Kind,
    mut attributes: Value,
    found: Vec<(&'static Fact, Value)>,
    missing: &mut Vec<(&'static str, String)>,
) -> Value {
    for (fact, value) in found {
        let mut with = attributes.clone();
        set(&mut with, fact.attribute, value);
        match Object::read(kind, with.clone()) {
            Ok(_) => attributes = with,
            Err(error) => missing.push((fact.attribute, unreadable(fact.properties(), &error))),
        }
    }
    attributes
}

/// Whether what an attribute is in exists: a server without a proxy has no port of it.
fn is_inside_object(attributes: &Value, path: &str) -> bool {
    let mut parts = path.split('.').peekable();
    let mut value = attributes;
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            break;
        }
        match value.get(part) {
            Some(inner @ Value::Object(_)) => value = inner,
            _ => return false,
        }
    }
    value.is_object()
}

/// Sets an attribute by its path.
pub(super) fn set(attributes: &mut Value, path: &str, value: Value) {
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let Value::Object(map) = attributes else { return };
    match rest {
        None => drop(map.insert(first.to_owned(), value)),
        Some(rest) => set(map.entry(first).or_insert_with(|| Value::Object(Map::new())), rest, value),
    }
}

/// The id of a site.
pub(super) fn site_id(code: &str) -> ObjectId {
    ObjectId::new(Kind::Site, code)
}
