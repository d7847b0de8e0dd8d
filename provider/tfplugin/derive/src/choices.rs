//! A variant of an enum: one of the strings that an attribute can be.

use proc_macro2::TokenStream;
use quote::quote;
use syn::spanned::Spanned;
use syn::{Fields, Variant};

use crate::beside::is_kept;
use crate::mistakes::Mistakes;
use crate::words::{OF_VARIANTS, Words};

/// The variant with its value.
pub(crate) fn shape(variant: &Variant, mistakes: &mut Mistakes) -> TokenStream {
    if !matches!(variant.fields, Fields::Unit) {
        mistakes.at(variant.fields.span(), "a choice is one string, so it has no fields");
    }
    let words = Words::read(&variant.attrs, OF_VARIANTS, mistakes);
    let kept = variant.attrs.iter().filter(|attribute| is_kept(attribute));
    let value = words.value("value").map(|value| quote!(#[serde(rename = #value)]));
    let name = &variant.ident;
    quote! {
        #(#kept)*
        #value
        #name
    }
}
