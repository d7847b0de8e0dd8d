//! A field of a struct: its words become annotations of its JSON Schema.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Field;
use syn::ext::IdentExt;

use crate::beside::{is_kept, writes};
use crate::contradictions::{self, is_block};
use crate::default;
use crate::kind::Kind;
use crate::mistakes::Mistakes;
use crate::words::{Form, OF_FIELDS, Words};

/// The field with annotations in place of words. A plain one needs none.
pub(crate) fn shape(field: &Field, plain: bool, mistakes: &mut Mistakes) -> TokenStream {
    let words = Words::read(&field.attrs, OF_FIELDS, mistakes);
    let kind = Kind::of(&field.ty);
    if !is_free(field) {
        check_name(field, mistakes);
        if plain {
            check_wordless(&words, mistakes);
        } else {
            check_presence(field, &words, mistakes);
        }
    }
    contradictions::check(&words, kind, mistakes);
    contradictions::check_null(&words, Kind::is_nullable(&field.ty), mistakes);
    default::check(&words, kind, mistakes);

    let kept = field.attrs.iter().filter(|attribute| is_kept(attribute));
    let (name, kind, annotations) = (&field.ident, &field.ty, annotations(&words));
    quote! {
        #(#kept)*
        #annotations
        #name: #kind
    }
}

/// Whether a field needs no words: it is left out, stands for fields of its own, or has its annotation already.
pub(crate) fn is_free(field: &Field) -> bool {
    writes(&field.attrs, "serde", "skip")
        || writes(&field.attrs, "serde", "flatten")
        || writes(&field.attrs, "schemars", "\"x-terraform\"")
}

fn check_presence(field: &Field, words: &Words, mistakes: &mut Mistakes) {
    let present = ["required", "optional", "computed", "default", "block", "group"];
    if present.iter().any(|word| words.has(word)) {
        return;
    }
    let place = field.attrs.iter().find(|attribute| attribute.path().is_ident("tf"));
    let place = match (words.iter().next(), place, &field.ident) {
        (Some(word), ..) => word.span,
        // Its words are not known: that is reported.
        (None, Some(_), _) => return,
        (None, None, Some(name)) => name.span(),
        (None, None, None) => return,
    };
    mistakes.at(place, "who sets it? Write `#[tf(required)]`, `#[tf(optional)]` or `#[tf(computed)]`");
}

fn check_wordless(words: &Words, mistakes: &mut Mistakes) {
    for word in words.iter() {
        mistakes.at(word.span, format!("a field of an `object` has no words: remove `{}`", word.name));
    }
}

pub(crate) fn check_name(field: &Field, mistakes: &mut Mistakes) {
    let Some(name) = &field.ident else { return };
    let renamed = writes(&field.attrs, "serde", "rename");
    let lower_case = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    if !renamed && !name.unraw().to_string().chars().all(lower_case) {
        mistakes.at(name.span(), "the name of an attribute has lower-case letters, digits and underscores only");
    }
}

fn annotations(words: &Words) -> TokenStream {
    let mut extensions = Vec::new();
    let annotation = annotation(words);
    if !annotation.is_empty() {
        extensions.push(quote!("x-terraform" = #annotation));
    }
    if is_block(words) && words.has("required") {
        extensions.push(quote!("minItems" = 1));
    }
    if words.has("duration") {
        extensions.push(quote!("format" = "duration"));
    }
    if let Some(value) = words.value("default") {
        extensions.push(quote!("default" = #value));
    }
    if let Some(instead) = words.value("deprecated") {
        extensions.push(quote!("deprecated" = true));
        extensions.push(quote!("x-deprecated" = #instead));
    }
    let range = words.bounds("range").map(|bounds| quote!(#[schemars(range(#(#bounds),*))]));
    let length = words.bounds("length").map(|bounds| quote!(#[schemars(length(#(#bounds),*))]));
    let extensions = (!extensions.is_empty()).then(|| quote!(#[schemars(extend(#(#extensions),*))]));
    quote!(#range #length #extensions)
}

fn annotation(words: &Words) -> String {
    let block = is_block(words);
    let has = |word: &str| match word {
        // The form of a block has its own word for it.
        "required" if block => false,
        // With a default, the user may set it, and the provider knows what to set.
        "optional" if words.has("default") && !words.has("computed") => true,
        "computed" if words.has("default") => true,
        // JSON Schema has it as a format.
        "duration" => false,
        word => words.has(word),
    };
    let annotated = OF_FIELDS.iter().filter(|(_, form)| *form == Form::Alone).map(|(word, _)| *word);
    annotated.filter(|word| has(word)).collect::<Vec<_>>().join(" ")
}
