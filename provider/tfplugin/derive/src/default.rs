//! Defaults that are written as literals: whether they fit the type and the bounds.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use syn::Lit;

use crate::bounds::{self, Side};
use crate::kind::Kind;
use crate::literal::Literal;
use crate::mistakes::Mistakes;
use crate::words::Words;

/// Reports a literal that the attribute cannot have. What a constant is, only a run can tell.
pub(crate) fn check(words: &Words, kind: Kind, mistakes: &mut Mistakes) {
    let Some(default) = words.value("default") else { return };
    if let Some((problem, place)) = of_literal(default, kind, words).or_else(|| of_list(default, kind, words)) {
        mistakes.at(place, problem);
    }
}

fn of_literal(default: &TokenStream, kind: Kind, words: &Words) -> Option<(String, Span)> {
    let literal: Literal = syn::parse2(default.clone()).ok()?;
    problem(&literal, kind, words).map(|problem| (problem, literal.span()))
}

fn of_list(default: &TokenStream, kind: Kind, words: &Words) -> Option<(String, Span)> {
    let list: Group = syn::parse2(default.clone()).ok()?;
    if kind != Kind::Collection || list.delimiter() != Delimiter::Bracket {
        return None;
    }
    let tokens: Vec<TokenTree> = list.stream().into_iter().collect();
    let is_comma = |token: &TokenTree| matches!(token, TokenTree::Punct(mark) if mark.as_char() == ',');
    let elements = tokens.split(is_comma).filter(|element| !element.is_empty());
    wrong_length(elements.count(), "elements", words).map(|problem| (problem, list.span()))
}

fn problem(literal: &Literal, kind: Kind, words: &Words) -> Option<String> {
    match (kind, &literal.literal) {
        (Kind::Bool, Lit::Bool(_)) | (Kind::Other, _) => None,
        (Kind::Text, Lit::Str(text)) => wrong_text(&text.value(), words),
        (Kind::Text, _) => Some("the default of a string is a string: write \"…\"".to_owned()),
        (Kind::Bool, _) => Some("the default of a bool is `true` or `false`".to_owned()),
        (Kind::Collection, _) => Some("the default of a list or set is `[…]`, that of a map `{…}`".to_owned()),
        (Kind::Integer(..), Lit::Float(_)) => Some("the default of a whole number is a whole number".to_owned()),
        (Kind::Integer(..) | Kind::Float | Kind::Number, _) => match literal.number() {
            Some(number) => not_of_type(literal, kind).or_else(|| out_of_bounds(number, words)),
            None => Some("the default of a number is a number".to_owned()),
        },
    }
}

fn not_of_type(literal: &Literal, kind: Kind) -> Option<String> {
    let (Kind::Integer(lowest, highest), Some(integer)) = (kind, literal.integer()) else { return None };
    if integer < lowest {
        Some(format!("the default {integer} is below the minimum {lowest}"))
    } else if integer > highest {
        Some(format!("the default {integer} is above the maximum {highest}"))
    } else {
        None
    }
}

fn out_of_bounds(number: f64, words: &Words) -> Option<String> {
    let range = words.bounds("range")?;
    let limit = |side| bounds::limit(&range, side);
    match (limit(Side::Min), limit(Side::Max)) {
        (Some(lowest), _) if number < lowest => Some(format!("the default {number} is below the minimum {lowest}")),
        (_, Some(highest)) if number > highest => Some(format!("the default {number} is above the maximum {highest}")),
        _ => None,
    }
}

fn wrong_text(text: &str, words: &Words) -> Option<String> {
    if words.has("duration") && !is_duration(text) {
        return Some(format!("the default {text:?} is not a duration: write numbers with units, such as \"1h30m\""));
    }
    wrong_length(text.chars().count(), "characters", words)
}

fn wrong_length(length: usize, of: &str, words: &Words) -> Option<String> {
    let bounds = words.bounds("length")?;
    let limit = |side| bounds::limit(&bounds, side);
    match (limit(Side::Min), limit(Side::Max)) {
        (Some(least), _) if (length as f64) < least => {
            Some(format!("the default has {length} {of}, fewer than {least}"))
        }
        (_, Some(most)) if length as f64 > most => Some(format!("the default has {length} {of}, more than {most}")),
        _ => None,
    }
}

/// Whether it has the form of a duration. Whether that is one that fits, a run tells.
fn is_duration(text: &str) -> bool {
    const UNITS: [&str; 7] = ["ms", "us", "µs", "ns", "h", "m", "s"];
    let mut rest = text;
    while !rest.is_empty() {
        let unit = rest.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '.');
        match UNITS.iter().find_map(|known| unit.strip_prefix(known)) {
            Some(after) if unit.len() < rest.len() => rest = after,
            _ => return text == "0",
        }
    }
    !text.is_empty()
}
