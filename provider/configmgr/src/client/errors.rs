//! Why a hierarchy cannot be used.

use hierarchy::StoreError;
use tfplugin::framework::diagnostics::Diagnostic;
use tfplugin::framework::path::Path;

/// A store that cannot be read or written.
pub(crate) fn store_error(error: &StoreError) -> Diagnostic {
    Diagnostic::error("The hierarchy cannot be used", format!("{error}. {}", error.way_out()))
}

/// What a value that is not known until apply keeps from being read.
pub(crate) fn unknown_path() -> Diagnostic {
    Diagnostic::error(
        "The provider's path is not known yet",
        "path in the provider block depends on something that exists only after apply. Give the provider a path that \
         is known from the start, or apply what it depends on first with -target.",
    )
    .at(Path::of("path"))
}
