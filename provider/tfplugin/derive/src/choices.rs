//! The variants of an enum: the strings that an attribute can be.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{DataEnum, Fields, Ident, LitStr, Variant};

use crate::beside::{is_kept, writes};
use crate::mistakes::Mistakes;
use crate::words::{OF_VARIANTS, Words};

/// The variants with their values.
pub(crate) fn shapes(name: &Ident, choices: &DataEnum, mistakes: &mut Mistakes) -> Vec<TokenStream> {
    if choices.variants.is_empty() {
        mistakes.at(name.span(), "an enum has a variant for each string that the attribute can be: it has none");
    }
    let mut taken = Vec::new();
    choices.variants.iter().map(|variant| shape(variant, &mut taken, mistakes)).collect()
}

fn shape(variant: &Variant, taken: &mut Vec<String>, mistakes: &mut Mistakes) -> TokenStream {
    if !matches!(variant.fields, Fields::Unit) {
        mistakes.at(variant.fields.span(), "a choice is one string, so it has no fields");
    }
    let words = Words::read(&variant.attrs, OF_VARIANTS, mistakes);
    let name = &variant.ident;
    if !writes(&variant.attrs, "serde", "rename") {
        let (value, place) = match words.value("value").and_then(|value| syn::parse2::<LitStr>(value.clone()).ok()) {
            Some(literal) => (literal.value(), literal.span()),
            None => (snake_case(name), name.span()),
        };
        if taken.contains(&value) {
            mistakes.at(place, format!("two variants have the value {value:?}: give one another `value`"));
        }
        taken.push(value);
    }
    let kept = variant.attrs.iter().filter(|attribute| is_kept(attribute));
    let value = words.value("value").map(|value| quote!(#[serde(rename = #value)]));
    quote! {
        #(#kept)*
        #value
        #name
    }
}

/// The value of a variant without the word `value`.
fn snake_case(name: &Ident) -> String {
    let mut value = String::new();
    for (position, letter) in name.unraw().to_string().chars().enumerate() {
        if position > 0 && letter.is_uppercase() {
            value.push('_');
        }
        value.push(letter.to_ascii_lowercase());
    }
    value
}
