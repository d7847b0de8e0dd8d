//! Sensitive constants of a configuration. A plan has them in clear, and not always a value that is marked: write-only attributes
//! have none.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::terraform::plan::Module;

/// The type of a resource, and one of its attributes.
pub(super) type AttributeOfType<'a> = (&'a str, String);

/// The constants of these attributes and of sensitive variables, in a module and in those that it calls.
pub(super) fn sensitive<'a>(module: &'a Module, attributes: &BTreeSet<AttributeOfType<'_>>) -> Vec<&'a Value> {
    let mut found = Vec::new();
    for resource in &module.resources {
        let of_attributes = resource.expressions.iter();
        let marked =
            of_attributes.filter(|(name, _)| attributes.contains(&(resource.r#type.as_str(), (*name).clone())));
        found.extend(marked.filter_map(|(_, expression)| expression.get("constant_value")));
    }
    let variables = module.variables.values().filter(|variable| variable.sensitive);
    found.extend(variables.map(|variable| &variable.default));
    for call in module.module_calls.values() {
        let is_sensitive = |name: &String| call.module.variables.get(name).is_some_and(|variable| variable.sensitive);
        let passed = call.expressions.iter().filter(|(name, _)| is_sensitive(name));
        found.extend(passed.filter_map(|(_, expression)| expression.get("constant_value")));
        found.extend(sensitive(&call.module, attributes));
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn sensitive_constants_are_found_in_every_module() {
        let module = json!({
            "resources": [{ "type": "configmgr_account", "expressions": {
                "password_wo": { "constant_value": "in the root" },
                "user_name": { "constant_value": "open" },
            } }],
            "module_calls": { "a": {
                "expressions": {
                    "password": { "constant_value": "passed" },
                    "name": { "constant_value": "open" },
                    "other": { "references": ["var.password"] },
                },
                "module": {
                    "variables": {
                        "password": { "sensitive": true, "default": "a default" },
                        "name": { "default": "open" },
                        "other": { "sensitive": true },
                    },
                    "resources": [{ "type": "configmgr_account", "expressions": {
                        "password_wo": { "constant_value": "in a module" },
                    } }],
                },
            } },
        });
        let module: Module = serde_json::from_value(module).unwrap();
        let attributes = BTreeSet::from([("configmgr_account", "password_wo".to_owned())]);
        let found: Vec<&str> = sensitive(&module, &attributes).into_iter().filter_map(Value::as_str).collect();
        assert_eq!(found, ["in the root", "passed", "in a module", "a default"]);
    }
}
