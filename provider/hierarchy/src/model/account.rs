use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An account registered in the hierarchy. Its password is never stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Account {
    /// The account as `DOMAIN\user`; in HCL the backslash is doubled: `"CONTOSO\\svc-wsus"`.
    // V61.
    pub user_name: String,
    /// Version of `password_wo`. Raise it to set the password again: Terraform does not detect a change of the password.
    pub password_version: Option<i64>,
}
