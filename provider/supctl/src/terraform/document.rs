//! The JSON that `terraform show -json` prints: of a plan, or of a state.

use std::borrow::Cow;
use std::path::Path;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::shared::diagnostic::Diagnostic;
use crate::shared::input;

/// How to write a plan as JSON.
const HOW_TO_WRITE: &str = "\n\n  terraform plan -out=tfplan\n  terraform show -json tfplan > plan.json\n";

/// What a document describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    Plan,
    State,
    /// A state as Terraform keeps it, not as it shows it.
    StateFile,
}

/// The fields that distinguish plans and states from other JSON output of Terraform.
#[derive(Debug, Deserialize)]
struct Header {
    format_version: Option<String>,
    planned_values: Option<IgnoredAny>,
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
pub(crate) fn text(file: &Path) -> Result<String, Diagnostic> {
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

/// What a text describes; `file` is its file.
///
/// # Errors
/// When it is neither a plan nor a state, or one that cannot be used.
pub(crate) fn content(text: &str, file: &Path) -> Result<Content, Diagnostic> {
    match content_even_if_failed(text, file)? {
        (_, true) => Err(Diagnostic::error(
            format!("{} is incomplete: terraform plan failed", display_name(file)),
            "Fix the errors that terraform plan reports, and write the plan again.",
        )),
        (content, false) => Ok(content),
    }
}

/// The same, and whether planning failed.
///
/// # Errors
/// When it is neither a plan nor a state, or one of a format that this version does not know.
pub(crate) fn content_even_if_failed(text: &str, file: &Path) -> Result<(Content, bool), Diagnostic> {
    if text.trim().is_empty() {
        return Err(Diagnostic::error(
            format!("{} is empty", display_name(file)),
            format!("The command that writes it may have failed. Write it with:{HOW_TO_WRITE}"),
        ));
    }
    let header: Header = serde_json::from_str(text).map_err(|error| invalid_json(&error, text, file))?;
    Ok((header.content(file)?, header.errored))
}

/// The parts of a document that commands need.
///
/// # Errors
/// When it has another structure.
pub(crate) fn parsed<'a, T: Deserialize<'a>>(text: &'a str, file: &Path) -> Result<T, Diagnostic> {
    serde_json::from_str(text).map_err(|error| unexpected(&error, file))
}

/// Why a state does not stand for a plan, and what else the command can do.
pub(crate) fn state_instead_of_plan(file: &Path, otherwise: &str) -> Diagnostic {
    let detail = format!(
        "Without a plan file, terraform show -json prints the state. Name the plan file:{HOW_TO_WRITE}\n{otherwise}"
    );
    Diagnostic::error(format!("{} is a state, not a plan", display_name(file)), detail.trim_end())
}

impl Header {
    fn content(&self, file: &Path) -> Result<Content, Diagnostic> {
        let content = match &self.format_version {
            Some(_) if self.planned_values.is_some() => Content::Plan,
            // The state of an empty configuration has no values.
            Some(_) => Content::State,
            None if self.lineage.is_some() => return Ok(Content::StateFile),
            None if self.level.is_some() => return Err(log_of_plan(file)),
            None => return Err(not_a_plan(file, "format_version is missing")),
        };
        let name = display_name(file);
        let version = self.format_version.as_deref().unwrap_or_default();
        let advice = match version.split('.').next() {
            Some("1") => return Ok(content),
            Some("0") => "Use Terraform 1.1 or later, or OpenTofu.",
            _ => "Use a newer supctl.",
        };
        let what = if content == Content::Plan { "plan" } else { "state" };
        Err(Diagnostic::error(
            format!("{name} has {what} format {version}, which this supctl does not support"),
            format!("It supports format 1. {advice}"),
        ))
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

/// Why a state file cannot be read.
pub(crate) fn state_file(file: &Path) -> Diagnostic {
    Diagnostic::error(
        format!("{} is a state file, not the output of terraform show -json", display_name(file)),
        "Terraform converts it:\n\n  terraform show -json > state.json\n",
    )
}

/// The name of a file in messages.
pub(crate) fn display_name(file: &Path) -> Cow<'_, str> {
    if input::is_standard(file) { "standard input".into() } else { file.to_string_lossy() }
}
