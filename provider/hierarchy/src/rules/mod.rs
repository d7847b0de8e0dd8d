//! What Configuration Manager allows. Each rule exists once, here, as a pure function over a read-only [`View`].
//!
//! The rules are rows of one [`table`], grouped by subject in the files of this module and in [`CHAPTERS`]. A rule
//! reads the object, its state before the change and the hierarchy, and returns problems. All rules are always judged.

mod access;
mod account;
mod case;
mod circumstances;
mod classifications;
mod database;
mod expansion;
mod finding;
mod hints;
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

pub use circumstances::{Circumstances, Order};
pub use finding::{Finding, RuleId, Severity};
pub use hints::{did_you_mean, nearest};
pub use retirement::reinstallation;
pub use rule::{ADVICE, OURS, Origin, Reads, Rule, Stage};
pub(crate) use rule::{is_nameless, is_unknown};
pub use schedule::check_schedule;
pub use site::is_site_code;
pub use sync_source::is_upstream_host;

use crate::change::Change;
use crate::model::{Kind, Object, Stored};
use crate::store::{StoreError, View};
use case::Case;

/// The rules on one subject.
#[derive(Clone, Copy, Debug)]
pub struct Chapter {
    /// The subject.
    pub title: &'static str,
    parts: &'static [&'static [Rule]],
}

impl Chapter {
    /// Its rules, in reading order.
    pub fn rules(&self) -> impl Iterator<Item = &'static Rule> + use<> {
        self.parts.iter().copied().flatten()
    }
}

/// All rules, by subject.
pub const CHAPTERS: &[Chapter] = &[
    Chapter { title: "Sites", parts: &[site::RULES, version::RULES, retirement::RULES] },
    Chapter { title: "The tree of sites", parts: &[tree::RULES, site_removal::RULES, expansion::RULES] },
    Chapter { title: "Declaring and changing objects", parts: &[object::RULES] },
    Chapter {
        title: "Servers and WSUS",
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
        title: "Sync settings and synchronization source",
        parts: &[sync_settings::RULES, settings_removal::RULES, sync_source::RULES],
    },
    Chapter { title: "Schedule", parts: &[schedule::RULES] },
    Chapter { title: "Classifications and products", parts: &[classifications::RULES, products::RULES] },
    Chapter {
        title: "Expiry, languages and other options",
        parts: &[supersedence::RULES, languages::RULES, sync_options::RULES, remote::RULES],
    },
    Chapter { title: "Settings and versions", parts: &[releases::RULES] },
    Chapter { title: "Synchronization", parts: &[synchronisation::RULES] },
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

/// Whether a rule judges a role together with its server, and so reports the same problem about either.
pub(crate) fn speaks_of_role_and_server(id: RuleId) -> bool {
    table().iter().any(|rule| rule.id == id && rule.is_on_server())
}

/// Checks the attributes of an object alone, without a hierarchy ([`Stage::Alone`]).
///
/// Rules that depend on an attribute in `unknown` (a dotted path, or the start of one) are not judged.
#[must_use]
pub fn check_alone(object: &Object, unknown: &BTreeSet<String>) -> Vec<Finding> {
    let id = object.id();
    of_kind(id.kind).flat_map(|rule| rule.judge_alone(object, &id, unknown)).collect()
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
    let mut findings = match change {
        Change::Create(object) | Change::Update(object) => check_alone(object, unknown),
        Change::Delete(_) => Vec::new(),
    };
    let before = view.get(&change.id())?;
    let case = Case::new(change, before.as_ref(), view, circumstances);
    for rule in of_kind(case.id.kind) {
        findings.extend(rule.judge_change(&case, unknown)?);
    }
    Ok(circumstances.order.soften(findings))
}

/// Whether a change is refused only because of conflicts with other objects, which other changes may resolve.
#[must_use]
pub fn may_be_mended_by_others(findings: &[Finding]) -> bool {
    let settles = |finding: &Finding| table().iter().any(|rule| rule.id == finding.rule && rule.is_settled());
    findings.iter().filter(|finding| finding.severity == Severity::Error).all(settles)
}

/// A planned change, with what is known of the rest of the run.
pub(crate) struct Rehearsed<'a> {
    pub(crate) change: &'a Change,
    /// The object as it is until the change.
    pub(crate) before: Option<Stored<Object>>,
    /// The same object, planned elsewhere in the run.
    pub(crate) twin: Option<Stored<Object>>,
    /// Everything that is stored or planned, except what is to be removed.
    pub(crate) everything: &'a dyn View,
    /// The part of it that nothing planned later can change.
    pub(crate) settled: &'a dyn View,
    pub(crate) circumstances: &'a Circumstances,
    /// The primary site that is stand-alone after the run, if the change removes the central administration site above
    /// it.
    pub(crate) left_by: Option<&'a str>,
}

/// Checks a planned change. The views set `is_uncertain` when an answer may still change in the run; the findings of a
/// rule that got such an answer are left out.
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
    Ok(rehearsed.circumstances.order.soften(findings))
}
