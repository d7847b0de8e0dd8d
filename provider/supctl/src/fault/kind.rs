use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use hierarchy::sync::{FaultKind, Scope};

/// Reads the name of a kind of fault; the help explains each.
pub(super) fn parser() -> impl TypedValueParser<Value = FaultKind> {
    let value = |kind: FaultKind| PossibleValue::new(kind.as_str()).help(kind.meaning());
    PossibleValuesParser::new(FaultKind::ALL.map(value)).try_map(|word| {
        let found = FaultKind::ALL.into_iter().find(|kind| kind.as_str() == word);
        found.ok_or("unknown fault")
    })
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
