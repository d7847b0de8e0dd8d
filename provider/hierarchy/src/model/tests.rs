//! Declared defaults, and those that the code gives a new object.

use serde_json::Value;

use super::{Object, SiteSystem, SupRole, SyncSettings};

/// The declared defaults of attributes that the object has: their paths, each with the declared value and its own.
fn defaults(schema: &Value, object: &Value, above: &str) -> Vec<(String, Value, Value)> {
    let properties = schema.get("properties").and_then(Value::as_object);
    let below = |(name, schema): (&String, &Value)| {
        let (value, path) = (object.get(name).unwrap_or(&Value::Null), format!("{above}{name}"));
        let default = schema.get("default").filter(|default| !default.is_null() && !default.is_object());
        let own = default.map(|default| (path.clone(), default.clone(), value.clone()));
        let inner = if value.is_object() { defaults(schema, value, &format!("{path}.")) } else { Vec::new() };
        own.into_iter().chain(inner).collect::<Vec<_>>()
    };
    properties.into_iter().flatten().flat_map(below).collect()
}

#[test]
fn a_new_object_has_the_declared_defaults() {
    let cases: [(Object, usize); 4] = [
        (SupRole::with_defaults("PS1", "wsus.contoso.com", Some("CAS/cas.contoso.com")).into(), 8),
        (SiteSystem::with_defaults("PS1", "wsus.contoso.com").into(), 10),
        (SyncSettings::top_level_defaults("CAS/cas.contoso.com").into(), 12),
        (SyncSettings::child_defaults("PS1/wsus.contoso.com").into(), 2),
    ];
    for (object, count) in cases {
        let found = defaults(object.kind().schema().as_value(), &object.attributes(), "");
        for (path, declared, own) in &found {
            assert_eq!(declared, own, "{path} of {}", object.id());
        }
        assert_eq!(found.len(), count, "{}: {found:?}", object.id());
    }
}
