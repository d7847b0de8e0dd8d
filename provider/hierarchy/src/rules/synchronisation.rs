//! What sync settings mean for synchronization, and when it can start.

use super::case::{Case, Put};
use super::finding::{RuleId, Severity};
use super::hints::listed;
use super::rule::Check::{OnRequest, Referring, Settled};
use super::rule::Reads::Together;
use super::rule::{Origin, Outcome, Problem, Rule};
use crate::change::Change;
use crate::model::{Kind, SiteSystem, SyncSettings, SyncSource, key};
use crate::store::StoreError;
use crate::sync;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: RuleId("V101"),
        title: "the first synchronization runs without subscriptions",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Warning,
        source: "Install and configure a software update point",
        origin: Origin::Documented,
        mend: "Leave initial_sync at its default, or add products and classifications after the first synchronization.",
        reads: Together(&["sup_role_id", "products", "classifications", "initial_sync"]),
        check: Referring(|case| case.put(first_runs_with_nothing)),
    },
    Rule {
        id: RuleId("V114"),
        title: "languages of summary details are chosen before the first synchronization",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Warning,
        source: "Plan for software updates",
        origin: Origin::Documented,
        mend: "Choose the languages before the first synchronization. Later, only new and changed updates get them.",
        reads: Together(&["sup_role_id", "languages.summary_details"]),
        check: Referring(|case| case.put(languages_come_first)),
    },
    Rule {
        id: RuleId("V115"),
        title: "third-party updates are enabled after the first synchronization",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: "Install and configure a software update point",
        origin: Origin::Documented,
        mend: "Enable third-party updates after the software update point has synchronized, or subscribe to products \
               with initial_sync.",
        reads: Together(&["sup_role_id", "third_party_updates.enabled", "products", "classifications", "initial_sync"]),
        check: Referring(|case| case.put(third_party_comes_later)),
    },
    Rule {
        id: RuleId("V121"),
        title: "after a change of the source, the subscriptions or supersedence, the next synchronization is a full \
                one",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Warning,
        source: "Software updates SDK; Set-CMSoftwareUpdatePointComponent; Configure a software update point to use \
                 TLS/SSL",
        origin: Origin::Documented,
        mend: "Make such changes together, at a quiet time.",
        reads: Together(&ALL_ANEW),
        check: Referring(next_is_full),
    },
    Rule {
        id: RuleId("V122"),
        title: "a site that synchronizes from Microsoft Update can reach it",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: "Install and configure a software update point",
        origin: Origin::Documented,
        mend: "Give the server of the top-level site's first software update point internet access, or set another \
               source.",
        reads: Together(&["sup_role_id", "source", "products", "classifications", "initial_sync"]),
        check: Settled(|case| case.put(source_is_reached)),
    },
    Rule {
        id: RuleId("V123"),
        title: "synchronization is started at the top-level site",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: "Synchronize software updates",
        origin: Origin::Documented,
        mend: "Start it at the top-level site. Child sites synchronize after it.",
        reads: Together(&[]),
        check: OnRequest,
    },
    Rule {
        id: RuleId("V124"),
        title: "a synchronization that a command waits for succeeds",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: "Track the software update synchronization process",
        origin: Origin::Documented,
        mend: "Look up the error code of the synchronization, and fix its cause.",
        reads: Together(&[]),
        check: OnRequest,
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
    // A child site inherits the others.
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
            "the next synchronization is a full one",
            format!(
                "After a change of {}, the site synchronizes all updates again, not only new ones. This takes longer. \
                 Apply the change at a quiet time, together with other changes of these settings.",
                listed(&changed)
            ),
        )
    });
    Ok(problem.into_iter().collect())
}

/// Whether the written settings are those of a top-level site that has never synchronized, and that does not
/// synchronize when they are created. Settings with products or classifications are created with a first
/// synchronization.
fn comes_before_the_first(put: &Put<'_, SyncSettings>) -> Result<bool, StoreError> {
    let site_code = put.object.site_code();
    let is_top_level = put.everything.site(site_code)?.is_some_and(|site| site.is_top_level());
    Ok(is_top_level && !brings_the_first(put) && !sync::has_synchronised(put.everything, site_code)?)
}

/// Whether creating the settings synchronizes.
fn brings_the_first(put: &Put<'_, SyncSettings>) -> bool {
    put.is_creation && put.object.begins_synchronised()
}

fn first_runs_with_nothing(put: &Put<'_, SyncSettings>) -> Outcome {
    let Some(attribute) = subscribed(put.object) else { return Ok(Vec::new()) };
    let was_told = put.before.and_then(subscribed).is_some();
    if was_told || !comes_before_the_first(put)? {
        return Ok(Vec::new());
    }
    Ok(vec![Problem::at(
        attribute,
        "products or classifications are subscribed before the first synchronization",
        "Before its first synchronization, a site has a short and outdated catalog. Clear products and \
         classifications, synchronize once with \"supctl sync --wait\", and then subscribe. Creating the settings with \
         initial_sync = true does this automatically.",
    )])
}

/// The first attribute that subscribes something.
fn subscribed(settings: &SyncSettings) -> Option<&'static str> {
    let names = [("products", &settings.products), ("classifications", &settings.classifications)];
    let of_some = names.into_iter().find(|(_, names)| names.as_ref().is_some_and(|names| !names.is_empty()));
    of_some.map(|(attribute, _)| attribute)
}

fn languages_come_first(put: &Put<'_, SyncSettings>) -> Outcome {
    let summary = |settings: &SyncSettings| settings.languages.summary_details.clone().unwrap_or_default();
    let changed = put.before.is_some_and(|before| summary(before) != summary(put.object));
    if !changed || !sync::has_synchronised(put.everything, put.object.site_code())? {
        return Ok(Vec::new());
    }
    Ok(vec![Problem::at(
        "languages.summary_details",
        "languages of summary details change after the first synchronization",
        "Only new and changed updates get titles and descriptions in the new languages. Existing updates do not \
         change.",
    )])
}

fn third_party_comes_later(put: &Put<'_, SyncSettings>) -> Outcome {
    let is_enabled = put.object.third_party_updates.as_ref().is_some_and(|updates| updates.enabled);
    let was_enabled =
        put.before.and_then(|before| before.third_party_updates.as_ref()).is_some_and(|updates| updates.enabled);
    if !is_enabled || was_enabled || !comes_before_the_first(put)? {
        return Ok(Vec::new());
    }
    Ok(vec![Problem::at(
        "third_party_updates.enabled",
        "third-party updates are enabled before the first synchronization",
        "They can be enabled after the software update point is installed and has synchronized. Leave out \
         third_party_updates, synchronize with \"supctl sync --wait\", and then enable them. Or subscribe to products \
         and classifications with initial_sync = true, which synchronizes first.",
    )])
}

fn source_is_reached(put: &Put<'_, SyncSettings>) -> Outcome {
    let settings = put.object;
    let is_top_level = put.view.site(settings.site_code())?.is_some_and(|site| site.is_top_level());
    let is_microsoft_update = matches!(settings.source, None | Some(SyncSource::MicrosoftUpdate));
    if !is_top_level || !is_microsoft_update {
        return Ok(Vec::new());
    }
    let server = put.view.one::<SiteSystem>(&settings.sup_role_id)?.map(|system| system.object);
    let Some(server) = server.filter(|server| !server.wsus.internet_access) else { return Ok(Vec::new()) };
    let problem = Problem::at(
        "source",
        format!("the hierarchy synchronizes from Microsoft Update, but {} cannot reach it", server.server_fqdn),
        "wsus.internet_access of the server is false, so every synchronization fails. Give the server internet access. \
         Or write source = \"upstream_wsus\" with upstream_url, or source = \"none\" and import updates manually.",
    );
    Ok(vec![if brings_the_first(put) { problem } else { problem.only_warning() }])
}
