use std::collections::BTreeSet;

use serde::Serialize;

use super::case::Case;
use super::finding::{Finding, RuleId, Severity};
use super::served::{self, Served};
use crate::model::{Kind, Object, ObjectId, Subject};
use crate::store::StoreError;

/// The source of a rule that no page of the product states: it follows from how this project describes objects.
pub const OURS: &str = "this project";

/// The source of a rule that the product does not demand, but that avoids problems.
pub const ADVICE: &str = "our advice";

/// One rule: a row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Its number.
    pub id: RuleId,
    /// What it demands, in one line.
    pub title: &'static str,
    /// The kinds of objects it judges.
    pub kinds: &'static [Kind],
    /// The severity of a finding, at worst.
    pub severity: Severity,
    /// The source: pages of the product's documentation or of tools for it, [`OURS`], or [`ADVICE`].
    pub source: &'static str,
    /// The confidence in the source.
    pub origin: Origin,
    /// How to comply with it, in a sentence.
    pub mend: &'static str,
    /// The attributes of the judged object that it reads, by dotted path.
    pub reads: Reads,
    pub(super) check: Check,
}

impl Rule {
    /// The first stage at which it can be judged.
    #[must_use]
    pub fn stage(&self) -> Stage {
        match self.check {
            Check::ByType => Stage::Type,
            Check::Awaits(fact) => Stage::Awaited(fact),
            Check::OnRequest => Stage::Request,
            Check::Alone(_) => Stage::Alone,
            Check::Referring(_) | Check::OnServer(_) | Check::Settled(_) => Stage::Plan,
            Check::AtApply(_) | Check::Guard => Stage::Apply,
        }
    }

    pub(super) fn is_settled(&self) -> bool {
        matches!(self.check, Check::Settled(_))
    }

    /// Whether a change can break it, and a check of that change reports it.
    #[cfg(test)]
    pub(super) fn is_judged_on_a_change(&self) -> bool {
        !matches!(self.check, Check::ByType | Check::Awaits(_) | Check::Guard | Check::OnRequest)
    }

    /// Whether it judges a role together with its server.
    pub(super) fn is_on_server(&self) -> bool {
        matches!(self.check, Check::OnServer(_))
    }

    pub(super) fn judge_alone(&self, object: &Object, id: &ObjectId, unknown: &BTreeSet<String>) -> Vec<Finding> {
        match self.check {
            Check::Alone(check) if self.is_ready(unknown) => self.findings(check(object), id, unknown),
            _ => Vec::new(),
        }
    }

    /// Judges a change that is about to be made.
    pub(super) fn judge_change(&self, case: &Case<'_>, unknown: &BTreeSet<String>) -> Result<Vec<Finding>, StoreError> {
        match self.check {
            Check::Referring(check) | Check::Settled(check) | Check::AtApply(check) => self.judge(check, case, unknown),
            Check::OnServer(check) => self.judge_on_server(check, case, unknown),
            Check::ByType | Check::Awaits(_) | Check::Guard | Check::OnRequest | Check::Alone(_) => Ok(Vec::new()),
        }
    }

    /// Judges a planned change, by what it refers to or by what it conflicts with.
    pub(super) fn judge_plan(
        &self,
        referring: &Case<'_>,
        settled: &Case<'_>,
        unknown: &BTreeSet<String>,
    ) -> Result<Vec<Finding>, StoreError> {
        match self.check {
            Check::Referring(check) => self.judge(check, referring, unknown),
            Check::OnServer(check) => self.judge_on_server(check, referring, unknown),
            Check::Settled(check) => self.judge(check, settled, unknown),
            Check::ByType
            | Check::Awaits(_)
            | Check::Guard
            | Check::OnRequest
            | Check::Alone(_)
            | Check::AtApply(_) => Ok(Vec::new()),
        }
    }

    fn judge_on_server(
        &self,
        check: fn(&Served<'_>) -> Outcome,
        case: &Case<'_>,
        unknown: &BTreeSet<String>,
    ) -> Result<Vec<Finding>, StoreError> {
        if !self.is_ready(unknown) {
            return Ok(Vec::new());
        }
        Ok(self.findings(served::judge(case, check)?, &case.id, unknown))
    }

    fn judge(
        &self,
        check: fn(&Case<'_>) -> Outcome,
        case: &Case<'_>,
        unknown: &BTreeSet<String>,
    ) -> Result<Vec<Finding>, StoreError> {
        if !self.is_ready(unknown) {
            return Ok(Vec::new());
        }
        Ok(self.findings(check(case)?, &case.id, unknown))
    }

    /// Whether all attributes it needs are known.
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
        if problems.is_empty() {
            return Vec::new();
        }
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
                element: problem.element,
                summary: format!("{name}: {} ({})", problem.what, self.id),
                detail: problem.detail,
            })
            .collect()
    }
}

/// The name of the object, as far as it is known: parts of its id may still be unknown.
fn named(object: &ObjectId, unknown: &BTreeSet<String>) -> String {
    if is_nameless(unknown) { object.kind.title().to_owned() } else { object.to_string() }
}

/// Whether an object whose attributes in `unknown` are unknown has no name yet.
pub(crate) fn is_nameless(unknown: &BTreeSet<String>) -> bool {
    ["site_code", "server_fqdn", "sup_role_id", "user_name"].iter().any(|part| is_unknown(part, unknown))
}

/// Whether the attribute, something it is part of, or a part of it is unknown.
pub(crate) fn is_unknown(attribute: &str, unknown: &BTreeSet<String>) -> bool {
    let within =
        |part: &str, whole: &str| part.strip_prefix(whole).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    unknown.iter().any(|path| within(path, attribute) || within(attribute, path))
}

/// The first stage at which a rule can be judged. It is judged at all later stages, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Never broken: the types of the model cannot express it.
    Type,
    /// Not judged yet: the named fact is not simulated.
    Awaited(&'static str),
    /// On the object alone.
    Alone,
    /// Among what is stored and what is planned.
    Plan,
    /// When the change is made.
    Apply,
    /// When a synchronization is requested, and when it ends.
    Request,
}

/// The confidence that the product has a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The product's documentation says so.
    Documented,
    /// The code of a tool for the product says so.
    Code,
    /// Follows from what is documented.
    Inferred,
    /// It is known from the product, but no source confirms it.
    Memory,
    /// The documentation prescribes the order; refusing another order is this project's choice. The product installs
    /// the role, and synchronization fails.
    Order,
    /// It follows from how this project describes objects, or is advice.
    House,
}

impl Origin {
    /// All, the most certain first.
    pub const ALL: [Self; 6] = [Self::Documented, Self::Order, Self::Inferred, Self::Code, Self::Memory, Self::House];

    /// Its name.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Code => "read in code",
            Self::Inferred => "inferred",
            Self::Memory => "from memory",
            Self::Order => "documented order",
            Self::House => "this project",
        }
    }

    /// What it means, in a sentence.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Documented => "The product's documentation says so.",
            Self::Code => {
                "The code of a tool for the product says so, mostly ConfigMgrCBDsc (PowerShell DSC). The documentation \
                 does not say it, or not all of it."
            }
            Self::Inferred => "It follows from the documentation, or only an example there shows it.",
            Self::Memory => "It is known from the product, but no source confirms it.",
            Self::Order => "The documentation prescribes the order. Refusing another order is this project's choice.",
            Self::House => "It follows from how this project describes objects, or is advice.",
        }
    }
}

/// The attributes a rule reads, and whether it needs all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reads {
    /// The rule is judged when all of them are known.
    Together(&'static [&'static str]),
    /// Each attribute is judged on its own.
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
    /// The types of the model cannot express it.
    ByType,
    /// It needs the named fact, which is not simulated yet.
    Awaits(&'static str),
    /// Reported by [`crate::Hierarchy::apply`] itself.
    Guard,
    /// Reported by [`crate::Hierarchy::synchronise`] and by callers that wait for its end.
    OnRequest,
    /// On the object alone.
    Alone(fn(&Object) -> Vec<Problem>),
    /// On what the object refers to. Terraform plans a referenced object first: at plan, an object that is neither
    /// stored nor planned is missing.
    Referring(fn(&Case<'_>) -> Outcome),
    /// On a software update point and its server, whichever of them changes. The server is planned before the role: at
    /// plan, a server that is not planned has the defaults, and a server that is only stored may still change.
    OnServer(fn(&Served<'_>) -> Outcome),
    /// On what the object conflicts with. A run may still change or remove what is only stored: at plan, only planned
    /// objects count.
    Settled(fn(&Case<'_>) -> Outcome),
    /// On the state of the hierarchy when the change is made.
    AtApply(fn(&Case<'_>) -> Outcome),
}

/// What a rule that reads the hierarchy finds.
pub(super) type Outcome = Result<Vec<Problem>, StoreError>;

/// What a rule finds, without the object it finds it about.
#[derive(Clone, Debug)]
pub(super) struct Problem {
    attribute: Option<&'static str>,
    /// The attribute of the server, if a role and its server conflict.
    on_server: Option<&'static str>,
    /// The element of the attribute, if that is a set.
    element: Option<String>,
    what: String,
    detail: String,
    severity: Option<Severity>,
}

impl Problem {
    /// A problem with the object as a whole: what is wrong, then why and what to do.
    pub(super) fn new(what: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            attribute: None,
            on_server: None,
            element: None,
            what: what.into(),
            detail: detail.into(),
            severity: None,
        }
    }

    /// A problem with an attribute.
    pub(super) fn at(attribute: &'static str, what: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { attribute: Some(attribute), ..Self::new(what, detail) }
    }

    /// With the element of the set that is wrong.
    pub(super) fn of(self, element: impl Into<String>) -> Self {
        Self { element: Some(element.into()), ..self }
    }

    /// With the attribute of the server that is wrong as well ([`Check::OnServer`]).
    pub(super) fn or_on_server(self, attribute: &'static str) -> Self {
        Self { on_server: Some(attribute), ..self }
    }

    /// The same problem, reported about the server.
    pub(super) fn seen_from_server(self) -> Self {
        Self { attribute: self.on_server, ..self }
    }

    /// The same problem, reported about a server that is reset to the defaults.
    pub(super) fn after_release(self) -> Self {
        let what = format!("its role stays, so it is reset to the defaults, and then {}", self.what);
        Self { attribute: None, what, ..self }
    }

    pub(super) fn only_warning(self) -> Self {
        Self { severity: Some(Severity::Warning), ..self }
    }
}

/// Judges an object alone, if it has the type the rule is for.
pub(super) fn alone<T: Subject, P: IntoIterator<Item = Problem>>(object: &Object, rule: fn(&T) -> P) -> Vec<Problem> {
    T::of(object).into_iter().flat_map(rule).collect()
}
