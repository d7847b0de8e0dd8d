//! The attributes of serde and schemars beside the words.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, LitStr};

/// Attributes that documentation, serde and schemars read.
pub(crate) fn is_kept(attribute: &Attribute) -> bool {
    ["doc", "serde", "schemars", "cfg"].iter().any(|name| attribute.path().is_ident(name))
}

/// Whether an item has an attribute of this name.
pub(crate) fn is_given(attributes: &[Attribute], name: &str) -> bool {
    attributes.iter().any(|attribute| attribute.path().is_ident(name))
}

/// Whether the author gave this option to serde or schemars.
pub(crate) fn writes(attributes: &[Attribute], owner: &str, option: &str) -> bool {
    place_of(attributes, owner, option).is_some()
}

/// Where the author gave this option to serde or schemars.
pub(crate) fn place_of(attributes: &[Attribute], owner: &str, option: &str) -> Option<Span> {
    tokens(attributes, owner).find(|token| token.to_string() == option).map(|token| token.span())
}

/// The name that serde gives to a field: that in `rename = "…"`.
pub(crate) fn renamed(attributes: &[Attribute]) -> Option<LitStr> {
    let mut tokens = tokens(attributes, "serde").skip_while(|token| token.to_string() != "rename").skip(1);
    tokens.next().filter(|token| token.to_string() == "=")?;
    syn::parse2(tokens.next()?.into()).ok()
}

fn tokens(attributes: &[Attribute], owner: &str) -> impl Iterator<Item = TokenTree> {
    let attributes = attributes.iter().filter(move |attribute| attribute.path().is_ident(owner));
    attributes.flat_map(|attribute| flat(attribute.meta.to_token_stream()))
}

/// The tokens, and those in groups.
fn flat(tokens: TokenStream) -> Vec<TokenTree> {
    tokens
        .into_iter()
        .flat_map(|token| match token {
            TokenTree::Group(group) => flat(group.stream()),
            other => vec![other],
        })
        .collect()
}
