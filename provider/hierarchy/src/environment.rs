//! Defaults from the environment: where the hierarchy is stored, and who changes it.

use std::path::PathBuf;

/// The default path of a hierarchy.
pub const DEFAULT_PATH: &str = ".configmgr/hierarchy.db";

/// The environment variable for the path of the hierarchy.
pub const PATH_VARIABLE: &str = "CONFIGMGR_PATH";

/// The environment variable for the URL of a database with the hierarchy.
pub const DATABASE_URL_VARIABLE: &str = "CONFIGMGR_DATABASE_URL";

/// The environment variable for the name of who changes the hierarchy.
pub const ACTOR_VARIABLE: &str = "CONFIGMGR_ACTOR";

/// The text in an environment variable; an empty one counts as absent.
///
/// # Errors
/// If it is not UTF-8, with the value as far as it can be read.
pub fn text_variable(name: &str) -> Result<Option<String>, String> {
    let value = path_variable(name).map(|value| value.into_os_string().into_string()).transpose();
    value.map_err(|value| value.to_string_lossy().into_owned())
}

/// The path in an environment variable, in whatever encoding; an empty one counts as absent.
#[must_use]
pub fn path_variable(name: &str) -> Option<PathBuf> {
    std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}

/// The user of the operating system, the default name of who changes the hierarchy.
#[must_use]
pub fn operating_user() -> String {
    whoami::username().unwrap_or_else(|_| "unknown".to_owned())
}
