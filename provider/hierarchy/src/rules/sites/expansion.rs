//! Putting a central administration site above a stand-alone primary site, and taking it away again.

use crate::change::expansion;
use crate::judgement::{Origin, Problem, RuleId, Severity};
use crate::model::{Kind, Site, key};
use crate::rules::context::{Case, Outcome, Put};
use crate::rules::rule::Check::{Referring, Settled};
use crate::rules::rule::Reads::Together;
use crate::rules::rule::Rule;
use crate::store::{Lookup, StoreError};
use crate::wording::{listed, reference};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: RuleId("V19"),
        title: "a central administration site is installed with the version of the primary site it is put above",
        kinds: &[Kind::Site],
        severity: Severity::Error,
        source: "Prerequisites for installing sites; Prepare to install sites",
        origin: Origin::Documented,
        mend: "Give the central administration site the version the primary site has, and update both afterwards.",
        reads: Together(&["type", "version"]),
        check: Referring(|case| case.put(versions_are_the_same)),
    },
    Rule {
        id: RuleId("V28"),
        title: "a central administration site is taken away from the one primary site it has",
        kinds: &[Kind::Site],
        severity: Severity::Error,
        source: "Remove the central administration site",
        origin: Origin::Documented,
        mend: "Remove all other primary sites first, and leave out parent_site_code at the last one then; have Terraform \
               forget the central site, which goes with that change.",
        reads: Together(&["type", "parent_site_code"]),
        check: Settled(central_site_is_taken_away),
    },
    Rule {
        id: RuleId("V29"),
        title: "a stand-alone primary site gets a central administration site above it when that one is installed",
        kinds: &[Kind::Site],
        severity: Severity::Warning,
        source: "Prerequisites for installing sites; what becomes of the software update points is not documented",
        origin: Origin::Inferred,
        mend: "Point parent_site_code of the primary site at the new site, its first software update point at the one of \
               the new site, and move what only the top-level site sets to the new site's settings.",
        reads: Together(&["type"]),
        check: Referring(|case| case.put(primary_joins)),
    },
];

fn versions_are_the_same(put: &Put<'_, Site>) -> Outcome {
    let Some(primary) = joining_primary(put)? else {
        return Ok(Vec::new());
    };
    let Some(version) = primary.version.filter(|version| put.object.version.as_ref() != Some(version)) else {
        return Ok(Vec::new());
    };
    let code = primary.site_code;
    Ok(vec![Problem::at(
        "version",
        format!("site {code} below it has version {version}"),
        format!(
            "A central administration site is put above a primary site with the version that one has. Update both \
             afterwards. Leave out version at {code}, which follows from then on, and write here:\n\n  version = \"{version}\""
        ),
    )])
}

fn primary_joins(put: &Put<'_, Site>) -> Outcome {
    let Some(primary) = joining_primary(put)? else {
        return Ok(Vec::new());
    };
    let (central, code) = (&put.object.site_code, primary.site_code);
    Ok(vec![Problem::new(
        format!("it is put above {code}, which stands alone"),
        format!(
            "Installing it expands the hierarchy of {code}: {code} reports to {central} from then on, inherits what only the \
             top-level site sets, and does not synchronise before its first software update point is pointed at the one of \
             {central} by upstream_sup_id. At site {code}, write:{}",
            reference("parent_site_code", "site", central),
        ),
    )])
}

/// The stand-alone primary site a site to be installed is put above.
fn joining_primary(put: &Put<'_, Site>) -> Result<Option<Site>, StoreError> {
    if put.before.is_some() {
        return Ok(None);
    }
    Ok(expansion::expanded(put.object, put.everything)?.map(|primary| primary.object))
}

fn central_site_is_taken_away(case: &Case<'_>) -> Outcome {
    match case.left_by.filter(|_| case.is_removal()) {
        Some(primary) => Ok(vec![central_site_goes_along(&case.id.id, primary)]),
        None => case.put(primary_is_the_only_one),
    }
}

fn primary_is_the_only_one(put: &Put<'_, Site>) -> Outcome {
    let Some(before) = put.prior else {
        return Ok(Vec::new());
    };
    let Some(central) = before.parent_site_code.clone().filter(|_| before.moves_in_place(put.object)) else {
        return Ok(Vec::new());
    };
    if put.is_rehearsed && put.everything.site(&central)?.is_none() {
        return Ok(vec![central_site_goes_along(&central, &put.object.site_code)]);
    }
    let mut others: Vec<String> =
        put.view.all::<Site>(Lookup::Parent(&central))?.into_iter().map(|child| child.object.site_code).collect();
    others.retain(|other| key(other) != key(&put.object.site_code));
    if others.is_empty() {
        return Ok(Vec::new());
    }
    Ok(vec![Problem::at(
        "parent_site_code",
        format!("it cannot stand alone while {central} has other child sites: {}", listed(&others)),
        format!(
            "The last primary site below a central administration site can take its place, and {central} goes with what is \
             on it then. Remove the others first, or put back parent_site_code."
        ),
    )])
}

fn central_site_goes_along(central: &str, primary: &str) -> Problem {
    Problem::new(
        format!("{central} goes when {primary} stands alone, and not before"),
        format!(
            "Taking a central administration site away is one change, that of parent_site_code at {primary}; {central} and \
             what is on it go with it. Terraform would remove {central} before. Have it forget that site and all that is on \
             it, with one such block each (or \"terraform state rm\"):\n\n  removed {{\n    from = \
             configmgr_site.<name>\n    lifecycle {{\n      destroy = false\n    }}\n  }}"
        ),
    )
}
