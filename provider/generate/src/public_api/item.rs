//! The items of a crate, a line each.

use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value};

use super::kind::{bounds, conditions, is, kind, list, parameters, path, signature, text, variant};

/// The modules of the wire protocol: they are what `proto/` says.
const GENERATED: [&str; 2] = ["tfplugin6", "plugin"];

/// The lines of all public items. An item in two modules has two lines.
pub(super) fn lines(documented: &Value) -> Result<Vec<String>> {
    let items = documented.get("index").and_then(Value::as_object).context("rustdoc's JSON has no index")?;
    let mut writer = Writer { items, lines: Vec::new() };
    let root = documented.get("root").map(Value::to_string).context("rustdoc's JSON has no root")?;
    let root = items.get(&root).context("rustdoc's JSON has no root item")?;
    writer.module(text(root, "name"), root);
    // What rustdoc writes has changed before: better to fail than to write an empty API.
    ensure!(!writer.lines.is_empty(), "rustdoc's JSON has another form");
    Ok(writer.lines)
}

struct Writer<'a> {
    items: &'a Map<String, Value>,
    lines: Vec<String>,
}

impl<'a> Writer<'a> {
    fn get(&self, id: &Value) -> Option<&'a Value> {
        self.items.get(&id.to_string())
    }

    fn content(item: &'a Value) -> (&'a str, &'a Value) {
        variant(item.get("inner").unwrap_or(&Value::Null))
    }

    fn all(&self, ids: &'a [Value]) -> Vec<&'a Value> {
        ids.iter().filter_map(|id| self.get(id)).collect()
    }

    fn module(&mut self, place: &str, module: &'a Value) {
        self.lines.push(format!("pub mod {place}"));
        if place.split("::").last().is_some_and(|name| GENERATED.contains(&name)) {
            return;
        }
        for item in self.all(list(Self::content(module).1, "items")) {
            self.item(place, text(item, "name"), item);
        }
    }

    fn item(&mut self, module: &str, name: &str, item: &'a Value) {
        let place = format!("{module}::{name}");
        let (form, content) = Self::content(item);
        let generics = content.get("generics").unwrap_or(&Value::Null);
        let (parameters, conditions) = (parameters(generics), conditions(generics));
        let growing = if is_non_exhaustive(item) { "#[non_exhaustive] " } else { "" };
        let head = |word: &str| format!("{growing}pub {word} {place}{parameters}{conditions}");
        match form {
            "module" => self.module(&place, item),
            "use" => self.import(module, content),
            "struct" | "union" => {
                self.lines.push(head(form));
                self.fields(&place, content.get("kind").unwrap_or(&Value::Null));
                self.implementations(&place, content);
            }
            "enum" => {
                self.lines.push(head(form));
                for variant in self.all(list(content, "variants")) {
                    self.variant(&place, variant);
                }
                self.implementations(&place, content);
            }
            "trait" => {
                let inherited = bounds(list(content, "bounds"));
                self.lines.push(format!("pub trait {place}{parameters}{inherited}{conditions}"));
                for member in self.all(list(content, "items")) {
                    self.member(&place, "", member);
                }
            }
            "function" => self.member(module, "pub ", item),
            "constant" | "static" => {
                let word = if form == "constant" { "const" } else { form };
                let kind = content.get("type").map(kind).unwrap_or_default();
                self.lines.push(format!("{}: {kind}", head(word)));
            }
            "type_alias" => {
                let kind = content.get("type").map(kind).unwrap_or_default();
                self.lines.push(format!("pub type {place}{parameters} = {kind}"));
            }
            "macro" => self.lines.push(format!("pub macro {place}!")),
            "proc_macro" => self.lines.push(format!("pub {} macro {place}", text(content, "kind"))),
            other => self.lines.push(format!("pub {other} {place}")),
        }
    }

    /// A re-export: the items of this crate as they are, those of others by their source.
    fn import(&mut self, module: &str, content: &'a Value) {
        let target = content.get("id").and_then(|id| self.get(id));
        match target {
            Some(target) if is(content, "is_glob") => {
                let (form, inner) = Self::content(target);
                let members = if form == "enum" { "variants" } else { "items" };
                for item in self.all(list(inner, members)) {
                    self.item(module, text(item, "name"), item);
                }
            }
            Some(target) => self.item(module, text(content, "name"), target),
            None => {
                self.lines.push(format!("pub use {module}::{} = {}", text(content, "name"), text(content, "source")))
            }
        }
    }

    fn fields(&mut self, place: &str, form: &'a Value) {
        let (form, content) = variant(form);
        let fields =
            if form == "tuple" { content.as_array().map_or(&[][..], Vec::as_slice) } else { list(content, "fields") };
        for field in self.all(fields) {
            let kind = kind(Self::content(field).1);
            self.lines.push(format!("pub {place}::{}: {kind}", text(field, "name")));
        }
    }

    fn variant(&mut self, place: &str, item: &'a Value) {
        let place = format!("{place}::{}", text(item, "name"));
        self.lines.push(format!("pub {place}"));
        self.fields(&place, Self::content(item).1.get("kind").unwrap_or(&Value::Null));
    }

    fn implementations(&mut self, place: &str, content: &'a Value) {
        for item in self.all(list(content, "impls")) {
            let implementation = Self::content(item).1;
            let is_given = is(implementation, "is_synthetic")
                || implementation.get("blanket_impl").is_some_and(|blanket| !blanket.is_null());
            if is_given {
                continue;
            }
            let implemented = implementation.get("trait").filter(|implemented| !implemented.is_null());
            if let Some(implemented) = implemented {
                let (name, kind) = (path(implemented), implementation.get("for").map(kind).unwrap_or_default());
                // The compiler's own, beside each derived `PartialEq`.
                if name != "StructuralPartialEq" {
                    self.lines.push(format!("impl {name} for {kind} ({place})"));
                }
                continue;
            }
            for member in self.all(list(implementation, "items")) {
                if text(member, "visibility") == "public" {
                    self.member(place, "pub ", member);
                }
            }
        }
    }

    /// A function, or what a trait has.
    fn member(&mut self, place: &str, visibility: &str, item: &'a Value) {
        let (form, content) = Self::content(item);
        let name = text(item, "name");
        let generics = content.get("generics").unwrap_or(&Value::Null);
        let kind = || content.get("type").filter(|kind| !kind.is_null()).map(kind);
        self.lines.push(match form {
            "function" => {
                let header = content.get("header").unwrap_or(&Value::Null);
                let constant = if is(header, "is_const") { "const " } else { "" };
                let is_async = if is(header, "is_async") { "async " } else { "" };
                let given = if visibility.is_empty() && is(content, "has_body") { " { … }" } else { "" };
                let signature = content.get("sig").map(signature).unwrap_or_default();
                let (parameters, conditions) = (parameters(generics), conditions(generics));
                format!("{visibility}{constant}{is_async}fn {place}::{name}{parameters}{signature}{conditions}{given}")
            }
            "assoc_const" => {
                let value = content.get("value").and_then(Value::as_str).map(|value| format!(" = {value}"));
                format!(
                    "{visibility}const {place}::{name}: {}{}",
                    kind().unwrap_or_default(),
                    value.unwrap_or_default()
                )
            }
            "assoc_type" => {
                let bounds = bounds(list(content, "bounds"));
                let value = kind().map(|kind| format!(" = {kind}")).unwrap_or_default();
                format!("{visibility}type {place}::{name}{bounds}{value}")
            }
            other => format!("{visibility}{other} {place}::{name}"),
        });
    }
}

fn is_non_exhaustive(item: &Value) -> bool {
    list(item, "attrs").iter().any(|attribute| attribute == "non_exhaustive")
}
