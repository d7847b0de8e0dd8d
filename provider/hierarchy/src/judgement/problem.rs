use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use super::{Finding, RuleId, Severity};
use crate::model::{ObjectId, is_unknown};

/// What a rule finds, before it is told of which object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    attribute: Option<&'static str>,
    /// The attribute of the server, where a role and its server do not fit.
    on_server: Option<&'static str>,
    /// The member of the attribute, where that is a set.
    element: Option<String>,
    pub(crate) what: String,
    pub(crate) detail: String,
    severity: Option<Severity>,
}

impl Problem {
    /// What is wrong with the object as a whole, and why that is and what to do.
    pub(crate) fn new(what: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            attribute: None,
            on_server: None,
            element: None,
            what: what.into(),
            detail: detail.into(),
            severity: None,
        }
    }

    /// What is wrong with an attribute.
    pub(crate) fn at(attribute: &'static str, what: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { attribute: Some(attribute), ..Self::new(what, detail) }
    }

    /// Which member of the set is to blame.
    pub(crate) fn of(self, element: impl Into<String>) -> Self {
        Self { element: Some(element.into()), ..self }
    }

    /// Which attribute of the server is to blame as well.
    pub(crate) fn or_on_server(self, attribute: &'static str) -> Self {
        Self { on_server: Some(attribute), ..self }
    }

    /// The same, told of the server.
    pub(crate) fn seen_from_server(self) -> Self {
        Self { attribute: self.on_server, ..self }
    }

    /// The same, told of a server that goes back to the defaults.
    pub(crate) fn after_release(self) -> Self {
        let what = format!("its role stays and gets a server with the defaults, and then {}", self.what);
        Self { attribute: None, what, ..self }
    }

    pub(crate) fn only_warning(self) -> Self {
        Self { severity: Some(Severity::Warning), ..self }
    }

    /// Whether it is about an attribute that is not known yet.
    pub(crate) fn is_of_unknown(&self, unknown: &BTreeSet<String>) -> bool {
        self.attribute.is_some_and(|attribute| is_unknown(attribute, unknown))
    }

    /// What is said of the object; `severity` is that of the rule.
    pub(crate) fn found_by(self, rule: RuleId, severity: Severity, object: &ObjectId, name: &str) -> Finding {
        Finding {
            rule,
            severity: self.severity.unwrap_or(severity),
            object: object.clone(),
            attribute: self.attribute.map(str::to_owned),
            element: self.element,
            summary: format!("{name}: {} ({rule})", self.what),
            detail: self.detail,
        }
    }
}

/// What is wrong with a number outside its range; `why` says what the number means.
pub(crate) fn out_of_range(
    attribute: &'static str,
    number: u32,
    range: RangeInclusive<u32>,
    why: &str,
) -> Option<Problem> {
    let (least, most) = (range.start(), range.end());
    (!range.contains(&number)).then(|| {
        Problem::at(
            attribute,
            format!("{attribute} is {number}, not {least} to {most}"),
            format!("{why} Write a number from {least} to {most}."),
        )
    })
}
