//! Defaults from the environment: where the hierarchy is stored, and who changes it.

/// The default path of a hierarchy.
pub const DEFAULT_PATH: &str = ".configmgr/hierarchy.db";

/// The environment variable for the path of the hierarchy.
pub const PATH_VARIABLE: &str = "CONFIGMGR_PATH";

/// The environment variable for the name of who changes the hierarchy.
pub const ACTOR_VARIABLE: &str = "CONFIGMGR_ACTOR";

/// The value of an environment variable; an empty one counts as absent.
#[must_use]
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The user of the operating system, the default name of who changes the hierarchy.
#[must_use]
pub fn operating_user() -> String {
    whoami::username().unwrap_or_else(|_| "unknown".to_owned())
}
