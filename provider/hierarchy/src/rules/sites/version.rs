//! Versions of the current branch: which exist, which can install a new hierarchy, and how long they are supported.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

use crate::judgement::{Origin, Problem, RuleId, Severity};
use crate::model::{Kind, Site, SiteType};
use crate::rules::context::{Outcome, WriteContext};
use crate::rules::pages;
use crate::rules::rule::Check::References;
use crate::rules::rule::Reads::AllOf;
use crate::rules::rule::Rule;
use crate::rules::source::Source;
use crate::wording::listed;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: RuleId("V20"),
        title: "the first site of a hierarchy has a baseline version",
        kinds: &[Kind::Site],
        severity: Severity::Warning,
        source: Source::of(&[pages::PREPARE, pages::SERVICING]),
        origin: Origin::Documented,
        fix: "Install the first site with a baseline version, and update it afterwards.",
        reads: AllOf(&["type", "parent_site_code", "version"]),
        check: References(|context| context.on_write(first_site_has_baseline)),
    },
    Rule {
        id: RuleId("V21"),
        title: "a version is known and supported",
        kinds: &[Kind::Site],
        severity: Severity::Warning,
        source: Source::of(&[pages::SERVICING]).noting(
            "up to version 2409; 2503 is from third-party lists, and for later versions 18 months from the month in \
             the name are assumed",
        ),
        origin: Origin::Documented,
        fix: "Update the top-level site to a supported version.",
        reads: AllOf(&["version"]),
        check: References(|context| context.on_write(version_is_supported)),
    },
];

/// A version of the current branch.
#[derive(Clone, Copy)]
struct Version {
    name: &'static str,
    /// Whether a new hierarchy can be installed with it.
    is_baseline: bool,
    /// The last day of its support, if a page states it.
    supported_until: Option<Date>,
}

const fn baseline(name: &'static str, supported_until: Option<Date>) -> Version {
    Version { name, is_baseline: true, supported_until }
}

const fn update(name: &'static str, supported_until: Option<Date>) -> Version {
    Version { name, is_baseline: false, supported_until }
}

/// All versions, oldest first. From 2503 on, they are from third-party lists. 1606 is a baseline together with its
/// update rollup.
const VERSIONS: [Version; 29] = [
    baseline("1511", Some(date(2016, 12, 8))),
    update("1602", Some(date(2017, 3, 11))),
    baseline("1606", Some(date(2017, 7, 22))),
    update("1610", Some(date(2017, 11, 18))),
    baseline("1702", Some(date(2018, 3, 27))),
    update("1706", Some(date(2018, 7, 31))),
    update("1710", Some(date(2019, 5, 20))),
    baseline("1802", Some(date(2019, 9, 22))),
    update("1806", Some(date(2020, 1, 31))),
    update("1810", Some(date(2020, 12, 1))),
    baseline("1902", Some(date(2020, 9, 27))),
    update("1906", Some(date(2021, 1, 26))),
    update("1910", Some(date(2021, 5, 29))),
    baseline("2002", Some(date(2021, 10, 1))),
    update("2006", Some(date(2022, 2, 11))),
    update("2010", Some(date(2022, 5, 30))),
    baseline("2103", Some(date(2022, 10, 19))),
    update("2107", Some(date(2023, 2, 2))),
    update("2111", Some(date(2023, 6, 1))),
    baseline("2203", Some(date(2023, 10, 6))),
    update("2207", Some(date(2024, 2, 12))),
    update("2211", Some(date(2024, 6, 5))),
    baseline("2303", Some(date(2024, 10, 10))),
    update("2309", Some(date(2025, 4, 9))),
    baseline("2403", Some(date(2025, 10, 22))),
    update("2409", Some(date(2026, 6, 4))),
    update("2503", Some(date(2026, 9, 30))),
    baseline("2509", None),
    update("2603", None),
];

/// How many months a version is supported, from 1710 on. Earlier ones were supported for 12 months.
const MONTHS_OF_SUPPORT: i32 = 18;

fn known(version: &str) -> Option<&'static Version> {
    VERSIONS.iter().find(|known| known.name == version)
}

/// The newest version that can install a new hierarchy.
fn newest_baseline() -> &'static str {
    VERSIONS.iter().rev().find(|version| version.is_baseline).map_or("", |version| version.name)
}

fn first_site_has_baseline(write: &WriteContext<'_, Site>) -> Outcome {
    let site = write.object;
    let Some(version) = site.version.as_deref().and_then(known).filter(|version| !version.is_baseline) else {
        return Ok(Vec::new());
    };
    let is_first = write.before.is_none() && site.is_top_level() && site.r#type != SiteType::Secondary;
    if !is_first || write.view.top_level_site()?.is_some() {
        return Ok(Vec::new());
    }
    let version = version.name;
    Ok(vec![Problem::at(
        "version",
        format!("version {version} is not a baseline version"),
        format!(
            "The first site of a hierarchy is installed from baseline media. {version} is available only as an update. \
             Install the site with a baseline version, and raise version afterwards:\n\n  version = \"{}\"",
            newest_baseline()
        ),
    )])
}

fn version_is_supported(write: &WriteContext<'_, Site>) -> Outcome {
    let Some(version) = &write.object.version else {
        return Ok(Vec::new());
    };
    let Some(assumed) = assumed_last_month_of_support(version) else {
        // Not a version at all (H08).
        return Ok(Vec::new());
    };
    let today = write.circumstances.now.to_zoned(TimeZone::UTC).date();
    let out_of_support = |since: String, why: String| {
        let what = format!("version {version} has been out of support since {since}");
        Problem::at("version", what, format!("{why} Update the hierarchy: raise version."))
    };
    let problem = match known(version).map(|known| known.supported_until) {
        None => {
            let newest: Vec<&str> = VERSIONS.iter().rev().take(3).map(|known| known.name).collect();
            Some(Problem::at(
                "version",
                format!("version {version} is not a known version"),
                format!(
                    "Check that the product has it. The newest known versions are {}. Rules that depend on the version \
                     compare its number.",
                    listed(&newest)
                ),
            ))
        }
        Some(Some(last)) => (today > last).then(|| {
            out_of_support(last.to_string(), "Out of support, a version gets no updates and no technical help.".to_owned())
        }),
        Some(None) => (today > assumed.last_of_month()).then(|| {
            out_of_support(
                assumed.strftime("%Y-%m").to_string(),
                format!(
                    "A version is supported for {MONTHS_OF_SUPPORT} months from its release, which is assumed to be the \
                     month in its name."
                ),
            )
        }),
    };
    Ok(problem.into_iter().collect())
}

/// The first day of the month in which support for a version ends, for a version released in the month in its name.
fn assumed_last_month_of_support(version: &str) -> Option<Date> {
    let digits = version.len() == 4 && version.chars().all(|c| c.is_ascii_digit());
    let (year, month) = version.split_at_checked(2).filter(|_| digits)?;
    let release = Date::new(2000 + year.parse::<i16>().ok()?, month.parse().ok()?, 1).ok()?;
    release.checked_add(MONTHS_OF_SUPPORT.months()).ok()
}
