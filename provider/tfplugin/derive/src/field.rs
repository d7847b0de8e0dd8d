//! A field of a struct: its words become annotations of its JSON Schema.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Attribute, Field, Ident, Type};

use crate::beside::{is_kept, place_of, renamed, writes};
use crate::contradictions::{self, is_block};
use crate::default;
use crate::kind::{self, Kind};
use crate::literal::{self, Digits};
use crate::mistakes::Mistakes;
use crate::words::{Form, OF_FIELDS, Words};

/// The field with annotations in place of words. A plain one needs none.
pub(crate) fn shape(owner: &Ident, field: &Field, plain: bool, mistakes: &mut Mistakes) -> TokenStream {
    let words = Words::read(&field.attrs, OF_FIELDS, mistakes);
    let kind = Kind::of(&field.ty);
    check_beside(field, mistakes);
    check_type(owner, field, mistakes);
    if !is_free(field) {
        check_name(field, mistakes);
        if plain {
            check_wordless(&words, mistakes);
        } else {
            check_presence(field, &words, mistakes);
        }
    }
    words.check_deprecated(mistakes);
    contradictions::check(&words, &field.ty, mistakes);
    contradictions::check_null(&words, Kind::is_nullable(&field.ty), mistakes);
    contradictions::check_unknown(&words, Kind::is_nullable(&field.ty), mistakes);
    default::check(&words, kind, mistakes);

    let kept = field.attrs.iter().filter(|attribute| is_kept(attribute));
    let (name, kind, annotations) = (&field.ident, &field.ty, annotations(&words, &field.ty));
    quote! {
        #(#kept)*
        #annotations
        #name: #kind
    }
}

/// What serde does to a field that has no attribute of its own then, and what to write.
const NOT_BESIDE: [(&str, &str); 4] = [
    ("skip", EACH_IS_AN_ATTRIBUTE),
    ("skip_serializing", EACH_IS_AN_ATTRIBUTE),
    ("skip_deserializing", EACH_IS_AN_ATTRIBUTE),
    ("flatten", "every field is an attribute: write the fields of that struct here, or make it a `group`"),
];
const EACH_IS_AN_ATTRIBUTE: &str =
    "every field is an attribute: remove the field, and keep what is in it in `Context::private`";

/// Whether a field needs no words: it has its annotation already, or is refused as a whole.
pub(crate) fn is_free(field: &Field) -> bool {
    let is_refused = NOT_BESIDE.iter().any(|(option, _)| writes(&field.attrs, "serde", option));
    is_refused || writes(&field.attrs, "schemars", "\"x-terraform\"")
}

/// Reports what serde is not to do.
pub(crate) fn check_beside(field: &Field, mistakes: &mut Mistakes) {
    for (option, instead) in NOT_BESIDE {
        if let Some(place) = place_of(&field.attrs, "serde", option) {
            mistakes.at(place, instead);
        }
    }
}

fn check_type(owner: &Ident, field: &Field, mistakes: &mut Mistakes) {
    if kind::mentions(&field.ty, owner) {
        mistakes.at(
            field.ty.span(),
            format!("`{owner}` is recursive, and Terraform's types are not: write a struct for each level"),
        );
    } else if let Some(problem) = kind::problem_with(&field.ty) {
        mistakes.at(field.ty.span(), problem);
    }
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
        (None, Some(written), _) if !is_empty(written) => return,
        (None, _, Some(name)) => name.span(),
        (None, _, None) => return,
    };
    mistakes.at(place, "who sets it? Write `#[tf(required)]`, `#[tf(optional)]` or `#[tf(computed)]`");
}

/// Whether it is `#[tf()]`.
fn is_empty(attribute: &Attribute) -> bool {
    attribute.meta.require_list().is_ok_and(|list| list.tokens.is_empty())
}

fn check_wordless(words: &Words, mistakes: &mut Mistakes) {
    for word in words.iter() {
        mistakes.at(word.span, format!("a field of an `object` has no words: remove `{}`", word.name));
    }
}

pub(crate) fn check_name(field: &Field, mistakes: &mut Mistakes) {
    const PROBLEM: &str = "the name of an attribute has lower-case letters, digits and underscores only";
    let Some(name) = &field.ident else { return };
    let lower_case = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    let is_wrong = |name: &str| !name.chars().all(lower_case);
    match (place_of(&field.attrs, "serde", "rename"), renamed(&field.attrs)) {
        (_, Some(renamed)) if is_wrong(&renamed.value()) => mistakes.at(renamed.span(), PROBLEM),
        (Some(place), None) => mistakes.at(place, "an attribute has one name: write `rename = \"…\"`"),
        (None, None) if is_wrong(&name.unraw().to_string()) => mistakes.at(name.span(), PROBLEM),
        _ => {}
    }
}

fn annotations(words: &Words, kind: &Type) -> TokenStream {
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
        let digits = if Kind::of_values(kind) == Kind::Number { Digits::All } else { Digits::Machine };
        let value = literal::widened(value, digits);
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
