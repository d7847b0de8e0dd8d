//! Literals in words. A number that stands alone in the code of a macro is an `i32`: larger ones get a type that holds them.

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::{Lit, LitFloat, LitInt, LitStr, Token};

/// A literal, which may be negative.
pub(crate) struct Literal {
    pub(crate) literal: Lit,
    pub(crate) negative: bool,
}

/// How many digits of a number the field keeps.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Digits {
    /// Those of a machine number.
    Machine,
    /// All of them.
    All,
}

impl Parse for Literal {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let minus: Option<Token![-]> = input.parse()?;
        Ok(Self { literal: input.parse()?, negative: minus.is_some() })
    }
}

impl Literal {
    /// The nearest float of a number.
    pub(crate) fn number(&self) -> Option<f64> {
        let number: f64 = match &self.literal {
            Lit::Int(digits) => digits.base10_parse().ok()?,
            Lit::Float(digits) => digits.base10_parse().ok()?,
            _ => return None,
        };
        Some(if self.negative { -number } else { number })
    }

    /// The value of a whole number of up to 127 bits.
    pub(crate) fn integer(&self) -> Option<i128> {
        let Lit::Int(digits) = &self.literal else { return None };
        let integer: i128 = digits.base10_parse().ok()?;
        Some(if self.negative { -integer } else { integer })
    }

    pub(crate) fn span(&self) -> Span {
        self.literal.span()
    }

    /// The literal with a type that holds it. JSON has no number of any length: a string has the digits.
    pub(crate) fn widened(&self, digits: Digits) -> TokenStream {
        let minus = self.negative.then(|| quote!(-));
        let sign = if self.negative { "-" } else { "" };
        match &self.literal {
            Lit::Int(int) if int.suffix().is_empty() => {
                let (text, span) = (int.base10_digits(), int.span());
                match self.integer() {
                    Some(small) if i32::try_from(small).is_ok() => quote!(#minus #int),
                    Some(long) if i64::try_from(long).is_ok() => {
                        let long = LitInt::new(&format!("{text}i64"), span);
                        quote!(#minus #long)
                    }
                    Some(long) if u64::try_from(long).is_ok() => {
                        LitInt::new(&format!("{text}u64"), span).to_token_stream()
                    }
                    _ if digits == Digits::All => LitStr::new(&format!("{sign}{text}"), span).to_token_stream(),
                    _ => {
                        let float = LitFloat::new(&format!("{text}f64"), span);
                        quote!(#minus #float)
                    }
                }
            }
            Lit::Float(float) if digits == Digits::All && float.suffix().is_empty() => {
                LitStr::new(&format!("{sign}{}", float.base10_digits()), float.span()).to_token_stream()
            }
            other => quote!(#minus #other),
        }
    }
}

/// A value as JSON writes it, with each of its numbers widened. What is computed, such as `LIMIT - 1`, stays.
pub(crate) fn widened(value: &TokenStream, digits: Digits) -> TokenStream {
    if let Ok(literal) = syn::parse2::<Literal>(value.clone()) {
        return literal.widened(digits);
    }
    let mut widened = TokenStream::new();
    let mut item = TokenStream::new();
    for token in value.clone() {
        let ends_item = matches!(&token, TokenTree::Punct(mark) if [',', ':'].contains(&mark.as_char()));
        if ends_item {
            widened.extend(widened_item(std::mem::take(&mut item), digits));
            widened.extend([token]);
        } else {
            item.extend([token]);
        }
    }
    widened.extend(widened_item(item, digits));
    widened
}

fn widened_item(item: TokenStream, digits: Digits) -> TokenStream {
    if let Ok(literal) = syn::parse2::<Literal>(item.clone()) {
        return literal.widened(digits);
    }
    match syn::parse2::<Group>(item.clone()) {
        Ok(group) => {
            let mut inner = Group::new(group.delimiter(), widened(&group.stream(), digits));
            inner.set_span(group.span());
            TokenTree::from(inner).into()
        }
        Err(_) => item,
    }
}
