//! Generated files: writes them, and finds those that are not current.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use similar::TextDiff;

/// A generated file.
#[derive(Debug)]
pub(crate) struct Artifact {
    /// Relative to the root of the repository.
    pub(crate) path: PathBuf,
    pub(crate) content: String,
}

impl Artifact {
    pub(crate) fn new(path: impl Into<PathBuf>, content: impl Into<String>) -> Self {
        Self { path: path.into(), content: content.into() }
    }
}

/// How a file compares with what the code generates.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// Its content is current.
    Current(PathBuf),
    /// Its content differs; with the difference.
    Changed(PathBuf, String),
    /// It is no longer generated.
    Gone(PathBuf),
}

impl fmt::Display for Outcome {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Current(path) => write!(out, "current  {}", path.display()),
            Self::Changed(path, _) => write!(out, "changed  {}", path.display()),
            Self::Gone(path) => write!(out, "obsolete {}", path.display()),
        }
    }
}

/// Compares the files below `root` with `artifacts`. A file in `folders` that is not one of them is no longer generated.
pub(crate) fn compare(root: &Path, artifacts: &[Artifact], folders: &[&str]) -> Result<Vec<Outcome>> {
    let mut outcomes = Vec::new();
    for artifact in artifacts {
        let found = fs::read_to_string(root.join(&artifact.path)).unwrap_or_default();
        outcomes.push(if found == artifact.content {
            Outcome::Current(artifact.path.clone())
        } else {
            let diff = TextDiff::from_lines(found.as_str(), artifact.content.as_str());
            let unified = diff.unified_diff().context_radius(1).header("current file", "generated").to_string();
            Outcome::Changed(artifact.path.clone(), unified)
        });
    }
    let generated: BTreeSet<&Path> = artifacts.iter().map(|artifact| artifact.path.as_path()).collect();
    for folder in folders {
        for file in files_below(&root.join(folder))? {
            let path = file.strip_prefix(root)?.to_owned();
            if !generated.contains(path.as_path()) {
                outcomes.push(Outcome::Gone(path));
            }
        }
    }
    Ok(outcomes)
}

/// Writes `artifacts` below `root`, and removes files of `folders` that are no longer generated.
pub(crate) fn write(root: &Path, artifacts: &[Artifact], folders: &[&str]) -> Result<Vec<Outcome>> {
    let outcomes = compare(root, artifacts, folders)?;
    for outcome in &outcomes {
        if let Outcome::Gone(path) = outcome {
            fs::remove_file(root.join(path)).with_context(|| format!("removing {}", path.display()))?;
        }
    }
    for artifact in artifacts {
        let path = root.join(&artifact.path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
        }
        fs::write(&path, &artifact.content).with_context(|| format!("writing {}", path.display()))?;
    }
    Ok(outcomes)
}

fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    if !folder.exists() {
        return Ok(files);
    }
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_below(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
