//! Generated files: writing them, and telling which are not current.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use similar::TextDiff;

/// Folders that hold generated files and nothing else: what is in them and not generated any more is removed.
const GENERATED_FOLDERS: [&str; 2] = ["docs", "schemas"];

/// A generated file.
#[derive(Debug)]
pub(crate) struct Artifact {
    /// Below the repository's root.
    pub(crate) path: PathBuf,
    pub(crate) content: String,
}

impl Artifact {
    pub(crate) fn new(path: impl Into<PathBuf>, content: impl Into<String>) -> Self {
        Self { path: path.into(), content: content.into() }
    }
}

/// What became of a file, or what is to be done with it.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// Its content is what the code gives.
    Current(PathBuf),
    /// Its content differs; the difference.
    Changed(PathBuf, String),
    /// The code does not give it any more.
    Gone(PathBuf),
}

impl fmt::Display for Outcome {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Current(path) => write!(out, "current  {}", path.display()),
            Self::Changed(path, _) => write!(out, "changed  {}", path.display()),
            Self::Gone(path) => write!(out, "gone     {}", path.display()),
        }
    }
}

/// Compares the files below `root` with what the code gives.
pub(crate) fn compare(root: &Path, artifacts: &[Artifact]) -> Result<Vec<Outcome>> {
    let mut outcomes = Vec::new();
    for artifact in artifacts {
        let found = fs::read_to_string(root.join(&artifact.path)).unwrap_or_default();
        outcomes.push(if found == artifact.content {
            Outcome::Current(artifact.path.clone())
        } else {
            let diff = TextDiff::from_lines(found.as_str(), artifact.content.as_str());
            let unified = diff.unified_diff().context_radius(1).header("as it is", "as generated").to_string();
            Outcome::Changed(artifact.path.clone(), unified)
        });
    }
    let generated: BTreeSet<&Path> = artifacts.iter().map(|artifact| artifact.path.as_path()).collect();
    for folder in GENERATED_FOLDERS {
        for file in files_below(&root.join(folder))? {
            let path = file.strip_prefix(root)?.to_owned();
            if !generated.contains(path.as_path()) {
                outcomes.push(Outcome::Gone(path));
            }
        }
    }
    Ok(outcomes)
}

/// Makes the files below `root` what the code gives.
pub(crate) fn write(root: &Path, artifacts: &[Artifact]) -> Result<Vec<Outcome>> {
    let outcomes = compare(root, artifacts)?;
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
