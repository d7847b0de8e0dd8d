//! The file that the script writes.

use std::path::Path;

use serde_json::{Map, Value};

use super::record::records;
use super::{Dump, DumpError, secrets, text, time};
use crate::class::Class;
use crate::collector;

/// Reads the file.
pub(super) fn read(path: &Path) -> Result<Dump, DumpError> {
    let not_a_dump = |reason: &str| DumpError::NotADump { path: path.to_owned(), reason: reason.to_owned() };
    let Value::Object(mut document) = text::json(path)? else {
        return Err(not_a_dump("it is not one JSON object"));
    };
    match document.get("format").and_then(Value::as_u64) {
        None => return Err(not_a_dump("it has no format")),
        Some(found) if found > u64::from(collector::FORMAT) => {
            return Err(DumpError::NewerFormat { path: path.to_owned(), found, known: collector::FORMAT });
        }
        Some(_) => {}
    }
    let Some(Value::Object(classes)) = document.remove("classes") else {
        return Err(not_a_dump("it has no classes"));
    };
    let mut dump = head(&document);
    if dump.collected_at.is_none() && document.get("collected_at").is_some_and(|time| !time.is_null()) {
        return Err(not_a_dump("its collected_at is no time"));
    }
    for (name, rows) in classes {
        let Some(class) = Class::named(&name) else {
            dump.unread.entry(name).or_default();
            continue;
        };
        let rows = records(rows);
        secrets::refuse(path, class, &rows)?;
        dump.add(class, rows);
    }
    let errors = document.get("errors").and_then(Value::as_object).into_iter().flatten();
    let errors = errors.filter_map(|(name, error)| Some((Class::named(name)?, words(error))));
    dump.errors = errors.collect();
    Ok(dump)
}

fn head(document: &Map<String, Value>) -> Dump {
    let text = |name| document.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
    Dump {
        collector: text("collector").unwrap_or_else(|| collector::NAME.to_owned()),
        collected_at: document.get("collected_at").and_then(time::read),
        provider: text("provider"),
        site_code: text("site_code").map(|code| code.to_uppercase()),
        ..Dump::default()
    }
}

/// The first line of an error, without what a terminal would not show.
fn words(error: &Value) -> String {
    let text = error.as_str().unwrap_or("no reason is given");
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("no reason is given");
    line.trim_end_matches('.').to_owned()
}
