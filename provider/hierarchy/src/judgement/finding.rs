use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::ObjectId;

/// What a rule finds wrong with an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Finding {
    /// The rule.
    pub rule: RuleId,
    /// Error or warning.
    pub severity: Severity,
    /// The object.
    pub object: ObjectId,
    /// The attribute that is wrong, as a dotted path such as `wsus.http_port`.
    pub attribute: Option<String>,
    /// The element that is wrong, if the attribute is a set.
    pub element: Option<String>,
    /// One line: the object, what is wrong, the rule.
    pub summary: String,
    /// Why it is wrong, and what to do.
    pub detail: String,
    /// Whether it is a warning only because the rest of the run may resolve it: in the hierarchy that the run leaves behind, it
    /// is an error.
    #[serde(skip)]
    pub is_momentary: bool,
}

impl fmt::Display for Finding {
    /// Summary and detail, as running text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}. {}", self.summary, self.detail)
    }
}

/// The number of a rule: `V…` for what Configuration Manager demands, `H…` for what follows from how this project
/// describes objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
pub struct RuleId(pub &'static str);

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// Whether a finding refuses the change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The change is possible, but should be reviewed.
    Warning,
    /// The change is refused.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}
