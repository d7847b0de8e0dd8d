//! Which classifications of updates are synchronized.

use super::subscribed::{Listed, UPGRADES, is_windows, listed_as, products};
use crate::facts::Categories;
use crate::judgement::{Origin, Problem, RuleId, Severity};
use crate::model::{Kind, SyncSettings};
use crate::rules::pages;
use crate::rules::rule::Check::Subscription;
use crate::rules::rule::Reads::{AllOf, PerAttribute};
use crate::rules::rule::Rule;
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
        check: Subscription(classifications_exist),
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
        check: Subscription(classifications_are_offered),
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
        check: Subscription(upgrades_have_a_product),
    },
];

fn classifications_exist(settings: &SyncSettings, categories: &Categories) -> Vec<Problem> {
    let offered = categories.classifications();
    let detail = match categories.are_found() {
        false => format!("A site offers nine classifications, by name or id. Choose from {}.", offered.join(", ")),
        true => format!("The site offers classifications by name or id. Choose from {}.", offered.join(", ")),
    };
    let is_foreign = |text: &&String| !categories.are_not_known() && categories.offers_classification(text).is_none();
    let foreign = settings.classifications.iter().flatten().filter(is_foreign);
    foreign
        .map(|text| {
            let meant = or_meant(nearest(text, offered.iter().copied()).as_slice());
            let what = format!("classifications contains \"{text}\", which is not a classification{meant}");
            Problem::at("classifications", what, &*detail).of(text)
        })
        .collect()
}

fn classifications_are_offered(settings: &SyncSettings, categories: &Categories) -> Vec<Problem> {
    let is_refused = |text: &&String| categories.offers_classification(text) == Some(false);
    let refused = settings.classifications.iter().flatten().filter(is_refused);
    refused
        .map(|text| {
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
fn upgrades_have_a_product(settings: &SyncSettings, categories: &Categories) -> Vec<Problem> {
    let Some(text) = listed_as(settings, UPGRADES) else { return Vec::new() };
    let products = products(settings, categories);
    let may_be_windows = |product: &Listed<'_>| {
        let mut places = product.places().peekable();
        places.peek().is_none() || places.any(|place| is_windows(&place))
    };
    if products.is_empty() || products.iter().any(may_be_windows) {
        return Vec::new();
    }
    vec![
        Problem::at(
            "classifications",
            format!("classifications contains \"{text}\", but products contains no Windows product"),
            "Upgrades are new versions of Windows. Without a Windows product, none are synchronized. Add the product \
             to upgrade to products, such as \"Windows 11\", or leave out \"Upgrades\".",
        )
        .of(text),
    ]
}
