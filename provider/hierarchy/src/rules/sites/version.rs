//! Versions of the current branch: which exist, which can install a new hierarchy, and how long they are supported.

use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::judgement::{Origin, Problem, RuleId, Severity};
use crate::model::{Kind, Site, SiteType};
use crate::rules::context::{Outcome, WriteContext};
use crate::rules::rule::Check::References;
use crate::rules::rule::Reads::AllOf;
use crate::rules::rule::Rule;
use crate::wording::listed;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: RuleId("V20"),
        title: "the first site of a hierarchy has a baseline version",
        kinds: &[Kind::Site],
        severity: Severity::Warning,
        source: "Prepare to install sites; Updates for Configuration Manager",
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
        source: "Updates for Configuration Manager; the release date is assumed to be the month in the version's name",
        origin: Origin::Inferred,
        fix: "Update the top-level site to a supported version.",
        reads: AllOf(&["version"]),
        check: References(|context| context.on_write(version_is_supported)),
    },
];

/// All versions, oldest first, and whether a new hierarchy can be installed with them. From 2503 on, they are from
/// third-party lists.
const VERSIONS: [(&str, bool); 29] = [
    ("1511", true),
    ("1602", false),
    ("1606", false),
    ("1610", false),
    ("1702", true),
    ("1706", false),
    ("1710", false),
    ("1802", true),
    ("1806", false),
    ("1810", false),
    ("1902", true),
    ("1906", false),
    ("1910", false),
    ("2002", true),
    ("2006", false),
    ("2010", false),
    ("2103", true),
    ("2107", false),
    ("2111", false),
    ("2203", true),
    ("2207", false),
    ("2211", false),
    ("2303", true),
    ("2309", false),
    ("2403", true),
    ("2409", false),
    ("2503", false),
    ("2509", true),
    ("2603", false),
];

/// How many months a version is supported.
const MONTHS_OF_SUPPORT: i32 = 18;

fn is_known(version: &str) -> bool {
    VERSIONS.iter().any(|(known, _)| *known == version)
}

/// The newest version that can install a new hierarchy.
fn newest_baseline() -> &'static str {
    VERSIONS.iter().rev().find(|(_, is_baseline)| *is_baseline).map_or("", |(version, _)| version)
}

fn first_site_has_baseline(write: &WriteContext<'_, Site>) -> Outcome {
    let site = write.object;
    let Some(version) = site.version.as_deref().filter(|version| is_known(version)) else {
        return Ok(Vec::new());
    };
    let is_first = write.before.is_none() && site.is_top_level() && site.r#type != SiteType::Secondary;
    if VERSIONS.contains(&(version, true)) || !is_first || write.view.top_level_site()?.is_some() {
        return Ok(Vec::new());
    }
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
    let Some(last) = last_month_of_support(version) else {
        // Not a version at all (H08).
        return Ok(Vec::new());
    };
    let problem = if !is_known(version) {
        let newest: Vec<&str> = VERSIONS.iter().rev().take(3).map(|(known, _)| *known).collect();
        Some(Problem::at(
            "version",
            format!("version {version} is not a known version"),
            format!(
                "Check that the product has it. The newest known versions are {}. Rules that depend on the version \
                 compare its number.",
                listed(&newest)
            ),
        ))
    } else if write.circumstances.now.to_zoned(TimeZone::UTC).date() > last.last_of_month() {
        Some(Problem::at(
            "version",
            format!("version {version} has been out of support since {}", last.strftime("%Y-%m")),
            format!(
                "A version is supported for {MONTHS_OF_SUPPORT} months from its release, which is assumed to be the \
                 month in its name. Update the hierarchy: raise version."
            ),
        ))
    } else {
        None
    };
    Ok(problem.into_iter().collect())
}

/// The first day of the month in which support for a version ends, whether or not the version exists.
fn last_month_of_support(version: &str) -> Option<Date> {
    let digits = version.len() == 4 && version.chars().all(|c| c.is_ascii_digit());
    let (year, month) = version.split_at_checked(2).filter(|_| digits)?;
    let release = Date::new(2000 + year.parse::<i16>().ok()?, month.parse().ok()?, 1).ok()?;
    release.checked_add(MONTHS_OF_SUPPORT.months()).ok()
}
