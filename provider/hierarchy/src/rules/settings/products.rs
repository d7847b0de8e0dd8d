//! The products whose updates are synchronized.

use super::subscribed::{Listed, UPGRADES, listed_as, products};
use crate::catalog::{Place, find, is_id, places};
use crate::judgement::{Origin, Problem, RuleId, Severity};
use crate::model::{Kind, SyncSettings};
use crate::rules::pages;
use crate::rules::rule::Check::Standalone;
use crate::rules::rule::Reads::{AllOf, PerAttribute};
use crate::rules::rule::{Rule, alone};
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
        check: Standalone(|object| alone(object, products_exist)),
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
        check: Standalone(|object| alone(object, names_are_clear)),
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
        check: Standalone(|object| alone(object, products_are_deployable)),
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
        check: Standalone(|object| alone(object, products_are_listed_once)),
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
        check: Standalone(|object| alone(object, names_are_present)),
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
        check: Standalone(|object| alone(object, later_windows_10_is_listed)),
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
        check: Standalone(|object| alone(object, insider_builds_are_whole)),
    },
];

const WINDOWS_10: &str = "Windows 10";
const LATER_WINDOWS_10: &str = "Windows 10, version 1903 and later";
const INSIDER: &str = "Windows Insider Pre-Release";

/// The element that names the product itself.
fn product<'a>(products: &[Listed<'a>], name: &str) -> Option<&'a str> {
    let is_it = |place: &Place| matches!(place, Place::Product(_, _, product) if product.name == name);
    products.iter().find(|listed| listed.places.iter().any(is_it)).map(|listed| listed.text)
}

fn covers(products: &[Listed<'_>], name: &str) -> bool {
    let wanted = find(name);
    let mut places = products.iter().flat_map(|listed| &listed.places);
    places.any(|place| wanted.iter().any(|wanted| place.covers(wanted)))
}

fn products_exist(settings: &SyncSettings) -> Vec<Problem> {
    let others = settings.third_party_updates.as_ref().is_some_and(|updates| updates.enabled);
    let foreign = products(settings).into_iter().filter(|listed| listed.places.is_empty());
    foreign.map(|listed| foreign_product(listed.text, others)).collect()
}

fn foreign_product(text: &str, others: bool) -> Problem {
    let problem = |why: &str| {
        let meant = or_meant(&near_names(text));
        Problem::at("products", format!("products contains \"{text}\", which is not in the catalog{meant}"), why)
            .of(text)
    };
    if is_id(text) {
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
fn near_names(text: &str) -> Vec<&'static str> {
    fn years(name: &str) -> Vec<&str> {
        name.split(|c: char| !c.is_ascii_digit()).filter(|digits| digits.len() == 4).collect()
    }
    all_nearest(text, places().map(|place| place.name()).filter(|name| years(name) == years(text)))
}

fn names_are_clear(settings: &SyncSettings) -> Vec<Problem> {
    let ambiguous = products(settings).into_iter().filter(|listed| listed.places.len() > 1);
    ambiguous
        .map(|Listed { text, places }| {
            let lines: Vec<String> = places.iter().filter_map(line).collect();
            Problem::at(
                "products",
                format!("products contains \"{text}\", which is the name of {} products", places.len()),
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

/// The line to write for a place, by id.
fn line(place: &Place) -> Option<String> {
    place.id().map(|id| format!("\n  \"{id}\", # {}", place.name()))
}

fn products_are_deployable(settings: &SyncSettings) -> Vec<Problem> {
    let is_lost = |place: &Place| matches!(place, Place::Product(_, _, product) if !product.deployable);
    let lost = products(settings).into_iter().filter(|listed| listed.places.iter().any(is_lost));
    lost.map(|Listed { text, places }| {
        let name = places.first().map_or(text, |place| place.name());
        Problem::at(
            "products",
            format!("products contains \"{name}\", whose updates Configuration Manager cannot deploy"),
            "They are of no use and make every synchronization longer. Leave it out.",
        )
        .of(text)
    })
    .collect()
}

fn products_are_listed_once(settings: &SyncSettings) -> Vec<Problem> {
    let products = products(settings);
    let clear: Vec<(&str, &Place)> = products
        .iter()
        .filter_map(|listed| match listed.places.as_slice() {
            [place] => Some((listed.text, place)),
            _ => None,
        })
        .collect();
    // Of two equal elements, the later one is reported.
    let covering = |(text, place): &(&str, &Place)| {
        let is_above = |(other, above): &&(&str, &Place)| above.covers(place) && (other < text || !place.covers(above));
        clear.iter().find(|other| other.0 != *text && is_above(other)).copied()
    };
    clear.iter().filter_map(|member| Some(twice(member.0, covering(member)?))).collect()
}

fn twice(text: &str, (above, place): (&str, &Place)) -> Problem {
    let group = match place {
        Place::Product(..) => None,
        Place::Family(..) => Some("family"),
        Place::Company(_) => Some("company"),
    };
    let (what, detail) = match group {
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

fn names_are_present(settings: &SyncSettings) -> Vec<Problem> {
    let former = |Listed { text, places }: Listed<'_>| {
        let place =
            places.into_iter().find(|place| place.former_names().iter().any(|it| it.eq_ignore_ascii_case(text)))?;
        let name = place.name();
        Some(
            Problem::at(
                "products",
                format!("products contains \"{text}\", which is now called \"{name}\""),
                "A former name has the same effect. Write the name that the site shows today.",
            )
            .of(text),
        )
    };
    products(settings).into_iter().filter_map(former).collect()
}

fn later_windows_10_is_listed(settings: &SyncSettings) -> Option<Problem> {
    let products = products(settings);
    let text = product(&products, WINDOWS_10).filter(|_| !covers(&products, LATER_WINDOWS_10))?;
    let first = find(LATER_WINDOWS_10).first().and_then(line).unwrap_or_default();
    Some(
        Problem::at(
            "products",
            format!("products contains \"{WINDOWS_10}\" without \"{LATER_WINDOWS_10}\""),
            format!(
                "The update to version 1906 subscribes a site that has the first to the second, too, and the simulation \
                 does so for every version. This does not change the plan, but the configuration does not show it. \
                 Add the second. Two products have this name, so write the id:\n{first}"
            ),
        )
        .of(text),
    )
}

fn insider_builds_are_whole(settings: &SyncSettings) -> Option<Problem> {
    let products = products(settings);
    let text = product(&products, INSIDER)?;
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
    (!missing.is_empty()).then(|| {
        Problem::at(
            "products",
            format!("products contains \"{INSIDER}\" without everything its builds need"),
            format!("Otherwise, builds of the Windows Insider Program are not synchronized. Add {}.", listed(&missing)),
        )
        .of(text)
    })
}
