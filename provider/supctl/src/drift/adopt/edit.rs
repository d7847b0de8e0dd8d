//! Replaces literals in the text of a file, and keeps everything else.

use std::ops::Range;

use hcl_edit::Span as _;
use hcl_edit::expr::{Expression, ObjectKey};
use serde_json::{Map, Value};

use crate::export::string_literal;

/// A part of a text, and what takes its place.
pub(super) type Edit = (Range<usize>, String);

/// The value of a literal; `None` for any other expression.
pub(super) fn literal(expression: &Expression) -> Option<Value> {
    Some(match expression {
        Expression::Null(_) => Value::Null,
        Expression::Bool(value) => Value::Bool(*value.value()),
        Expression::Number(number) => serde_json::from_str(&number.value().to_string()).ok()?,
        Expression::String(text) => Value::String(text.value().clone()),
        Expression::Array(items) => Value::Array(items.iter().map(literal).collect::<Option<_>>()?),
        Expression::Object(members) => {
            let member = |(key, value): (&ObjectKey, &hcl_edit::expr::ObjectValue)| {
                Some((key_name(key)?.to_owned(), literal(value.expr())?))
            };
            Value::Object(members.iter().map(member).collect::<Option<Map<_, _>>>()?)
        }
        _ => return None,
    })
}

/// The name of a key.
pub(super) fn key_name(key: &ObjectKey) -> Option<&str> {
    match key {
        ObjectKey::Ident(name) => Some(name.as_str()),
        ObjectKey::Expression(expression) => expression.as_str(),
    }
}

/// The edits that give a literal another value.
///
/// # Errors
/// Why it cannot be edited without changing anything else.
pub(super) fn replace(text: &str, expression: &Expression, value: &Value) -> Result<Vec<Edit>, &'static str> {
    let span = expression.span().ok_or(NO_PLACE)?;
    let (Expression::Array(items), Value::Array(members)) = (expression, value) else {
        return Ok(vec![(span, written(value).ok_or("its new value has several parts")?)]);
    };
    let is_on_one_line = !text.get(span.clone()).ok_or(NO_PLACE)?.contains('\n');
    let kept = |item: &&Expression| literal(item).is_some_and(|item| members.contains(&item));
    let there: Vec<Value> = items.iter().filter_map(literal).collect();
    let added: Vec<&Value> = members.iter().filter(|member| !there.contains(member)).collect();
    if is_on_one_line {
        let kept: Vec<Value> = there.into_iter().filter(|item| members.contains(item)).collect();
        let all = kept.iter().chain(added).map(written).collect::<Option<Vec<_>>>().ok_or(NO_PLACE)?;
        return Ok(vec![(span, format!("[{}]", all.join(", ")))]);
    }
    let mut edits = Vec::new();
    for item in items.iter().filter(|item| !kept(item)) {
        edits.push((whole_line(text, item.span().ok_or(NO_PLACE)?)?, String::new()));
    }
    if !added.is_empty() {
        let spans = items.iter().filter(kept).filter_map(Expression::span);
        if let Some(last) = spans.last().filter(|last| !has_comma(text, last.end)) {
            edits.push((last.end..last.end, ",".to_owned()));
        }
        let last = items.iter().last().and_then(Expression::span).ok_or(NO_PLACE)?;
        let margin = margin(text, whole_line(text, last)?.start);
        let end = line_start(text, span.end.saturating_sub(1));
        let lines = added.into_iter().map(|member| Some(format!("{margin}{},\n", written(member)?)));
        edits.push((end..end, lines.collect::<Option<String>>().ok_or(NO_PLACE)?));
    }
    Ok(edits)
}

const NO_PLACE: &str = "its place in the file is not known";

/// A value on one line; `None` for an object.
fn written(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(string_literal(text)),
        Value::Array(items) => Some(format!("[{}]", items.iter().map(written).collect::<Option<Vec<_>>>()?.join(", "))),
        Value::Object(_) => None,
        other => Some(other.to_string()),
    }
}

/// The line of an element that stands alone in it, with a comment at most.
fn whole_line(text: &str, element: Range<usize>) -> Result<Range<usize>, &'static str> {
    const SHARED: &str = "its list has several members on one line";
    let start = line_start(text, element.start);
    let end = text.get(element.end..).and_then(|rest| rest.find('\n')).map_or(text.len(), |end| element.end + end + 1);
    let before = text.get(start..element.start).unwrap_or_default().trim();
    let after = text.get(element.end..end).unwrap_or_default().trim().trim_start_matches(',').trim_start();
    let is_alone = before.is_empty() && (after.is_empty() || after.starts_with('#') || after.starts_with("//"));
    if is_alone { Ok(start..end) } else { Err(SHARED) }
}

fn has_comma(text: &str, offset: usize) -> bool {
    text.get(offset..).unwrap_or_default().trim_start().starts_with(',')
}

fn line_start(text: &str, offset: usize) -> usize {
    text.get(..offset).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1)
}

/// The spaces at the start of a line.
fn margin(text: &str, line: usize) -> String {
    let rest = text.get(line..).unwrap_or_default();
    rest.chars().take_while(|letter| letter.is_whitespace()).collect()
}

/// The text after edits, which must not overlap.
pub(super) fn applied(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|(range, _)| range.start);
    let (mut out, mut position) = (String::new(), 0);
    for (range, new) in edits {
        out.push_str(text.get(position..range.start).unwrap_or_default());
        out.push_str(&new);
        position = range.end;
    }
    out.push_str(text.get(position..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use hcl_edit::parser::parse_body;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_literal_is_replaced_and_the_rest_stays() {
        for (text, value, expected) in [
            ("a = 1 # why\n", json!(2), "a = 2 # why\n"),
            ("a   = \"x\"\nbcd = 1\n", json!("D:\\y"), "a   = \"D:\\\\y\"\nbcd = 1\n"),
            ("a = [\"x\", \"y\"]\n", json!(["y", "z"]), "a = [\"y\", \"z\"]\n"),
            (
                "a = [\n  \"x\", # old\n  # about y\n  \"y\" # why\n]\n",
                json!(["y", "z"]),
                "a = [\n  # about y\n  \"y\", # why\n  \"z\",\n]\n",
            ),
            ("a = [\n  \"x\",\n]\n", json!([]), "a = [\n]\n"),
            ("a = [\n  \"x\", # old\n]\nb = 1\n", json!(["y", "z"]), "a = [\n  \"y\",\n  \"z\",\n]\nb = 1\n"),
            ("a = [\"x\",\n  \"y\"]\n", json!(["x", "y", "z"]), "its list has several members on one line"),
            ("a = [\n  \"x\", \"y\",\n  \"z\",\n]\n", json!(["z"]), "its list has several members on one line"),
            ("a = { b = 1 }\n", json!({ "b": 2 }), "its new value has several parts"),
        ] {
            let body = parse_body(text).unwrap();
            let edits = replace(text, &body.get_attribute("a").unwrap().value, &value);
            assert_eq!(edits.map_or_else(str::to_owned, |edits| applied(text, edits)), expected);
        }
    }
}
