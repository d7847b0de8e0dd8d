//! What the surroundings say where nobody says more: where the hierarchy is, and who changes it.

/// Where a hierarchy is kept unless told otherwise.
pub const DEFAULT_PATH: &str = ".configmgr/hierarchy.db";

/// The variable that names the hierarchy's file.
pub const PATH_VARIABLE: &str = "CONFIGMGR_PATH";

/// The variable that names who changes the hierarchy.
pub const ACTOR_VARIABLE: &str = "CONFIGMGR_ACTOR";

/// A variable's value; an empty one counts as absent.
#[must_use]
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The user of the operating system: who changes the hierarchy unless told otherwise.
#[must_use]
pub fn operating_user() -> String {
    whoami::username().unwrap_or_else(|_| "unknown".to_owned())
}
