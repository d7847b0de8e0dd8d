//! The remote side: a JSON file that several processes share.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};
use tfplugin::framework::path::Path as AttributePath;
use tfplugin::framework::value::Attr;

/// What is in the file.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct World {
    /// The number a computed value had last.
    pub(crate) numbers: u64,
    /// Objects by `type/id`.
    pub(crate) objects: BTreeMap<String, Json>,
    /// Write-only values by `type/id`.
    pub(crate) secrets: BTreeMap<String, String>,
    /// What happened, in order.
    pub(crate) events: Vec<String>,
    /// Whether what fails on purpose works now.
    pub(crate) mended: bool,
}

/// The way to the file.
#[derive(Debug)]
pub(crate) struct Remote(Attr<String>);

impl Remote {
    pub(crate) fn new(path: Attr<String>) -> Self {
        Self(path)
    }

    /// Looked at when it is used, since it may be unknown while planning.
    fn path(&self) -> Result<PathBuf, Diagnostics> {
        match &self.0 {
            Attr::Known(path) => Ok(path.into()),
            Attr::Null => Ok("remote.json".into()),
            Attr::Unknown => Err(Diagnostic::error("The provider's path is not known yet", "Give it a known path.")
                .at(AttributePath::of("path"))
                .into()),
        }
    }

    pub(crate) fn look(&self) -> Result<World, Diagnostics> {
        read(&self.path()?).map_err(|error| failed("read", &error))
    }

    /// Changes the world while no other process does; nothing is written where the change fails.
    pub(crate) fn change<T>(
        &self,
        change: impl FnOnce(&mut World) -> Result<T, Diagnostics>,
    ) -> Result<T, Diagnostics> {
        let path = self.path()?;
        let lock = File::create(path.with_extension("lock")).and_then(|file| file.lock().map(|()| file));
        let _lock = lock.map_err(|error| failed("locked", &error))?;
        let mut world = read(&path).map_err(|error| failed("read", &error))?;
        let outcome = change(&mut world)?;
        write(&path, &world).map_err(|error| failed("written", &error))?;
        Ok(outcome)
    }
}

fn read(path: &Path) -> std::io::Result<World> {
    if path.exists() { Ok(serde_json::from_slice(&fs::read(path)?)?) } else { Ok(World::default()) }
}

fn write(path: &Path, world: &World) -> std::io::Result<()> {
    let fresh = path.with_extension("new");
    fs::write(&fresh, serde_json::to_vec_pretty(world)?)?;
    fs::rename(fresh, path)
}

fn failed(what: &str, error: &std::io::Error) -> Diagnostics {
    Diagnostic::error("The remote side is out of reach", format!("Its file could not be {what}: {error}.")).into()
}
