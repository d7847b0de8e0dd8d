//! What one source file uses.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, File, Item, ItemFn, ItemImpl, ItemMod, ItemUse, Macro, Meta, UseTree};

use crate::ROOT;

/// The child modules of a file that exist for tests only.
pub(crate) fn test_modules(module: &str, file: &File) -> BTreeSet<String> {
    let for_tests = |item: &Item| match item {
        Item::Mod(child) if is_for_tests(&child.attrs) => Some(joined(module, &child.ident.to_string())),
        _ => None,
    };
    file.items.iter().filter_map(for_tests).collect()
}

/// The known modules a file uses beside itself.
pub(crate) fn uses(module: &str, file: &File, known: &BTreeSet<&str>) -> BTreeSet<String> {
    let mut uses = Uses { scope: module.to_owned(), known, found: BTreeSet::new() };
    uses.visit_file(file);
    uses.found.remove(module);
    uses.found
}

struct Uses<'a> {
    /// The module the visited code is in: a file, or a module inside it.
    scope: String,
    known: &'a BTreeSet<&'a str>,
    found: BTreeSet<String>,
}

impl Uses<'_> {
    fn add(&mut self, path: &[String]) {
        if let Some(module) = self.resolve(path) {
            self.found.insert(module);
        }
    }

    /// The innermost known module a path leads through; `None` for a path out of another crate or from an import.
    fn resolve(&self, path: &[String]) -> Option<String> {
        let (first, mut rest) = path.split_first()?;
        let mut module = match first.as_str() {
            "crate" => ROOT.to_owned(),
            "self" => self.scope.clone(),
            "super" => parent(&self.scope),
            child => Some(joined(&self.scope, child)).filter(|child| self.known.contains(child.as_str()))?,
        };
        while let Some((name, after)) = rest.split_first() {
            let next = if name == "super" { parent(&module) } else { joined(&module, name) };
            if name != "super" && !self.known.contains(next.as_str()) {
                break;
            }
            (module, rest) = (next, after);
        }
        while !self.known.contains(module.as_str()) && module != ROOT {
            module = parent(&module);
        }
        Some(module)
    }

    fn add_tree(&mut self, prefix: &mut Vec<String>, tree: &UseTree) {
        match tree {
            UseTree::Path(path) => {
                prefix.push(path.ident.to_string());
                self.add_tree(prefix, &path.tree);
                prefix.pop();
            }
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.add_tree(prefix, tree)),
            UseTree::Name(name) => self.add(&[prefix.as_slice(), &[name.ident.to_string()]].concat()),
            UseTree::Rename(name) => self.add(&[prefix.as_slice(), &[name.ident.to_string()]].concat()),
            UseTree::Glob(_) => self.add(prefix),
        }
    }
}

impl Uses<'_> {
    /// Adds the paths among the tokens of a macro call, which are not parsed before the macro expands them.
    fn add_tokens(&mut self, tokens: TokenStream) {
        let (mut path, mut colons) = (Vec::new(), 0);
        for token in tokens {
            match token {
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                TokenTree::Ident(name) => {
                    if colons != 2 {
                        self.add_long(&mut path);
                    }
                    path.push(name.to_string());
                    colons = 0;
                }
                other => {
                    self.add_long(&mut path);
                    colons = 0;
                    if let TokenTree::Group(group) = other {
                        self.add_tokens(group.stream());
                    }
                }
            }
        }
        self.add_long(&mut path);
    }

    /// Adds a path of several names, and begins a new one.
    fn add_long(&mut self, path: &mut Vec<String>) {
        let path = std::mem::take(path);
        if path.len() > 1 {
            self.add(&path);
        }
    }
}

impl<'ast> Visit<'ast> for Uses<'_> {
    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        if !is_for_tests(&item.attrs) && item.leading_colon.is_none() {
            self.add_tree(&mut Vec::new(), &item.tree);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if path.leading_colon.is_none() && names.len() > 1 {
            self.add(&names);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        self.add_tokens(call.tokens.clone());
        visit::visit_macro(self, call);
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if !is_for_tests(&item.attrs) {
            let outer = self.scope.clone();
            self.scope = joined(&outer, &item.ident.to_string());
            visit::visit_item_mod(self, item);
            self.scope = outer;
        }
    }

    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        if !is_for_tests(&item.attrs) {
            visit::visit_item_fn(self, item);
        }
    }

    fn visit_item_impl(&mut self, item: &'ast ItemImpl) {
        if !is_for_tests(&item.attrs) {
            visit::visit_item_impl(self, item);
        }
    }
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        Meta::List(list) => list.path.is_ident("cfg") && list.tokens.to_string() == "test",
        _ => false,
    })
}

fn joined(module: &str, child: &str) -> String {
    if module == ROOT { child.to_owned() } else { format!("{module}::{child}") }
}

fn parent(module: &str) -> String {
    module.rsplit_once("::").map_or_else(|| ROOT.to_owned(), |(parent, _)| parent.to_owned())
}
