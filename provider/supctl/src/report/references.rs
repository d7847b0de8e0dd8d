//! Which blocks of a configuration refer to which, across modules.

use std::collections::{BTreeSet, HashMap};

use crate::terraform::plan::{Configuration, DeclaredResource, Module, ModuleCall};
use crate::terraform::references::References;

/// The resource blocks of a configuration and what they refer to. A block is named as `module.a.type.name`, without keys.
pub(super) struct Declarations<'a> {
    modules: HashMap<String, Declared<'a>>,
    references: HashMap<String, BTreeSet<String>>,
}

/// A module with the call that it is.
struct Declared<'a> {
    module: &'a Module,
    /// The module that calls it, and the call; `None` for the root module.
    called: Option<(String, &'a ModuleCall)>,
    resources: HashMap<&'a str, &'a DeclaredResource>,
}

impl<'a> Declarations<'a> {
    pub(super) fn of(configuration: &'a Configuration) -> Self {
        let mut declarations = Self { modules: HashMap::new(), references: HashMap::new() };
        declarations.add(String::new(), &configuration.root_module, None);
        let mut references = HashMap::new();
        for (path, declared) in &declarations.modules {
            let of_calls = declarations.references_of_calls(path);
            for resource in &declared.module.resources {
                let mut found = of_calls.clone();
                for reference in expressions(resource) {
                    declarations.resolve(path, &reference, &mut found);
                }
                references.insert(format!("{path}{}", resource.address), found);
            }
        }
        // What a data source refers to comes before what refers to the data source.
        let all = references.keys().cloned().collect::<Vec<_>>();
        for block in all {
            let through = through_data(&references, &block);
            references.entry(block).or_insert_with(BTreeSet::new).extend(through);
        }
        declarations.references = references;
        declarations
    }

    /// The blocks that a block refers to.
    pub(super) fn references(&self, block: &str) -> Vec<&String> {
        self.references.get(block).into_iter().flatten().collect()
    }

    fn add(&mut self, path: String, module: &'a Module, called: Option<(String, &'a ModuleCall)>) {
        for (name, call) in &module.module_calls {
            self.add(format!("{path}module.{name}."), &call.module, Some((path.clone(), call)));
        }
        let resources = module.resources.iter().map(|resource| (resource.address.as_str(), resource)).collect();
        self.modules.insert(path, Declared { module, called, resources });
    }

    /// What the calls of a module, and of those around it, wait for.
    fn references_of_calls(&self, path: &str) -> BTreeSet<String> {
        let (mut path, mut found) = (path.to_owned(), BTreeSet::new());
        while let Some((outer, call)) = self.modules.get(&path).and_then(|declared| declared.called.as_ref()) {
            let keys = call.for_each_expression.0.iter().chain(&call.count_expression.0);
            for reference in keys.chain(&call.depends_on) {
                self.resolve(outer, reference, &mut found);
            }
            path.clone_from(outer);
        }
        found
    }

    /// Adds the blocks that a reference in a module leads to. Variables and outputs lead into other modules.
    fn resolve(&self, path: &str, reference: &str, found: &mut BTreeSet<String>) {
        let (mut open, mut seen) = (vec![(path.to_owned(), reference.to_owned())], BTreeSet::new());
        while let Some((path, reference)) = open.pop() {
            let Some(declared) = self.modules.get(&path) else { continue };
            if !seen.insert((path.clone(), reference.clone())) {
                continue;
            }
            let words: Vec<&str> =
                reference.split('.').map(|word| word.split('[').next().unwrap_or_default()).collect();
            let next: Vec<(String, String)> = match words.as_slice() {
                ["var", name, ..] => declared
                    .called
                    .iter()
                    .flat_map(|(outer, call)| call.expressions.get(*name).map(|expression| (outer, expression)))
                    .flat_map(|(outer, passed)| References::within(passed).0.into_iter().map(|it| (outer.clone(), it)))
                    .collect(),
                ["module", name, output, ..] => {
                    let inner = format!("{path}module.{name}.");
                    let references = self.modules.get(&inner).and_then(|module| module.module.outputs.get(*output));
                    references.into_iter().flat_map(|it| &it.0).map(|it| (inner.clone(), it.clone())).collect()
                }
                ["data", r#type, name, ..] => {
                    self.add_block(declared, &path, &format!("data.{type}.{name}"), found);
                    Vec::new()
                }
                [r#type, name, ..] => {
                    self.add_block(declared, &path, &format!("{type}.{name}"), found);
                    Vec::new()
                }
                _ => Vec::new(),
            };
            open.extend(next);
        }
    }

    fn add_block(&self, declared: &Declared<'_>, path: &str, address: &str, found: &mut BTreeSet<String>) {
        if declared.resources.contains_key(address) {
            found.insert(format!("{path}{address}"));
        }
    }
}

fn expressions(resource: &DeclaredResource) -> impl Iterator<Item = String> {
    let DeclaredResource { expressions, for_each_expression, count_expression, depends_on, .. } = resource;
    let of_keys = for_each_expression.0.iter().chain(&count_expression.0).chain(depends_on).cloned();
    expressions.values().flat_map(|expression| References::within(expression).0).chain(of_keys)
}

/// What the data sources that a block refers to refer to.
fn through_data(references: &HashMap<String, BTreeSet<String>>, block: &str) -> BTreeSet<String> {
    let is_data = |block: &str| block.starts_with("data.") || block.contains(".data.");
    let (mut open, mut found) = (vec![block], BTreeSet::new());
    while let Some(block) = open.pop() {
        for other in references.get(block).into_iter().flatten() {
            if found.insert(other.clone()) && is_data(other) {
                open.push(other);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn references_lead_through_variables_outputs_and_data_sources() {
        let configuration: Configuration = serde_json::from_value(json!({ "root_module": {
            "resources": [
                { "address": "a.top" },
                { "address": "data.d.found", "expressions": { "of": { "references": ["a.top.id", "a.top"] } } },
                { "address": "a.last", "expressions": { "x": [{ "references": ["module.region.id", "module.region"] }] } },
                { "address": "a.keyed", "for_each_expression": { "references": ["data.d.found"] } },
            ],
            "module_calls": { "region": {
                "source": "./region",
                "expressions": { "parent": { "references": ["a.top.code", "a.top"] } },
                "depends_on": ["a.keyed"],
                "module": {
                    "outputs": { "id": { "expression": { "references": ["b.site[0].id", "b.site"] } } },
                    "resources": [{ "address": "b.site", "expressions": { "parent": { "references": ["var.parent"] } } }],
                },
            } },
        } }))
        .unwrap();
        let declarations = Declarations::of(&configuration);
        for (block, expected) in [
            ("a.top", vec![]),
            ("a.keyed", vec!["a.top", "data.d.found"]),
            ("a.last", vec!["module.region.b.site"]),
            ("module.region.b.site", vec!["a.keyed", "a.top"]),
        ] {
            assert_eq!(declarations.references(block), expected, "{block}");
        }
    }
}
