//! Finds the blocks of resources in the files of a configuration.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use hcl_edit::expr::{Expression, TraversalOperator};
use hcl_edit::parser::parse_expr;

use super::blocks::{self, ResourceBlock};
use super::plan::{Configuration, Module};
use crate::shared::diagnostic::Diagnostic;
use crate::shared::input;

/// A line in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Location {
    /// With slashes on every operating system.
    pub(crate) file: String,
    /// From 1.
    pub(crate) line: usize,
}

/// The files of a configuration. A folder is read when a resource of its module is looked up first.
#[derive(Debug)]
pub(crate) struct Sources<'a> {
    folder: PathBuf,
    root: &'a Module,
    blocks: HashMap<PathBuf, Blocks>,
    unreadable: Vec<Diagnostic>,
}

/// The resource blocks of a folder by type and name.
type Blocks = BTreeMap<(String, String), Location>;

/// Endings of configuration files, with the function that reads their blocks.
const SYNTAXES: [(&str, Syntax); 4] = [
    (".tf", blocks::of_hcl),
    (".tofu", blocks::of_hcl),
    (".tf.json", blocks::of_json),
    (".tofu.json", blocks::of_json),
];

type Syntax = fn(&str) -> Result<Vec<ResourceBlock>, String>;

impl<'a> Sources<'a> {
    /// The configuration in a folder and in the folders of its modules.
    ///
    /// # Errors
    /// When there is no such folder.
    pub(crate) fn below(folder: &Path, configuration: &'a Configuration) -> Result<Self, Diagnostic> {
        if !folder.is_dir() {
            return Err(Diagnostic::error(
                format!("{} is not a folder", folder.display()),
                "--source names the folder of the configuration the plan was made from.",
            ));
        }
        let here = std::env::current_dir().unwrap_or_default();
        let folder = folder.strip_prefix(here).unwrap_or(folder).to_path_buf();
        Ok(Self { folder, root: &configuration.root_module, blocks: HashMap::new(), unreadable: Vec::new() })
    }

    /// The line the block of a resource begins in; `None` where no file has it.
    pub(crate) fn locate(&mut self, module_address: &str, r#type: &str, name: &str) -> Option<Location> {
        let folder = self.folder_of(module_address)?;
        let Self { blocks, unreadable, .. } = self;
        let blocks = blocks.entry(folder).or_insert_with_key(|folder| blocks_in(folder, unreadable));
        blocks.get(&(r#type.to_owned(), name.to_owned())).cloned()
    }

    /// A warning for each file that could not be read.
    pub(crate) fn unreadable(self) -> Vec<Diagnostic> {
        self.unreadable
    }

    /// The folder of a module; `None` for one whose source is not a path.
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

/// The module at an address, below another one; that one for an empty address.
pub(crate) fn module_at<'a>(root: &'a Module, address: &str) -> Option<&'a Module> {
    module_names(address).iter().try_fold(root, |module, name| Some(&module.module_calls.get(name)?.module))
}

/// The names of the module calls in an address such as `module.a["x.y"].module.b[0]`.
pub(crate) fn module_names(address: &str) -> Vec<String> {
    let Ok(Expression::Traversal(traversal)) = parse_expr(address) else { return Vec::new() };
    let names = traversal.operators.iter().filter_map(|operator| match operator.value() {
        TraversalOperator::GetAttr(name) => Some(name.as_str().to_owned()),
        _ => None,
    });
    names.step_by(2).collect()
}

/// The resource blocks in a folder; none where it cannot be read.
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
                "Findings for its resources are shown without file and line.",
            )),
        }
    }
    blocks
}

fn resource_blocks(file: &Path, syntax: Syntax) -> Result<Vec<ResourceBlock>, String> {
    let bytes = input::read(file).map_err(|error| error.to_string())?;
    syntax(&input::decoded(&bytes).ok_or("it is not a text file")?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_not_part_of_a_module() {
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
