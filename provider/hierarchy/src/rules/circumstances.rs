use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::finding::{Finding, Severity};
use super::rule::Origin;
use super::table;
use crate::model::{ObjectId, key};

/// The conditions under which a change is judged, beside the hierarchy itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Circumstances {
    /// The time of the change.
    pub now: Timestamp,
    /// How installation-order mistakes are handled.
    pub order: Order,
    /// The other half of a replacement: the object created in place of the removed one, or the object removed in place
    /// of the created one.
    pub counterpart: Option<ObjectId>,
}

/// How installation-order mistakes are handled. The documentation prescribes the order, but the product does not
/// enforce it ([`Origin::Order`]).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// A wrong order is refused.
    #[default]
    Strict,
    /// As in the product: the role is installed, and synchronization fails.
    Faithful,
}

impl Order {
    /// With [`Order::Faithful`], errors about the order become warnings.
    pub(super) fn soften(self, mut findings: Vec<Finding>) -> Vec<Finding> {
        let is_of_order =
            |finding: &Finding| table().iter().any(|rule| rule.id == finding.rule && rule.origin == Origin::Order);
        if self == Self::Faithful {
            for finding in findings.iter_mut().filter(|finding| is_of_order(finding)) {
                finding.severity = Severity::Warning;
                finding.detail.push_str(
                    "\n\nWith order = \"faithful\" the change is made nevertheless, and synchronization fails.",
                );
            }
        }
        findings
    }
}

impl Circumstances {
    /// Whether an object is the other half of a replacement.
    pub(super) fn is_counterpart(&self, id: &str) -> bool {
        self.counterpart.as_ref().is_some_and(|other| other.key() == key(id))
    }
}
