//! What Configuration Manager allows. Each rule exists once, here, as a pure function over a read-only [`View`].
//!
//! The rules are rows of one [`table`], grouped by subject in the files of this module and in [`CHAPTERS`]. A rule
//! reads the object, its state before the change and the hierarchy, and returns problems. All rules are always judged.

mod accounts;
mod chapter;
mod circumstances;
mod context;
mod folder;
mod free_text;
mod objects;
mod pages;
mod real_site;
mod role_on_server;
mod rule;
mod servers;
mod settings;
mod simulated;
mod sites;
mod software_update_points;
mod source;
mod synchronization;
mod table;
#[cfg(test)]
mod tests;

use std::cell::Cell;
use std::collections::BTreeSet;

pub use chapter::Chapter;
pub use circumstances::Circumstances;
use context::RuleContext;
pub(crate) use context::{Departure, PlannedChange};
pub use objects::{RENAMING, duplication, renaming};
pub use rule::{Reads, Rule, Stage};
pub use settings::is_upstream_host;
pub use simulated::{Simulated, failures_predicted_by};
pub(crate) use sites::{another_hierarchy, departure_from_others, replacement_of_parent};
pub use sites::{is_site_code, reinstallation};
pub(crate) use software_update_points::ONE_FIRST;
pub use source::{Page, Source};
pub use synchronization::FULL_SYNC_TRIGGERS;
use table::of_kind;
pub use table::{CHAPTERS, table};

use crate::change::Change;
use crate::facts::Categories;
pub use crate::judgement::Origin;
use crate::judgement::{Finding, Order, RuleId, Severity};
use crate::model::{Kind, Object, ObjectId};
use crate::store::{StoreError, View};

/// Whether a rule judges a role together with its server, and so reports the same problem about either.
pub(crate) fn judges_role_with_server(id: RuleId) -> bool {
    table().iter().any(|rule| rule.id == id && rule.is_on_server())
}

/// The objects whose absence may be why rules refuse an object: those it refers to, and its server where a rule judges both.
#[must_use]
pub fn prerequisites(object: &Object, findings: &[Finding]) -> Vec<ObjectId> {
    let is_about_server =
        |finding: &Finding| finding.severity == Severity::Error && judges_role_with_server(finding.rule);
    let mut prerequisites = object.prerequisites();
    prerequisites.retain(|id| id.kind != Kind::SiteSystem || findings.iter().any(is_about_server));
    prerequisites
}

/// Checks the attributes of an object alone, without a hierarchy ([`Stage::Form`] and [`Stage::Standalone`]). What it subscribes
/// is looked for in the catalog of this release.
///
/// Rules that depend on an attribute in `unknown` (a dotted path, or the start of one) are not judged.
#[must_use]
pub fn check_standalone(object: &Object, unknown: &BTreeSet<String>) -> Vec<Finding> {
    judge_standalone(of_kind(object.kind()), object, unknown, &Categories::of_release())
}

/// Checks the attributes of an object alone. What it subscribes is looked for in the catalog of the hierarchy.
///
/// # Errors
/// If the view cannot be read.
pub fn check_standalone_in(
    view: &dyn View,
    object: &Object,
    unknown: &BTreeSet<String>,
) -> Result<Vec<Finding>, StoreError> {
    let categories = match object {
        Object::SyncSettings(settings) if settings.subscribes() => Categories::of(view)?,
        _ => Categories::of_release(),
    };
    Ok(judge_standalone(of_kind(object.kind()), object, unknown, &categories))
}

/// Checks the attributes of an object for mistakes that no hierarchy has ([`Stage::Form`]). Terraform validates a configuration
/// before it is known which hierarchy it is for, and a real site may have what other rules refuse.
#[must_use]
pub fn check_form(object: &Object, unknown: &BTreeSet<String>) -> Vec<Finding> {
    let of_form = of_kind(object.kind()).filter(|rule| rule.stage() == Stage::Form);
    judge_standalone(of_form, object, unknown, &Categories::of_release())
}

fn judge_standalone(
    rules: impl Iterator<Item = &'static Rule>,
    object: &Object,
    unknown: &BTreeSet<String>,
    categories: &Categories,
) -> Vec<Finding> {
    let id = object.id();
    rules.flat_map(|rule| rule.judge_standalone(object, &id, unknown, categories)).collect()
}

/// Checks a change against the hierarchy; `view` shows it before the change. The rules of all stages are
/// judged.
///
/// Rules that depend on an attribute in `unknown` (a dotted path, or the start of one) are not judged.
///
/// # Errors
/// If the view cannot be read.
pub fn check(
    change: &Change,
    unknown: &BTreeSet<String>,
    view: &dyn View,
    circumstances: &Circumstances,
) -> Result<Vec<Finding>, StoreError> {
    check_each(change, unknown, view, circumstances, |_, found| found)
}

/// Checks a change in the middle of a run. The view sets `is_uncertain` when an answer has an object that the run has yet
/// to change: what a rule finds then is no warning. If `is_run_known`, a role and its server do not refuse each other
/// either: the plan has judged both.
pub(crate) fn check_during_run(
    change: &Change,
    view: &dyn View,
    circumstances: &Circumstances,
    is_uncertain: &Cell<bool>,
    is_run_known: bool,
) -> Result<Vec<Finding>, StoreError> {
    check_each(change, &BTreeSet::new(), view, circumstances, |rule, mut found| {
        if is_uncertain.take() {
            let counts =
                |finding: &Finding| finding.severity == Severity::Error && !(is_run_known && rule.is_on_server());
            found.retain(counts);
        }
        found
    })
}

fn check_each(
    change: &Change,
    unknown: &BTreeSet<String>,
    view: &dyn View,
    circumstances: &Circumstances,
    counted: impl Fn(&Rule, Vec<Finding>) -> Vec<Finding>,
) -> Result<Vec<Finding>, StoreError> {
    let mut findings = match change {
        Change::Create(object) | Change::Update(object) => check_standalone_in(view, object, unknown)?,
        Change::Delete(_) => Vec::new(),
    };
    let before = view.get(&change.id())?;
    let context = RuleContext::new(change, before.as_ref(), view, circumstances);
    for rule in of_kind(context.id.kind) {
        findings.extend(counted(rule, rule.judge_change(&context, unknown)?));
    }
    Ok(soften(without_inherited(findings), circumstances.order))
}

/// The findings, without warnings about what a child site must not set: it inherits the value of the top-level site.
#[must_use]
pub fn without_inherited(mut findings: Vec<Finding>) -> Vec<Finding> {
    let of_child = findings.iter().filter(|finding| finding.rule == settings::CHILD_INHERITS);
    let inherited: Vec<String> = of_child.filter_map(|finding| finding.attribute.clone()).collect();
    let is_part = |attribute: &str| {
        inherited
            .iter()
            .any(|whole| attribute.strip_prefix(whole).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
    };
    findings
        .retain(|finding| finding.severity == Severity::Error || !finding.attribute.as_deref().is_some_and(is_part));
    findings
}

/// Whether a change is refused only because of conflicts with other objects, which other changes may resolve.
#[must_use]
pub fn may_be_fixed_by_others(findings: &[Finding]) -> bool {
    let settles = |finding: &Finding| table().iter().any(|rule| rule.id == finding.rule && rule.is_conflict());
    findings.iter().filter(|finding| finding.severity == Severity::Error).all(settles)
}

/// Checks a planned change. The views set `is_uncertain` when an answer may still change in the run; the findings of a
/// rule that got such an answer are left out.
pub(crate) fn check_planned(
    planned: &PlannedChange<'_>,
    unknown: &BTreeSet<String>,
    is_uncertain: &Cell<bool>,
) -> Result<Vec<Finding>, StoreError> {
    let mut findings = Vec::new();
    let [references, settled] = RuleContext::planned(planned);
    for rule in of_kind(references.id.kind) {
        is_uncertain.set(false);
        let found = rule.judge_plan(&references, &settled, unknown)?;
        if !is_uncertain.get() {
            findings.extend(found);
        }
    }
    Ok(soften(without_inherited(findings), planned.circumstances.order))
}

/// With [`Order::Faithful`], errors about the order become warnings.
fn soften(mut findings: Vec<Finding>, order: Order) -> Vec<Finding> {
    let is_of_order =
        |finding: &Finding| table().iter().any(|rule| rule.id == finding.rule && rule.origin == Origin::Order);
    if order == Order::Faithful {
        for finding in findings.iter_mut().filter(|finding| is_of_order(finding)) {
            finding.severity = Severity::Warning;
            finding
                .detail
                .push_str("\n\nWith order = \"faithful\" the change is made nevertheless, and synchronization fails.");
        }
    }
    findings
}
