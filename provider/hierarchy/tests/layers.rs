//! The modules of the crate form layers: each imports from those below it, and none from those above.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::iter::Peekable;
use std::path::{Path, PathBuf};
use std::vec::IntoIter;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// From the bottom up. `lib.rs` names what others see of them, and belongs to none.
const LAYERS: [&str; 16] = [
    "clock",
    "environment",
    "model",
    "wording",
    "catalog",
    "judgement",
    "schedule",
    "history",
    "store",
    "facts",
    "change",
    "rules",
    "rehearsal",
    "sync",
    "write",
    "hierarchy",
];

type Module = Vec<String>;

/// What a file names of the crate, but for its tests.
#[derive(Default)]
struct File {
    /// Paths from the root of the crate, with their lines.
    names: Vec<(usize, Module)>,
    /// Modules that are there for tests only.
    tests: Vec<Module>,
}

#[test]
fn every_module_belongs_to_a_layer() {
    let modules: BTreeSet<String> = sources().keys().filter_map(|module| module.first().cloned()).collect();
    assert_eq!(modules, LAYERS.into_iter().map(str::to_owned).collect());
}

#[test]
fn no_module_imports_from_a_layer_above() {
    let height = |module: &Module| LAYERS.iter().position(|layer| Some(*layer) == module.first().map(String::as_str));
    let mut wrong = Vec::new();
    for (module, file) in sources().iter().filter(|(module, _)| !module.is_empty()) {
        for (line, name) in &file.names {
            let place = format!("{} line {line} names {}", module.join("::"), name.join("::"));
            match (height(module), height(name)) {
                (Some(own), Some(other)) if other <= own => {}
                (Some(_), Some(_)) => wrong.push(format!("{place}, of a layer above")),
                _ => wrong.push(format!("{place} at the root of the crate, not in its layer")),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_read_of_a_file() {
    let text = "
        use super::{one::One, two::{self, Two}};
        pub(in crate::sync) fn three(_: &crate::model::Kind) -> u64 { matches!(four, self::Four::Five) }
        #[cfg(test)]
        mod tests;
        #[cfg(test)]
        use crate::hierarchy::Hierarchy;
        /// [`crate::hierarchy::Hierarchy`]
        mod inner { use super::super::World; }
    ";
    let file = read(text, &["sync".to_owned(), "world".to_owned()]);
    let names: Vec<String> = file.names.iter().map(|(line, name)| format!("{line} {}", name.join("::"))).collect();
    let expected = [
        "2 sync::one::One",
        "2 sync::two",
        "2 sync::two::Two",
        "3 sync",
        "3 model::Kind",
        "3 sync::world::Four::Five",
        "9 sync::World",
    ];
    assert_eq!(names, expected);
    assert_eq!(file.tests, [["sync", "world", "tests"]]);
}

/// The files of the crate by module, without those of tests.
fn sources() -> BTreeMap<Module, File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = BTreeMap::new();
    for path in files_below(&root) {
        let module = module_of(path.strip_prefix(&root).unwrap());
        let file = read(&fs::read_to_string(&path).unwrap(), &module);
        files.insert(module, file);
    }
    let tests: Vec<Module> = files.values().flat_map(|file| file.tests.clone()).collect();
    files.retain(|module, _| !module.is_empty() && !tests.iter().any(|test| module.starts_with(test)));
    assert!(files.len() > LAYERS.len(), "the sources are found");
    files
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}

/// `rules/sites/mod.rs` and `rules/sites.rs` are both `rules::sites`.
fn module_of(path: &Path) -> Module {
    let parts = path.with_extension("");
    let mut module: Module = parts.iter().map(|part| part.to_str().unwrap().to_owned()).collect();
    if module.last().is_some_and(|last| last == "mod" || last == "lib") {
        module.pop();
    }
    module
}

fn read(text: &str, module: &[String]) -> File {
    let mut file = File::default();
    file.scan(text.parse().unwrap(), module);
    file
}

impl File {
    fn scan(&mut self, tokens: TokenStream, module: &[String]) {
        let mut tokens = tokens.into_iter().collect::<Vec<_>>().into_iter().peekable();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Punct(hash) if hash.as_char() == '#' && next_is(&mut tokens, "[cfg (test)]") => {
                    self.skip_item(&mut tokens, module);
                }
                TokenTree::Ident(word) if word == "mod" => {
                    let inner = [module, &[tokens.next().unwrap().to_string()]].concat();
                    if let Some(TokenTree::Group(body)) = tokens.next() {
                        self.scan(body.stream(), &inner);
                    }
                }
                TokenTree::Ident(word) if word == "crate" => self.follow(&mut tokens, Vec::new()),
                TokenTree::Ident(word) if word == "self" => self.follow(&mut tokens, module.to_vec()),
                TokenTree::Ident(word) if word == "super" => {
                    self.follow(&mut tokens, module[..module.len() - 1].to_vec());
                }
                TokenTree::Group(group) => self.scan(group.stream(), module),
                _ => {}
            }
        }
    }

    /// Leaves out what is there for tests only.
    fn skip_item(&mut self, tokens: &mut Peekable<IntoIter<TokenTree>>, module: &[String]) {
        let item = tokens.by_ref().take_while(|token| match token {
            TokenTree::Punct(end) => end.as_char() != ';',
            TokenTree::Group(body) => body.delimiter() != Delimiter::Brace,
            _ => true,
        });
        let words: Vec<String> = item.skip(1).map(|token| token.to_string()).collect();
        if let [.., before, name] = words.as_slice()
            && before == "mod"
        {
            self.tests.push([module, std::slice::from_ref(name)].concat());
        }
    }

    /// Follows a path, into braces too; `path` is what was read of it.
    fn follow(&mut self, tokens: &mut Peekable<IntoIter<TokenTree>>, mut path: Module) {
        let mut line = 0;
        while leads_on(tokens) {
            tokens.nth(1);
            match tokens.next().unwrap() {
                TokenTree::Ident(word) if word == "super" => drop(path.pop()),
                TokenTree::Ident(word) => {
                    line = word.span().start().line;
                    path.push(word.to_string());
                }
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                    let mut inner = group.stream().into_iter().collect::<Vec<_>>().into_iter().peekable();
                    while let Some(token) = inner.next() {
                        if let TokenTree::Ident(word) = token {
                            line = word.span().start().line;
                            let of_word = if word == "self" { Vec::new() } else { vec![word.to_string()] };
                            let whole = [path.clone(), of_word].concat();
                            if leads_on(&mut inner) {
                                self.follow(&mut inner, whole);
                            } else {
                                self.names.push((line, whole));
                            }
                        }
                    }
                    return;
                }
                // A star.
                other => {
                    line = other.span().start().line;
                    path.push(other.to_string());
                    break;
                }
            }
        }
        if line > 0 {
            self.names.push((line, path));
        }
    }
}

/// Whether `::` is next.
fn leads_on(tokens: &mut Peekable<IntoIter<TokenTree>>) -> bool {
    let next = tokens.peek();
    matches!(next, Some(TokenTree::Punct(colon)) if colon.as_char() == ':' && colon.spacing() == Spacing::Joint)
}

fn next_is(tokens: &mut Peekable<IntoIter<TokenTree>>, text: &str) -> bool {
    tokens.peek().is_some_and(|token| token.to_string() == text)
}
