//! What was collected of a site: one file of the script, or a folder of saved answers of the administration service.

mod error;
mod file;
mod folder;
mod record;
mod secrets;
mod text;
pub(crate) mod time;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use jiff::Timestamp;

use crate::class::Class;
pub use error::DumpError;
pub use record::Record;

/// What was collected of a site.
#[derive(Clone, Debug, Default)]
pub struct Dump {
    /// What made it: the name of the script, or the administration service.
    pub collector: String,
    /// When it was made. For a folder: when its newest file was written.
    pub collected_at: Option<Timestamp>,
    /// The computer whose SMS Provider answered, if the file says it.
    pub provider: Option<String>,
    /// The site whose SMS Provider answered, if the file says it.
    pub site_code: Option<String>,
    rows: BTreeMap<Class, Vec<Record>>,
    /// Why classes could not be read, by class.
    pub errors: BTreeMap<Class, String>,
    /// The names of properties and columns that are not read, by class.
    pub unread: BTreeMap<String, BTreeSet<String>>,
}

impl Dump {
    /// Reads a file or a folder.
    ///
    /// # Errors
    /// If it cannot be read, is not what the script or the administration service writes, is not whole, or has secrets.
    pub fn read(path: &Path) -> Result<Self, DumpError> {
        let failed = |source| DumpError::Read { path: path.to_owned(), source };
        if fs::metadata(path).map_err(failed)?.is_dir() { folder::read(path) } else { file::read(path) }
    }

    /// The rows of a class. None where it could not be read: see [`Dump::errors`].
    #[must_use]
    pub fn rows(&self, class: Class) -> &[Record] {
        self.rows.get(&class).map(Vec::as_slice).unwrap_or_default()
    }

    /// Why the rows of a class are not known; `None` if they are.
    #[must_use]
    pub fn gap(&self, class: Class) -> Option<String> {
        if let Some(error) = self.errors.get(&class) {
            return Some(format!("{} could not be read: {error}", class.name()));
        }
        (!self.rows.contains_key(&class)).then(|| format!("{} was not collected", class.name()))
    }

    /// Adds rows of a class, without those that are already there.
    fn add(&mut self, class: Class, records: Vec<Record>) {
        for record in &records {
            let unread = record.unread(class);
            if !unread.is_empty() {
                self.unread.entry(class.name().to_owned()).or_default().extend(unread);
            }
        }
        self.rows.entry(class).or_default().extend(records);
    }
}
