//! Where in a configuration a resource is written.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use hcl_edit::expr::{Expression, TraversalOperator};
use hcl_edit::parser::parse_expr;

use super::blocks::{self, ResourceBlock};
use super::plan::{Configuration, Module, ResourceChange};
use crate::shared::diagnostic::Diagnostic;
use crate::shared::input;

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Location {
    /// With slashes on every machine.
    pub(super) file: String,
    /// From 1.
    pub(super) line: usize,
}

/// The files of a configuration, each folder read when it is first asked for.
#[derive(Debug)]
pub(super) struct Sources<'a> {
    folder: PathBuf,
    root: &'a Module,
    blocks: HashMap<PathBuf, Blocks>,
    unreadable: Vec<Diagnostic>,
}

/// The resource blocks of a folder by type and name.
type Blocks = BTreeMap<(String, String), Location>;

/// How the name of a configuration file ends, and how its blocks are read.
const SYNTAXES: [(&str, Syntax); 4] = [
    (".tf", blocks::of_hcl),
    (".tofu", blocks::of_hcl),
    (".tf.json", blocks::of_json),
    (".tofu.json", blocks::of_json),
];

type Syntax = fn(&str) -> Result<Vec<ResourceBlock>, String>;

impl<'a> Sources<'a> {
    /// The configuration in a folder.
    ///
    /// # Errors
    /// When there is no such folder.
    pub(super) fn below(folder: &Path, configuration: &'a Configuration) -> Result<Self, Diagnostic> {
        if !folder.is_dir() {
            return Err(Diagnostic::error(
                format!("{} is no folder", folder.display()),
                "--source names the folder of the configuration the plan was made in.",
            ));
        }
        let here = std::env::current_dir().unwrap_or_default();
        let folder = folder.strip_prefix(here).unwrap_or(folder).to_path_buf();
        Ok(Self { folder, root: &configuration.root_module, blocks: HashMap::new(), unreadable: Vec::new() })
    }

    /// Where the block of a resource begins; `None` where no file of the folder, or of a module below it, has it.
    pub(super) fn locate(&mut self, resource: &ResourceChange<'_>) -> Option<Location> {
        let folder = self.folder_of(resource.module_address.as_deref().unwrap_or_default())?;
        let Self { blocks, unreadable, .. } = self;
        let blocks = blocks.entry(folder).or_insert_with_key(|folder| blocks_in(folder, unreadable));
        blocks.get(&(resource.r#type.clone(), resource.name.clone())).cloned()
    }

    /// A warning for each file that was looked into and could not be read.
    pub(super) fn unreadable(self) -> Vec<Diagnostic> {
        self.unreadable
    }

    /// The folder of a module that is called by path.
    fn folder_of(&self, module_address: &str) -> Option<PathBuf> {
        let (mut folder, mut module) = (self.folder.clone(), self.root);
        for name in module_names(module_address) {
            let call = module.module_calls.get(&name)?;
            let is_local = call.source.starts_with("./") || call.source.starts_with("../");
            folder = is_local.then(|| path_clean::clean(folder.join(&call.source)))?;
            module = &call.module;
        }
        Some(folder)
    }
}

/// The names of the calls in an address such as `module.a["x.y"].module.b[0]`.
fn module_names(address: &str) -> Vec<String> {
    let Ok(Expression::Traversal(traversal)) = parse_expr(address) else { return Vec::new() };
    let names = traversal.operators.iter().filter_map(|operator| match operator.value() {
        TraversalOperator::GetAttr(name) => Some(name.as_str().to_owned()),
        _ => None,
    });
    names.step_by(2).collect()
}

/// The resource blocks of a folder; of one that cannot be read, none.
fn blocks_in(folder: &Path, unreadable: &mut Vec<Diagnostic>) -> Blocks {
    let entries = fs::read_dir(if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
    let mut names: Vec<String> =
        entries.into_iter().flatten().flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    let mut blocks = Blocks::new();
    for name in names {
        let Some((_, syntax)) = SYNTAXES.into_iter().find(|(ending, _)| name.ends_with(ending)) else { continue };
        let path = path_clean::clean(folder.join(name));
        let file = path.to_string_lossy().replace('\\', "/");
        match resource_blocks(&path, syntax) {
            Ok(found) => {
                for ResourceBlock { r#type, name, line } in found {
                    blocks.entry((r#type, name)).or_insert_with(|| Location { file: file.clone(), line });
                }
            }
            Err(why) => unreadable.push(Diagnostic::warning(
                format!("{file} cannot be read: {why}"),
                "Findings about its resources are shown without file and line.",
            )),
        }
    }
    blocks
}

fn resource_blocks(file: &Path, syntax: Syntax) -> Result<Vec<ResourceBlock>, String> {
    let bytes = input::read(file).map_err(|error| error.to_string())?;
    syntax(&input::decoded(&bytes).ok_or("it is not text")?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_no_part_of_a_module() {
        for (address, names) in [
            ("", vec![]),
            ("module.a", vec!["a"]),
            ("module.a[0].module.b", vec!["a", "b"]),
            (r#"module.a["x.y"].module.b["]\"."].module.c"#, vec!["a", "b", "c"]),
        ] {
            assert_eq!(module_names(address), names, "{address}");
        }
    }
}
