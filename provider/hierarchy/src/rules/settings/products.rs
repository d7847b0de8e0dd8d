//! The products whose updates are synchronized.

use super::subscribed::{Listed, UPGRADES, listed_as, products};
use crate::catalog::{Place, find, is_id};
use crate::facts::{Categories, Category};
use crate::judgement::{Origin, Problem, RuleId, Severity};
use crate::model::{Kind, SyncSettings};
use crate::rules::pages;
use crate::rules::rule::Check::Subscription;
use crate::rules::rule::Reads::{AllOf, PerAttribute};
use crate::rules::rule::Rule;
use crate::rules::source::Source;
use crate::wording::{all_nearest, listed, or_meant};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: RuleId("V98"),
        title: "every product is in the catalog",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: Source::of(&[pages::DSC_COMPONENT, pages::PLAN]),
        origin: Origin::Code,
        fix: "Write the name of a product, a product family or a company as the site shows it, or its id.",
        reads: AllOf(&["products", "third_party_updates.enabled"]),
        check: Subscription(products_exist),
    },
    Rule {
        id: RuleId("V99"),
        title: "a product name identifies one product",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Error,
        source: Source::of(&[pages::PRODUCTS_OF_ONE_NAME]).noting(
            "it has a family and a product of one name; product lists of public tools have products of one name",
        ),
        origin: Origin::Code,
        fix: "Write the id of the product instead of its name.",
        reads: PerAttribute(&["products"]),
        check: Subscription(names_are_clear),
    },
    Rule {
        id: RuleId("V100"),
        title: "Configuration Manager can deploy the updates of every product",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Warning,
        source: Source::of(&[pages::INSTALL]),
        origin: Origin::Documented,
        fix: "Leave out dynamic updates and servicing drivers.",
        reads: PerAttribute(&["products"]),
        check: Subscription(products_are_deployable),
    },
    Rule {
        id: RuleId("V102"),
        title: "every product is listed once",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Warning,
        source: Source::of(&[pages::SET_COMPONENT]).noting(
            "a subscription to a family or company includes its products; that listing both is of no use is inferred",
        ),
        origin: Origin::Inferred,
        fix: "List either a whole family or company, or some of its products.",
        reads: PerAttribute(&["products"]),
        check: Subscription(products_are_listed_once),
    },
    Rule {
        id: RuleId("V135"),
        title: "every product is listed by its present name",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Warning,
        source: Source::of(&[pages::DEFENDER_RENAMED])
            .noting("the other names are from product lists of public tools of different years"),
        origin: Origin::Code,
        fix: "Write the name that the site shows today, or the id.",
        reads: PerAttribute(&["products"]),
        check: Subscription(names_are_present),
    },
    Rule {
        id: RuleId("V103"),
        title: "Windows 10 is listed together with its later versions",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Warning,
        source: Source::of(&[pages::CLASSIFICATIONS])
            .noting("the page says it of the update to version 1906; that a site does so later, too, is inferred"),
        origin: Origin::Inferred,
        fix: "Beside Windows 10, list the ids of Windows 10, version 1903 and later.",
        reads: PerAttribute(&["products"]),
        check: Subscription(later_windows_10_is_listed),
    },
    Rule {
        id: RuleId("V104"),
        title: "Windows Insider builds are listed together with the product and classifications they need",
        kinds: &[Kind::SyncSettings],
        severity: Severity::Warning,
        source: Source::of(&[pages::CLASSIFICATIONS]),
        origin: Origin::Documented,
        fix: "Also list Windows 10, version 1903 and later, and the classifications Upgrades and Security Updates.",
        reads: AllOf(&["products", "classifications"]),
        check: Subscription(insider_builds_are_whole),
    },
];

const WINDOWS_10: &str = "Windows 10";
const LATER_WINDOWS_10: &str = "Windows 10, version 1903 and later";
const INSIDER: &str = "Windows Insider Pre-Release";

/// The element that names the product itself.
fn product<'a>(products: &[Listed<'a>], name: &str) -> Option<&'a str> {
    let is_it = |place: Place| matches!(place, Place::Product(_, _, product) if product.name == name);
    products.iter().find(|listed| listed.places().any(is_it)).map(|listed| listed.text)
}

fn covers(products: &[Listed<'_>], name: &str) -> bool {
    let wanted = find(name);
    let mut places = products.iter().flat_map(Listed::places);
    places.any(|place| wanted.iter().any(|wanted| place.covers(wanted)))
}

fn products_exist(settings: &SyncSettings, categories: &Categories) -> Vec<Problem> {
    if categories.are_not_known() {
        return Vec::new();
    }
    let others = settings.third_party_updates.as_ref().is_some_and(|updates| updates.enabled);
    let foreign = products(settings, categories).into_iter().filter(|listed| listed.named.is_empty());
    foreign.map(|listed| foreign_product(listed.text, others, categories)).collect()
}

fn foreign_product(text: &str, others: bool, categories: &Categories) -> Problem {
    let problem = |why: &str| {
        let meant = or_meant(&near_names(text, categories));
        Problem::at("products", format!("products contains \"{text}\", which is not in the catalog{meant}"), why)
            .of(text)
    };
    if categories.are_found() {
        problem(
            "A site subscribes to products, product families and companies in its catalog, by name or id. The catalog that \
             was collected at this site does not have it. If it is new, synchronize the site and collect it again.",
        )
    } else if is_id(text) {
        problem(
            "The simulation does not know every id, and its WSUS refuses those it does not know: synchronization fails. \
             Compare it with the list of the site (Get-CMSoftwareUpdateCategory), or write the name instead.",
        )
        .into_warning()
    } else if others {
        problem(
            "Third-party updates are enabled, so the site also lists products of other vendors. This may be one of \
             them. Compare it with the list of the site (Get-CMSoftwareUpdateCategory).",
        )
        .into_warning()
    } else {
        problem(
            "A site subscribes to products, product families and companies in its catalog, by name or id. Names change \
             over time: write the name that the site shows today.",
        )
    }
}

/// Names that may be meant. Two names that differ in a year are two products, not a typing error.
fn near_names<'a>(text: &str, categories: &'a Categories) -> Vec<&'a str> {
    fn years(name: &str) -> Vec<&str> {
        name.split(|c: char| !c.is_ascii_digit()).filter(|digits| digits.len() == 4).collect()
    }
    all_nearest(text, categories.names().into_iter().filter(|name| years(name) == years(text)))
}

fn names_are_clear(settings: &SyncSettings, categories: &Categories) -> Vec<Problem> {
    let ambiguous = products(settings, categories).into_iter().filter(|listed| listed.named.len() > 1);
    ambiguous
        .map(|Listed { text, named }| {
            let lines: Vec<String> = named.iter().filter_map(|one| Some(line(one.id()?, one.name()))).collect();
            Problem::at(
                "products",
                format!("products contains \"{text}\", which is the name of {} products", named.len()),
                format!(
                    "Names are not unique in the catalog of a site. Write the id of the product you mean, or all \
                     ids:\n{}",
                    lines.concat()
                ),
            )
            .of(text)
        })
        .collect()
}

/// The line to write for a product, by id.
fn line(id: &str, name: &str) -> String {
    format!("\n  \"{id}\", # {name}")
}

fn products_are_deployable(settings: &SyncSettings, categories: &Categories) -> Vec<Problem> {
    let is_lost = |place: Place| matches!(place, Place::Product(_, _, product) if !product.deployable);
    let lost = products(settings, categories).into_iter().filter(|listed| listed.places().any(is_lost));
    lost.map(|Listed { text, named }| {
        let name = named.first().map_or(text, Category::name);
        Problem::at(
            "products",
            format!("products contains \"{name}\", whose updates Configuration Manager cannot deploy"),
            "They are of no use and make every synchronization longer. Leave it out.",
        )
        .of(text)
    })
    .collect()
}

fn products_are_listed_once(settings: &SyncSettings, categories: &Categories) -> Vec<Problem> {
    let products = products(settings, categories);
    let clear: Vec<(&str, &Category<'_>)> = products
        .iter()
        .filter_map(|listed| match listed.named.as_slice() {
            [category] => Some((listed.text, category)),
            _ => None,
        })
        .collect();
    // Of two equal elements, the later one is reported.
    let covering = |(text, category): &(&str, &Category<'_>)| {
        let is_above = |(other, above): &&(&str, &Category<'_>)| {
            above.covers(category) && (other < text || !category.covers(above))
        };
        clear.iter().find(|other| other.0 != *text && is_above(other)).copied()
    };
    clear.iter().filter_map(|member| Some(twice(member.0, covering(member)?))).collect()
}

fn twice(text: &str, (above, category): (&str, &Category<'_>)) -> Problem {
    let (what, detail) = match category.group() {
        None => (
            format!("products contains \"{text}\" and \"{above}\", which are the same product"),
            "One of the two is enough. Leave out the other one.",
        ),
        Some(group) => (
            format!("products contains \"{text}\", which belongs to the {group} \"{above}\""),
            "A subscription to a family or a company includes everything in it. Leave out what belongs to it. Or leave out \
             the family or company, and list only the products you want.",
        ),
    };
    Problem::at("products", what, detail).of(text)
}

fn names_are_present(settings: &SyncSettings, categories: &Categories) -> Vec<Problem> {
    let former = |Listed { text, named }: Listed<'_>| {
        let name = named.into_iter().find(|category| category.was_called(text))?.name();
        Some(
            Problem::at(
                "products",
                format!("products contains \"{text}\", which is now called \"{name}\""),
                "A former name has the same effect. Write the name that the site shows today.",
            )
            .of(text),
        )
    };
    products(settings, categories).into_iter().filter_map(former).collect()
}

fn later_windows_10_is_listed(settings: &SyncSettings, categories: &Categories) -> Vec<Problem> {
    let products = products(settings, categories);
    let Some(text) = product(&products, WINDOWS_10).filter(|_| !covers(&products, LATER_WINDOWS_10)) else {
        return Vec::new();
    };
    let later = find(LATER_WINDOWS_10).into_iter().next();
    let first = later.and_then(|place| Some(line(place.id()?, place.name()))).unwrap_or_default();
    let problem = Problem::at(
        "products",
        format!("products contains \"{WINDOWS_10}\" without \"{LATER_WINDOWS_10}\""),
        format!(
            "The update to version 1906 subscribes a site that has the first to the second, too, and the simulation \
             does so for every version. This does not change the plan, but the configuration does not show it. \
             Add the second. Two products have this name, so write the id:\n{first}"
        ),
    );
    vec![problem.of(text)]
}

fn insider_builds_are_whole(settings: &SyncSettings, categories: &Categories) -> Vec<Problem> {
    let products = products(settings, categories);
    let Some(text) = product(&products, INSIDER) else { return Vec::new() };
    let is_missing = |name: &&&str| listed_as(settings, name).is_none();
    let mut missing: Vec<String> = [UPGRADES, "Security Updates"]
        .iter()
        .filter(is_missing)
        .map(|name| format!("classification \"{name}\""))
        .collect();
    if !covers(&products, LATER_WINDOWS_10) {
        // Its name alone is ambiguous.
        let id = find(LATER_WINDOWS_10).first().and_then(Place::id).unwrap_or(LATER_WINDOWS_10);
        missing.insert(0, format!("product \"{id}\" ({LATER_WINDOWS_10})"));
    }
    if missing.is_empty() {
        return Vec::new();
    }
    let problem = Problem::at(
        "products",
        format!("products contains \"{INSIDER}\" without everything its builds need"),
        format!("Otherwise, builds of the Windows Insider Program are not synchronized. Add {}.", listed(&missing)),
    );
    vec![problem.of(text)]
}
