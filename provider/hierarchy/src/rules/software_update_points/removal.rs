//! The order software update points are removed in: from the bottom up, and a site's first last.

use crate::judgement::{Origin, Problem, RuleId, Severity};
use crate::model::{Kind, Object, SupRole, key};
use crate::rules::context::{Case, Outcome};
use crate::rules::rule::Check::Settled;
use crate::rules::rule::Reads::Together;
use crate::rules::rule::{OURS, Rule};
use crate::store::{Lookup, StoreError, View};
use crate::wording::listed;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: RuleId("V72"),
        title: "a site's first software update point goes after another one took over",
        kinds: &[Kind::SupRole],
        severity: Severity::Error,
        source: "Remove-CMSoftwareUpdatePoint names the successor; Uninstall roles, sites, and hierarchies has it \
            chosen after the removal",
        origin: Origin::Inferred,
        mend: "Give another one the upstream_sup_id of the first, point the rest and the sync settings at it, and \
            remove the former first one in a later change.",
        reads: Together(&[]),
        check: Settled(|case| if is_exchanged(case) { Ok(Vec::new()) } else { case.remove(successor_is_named) }),
    },
    Rule {
        id: RuleId("V73"),
        title: "without its last software update point a site has no software updates",
        kinds: &[Kind::SupRole],
        severity: Severity::Warning,
        source: "Uninstall roles, sites, and hierarchies",
        origin: Origin::Documented,
        mend: "Keep a configmgr_sup_role at every site whose clients are to get software updates.",
        reads: Together(&[]),
        check: Settled(last_one_is_missed),
    },
    Rule {
        id: RuleId("V74"),
        title: "a site's last software update point goes after those of its child sites",
        kinds: &[Kind::SupRole],
        severity: Severity::Error,
        source: "Install and configure a software update point, its order read backwards",
        origin: Origin::Order,
        mend: "Remove the software update points of the child sites first, or let another one at this site take over.",
        reads: Together(&[]),
        check: Settled(|case| if is_exchanged(case) { Ok(Vec::new()) } else { case.remove(child_sites_are_gone) }),
    },
    Rule {
        id: RuleId("H13"),
        title: "nothing synchronises from a software update point that is removed",
        kinds: &[Kind::SupRole],
        severity: Severity::Error,
        source: OURS,
        origin: Origin::House,
        mend: "Point every upstream_sup_id that names it at the first one that stays, and remove it in a later change.",
        reads: Together(&[]),
        check: Settled(|case| if is_exchanged(case) { Ok(Vec::new()) } else { case.remove(nothing_follows) }),
    },
];

/// Whether the role is created anew at its site, in the same run: who follows it follows the new one.
fn is_exchanged(case: &Case<'_>) -> bool {
    let site = |id: &str| id.split_once('/').map(|(site, _)| key(site));
    case.circumstances.counterpart.as_ref().is_some_and(|other| site(&other.id) == site(&case.id.id))
}

/// Whether no other SUP is at its site.
fn is_last(sup: &SupRole, view: &dyn View) -> Result<bool, StoreError> {
    let of_site = Lookup::Site(&sup.site_code);
    // Of two, one is another: where a site has many, they are only counted.
    Ok(!view.has_at_least(2, Kind::SupRole, of_site)?
        && !view.all(of_site)?.iter().any(|other| is_other(sup, &other.object)))
}

/// Whether its site has a first SUP without it.
fn has_successor(sup: &SupRole, view: &dyn View) -> Result<bool, StoreError> {
    Ok(sup.is_replica() || view.first_sups(&sup.site_code)?.iter().any(|other| is_other(sup, other)))
}

fn is_other(sup: &SupRole, other: &SupRole) -> bool {
    key(&other.id()) != key(&sup.id())
}

/// Those that synchronise from it: the ids of its site's replicas, and of SUPs of child sites.
fn downstream_of(sup: &SupRole, view: &dyn View) -> Result<[Vec<String>; 2], StoreError> {
    let (replicas, children): (Vec<_>, Vec<_>) =
        view.sups_downstream_of(&sup.id())?.into_iter().partition(SupRole::is_replica);
    Ok([replicas, children].map(|sups| sups.iter().map(SupRole::id).collect()))
}

fn successor_is_named(sup: &SupRole, view: &dyn View) -> Outcome {
    if has_successor(sup, view)? {
        return Ok(Vec::new());
    }
    let [orphans, _] = downstream_of(sup, view)?;
    let Some(heir) = orphans.first() else {
        return Ok(Vec::new());
    };
    let upstream = match &sup.upstream_sup_id {
        Some(upstream) => format!("upstream_sup_id \"{upstream}\""),
        None => "no upstream_sup_id".to_owned(),
    };
    Ok(vec![Problem::new(
        format!("it is still copied by {}, and none has taken over", listed(&orphans)),
        format!(
            "The first software update point of a site goes last, or after another one took over. Let one take over, say \
             {heir}: give it {upstream}, as this one has, point the others and the sync settings at it, and remove this \
             one in a later change. If another one already takes over in the same run, keep this one's block for one more apply."
        ),
    )])
}

/// Nobody misses it at a site that goes as well.
fn last_one_is_missed(case: &Case<'_>) -> Outcome {
    let Some(Object::SupRole(sup)) = case.before.filter(|_| case.is_removal()).map(|before| &before.object) else {
        return Ok(Vec::new());
    };
    let code = &sup.site_code;
    if case.view.site(code)?.is_none() || !is_last(sup, case.everything)? {
        return Ok(Vec::new());
    }
    Ok(vec![Problem::new(
        format!("it is the last software update point of site {code}"),
        format!("Software update management is off at {code} until it gets another one."),
    )])
}

fn child_sites_are_gone(sup: &SupRole, view: &dyn View) -> Outcome {
    let [_, children] = downstream_of(sup, view)?;
    if children.is_empty() || !is_last(sup, view)? {
        return Ok(Vec::new());
    }
    Ok(vec![Problem::new(
        format!("child sites still synchronise from it: {}", listed(&children)),
        "Software update points are removed from the bottom up: those of child sites would have nothing to synchronise \
         from. Remove them first, or add a second one here, let it take over, and point them at that one.",
    )])
}

fn nothing_follows(sup: &SupRole, view: &dyn View) -> Outcome {
    let [mut behind, children] = downstream_of(sup, view)?;
    if !behind.is_empty() && !has_successor(sup, view)? {
        behind.clear();
    }
    if !children.is_empty() && !is_last(sup, view)? {
        behind.extend(children);
    }
    if behind.is_empty() {
        return Ok(Vec::new());
    }
    Ok(vec![Problem::new(
        format!("it is still the upstream of {}", listed(&behind)),
        "They would have nothing to synchronise from. Point them at the first software update point that stays, and remove \
         this one in a later change.",
    )])
}
