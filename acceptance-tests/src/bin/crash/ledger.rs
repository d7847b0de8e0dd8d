//! What a campaign has done so far, in a file, so that it can be continued.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::round::Report;

/// The rounds that are done.
pub(crate) struct Ledger {
    file: PathBuf,
    /// Locked as long as the campaign runs: two of them in one folder would find each other's changes.
    _lock: File,
    pub(crate) seed: u64,
    pub(crate) rounds: u64,
    /// How many victims of each kind were killed while they worked, and how many had ended before.
    kills: BTreeMap<String, u64>,
    /// How many changes were acknowledged, and found.
    acknowledged: u64,
}

impl Ledger {
    /// The ledger of the campaign in a folder; a new one where there is none.
    ///
    /// # Errors
    /// When the folder has a campaign of another seed, and this one was asked for, or a campaign that runs.
    pub(crate) fn open(folder: &Path, seed: u64, is_seed_asked_for: bool) -> Result<Self> {
        fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
        let lock = File::create(folder.join("campaign.lock"))?;
        lock.try_lock().with_context(|| format!("another campaign runs in {}", folder.display()))?;
        let file = folder.join("campaign.json");
        let Ok(text) = fs::read_to_string(&file) else {
            return Ok(Self { file, _lock: lock, seed, rounds: 0, kills: BTreeMap::new(), acknowledged: 0 });
        };
        let kept: Value = serde_json::from_str(&text).with_context(|| format!("reading {}", file.display()))?;
        let number = |name: &str| kept.get(name).and_then(Value::as_u64).unwrap_or_default();
        if is_seed_asked_for && number("seed") != seed {
            bail!("{} has a campaign of seed {}: choose another --folder", folder.display(), number("seed"));
        }
        let kills = kept.get("kills").and_then(Value::as_object).into_iter().flatten();
        Ok(Self {
            seed: number("seed"),
            rounds: number("rounds"),
            acknowledged: number("acknowledged"),
            kills: kills.map(|(victim, count)| (victim.clone(), count.as_u64().unwrap_or_default())).collect(),
            file,
            _lock: lock,
        })
    }

    pub(crate) fn record(&mut self, report: &Report) -> Result<()> {
        self.rounds += 1;
        self.acknowledged += report.acknowledged;
        *self.kills.entry(report.kill()).or_default() += 1;
        let Self { file, seed, rounds, kills, acknowledged, .. } = self;
        let kept = json!({ "seed": seed, "rounds": rounds, "kills": kills, "acknowledged": acknowledged });
        let new = file.with_extension("new");
        fs::write(&new, format!("{kept:#}\n"))?;
        Ok(fs::rename(new, file)?)
    }

    pub(crate) fn summary(&self) -> String {
        let kills: Vec<String> = self.kills.iter().map(|(victim, count)| format!("{count} {victim}")).collect();
        let Self { seed, rounds, acknowledged, .. } = self;
        format!(
            "{rounds} rounds with seed {seed}: {}. {acknowledged} acknowledged changes, all of them there.",
            kills.join(", ")
        )
    }
}
