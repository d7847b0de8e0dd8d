use std::ffi::OsStr;

use clap::builder::{PossibleValue, PossibleValuesParser, StringValueParser, TypedValueParser};
use clap::{Arg, Command, Error};
use hierarchy::sync::{FaultKind, Scope};

use crate::shared::reference::Reference;

/// Reads the name of a kind of fault; the help explains each.
pub(super) fn parser() -> impl TypedValueParser<Value = FaultKind> {
    PossibleValuesParser::new(FaultKind::ALL.map(value)).try_map(|word| named(&word).ok_or("unknown fault"))
}

fn value(kind: FaultKind) -> PossibleValue {
    PossibleValue::new(kind.as_str()).help(kind.meaning())
}

fn named(word: &str) -> Option<FaultKind> {
    FaultKind::ALL.into_iter().find(|kind| kind.as_str() == word)
}

/// A kind of fault, or the server or site where faults are.
#[derive(Clone, Debug)]
pub(super) enum KindOrObject {
    Kind(FaultKind),
    Object(Reference),
}

impl KindOrObject {
    pub(super) fn kind(&self) -> Option<FaultKind> {
        match self {
            Self::Kind(kind) => Some(*kind),
            Self::Object(_) => None,
        }
    }

    pub(super) fn object(&self) -> Option<&Reference> {
        match self {
            Self::Kind(_) => None,
            Self::Object(object) => Some(object),
        }
    }
}

/// Reads the name of a kind of fault, and any other word as an object. Shells complete the kinds.
#[derive(Clone)]
pub(super) struct OrObject;

impl TypedValueParser for OrObject {
    type Value = KindOrObject;

    fn parse_ref(&self, command: &Command, argument: Option<&Arg>, word: &OsStr) -> Result<KindOrObject, Error> {
        let word = StringValueParser::new().parse_ref(command, argument, word)?;
        if let Some(kind) = named(&word) {
            return Ok(KindOrObject::Kind(kind));
        }
        let Ok(object) = word.parse();
        Ok(KindOrObject::Object(object))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(FaultKind::ALL.into_iter().map(value)))
    }
}

/// The option that names the target.
pub(super) fn option(scope: Scope) -> &'static str {
    match scope {
        Scope::Server => "--server FQDN",
        Scope::Site => "--site CODE",
    }
}

/// What a target is, in words.
pub(super) fn noun(scope: Scope) -> &'static str {
    match scope {
        Scope::Server => "a server",
        Scope::Site => "a site",
    }
}
