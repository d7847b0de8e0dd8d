//! What `terraform show -json` prints of a plan.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::Path;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use crate::set::Mistake;

/// The way from a plan to its JSON.
const WAY: &str = "\n\n  terraform plan -out=tfplan\n  terraform show -json tfplan > plan.json\n";

/// A plan, as far as a check needs it.
#[derive(Debug, Deserialize)]
pub(super) struct Plan<'a> {
    #[serde(borrow, default)]
    pub(super) resource_changes: Vec<ResourceChange<'a>>,
    #[serde(default)]
    pub(super) configuration: Configuration,
}

/// What becomes of a resource.
#[derive(Debug, Deserialize)]
pub(super) struct ResourceChange<'a> {
    pub(super) address: String,
    #[serde(default)]
    pub(super) module_address: Option<String>,
    pub(super) mode: String,
    pub(super) r#type: String,
    pub(super) name: String,
    #[serde(borrow)]
    pub(super) change: Change<'a>,
}

/// The attributes are read only of resources that are looked at.
#[derive(Debug, Deserialize)]
pub(super) struct Change<'a> {
    pub(super) actions: Vec<String>,
    #[serde(borrow, default)]
    pub(super) before: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(super) after: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(super) after_unknown: Option<&'a RawValue>,
}

/// The configuration a plan was made of.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Configuration {
    #[serde(default)]
    pub(super) root_module: Module,
}

/// A module, by what it calls.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Module {
    #[serde(default)]
    pub(super) module_calls: BTreeMap<String, ModuleCall>,
}

/// A module, and where it comes from.
#[derive(Debug, Deserialize)]
pub(super) struct ModuleCall {
    #[serde(default)]
    pub(super) source: String,
    #[serde(default)]
    pub(super) module: Module,
}

/// What tells a plan from other things Terraform prints.
#[derive(Debug, Deserialize)]
struct Signs {
    format_version: Option<String>,
    planned_values: Option<IgnoredAny>,
    values: Option<IgnoredAny>,
    #[serde(default)]
    errored: bool,
    lineage: Option<IgnoredAny>,
    #[serde(rename = "@level")]
    level: Option<IgnoredAny>,
}

/// The text of a file, or of standard input for `-`.
///
/// # Errors
/// When it cannot be read, or is no text.
pub(super) fn text(file: &Path) -> Result<String, Mistake> {
    let mut bytes = Vec::new();
    let read = if is_standard_input(file) {
        io::stdin().lock().read_to_end(&mut bytes).map(drop)
    } else {
        fs::read(file).map(|content| bytes = content)
    };
    read.map_err(|error| {
        Mistake::new(format!("{} cannot be read: {error}", named(file)), format!("A plan is written by:{WAY}"))
    })?;
    if bytes.starts_with(b"PK") {
        return Err(Mistake::new(
            format!("{} is a plan as Terraform keeps it, not as JSON", named(file)),
            format!("Write it as JSON:{WAY}"),
        ));
    }
    decoded(bytes).ok_or_else(|| no_plan(file, "it is not text"))
}

/// Whether a file stands for standard input.
pub(super) fn is_standard_input(file: &Path) -> bool {
    file == Path::new("-")
}

/// UTF-8; or UTF-16, as older PowerShells redirect output.
fn decoded(bytes: Vec<u8>) -> Option<String> {
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks_exact(2).filter_map(|pair| pair.try_into().ok()).map(unit).collect();
        String::from_utf16(&units).ok()
    };
    match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8(rest.to_vec()).ok(),
        _ => String::from_utf8(bytes).ok(),
    }
}

impl<'a> Plan<'a> {
    /// Reads a plan; `file` is where the text is from.
    ///
    /// # Errors
    /// When it is none, or none that can be checked.
    pub(super) fn read(text: &'a str, file: &Path) -> Result<Self, Mistake> {
        if text.trim().is_empty() {
            return Err(Mistake::new(
                format!("{} is empty", named(file)),
                format!("The command that was to write it may have failed. Write it by:{WAY}"),
            ));
        }
        let signs: Signs = serde_json::from_str(text).map_err(|error| unreadable(&error, text, file))?;
        signs.judge(file)?;
        serde_json::from_str(text).map_err(|error| odd(&error, file))
    }
}

impl Signs {
    fn judge(&self, file: &Path) -> Result<(), Mistake> {
        let name = named(file);
        let Some(version) = self.format_version.as_deref().filter(|_| self.planned_values.is_some()) else {
            return Err(if self.lineage.is_some() || self.values.is_some() {
                Mistake::new(
                    format!("{name} is a state, not a plan"),
                    format!(
                        "terraform show -json without the name of a plan shows the state. Name the plan:{WAY}\nWhat is \
                         installed is checked without --plan."
                    ),
                )
            } else if self.level.is_some() {
                log_of_plan(file)
            } else if self.format_version.is_some() {
                no_plan(file, "it has no planned_values")
            } else {
                no_plan(file, "it has no format_version")
            });
        };
        // 0.x came with Terraform 1.0; what is read here is the same in both.
        if !matches!(version.split('.').next(), Some("0" | "1")) {
            return Err(Mistake::new(
                format!("{name} is a plan of format {version}, which this supctl does not know"),
                "It knows formats 0 and 1. A later supctl may know more.",
            ));
        }
        if self.errored {
            return Err(Mistake::new(
                format!("{name} is what is left of a plan that failed"),
                "What was not planned is missing in it. Mend first what terraform plan says.",
            ));
        }
        Ok(())
    }
}

fn unreadable(error: &serde_json::Error, text: &str, file: &Path) -> Mistake {
    let first_line = text.lines().next().unwrap_or_default();
    if serde_json::from_str::<Signs>(first_line).is_ok_and(|signs| signs.level.is_some()) {
        log_of_plan(file)
    } else if error.is_data() {
        odd(error, file)
    } else {
        Mistake::new(
            format!("{} is not valid JSON: {error}", named(file)),
            format!("Only what terraform show -json prints belongs in it. Write it by:{WAY}"),
        )
    }
}

/// JSON of another shape. What stands there is not repeated: it may be a secret.
fn odd(error: &serde_json::Error, file: &Path) -> Mistake {
    no_plan(file, &format!("line {}, column {} is not as in a plan", error.line(), error.column()))
}

fn log_of_plan(file: &Path) -> Mistake {
    Mistake::new(
        format!("{} is the log of terraform plan -json, not a plan", named(file)),
        format!("The plan itself is kept with -out, and shown as JSON:{WAY}"),
    )
}

fn no_plan(file: &Path, why: &str) -> Mistake {
    Mistake::new(
        format!("{} is no plan: {why}", named(file)),
        format!("It is to be what terraform show -json prints of one:{WAY}"),
    )
}

fn named(file: &Path) -> Cow<'_, str> {
    if is_standard_input(file) { "standard input".into() } else { file.to_string_lossy() }
}
