//! The results of the conditions in a configuration, as a plan has them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A check block, or the conditions of a resource, an output or a variable.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct CheckedObject {
    address: Address,
    status: CheckStatus,
    /// None where it is not known how many there are.
    #[serde(default)]
    instances: Vec<Instance>,
}

/// How the conditions of an object end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CheckStatus {
    Pass,
    /// A condition is not met.
    Fail,
    /// A condition cannot be evaluated.
    Error,
    /// A condition is known only after apply.
    #[serde(other)]
    Unknown,
}

#[derive(Clone, Debug, Deserialize)]
struct Instance {
    address: Address,
    status: CheckStatus,
    #[serde(default)]
    problems: Vec<Problem>,
}

#[derive(Clone, Debug, Deserialize)]
struct Address {
    to_display: String,
}

#[derive(Clone, Debug, Deserialize)]
struct Problem {
    message: String,
}

/// The result of one object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct CheckResult {
    /// Such as `check.proxy` or `configmgr_site.cas`.
    pub(crate) address: String,
    pub(crate) status: CheckStatus,
    /// The error messages of the conditions that are not met.
    pub(crate) problems: Vec<String>,
}

impl CheckedObject {
    /// Its results: one for each instance, where they are known.
    pub(crate) fn results(&self) -> Vec<CheckResult> {
        if self.instances.is_empty() {
            let address = self.address.to_display.clone();
            return vec![CheckResult { address, status: self.status, problems: Vec::new() }];
        }
        let result = |instance: &Instance| CheckResult {
            address: instance.address.to_display.clone(),
            status: instance.status,
            problems: instance.problems.iter().map(|problem| problem.message.clone()).collect(),
        };
        self.instances.iter().map(result).collect()
    }
}
