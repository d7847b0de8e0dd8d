//! Which modules of a crate use which, read from its source: for tests that keep a crate in layers.
//!
//! A module is a file. A use is an import or a path in code: `use crate::…`, `super::…`, `self::…`, or a path that begins with
//! a child module, also inside a macro call. Code for tests only does not count.

mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

/// The name of the crate's root among module names such as `client::run_file`.
pub const ROOT: &str = "crate";

/// The modules of a crate, each with those it uses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Modules(BTreeMap<String, BTreeSet<String>>);

impl Modules {
    /// Reads the modules below a crate's source folder.
    ///
    /// # Errors
    /// When a file cannot be read, or is not Rust.
    pub fn read(folder: &Path) -> Result<Self> {
        let mut sources = BTreeMap::new();
        read_folder(folder, "", &mut sources)?;
        Self::of(&sources)
    }

    /// The modules of these source texts, by module name.
    ///
    /// # Errors
    /// When a text is not Rust.
    pub fn of(sources: &BTreeMap<String, String>) -> Result<Self> {
        let mut files = BTreeMap::new();
        for (module, text) in sources {
            files.insert(module.as_str(), syn::parse_file(text).with_context(|| module.clone())?);
        }
        let for_tests: BTreeSet<String> =
            files.iter().flat_map(|(module, file)| source::test_modules(module, file)).collect();
        let is_for_tests = |module: &str| for_tests.iter().any(|test| is_within(module, test));
        files.retain(|module, _| !is_for_tests(module));
        let known: BTreeSet<&str> = files.keys().copied().collect();
        let uses = files.iter().map(|(module, file)| ((*module).to_owned(), source::uses(module, file, &known)));
        Ok(Self(uses.collect()))
    }

    /// The uses that run upwards, the modules that belong to no layer, and the layers without a module. `layers` are named from the bottom up; a layer is
    /// a module with all modules inside it that are not a layer of their own. The crate's root is above all of them.
    #[must_use]
    pub fn breaches(&self, layers: &[&str]) -> Vec<String> {
        let level = |module: &str| -> Option<usize> {
            if module == ROOT {
                return Some(layers.len());
            }
            let of_module = layers.iter().enumerate().filter(|(_, layer)| is_within(module, layer));
            of_module.max_by_key(|(_, layer)| layer.len()).map(|(level, _)| level)
        };
        let is_empty = |layer: &&&str| !self.0.keys().any(|module| is_within(module, layer));
        let mut breaches: Vec<String> =
            layers.iter().filter(is_empty).map(|layer| format!("layer {layer} has no module")).collect();
        for (module, used) in &self.0 {
            let Some(own) = level(module) else {
                breaches.push(format!("{module} belongs to no layer"));
                continue;
            };
            let above = used.iter().filter(|used| level(used).is_some_and(|level| level > own));
            breaches.extend(above.map(|above| format!("{module} uses {above}, which is above it")));
        }
        breaches
    }

    /// The circles: sets of modules each of which uses all others, directly or through them.
    #[must_use]
    pub fn circles(&self) -> BTreeSet<BTreeSet<String>> {
        let reachable: BTreeMap<&String, BTreeSet<&String>> =
            self.0.keys().map(|module| (module, self.reachable_from(module))).collect();
        let circle_of = |module: &String| -> BTreeSet<String> {
            let used = reachable.get(module).into_iter().flatten();
            let in_circle = |other: &&&String| reachable.get(*other).is_some_and(|back| back.contains(module));
            used.filter(in_circle).map(|other| (*other).clone()).collect()
        };
        self.0.keys().map(circle_of).filter(|circle| !circle.is_empty()).collect()
    }

    fn reachable_from(&self, module: &String) -> BTreeSet<&String> {
        let mut reached = BTreeSet::new();
        let mut next: Vec<&String> = self.0.get(module).into_iter().flatten().collect();
        while let Some(module) = next.pop() {
            if reached.insert(module) {
                next.extend(self.0.get(module).into_iter().flatten());
            }
        }
        reached
    }
}

/// Whether a module is another one or inside it.
fn is_within(module: &str, outer: &str) -> bool {
    module.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

fn read_folder(folder: &Path, prefix: &str, sources: &mut BTreeMap<String, String>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        let Some(name) = path.file_stem().and_then(|name| name.to_str()) else { continue };
        if path.is_dir() {
            read_folder(&path, &format!("{prefix}{name}::"), sources)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") && name != "main" {
            let module = match name {
                "lib" => ROOT.to_owned(),
                "mod" => prefix.trim_end_matches("::").to_owned(),
                _ => format!("{prefix}{name}"),
            };
            sources.insert(module, fs::read_to_string(&path)?);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::Modules;

    fn modules(sources: &[(&str, &str)]) -> Modules {
        let sources: BTreeMap<_, _> =
            sources.iter().map(|(module, text)| ((*module).to_owned(), (*text).to_owned())).collect();
        Modules::of(&sources).unwrap()
    }

    #[test]
    fn a_use_that_runs_upwards_is_a_breach() {
        let upwards = "low uses high, which is above it";
        for (text, breaches) in [
            ("use crate::high::Thing;", vec![upwards]),
            ("use crate::{high::{Thing, Other as Another}, low};", vec![upwards]),
            ("pub use super::high::*;", vec![upwards]),
            ("fn f() { crate::high::g() }", vec![upwards]),
            ("fn f(thing: super::high::Thing) {}", vec![upwards]),
            ("mod inside { use crate::high::Thing; }", vec![upwards]),
            ("use crate::Thing;", vec!["low uses crate, which is above it"]),
            ("fn f() { matches!(x, crate::high::Thing { y: 1 }) }", vec![upwards]),
            ("fn f() { println!(\"{}\", [super::high::g(), low::h(a::b)]) }", vec![upwards]),
            ("use high::Thing; use std::fmt; use self::inside::Thing; fn f() { inside::g() }", vec![]),
            ("#[cfg(test)] use crate::high::Thing;", vec![]),
            ("#[cfg(test)] mod tests { use crate::high::Thing; }", vec![]),
            ("#[cfg(test)] mod tests;", vec![]),
            ("/// [`crate::high::Thing`]\nfn f() {}", vec![]),
        ] {
            let of_tests = ("low::tests", "use crate::high::Thing;");
            let mut all = vec![("crate", "mod low; mod high;"), ("low", text), ("low::inside", ""), ("high", "")];
            if text.contains("mod tests;") {
                all.push(of_tests);
            }
            assert_eq!(modules(&all).breaches(&["low", "high"]), breaches, "{text}");
        }
    }

    #[test]
    fn a_layer_inside_another_has_its_own_place() {
        let modules =
            modules(&[("a", "use crate::b::low::X;"), ("b", "use a::X; use crate::a::X;"), ("b::low", ""), ("c", "")]);
        assert_eq!(modules.breaches(&["b::low", "a", "b"]), ["c belongs to no layer"]);
        assert_eq!(modules.breaches(&["a", "b", "c"]), ["a uses b::low, which is above it"]);
        let with_another = ["b::low", "a", "b", "c", "d"];
        assert_eq!(modules.breaches(&with_another), ["layer d has no module"]);
    }

    #[test]
    fn modules_that_use_each_other_are_a_circle() {
        let circle = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
        let modules = modules(&[
            ("a", "use crate::b;"),
            ("b", "use crate::c;"),
            ("c", "use crate::a;"),
            ("d", "use crate::a; mod child; pub use child::X;"),
            ("d::child", "use super::X;"),
            ("e", "use crate::d;"),
        ]);
        assert_eq!(modules.circles(), [circle(&["a", "b", "c"]), circle(&["d", "d::child"])].into());
    }
}
