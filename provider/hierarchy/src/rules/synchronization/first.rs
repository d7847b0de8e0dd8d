//! What comes before the first synchronization, and what after it.

use crate::facts::has_synchronized;
use crate::judgement::{Origin, Problem, RuleId, Severity};
use crate::model::{Kind, SyncSettings};
use crate::rules::context::{Outcome, WriteContext};
use crate::rules::pages;
use crate::rules::rule::Check::References;
use crate::rules::rule::Reads::AllOf;
use crate::rules::rule::Rule;
use crate::rules::source::Source;
use crate::store::StoreError;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: RuleId("V101"),
        title: "the first synchronization runs without subscriptions",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Warning,
        source: Source::of(&[pages::INSTALL, pages::PLAN]),
        origin: Origin::Documented,
        fix: "Leave initial_sync at its default, or add products and classifications after the first synchronization.",
        reads: AllOf(&["sup_role_id", "products", "classifications", "initial_sync"]),
        check: References(|context| context.on_write(first_runs_with_nothing)),
    },
    Rule {
        id: RuleId("V114"),
        title: "languages of summary details are chosen before the first synchronization",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Warning,
        source: Source::of(&[pages::PLAN]),
        origin: Origin::Documented,
        fix: "Choose the languages before the first synchronization. Later, only new and changed updates get them.",
        reads: AllOf(&["sup_role_id", "languages.summary_details"]),
        check: References(|context| context.on_write(languages_come_first)),
    },
    Rule {
        id: RuleId("V115"),
        title: "third-party updates are enabled after the first synchronization",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: Source::of(&[pages::INSTALL])
            .noting("this project; the page excludes them only while the role is installed"),
        origin: Origin::House,
        fix: "Enable third-party updates after the software update point has synchronized, or subscribe to products \
            with initial_sync.",
        reads: AllOf(&["sup_role_id", "third_party_updates.enabled", "products", "classifications", "initial_sync"]),
        check: References(|context| context.on_write(third_party_comes_later)),
    },
];

/// Whether the written settings are those of a top-level site that has never synchronized, and that does not
/// synchronize when they are created. Settings with products or classifications are created with a first
/// synchronization.
fn is_before_first_sync(write: &WriteContext<'_, SyncSettings>) -> Result<bool, StoreError> {
    let site_code = write.object.site_code();
    let is_top_level = write.everything.site(site_code)?.is_some_and(|site| site.is_top_level());
    Ok(is_top_level && !write.begins_synchronized() && !has_synchronized(write.everything, site_code)?)
}

fn first_runs_with_nothing(write: &WriteContext<'_, SyncSettings>) -> Outcome {
    let Some(attribute) = subscribed(write.object) else { return Ok(Vec::new()) };
    let was_told = write.before.and_then(subscribed).is_some();
    if was_told || !is_before_first_sync(write)? {
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

fn languages_come_first(write: &WriteContext<'_, SyncSettings>) -> Outcome {
    // Only the top-level site sets them: a site that joins or leaves a parent site inherits them before or after.
    let before = write.before.and_then(|before| before.languages.summary_details.as_ref());
    let after = write.object.languages.summary_details.as_ref();
    let is_changed = before.zip(after).is_some_and(|(before, after)| before != after);
    if !is_changed || !has_synchronized(write.everything, write.object.site_code())? {
        return Ok(Vec::new());
    }
    Ok(vec![Problem::at(
        "languages.summary_details",
        "languages of summary details change after the first synchronization",
        "Only new and changed updates get titles and descriptions in the new languages. Existing updates do not \
         change.",
    )])
}

fn third_party_comes_later(write: &WriteContext<'_, SyncSettings>) -> Outcome {
    let is_enabled = write.object.third_party_updates.as_ref().is_some_and(|updates| updates.enabled);
    let was_enabled =
        write.before.and_then(|before| before.third_party_updates.as_ref()).is_some_and(|updates| updates.enabled);
    if !is_enabled || was_enabled || !is_before_first_sync(write)? {
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
