//! Why a hierarchy cannot be used.

use hierarchy::StoreError;
use tfplugin::framework::diagnostics::Diagnostic;
use tfplugin::framework::path::Path;

/// A store that cannot be read or written.
pub(crate) fn store_error(error: &StoreError) -> Diagnostic {
    Diagnostic::error("The hierarchy cannot be used", format!("{error}. {}", error.remedy()))
}

/// A hierarchy that cannot be read because its path is known only after apply.
pub(crate) fn unknown_path() -> Diagnostic {
    Diagnostic::error(
        "The provider's path is known only after apply",
        "path in the provider block depends on a value that is known after apply. Set it to a value that is known at \
         plan, or apply its dependencies first with -target.",
    )
    .at(Path::of("path"))
}
