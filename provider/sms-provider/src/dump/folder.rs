//! A folder of saved answers of the administration service: `SMS_Site.json`, `SMS_UpdateCategoryInstance.2.json` …

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde_json::Value;

use super::record::{Record, records};
use super::{Dump, DumpError, secrets, text};
use crate::class::Class;

/// Reads all JSON files of the folder, in the order of their names.
pub(super) fn read(folder: &Path) -> Result<Dump, DumpError> {
    let failed = |source| DumpError::Read { path: folder.to_owned(), source };
    let entries = fs::read_dir(folder).map_err(failed)?.collect::<Result<Vec<_>, _>>().map_err(failed)?;
    let is_json = |path: &PathBuf| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    let mut files: Vec<PathBuf> = entries.into_iter().map(|entry| entry.path()).filter(is_json).collect();
    files.sort();
    let mut dump = Dump { collector: "administration service".to_owned(), ..Dump::default() };
    let mut pages: BTreeMap<Class, Pages> = BTreeMap::new();
    for file in files {
        add(&mut dump, &mut pages, &file)?;
    }
    for (class, pages) in pages {
        if let Some(what) = pages.missing() {
            return Err(DumpError::MissingPage { path: folder.to_owned(), class, what });
        }
    }
    if dump.rows.is_empty() {
        let reason = "it has no answer of a class that is read".to_owned();
        return Err(DumpError::NotADump { path: folder.to_owned(), reason });
    }
    Ok(dump)
}

fn add(dump: &mut Dump, pages: &mut BTreeMap<Class, Pages>, file: &Path) -> Result<(), DumpError> {
    let document = text::json(file)?;
    let name = class_name(&document, file);
    let Some(class) = Class::named(&name) else {
        dump.unread.entry(name).or_default();
        return Ok(());
    };
    pages.entry(class).or_default().add(file, &document);
    let rows = rows(document);
    secrets::refuse(file, class, &rows)?;
    dump.add(class, rows);
    let written = fs::metadata(file).and_then(|metadata| metadata.modified()).ok();
    let written = written.and_then(|time| Timestamp::try_from(time).ok());
    dump.collected_at = dump.collected_at.max(written);
    Ok(())
}

/// The answers of one class.
#[derive(Debug, Default)]
struct Pages {
    /// The numbers in the names of their files.
    numbers: Vec<u32>,
    count: usize,
    /// How many of them say that another one follows.
    followed: usize,
}

impl Pages {
    fn add(&mut self, file: &Path, answer: &Value) {
        let stem = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let digits = stem.trim_start_matches(|c: char| !matches!(c, '.' | '-' | ' '));
        self.numbers.extend(digits.trim_matches(|c: char| !c.is_ascii_digit()).parse::<u32>());
        self.count += 1;
        self.followed += usize::from(answer.get("@odata.nextLink").is_some());
    }

    /// Which one is missing, in words.
    fn missing(mut self) -> Option<String> {
        if self.followed >= self.count {
            return Some("the last answer has @odata.nextLink, so another one follows".to_owned());
        }
        self.numbers.sort_unstable();
        // The first one may have no number, or 0, or 1. Larger numbers count rows, not pages.
        let mut next =
            self.numbers.first().map_or(0, |first| *first.min(&if self.is_first_unnumbered() { 2 } else { 1 }));
        for number in self.numbers.into_iter().filter(|number| *number < 100) {
            if number > next {
                return Some(format!("page {next} is missing, and page {number} is there"));
            }
            next = number + 1;
        }
        None
    }

    fn is_first_unnumbered(&self) -> bool {
        self.count > self.numbers.len()
    }
}

/// The class in the context of an answer, `…/$metadata#SMS_Site(SiteCode)/$entity`, or else in the name of the file.
fn class_name(document: &Value, file: &Path) -> String {
    let context = document.get("@odata.context").and_then(Value::as_str);
    let of_context = context.and_then(|context| context.rsplit_once('#')).map(|(_, class)| class);
    let stem = || file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let name = of_context.unwrap_or_else(stem);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(name.len());
    name.get(..end).unwrap_or(name).trim_start_matches("AdminService_").to_owned()
}

/// The rows of an answer: those in `value`, or the answer itself where it is one row.
fn rows(document: Value) -> Vec<Record> {
    match document {
        Value::Object(mut answer) => match answer.remove("value") {
            Some(rows) => records(rows),
            None => vec![Record::of(answer)],
        },
        rows => records(rows),
    }
}
