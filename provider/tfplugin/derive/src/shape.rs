//! The whole expansion: a hidden copy of the type, its shape, from which serde and schemars derive what the type itself gets.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Field, Fields, GenericParam, Ident, LitStr, Type};

use crate::beside::{is_given, is_kept, writes};
use crate::kind::{self, Kind};
use crate::mistakes::Mistakes;
use crate::words::{OF_ENUMS, OF_STRUCTS, Words};
use crate::{choices, field, stub};

pub(crate) fn expand(input: DeriveInput) -> TokenStream {
    let mut mistakes = Mistakes::default();
    refuse_parameters(&input, &mut mistakes);
    let (words, keyword, body) = match &input.data {
        Data::Struct(data) => {
            let words = Words::read(&input.attrs, OF_STRUCTS, &mut mistakes);
            let body = fields(&input.ident, &data.fields, words.has("object"), &mut mistakes);
            (words, quote!(struct), body)
        }
        Data::Enum(data) => {
            let words = Words::read(&input.attrs, OF_ENUMS, &mut mistakes);
            let body = choices::shapes(&input.ident, data, &mut mistakes);
            (words, quote!(enum), body)
        }
        Data::Union(_) => {
            mistakes.at(input.ident.span(), "a union has no schema: write a struct");
            (Words::default(), quote!(union), Vec::new())
        }
    };
    words.check_deprecated(&mut mistakes);
    let support = Support::of(&words);
    match mistakes.into_compile_errors() {
        Some(errors) => {
            let implementations = stub::implement(&input, &support);
            quote!(#errors #implementations)
        }
        None => implement(&input, &words, &support, &keyword, &body),
    }
}

pub(crate) fn refuse_parameters(input: &DeriveInput, mistakes: &mut Mistakes) {
    let parameters = &input.generics.params;
    if parameters.is_empty() {
        return;
    }
    let only_lifetimes = parameters.iter().all(|parameter| matches!(parameter, GenericParam::Lifetime(_)));
    let problem = if only_lifetimes {
        "a schema owns its values: write `String` for a text, and remove the lifetime"
    } else {
        "a schema has no parameters: write a struct for each schema"
    };
    mistakes.at(input.generics.span(), problem);
}

/// `plain`: its fields need no words.
fn fields(name: &Ident, fields: &Fields, plain: bool, mistakes: &mut Mistakes) -> Vec<TokenStream> {
    match fields {
        Fields::Named(fields) => fields.named.iter().map(|one| field::shape(name, one, plain, mistakes)).collect(),
        Fields::Unit => {
            mistakes.at(name.span(), format!("a schema has named fields: write `struct {name} {{}}`"));
            Vec::new()
        }
        Fields::Unnamed(_) => {
            mistakes.at(name.span(), format!("a schema has named fields: write `struct {name} {{ … }}`"));
            Vec::new()
        }
    }
}

/// Where the SDK is, and in it what the expansion needs.
pub(crate) struct Support {
    pub(crate) sdk: TokenStream,
    pub(crate) serde: TokenStream,
    pub(crate) schemars: TokenStream,
    serde_path: String,
    schemars_path: String,
}

impl Support {
    pub(crate) fn of(words: &Words) -> Self {
        let named = words.value("crate").and_then(|path| syn::parse2::<LitStr>(path.clone()).ok());
        let sdk = named.map_or_else(|| "::tfplugin".to_owned(), |path| path.value());
        let (serde_path, schemars_path) = (format!("{sdk}::__derive::serde"), format!("{sdk}::__derive::schemars"));
        let tokens = |path: &str| path.parse().unwrap_or_default();
        Self {
            sdk: tokens(&sdk),
            serde: tokens(&serde_path),
            schemars: tokens(&schemars_path),
            serde_path,
            schemars_path,
        }
    }
}

/// What makes the compiler say of the type of a field that it has no schema, before serde and schemars ask for traits of theirs.
fn schemas_of_fields(input: &DeriveInput, Support { sdk, .. }: &Support) -> Option<TokenStream> {
    let Data::Struct(data) = &input.data else { return None };
    let is_converted = |field: &Field| ["serde", "schemars", "cfg"].iter().any(|owner| is_given(&field.attrs, owner));
    let kinds = data.fields.iter().filter(|field| !is_converted(field)).map(|field| kind::values_of(&field.ty));
    let kinds: Vec<&Type> = kinds.filter(|kind| Kind::of(kind) == Kind::Other).collect();
    (!kinds.is_empty()).then(|| {
        quote! {
            const _: fn() = || {
                fn has_schema<T: #sdk::framework::model::Model>() {}
                #(has_schema::<#kinds>();)*
            };
        }
    })
}

/// The traits, implemented by those of the shape.
pub(crate) fn implement(
    input: &DeriveInput,
    words: &Words,
    support: &Support,
    keyword: &TokenStream,
    body: &[TokenStream],
) -> TokenStream {
    let Support { serde, schemars, serde_path, schemars_path, .. } = support;
    let name = &input.ident;
    let text = name.unraw().to_string();
    let shape = format_ident!("__ShapeOf{}", name.unraw(), span = Span::call_site());
    let kept = input.attrs.iter().filter(|attribute| is_kept(attribute) && !attribute.path().is_ident("cfg"));
    let rename = (!writes(&input.attrs, "serde", "rename")).then(|| quote!(#[serde(rename = #text)]));
    let choices = matches!(input.data, Data::Enum(_)) && !writes(&input.attrs, "serde", "rename_all");
    let choices = choices.then(|| quote!(#[serde(rename_all = "snake_case")]));
    let schemas_of_fields = schemas_of_fields(input, support);
    let deprecated = words
        .value("deprecated")
        .map(|instead| quote!(#[schemars(extend("deprecated" = true, "x-deprecated" = #instead))]));
    quote! {
        #[doc(hidden)]
        #[allow(clippy::all, dead_code, non_camel_case_types, missing_docs)]
        const _: () = {
            #schemas_of_fields

            #[derive(#serde::Serialize, #serde::Deserialize, #schemars::JsonSchema)]
            #[serde(crate = #serde_path, remote = #text)]
            #[schemars(crate = #schemars_path)]
            #rename
            #choices
            #deprecated
            #(#kept)*
            #keyword #shape { #(#body),* }

            #[automatically_derived]
            impl #serde::Serialize for #name {
                fn serialize<S: #serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                    #shape::serialize(self, serializer)
                }
            }

            #[automatically_derived]
            impl<'de> #serde::Deserialize<'de> for #name {
                fn deserialize<D: #serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                    #shape::deserialize(deserializer)
                }
            }

            #[automatically_derived]
            impl #schemars::JsonSchema for #name {
                fn schema_name() -> ::std::borrow::Cow<'static, str> {
                    <#shape as #schemars::JsonSchema>::schema_name()
                }

                fn schema_id() -> ::std::borrow::Cow<'static, str> {
                    <#shape as #schemars::JsonSchema>::schema_id()
                }

                fn json_schema(generator: &mut #schemars::SchemaGenerator) -> #schemars::Schema {
                    <#shape as #schemars::JsonSchema>::json_schema(generator)
                }
            }
        };
    }
}
