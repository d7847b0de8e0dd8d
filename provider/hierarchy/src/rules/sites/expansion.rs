//! Installing a central administration site above a stand-alone primary site, and removing it again.

use std::collections::BTreeSet;

use crate::change::expansion;
use crate::judgement::{Finding, Origin, Problem, RuleId, Severity};
use crate::model::{Kind, ObjectId, Site, key};
use crate::rules::context::{Departure, Outcome, RuleContext, WriteContext};
use crate::rules::pages;
use crate::rules::rule::Check::{Conflicts, References};
use crate::rules::rule::Reads::AllOf;
use crate::rules::rule::Rule;
use crate::rules::source::Source;
use crate::store::{StoreError, View};
use crate::wording::{listed, reference};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: RuleId("V19"),
        title: "a central administration site is installed with the version of the primary site below it",
        kinds: &[Kind::Site],
        severity: Severity::Error,
        source: Source::of(&[pages::EXPANDING, pages::PREPARE]),
        origin: Origin::Documented,
        fix: "Give the central administration site the version of the primary site, and update both afterwards.",
        reads: AllOf(&["type", "version"]),
        check: References(|context| context.on_write(versions_are_the_same)),
    },
    LAST_PRIMARY_SITE,
    Rule {
        id: RuleId("V29"),
        title: "a stand-alone primary site reports to a central administration site that is installed above it",
        kinds: &[Kind::Site],
        severity: Severity::Warning,
        source: Source::of(&[pages::EXPANDING]).noting("what happens to the software update points is not documented"),
        origin: Origin::Inferred,
        fix: "Set parent_site_code of the primary site to the new site, and upstream_sup_id of its first software \
               update point to the one of the new site. Move what only the top-level site sets to the settings of the \
               new site.",
        reads: AllOf(&["type"]),
        check: References(|context| context.on_write(primary_joins)),
    },
];

const LAST_PRIMARY_SITE: Rule = Rule {
    id: RuleId("V28"),
    title: "making the last primary site stand-alone removes its central administration site",
    kinds: &[Kind::Site, Kind::SiteSystem, Kind::SupRole, Kind::SyncSettings],
    severity: Severity::Error,
    source: Source::of(&[pages::REMOVE_CAS]),
    origin: Origin::Documented,
    fix: "Remove all other primary sites first, and then leave out parent_site_code at the last one. Make \
           Terraform forget the central administration site and everything on it, which this change removes.",
    reads: AllOf(&["type", "parent_site_code"]),
    check: Conflicts(central_site_is_taken_away),
};

fn versions_are_the_same(write: &WriteContext<'_, Site>) -> Outcome {
    let Some(primary) = joining_primary(write)? else {
        return Ok(Vec::new());
    };
    let Some(version) = primary.version.filter(|version| write.object.version.as_ref() != Some(version)) else {
        return Ok(Vec::new());
    };
    let code = primary.site_code;
    Ok(vec![Problem::at(
        "version",
        format!("version must be {version}, the version of site {code} below it"),
        format!(
            "A central administration site is installed above a primary site with the version of that site. Update \
             both afterwards. Leave out version at {code}, which then has the version of this site. Write here:\n\n  \
             version = \"{version}\""
        ),
    )])
}

fn primary_joins(write: &WriteContext<'_, Site>) -> Outcome {
    let Some(primary) = joining_primary(write)? else {
        return Ok(Vec::new());
    };
    let (central, code) = (&write.object.site_code, primary.site_code);
    Ok(vec![Problem::new(
        format!("expands the hierarchy of the stand-alone site {code}"),
        format!(
            "{code} then reports to {central} and inherits what only the top-level site sets. {code} does not \
             synchronize until upstream_sup_id of its first software update point refers to the first one of \
             {central}. At site {code}, write:{}",
            reference("parent_site_code", "site", central),
        ),
    )])
}

/// The stand-alone primary site that a new site is installed above.
fn joining_primary(write: &WriteContext<'_, Site>) -> Result<Option<Site>, StoreError> {
    if write.before.is_some() {
        return Ok(None);
    }
    Ok(expansion::primary_site_below(write.object, write.everything)?.map(|primary| primary.object))
}

fn central_site_is_taken_away(context: &RuleContext<'_>) -> Outcome {
    match context.departure {
        Some(departure) => Ok(vec![is_removed_with_departure(departure)]),
        None => context.on_write(primary_is_the_only_one),
    }
}

fn primary_is_the_only_one(write: &WriteContext<'_, Site>) -> Outcome {
    write.prior.map_or(Ok(Vec::new()), |before| leaves_others_behind(before, write.object, write.view))
}

/// The problem with making a primary site stand-alone while its central administration site has other child sites in the
/// stored hierarchy: Terraform has no order for this change and their removal.
pub(crate) fn departure_from_others(
    before: &Site,
    after: &Site,
    stored: &dyn View,
) -> Result<Vec<Finding>, StoreError> {
    let id = ObjectId::new(Kind::Site, &after.site_code);
    Ok(LAST_PRIMARY_SITE.findings(leaves_others_behind(before, after, stored)?, &id, &BTreeSet::new()))
}

fn leaves_others_behind(before: &Site, after: &Site, view: &dyn View) -> Outcome {
    let Some(central) = before.parent_site_code.as_ref().filter(|_| before.moves_in_place(after)) else {
        return Ok(Vec::new());
    };
    let mut others: Vec<String> = view.child_sites(central)?.into_iter().map(|child| child.site_code).collect();
    others.retain(|other| key(other) != key(&after.site_code));
    if others.is_empty() {
        return Ok(Vec::new());
    }
    Ok(vec![Problem::at(
        "parent_site_code",
        format!("cannot become stand-alone while {central} has other child sites: {}", listed(&others)),
        format!(
            "Only the last primary site below a central administration site can become stand-alone. This removes \
             {central} and everything on it. Remove the other child sites first, or restore parent_site_code."
        ),
    )])
}

fn is_removed_with_departure(departure: &Departure) -> Problem {
    let Departure { central, primary, objects } = departure;
    let blocks: String = objects.iter().map(removed_block).collect();
    Problem::new(
        format!("{central} is removed by making {primary} stand-alone"),
        format!(
            "A single change, that of parent_site_code at {primary}, removes {central} and everything on it, and \
             {primary} keeps the sync settings of {central}. Terraform would remove these objects before that change, \
             and the settings would be lost. Write a block for each of them, with its name in the configuration, so that \
             Terraform only forgets them:\n{blocks}"
        ),
    )
}

fn removed_block(id: &ObjectId) -> String {
    format!(
        "\n  # {id}\n  removed {{\n    from = configmgr_{}.<name>\n    lifecycle {{\n      destroy = false\n    }}\n  }}\n",
        id.kind
    )
}
