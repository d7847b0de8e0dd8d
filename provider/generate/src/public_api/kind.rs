//! Types, bounds and generics of rustdoc's JSON, as Rust writes them.

use serde_json::Value;

/// A list of the JSON; empty if it is missing.
pub(super) fn list<'a>(json: &'a Value, name: &str) -> &'a [Value] {
    json.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

pub(super) fn text<'a>(json: &'a Value, name: &str) -> &'a str {
    json.get(name).and_then(Value::as_str).unwrap_or_default()
}

pub(super) fn is(json: &Value, name: &str) -> bool {
    json.get(name).and_then(Value::as_bool).unwrap_or(false)
}

/// The name of what a JSON object is, and its content.
pub(super) fn variant(json: &Value) -> (&str, &Value) {
    let only = json.as_object().and_then(|object| object.iter().next());
    only.map_or((json.as_str().unwrap_or_default(), &Value::Null), |(name, content)| (name.as_str(), content))
}

fn each(items: &[Value], write: impl Fn(&Value) -> String, separator: &str) -> String {
    items.iter().map(write).collect::<Vec<_>>().join(separator)
}

/// A type.
pub(super) fn kind(json: &Value) -> String {
    let (name, content) = variant(json);
    let inner = || content.get("type").map(kind).unwrap_or_default();
    match name {
        "primitive" | "generic" => content.as_str().unwrap_or_default().to_owned(),
        "resolved_path" => path(content),
        "tuple" => match content.as_array().map_or(&[][..], Vec::as_slice) {
            [only] => format!("({},)", kind(only)),
            items => format!("({})", each(items, kind, ", ")),
        },
        "slice" => format!("[{}]", kind(content)),
        "array" => format!("[{}; {}]", inner(), text(content, "len")),
        "borrowed_ref" => {
            let lifetime = content.get("lifetime").and_then(Value::as_str).map(|name| format!("{name} "));
            let mutable = if is(content, "is_mutable") { "mut " } else { "" };
            format!("&{}{mutable}{}", lifetime.unwrap_or_default(), inner())
        }
        "raw_pointer" => format!("*{} {}", if is(content, "is_mutable") { "mut" } else { "const" }, inner()),
        "impl_trait" => {
            format!("impl {}", each(content.as_array().map_or(&[][..], Vec::as_slice), bound, " + "))
        }
        "dyn_trait" => {
            let traits = each(list(content, "traits"), |one| one.get("trait").map(path).unwrap_or_default(), " + ");
            let lifetime = content.get("lifetime").and_then(Value::as_str).map(|name| format!(" + {name}"));
            format!("dyn {traits}{}", lifetime.unwrap_or_default())
        }
        "qualified_path" => qualified(content),
        "function_pointer" => {
            let signature = content.get("sig").unwrap_or(&Value::Null);
            format!("fn({}){}", each(list(signature, "inputs"), argument_type, ", "), output(signature))
        }
        other => other.to_owned(),
    }
}

/// `<T as Trait>::Name`, or `T::Name` where that says the same.
fn qualified(json: &Value) -> String {
    let owner = json.get("self_type").map(kind).unwrap_or_default();
    let name = text(json, "name");
    match json.get("trait").map(path).filter(|path| !path.is_empty()) {
        Some(path) if owner != "Self" => format!("<{owner} as {path}>::{name}"),
        _ => format!("{owner}::{name}"),
    }
}

/// A path with its arguments, without the modules: they are those of the imports.
pub(super) fn path(json: &Value) -> String {
    let name = text(json, "path").rsplit("::").next().unwrap_or_default();
    format!("{name}{}", json.get("args").map(arguments).unwrap_or_default())
}

fn arguments(json: &Value) -> String {
    let (form, content) = variant(json);
    if form == "parenthesized" {
        let result = content.get("output").filter(|output| !output.is_null());
        let result = result.map(|output| format!(" -> {}", kind(output))).unwrap_or_default();
        return format!("({}){result}", each(list(content, "inputs"), kind, ", "));
    }
    let mut all: Vec<String> = list(content, "args").iter().map(argument).collect();
    all.extend(list(content, "constraints").iter().map(constraint));
    if all.is_empty() { String::new() } else { format!("<{}>", all.join(", ")) }
}

fn argument(json: &Value) -> String {
    match variant(json) {
        ("lifetime", name) => name.as_str().unwrap_or_default().to_owned(),
        ("type", json) => kind(json),
        ("const", json) => text(json, "expr").to_owned(),
        (other, _) => other.to_owned(),
    }
}

fn constraint(json: &Value) -> String {
    let name = text(json, "name");
    match json.get("binding").map(variant) {
        Some(("equality", term)) => format!("{name} = {}", argument(term)),
        Some(("constraint", bounds)) => {
            format!("{name}: {}", each(bounds.as_array().map_or(&[][..], Vec::as_slice), bound, " + "))
        }
        _ => name.to_owned(),
    }
}

fn bound(json: &Value) -> String {
    match variant(json) {
        ("trait_bound", content) => {
            let maybe = if text(content, "modifier") == "maybe" { "?" } else { "" };
            format!("{maybe}{}", content.get("trait").map(path).unwrap_or_default())
        }
        ("outlives", lifetime) => lifetime.as_str().unwrap_or_default().to_owned(),
        (other, _) => other.to_owned(),
    }
}

/// `: A + B`, or nothing.
pub(super) fn bounds(bounds: &[Value]) -> String {
    if bounds.is_empty() { String::new() } else { format!(": {}", each(bounds, bound, " + ")) }
}

/// `<T: Trait>`, or nothing.
pub(super) fn parameters(generics: &Value) -> String {
    let written = list(generics, "params").iter().filter_map(|parameter| {
        let name = text(parameter, "name");
        match variant(parameter.get("kind").unwrap_or(&Value::Null)) {
            // `impl Trait` of an argument.
            ("type", content) if is(content, "is_synthetic") => None,
            ("type", content) => Some(format!("{name}{}", bounds(list(content, "bounds")))),
            ("const", content) => Some(format!("const {name}: {}", content.get("type").map(kind).unwrap_or_default())),
            _ => Some(name.to_owned()),
        }
    });
    let written: Vec<String> = written.collect();
    if written.is_empty() { String::new() } else { format!("<{}>", written.join(", ")) }
}

/// ` where T: Trait`, or nothing.
pub(super) fn conditions(generics: &Value) -> String {
    let written = list(generics, "where_predicates").iter().filter_map(|predicate| match variant(predicate) {
        ("bound_predicate", content) => {
            Some(format!("{}{}", content.get("type").map(kind)?, bounds(list(content, "bounds"))))
        }
        _ => None,
    });
    let written: Vec<String> = written.collect();
    if written.is_empty() { String::new() } else { format!(" where {}", written.join(", ")) }
}

/// `(self, name: Type) -> Result`.
pub(super) fn signature(json: &Value) -> String {
    format!("({}){}", each(list(json, "inputs"), named_argument, ", "), output(json))
}

fn output(signature: &Value) -> String {
    let output = signature.get("output").filter(|output| !output.is_null());
    output.map(|output| format!(" -> {}", kind(output))).unwrap_or_default()
}

fn argument_type(input: &Value) -> String {
    input.get(1).map(kind).unwrap_or_default()
}

fn named_argument(input: &Value) -> String {
    let name = input.get(0).and_then(Value::as_str).unwrap_or_default();
    let written = argument_type(input);
    match (name, written.as_str()) {
        ("self", "Self") => name.to_owned(),
        ("self", "&Self") => "&self".to_owned(),
        ("self", "&mut Self") => "&mut self".to_owned(),
        _ => format!("{name}: {written}"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{kind, signature};

    #[test]
    fn types_are_written_as_in_rust() {
        let text = json!({ "borrowed_ref": { "lifetime": "'a", "is_mutable": false, "type": { "primitive": "str" } } });
        let path = |path: &str, args| json!({ "resolved_path": { "path": path, "args": { "angle_bracketed": { "args": args } } } });
        let bound = json!({ "trait_bound": { "trait": { "path": "std::fmt::Debug" }, "modifier": "maybe" } });
        for (json, rust) in [
            (text.clone(), "&'a str"),
            (json!({ "slice": { "generic": "T" } }), "[T]"),
            (json!({ "tuple": [{ "primitive": "u8" }] }), "(u8,)"),
            (path("std::vec::Vec", json!([{ "type": text }])), "Vec<&'a str>"),
            (json!({ "impl_trait": [bound, { "outlives": "'static" }] }), "impl ?Debug + 'static"),
            (json!({ "dyn_trait": { "traits": [{ "trait": { "path": "Error" } }], "lifetime": null } }), "dyn Error"),
            (
                json!({ "qualified_path": { "self_type": { "generic": "R" }, "name": "Model", "trait": { "path": "" } } }),
                "R::Model",
            ),
        ] {
            assert_eq!(kind(&json), rust);
        }
    }

    #[test]
    fn signatures_are_written_as_in_rust() {
        let own = json!({ "borrowed_ref": { "is_mutable": true, "type": { "generic": "Self" } } });
        let json =
            json!({ "inputs": [["self", own], ["name", { "primitive": "u8" }]], "output": { "primitive": "bool" } });
        assert_eq!(signature(&json), "(&mut self, name: u8) -> bool");
    }
}
