//! Settings that require a later version of the product. A site without a version in the configuration is not judged.

use crate::judgement::{Origin, Problem, RuleId, Severity};
use crate::model::{Kind, MaxRunTime, SupersedenceRule, SyncSettings};
use crate::rules::context::{Outcome, WriteContext};
use crate::rules::pages;
use crate::rules::rule::Check::References;
use crate::rules::rule::Reads::{AllOf, PerAttribute};
use crate::rules::rule::Rule;
use crate::rules::source::Source;
use crate::store::StoreError;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: RuleId("V110"),
        title: "a separate supersedence rule for feature updates requires version 1810",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: Source::of(&[pages::MAINTENANCE]),
        origin: Origin::Documented,
        fix: "Update the site, or leave out supersedence.feature_updates.",
        reads: AllOf(&["sup_role_id", "supersedence.feature_updates"]),
        check: References(|context| context.on_write(feature_updates_are_told_apart)),
    },
    Rule {
        id: RuleId("V119"),
        title: "adding WSUS indexes and removing obsolete updates require version 1906",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: Source::of(&[pages::MAINTENANCE]),
        origin: Origin::Documented,
        fix: "Update the site, or leave out wsus_maintenance.add_indexes and remove_obsolete.",
        reads: PerAttribute(&["wsus_maintenance.add_indexes", "wsus_maintenance.remove_obsolete"]),
        check: References(|context| context.on_write(database_is_maintained)),
    },
    Rule {
        id: RuleId("V136"),
        title: "third-party updates require version 1802",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: Source::of(&[pages::INSTALL]).noting("in its text of 2020"),
        origin: Origin::Documented,
        fix: "Update the site, or leave out third_party_updates.",
        reads: AllOf(&["sup_role_id", "third_party_updates.enabled"]),
        check: References(|context| context.on_write(other_vendors_are_served)),
    },
    Rule {
        id: RuleId("H19"),
        title: "a maximum run time for all other updates requires version 2203",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: Source::of(&[pages::PLAN, pages::RELEASE_2203]).noting("the second half of V111"),
        origin: Origin::Documented,
        fix: "Update the site, or leave out max_run_time_minutes.other.",
        reads: AllOf(&["sup_role_id", "max_run_time_minutes.other"]),
        check: References(|context| context.on_write(other_updates_are_timed)),
    },
    Rule {
        id: RuleId("V133"),
        title: "before version 2103, all other updates have a maximum run time of 10 minutes, which they keep",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Warning,
        source: Source::of(&[pages::PLAN, pages::NEW_IN_2103]),
        origin: Origin::Documented,
        fix: "Update the site to version 2103 or later.",
        reads: AllOf(&["sup_role_id", "max_run_time_minutes.other"]),
        check: References(|context| context.on_write(other_updates_had_less_time)),
    },
];

/// The problems with attributes that are set, other than to the default, although the site is older than `since`.
fn too_early(write: &WriteContext<'_, SyncSettings>, since: &str, set: &[(&'static str, bool)]) -> Outcome {
    let Some(version) = version_before(write, since)? else {
        return Ok(Vec::new());
    };
    let code = write.object.site_code();
    let set = set.iter().filter_map(|(attribute, is_set)| is_set.then_some(*attribute));
    Ok(set
        .map(|attribute| {
            Problem::at(
                attribute,
                format!("{attribute} requires version {since}, but site {code} has {version}"),
                format!(
                    "The setting exists since version {since}. Leave it out, or update the site first:\n\n  version = \
                     \"{since}\" # or later, at site {code}"
                ),
            )
        })
        .collect())
}

/// The version of the site, if it is older. Four digits, year and month, are compared as text.
fn version_before(write: &WriteContext<'_, SyncSettings>, since: &str) -> Result<Option<String>, StoreError> {
    let site = write.view.site(write.object.site_code())?;
    let version = site.and_then(|site| site.version).filter(|version| version.len() == since.len());
    Ok(version.filter(|version| version.as_str() < since))
}

fn feature_updates_are_told_apart(write: &WriteContext<'_, SyncSettings>) -> Outcome {
    let rule = write.object.supersedence.as_ref().map(|both| &both.feature_updates);
    let is_set = rule.is_some_and(|rule| *rule != SupersedenceRule::default());
    too_early(write, "1810", &[("supersedence.feature_updates", is_set)])
}

fn database_is_maintained(write: &WriteContext<'_, SyncSettings>) -> Outcome {
    let (indexes, obsolete) = write
        .object
        .wsus_maintenance
        .as_ref()
        .map_or((false, false), |tasks| (tasks.add_indexes, tasks.remove_obsolete));
    let set = [("wsus_maintenance.add_indexes", indexes), ("wsus_maintenance.remove_obsolete", obsolete)];
    too_early(write, "1906", &set)
}

fn other_vendors_are_served(write: &WriteContext<'_, SyncSettings>) -> Outcome {
    let is_enabled = write.object.third_party_updates.as_ref().is_some_and(|updates| updates.enabled);
    too_early(write, "1802", &[("third_party_updates.enabled", is_enabled)])
}

/// Another value than the default is refused before version 2203 (H19). The default changes nothing, and the provider cannot
/// tell whether it was written.
fn other_updates_had_less_time(write: &WriteContext<'_, SyncSettings>) -> Outcome {
    let default = MaxRunTime::default().other;
    let is_default = write.object.max_run_time_minutes.is_some_and(|times| times.other == default);
    let Some(version) = version_before(write, MaxRunTime::FIRST_WITH_AN_HOUR)?.filter(|_| is_default) else {
        return Ok(Vec::new());
    };
    let (before, since) = (MaxRunTime::OTHER_BEFORE, MaxRunTime::FIRST_WITH_AN_HOUR);
    Ok(vec![Problem::at(
        "max_run_time_minutes.other",
        format!("at version {version}, all other updates get {before} minutes, not {default}"),
        format!(
            "The product has no setting for them before version 2203: its own value is {before} minutes before version \
             {since}, and {default} from then on. An update keeps the time it was synchronized with, also when the site \
             is updated."
        ),
    )])
}

fn other_updates_are_timed(write: &WriteContext<'_, SyncSettings>) -> Outcome {
    let times = write.object.max_run_time_minutes.as_ref();
    let is_set = times.is_some_and(|times| times.other != MaxRunTime::default().other);
    too_early(write, "2203", &[("max_run_time_minutes.other", is_set)])
}
