//! The JSON that `terraform show -json` prints for a plan.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use crate::shared::diagnostic::Diagnostic;
use crate::shared::input;

/// How to write a plan as JSON.
const HOW_TO_WRITE: &str = "\n\n  terraform plan -out=tfplan\n  terraform show -json tfplan > plan.json\n";

/// The parts of a plan that a check needs.
#[derive(Debug, Deserialize)]
pub(super) struct Plan<'a> {
    #[serde(borrow, default)]
    pub(super) resource_changes: Vec<ResourceChange<'a>>,
    #[serde(default)]
    pub(super) configuration: Configuration,
}

/// A planned change of a resource.
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

/// Attributes stay unparsed until a resource is checked.
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

/// The configuration a plan was made from.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Configuration {
    #[serde(default)]
    pub(super) root_module: Module,
}

/// A module with its module calls.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Module {
    #[serde(default)]
    pub(super) module_calls: BTreeMap<String, ModuleCall>,
}

/// A module call with its source.
#[derive(Debug, Deserialize)]
pub(super) struct ModuleCall {
    #[serde(default)]
    pub(super) source: String,
    #[serde(default)]
    pub(super) module: Module,
}

/// The fields that distinguish a plan from other JSON output of Terraform.
#[derive(Debug, Deserialize)]
struct Header {
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
/// When it cannot be read or is not text.
pub(super) fn text(file: &Path) -> Result<String, Diagnostic> {
    let bytes = input::read(file).map_err(|error| {
        Diagnostic::error(
            format!("{} cannot be read: {error}", display_name(file)),
            format!("Write the plan with:{HOW_TO_WRITE}"),
        )
    })?;
    if bytes.starts_with(b"PK") {
        return Err(Diagnostic::error(
            format!("{} is a binary plan file, not JSON", display_name(file)),
            format!("Convert it to JSON:{HOW_TO_WRITE}"),
        ));
    }
    input::decoded(&bytes).map(Cow::into_owned).ok_or_else(|| not_a_plan(file, "it is not a text file"))
}

impl<'a> Plan<'a> {
    /// Parses the text of a plan; `file` is its file.
    ///
    /// # Errors
    /// When it is not a plan, or a plan that cannot be checked.
    pub(super) fn read(text: &'a str, file: &Path) -> Result<Self, Diagnostic> {
        if text.trim().is_empty() {
            return Err(Diagnostic::error(
                format!("{} is empty", display_name(file)),
                format!("The command that writes it may have failed. Write it with:{HOW_TO_WRITE}"),
            ));
        }
        let header: Header = serde_json::from_str(text).map_err(|error| invalid_json(&error, text, file))?;
        header.check(file)?;
        serde_json::from_str(text).map_err(|error| unexpected(&error, file))
    }
}

impl Header {
    fn check(&self, file: &Path) -> Result<(), Diagnostic> {
        let name = display_name(file);
        let Some(version) = self.format_version.as_deref().filter(|_| self.planned_values.is_some()) else {
            return Err(if self.lineage.is_some() || self.values.is_some() {
                Diagnostic::error(
                    format!("{name} is a state, not a plan"),
                    format!(
                        "Without a plan file, terraform show -json prints the state. Name the plan file:{HOW_TO_WRITE}\nTo \
                         check the hierarchy itself, leave out --plan."
                    ),
                )
            } else if self.level.is_some() {
                log_of_plan(file)
            } else if self.format_version.is_some() {
                not_a_plan(file, "planned_values is missing")
            } else {
                not_a_plan(file, "format_version is missing")
            });
        };
        // Terraform 1.0 wrote 0.x. The parts that are read here are the same in both.
        if !matches!(version.split('.').next(), Some("0" | "1")) {
            return Err(Diagnostic::error(
                format!("{name} has plan format {version}, which this supctl does not support"),
                "It supports formats 0 and 1. Use a newer supctl.",
            ));
        }
        if self.errored {
            return Err(Diagnostic::error(
                format!("{name} is incomplete: terraform plan failed"),
                "Fix the errors that terraform plan reports, and write the plan again.",
            ));
        }
        Ok(())
    }
}

fn invalid_json(error: &serde_json::Error, text: &str, file: &Path) -> Diagnostic {
    let first_line = text.lines().next().unwrap_or_default();
    if serde_json::from_str::<Header>(first_line).is_ok_and(|header| header.level.is_some()) {
        log_of_plan(file)
    } else if error.is_data() {
        unexpected(error, file)
    } else {
        Diagnostic::error(
            format!("{} is not valid JSON: {error}", display_name(file)),
            format!("It must contain only the output of terraform show -json. Write it with:{HOW_TO_WRITE}"),
        )
    }
}

/// JSON of another structure. The text at that place is not repeated: it may be a secret.
fn unexpected(error: &serde_json::Error, file: &Path) -> Diagnostic {
    not_a_plan(file, &format!("unexpected content at line {}, column {}", error.line(), error.column()))
}

fn log_of_plan(file: &Path) -> Diagnostic {
    Diagnostic::error(
        format!("{} is the log of terraform plan -json, not a plan", display_name(file)),
        format!("Save the plan with -out, and convert it to JSON:{HOW_TO_WRITE}"),
    )
}

fn not_a_plan(file: &Path, why: &str) -> Diagnostic {
    Diagnostic::error(
        format!("{} is not a plan: {why}", display_name(file)),
        format!("It must be the output of terraform show -json for a plan:{HOW_TO_WRITE}"),
    )
}

fn display_name(file: &Path) -> Cow<'_, str> {
    if input::is_standard(file) { "standard input".into() } else { file.to_string_lossy() }
}
