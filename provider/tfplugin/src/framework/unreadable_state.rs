//! States that a version of the provider cannot read.

use serde_json::Value as Json;

use crate::framework::diagnostics::Diagnostic;
use crate::framework::path::{Path, Step};
use crate::framework::schema::{Attribute, AttributeKind, Block, Schema};
use crate::framework::value::{Value, ValueError};

/// The most characters of a value that a message shows.
const SHOWN: usize = 100;

/// Why a state cannot be read: the resource, the attribute with its value in the state, and what to do. It has no path,
/// because the configuration is not the cause.
pub(crate) fn unreadable(type_name: &str, schema: &Schema, state: &[u8], error: &ValueError) -> Diagnostic {
    let state: Json = serde_json::from_slice(state).unwrap_or_default();
    let attribute = attribute(&schema.block, error.path.steps());
    let there = value(&state, &error.path);
    let is_sensitive = attribute.is_some_and(|attribute| attribute.sensitive);
    let shown = if is_sensitive { "(sensitive value)".to_owned() } else { shortened(&there.to_string()) };
    let problem = attribute.filter(|_| !is_sensitive).and_then(|attribute| match there {
        Json::String(text) => attribute.constraints.problem_with(&Value::String(text.clone())),
        Json::Number(number) => attribute.constraints.problem_with(&Value::Number(number.to_string().parse().ok()?)),
        _ => None,
    });
    let problem = problem.unwrap_or_else(|| format!("It cannot be read: {}.", error.message));
    let path = path_in_words(&error.path);
    let problem = format!(
        "The state has:\n\n  {path} = {shown}\n\n{problem} The configuration is not the cause: a newer version of the provider \
         wrote the state, or somebody edited it."
    );
    refusal(type_name, &state, &error.path, &problem)
}

/// The same of a state that an older version wrote. Which of its values are sensitive is not known: none is shown.
pub(crate) fn unreadable_of_version(version: i64, type_name: &str, state: &Json, error: &ValueError) -> Diagnostic {
    let problem = format!(
        "It is not a state of version {version} as the provider knows it: {}. The configuration is not the cause: the provider \
         reads that version wrongly, or somebody edited the state.",
        error.message
    );
    refusal(type_name, state, &error.path, &problem)
}

fn refusal(type_name: &str, state: &Json, path: &Path, problem: &str) -> Diagnostic {
    let id = state.get("id").and_then(Json::as_str);
    let object = id.map_or_else(|| type_name.to_owned(), |id| format!("{type_name} \"{id}\""));
    let import = id.unwrap_or("ID");
    Diagnostic::error(
        format!("{object}: {} in the state cannot be read", path_in_words(path)),
        format!(
            "{problem} Use the version that wrote it, or restore the state. Or read the object again, with the address of the \
             resource in place of ADDRESS:\n\n  terraform state rm ADDRESS\n  terraform import ADDRESS '{import}'"
        ),
    )
}

fn path_in_words(path: &Path) -> String {
    if path.steps().is_empty() { "the object".to_owned() } else { path.to_string() }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// The attribute that a path leads to.
fn attribute<'a>(block: &'a Block, path: &[Step]) -> Option<&'a Attribute> {
    let (first, rest) = path.split_first()?;
    let Step::Attribute(name) = first else { return attribute(block, rest) };
    if let Some(nested) = block.blocks.get(name) {
        return attribute(&nested.block, rest);
    }
    let declared = block.attributes.get(name)?;
    match &declared.kind {
        AttributeKind::Nested(_, nested) if !rest.is_empty() => attribute(nested, rest),
        _ => Some(declared),
    }
}

/// The part of a state that a path leads to.
fn value<'a>(state: &'a Json, path: &Path) -> &'a Json {
    let part = |value: &'a Json, step: &Step| match step {
        Step::Attribute(name) | Step::Key(name) => value.get(name),
        Step::Index(position) => value.get(usize::try_from(*position).ok()?),
    };
    path.steps().iter().try_fold(state, part).unwrap_or(&Json::Null)
}
