use std::collections::BTreeSet;

use super::context::{Outcome, RuleContext};
use super::role_on_server::{self, RoleOnServer};
use super::source::Source;
use crate::facts::Categories;
use crate::judgement::{Finding, Origin, Problem, RuleId, Severity};
use crate::model::{Kind, Object, ObjectId, Subject, SyncSettings, has_unknown_id, is_unknown};
use crate::store::StoreError;

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
    /// Where it is from.
    pub source: Source,
    /// The confidence in the source.
    pub origin: Origin,
    /// How to comply with it, in a sentence.
    pub fix: &'static str,
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
            Check::OnRequest => Stage::Request,
            Check::Form(_) => Stage::Form,
            Check::Standalone(_) | Check::Subscription(_) => Stage::Standalone,
            Check::References(_) | Check::OnServer(_) | Check::Conflicts(_) => Stage::Plan,
            Check::AtApply(_) | Check::Guard => Stage::Apply,
            Check::Audit(_) => Stage::Audit,
        }
    }

    pub(crate) fn is_conflict(&self) -> bool {
        matches!(self.check, Check::Conflicts(_))
    }

    /// Whether a change can break it, and a check of that change reports it.
    #[cfg(test)]
    pub(crate) fn is_judged_on_a_change(&self) -> bool {
        !matches!(self.check, Check::ByType | Check::Guard | Check::OnRequest | Check::Audit(_))
    }

    /// Whether it judges a role together with its server.
    pub(crate) fn is_on_server(&self) -> bool {
        matches!(self.check, Check::OnServer(_))
    }

    pub(crate) fn judge_standalone(
        &self,
        object: &Object,
        id: &ObjectId,
        unknown: &BTreeSet<String>,
        categories: &Categories,
    ) -> Vec<Finding> {
        let problems = match (self.check, object) {
            _ if !self.is_ready(unknown) => return Vec::new(),
            (Check::Form(check) | Check::Standalone(check), object) => check(object),
            (Check::Subscription(check), Object::SyncSettings(settings)) => check(settings, categories),
            _ => return Vec::new(),
        };
        self.findings(problems, id, unknown)
    }

    /// Judges a change that is about to be made.
    pub(crate) fn judge_change(
        &self,
        context: &RuleContext<'_>,
        unknown: &BTreeSet<String>,
    ) -> Result<Vec<Finding>, StoreError> {
        match self.check {
            Check::References(check) | Check::Conflicts(check) | Check::AtApply(check) => {
                self.judge(check, context, unknown)
            }
            Check::OnServer(check) => self.judge_on_server(check, context, unknown),
            Check::ByType
            | Check::Guard
            | Check::OnRequest
            | Check::Form(_)
            | Check::Standalone(_)
            | Check::Subscription(_)
            | Check::Audit(_) => Ok(Vec::new()),
        }
    }

    /// Judges a planned change, by what it refers to or by what it conflicts with.
    pub(crate) fn judge_plan(
        &self,
        references: &RuleContext<'_>,
        settled: &RuleContext<'_>,
        unknown: &BTreeSet<String>,
    ) -> Result<Vec<Finding>, StoreError> {
        match self.check {
            Check::References(check) => self.judge(check, references, unknown),
            Check::OnServer(check) => self.judge_on_server(check, references, unknown),
            Check::Conflicts(check) => self.judge(check, settled, unknown),
            Check::Audit(check) if settled.is_audit => self.judge(check, settled, unknown),
            Check::ByType
            | Check::Guard
            | Check::OnRequest
            | Check::Form(_)
            | Check::Standalone(_)
            | Check::Subscription(_)
            | Check::AtApply(_)
            | Check::Audit(_) => Ok(Vec::new()),
        }
    }

    fn judge_on_server(
        &self,
        check: fn(&RoleOnServer<'_>) -> Outcome,
        context: &RuleContext<'_>,
        unknown: &BTreeSet<String>,
    ) -> Result<Vec<Finding>, StoreError> {
        if !self.is_ready(unknown) {
            return Ok(Vec::new());
        }
        Ok(self.findings(role_on_server::judge(context, check)?, &context.id, unknown))
    }

    fn judge(
        &self,
        check: fn(&RuleContext<'_>) -> Outcome,
        context: &RuleContext<'_>,
        unknown: &BTreeSet<String>,
    ) -> Result<Vec<Finding>, StoreError> {
        if !self.is_ready(unknown) {
            return Ok(Vec::new());
        }
        Ok(self.findings(check(context)?, &context.id, unknown))
    }

    /// Whether all attributes it needs are known.
    fn is_ready(&self, unknown: &BTreeSet<String>) -> bool {
        match self.reads {
            Reads::AllOf(attributes) => !attributes.iter().any(|attribute| is_unknown(attribute, unknown)),
            Reads::PerAttribute(_) => true,
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
        let name = if has_unknown_id(unknown) { object.kind.title().to_owned() } else { object.to_string() };
        known.map(|problem| problem.found_by(self.id, self.severity, object, &name)).collect()
    }
}

/// The first stage at which a rule can be judged. It is judged at all later stages, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Never broken: the types of the model cannot express it.
    Type,
    /// On the object alone, when a configuration is validated.
    Form,
    /// On the object alone, when it is known which hierarchy it is for.
    Standalone,
    /// Among what is stored and what is planned.
    Plan,
    /// When the change is made.
    Apply,
    /// When a synchronization is requested, and when it ends.
    Request,
    /// When everything that exists after a run is known: a single change cannot tell.
    Audit,
}

/// The attributes a rule reads, and whether it needs all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reads {
    /// The rule is judged when all of them are known.
    AllOf(&'static [&'static str]),
    /// Each attribute is judged on its own.
    PerAttribute(&'static [&'static str]),
}

impl Reads {
    /// The attributes.
    #[must_use]
    pub fn attributes(self) -> &'static [&'static str] {
        match self {
            Self::AllOf(attributes) | Self::PerAttribute(attributes) => attributes,
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Check {
    /// The types of the model cannot express it.
    ByType,
    /// Reported by [`crate::Hierarchy::apply`] itself.
    Guard,
    /// Reported by [`crate::Hierarchy::synchronize`] and by callers that wait for its end.
    OnRequest,
    /// On the object alone: a mistake of a configuration, which no hierarchy has.
    Form(fn(&Object) -> Vec<Problem>),
    /// On the object alone. A real site may have what it refuses, so it waits for the plan, which knows the hierarchy.
    Standalone(fn(&Object) -> Vec<Problem>),
    /// On what settings subscribe, of what the hierarchy can subscribe.
    Subscription(fn(&SyncSettings, &Categories) -> Vec<Problem>),
    /// On what the object refers to. Terraform plans a referenced object first: at plan, an object that is neither
    /// stored nor planned is missing.
    References(fn(&RuleContext<'_>) -> Outcome),
    /// On a software update point and its server, whichever of them changes. The server is planned before the role: at
    /// plan, a server that is not planned has the defaults, and a server that is only stored may still change.
    OnServer(fn(&RoleOnServer<'_>) -> Outcome),
    /// On what the object conflicts with. A run may still change or remove what is only stored: at plan, only planned
    /// objects count.
    Conflicts(fn(&RuleContext<'_>) -> Outcome),
    /// On the state of the hierarchy when the change is made.
    AtApply(fn(&RuleContext<'_>) -> Outcome),
    /// On everything that exists after a run, by [`crate::Audit`].
    Audit(fn(&RuleContext<'_>) -> Outcome),
}

/// Judges an object alone, if it has the type the rule is for.
pub(crate) fn alone<T: Subject, P: IntoIterator<Item = Problem>>(object: &Object, rule: fn(&T) -> P) -> Vec<Problem> {
    T::of(object).into_iter().flat_map(rule).collect()
}
