//! The text of a file: its size, its encoding, and its one JSON document.

use std::fs;
use std::path::Path;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use serde_json::Value;
use serde_json::error::Category;

use super::DumpError;
use crate::class::Class;

/// Far more than a dump of the largest supported hierarchy.
const LIMIT: u64 = 64 << 20;

/// Reads the JSON of a file.
pub(super) fn json(path: &Path) -> Result<Value, DumpError> {
    let failed = |source| DumpError::Read { path: path.to_owned(), source };
    let bytes = fs::metadata(path).map_err(failed)?.len();
    if bytes > LIMIT {
        return Err(DumpError::TooLarge { path: path.to_owned(), bytes, limit: LIMIT });
    }
    let bytes = fs::read(path).map_err(failed)?;
    parse(path, &decode(&bytes).ok_or_else(|| DumpError::Encoding { path: path.to_owned() })?)
}

/// The text of UTF-8 or UTF-16, with or without a byte order mark. JSON begins with an ASCII character.
fn decode(bytes: &[u8]) -> Option<String> {
    let (encoding, mark): (&Encoding, usize) = match bytes {
        [0xEF, 0xBB, 0xBF, ..] => (UTF_8, 3),
        [0xFF, 0xFE, ..] => (UTF_16LE, 2),
        [0xFE, 0xFF, ..] => (UTF_16BE, 2),
        [_, 0, ..] => (UTF_16LE, 0),
        [0, _, ..] => (UTF_16BE, 0),
        _ => (UTF_8, 0),
    };
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes.get(mark..)?)?;
    Some(text.into_owned())
}

fn parse(path: &Path, text: &str) -> Result<Value, DumpError> {
    let path = path.to_owned();
    let mut documents = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let document = match documents.next() {
        None => return Err(DumpError::CutOff { path, line: 1, class: None }),
        Some(Ok(document)) => document,
        Some(Err(error)) if error.classify() == Category::Eof => {
            return Err(DumpError::CutOff { path, line: error.line(), class: last_class(text) });
        }
        Some(Err(error)) => return Err(DumpError::NotJson { path, reason: error.to_string() }),
    };
    let end = documents.byte_offset();
    match text.get(end..).map(str::trim_start) {
        None | Some("") => Ok(document),
        Some(_) => {
            let line = text.get(..end).map_or(1, |before| before.lines().count());
            Err(DumpError::SeveralDocuments { path, line })
        }
    }
}

/// The class whose rows a text ends in.
fn last_class(text: &str) -> Option<Class> {
    let begun = Class::ALL.into_iter().filter_map(|class| Some((text.rfind(class.name())?, class)));
    begun.max_by_key(|(at, _)| *at).map(|(_, class)| class)
}
