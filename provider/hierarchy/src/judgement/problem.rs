use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use super::{Finding, RuleId, Severity};
use crate::model::{ObjectId, is_unknown};

/// What a rule finds, without the object it finds it about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    attribute: Option<&'static str>,
    /// The attribute of the server, if a role and its server conflict.
    on_server: Option<&'static str>,
    /// The element of the attribute, if that is a set.
    element: Option<String>,
    pub(crate) what: String,
    pub(crate) detail: String,
    severity: Option<Severity>,
    is_momentary: bool,
}

impl Problem {
    /// A problem with the object as a whole: what is wrong, then why and what to do.
    pub(crate) fn new(what: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            attribute: None,
            on_server: None,
            element: None,
            what: what.into(),
            detail: detail.into(),
            severity: None,
            is_momentary: false,
        }
    }

    /// A problem with an attribute.
    pub(crate) fn at(attribute: &'static str, what: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { attribute: Some(attribute), ..Self::new(what, detail) }
    }

    /// With the element of the set that is wrong.
    pub(crate) fn of(self, element: impl Into<String>) -> Self {
        Self { element: Some(element.into()), ..self }
    }

    /// With the attribute of the server that is wrong as well.
    pub(crate) fn with_server_attribute(self, attribute: &'static str) -> Self {
        Self { on_server: Some(attribute), ..self }
    }

    /// The same problem, reported about the server.
    pub(crate) fn for_server(self) -> Self {
        Self { attribute: self.on_server, ..self }
    }

    /// The same problem, reported about an attribute of the site's settings.
    pub(crate) fn for_settings(self, attribute: &'static str) -> Self {
        Self { attribute: Some(attribute), ..self }
    }

    /// The same problem, reported about a server that is reset to the defaults.
    pub(crate) fn after_release(self) -> Self {
        let what = format!("its role stays, so it is reset to the defaults, and then {}", self.what);
        Self { attribute: None, what, ..self }
    }

    pub(crate) fn into_warning(self) -> Self {
        Self { severity: Some(Severity::Warning), ..self }
    }

    /// An error that is only a warning until the run ends, because the rest of the run may resolve it.
    pub(crate) fn until_the_run_ends(self) -> Self {
        match self.severity {
            None | Some(Severity::Error) => Self { is_momentary: true, ..self.into_warning() },
            Some(Severity::Warning) => self,
        }
    }

    /// Whether it is about an unknown attribute.
    pub(crate) fn is_of_unknown(&self, unknown: &BTreeSet<String>) -> bool {
        self.attribute.is_some_and(|attribute| is_unknown(attribute, unknown))
    }

    /// The finding about the object; `severity` is that of the rule.
    pub(crate) fn found_by(self, rule: RuleId, severity: Severity, object: &ObjectId, name: &str) -> Finding {
        Finding {
            rule,
            severity: self.severity.unwrap_or(severity),
            object: object.clone(),
            attribute: self.attribute.map(str::to_owned),
            element: self.element,
            summary: format!("{name}: {} ({rule})", self.what),
            detail: self.detail,
            is_momentary: self.is_momentary && severity == Severity::Error,
        }
    }
}

/// The problem with a number outside its range; `why` explains the number.
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
            format!("{attribute} is {number}, but must be {least} to {most}"),
            format!("{why} Write a number from {least} to {most}."),
        )
    })
}
