//! Words that contradict each other, or the type of their field.

use syn::Type;

use crate::bounds;
use crate::kind::Kind;
use crate::mistakes::Mistakes;
use crate::words::{Word, Words};

/// Two words that exclude each other, and what to write instead. The later one is wrong.
const EXCLUDING: [(&str, &str, &str); 11] = [
    ("required", "optional", "an attribute is either `required` or `optional`"),
    (
        "required",
        "computed",
        "the user sets a `required` attribute, and the provider a `computed` one: write `optional, computed` where both may",
    ),
    ("required", "default", "a `required` attribute needs no default: write `optional`"),
    ("write_only", "computed", "a `write_only` value is never stored, so it cannot be `computed`"),
    ("write_only", "default", "a `write_only` value is never stored, so it has no default"),
    ("write_only", "stable", "a `write_only` value is never stored, so it cannot be `stable`"),
    (
        "write_only",
        "replace",
        "a `write_only` value is never stored, so no change of it is seen: write `replace` at an attribute beside it that is",
    ),
    ("stable", "default", "a value with a `default` is known in every plan: remove `stable`"),
    ("block", "group", "it is either a `block`, which can be left out, or a `group`, which always exists"),
    ("group", "required", "a `group` always exists: remove `required`"),
    ("group", "length", "a `group` is one object: remove `length`"),
];

/// Words for attributes. A block has attributes of its own.
const NOT_FOR_BLOCKS: [&str; 10] = [
    "optional",
    "computed",
    "default",
    "replace",
    "stable",
    "sensitive",
    "write_only",
    "ignore_case",
    "duration",
    "range",
];

/// Whether the words make a block of a field.
pub(crate) fn is_block(words: &Words) -> bool {
    words.has("block") || words.has("group")
}

/// Reports a field that cannot hold what the user may leave out.
pub(crate) fn check_null(words: &Words, is_nullable: bool, mistakes: &mut Mistakes) {
    let filled = ["default", "computed"].iter().any(|word| words.has(word));
    if let Some(word) = words.get("optional").filter(|_| !is_nullable && !filled) {
        mistakes.at(word.span, "an `optional` value can be null: write `Option<…>` as its type, or a `default`");
    }
}

/// Reports a field that cannot hold what is not known yet. A field that is `computed` and nothing else may be plain: that of an
/// object which only a handler makes.
pub(crate) fn check_unknown(words: &Words, is_nullable: bool, mistakes: &mut Mistakes) {
    let is_of_object = words.has("optional") || words.has("stable");
    let is_unknown = words.get("computed").filter(|_| is_of_object && !words.has("default") && !is_nullable);
    if let Some(word) = is_unknown {
        mistakes.at(word.span, "its value is not known before a handler sets it: write `Attr<…>` as its type");
    }
}

/// Whether an update makes the value unknown.
fn changes_with_object(words: &Words) -> bool {
    words.has("computed") && !words.has("stable") && !words.has("default")
}

/// Whether `stable` lacks a word. Beside those that exclude it, it is what is wrong.
fn needs_computed(words: &Words) -> bool {
    !["computed", "default", "write_only"].iter().any(|word| words.has(word))
}

/// Reports what contradicts itself.
pub(crate) fn check(words: &Words, kind: &Type, mistakes: &mut Mistakes) {
    for (one, other, instead) in EXCLUDING {
        if let Some(later) = later(words, one, other) {
            mistakes.at(later.span, instead);
        }
    }
    if is_block(words) {
        for word in words.iter().filter(|word| NOT_FOR_BLOCKS.contains(&word.name.as_str())) {
            let name = &word.name;
            mistakes.at(word.span, format!("a block has no `{name}`: write it at an attribute of its struct"));
        }
    } else if let Some(word) = words.get("stable").filter(|_| needs_computed(words)) {
        mistakes.at(word.span, "only a `computed` attribute can be `stable`: write `computed, stable`");
    } else if let Some(word) = words.get("replace").filter(|_| changes_with_object(words)) {
        mistakes.at(word.span, "every update would replace the object: add `stable`, or remove `replace`");
    }
    for word in words.iter() {
        if let Some(problem) = problem_with_type(&word.name, kind) {
            mistakes.at(word.span, problem);
        }
        if let Some(limits) = words.bounds(&word.name) {
            bounds::check(word.span, &limits, mistakes);
            if word.name == "length" {
                bounds::check_length(&limits, mistakes);
            }
        }
    }
}

/// The later one of two words, if both are there.
fn later<'a>(words: &'a Words, one: &str, other: &str) -> Option<&'a Word> {
    let (first, second) = (words.position(one)?, words.position(other)?);
    words.iter().nth(first.max(second))
}

fn problem_with_type(word: &str, kind: &Type) -> Option<&'static str> {
    let (kind, values) = (Kind::of(kind), Kind::of_values(kind));
    let is_text = matches!(kind, Kind::Text | Kind::Other);
    match word {
        "ignore_case" if !is_text => Some("only a string can ignore letter case: remove `ignore_case`"),
        "duration" if !is_text => Some("only a string can be a duration such as \"90s\": remove `duration`"),
        "range" if matches!(kind, Kind::Text | Kind::Collection) => Some("only a number has a range: write `length`"),
        "range" if kind == Kind::Bool => Some("only a number has a range: remove `range`"),
        "length" if kind.is_number() => Some("a number has no length: write `range`"),
        "length" if kind == Kind::Bool => Some("only a string or a collection has a length: remove `length`"),
        "block" | "group" if values.is_plain() => {
            Some("a block needs a struct: write `required`, `optional` or `computed` for a plain value")
        }
        "group" if kind == Kind::Collection => Some("a `group` is one object: write `block`"),
        _ => None,
    }
}
