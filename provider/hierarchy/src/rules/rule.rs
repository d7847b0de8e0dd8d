use std::collections::BTreeSet;

use super::finding::{Finding, RuleId, Severity};
use crate::change::Change;
use crate::model::{Kind, Object, ObjectId, Stored, Subject};
use crate::store::{StoreError, View};

/// The source of a rule that no page of the product states: it follows from how objects are described here.
pub const OURS: &str = "this project";

/// The source of a rule that the product does not demand, but that spares trouble.
pub const ADVICE: &str = "our advice";

/// One rule: a row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Its number.
    pub id: RuleId,
    /// What it demands, in one line.
    pub title: &'static str,
    /// The kinds of object it judges.
    pub kinds: &'static [Kind],
    /// How bad it is to break it, at worst.
    pub severity: Severity,
    /// Where it comes from: pages of the product's documentation or of tools for it, [`OURS`], or [`ADVICE`].
    pub source: &'static str,
    /// The attributes it reads of the object it judges, by dotted path.
    pub reads: Reads,
    pub(super) check: Check,
}

impl Rule {
    /// When it can be judged.
    #[must_use]
    pub fn stage(&self) -> Stage {
        match self.check {
            Check::ByType => Stage::Type,
            Check::Alone(_) => Stage::Alone,
            Check::Placed(_) => Stage::Hierarchy,
        }
    }

    pub(super) fn judge_alone(&self, object: &Object, unknown: &BTreeSet<String>) -> Vec<Finding> {
        match self.check {
            Check::Alone(check) if self.kinds.contains(&object.kind()) && self.is_ready(unknown) => {
                self.findings(check(object), &object.id(), unknown)
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn judge_in_hierarchy(
        &self,
        case: &Case<'_>,
        unknown: &BTreeSet<String>,
    ) -> Result<Vec<Finding>, StoreError> {
        match self.check {
            Check::Placed(check) if self.kinds.contains(&case.id.kind) && self.is_ready(unknown) => {
                Ok(self.findings(check(case)?, &case.id, unknown))
            }
            _ => Ok(Vec::new()),
        }
    }

    /// Whether it knows enough to judge.
    fn is_ready(&self, unknown: &BTreeSet<String>) -> bool {
        match self.reads {
            Reads::Together(attributes) => !attributes.iter().any(|attribute| is_unknown(attribute, unknown)),
            Reads::Each(_) => true,
        }
    }

    pub(super) fn findings(
        &self,
        problems: Vec<Problem>,
        object: &ObjectId,
        unknown: &BTreeSet<String>,
    ) -> Vec<Finding> {
        let known = problems
            .into_iter()
            .filter(|problem| !problem.attribute.is_some_and(|attribute| is_unknown(attribute, unknown)));
        let name = named(object, unknown);
        known
            .map(|problem| Finding {
                rule: self.id,
                severity: problem.severity.unwrap_or(self.severity),
                object: object.clone(),
                attribute: problem.attribute.map(str::to_owned),
                summary: format!("{name}: {} ({})", problem.what, self.id),
                detail: problem.detail,
            })
            .collect()
    }
}

/// The object as far as it can be named: the parts of its id may still be unknown.
fn named(object: &ObjectId, unknown: &BTreeSet<String>) -> String {
    let parts = ["site_code", "server_fqdn", "sup_role_id", "user_name"];
    if parts.iter().any(|part| is_unknown(part, unknown)) { object.kind.title().to_owned() } else { object.to_string() }
}

/// Whether the attribute, something it is part of, or a part of it is unknown.
fn is_unknown(attribute: &str, unknown: &BTreeSet<String>) -> bool {
    let within =
        |part: &str, whole: &str| part.strip_prefix(whole).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    unknown.iter().any(|path| within(path, attribute) || within(attribute, path))
}

/// When a rule can be judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Never to be broken: the model's types have no room for it.
    Type,
    /// On the object alone.
    Alone,
    /// Against the hierarchy.
    Hierarchy,
}

/// The attributes a rule reads, and how they hang together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reads {
    /// All must be known for the rule to judge.
    Together(&'static [&'static str]),
    /// Each is judged by itself.
    Each(&'static [&'static str]),
}

impl Reads {
    /// The attributes.
    #[must_use]
    pub fn attributes(self) -> &'static [&'static str] {
        match self {
            Self::Together(attributes) | Self::Each(attributes) => attributes,
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Check {
    ByType,
    Alone(fn(&Object) -> Vec<Problem>),
    Placed(fn(&Case<'_>) -> Outcome),
}

/// What a rule that looks at the hierarchy finds.
pub(super) type Outcome = Result<Vec<Problem>, StoreError>;

/// What a rule finds, before it is told of which object.
#[derive(Clone, Debug)]
pub(super) struct Problem {
    attribute: Option<&'static str>,
    what: String,
    detail: String,
    severity: Option<Severity>,
}

impl Problem {
    /// What is wrong with the object as a whole, and why that is and what to do.
    pub(super) fn new(what: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { attribute: None, what: what.into(), detail: detail.into(), severity: None }
    }

    /// What is wrong with an attribute.
    pub(super) fn at(attribute: &'static str, what: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { attribute: Some(attribute), ..Self::new(what, detail) }
    }

    pub(super) fn only_warning(self) -> Self {
        Self { severity: Some(Severity::Warning), ..self }
    }
}

/// A change to be judged.
pub(super) struct Case<'a> {
    pub(super) id: ObjectId,
    pub(super) change: &'a Change,
    pub(super) before: Option<Stored<Object>>,
    pub(super) view: &'a dyn View,
}

/// An object about to be written.
pub(super) struct Put<'a, T> {
    pub(super) object: &'a T,
    /// What it was; absent when it is new.
    pub(super) before: Option<&'a T>,
    pub(super) view: &'a dyn View,
}

impl<'a> Case<'a> {
    pub(super) fn new(change: &'a Change, view: &'a dyn View) -> Result<Self, StoreError> {
        let id = change.id();
        let before = view.get(&id)?;
        Ok(Self { id, change, before, view })
    }

    /// Whether it is to be created although it is there, and not only as something that came along with a role.
    pub(super) fn is_duplicate(&self) -> bool {
        matches!(self.change, Change::Create(_)) && self.before.as_ref().is_some_and(|before| before.declared)
    }

    /// Judges objects of one type that are created or updated.
    pub(super) fn put<T: Subject>(&self, rule: fn(&Put<'_, T>) -> Outcome) -> Outcome {
        match self.change {
            Change::Create(object) | Change::Update(object) if !self.is_duplicate() => {
                let before = self.before.as_ref().and_then(|before| T::of(&before.object));
                let put = T::of(object).map(|object| Put { object, before, view: self.view });
                put.map_or(Ok(Vec::new()), |put| rule(&put))
            }
            _ => Ok(Vec::new()),
        }
    }

    /// Judges declared objects of one type that are removed.
    pub(super) fn remove<T: Subject>(&self, rule: fn(&T, &dyn View) -> Outcome) -> Outcome {
        match (self.change, &self.before) {
            (Change::Delete(_), Some(before)) if before.declared => {
                T::of(&before.object).map_or(Ok(Vec::new()), |object| rule(object, self.view))
            }
            _ => Ok(Vec::new()),
        }
    }
}

/// Judges an object alone, if it is of the type the rule is for.
pub(super) fn alone<T: Subject, P: IntoIterator<Item = Problem>>(object: &Object, rule: fn(&T) -> P) -> Vec<Problem> {
    T::of(object).into_iter().flat_map(rule).collect()
}
