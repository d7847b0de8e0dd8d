//! Where in a configuration a resource is written.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Component, Path, PathBuf};

use super::plan::{Configuration, Module, ResourceChange};
use crate::shared::diagnostic::Diagnostic;

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
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
}

/// The resource blocks of a folder by type and name.
type Blocks = BTreeMap<(String, String), Place>;

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
        let folder = tidied(folder.strip_prefix(here).unwrap_or(folder));
        Ok(Self { folder, root: &configuration.root_module, blocks: HashMap::new() })
    }

    /// Where the block of a resource begins; `None` where no file of the folder, or of a module below it, has it.
    pub(super) fn locate(&mut self, resource: &ResourceChange<'_>) -> Option<Place> {
        let folder = self.folder_of(resource.module_address.as_deref().unwrap_or_default())?;
        let blocks = self.blocks.entry(folder).or_insert_with_key(|folder| blocks(folder));
        blocks.get(&(resource.r#type.clone(), resource.name.clone())).cloned()
    }

    /// The folder of a module that is called by path.
    fn folder_of(&self, module_address: &str) -> Option<PathBuf> {
        let (mut folder, mut module) = (self.folder.clone(), self.root);
        for name in module_names(module_address) {
            let call = module.module_calls.get(&name)?;
            let is_local = call.source.starts_with("./") || call.source.starts_with("../");
            folder = is_local.then(|| tidied(&folder.join(&call.source)))?;
            module = &call.module;
        }
        Some(folder)
    }
}

/// The names of the calls in an address such as `module.a["x.y"].module.b[0]`.
fn module_names(address: &str) -> Vec<String> {
    let (mut outside_keys, mut is_quoted, mut depth) = (String::new(), false, 0_u32);
    let mut letters = address.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' if is_quoted => drop(letters.next()),
            '"' => is_quoted = !is_quoted,
            '[' if !is_quoted => depth += 1,
            ']' if !is_quoted => depth = depth.saturating_sub(1),
            letter if depth == 0 => outside_keys.push(letter),
            _ => {}
        }
    }
    outside_keys.split('.').skip(1).step_by(2).map(str::to_owned).collect()
}

/// A path without `.` and without `..` after a name.
fn tidied(path: &Path) -> PathBuf {
    let mut tidy = PathBuf::new();
    for part in path.components() {
        match (part, tidy.components().next_back()) {
            (Component::CurDir, _) => {}
            (Component::ParentDir, Some(Component::Normal(_))) => drop(tidy.pop()),
            (part, _) => tidy.push(part),
        }
    }
    tidy
}

/// The resource blocks of a folder; of one that cannot be read, none.
fn blocks(folder: &Path) -> Blocks {
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let entries = fs::read_dir(here).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| folder.join(entry.file_name())).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "tf" || extension == "tofu"));
    files.sort();
    let mut blocks = Blocks::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap_or_default();
        let name = file.to_string_lossy().replace('\\', "/");
        for (block, line) in headers(&text) {
            blocks.entry(block).or_insert_with(|| Place { file: name.clone(), line });
        }
    }
    blocks
}

/// Type and name of the resource blocks in a file, with their lines.
fn headers(text: &str) -> Vec<((String, String), usize)> {
    let mut headers = Vec::new();
    let mut is_comment = false;
    for (line, number) in text.trim_start_matches('\u{feff}').lines().zip(1..) {
        is_comment |= line.trim_start().starts_with("/*");
        if !is_comment && let Some(block) = header(line) {
            headers.push((block, number));
        }
        is_comment &= !line.contains("*/");
    }
    headers
}

/// Type and name, where a line is the beginning of a resource block.
fn header(line: &str) -> Option<(String, String)> {
    let labels = line.split_once('{')?.0.replace('"', " ");
    let words: Vec<&str> = labels.split_whitespace().collect();
    match words.as_slice() {
        ["resource", r#type, name] => Some(((*r#type).to_owned(), (*name).to_owned())),
        _ => None,
    }
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

    #[test]
    fn blocks_are_found_as_they_are_written() {
        let text = "\u{feff}\
            resource \"a\" \"one\" {\n\
            # resource \"a\" \"comment\" {\n\
            /* resource \"a\" \"comment\" {\n\
            resource \"a\" \"comment\" {\n\
            } */\n  \
            resource \"a\"   \"two\" { id = 1 }\n\
            resource a three {\n\
            resource \"b\"\"four\"{\n\
            data \"a\" \"five\" {\n\
            resources \"a\" {\n";
        let found: Vec<String> =
            headers(text).into_iter().map(|((r#type, name), line)| format!("{type}.{name}:{line}")).collect();
        assert_eq!(found, ["a.one:1", "a.two:6", "a.three:7", "b.four:8"]);
    }

    #[test]
    fn folders_are_tidy() {
        for (path, tidy) in
            [(".", ""), ("./a/../b", "b"), ("../a/./b", "../a/b"), ("a/b/../../..", ".."), ("/a/..", "/")]
        {
            assert_eq!(tidied(Path::new(path)), Path::new(tidy), "{path}");
        }
    }
}
