//! Defaults that are written as literals: whether they fit the type and the bounds.

use proc_macro2::{Span, TokenStream};
use syn::parse::{Parse, ParseStream};
use syn::{Lit, Token};

use crate::bounds::{self, Side};
use crate::kind::Kind;
use crate::mistakes::Mistakes;
use crate::words::Words;

/// A literal, which may be negative.
struct Literal {
    literal: Lit,
    negative: bool,
}

impl Parse for Literal {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let minus: Option<Token![-]> = input.parse()?;
        Ok(Self { literal: input.parse()?, negative: minus.is_some() })
    }
}

impl Literal {
    fn number(&self) -> Option<f64> {
        bounds::number(&self.literal).map(|number| if self.negative { -number } else { number })
    }

    fn span(&self) -> Span {
        self.literal.span()
    }
}

/// Reports a literal that the attribute cannot have. What a constant is, only a run can tell.
pub(crate) fn check(words: &Words, kind: Kind, mistakes: &mut Mistakes) {
    let Some(literal) = words.value("default").cloned().and_then(read) else { return };
    if let Some(problem) = problem(&literal, kind, words) {
        mistakes.at(literal.span(), problem);
    }
}

fn read(tokens: TokenStream) -> Option<Literal> {
    syn::parse2(tokens).ok()
}

fn problem(literal: &Literal, kind: Kind, words: &Words) -> Option<String> {
    match (kind, &literal.literal) {
        (Kind::Text, Lit::Str(_)) | (Kind::Bool, Lit::Bool(_)) | (Kind::Other, _) => None,
        (Kind::Text, _) => Some("the default of a string is a string: write \"…\"".to_owned()),
        (Kind::Bool, _) => Some("the default of a bool is `true` or `false`".to_owned()),
        (Kind::Collection, _) => Some("the default of a list or set is `[…]`, that of a map `{…}`".to_owned()),
        (Kind::Integer(..), Lit::Float(_)) => Some("the default of a whole number is a whole number".to_owned()),
        (Kind::Integer(..) | Kind::Number, _) => match literal.number() {
            Some(number) => out_of_bounds(number, kind, words),
            None => Some("the default of a number is a number".to_owned()),
        },
    }
}

fn out_of_bounds(number: f64, kind: Kind, words: &Words) -> Option<String> {
    let range = words.bounds("range").unwrap_or_default();
    let (lowest, highest) = match kind {
        Kind::Integer(lowest, highest) => (lowest, highest),
        _ => (f64::MIN, f64::MAX),
    };
    let lowest = bounds::limit(&range, Side::Min).map_or(lowest, |limit| limit.max(lowest));
    let highest = bounds::limit(&range, Side::Max).map_or(highest, |limit| limit.min(highest));
    if number < lowest {
        Some(format!("the default {number} is below the minimum {lowest}"))
    } else if number > highest {
        Some(format!("the default {number} is above the maximum {highest}"))
    } else {
        None
    }
}
