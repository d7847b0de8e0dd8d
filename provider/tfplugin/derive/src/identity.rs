//! The identity of a resource's objects: a struct with words of its own.

use proc_macro2::TokenStream;
use quote::quote;
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Field, Fields, Type};

use crate::beside::is_kept;
use crate::field::{check_beside, check_name, is_free};
use crate::kind::{self, Kind};
use crate::mistakes::Mistakes;
use crate::shape::{self, Support};
use crate::stub;
use crate::words::{OF_IDENTITIES, OF_IDENTITY_FIELDS, Words};

const PRESENCE: [&str; 2] = ["required_for_import", "optional_for_import"];

pub(crate) fn expand(input: DeriveInput) -> TokenStream {
    let mut mistakes = Mistakes::default();
    shape::refuse_parameters(&input, &mut mistakes);
    let words = Words::read(&input.attrs, OF_IDENTITIES, &mut mistakes);
    let fields = match &input.data {
        Data::Struct(data) if matches!(data.fields, Fields::Named(_)) => {
            if data.fields.is_empty() {
                mistakes.at(input.ident.span(), "an identity has at least one attribute");
            }
            data.fields.iter().map(|field| shaped(field, &mut mistakes)).collect()
        }
        _ => {
            mistakes.at(input.ident.span(), "an identity is a struct with named fields");
            Vec::new()
        }
    };
    let support = Support::of(&words);
    let errors = mistakes.into_compile_errors();
    let of_shape = match errors {
        Some(_) => stub::implement(&input, &support),
        None => shape::implement(&input, &words, &support, &quote!(struct), &fields),
    };
    let (sdk, name) = (&support.sdk, &input.ident);
    let (parameters, arguments, bounds) = input.generics.split_for_impl();
    quote! {
        #errors
        #of_shape

        #[automatically_derived]
        impl #parameters #sdk::framework::identity::Identity for #name #arguments #bounds {}
    }
}

/// The field with annotations in place of words.
fn shaped(field: &Field, mistakes: &mut Mistakes) -> TokenStream {
    let words = Words::read(&field.attrs, OF_IDENTITY_FIELDS, mistakes);
    check_beside(field, mistakes);
    if !is_free(field) {
        check_name(field, mistakes);
        check_presence(field, &words, mistakes);
        check_type(field, &words, mistakes);
    }
    let kept = field.attrs.iter().filter(|attribute| is_kept(attribute));
    let written = OF_IDENTITY_FIELDS.iter().map(|(word, _)| *word).filter(|word| words.has(word));
    let annotation = written.collect::<Vec<_>>().join(" ");
    let (name, kind) = (&field.ident, &field.ty);
    quote! {
        #(#kept)*
        #[schemars(extend("x-terraform" = #annotation))]
        #name: #kind
    }
}

fn check_presence(field: &Field, words: &Words, mistakes: &mut Mistakes) {
    let written: Vec<_> = words.iter().filter(|word| PRESENCE.contains(&word.name.as_str())).collect();
    match (written.as_slice(), &field.ident) {
        ([_, later], _) => {
            mistakes.at(later.span, "an attribute is either `required_for_import` or `optional_for_import`");
        }
        ([], Some(name)) => {
            let place = words.iter().next().map_or_else(|| name.span(), |word| word.span);
            mistakes.at(
                place,
                "who sets it in an import? Write `#[tf(required_for_import)]` or `#[tf(optional_for_import)]`",
            );
        }
        _ => {}
    }
}

fn check_type(field: &Field, words: &Words, mistakes: &mut Mistakes) {
    if let Some(problem) = kind::problem_with(&field.ty) {
        mistakes.at(field.ty.span(), problem);
    } else if let (Some(problem), Some(name)) = (problem_with(&field.ty, false), &field.ident) {
        mistakes.at(name.span(), problem);
    } else if let Some(word) = words.get("optional_for_import").filter(|_| !Kind::is_nullable(&field.ty)) {
        mistakes.at(word.span, "an `optional_for_import` value can be null: write `Option<…>` as its type");
    }
    if let Some(word) = words.get("ignore_case")
        && !matches!(Kind::of(&field.ty), Kind::Text | Kind::Other)
    {
        mistakes.at(word.span, "only a string can ignore letter case: remove `ignore_case`");
    }
}

/// What the compiler can see of a type that no identity has.
fn problem_with(field: &Type, in_list: bool) -> Option<&'static str> {
    const TYPES: &str = "an identity has strings, numbers, bools and lists of these";
    match kind::name(field).as_str() {
        "Attr" => Some("an identity is always known: write `Option<…>` where it may be null"),
        "Secret" => Some("an identity is shown to everybody: it has no secrets"),
        "BTreeMap" | "BTreeSet" | "HashMap" | "HashSet" | "Dynamic" => Some(TYPES),
        "Vec" if in_list => Some(TYPES),
        "Vec" => problem_with(kind::argument_of(field)?, true),
        "Option" | "Box" => problem_with(kind::argument_of(field)?, in_list),
        _ => None,
    }
}
