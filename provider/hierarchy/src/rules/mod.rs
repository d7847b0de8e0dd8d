//! What Configuration Manager allows. Each rule exists once, here, and is a pure function over a read-only [`View`].
//!
//! The rules are rows of one [`table`], grouped by subject in the files of this module. A rule sees the object, what it was
//! before and the hierarchy, and returns what it finds; all rules are heard, none stops the others.

mod account;
mod finding;
mod hints;
mod languages;
mod object;
mod ports;
mod retirement;
mod rule;
mod schedule;
mod server;
mod site;
mod sup_order;
mod sup_removal;
mod sup_role;
mod supersedence;
mod sync_options;
mod sync_settings;
mod sync_source;
#[cfg(test)]
mod tests;
mod tree;

use std::collections::BTreeSet;
use std::sync::LazyLock;

pub use finding::{Finding, RuleId, Severity};
pub use retirement::reinstallation;
pub use rule::{ADVICE, OURS, Origin, Reads, Rule, Stage};

use crate::change::Change;
use crate::model::Object;
use crate::store::{StoreError, View};
use rule::Case;

/// All rules.
#[must_use]
pub fn table() -> &'static [Rule] {
    static TABLE: LazyLock<Vec<Rule>> = LazyLock::new(|| {
        [
            site::RULES,
            server::RULES,
            retirement::RULES,
            tree::RULES,
            object::RULES,
            ports::RULES,
            sup_role::RULES,
            sup_order::RULES,
            sup_removal::RULES,
            sync_settings::RULES,
            sync_source::RULES,
            schedule::RULES,
            supersedence::RULES,
            languages::RULES,
            sync_options::RULES,
            account::RULES,
        ]
        .concat()
    });
    &TABLE
}

/// Checks what an object's own attributes show, without a hierarchy ([`Stage::Alone`]).
///
/// What depends on an attribute named in `unknown` (a dotted path, or the start of one) is left out.
#[must_use]
pub fn check_alone(object: &Object, unknown: &BTreeSet<String>) -> Vec<Finding> {
    table().iter().flat_map(|rule| rule.judge_alone(object, unknown)).collect()
}

/// Checks a change against the hierarchy it is to be made in; `view` shows it before the change. All stages are heard.
///
/// What depends on an attribute named in `unknown` (a dotted path, or the start of one) is left out.
///
/// # Errors
/// When the view cannot be read.
pub fn check(change: &Change, unknown: &BTreeSet<String>, view: &dyn View) -> Result<Vec<Finding>, StoreError> {
    let mut findings = match change {
        Change::Create(object) | Change::Update(object) => check_alone(object, unknown),
        Change::Delete(_) => Vec::new(),
    };
    let case = Case::new(change, view)?;
    for rule in table() {
        findings.extend(rule.judge_change(&case, unknown)?);
    }
    Ok(findings)
}
