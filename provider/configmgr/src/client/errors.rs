//! Why a hierarchy cannot be used.

use hierarchy::{Location, ObjectId, StoreError};
use tfplugin::framework::diagnostics::Diagnostic;
use tfplugin::framework::path::Path;

/// A store that cannot be read or written.
pub(crate) fn store_error(error: &StoreError) -> Diagnostic {
    if error.is_as_found() {
        return Diagnostic::error("The hierarchy was read from a real site, and is not changed here", error.remedy());
    }
    Diagnostic::error("The hierarchy cannot be used", format!("{error}. {}", error.remedy()))
}

/// The attribute of the provider block for the file of the hierarchy.
pub(crate) const PATH: &str = "path";

/// The attribute of the provider block for the database of the hierarchy.
pub(crate) const DATABASE_URL: &str = "database_url";

/// Points at the attribute that says where the hierarchy is. Not at the URL of a database: Terraform would show its line, with a
/// password that it has.
pub(crate) fn at_place(diagnostic: Diagnostic, attribute: &str) -> Diagnostic {
    if attribute == DATABASE_URL { diagnostic } else { diagnostic.at(Path::of(attribute)) }
}

/// A hierarchy that cannot be read because the attribute that says where it is is known only after apply.
pub(crate) fn unknown_place(attribute: &str) -> Diagnostic {
    let error = Diagnostic::error(
        format!("The provider's {attribute} is known only after apply"),
        format!(
            "{attribute} in the provider block depends on a value that is known after apply. Set it to a value that is known \
             at plan, or apply its dependencies first with -target."
        ),
    );
    at_place(error, attribute)
}

/// What to check where a hierarchy is not the expected one.
pub(super) fn settings_of(location: &Location) -> &'static str {
    match location {
        Location::File(_) => "path in the provider block and CONFIGMGR_PATH",
        Location::Database(_) => "database_url in the provider block and CONFIGMGR_DATABASE_URL",
    }
}

/// The hierarchy of an object in the state does not exist.
pub(crate) fn missing_hierarchy(location: &Location, object: &ObjectId) -> Diagnostic {
    let settings = settings_of(location);
    let (what, option) = match location {
        Location::File(_) => ("file", "--path"),
        Location::Database(_) => ("database", "--database-url"),
    };
    Diagnostic::error(
        format!("There is no hierarchy at {location}, but the state has objects of one"),
        format!(
            "{object} is in the state, and its hierarchy does not exist. Check {settings}, or restore the {what}. To begin \
             again with an empty hierarchy, in which Terraform creates every object, run:\n\n  \
             supctl init {option} \"{location}\""
        ),
    )
}
