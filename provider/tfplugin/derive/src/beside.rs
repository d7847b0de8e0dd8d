//! The attributes of serde and schemars beside the words.

use proc_macro2::TokenTree;
use quote::ToTokens;
use syn::Attribute;

/// Attributes that documentation, serde and schemars read.
pub(crate) fn is_kept(attribute: &Attribute) -> bool {
    ["doc", "serde", "schemars", "cfg"].iter().any(|name| attribute.path().is_ident(name))
}

/// Whether the author gave this option to serde or schemars.
pub(crate) fn writes(attributes: &[Attribute], owner: &str, option: &str) -> bool {
    let attributes = attributes.iter().filter(|attribute| attribute.path().is_ident(owner));
    let mut tokens = attributes.flat_map(|attribute| attribute.meta.to_token_stream()).flat_map(flat);
    tokens.any(|token| token.to_string() == option)
}

/// The tokens in a group.
fn flat(token: TokenTree) -> Vec<TokenTree> {
    match token {
        TokenTree::Group(group) => group.stream().into_iter().flat_map(flat).collect(),
        other => vec![other],
    }
}
