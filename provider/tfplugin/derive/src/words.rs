//! The words of `#[tf(…)]` as they are written.

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Ident, Lit, Token, parenthesized, token};

use crate::bounds::{self, Bound};
use crate::literal::Literal;
use crate::mistakes::Mistakes;

/// What follows a word.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Nothing: `required`.
    Alone,
    /// A value: `default = 8530`.
    Value,
    /// Bounds: `range(min = 1)`.
    Bounds,
}

/// A list of words that are known in one place.
pub(crate) type Vocabulary = &'static [(&'static str, Form)];

pub(crate) const OF_FIELDS: Vocabulary = &[
    ("required", Form::Alone),
    ("optional", Form::Alone),
    ("computed", Form::Alone),
    ("block", Form::Alone),
    ("group", Form::Alone),
    ("replace", Form::Alone),
    ("stable", Form::Alone),
    ("sensitive", Form::Alone),
    ("write_only", Form::Alone),
    ("ignore_case", Form::Alone),
    ("duration", Form::Alone),
    ("default", Form::Value),
    ("deprecated", Form::Value),
    ("range", Form::Bounds),
    ("length", Form::Bounds),
];

pub(crate) const OF_IDENTITIES: Vocabulary = &[("crate", Form::Value)];
pub(crate) const OF_IDENTITY_FIELDS: Vocabulary =
    &[("required_for_import", Form::Alone), ("optional_for_import", Form::Alone), ("ignore_case", Form::Alone)];
pub(crate) const OF_STRUCTS: Vocabulary =
    &[("object", Form::Alone), ("deprecated", Form::Value), ("crate", Form::Value)];
pub(crate) const OF_ENUMS: Vocabulary = &[("crate", Form::Value)];
pub(crate) const OF_VARIANTS: Vocabulary = &[("value", Form::Value)];

/// A word with what follows it.
pub(crate) struct Word {
    pub(crate) name: String,
    pub(crate) span: Span,
    pub(crate) argument: Argument,
}

pub(crate) enum Argument {
    None,
    Value(TokenStream),
    Group(TokenStream),
}

impl Argument {
    fn form(&self) -> Form {
        match self {
            Self::None => Form::Alone,
            Self::Value(_) => Form::Value,
            Self::Group(_) => Form::Bounds,
        }
    }
}

impl Parse for Word {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = input.call(Ident::parse_any)?;
        let argument = if input.peek(token::Paren) {
            let inner;
            parenthesized!(inner in input);
            Argument::Group(inner.parse()?)
        } else if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            Argument::Value(value(input)?)
        } else {
            Argument::None
        };
        Ok(Self { name: name.to_string(), span: name.span(), argument })
    }
}

/// Everything up to the next comma: `{}` and `[1, 2]` are values as well.
fn value(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let mut tokens = TokenStream::new();
    while !input.is_empty() && !input.peek(Token![,]) {
        tokens.extend([input.parse::<TokenTree>()?]);
    }
    if tokens.is_empty() { Err(input.error("a value is missing")) } else { Ok(tokens) }
}

/// The words of an item.
#[derive(Default)]
pub(crate) struct Words(Vec<Word>);

impl Words {
    /// Reads all `#[tf(…)]` of an item. Words that the vocabulary lacks, and repeated ones, are left out.
    pub(crate) fn read(attributes: &[Attribute], vocabulary: Vocabulary, mistakes: &mut Mistakes) -> Self {
        let mut words = Self::default();
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("tf")) {
            match attribute.parse_args_with(Punctuated::<Word, Token![,]>::parse_terminated) {
                Ok(written) => written.into_iter().for_each(|word| words.add(word, vocabulary, mistakes)),
                Err(error) => mistakes.add(error),
            }
        }
        words
    }

    fn add(&mut self, word: Word, vocabulary: Vocabulary, mistakes: &mut Mistakes) {
        let name = word.name.as_str();
        match vocabulary.iter().find(|(known, _)| *known == name) {
            None => mistakes.at(word.span, unknown(name, vocabulary)),
            Some((_, form)) if *form != word.argument.form() => mistakes.at(word.span, how_to_write(name, *form)),
            Some(_) if self.get(name).is_some() => mistakes.at(word.span, format!("`{name}` is written twice")),
            Some(_) => {
                if let Argument::Group(bounds) = &word.argument
                    && let Err(error) = bounds::read(bounds.clone())
                {
                    mistakes.add(error);
                }
                self.0.push(word);
            }
        }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Word> {
        self.0.iter().find(|word| word.name == name)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Word> {
        self.0.iter()
    }

    /// The value of a word, such as `default = 8530`.
    pub(crate) fn value(&self, name: &str) -> Option<&TokenStream> {
        match &self.get(name)?.argument {
            Argument::Value(value) => Some(value),
            Argument::None | Argument::Group(_) => None,
        }
    }

    /// The bounds of a word, such as `range(min = 1)`.
    pub(crate) fn bounds(&self, name: &str) -> Option<Vec<Bound>> {
        match &self.get(name)?.argument {
            Argument::Group(bounds) => bounds::read(bounds.clone()).ok(),
            Argument::None | Argument::Value(_) => None,
        }
    }

    /// Reports a `deprecated` that does not say what to use instead.
    pub(crate) fn check_deprecated(&self, mistakes: &mut Mistakes) {
        let literal = self.value("deprecated").and_then(|value| syn::parse2::<Literal>(value.clone()).ok());
        if let Some(literal) = literal.filter(|literal| !matches!(literal.literal, Lit::Str(_))) {
            mistakes.at(literal.span(), "say what to use instead: write `deprecated = \"Use …\"`");
        }
    }

    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        self.0.iter().position(|word| word.name == name)
    }
}

fn unknown(name: &str, vocabulary: Vocabulary) -> String {
    let likeness = |known: &&str| strsim::jaro_winkler(name, known);
    let known = || vocabulary.iter().map(|(known, _)| *known);
    match known().max_by(|one, other| likeness(one).total_cmp(&likeness(other))) {
        Some(nearest) if likeness(&nearest) > 0.8 => format!("`{name}` is not known here. Did you mean `{nearest}`?"),
        _ => {
            let all: Vec<String> = known().map(|known| format!("`{known}`")).collect();
            format!("`{name}` is not known here. Write one of {}", all.join(", "))
        }
    }
}

fn how_to_write(name: &str, form: Form) -> String {
    match form {
        Form::Alone => format!("write `{name}` alone"),
        Form::Value => format!("write `{name} = …`"),
        Form::Bounds => format!("write `{name}(min = 1, max = 9)`"),
    }
}
