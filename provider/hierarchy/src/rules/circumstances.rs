use jiff::Timestamp;

use super::table;
use crate::judgement::{Finding, Order, Origin, Severity};
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

impl Circumstances {
    /// Refusals the order does not take for such become warnings.
    pub(super) fn soften(&self, mut findings: Vec<Finding>) -> Vec<Finding> {
        let is_of_order =
            |finding: &Finding| table().iter().any(|rule| rule.id == finding.rule && rule.origin == Origin::Order);
        if self.order == Order::Faithful {
            for finding in findings.iter_mut().filter(|finding| is_of_order(finding)) {
                finding.severity = Severity::Warning;
                finding.detail.push_str("\n\nIn this order it is installed all the same, and synchronisation fails.");
            }
        }
        findings
    }

    /// Whether an object is the other half of a replacement.
    pub(super) fn is_counterpart(&self, id: &str) -> bool {
        self.counterpart.as_ref().is_some_and(|other| other.key() == key(id))
    }
}
