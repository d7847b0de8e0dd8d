//! What Configuration Manager allows. Each rule exists once, here, and is a pure function over a read-only [`View`].
//!
//! The rules are rows of one [`table`], grouped by subject in the files of this module and in [`CHAPTERS`]. A rule
//! sees the object, what it was before and the hierarchy, and returns what it finds; all rules are heard, none stops the others.

mod accounts;
mod chapter;
mod circumstances;
mod context;
mod objects;
mod role_on_server;
mod rule;
mod servers;
mod settings;
mod sites;
mod software_update_points;
mod synchronization;
mod table;
#[cfg(test)]
mod tests;

use std::cell::Cell;
use std::collections::BTreeSet;

pub use chapter::Chapter;
pub use circumstances::Circumstances;
use context::Case;
pub(crate) use context::Rehearsed;
pub use rule::{ADVICE, OURS, Reads, Rule, Stage};
pub use settings::is_upstream_host;
pub use sites::{is_site_code, reinstallation};
use table::of_kind;
pub use table::{CHAPTERS, table};

use crate::change::Change;
pub use crate::judgement::Origin;
use crate::judgement::{Finding, Order, RuleId, Severity};
use crate::model::Object;
use crate::store::{StoreError, View};

/// Whether a rule says the same of a role and of the server it is on, whichever of them is judged.
pub(crate) fn speaks_of_role_and_server(id: RuleId) -> bool {
    table().iter().any(|rule| rule.id == id && rule.is_on_server())
}

/// Checks what an object's own attributes show, without a hierarchy ([`Stage::Alone`]).
///
/// What depends on an attribute named in `unknown` (a dotted path, or the start of one) is left out.
#[must_use]
pub fn check_alone(object: &Object, unknown: &BTreeSet<String>) -> Vec<Finding> {
    let id = object.id();
    of_kind(id.kind).flat_map(|rule| rule.judge_alone(object, &id, unknown)).collect()
}

/// Checks a change against the hierarchy it is to be made in; `view` shows it before the change. All stages are
/// heard.
///
/// What depends on an attribute named in `unknown` (a dotted path, or the start of one) is left out.
///
/// # Errors
/// When the view cannot be read.
pub fn check(
    change: &Change,
    unknown: &BTreeSet<String>,
    view: &dyn View,
    circumstances: &Circumstances,
) -> Result<Vec<Finding>, StoreError> {
    let mut findings = match change {
        Change::Create(object) | Change::Update(object) => check_alone(object, unknown),
        Change::Delete(_) => Vec::new(),
    };
    let before = view.get(&change.id())?;
    let case = Case::new(change, before.as_ref(), view, circumstances);
    for rule in of_kind(case.id.kind) {
        findings.extend(rule.judge_change(&case, unknown)?);
    }
    Ok(soften(findings, circumstances.order))
}

/// Whether a change is refused only for what it gets in the way of: others may make room for it.
#[must_use]
pub fn may_be_mended_by_others(findings: &[Finding]) -> bool {
    let settles = |finding: &Finding| table().iter().any(|rule| rule.id == finding.rule && rule.is_settled());
    findings.iter().filter(|finding| finding.severity == Severity::Error).all(settles)
}

/// Checks a change that is planned. `is_uncertain` is set by the views when an answer may turn out to be another one; what a
/// rule makes of such an answer is left out.
pub(crate) fn rehearse(
    rehearsed: &Rehearsed<'_>,
    unknown: &BTreeSet<String>,
    is_uncertain: &Cell<bool>,
) -> Result<Vec<Finding>, StoreError> {
    let mut findings = Vec::new();
    let [referring, settled] = Case::planned(rehearsed);
    for rule in of_kind(referring.id.kind) {
        is_uncertain.set(false);
        let found = rule.judge_plan(&referring, &settled, unknown)?;
        if !is_uncertain.get() {
            findings.extend(found);
        }
    }
    Ok(soften(findings, rehearsed.circumstances.order))
}

/// Refusals that the order does not take for such become warnings.
fn soften(mut findings: Vec<Finding>, order: Order) -> Vec<Finding> {
    let is_of_order =
        |finding: &Finding| table().iter().any(|rule| rule.id == finding.rule && rule.origin == Origin::Order);
    if order == Order::Faithful {
        for finding in findings.iter_mut().filter(|finding| is_of_order(finding)) {
            finding.severity = Severity::Warning;
            finding.detail.push_str("\n\nIn this order it is installed all the same, and synchronisation fails.");
        }
    }
    findings
}
