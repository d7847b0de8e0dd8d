//! The files of a configuration, to edit.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use hcl_edit::expr::{Expression, Traversal, TraversalOperator};
use hcl_edit::parser::parse_body;
use hcl_edit::structure::Body;
use hcl_edit::visit::{Visit, visit_traversal};

use super::comments::aligned;
use super::edit::{self, Edit};
use crate::findings::Whole;
use crate::findings::sides::differences;
use crate::shared::diagnostic::Diagnostic;

/// The files of a root module.
pub(super) struct Folder {
    /// Those in native syntax, which can be edited.
    files: BTreeMap<PathBuf, Source>,
    /// The texts of those in JSON.
    json: Vec<String>,
}

struct Source {
    text: String,
    body: Body,
    edits: Vec<Edit>,
}

impl Folder {
    /// Reads the files in a folder.
    ///
    /// # Errors
    /// When one cannot be read.
    pub(super) fn read(folder: &Path) -> Result<Self, Diagnostic> {
        let cannot = |file: &Path, why: String| {
            Diagnostic::error(format!("{} cannot be edited: {why}", file.display()), "No file was changed.")
        };
        let entries = fs::read_dir(folder).map_err(|error| cannot(folder, error.to_string()))?;
        let (mut files, mut json) = (BTreeMap::new(), Vec::new());
        for path in entries.flatten().map(|entry| path_clean::clean(entry.path())) {
            let name = path.to_string_lossy();
            let is_json = name.ends_with(".tf.json");
            if !is_json && !name.ends_with(".tf") {
                continue;
            }
            let text = fs::read_to_string(&path).map_err(|error| cannot(&path, error.to_string()))?;
            if is_json {
                json.push(text);
                continue;
            }
            let body = parse_body(&text)
                .map_err(|error| cannot(&path, format!("line {}: {}", error.location().line(), error.message())))?;
            files.insert(path, Source { text, body, edits: Vec::new() });
        }
        Ok(Self { files, json })
    }

    /// The names of the resources of a type.
    pub(super) fn names(&self, r#type: &str) -> HashSet<String> {
        let blocks = self.files.values().flat_map(|source| source.body.get_blocks("resource"));
        let labels = blocks.filter_map(|block| match block.labels.as_slice() {
            [of, name] if of.as_str() == r#type => Some(name.as_str().to_owned()),
            _ => None,
        });
        labels.collect()
    }

    /// Gives an attribute of a resource another value.
    ///
    /// # Errors
    /// Why it must be edited by hand.
    pub(super) fn set(&mut self, labels: [&str; 2], path: &str, whole: &Whole) -> Result<(), &'static str> {
        let (file, edits) = self.edits(labels, path, whole)?;
        if let Some(source) = self.files.get_mut(&file) {
            let overlaps = |edit: &Edit| {
                source.edits.iter().any(|(range, _)| range.start < edit.0.end && edit.0.start < range.end)
            };
            if edits.iter().any(overlaps) {
                return Err("another change is at the same place");
            }
            source.edits.extend(edits);
        }
        Ok(())
    }

    fn edits(&self, labels: [&str; 2], path: &str, whole: &Whole) -> Result<(PathBuf, Vec<Edit>), &'static str> {
        let blocks = |(file, source): (&PathBuf, &Source)| {
            let found = source.body.get_blocks("resource").filter(|block| block.has_exact_labels(&labels)).cloned();
            found.map(|block| (file.clone(), block)).collect::<Vec<_>>()
        };
        let found: Vec<_> = self.files.iter().flat_map(blocks).collect();
        let (file, block) = match found.as_slice() {
            [] => return Err("its block is not in this folder"),
            [only] => only,
            [_, _, ..] => return Err("another file overrides its block"),
        };
        if block.body.has_attribute("count") || block.body.has_attribute("for_each") {
            return Err("its block has count or for_each");
        }
        let mut names = path.split('.');
        let attribute = names.next().and_then(|name| block.body.get_attribute(name));
        let mut expression = &attribute.ok_or(UNSET)?.value;
        for name in names {
            let object = expression.as_object().ok_or(EXPRESSION)?;
            let member = object.iter().find(|(key, _)| edit::key_name(key) == Some(name));
            expression = member.ok_or(UNSET)?.1.expr();
        }
        if edit::literal(expression).is_some() {
            return Ok((file.clone(), edit::replace(self.text(file), expression, &whole.now)?));
        }
        let (root, name) = reference(expression).ok_or(EXPRESSION)?;
        if self.uses(root, name) != 1 {
            return Err("other expressions use the same local or variable");
        }
        let (file, definition) = self.definition(root, name).ok_or(EXPRESSION)?;
        match edit::literal(definition) {
            // Another value of a variable comes from outside.
            Some(literal) if differences(&whole.before, &literal).is_empty() => {
                Ok((file.clone(), edit::replace(self.text(file), definition, &whole.now)?))
            }
            _ => Err(EXPRESSION),
        }
    }

    fn text(&self, file: &Path) -> &str {
        self.files.get(file).map_or("", |source| source.text.as_str())
    }

    /// The value of a local, or the default of a variable.
    fn definition(&self, root: &str, name: &str) -> Option<(&PathBuf, &Expression)> {
        self.files.iter().find_map(|(file, source)| {
            let attribute = match root {
                "local" => source.body.get_blocks("locals").find_map(|block| block.body.get_attribute(name)),
                _ => {
                    let mut variables = source.body.get_blocks("variable");
                    variables.find(|block| block.has_exact_labels(&[name]))?.body.get_attribute("default")
                }
            };
            Some((file, &attribute?.value))
        })
    }

    /// How many expressions refer to a local or a variable. In JSON, also one whose name begins with this one counts.
    fn uses(&self, root: &str, name: &str) -> usize {
        let mut uses = Uses { root, name, found: 0 };
        self.files.values().for_each(|source| uses.visit_body(&source.body));
        let reference = format!("{root}.{name}");
        uses.found + self.json.iter().map(|text| text.matches(&reference).count()).sum::<usize>()
    }

    /// The files that change, with their new text.
    ///
    /// # Errors
    /// When an edit would break a file.
    pub(super) fn changed(self) -> Result<Vec<(PathBuf, String)>, Diagnostic> {
        let mut changed = Vec::new();
        for (file, Source { text, body, edits }) in self.files {
            if edits.is_empty() {
                continue;
            }
            let new = edit::applied(&text, edits);
            let Ok(new_body) = parse_body(&new) else {
                let what = format!("{} cannot be edited safely", file.display());
                return Err(Diagnostic::error(what, "No file was changed."));
            };
            // A layout of the author's own stays.
            let is_formatted = aligned(&text, &body) == text;
            changed.push((file, if is_formatted { aligned(&new, &new_body) } else { new }));
        }
        Ok(changed)
    }
}

const UNSET: &str = "its block does not set it";
const EXPRESSION: &str = "its value is an expression";

/// `local.x` or `var.x`.
fn reference(expression: &Expression) -> Option<(&str, &str)> {
    parts(expression.as_traversal()?).filter(|(.., rest)| *rest == 0).map(|(root, name, _)| (root, name))
}

/// The root, the name, and the number of further steps of a reference to a local or a variable.
fn parts(traversal: &Traversal) -> Option<(&str, &str, usize)> {
    let root = traversal.expr.as_variable()?.as_str();
    let (first, rest) = traversal.operators.split_first()?;
    match first.value() {
        TraversalOperator::GetAttr(name) if matches!(root, "local" | "var") => Some((root, name.as_str(), rest.len())),
        _ => None,
    }
}

/// Counts references.
struct Uses<'a> {
    root: &'a str,
    name: &'a str,
    found: usize,
}

impl Visit for Uses<'_> {
    fn visit_traversal(&mut self, traversal: &Traversal) {
        if parts(traversal).is_some_and(|(root, name, _)| (root, name) == (self.root, self.name)) {
            self.found += 1;
        }
        visit_traversal(self, traversal);
    }
}
