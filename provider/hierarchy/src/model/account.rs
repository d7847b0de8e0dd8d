use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An account registered in the hierarchy. Its password is never stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Account {
    /// `DOMAIN\user` (V61).
    pub user_name: String,
    /// A number to increase whenever the password was changed.
    pub password_version: Option<i64>,
}
