//! When superseded updates expire.

use crate::judgement::{Origin, Problem, RuleId, Severity, out_of_range};
use crate::model::{Kind, SupersedenceRule, SyncSettings};
use crate::rules::pages;
use crate::rules::rule::Check::{Form, Standalone};
use crate::rules::rule::Reads::PerAttribute;
use crate::rules::rule::{Rule, alone};
use crate::rules::source::Source;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: RuleId("V107"),
        title: "superseded updates expire either immediately or after some months",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: Source::of(&[pages::DSC_COMPONENT, pages::SET_COMPONENT])
            .noting("the page asks for months if they do not expire immediately; the tool refuses both together"),
        origin: Origin::Code,
        fix: "In each part of supersedence, write either expire_immediately = true or wait_months.",
        reads: PerAttribute(&EXPIRY_AND_WAITING),
        check: Form(|object| alone(object, expiry_excludes_waiting)),
    },
    Rule {
        id: RuleId("V108"),
        title: "superseded updates expire after 1 to 99 months",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: Source::of(&[pages::DSC_COMPONENT]),
        origin: Origin::Code,
        fix: "Write wait_months from 1 to 99 in supersedence.feature_updates and supersedence.non_feature_updates.",
        reads: PerAttribute(&WAITING),
        check: Standalone(|object| alone(object, waiting_is_in_range)),
    },
    Rule {
        id: RuleId("V109"),
        title: "superseded updates do not expire immediately",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Warning,
        source: Source::of(&[pages::INSTALL]),
        origin: Origin::Documented,
        fix: "Leave out expire_immediately. Write wait_months if the default of three months does not fit.",
        reads: PerAttribute(&EXPIRY),
        check: Standalone(|object| alone(object, expiry_waits)),
    },
];

const EXPIRY: [&str; 2] =
    ["supersedence.feature_updates.expire_immediately", "supersedence.non_feature_updates.expire_immediately"];
const WAITING: [&str; 2] = ["supersedence.feature_updates.wait_months", "supersedence.non_feature_updates.wait_months"];
const EXPIRY_AND_WAITING: [&str; 4] = [EXPIRY[0], EXPIRY[1], WAITING[0], WAITING[1]];

/// The rule for feature updates and the one for all others, each with one of its attributes.
fn each<'a>(
    settings: &'a SyncSettings,
    attributes: [&'static str; 2],
) -> impl Iterator<Item = (&'static str, &'a SupersedenceRule)> {
    let rules = settings.supersedence.iter().flat_map(|both| [&both.feature_updates, &both.non_feature_updates]);
    attributes.into_iter().zip(rules)
}

// A wait of the default length may not be in the configuration, so it is accepted.
fn expiry_excludes_waiting(settings: &SyncSettings) -> Vec<Problem> {
    let default = SupersedenceRule::default().wait_months;
    let both = each(settings, WAITING).filter(|(_, rule)| rule.expire_immediately && rule.wait_months != default);
    both.map(|(attribute, rule)| {
        Problem::at(
            attribute,
            format!("{attribute} is {}, but superseded updates expire immediately", rule.wait_months),
            "They expire either immediately or after some months. Leave out wait_months or expire_immediately.",
        )
    })
    .collect()
}

fn waiting_is_in_range(settings: &SyncSettings) -> Vec<Problem> {
    let why = "The months count from the creation of the superseding update.";
    each(settings, WAITING)
        .filter_map(|(attribute, rule)| out_of_range(attribute, rule.wait_months, 1..=99, why))
        .collect()
}

fn expiry_waits(settings: &SyncSettings) -> Vec<Problem> {
    let at_once = each(settings, EXPIRY).filter(|(_, rule)| rule.expire_immediately);
    at_once
        .map(|(attribute, _)| {
            Problem::at(
                attribute,
                "superseded updates expire immediately",
                "At the next synchronization, superseded updates expire and leave their deployments, even if their \
                 successors are not deployed yet. Leave it out for the default of three months, or write wait_months.",
            )
        })
        .collect()
}
