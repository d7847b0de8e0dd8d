use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use hierarchy::sync::{FaultKind, Scope};

/// Reads the word for a kind of fault; the help says what each means.
pub(super) fn parser() -> impl TypedValueParser<Value = FaultKind> {
    let value = |kind: FaultKind| PossibleValue::new(kind.as_str()).help(kind.meaning());
    PossibleValuesParser::new(FaultKind::ALL.map(value)).try_map(|word| {
        let found = FaultKind::ALL.into_iter().find(|kind| kind.as_str() == word);
        found.ok_or("there is no such fault")
    })
}

/// The option that says where it is.
pub(super) fn option(scope: Scope) -> &'static str {
    match scope {
        Scope::Server => "--server FQDN",
        Scope::Site => "--site CODE",
    }
}

/// What it is at, in words.
pub(super) fn noun(scope: Scope) -> &'static str {
    match scope {
        Scope::Server => "a server",
        Scope::Site => "a site",
    }
}
