//! What a report tells, before it is written in a form.

use std::path::Path;

use hierarchy::{Hierarchy, Location, Order};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::actions::PlannedAction;
use super::changes::{OutputChange, Planned, PlannedChange, outputs};
use super::counts::Counts;
use super::drift::drift;
use super::impact::{FullSynchronization, Reinstallation, full_synchronizations, reinstallations};
use super::order::{Step, steps};
use super::project::Project;
use super::sites::{PlannedSite, sites};
use crate::check::{Reported, judged};
use crate::findings::Finding;
use crate::shared::diagnostic::Diagnostic;
use crate::shared::error::Result;
use crate::terraform::checks::{CheckResult, CheckStatus, CheckedObject};
use crate::terraform::log::{Log, Message};
use crate::terraform::plan::Plan;

/// What `supctl report --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Report {
    pub(crate) outcome: Outcome,
    pub(crate) project: Project,
    /// The version of Terraform or OpenTofu; null without a plan.
    pub(crate) terraform_version: Option<String>,
    /// The file of the hierarchy, or the URL of its database without the password, as the provider block has it; null where the
    /// block does not name it.
    pub(crate) planned_against: Option<String>,
    pub(crate) counts: Counts,
    /// Errors and warnings of Terraform and the provider; null without a log.
    pub(crate) messages: Option<Vec<ReportedMessage>>,
    /// What is planned, by address.
    pub(crate) changes: Vec<PlannedChange>,
    pub(crate) outputs: Vec<OutputChange>,
    /// What Terraform runs besides.
    pub(crate) actions: Vec<PlannedAction>,
    pub(crate) reinstalled_sites: Vec<Reinstallation>,
    pub(crate) full_synchronizations: Vec<FullSynchronization>,
    /// What the rules find in the hierarchy after the plan; null without a hierarchy.
    pub(crate) rule_findings: Option<Vec<Reported>>,
    /// Check blocks and conditions of the configuration that do not pass, or are not known yet.
    pub(crate) checks: Vec<ReportedCheck>,
    /// The hierarchy after the plan. Where it is large, sites where nothing changes are left out.
    pub(crate) sites: Vec<PlannedSite>,
    /// Installations and removals in order.
    pub(crate) order: Vec<Step>,
    /// What was changed outside Terraform.
    pub(crate) drift: Vec<Finding>,
    /// The sections that are missing, and what brings them.
    pub(crate) missing: Vec<Missing>,
}

/// How the plan ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Outcome {
    /// Terraform reported errors, or did not end.
    Failed,
    Changes,
    NoChanges,
}

/// An error or a warning of Terraform or a provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct ReportedMessage {
    pub(crate) is_error: bool,
    pub(crate) summary: String,
    pub(crate) detail: String,
    /// The address of the resource.
    pub(crate) address: Option<String>,
    pub(crate) file: Option<String>,
    /// From 1.
    pub(crate) line: Option<usize>,
}

/// A check block or an object with conditions that does not pass.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct ReportedCheck {
    #[serde(flatten)]
    pub(crate) result: CheckResult,
    /// Where its first problem is, by the log.
    pub(crate) file: Option<String>,
    /// From 1.
    pub(crate) line: Option<usize>,
}

/// A section that is missing.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Missing {
    pub(crate) section: &'static str,
    /// Why, or what brings it.
    pub(crate) why: &'static str,
    /// Where a hierarchy was looked for.
    pub(crate) place: Option<String>,
}

/// What a report is made from.
#[derive(Clone, Copy)]
pub(super) struct Sources<'a> {
    /// `None` where planning failed and left none.
    pub(super) plan: Option<&'a Plan<'a>>,
    pub(super) log: Option<&'a Log>,
    pub(super) location: &'a Location,
    pub(super) hierarchy: Option<&'a Hierarchy>,
    /// The folder of the configuration.
    pub(super) folder: &'a Path,
}

impl Report {
    /// Reads the sources.
    ///
    /// # Errors
    /// When the plan is of another version or manages no hierarchy, or the hierarchy cannot be read.
    pub(super) fn of(project: Project, sources: &Sources<'_>) -> Result<Self> {
        let empty = Plan::default();
        let plan = sources.plan.unwrap_or(&empty);
        let resources = Planned::all(plan)?;
        let actions = PlannedAction::all(plan);
        let concerns_nothing = resources.iter().all(|planned| planned.kind.is_none()) && !plan.runs_own_action();
        if sources.plan.is_some() && !plan.errored && concerns_nothing {
            return Err(no_objects().into());
        }
        let changes: Vec<PlannedChange> = resources.iter().filter_map(Planned::change).collect();
        let outputs = outputs(plan)?;
        let is_failed = plan.errored || sources.plan.is_none() || sources.log.is_some_and(Log::is_failed);
        let outcome = match (is_failed, changes.is_empty() && outputs.is_empty() && actions.is_empty()) {
            (true, _) => Outcome::Failed,
            (false, false) => Outcome::Changes,
            (false, true) => Outcome::NoChanges,
        };
        let rule_findings = match sources.hierarchy {
            // The objects of a failed plan are not complete.
            Some(hierarchy) if !is_failed => {
                Some(judged(plan, sources.folder, Some(hierarchy), Order::Strict)?.findings)
            }
            _ => None,
        };
        let checks = checks(plan, sources.log);
        Ok(Self {
            outcome,
            project,
            terraform_version: plan.terraform_version.clone(),
            planned_against: planned_against(plan),
            counts: Counts::of(&changes),
            messages: sources.log.map(|log| messages(log, rule_findings.as_deref().unwrap_or_default(), &checks)),
            changes,
            outputs,
            actions,
            reinstalled_sites: reinstallations(&resources),
            full_synchronizations: full_synchronizations(&resources),
            rule_findings,
            checks,
            sites: sites(&resources),
            order: steps(&resources, &plan.configuration),
            drift: drift(plan, sources.hierarchy)?,
            missing: missing(sources, is_failed),
        })
    }
}

/// A report about another provider's resources would look as if nothing happened to the hierarchy.
fn no_objects() -> Diagnostic {
    Diagnostic::error(
        "the plan has no configmgr_* resources",
        "Name the plan of a configuration that manages a hierarchy. For other plans there is nothing to report.",
    )
}

/// The check blocks and conditions of a plan that do not pass.
fn checks(plan: &Plan<'_>, log: Option<&Log>) -> Vec<ReportedCheck> {
    let results = plan.checks.iter().flat_map(CheckedObject::results);
    let mut reported: Vec<ReportedCheck> =
        results.filter(|result| result.status != CheckStatus::Pass).map(|result| with_place(result, log)).collect();
    reported.sort_by_key(|check| check.result.status == CheckStatus::Unknown);
    reported
}

/// A plan does not tell where a condition is; the message about it does.
fn with_place(result: CheckResult, log: Option<&Log>) -> ReportedCheck {
    let mut messages = log.into_iter().flat_map(|log| &log.messages);
    let range =
        messages.find(|message| result.problems.contains(&message.detail)).and_then(|message| message.range.as_ref());
    let (file, line) = range.map(|range| (range.filename.clone(), range.start.line)).unzip();
    ReportedCheck { result, file, line }
}

/// Terraform's warning about a check block whose result is not known yet. It does not name the block.
const CHECK_IS_UNKNOWN: &str = "Check block assertion known after apply";

/// The messages of a log, errors first, without warnings that are findings of rules or problems of checks.
fn messages(log: &Log, findings: &[Reported], checks: &[ReportedCheck]) -> Vec<ReportedMessage> {
    let is_finding = |message: &Message| findings.iter().any(|reported| reported.finding.summary == message.summary);
    let is_check = |message: &Message| {
        let is_of = |check: &ReportedCheck| match check.result.status {
            CheckStatus::Unknown => message.summary == CHECK_IS_UNKNOWN,
            _ => check.result.problems.contains(&message.detail),
        };
        !message.is_error() && checks.iter().any(is_of)
    };
    let mut messages: Vec<ReportedMessage> = Vec::new();
    for message in log.messages.iter().filter(|message| !is_finding(message) && !is_check(message)) {
        let message = ReportedMessage::from(message);
        if !messages.contains(&message) {
            messages.push(message);
        }
    }
    messages.sort_by_key(|message| !message.is_error);
    messages
}

impl From<&Message> for ReportedMessage {
    fn from(message: &Message) -> Self {
        Self {
            is_error: message.is_error(),
            summary: message.summary.clone(),
            detail: message.detail.clone(),
            address: message.address.clone(),
            file: message.range.as_ref().map(|range| range.filename.clone()),
            line: message.range.as_ref().map(|range| range.start.line),
        }
    }
}

/// The place of the hierarchy in the block of the provider.
fn planned_against(plan: &Plan<'_>) -> Option<String> {
    let block = plan.configuration.provider_config.values().find(|block| block.name == "configmgr")?;
    let value = |name: &str| value_of(block.expressions.get(name)?, plan);
    let database = value("database_url").and_then(|url| Location::database(&url).ok()).map(|place| place.to_string());
    database.or_else(|| value("path"))
}

/// The value of an expression that is a constant, or a variable that is not sensitive.
fn value_of(expression: &Value, plan: &Plan<'_>) -> Option<String> {
    if let Some(constant) = expression.get("constant_value") {
        return constant.as_str().map(str::to_owned);
    }
    let name = expression.get("references")?.get(0)?.as_str()?.strip_prefix("var.")?;
    let is_sensitive = plan.configuration.root_module.variables.get(name).is_none_or(|variable| variable.sensitive);
    plan.variables.get(name).filter(|_| !is_sensitive)?.value.as_str().map(str::to_owned)
}

fn missing(sources: &Sources<'_>, is_failed: bool) -> Vec<Missing> {
    let of = |section, why| Missing { section, why, place: None };
    let no_plan = sources.plan.is_none().then(|| of("Changes", "terraform plan failed and left no plan"));
    let no_log = of("Errors and warnings", "give the lines of terraform plan -json with --log");
    let no_log = sources.log.is_none().then_some(no_log);
    let is_alone = sources.hierarchy.is_none();
    let elsewhere = |section| Missing {
        place: Some(sources.location.to_string()),
        ..of(section, "name it with --path or --database-url")
    };
    let no_findings = match (is_failed, is_alone) {
        (true, _) => Some(of("Findings of rules", "the plan is not complete")),
        (false, true) => Some(elsewhere("Findings of rules")),
        (false, false) => None,
    };
    let no_names = is_alone.then(|| elsewhere("Who changed what outside Terraform"));
    [no_plan, no_log, no_findings, no_names].into_iter().flatten().collect()
}

/// An error if the counts of a log are not those of a plan: they are from different runs.
pub(super) fn require_same_run(changes: &[PlannedChange], log: &Log) -> Result<(), Diagnostic> {
    let Some(counted) = log.counted else { return Ok(()) };
    let of_plan = super::counts::as_terraform_counts(changes);
    if counted == of_plan {
        return Ok(());
    }
    Err(Diagnostic::error(
        format!(
            "the log and the plan are of different runs: the log counts {} to add, {} to change and {} to destroy, the plan {}, \
             {} and {}",
            counted.add, counted.change, counted.remove, of_plan.add, of_plan.change, of_plan.remove
        ),
        "Give the log and the plan file of the same terraform plan:\n\n  terraform plan -json -out=tfplan > plan.log\n  \
         terraform show -json tfplan > plan.json\n",
    ))
}
