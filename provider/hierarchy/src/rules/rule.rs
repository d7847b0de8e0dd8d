use std::collections::BTreeSet;

use super::context::{Case, Outcome};
use super::role_on_server::{self, Served};
use crate::judgement::{Finding, Origin, Problem, RuleId, Severity};
use crate::model::{Kind, Object, ObjectId, Subject, is_nameless, is_unknown};
use crate::store::StoreError;

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
    /// How sure that is.
    pub origin: Origin,
    /// How to keep it, in a sentence.
    pub mend: &'static str,
    /// The attributes it reads of the object it judges, by dotted path.
    pub reads: Reads,
    pub(crate) check: Check,
}

impl Rule {
    /// When it can be judged.
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

    pub(crate) fn is_settled(&self) -> bool {
        matches!(self.check, Check::Settled(_))
    }

    /// Whether a change can break it, and a check of that change tells.
    #[cfg(test)]
    pub(crate) fn is_judged_on_a_change(&self) -> bool {
        !matches!(self.check, Check::ByType | Check::Awaits(_) | Check::Guard | Check::OnRequest)
    }

    /// Whether it judges a role together with its server.
    pub(crate) fn is_on_server(&self) -> bool {
        matches!(self.check, Check::OnServer(_))
    }

    pub(crate) fn judge_alone(&self, object: &Object, id: &ObjectId, unknown: &BTreeSet<String>) -> Vec<Finding> {
        match self.check {
            Check::Alone(check) if self.is_ready(unknown) => self.findings(check(object), id, unknown),
            _ => Vec::new(),
        }
    }

    /// Judges a change that is about to be made.
    pub(crate) fn judge_change(&self, case: &Case<'_>, unknown: &BTreeSet<String>) -> Result<Vec<Finding>, StoreError> {
        match self.check {
            Check::Referring(check) | Check::Settled(check) | Check::AtApply(check) => self.judge(check, case, unknown),
            Check::OnServer(check) => self.judge_on_server(check, case, unknown),
            Check::ByType | Check::Awaits(_) | Check::Guard | Check::OnRequest | Check::Alone(_) => Ok(Vec::new()),
        }
    }

    /// Judges a change that is planned, by what it refers to or by what is settled.
    pub(crate) fn judge_plan(
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
        Ok(self.findings(role_on_server::judge(case, check)?, &case.id, unknown))
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

    /// Whether it knows enough to judge.
    fn is_ready(&self, unknown: &BTreeSet<String>) -> bool {
        match self.reads {
            Reads::Together(attributes) => !attributes.iter().any(|attribute| is_unknown(attribute, unknown)),
            Reads::Each(_) => true,
        }
    }

    pub(crate) fn findings(
        &self,
        problems: Vec<Problem>,
        object: &ObjectId,
        unknown: &BTreeSet<String>,
    ) -> Vec<Finding> {
        if problems.is_empty() {
            return Vec::new();
        }
        let known = problems.into_iter().filter(|problem| !problem.is_of_unknown(unknown));
        let name = if is_nameless(unknown) { object.kind.title().to_owned() } else { object.to_string() };
        known.map(|problem| problem.found_by(self.id, self.severity, object, &name)).collect()
    }
}

/// When a rule can be judged first. What can be judged at one stage is judged at all later ones, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Never to be broken: the model's types have no room for it.
    Type,
    /// Not yet: a fact it needs is not simulated, and which one.
    Awaited(&'static str),
    /// On the object alone.
    Alone,
    /// Among what is stored and what is planned.
    Plan,
    /// When the change is made.
    Apply,
    /// When synchronisation is asked for, and when it ends.
    Request,
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
pub(crate) enum Check {
    /// The model's types have no room for it.
    ByType,
    /// Which fact it needs that is not simulated yet.
    Awaits(&'static str),
    /// Told by [`crate::Hierarchy::apply`] itself.
    Guard,
    /// Told by [`crate::Hierarchy::synchronise`] and by whoever waits for its end.
    OnRequest,
    /// On the object alone.
    Alone(fn(&Object) -> Vec<Problem>),
    /// On what the object refers to. References order a run, so that what is referred to is planned before: at plan, what is
    /// neither stored nor planned is missing.
    Referring(fn(&Case<'_>) -> Outcome),
    /// On a software update point and the server it is on, whichever of them changes. The server comes first, if at all: at
    /// plan, one that is not planned has the defaults, and one that is only stored may still change.
    OnServer(fn(&Served<'_>) -> Outcome),
    /// On what the object gets in the way of. A run may still change or remove what is only stored: at plan, only what is
    /// planned counts.
    Settled(fn(&Case<'_>) -> Outcome),
    /// On what the change finds when it is made.
    AtApply(fn(&Case<'_>) -> Outcome),
}

/// Judges an object alone, if it is of the type the rule is for.
pub(crate) fn alone<T: Subject, P: IntoIterator<Item = Problem>>(object: &Object, rule: fn(&T) -> P) -> Vec<Problem> {
    T::of(object).into_iter().flat_map(rule).collect()
}
