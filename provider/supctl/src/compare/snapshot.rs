//! All objects of a hierarchy, at one moment, out of its store or an export.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use hierarchy::{AsFound, Hierarchy, HistoryEntry, HistoryFilter, Kind, Location, ObjectId, StoreError, SystemClock};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::moment::Moment;
use crate::export::top_down;
use crate::shared::diagnostic::Diagnostic;
use crate::shared::error::Result;
use crate::shared::input;
use crate::terraform::resource;

/// What identifies an object.
pub(super) type Identity = (Kind, String);

pub(super) fn identity(id: &ObjectId) -> Identity {
    (id.kind, id.key())
}

/// The objects of one side.
#[derive(Debug)]
pub(crate) struct Snapshot {
    /// The file, and the moment.
    pub(crate) name: String,
    location: Location,
    objects: BTreeMap<Identity, (ObjectId, Value)>,
    /// The changes of each object until then, oldest first; none of an export.
    history: BTreeMap<Identity, Vec<HistoryEntry>>,
    /// Where the hierarchy is from, if it was read from a real site.
    pub(crate) as_found: Option<AsFound>,
}

/// The parts of an export.
#[derive(Debug, Deserialize)]
struct Exported<'a> {
    format: u32,
    #[serde(borrow)]
    sites: Vec<&'a RawValue>,
    #[serde(borrow)]
    site_systems: Vec<&'a RawValue>,
    #[serde(borrow)]
    sup_roles: Vec<&'a RawValue>,
    #[serde(borrow)]
    sync_settings: Vec<&'a RawValue>,
    #[serde(borrow)]
    accounts: Vec<&'a RawValue>,
}

impl Snapshot {
    /// The objects of a hierarchy or an export, at a moment, or as they are now.
    ///
    /// # Errors
    /// When the file is neither a hierarchy nor an export, or has no such moment.
    pub(crate) fn of(location: &Location, moment: Option<&Moment>) -> Result<Self> {
        let name = match moment {
            Some(moment) => format!("{location} at {moment}"),
            None => location.to_string(),
        };
        let mut snapshot = Self {
            name,
            location: location.clone(),
            objects: BTreeMap::new(),
            history: BTreeMap::new(),
            as_found: None,
        };
        match location {
            Location::File(file) if is_json(file) && moment.is_some() => {
                return Err(Diagnostic::error(
                    format!("{location} is an export, which has no history"),
                    "--at needs a hierarchy.",
                )
                .into());
            }
            Location::File(file) if is_json(file) => snapshot.read_export(file)?,
            Location::File(_) | Location::Database(_) => snapshot.read_hierarchy(location, moment)?,
        }
        Ok(snapshot)
    }

    /// All objects, by kind and id.
    pub(crate) fn objects(&self) -> impl Iterator<Item = (&ObjectId, &Value)> {
        self.objects.values().map(|(id, attributes)| (id, attributes))
    }

    /// The attributes of an object.
    pub(crate) fn attributes(&self, id: &ObjectId) -> Option<&Value> {
        self.objects.get(&identity(id)).map(|(_, attributes)| attributes)
    }

    /// The changes of an object.
    pub(super) fn history(&self, id: &ObjectId) -> &[HistoryEntry] {
        self.history.get(&identity(id)).map_or(&[], Vec::as_slice)
    }

    /// The file or the URL, with slashes on every operating system.
    pub(super) fn file(&self) -> String {
        self.location.to_string().replace('\\', "/")
    }

    fn read_hierarchy(&mut self, location: &Location, moment: Option<&Moment>) -> Result<()> {
        let hierarchy = Hierarchy::open_existing(location, Arc::new(SystemClock))?;
        let now = hierarchy.now()?;
        self.as_found = hierarchy.as_found()?;
        let (objects, mut history) = hierarchy.read_with_history(|view, history| {
            Ok::<_, StoreError>((top_down(view)?, history.matching(&HistoryFilter::default())?))
        })?;
        let last = history.last().map_or(0, |entry| entry.revision);
        if let Some(Moment::Revision(revision)) = moment
            && *revision > last
        {
            return Err(Diagnostic::error(
                format!("{location} has no revision {revision}"),
                format!("Its last revision is {last}. \"supctl history\" shows all of them."),
            )
            .into());
        }
        if let Some(moment) = moment {
            history.retain(|entry| moment.has_seen(entry, now));
            for entry in &history {
                let identity = identity(&entry.object);
                match &entry.after {
                    Some(after) => drop(self.objects.insert(identity, (entry.object.clone(), after.clone()))),
                    None => drop(self.objects.remove(&identity)),
                }
            }
        } else {
            let all = objects.into_iter().map(|stored| {
                let id = stored.object.id();
                (identity(&id), (id, stored.object.attributes()))
            });
            self.objects = all.collect();
        }
        for entry in history {
            self.history.entry(identity(&entry.object)).or_default().push(entry);
        }
        Ok(())
    }

    fn read_export(&mut self, file: &Path) -> Result<(), Diagnostic> {
        let wrong = |why: String| {
            let what = format!("{} is neither a hierarchy nor an export: {why}", file.display());
            Diagnostic::error(what, "Write an export with:\n\n  supctl export > export.json\n")
        };
        let bytes = input::read(file).map_err(|error| wrong(error.to_string()))?;
        let text = input::decoded(&bytes).ok_or_else(|| wrong("it is not a text file".to_owned()))?;
        let exported: Exported<'_> = serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
        if exported.format != 1 {
            return Err(Diagnostic::error(
                format!("{} has export format {}, which this supctl does not support", file.display(), exported.format),
                "It supports format 1. Use a newer supctl.",
            ));
        }
        for (kind, objects) in [
            (Kind::Site, exported.sites),
            (Kind::SiteSystem, exported.site_systems),
            (Kind::SupRole, exported.sup_roles),
            (Kind::SyncSettings, exported.sync_settings),
            (Kind::Account, exported.accounts),
        ] {
            for object in objects {
                let (id, attributes) = resource::attributes(kind, Some(object)).map_err(wrong)?;
                let id = ObjectId::new(kind, id.ok_or_else(|| wrong(format!("a {kind} has no id")))?);
                self.objects.insert(identity(&id), (id, attributes));
            }
        }
        Ok(())
    }
}

/// Whether a file begins like JSON, in whatever encoding; a missing one does not.
fn is_json(file: &Path) -> bool {
    let mut start = [0; 64];
    let read = File::open(file).and_then(|mut file| file.read(&mut start)).unwrap_or_default();
    let start = start.iter().take(read).filter(|byte| !matches!(byte, 0 | 0xEF | 0xBB | 0xBF | 0xFE | 0xFF));
    start.copied().find(|byte| !byte.is_ascii_whitespace()) == Some(b'{')
}
