//! The order in which software update points are installed: from the top-level site down, and the first one of a site
//! before its replicas.
//!
//! A change is judged by what the changed role itself refers to. When another SUP is promoted, roles change one by one
//! in any order. Meanwhile a site may have two first SUPs, and others may still refer to the former one: this is a
//! warning (H04), not an error.

use super::role::is_sup_id;
use crate::judgement::{Origin, Problem, RuleId, Severity};
use crate::model::{Kind, ObjectId, Site, SiteType, Stored, SupRole, key};
use crate::rules::context::{Outcome, WriteContext};
use crate::rules::pages;
use crate::rules::rule::Check::{AtApply, Conflicts, References};
use crate::rules::rule::Reads::AllOf;
use crate::rules::rule::Rule;
use crate::rules::source::Source;
use crate::store::{Lookup, StoreError};
use crate::wording::{did_you_mean, listed, nearest, reference};

/// The rule that a site has one first software update point.
pub(crate) const ONE_FIRST: RuleId = RuleId("H03");

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: RuleId("V40"),
        title: "the software update point of a child primary site is installed after that of its central \
                administration site",
        kinds: &[Kind::SupRole],
        severity: Severity::Error,
        source: Source::of(&[pages::INSTALL]),
        origin: Origin::Order,
        fix: "Install a software update point at the central administration site, and refer to it with \
            upstream_sup_id in the first one of the child primary site.",
        reads: AllOf(&["site_code"]),
        check: References(|context| context.on_write(|write| placed(write, child_primary_is_served))),
    },
    Rule {
        id: RuleId("V41"),
        title: "the software update point of a secondary site is installed after that of its primary site",
        kinds: &[Kind::SupRole],
        severity: Severity::Error,
        source: Source::of(&[pages::INSTALL]),
        origin: Origin::Order,
        fix: "Install a software update point at the primary site, and refer to it with upstream_sup_id in the one of \
            the secondary site.",
        reads: AllOf(&["site_code"]),
        check: References(|context| context.on_write(|write| placed(write, secondary_is_served))),
    },
    Rule {
        id: RuleId("V42"),
        title: "a secondary site has one software update point",
        kinds: &[Kind::SupRole],
        severity: Severity::Error,
        source: Source::of(&[pages::PLAN]),
        origin: Origin::Documented,
        fix: "Declare one configmgr_sup_role at a secondary site, and add further ones to its primary site.",
        reads: AllOf(&["site_code", "server_fqdn"]),
        check: Conflicts(|context| context.on_write(|write| placed(write, secondary_site_has_one))),
    },
    Rule {
        id: RuleId("H01"),
        title: "the software update point to synchronize from exists",
        kinds: &[Kind::SupRole],
        severity: Severity::Error,
        source: Source::THIS_PROJECT,
        origin: Origin::House,
        fix: "Write upstream_sup_id as a reference to the id of a configmgr_sup_role.",
        reads: AllOf(&["site_code", "server_fqdn", "upstream_sup_id"]),
        check: References(|context| context.on_write(|write| placed(write, upstream_exists))),
    },
    Rule {
        id: RuleId("H02"),
        title: "a software update point synchronizes from one of its own site or of the parent site",
        kinds: &[Kind::SupRole],
        severity: Severity::Error,
        source: Source::of(&[pages::INSTALL, pages::PLAN]),
        origin: Origin::Documented,
        fix: "Leave out upstream_sup_id in the first one of the top-level site. In the first one of a child site, \
            refer to the first one of the parent site. In every further one, refer to the first one of the same site.",
        reads: AllOf(&["site_code", "server_fqdn", "upstream_sup_id"]),
        check: References(|context| context.on_write(|write| placed(write, upstream_is_right))),
    },
    Rule {
        id: RuleId("H16"),
        title: "a software update point synchronizes from the first one of a site, not from a replica",
        kinds: &[Kind::SupRole],
        severity: Severity::Error,
        source: Source::of(&[pages::PLAN]),
        origin: Origin::Documented,
        fix: "Set upstream_sup_id to the first software update point of the site, not to one of its replicas.",
        reads: AllOf(&["site_code", "server_fqdn", "upstream_sup_id"]),
        check: Conflicts(|context| context.on_write(|write| placed(write, upstream_is_first))),
    },
    Rule {
        id: ONE_FIRST,
        title: "a site has one first software update point, and the others replicate from it",
        kinds: &[Kind::SupRole],
        severity: Severity::Error,
        source: Source::of(&[pages::INSTALL, pages::PLAN]),
        origin: Origin::Documented,
        fix: "In every further software update point of a site, set upstream_sup_id to the first one.",
        reads: AllOf(&["site_code", "server_fqdn", "upstream_sup_id"]),
        check: Conflicts(|context| context.on_write(|write| placed(write, first_is_one))),
    },
    Rule {
        id: RuleId("H04"),
        title: "when another software update point is promoted, all others replicate from it",
        kinds: &[Kind::SupRole],
        severity: Severity::Warning,
        source: Source::THIS_PROJECT,
        origin: Origin::House,
        fix: "Set every other upstream_sup_id, and sup_role_id of the sync settings, to the new first one in the same \
            run or the next.",
        reads: AllOf(&["site_code", "server_fqdn", "upstream_sup_id"]),
        check: AtApply(|context| context.on_write(|write| placed(write, others_follow))),
    },
];

/// The place of a role in the order of installation.
struct Place {
    site: Site,
    /// The ids of the first SUPs of the site, without the role itself and those that the run removes.
    firsts: Vec<String>,
    /// The ids of the first SUPs of the parent site.
    parent_firsts: Vec<String>,
}

/// Judges a role by its place. If the site is not installed, it has no place, and another rule reports it (H05).
fn placed(write: &WriteContext<'_, SupRole>, rule: fn(&WriteContext<'_, SupRole>, &Place) -> Outcome) -> Outcome {
    Place::of(write)?.map_or(Ok(Vec::new()), |place| rule(write, &place))
}

impl Place {
    fn of(write: &WriteContext<'_, SupRole>) -> Result<Option<Self>, StoreError> {
        let Some(site) = write.everything.site(&write.object.site_code)? else {
            return Ok(None);
        };
        let firsts = write.view.all::<SupRole>(Lookup::FirstOfSite(&site.site_code))?;
        let mut staying = Vec::new();
        for first in firsts.into_iter().filter(|first| first.declared) {
            if !same(&first.object.id(), &write.object.id()) && !is_leaving(&first, write)? {
                staying.push(first.object.id());
            }
        }
        let parent_firsts = match &site.parent_site_code {
            Some(parent) => ids(write.everything.first_sups(parent)?.iter()),
            None => Vec::new(),
        };
        Ok(Some(Self { site, firsts: staying, parent_firsts }))
    }

    /// Whether the parent site still needs a SUP first (V40, V41).
    fn is_too_early(&self) -> bool {
        !self.site.is_top_level() && self.parent_firsts.is_empty()
    }

    /// Whether it synchronizes from its own site or the parent site.
    fn is_in_reach(&self, sup: &SupRole) -> bool {
        let parent = self.site.parent_site_code.as_deref();
        sup.is_replica() || sup.upstream_site_code().is_some_and(|code| parent.is_some_and(|parent| same(code, parent)))
    }

    /// The line that refers to the first SUP of the parent site, installed or not.
    fn reference_to_parent(&self, parent: &str) -> String {
        let first = match self.parent_firsts.as_slice() {
            [] => format!("the first one of {parent}"),
            firsts => firsts.join(" or "),
        };
        reference("upstream_sup_id", "sup_role", &first)
    }

    /// What to do, with the line to write.
    fn remedy(&self) -> String {
        let code = &self.site.site_code;
        match (&self.site.parent_site_code, self.firsts.is_empty()) {
            (_, false) => {
                format!(
                    "Further software update points of {code} replicate from its first one. Refer to it:{}",
                    reference("upstream_sup_id", "sup_role", &self.firsts.join(" or "))
                )
            }
            (Some(parent), true) => format!(
                "The first software update point of {code} synchronizes from the first one of its parent site \
                 {parent}. Refer to it, so that Terraform installs it first:{}",
                self.reference_to_parent(parent)
            ),
            (None, true) => format!(
                "{code} is the top-level site. Its first software update point synchronizes from the source in the \
                 sync settings. Leave out upstream_sup_id."
            ),
        }
    }
}

fn ids<'a>(sups: impl Iterator<Item = &'a SupRole>) -> Vec<String> {
    sups.map(SupRole::id).collect()
}

/// Whether the run removes the software update point, or puts the written one in its place.
fn is_leaving(sup: &Stored<SupRole>, write: &WriteContext<'_, SupRole>) -> Result<bool, StoreError> {
    let (circumstances, id) = (write.circumstances, ObjectId::new(Kind::SupRole, sup.object.id()));
    Ok(circumstances.is_counterpart(&id.id) || circumstances.is_removed_by_run(&id, sup.revision, write.everything)?)
}

fn same(one: &str, other: &str) -> bool {
    key(one) == key(other)
}

fn child_primary_is_served(_: &WriteContext<'_, SupRole>, place: &Place) -> Outcome {
    Ok(parent_site_is_served(place, SiteType::Primary).into_iter().collect())
}

fn secondary_is_served(_: &WriteContext<'_, SupRole>, place: &Place) -> Outcome {
    Ok(parent_site_is_served(place, SiteType::Secondary).into_iter().collect())
}

fn parent_site_is_served(place: &Place, r#type: SiteType) -> Option<Problem> {
    let code = &place.site.site_code;
    let parent = place.site.parent_site_code.as_ref()?;
    if place.site.r#type != r#type || !place.is_too_early() {
        return None;
    }
    let line = place.reference_to_parent(parent);
    Some(Problem::at(
        "upstream_sup_id",
        format!("parent site {parent} has no software update point yet"),
        format!(
            "Software update points are installed from the top-level site down. The first one of {code} synchronizes \
             from the first one of {parent}. Install that one and refer to it, so that Terraform installs it \
             first:{line}"
        ),
    ))
}

fn secondary_site_has_one(_: &WriteContext<'_, SupRole>, place: &Place) -> Outcome {
    let Some(other) = place.firsts.first().filter(|_| place.site.r#type == SiteType::Secondary) else {
        return Ok(Vec::new());
    };
    Ok(vec![Problem::at(
        "site_code",
        format!("secondary site {} already has software update point {other}", place.site.site_code),
        "A secondary site has one software update point, which replicates from its primary site. Remove the other one \
         first, or add this one to the primary site.",
    )])
}

fn upstream_exists(write: &WriteContext<'_, SupRole>, place: &Place) -> Outcome {
    let Some(upstream) = &write.object.upstream_sup_id else {
        return Ok(Vec::new());
    };
    let awaits_parent = place.is_too_early() && !write.object.is_replica();
    if !is_sup_id(upstream)
        || awaits_parent
        || same(upstream, &write.object.id())
        || write.view.sup(upstream)?.is_some()
    {
        return Ok(Vec::new());
    }
    let near = did_you_mean(nearest(upstream, place.firsts.iter().chain(&place.parent_firsts).map(String::as_str)));
    Ok(vec![Problem::at(
        "upstream_sup_id",
        format!("upstream_sup_id \"{upstream}\" is not a software update point of this hierarchy"),
        format!("It must be the id of the software update point to synchronize from.{near} {}", place.remedy()),
    )])
}

fn upstream_is_right(write: &WriteContext<'_, SupRole>, place: &Place) -> Outcome {
    let sup = write.object;
    let what = match &sup.upstream_sup_id {
        None if place.site.is_top_level() || place.is_too_early() => return Ok(Vec::new()),
        None => "upstream_sup_id is missing".to_owned(),
        Some(upstream) if same(upstream, &sup.id()) => "cannot synchronize from itself".to_owned(),
        Some(_) if place.is_in_reach(sup) => return Ok(Vec::new()),
        Some(upstream) if write.view.sup(upstream)?.is_none() => return Ok(Vec::new()),
        Some(upstream) => format!("cannot synchronize from {upstream}"),
    };
    Ok(vec![Problem::at("upstream_sup_id", what, place.remedy())])
}

/// At plan, the upstream role is judged as planned. When the change is made, a first one may become a replica before
/// its successor is promoted, or after it, in the same run.
fn upstream_is_first(write: &WriteContext<'_, SupRole>, place: &Place) -> Outcome {
    let sup = write.object;
    let Some(upstream) = sup.upstream_sup_id.as_ref().filter(|id| place.is_in_reach(sup) && !same(id, &sup.id()))
    else {
        return Ok(Vec::new());
    };
    if !write.view.sup(upstream)?.is_some_and(|upstream| upstream.is_replica()) {
        return Ok(Vec::new());
    }
    let steps_down = write.before.is_some_and(|before| !before.is_replica()) && sup.is_replica();
    Ok(vec![if steps_down && place.firsts.is_empty() {
        successor_is_awaited(upstream, place).until_the_run_ends()
    } else {
        Problem::at(
            "upstream_sup_id",
            format!("cannot synchronize from {upstream}, which is a replica"),
            place.remedy(),
        )
    }])
}

fn successor_is_awaited(upstream: &str, place: &Place) -> Problem {
    let code = &place.site.site_code;
    let takes_over = match place.parent_firsts.first() {
        Some(parent) => format!("upstream_sup_id \"{parent}\""),
        None => "no upstream_sup_id".to_owned(),
    };
    Problem::at(
        "upstream_sup_id",
        format!("becomes a replica of {upstream}, which is not promoted yet"),
        format!(
            "Site {code} has no first software update point until {upstream} has {takes_over}. Set this in the same \
             run or the next."
        ),
    )
}

/// Whether the role would be first beside another one, without being a replica that is promoted.
fn claims_second_first(write: &WriteContext<'_, SupRole>, place: &Place) -> bool {
    let takes_over = place.firsts.len() == 1 && write.before.is_some_and(SupRole::is_replica);
    let stays_first = write.before.is_some_and(|before| !before.is_replica());
    !place.firsts.is_empty() && !write.object.is_replica() && !takes_over && !stays_first
}

fn first_is_one(write: &WriteContext<'_, SupRole>, place: &Place) -> Outcome {
    // Other rules refuse any other upstream (H01, H02, H11).
    let would_be_right = match &write.object.upstream_sup_id {
        Some(upstream) => place.parent_firsts.iter().any(|first| same(first, upstream)),
        None => place.site.is_top_level(),
    };
    if place.site.r#type == SiteType::Secondary || !would_be_right || !claims_second_first(write, place) {
        return Ok(Vec::new());
    }
    let what = match place.firsts.as_slice() {
        [first] => format!("site {} already has a first software update point, {first}", place.site.site_code),
        firsts => format!(
            "site {} temporarily has two first software update points: {}",
            place.site.site_code,
            listed(firsts)
        ),
    };
    Ok(vec![Problem::at("upstream_sup_id", what, place.remedy())])
}

fn others_follow(write: &WriteContext<'_, SupRole>, place: &Place) -> Outcome {
    let (sup, Some(before)) = (write.object, write.before) else {
        return Ok(Vec::new());
    };
    let (former, successor, what) = match (&sup.upstream_sup_id, place.firsts.first()) {
        (Some(upstream), _) if sup.is_replica() && !before.is_replica() => {
            (sup.id(), upstream.clone(), format!("is replaced by {upstream}"))
        }
        (_, Some(first)) if !sup.is_replica() && before.is_replica() => {
            (first.clone(), sup.id(), format!("replaces {first}"))
        }
        _ => return Ok(Vec::new()),
    };
    let mut behind = ids(write.view.sups_downstream_of(&former)?.iter());
    behind.retain(|id| !same(id, &successor));
    if former != sup.id() {
        behind.push(former.clone());
    }
    let code = &place.site.site_code;
    let settings = write.view.settings(code)?;
    if settings.is_some_and(|settings| settings.declared && same(&settings.object.sup_role_id, &former)) {
        behind.push(format!("the sync settings of {code}"));
    }
    if behind.is_empty() {
        return Ok(Vec::new());
    }
    Ok(vec![Problem::at(
        "upstream_sup_id",
        format!("{what} as the first software update point of site {code}"),
        format!(
            "Everything that depends on the first software update point must refer to the new one. In the same run or \
             the next, change these to {successor}: {}.",
            listed(&behind)
        ),
    )])
}
