//! What a type with mistakes gets in place of its implementations, so that the compiler reports the mistakes alone, and not
//! that the type has no schema as well.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, GenericParam, Lifetime, LifetimeParam, parse_quote};

use crate::shape::Support;

pub(crate) fn implement(input: &DeriveInput, support: &Support) -> TokenStream {
    let Support { serde, schemars, .. } = support;
    let name = &input.ident;
    let (of_type, arguments, bounds) = input.generics.split_for_impl();
    let mut with_lifetime = input.generics.clone();
    let lifetime: Lifetime = parse_quote!('__de);
    with_lifetime.params.insert(0, GenericParam::Lifetime(LifetimeParam::new(lifetime.clone())));
    let (of_deserialize, ..) = with_lifetime.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #of_type #serde::Serialize for #name #arguments #bounds {
            fn serialize<S: #serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_unit()
            }
        }

        #[automatically_derived]
        impl #of_deserialize #serde::Deserialize<#lifetime> for #name #arguments #bounds {
            fn deserialize<D: #serde::Deserializer<#lifetime>>(_: D) -> ::core::result::Result<Self, D::Error> {
                ::core::result::Result::Err(#serde::de::Error::custom(""))
            }
        }

        #[automatically_derived]
        impl #of_type #schemars::JsonSchema for #name #arguments #bounds {
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                ::std::borrow::Cow::Borrowed("")
            }

            fn json_schema(_: &mut #schemars::SchemaGenerator) -> #schemars::Schema {
                ::core::default::Default::default()
            }
        }
    }
}
