use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the order of installation is taken where the documentation prescribes it and the product does not enforce it
/// ([`Origin::Order`](super::Origin::Order)).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Another order is refused.
    #[default]
    Strict,
    /// As in the product: it is installed, and synchronisation fails.
    Faithful,
}
