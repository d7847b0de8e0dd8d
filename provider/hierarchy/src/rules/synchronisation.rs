//! What settings mean for synchronisation. Most of it waits for synchronisation to be simulated.

use super::case::{Case, Put};
use super::finding::{RuleId, Severity};
use super::hints::listed;
use super::rule::Check::{Awaits, Referring};
use super::rule::Reads::Together;
use super::rule::{Origin, Outcome, Problem, Rule};
use crate::change::Change;
use crate::model::{Kind, SyncSettings, key};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: RuleId("V101"),
        title: "the first synchronisation runs with nothing subscribed",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Warning,
        source: "Install and configure a software update point",
        origin: Origin::Documented,
        mend: "Leave initial_sync at its default, or add products and classifications after the first synchronisation.",
        reads: Together(&["products", "classifications", "initial_sync"]),
        check: Awaits("whether a site has synchronised"),
    },
    Rule {
        id: RuleId("V114"),
        title: "languages of summary details are chosen before the first synchronisation",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Warning,
        source: "Plan for software updates",
        origin: Origin::Documented,
        mend: "Choose the languages before the first synchronisation: later, only new and changed updates get them.",
        reads: Together(&["languages.summary_details"]),
        check: Awaits("whether a site has synchronised"),
    },
    Rule {
        id: RuleId("V115"),
        title: "third-party updates are enabled after the first synchronisation",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: "Install and configure a software update point",
        origin: Origin::Documented,
        mend: "Enable third-party updates when the software update point is installed and has synchronised.",
        reads: Together(&["third_party_updates.enabled"]),
        check: Awaits("whether a site has synchronised"),
    },
    Rule {
        id: RuleId("V121"),
        title: "a change of the source, the subscription or supersedence makes the next synchronisation a full one",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Warning,
        source: "Software updates SDK; Set-CMSoftwareUpdatePointComponent; Configure a software update point to use TLS/SSL",
        origin: Origin::Documented,
        mend: "Make several such changes at once, at a quiet time.",
        reads: Together(&ALL_ANEW),
        check: Referring(next_is_full),
    },
    Rule {
        id: RuleId("V122"),
        title: "who synchronises from Microsoft Update can reach it",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: "Install and configure a software update point",
        origin: Origin::Documented,
        mend: "Give the server of the top-level site's first software update point access to the internet, or another source.",
        reads: Together(&["source"]),
        check: Awaits("synchronisation with a source"),
    },
    Rule {
        id: RuleId("V123"),
        title: "synchronisation is started at the top-level site",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: "Synchronize software updates",
        origin: Origin::Documented,
        mend: "Start it at the top-level site; child sites follow.",
        reads: Together(&[]),
        check: Awaits("synchronisation on request"),
    },
    Rule {
        id: RuleId("V124"),
        title: "a synchronisation that is waited for succeeds",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: "Track the software update synchronization process",
        origin: Origin::Documented,
        mend: "Look up the error code of the synchronisation, and remove its cause.",
        reads: Together(&[]),
        check: Awaits("the outcome of a synchronisation"),
    },
];

const ALL_ANEW: [&str; 4] = ["sup_role_id", "classifications", "products", "supersedence"];

fn next_is_full(case: &Case<'_>) -> Outcome {
    match case.change {
        Change::Update(_) => case.put(next_is_full_after),
        Change::Create(_) | Change::Delete(_) => Ok(Vec::new()),
    }
}

fn next_is_full_after(put: &Put<'_, SyncSettings>) -> Outcome {
    let (Some(before), after) = (put.before, put.object) else {
        return Ok(Vec::new());
    };
    // A child site has none of the others of its own.
    let is_top_level = put.view.site(after.site_code())?.is_some_and(|site| site.is_top_level());
    let differs = [
        key(&before.sup_role_id) != key(&after.sup_role_id),
        is_top_level && before.classifications.iter().flatten().ne(after.classifications.iter().flatten()),
        is_top_level && before.products.iter().flatten().ne(after.products.iter().flatten()),
        is_top_level && before.supersedence != after.supersedence,
    ];
    let changed: Vec<&str> = ALL_ANEW.into_iter().zip(differs).filter_map(|(name, is)| is.then_some(name)).collect();
    let problem = changed.first().map(|first| {
        Problem::at(
            first,
            "the next synchronisation is a full one",
            format!(
                "After a change of {} the site goes through all updates again, not only through what is new, and that takes \
                 longer. Apply it at a quiet time, together with what else is to change there.",
                listed(&changed)
            ),
        )
    });
    Ok(problem.into_iter().collect())
}
