use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::finding::{Finding, Severity};
use super::rule::Origin;
use super::table;
use crate::model::{ObjectId, key};

/// What a change is judged under, beside the hierarchy it is made in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Circumstances {
    /// When.
    pub now: Timestamp,
    /// How an order is taken that the product does not enforce.
    pub order: Order,
    /// The other half of a replacement: what is created in place of the object that goes, or goes in favour of the one that
    /// is created.
    pub counterpart: Option<ObjectId>,
}

/// How the order of installation is taken where the documentation prescribes it and the product does not enforce it
/// ([`Origin::Order`]).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Another order is refused.
    #[default]
    Strict,
    /// As in the product: it is installed, and synchronisation fails.
    Faithful,
}

impl Order {
    /// Refusals the order does not take for such become warnings.
    pub(super) fn soften(self, mut findings: Vec<Finding>) -> Vec<Finding> {
        let is_of_order =
            |finding: &Finding| table().iter().any(|rule| rule.id == finding.rule && rule.origin == Origin::Order);
        if self == Self::Faithful {
            for finding in findings.iter_mut().filter(|finding| is_of_order(finding)) {
                finding.severity = Severity::Warning;
                finding.detail.push_str("\n\nIn this order it is installed all the same, and synchronisation fails.");
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
