//! Why a hierarchy cannot be used.

use std::path::Path as FilePath;

use hierarchy::{ObjectId, StoreError};
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

/// The hierarchy of an object in the state does not exist.
pub(crate) fn missing_hierarchy(path: &FilePath, object: &ObjectId) -> Diagnostic {
    let path = path.display();
    Diagnostic::error(
        format!("There is no hierarchy at {path}, but the state has objects of one"),
        format!(
            "{object} is in the state, and its hierarchy does not exist. Check path in the provider block and \
             CONFIGMGR_PATH, or restore the file. To begin again with an empty hierarchy, in which Terraform creates every \
             object, run:\n\n  supctl init --path \"{path}\""
        ),
    )
}
