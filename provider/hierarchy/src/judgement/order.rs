use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How installation-order mistakes are handled. The documentation prescribes the order, but the product does not enforce
/// it ([`Origin::Order`](super::Origin::Order)).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// A wrong order is refused.
    #[default]
    Strict,
    /// As in the product: the role is installed, and synchronization fails.
    Faithful,
}
