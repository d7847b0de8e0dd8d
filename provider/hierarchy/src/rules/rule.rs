use std::collections::BTreeSet;

use super::context::{Case, Outcome};
use super::role_on_server::{self, Served};
use crate::judgement::{Finding, Origin, Problem, RuleId, Severity};
use crate::model::{Kind, Object, ObjectId, Subject, is_nameless, is_unknown};
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
    pub(crate) check: Check,
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

    pub(crate) fn is_settled(&self) -> bool {
        matches!(self.check, Check::Settled(_))
    }

    /// Whether a change can break it, and a check of that change reports it.
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

    /// Judges a planned change, by what it refers to or by what it conflicts with.
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

    /// Whether all attributes it needs are known.
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
pub(crate) enum Check {
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

/// Judges an object alone, if it has the type the rule is for.
pub(crate) fn alone<T: Subject, P: IntoIterator<Item = Problem>>(object: &Object, rule: fn(&T) -> P) -> Vec<Problem> {
    T::of(object).into_iter().flat_map(rule).collect()
}
