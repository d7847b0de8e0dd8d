//! What each client has: the table that `cargo clients` writes and `docs/index.md` shows.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::binaries::repository;

/// Something that not every client has.
#[derive(Clone, Copy, Debug)]
pub struct Feature {
    /// Its name in the table's file.
    pub name: &'static str,
    /// Its name for readers.
    pub title: &'static str,
    /// The first Terraform that has it.
    pub terraform: Option<(u32, u32)>,
    /// The first OpenTofu that has it.
    pub opentofu: Option<(u32, u32)>,
    /// What happens where another client is to use it.
    pub without: &'static str,
}

/// Every resource and data source: the scenarios of the examples are installed, imported and destroyed.
pub const SCENARIOS: &str = "scenarios";

/// What the columns of the table are, in their order.
pub const FEATURES: [Feature; 11] = [
    Feature {
        name: SCENARIOS,
        title: "resources, data sources",
        terraform: Some((1, 1)),
        opentofu: Some((1, 6)),
        without: "Terraform 1.0 can crash: its core panics on an attribute of a nested object that is not set",
    },
    Feature {
        name: "import_blocks",
        title: "`import` blocks",
        terraform: Some((1, 5)),
        opentofu: Some((1, 6)),
        without: "`Unsupported block type`; use the command `terraform import`",
    },
    Feature {
        name: "functions",
        title: "functions",
        terraform: Some((1, 8)),
        opentofu: Some((1, 7)),
        without: "a syntax error at `provider::`",
    },
    Feature {
        name: "moved_across_types",
        title: "`moved` across types",
        terraform: Some((1, 8)),
        opentofu: Some((1, 10)),
        without: "`Resource type mismatch`",
    },
    Feature {
        name: "ephemeral_values",
        title: "ephemeral values",
        terraform: Some((1, 10)),
        opentofu: Some((1, 11)),
        without: "`Unsupported argument`: `ephemeral`",
    },
    Feature {
        name: "write_only_arguments",
        title: "write-only arguments",
        terraform: Some((1, 11)),
        opentofu: Some((1, 11)),
        without: "the provider refuses a value, and names the version that is needed; `null` is no value",
    },
    Feature {
        name: "identity",
        title: "import by identity",
        terraform: Some((1, 12)),
        opentofu: Some((1, 12)),
        without: "`Unsupported argument`: `identity`; import by `id`",
    },
    Feature {
        name: "query",
        title: "`terraform query`",
        terraform: Some((1, 14)),
        opentofu: None,
        without: "there is no such command; use `supctl export --hcl`",
    },
    Feature {
        name: "actions",
        title: "actions",
        terraform: Some((1, 14)),
        opentofu: None,
        without: "`Unsupported block type`: `action`, which 1.13 ignores; use `supctl sync`",
    },
    Feature {
        name: "refresh_only_exit_code",
        title: "exit code of `plan -refresh-only`",
        terraform: Some((1, 15)),
        opentofu: None,
        without: "Terraform 1.10 to 1.14 exit with 2 although nothing changed; use `supctl drift`",
    },
    Feature {
        name: "deferral",
        title: "deferral",
        terraform: None,
        opentofu: None,
        without: "only experimental builds of Terraform have `-allow-deferral`",
    },
];

/// What was seen of a client.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Its name and version, such as `Terraform 1.11.4`.
    pub client: String,
    /// The day on which it was seen, such as `2026-11-29`.
    pub date: String,
    /// Whether `cargo clients` ran it. What others saw is kept until it does.
    pub run: bool,
    /// Whether it has each of [`FEATURES`], by name. What nobody saw is left out.
    pub features: BTreeMap<String, bool>,
}

fn file() -> PathBuf {
    repository().join("provider/generate/clients.json")
}

/// The rows of the table.
///
/// # Errors
/// When the file cannot be read, or has another form.
pub fn read() -> Result<Vec<Row>> {
    let path = file();
    let text = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("reading {}", path.display()))
}

/// Puts rows into the table, in place of those of the same clients.
///
/// # Errors
/// When the file cannot be read or written.
pub fn update(seen: Vec<Row>) -> Result<()> {
    let mut rows: BTreeMap<_, Row> = BTreeMap::new();
    for row in read()?.into_iter().chain(seen) {
        rows.insert(order(&row.client), row);
    }
    let rows: Vec<Row> = rows.into_values().collect();
    let path = file();
    fs::write(&path, serde_json::to_string_pretty(&rows)? + "\n").with_context(|| format!("writing {}", path.display()))
}

/// Terraform before OpenTofu, older versions before newer ones.
fn order(client: &str) -> (bool, Vec<u32>, String) {
    let (product, version) = client.split_once(' ').unwrap_or_default();
    let numbers = version.split(['.', '-']).filter_map(|part| part.parse().ok());
    (product == "OpenTofu", numbers.collect(), client.to_owned())
}
