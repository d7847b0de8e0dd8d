//! What Configuration Manager allows. Each rule exists once, here, and is a pure function over a read-only [`View`].
//!
//! The rules are rows of one [`table`], grouped by subject in the files of this module and in [`CHAPTERS`]. A rule
//! sees the object, what it was before and the hierarchy, and returns what it finds; all rules are heard, none stops the others.

mod access;
mod account;
mod case;
mod circumstances;
mod classifications;
mod database;
mod expansion;
mod languages;
mod object;
mod ports;
mod products;
mod proxy;
mod releases;
mod remote;
mod retirement;
mod rule;
mod schedule;
mod served;
mod server;
mod settings_removal;
mod site;
mod site_removal;
mod sup_order;
mod sup_place;
mod sup_removal;
mod sup_role;
mod supersedence;
mod sync_options;
mod sync_settings;
mod sync_source;
mod synchronisation;
#[cfg(test)]
mod tests;
mod tree;
mod version;
mod wsus;
mod wsus_versions;

use std::cell::Cell;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::change::Change;
pub use crate::judgement::Origin;
use crate::judgement::{Finding, RuleId, Severity};
use crate::model::{Kind, Object, Stored};
use crate::store::{StoreError, View};
use case::Case;
pub use circumstances::Circumstances;
pub use retirement::reinstallation;
pub use rule::{ADVICE, OURS, Reads, Rule, Stage};
pub use site::is_site_code;
pub use sync_source::is_upstream_host;

/// The rules on one subject.
#[derive(Clone, Copy, Debug)]
pub struct Chapter {
    /// The subject.
    pub title: &'static str,
    parts: &'static [&'static [Rule]],
}

impl Chapter {
    /// Its rules, in the order they are best read in.
    pub fn rules(&self) -> impl Iterator<Item = &'static Rule> + use<> {
        self.parts.iter().copied().flatten()
    }
}

/// All rules, by subject.
pub const CHAPTERS: &[Chapter] = &[
    Chapter { title: "Sites", parts: &[site::RULES, version::RULES, retirement::RULES] },
    Chapter { title: "The tree of sites", parts: &[tree::RULES, site_removal::RULES, expansion::RULES] },
    Chapter { title: "Declaring and changing", parts: &[object::RULES] },
    Chapter {
        title: "Servers and their WSUS",
        parts: &[
            server::RULES,
            wsus::RULES,
            wsus_versions::RULES,
            database::RULES,
            ports::RULES,
            proxy::RULES,
            access::RULES,
        ],
    },
    Chapter { title: "Software update points", parts: &[sup_role::RULES, sup_place::RULES] },
    Chapter { title: "Order of software update points", parts: &[sup_order::RULES, sup_removal::RULES] },
    Chapter {
        title: "Sync settings and their source",
        parts: &[sync_settings::RULES, settings_removal::RULES, sync_source::RULES],
    },
    Chapter { title: "Schedule", parts: &[schedule::RULES] },
    Chapter { title: "Classifications and products", parts: &[classifications::RULES, products::RULES] },
    Chapter {
        title: "What becomes of updates",
        parts: &[supersedence::RULES, languages::RULES, sync_options::RULES, remote::RULES],
    },
    Chapter { title: "Settings and versions", parts: &[releases::RULES] },
    Chapter { title: "Synchronisation", parts: &[synchronisation::RULES] },
    Chapter { title: "Accounts", parts: &[account::RULES] },
];

/// All rules.
#[must_use]
pub fn table() -> &'static [Rule] {
    static TABLE: LazyLock<Vec<Rule>> = LazyLock::new(|| CHAPTERS.iter().flat_map(Chapter::rules).copied().collect());
    &TABLE
}

/// The rules that judge objects of one kind.
fn of_kind(kind: Kind) -> impl Iterator<Item = &'static Rule> {
    table().iter().filter(move |rule| rule.kinds.contains(&kind))
}

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
    Ok(circumstances.soften(findings))
}

/// Whether a change is refused only for what it gets in the way of: others may make room for it.
#[must_use]
pub fn may_be_mended_by_others(findings: &[Finding]) -> bool {
    let settles = |finding: &Finding| table().iter().any(|rule| rule.id == finding.rule && rule.is_settled());
    findings.iter().filter(|finding| finding.severity == Severity::Error).all(settles)
}

/// A change that is planned, with what is known of the rest of the run.
pub(crate) struct Rehearsed<'a> {
    pub(crate) change: &'a Change,
    /// What the object is until then.
    pub(crate) before: Option<Stored<Object>>,
    /// What is planned as the same object, elsewhere in the run.
    pub(crate) twin: Option<Stored<Object>>,
    /// All that is stored or planned, but for what is to be removed.
    pub(crate) everything: &'a dyn View,
    /// Of that, what nothing planned later can change.
    pub(crate) settled: &'a dyn View,
    pub(crate) circumstances: &'a Circumstances,
    /// The primary site that is to stand alone after the run, where the change removes the site above it.
    pub(crate) left_by: Option<&'a str>,
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
    Ok(rehearsed.circumstances.soften(findings))
}
