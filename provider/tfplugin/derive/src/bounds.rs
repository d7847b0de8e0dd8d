//! Bounds: `min = 1, max = 9`.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream, Parser as _};
use syn::punctuated::Punctuated;
use syn::{Ident, Path, Token};

use crate::literal::{Digits, Literal};
use crate::mistakes::Mistakes;

const FORM: &str = "bounds are `min = …` and `max = …`";

/// One side of a range.
pub(crate) struct Bound {
    side: Side,
    span: Span,
    value: TokenStream,
    /// The value, if it is written as a number.
    literal: Option<Literal>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Min,
    Max,
}

impl Parse for Bound {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name: Ident = input.parse().map_err(|error: syn::Error| syn::Error::new(error.span(), FORM))?;
        let side = match name.to_string().as_str() {
            "min" => Side::Min,
            "max" => Side::Max,
            _ => return Err(syn::Error::new(name.span(), FORM)),
        };
        input.parse::<Token![=]>()?;
        if input.peek(Ident) || input.peek(Token![::]) {
            let constant: Path = input.parse()?;
            return Ok(Self { side, span: name.span(), value: constant.to_token_stream(), literal: None });
        }
        let literal: Literal = input.parse()?;
        if literal.number().is_none() {
            return Err(syn::Error::new(literal.span(), "a bound is a number or a constant"));
        }
        Ok(Self { side, span: name.span(), value: literal.widened(Digits::Machine), literal: Some(literal) })
    }
}

/// The bounds in a pair of parentheses.
pub(crate) fn read(tokens: TokenStream) -> syn::Result<Vec<Bound>> {
    let bounds = Punctuated::<Bound, Token![,]>::parse_terminated.parse2(tokens)?;
    Ok(bounds.into_iter().collect())
}

impl Bound {
    fn number(&self) -> Option<f64> {
        self.literal.as_ref()?.number()
    }
}

impl ToTokens for Bound {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let value = &self.value;
        tokens.extend(match self.side {
            Side::Min => quote!(min = #value),
            Side::Max => quote!(max = #value),
        });
    }
}

fn side(bounds: &[Bound], side: Side) -> Option<&Bound> {
    bounds.iter().find(|bound| bound.side == side)
}

/// The number that bounds one side.
pub(crate) fn limit(bounds: &[Bound], which: Side) -> Option<f64> {
    side(bounds, which)?.number()
}

/// Reports bounds that leave no value.
pub(crate) fn check(word: Span, bounds: &[Bound], mistakes: &mut Mistakes) {
    if bounds.is_empty() {
        mistakes.at(word, "bounds are missing: write `min = …`, `max = …` or both");
    }
    if let (Some(min), Some(max)) = (side(bounds, Side::Min), side(bounds, Side::Max))
        && let (Some(low), Some(high)) = (min.number(), max.number())
        && low > high
    {
        mistakes.at(max.span, format!("the maximum {high} is below the minimum {low}"));
    }
    for (position, bound) in bounds.iter().enumerate() {
        if bounds.iter().take(position).any(|earlier| earlier.side == bound.side) {
            mistakes.at(bound.span, "this bound is written twice");
        }
    }
}

/// Reports bounds of a length that no length has.
pub(crate) fn check_length(bounds: &[Bound], mistakes: &mut Mistakes) {
    for bound in bounds {
        let Some(literal) = &bound.literal else { continue };
        if literal.integer().is_none_or(i128::is_negative) {
            mistakes.at(literal.span(), "a length is a whole number from 0 on");
        }
    }
}
