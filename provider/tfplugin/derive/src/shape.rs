//! The whole expansion: a hidden copy of the type, its shape, from which serde and schemars derive what the type itself gets.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Fields, LitStr};

use crate::beside::{is_kept, writes};
use crate::mistakes::Mistakes;
use crate::words::{OF_ENUMS, OF_STRUCTS, Words};
use crate::{choices, field};

/// Where the SDK re-exports what the expansion needs.
const SUPPORT: &str = "__derive";

pub(crate) fn expand(input: DeriveInput) -> TokenStream {
    let mut mistakes = Mistakes::default();
    refuse_parameters(&input, &mut mistakes);
    let (words, shape) = match &input.data {
        Data::Struct(data) => {
            let words = Words::read(&input.attrs, OF_STRUCTS, &mut mistakes);
            let fields = fields(&input.ident, &data.fields, words.has("object"), &mut mistakes);
            (words, Some(quote!(struct)).zip(fields))
        }
        Data::Enum(data) => {
            let words = Words::read(&input.attrs, OF_ENUMS, &mut mistakes);
            let variants: Vec<_> = data.variants.iter().map(|one| choices::shape(one, &mut mistakes)).collect();
            (words, Some((quote!(enum), quote!(#(#variants),*))))
        }
        Data::Union(_) => {
            mistakes.at(input.ident.span(), "a union has no schema: write a struct");
            (Words::default(), None)
        }
    };
    let implementations = shape.map(|(keyword, body)| implement(&input, &words, &keyword, &body));
    let errors = mistakes.into_compile_errors();
    quote!(#errors #implementations)
}

pub(crate) fn refuse_parameters(input: &DeriveInput, mistakes: &mut Mistakes) {
    if !input.generics.params.is_empty() {
        mistakes.at(input.generics.span(), "a schema has no parameters: write a struct for each schema");
    }
}

/// `plain`: its fields need no words.
fn fields(name: &Ident, fields: &Fields, plain: bool, mistakes: &mut Mistakes) -> Option<TokenStream> {
    match fields {
        Fields::Named(fields) => {
            let fields = fields.named.iter().map(|one| field::shape(one, plain, mistakes)).collect::<Vec<_>>();
            Some(quote!(#(#fields),*))
        }
        Fields::Unit => {
            mistakes.at(name.span(), format!("a schema has named fields: write `struct {name} {{}}`"));
            None
        }
        Fields::Unnamed(_) => {
            mistakes.at(name.span(), format!("a schema has named fields: write `struct {name} {{ … }}`"));
            None
        }
    }
}

/// The path of the SDK.
pub(crate) fn sdk(words: &Words) -> String {
    let named = words.value("crate").and_then(|path| syn::parse2::<LitStr>(path.clone()).ok());
    named.map_or_else(|| "::tfplugin".to_owned(), |path| path.value())
}

/// The traits, implemented by those of the shape.
pub(crate) fn implement(input: &DeriveInput, words: &Words, keyword: &TokenStream, body: &TokenStream) -> TokenStream {
    let sdk = sdk(words);
    let path = |module: &str| format!("{sdk}::{SUPPORT}::{module}");
    let (serde_path, schemars_path) = (path("serde"), path("schemars"));
    let tokens = |path: &str| path.parse::<TokenStream>().unwrap_or_default();
    let (serde, schemars) = (tokens(&serde_path), tokens(&schemars_path));

    let name = &input.ident;
    let text = name.unraw().to_string();
    let shape = format_ident!("__ShapeOf{}", name.unraw(), span = Span::call_site());
    let kept = input.attrs.iter().filter(|attribute| is_kept(attribute) && !attribute.path().is_ident("cfg"));
    let rename = (!writes(&input.attrs, "serde", "rename")).then(|| quote!(#[serde(rename = #text)]));
    let choices = matches!(input.data, Data::Enum(_)) && !writes(&input.attrs, "serde", "rename_all");
    let choices = choices.then(|| quote!(#[serde(rename_all = "snake_case")]));
    let deprecated = words
        .value("deprecated")
        .map(|instead| quote!(#[schemars(extend("deprecated" = true, "x-deprecated" = #instead))]));
    quote! {
        #[doc(hidden)]
        #[allow(clippy::all, dead_code, non_camel_case_types, missing_docs)]
        const _: () = {
            #[derive(#serde::Serialize, #serde::Deserialize, #schemars::JsonSchema)]
            #[serde(crate = #serde_path, remote = #text)]
            #[schemars(crate = #schemars_path)]
            #rename
            #choices
            #deprecated
            #(#kept)*
            #keyword #shape { #body }

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
