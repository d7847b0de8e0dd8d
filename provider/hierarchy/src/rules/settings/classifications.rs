//! Which classifications of updates are synchronized.

use super::subscribed::{UPGRADES, classification_members, is_windows, listed_as, products};
use crate::catalog::classifications;
use crate::judgement::{Origin, Problem, RuleId, Severity};
use crate::model::{Kind, SyncSettings};
use crate::rules::pages;
use crate::rules::rule::Check::Standalone;
use crate::rules::rule::Reads::{AllOf, PerAttribute};
use crate::rules::rule::{Rule, alone};
use crate::rules::source::Source;
use crate::wording::{nearest, or_meant};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: RuleId("V96"),
        title: "every classification exists in WSUS",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: Source::of(&[pages::PLAN, pages::CLASSIFICATIONS]),
        origin: Origin::Documented,
        fix: "Write the name of a classification as the console shows it, or its id.",
        reads: PerAttribute(&["classifications"]),
        check: Standalone(|object| alone(object, classifications_exist)),
    },
    Rule {
        id: RuleId("V97"),
        title: "every classification is offered by Configuration Manager",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: Source::of(&[pages::PLAN, pages::CLASSIFICATIONS])
            .noting("the pages list those offered; the others are from the category list of a site"),
        origin: Origin::Documented,
        fix: "Leave out Applications, Drivers, Driver Sets and WSUS Infrastructure Updates, which exist only in WSUS.",
        reads: PerAttribute(&["classifications"]),
        check: Standalone(|object| alone(object, classifications_are_offered)),
    },
    Rule {
        id: RuleId("V105"),
        title: "the classification Upgrades needs a Windows product",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Warning,
        source: Source::of(&[pages::PLAN]).noting("from the purpose of the classification"),
        origin: Origin::Inferred,
        fix: "Add the Windows product to upgrade, or leave out Upgrades.",
        reads: AllOf(&["classifications", "products"]),
        check: Standalone(|object| alone(object, upgrades_have_a_product)),
    },
];

fn classifications_exist(settings: &SyncSettings) -> Vec<Problem> {
    let offered: Vec<&str> = classifications().iter().filter(|one| one.offered).map(|one| one.name).collect();
    let foreign = classification_members(settings).filter(|(_, found)| found.is_none());
    foreign
        .map(|(text, _)| {
            let meant = or_meant(nearest(text, offered.iter().copied()).as_slice());
            Problem::at(
                "classifications",
                format!("classifications contains \"{text}\", which is not a classification{meant}"),
                format!("A site offers nine classifications, by name or id. Choose from {}.", offered.join(", ")),
            )
            .of(text)
        })
        .collect()
}

fn classifications_are_offered(settings: &SyncSettings) -> Vec<Problem> {
    let refused = classification_members(settings).filter(|(_, found)| found.is_some_and(|found| !found.offered));
    refused
        .map(|(text, _)| {
            Problem::at(
                "classifications",
                format!("classifications contains \"{text}\", which Configuration Manager does not offer"),
                "WSUS has this classification, but a site cannot subscribe to it. Leave it out. For drivers and \
                 firmware of Surface devices, write include_surface_drivers = true.",
            )
            .of(text)
        })
        .collect()
}

// Without products nothing is synchronized, and a product that is not in the catalog may be a Windows product.
fn upgrades_have_a_product(settings: &SyncSettings) -> Option<Problem> {
    let text = listed_as(settings, UPGRADES)?;
    let products = products(settings);
    let is_for_windows =
        products.iter().any(|product| product.places.is_empty() || product.places.iter().any(is_windows));
    (!products.is_empty() && !is_for_windows).then(|| {
        Problem::at(
            "classifications",
            format!("classifications contains \"{text}\", but products contains no Windows product"),
            "Upgrades are new versions of Windows. Without a Windows product, none are synchronized. Add the product \
             to upgrade to products, such as \"Windows 11\", or leave out \"Upgrades\".",
        )
        .of(text)
    })
}
