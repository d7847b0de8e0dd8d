//! What settings mean for synchronisation, and when it can begin.

use super::case::{Case, Put};
use super::rule::Check::{OnRequest, Referring, Settled};
use super::rule::Reads::Together;
use super::rule::{Outcome, Rule};
use crate::change::Change;
use crate::facts::has_synchronised;
use crate::judgement::{Origin, Problem, RuleId, Severity};
use crate::model::{Kind, SiteSystem, SyncSettings, SyncSource, key};
use crate::store::StoreError;
use crate::wording::listed;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: RuleId("V101"),
        title: "the first synchronisation runs with nothing subscribed",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Warning,
        source: "Install and configure a software update point",
        origin: Origin::Documented,
        mend: "Leave initial_sync at its default, or add products and classifications after the first synchronisation.",
        reads: Together(&["sup_role_id", "products", "classifications", "initial_sync"]),
        check: Referring(|case| case.put(first_runs_with_nothing)),
    },
    Rule {
        id: RuleId("V114"),
        title: "languages of summary details are chosen before the first synchronisation",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Warning,
        source: "Plan for software updates",
        origin: Origin::Documented,
        mend: "Choose the languages before the first synchronisation: later, only new and changed updates get them.",
        reads: Together(&["sup_role_id", "languages.summary_details"]),
        check: Referring(|case| case.put(languages_come_first)),
    },
    Rule {
        id: RuleId("V115"),
        title: "third-party updates are enabled after the first synchronisation",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: "Install and configure a software update point",
        origin: Origin::Documented,
        mend: "Enable third-party updates when the software update point has synchronised, or subscribe products with initial_sync.",
        reads: Together(&["sup_role_id", "third_party_updates.enabled", "products", "classifications", "initial_sync"]),
        check: Referring(|case| case.put(third_party_comes_later)),
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
        reads: Together(&["sup_role_id", "source", "products", "classifications", "initial_sync"]),
        check: Settled(|case| case.put(source_is_reached)),
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
        check: OnRequest,
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

/// Whether settings that are written are those of the top-level site, and it has never synchronised, nor is going to before
/// they count: they are created with a first synchronisation where products or classifications are subscribed.
fn comes_before_the_first(put: &Put<'_, SyncSettings>) -> Result<bool, StoreError> {
    let site_code = put.object.site_code();
    let is_top_level = put.everything.site(site_code)?.is_some_and(|site| site.is_top_level());
    Ok(is_top_level && !brings_the_first(put) && !has_synchronised(put.everything, site_code)?)
}

/// Whether creating the settings synchronises.
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
        "products or classifications are subscribed before the first synchronisation",
        "The list a site has before its first synchronisation is short and old. Clear products and classifications, \
         synchronise once with \"supctl sync --wait\", and subscribe then. Settings that are created with initial_sync = true \
         do that by themselves.",
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
    if !changed || !has_synchronised(put.everything, put.object.site_code())? {
        return Ok(Vec::new());
    }
    Ok(vec![Problem::at(
        "languages.summary_details",
        "languages of summary details change after the first synchronisation",
        "Only new and changed updates get titles and descriptions in the new languages; those that are there stay as they \
         are.",
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
        "third-party updates are enabled before the first synchronisation",
        "They can be enabled once the software update point is installed and has synchronised. Leave out \
         third_party_updates, synchronise with \"supctl sync --wait\", and enable them then; or subscribe products and \
         classifications with initial_sync = true, which synchronises first.",
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
        format!("the hierarchy synchronises from Microsoft Update, which {} does not reach", server.server_fqdn),
        "Its wsus.internet_access is false, so that each synchronisation fails. Give the server access to the internet, \
         or write source = \"upstream_wsus\" with upstream_url, or source = \"none\" and import updates by hand.",
    );
    Ok(vec![if brings_the_first(put) { problem } else { problem.only_warning() }])
}
