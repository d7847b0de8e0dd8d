//! What a report must not show: sensitive values, wherever a plan has them.

use std::borrow::Cow;
use std::collections::BTreeSet;

use aho_corasick::{AhoCorasick, MatchKind};
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::constants::{self, AttributeOfType};
use crate::terraform::plan::{Change, Plan, ResourceChange};

pub(super) const SENSITIVE: &str = "(sensitive)";
const SENSITIVE_CHANGED: &str = "(sensitive, changed)";
pub(super) const UNKNOWN: &str = "(known after apply)";

/// Shorter values are words of other texts as well. Where Terraform marks them, they are masked nevertheless.
const SHORTEST: usize = 4;

/// The values before and after a change, with words in place of what is sensitive or unknown.
///
/// # Errors
/// When a part of the change is not JSON.
pub(super) fn masked(change: &Change<'_>) -> serde_json::Result<[Value; 2]> {
    let parts = [change.before, change.after, change.before_sensitive, change.after_sensitive, change.after_unknown];
    let [before, after, was_sensitive, is_sensitive, unknown] = parts.map(parsed);
    Ok(pair(&before?, &after?, [&was_sensitive?, &is_sensitive?], &unknown?))
}

fn parsed(json: Option<&RawValue>) -> serde_json::Result<Value> {
    json.map_or(Ok(Value::Null), |json| serde_json::from_str(json.get()))
}

fn pair(before: &Value, after: &Value, sensitive: [&Value; 2], unknown: &Value) -> [Value; 2] {
    let is_unknown = is_marked(unknown);
    if sensitive.into_iter().any(is_marked) {
        let word = if is_unknown || (before != after && !before.is_null()) { SENSITIVE_CHANGED } else { SENSITIVE };
        let masked = |value: &Value, word: &str| if value.is_null() { Value::Null } else { word.into() };
        let after = if is_unknown { word.into() } else { masked(after, word) };
        return [masked(before, SENSITIVE), after];
    }
    if is_unknown {
        return [before.clone(), UNKNOWN.into()];
    }
    let objects = [before, after, unknown].map(Value::as_object);
    if objects.iter().all(Option::is_none) || [before, after].into_iter().any(Value::is_array) {
        return [before.clone(), after.clone()];
    }
    let mut sides = [before, after].map(|side| side.as_object().map(|_| Map::new()));
    let names: BTreeSet<&String> = objects.into_iter().flatten().flat_map(Map::keys).collect();
    for name in names {
        let [before, after, was, is, unknown] =
            [before, after, sensitive[0], sensitive[1], unknown].map(|part| part.get(name).unwrap_or(&Value::Null));
        for (side, value) in sides.iter_mut().zip(pair(before, after, [was, is], unknown)) {
            if !value.is_null() {
                side.get_or_insert_default().insert(name.clone(), value);
            }
        }
    }
    sides.map(|side| side.map_or(Value::Null, Value::Object))
}

/// Whether a tree of marks marks the whole value. A list is marked if a part of it is.
fn is_marked(marks: &Value) -> bool {
    match marks {
        Value::Bool(is_marked) => *is_marked,
        Value::Array(elements) => elements.iter().any(has_mark),
        _ => false,
    }
}

fn has_mark(marks: &Value) -> bool {
    match marks {
        Value::Object(members) => members.values().any(has_mark),
        other => is_marked(other),
    }
}

/// The sensitive values of a plan, to find them in other texts: a message or a name can repeat them.
#[derive(Debug, Default)]
pub(super) struct Secrets(Option<AhoCorasick>);

impl Secrets {
    /// All sensitive values: of variables, outputs, resources before and after, of the prior state, and constants.
    pub(super) fn of(plan: &Plan<'_>) -> Self {
        let mut found = BTreeSet::new();
        let declared = &plan.configuration.root_module.variables;
        let variables = plan.variables.iter().filter(|(name, _)| declared.get(*name).is_some_and(|it| it.sensitive));
        variables.for_each(|(_, variable)| collect(&variable.value, &Value::Bool(true), &mut found));
        for output in plan.prior_state.outputs().filter(|output| output.sensitive) {
            collect(&output.value, &Value::Bool(true), &mut found);
        }
        for (_, resource) in plan.prior_state.resources() {
            collect_marked(resource.values, resource.sensitive_values, &mut found);
        }
        let resources = plan.resource_changes.iter().chain(&plan.resource_drift);
        let deferred = plan.deferred_changes.iter().map(|deferred| &deferred.resource_change);
        let resources: Vec<&ResourceChange<'_>> = resources.chain(deferred).collect();
        let attributes = resources.iter().copied().flat_map(write_only).collect();
        for constant in constants::sensitive(&plan.configuration.root_module, &attributes) {
            collect(constant, &Value::Bool(true), &mut found);
        }
        let changes = resources.iter().map(|resource| &resource.change).chain(plan.output_changes.values());
        for change in changes {
            collect_marked(change.before, change.before_sensitive, &mut found);
            collect_marked(change.after, change.after_sensitive, &mut found);
        }
        let kinds = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&found);
        Self(kinds.ok().filter(|_| !found.is_empty()))
    }

    /// The text, with a word in place of each sensitive value.
    pub(super) fn masked<'a>(&self, text: &'a str) -> Cow<'a, str> {
        match &self.0 {
            Some(secrets) if secrets.is_match(text) => {
                let mut masked = String::new();
                secrets.replace_all_with(text, &mut masked, |_, _, masked| {
                    masked.push_str(SENSITIVE);
                    true
                });
                masked.into()
            }
            _ => text.into(),
        }
    }

    /// What is to be printed as JSON, with a word in place of each sensitive value.
    ///
    /// # Errors
    /// When it cannot be JSON.
    pub(super) fn masked_json(&self, printed: &impl Serialize) -> serde_json::Result<Value> {
        let mut value = serde_json::to_value(printed)?;
        if self.0.is_some() {
            mask_strings(&mut value, self);
        }
        Ok(value)
    }
}

/// Masks the strings of a JSON value.
fn mask_strings(value: &mut Value, secrets: &Secrets) {
    match value {
        Value::String(text) => *text = secrets.masked(text).into_owned(),
        Value::Array(elements) => elements.iter_mut().for_each(|element| mask_strings(element, secrets)),
        Value::Object(members) => members.values_mut().for_each(|member| mask_strings(member, secrets)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The attributes of a resource that are sensitive and have no value in the plan: those that are write-only.
fn write_only<'a>(resource: &'a ResourceChange<'_>) -> Vec<AttributeOfType<'a>> {
    let Some(marks) = resource.change.after_sensitive.filter(|marks| has_marks(marks)) else { return Vec::new() };
    let [marks, values] = [Some(marks), resource.change.after].map(|json| parsed(json).unwrap_or_default());
    let has_no_value = |name: &String| values.get(name).is_none_or(Value::is_null);
    let marked = marks.as_object().into_iter().flatten().filter(|(name, mark)| has_mark(mark) && has_no_value(name));
    marked.map(|(name, _)| (resource.r#type.as_str(), name.clone())).collect()
}

/// A tree of marks without marks is by far the most common one.
fn has_marks(marks: &RawValue) -> bool {
    marks.get().contains("true")
}

fn collect_marked(values: Option<&RawValue>, marks: Option<&RawValue>, found: &mut BTreeSet<String>) {
    if marks.is_none_or(|marks| !has_marks(marks)) {
        return;
    }
    if let (Ok(values), Ok(marks)) = (parsed(values), parsed(marks)) {
        collect(&values, &marks, found);
    }
}

/// Adds the strings below a mark, as they are and as JSON shows them.
fn collect(value: &Value, marks: &Value, found: &mut BTreeSet<String>) {
    let is_marked = is_marked(marks);
    let below = |name: &str| if is_marked { &Value::Bool(true) } else { marks.get(name).unwrap_or(&Value::Null) };
    match value {
        Value::Object(members) => members.iter().for_each(|(name, member)| collect(member, below(name), found)),
        Value::Array(elements) if is_marked => {
            elements.iter().for_each(|element| collect(element, &Value::Bool(true), found));
        }
        Value::String(text) if is_marked => {
            let shown = value.to_string();
            let escaped = shown.trim_matches('"');
            let lines = text.lines().chain([text.as_str(), escaped]).map(str::trim);
            found.extend(lines.filter(|line| line.chars().count() >= SHORTEST).map(str::to_owned));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn marks_hide_values_at_any_depth() {
        for (what, before, after, sensitive, unknown, expected) in [
            ("nothing", json!({"a": 1}), json!({"a": 2}), json!({}), json!({}), json!([{"a": 1}, {"a": 2}])),
            (
                "a whole value",
                json!({"a": 1}),
                json!({"a": 2}),
                json!(true),
                json!({}),
                json!([SENSITIVE, SENSITIVE_CHANGED]),
            ),
            (
                "unchanged",
                json!({"a": 1}),
                json!({"a": 1}),
                json!({"a": true}),
                json!({}),
                json!([{"a": SENSITIVE}, {"a": SENSITIVE}]),
            ),
            (
                "a key with a dot",
                json!(null),
                json!({"a.b": "x"}),
                json!({"a.b": true}),
                json!({}),
                json!([null, {"a.b": SENSITIVE}]),
            ),
            (
                "a member of a set",
                json!({"a": ["x"]}),
                json!({"a": ["y"]}),
                json!({"a": [true]}),
                json!({}),
                json!([{"a": SENSITIVE}, {"a": SENSITIVE_CHANGED}]),
            ),
            ("unknown", json!({"a": 1}), json!({}), json!({}), json!({"a": true}), json!([{"a": 1}, {"a": UNKNOWN}])),
            (
                "unknown and sensitive",
                json!({"a": 1}),
                json!({}),
                json!({"a": true}),
                json!({"a": true}),
                json!([{"a": SENSITIVE}, {"a": SENSITIVE_CHANGED}]),
            ),
            (
                "removed",
                json!({"a": 1}),
                json!(null),
                json!({"a": true}),
                json!(false),
                json!([{"a": SENSITIVE}, null]),
            ),
            (
                "a list of objects",
                json!({"a": [{"b": 1}]}),
                json!(null),
                json!({"a": [{"b": true}]}),
                json!(false),
                json!([{"a": SENSITIVE}, null]),
            ),
        ] {
            assert_eq!(json!(pair(&before, &after, [&sensitive, &sensitive], &unknown)), expected, "{what}");
        }
    }

    #[test]
    fn secrets_are_found_in_other_texts() {
        let mut found = BTreeSet::new();
        let value = json!({"a": "C:\\temp", "b": ["one\ntwo lines", 12345], "c": "open", "d": "abc"});
        collect(&value, &json!({"a": true, "b": true, "d": true}), &mut found);
        let found: Vec<&str> = found.iter().map(String::as_str).collect();
        assert_eq!(found, ["C:\\\\temp", "C:\\temp", "one\ntwo lines", "one\\ntwo lines", "two lines"]);
    }
}
