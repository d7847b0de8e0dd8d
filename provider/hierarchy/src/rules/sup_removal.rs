//! The order in which software update points are removed: from the bottom up, and the first one of a site last.

use super::case::Case;
use super::finding::{RuleId, Severity};
use super::hints::listed;
use super::rule::Check::Settled;
use super::rule::Reads::Together;
use super::rule::{OURS, Origin, Outcome, Problem, Rule};
use crate::model::{Kind, Object, SupRole, key};
use crate::store::{Lookup, StoreError, View};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: RuleId("V72"),
        title: "the first software update point of a site is removed after its successor is promoted",
        kinds: &[Kind::SupRole],
        severity: Severity::Error,
        source: "Remove-CMSoftwareUpdatePoint names the successor; in Uninstall roles, sites, and hierarchies it is \
            chosen after the removal",
        origin: Origin::Inferred,
        mend: "Promote another one: give it the upstream_sup_id of the first one, and refer to it in the others and in \
            the sync settings. Remove the former first one in a later change.",
        reads: Together(&[]),
        check: Settled(|case| if is_exchanged(case) { Ok(Vec::new()) } else { case.remove(successor_is_named) }),
    },
    Rule {
        id: RuleId("V73"),
        title: "removing the last software update point of a site disables its software update management",
        kinds: &[Kind::SupRole],
        severity: Severity::Warning,
        source: "Uninstall roles, sites, and hierarchies",
        origin: Origin::Documented,
        mend: "Keep a configmgr_sup_role at every site whose clients need software updates.",
        reads: Together(&[]),
        check: Settled(last_one_is_missed),
    },
    Rule {
        id: RuleId("V74"),
        title: "the last software update point of a site is removed after those of its child sites",
        kinds: &[Kind::SupRole],
        severity: Severity::Error,
        source: "Install and configure a software update point, in reverse order",
        origin: Origin::Order,
        mend: "Remove the software update points of the child sites first, or promote another one at this site.",
        reads: Together(&[]),
        check: Settled(|case| if is_exchanged(case) { Ok(Vec::new()) } else { case.remove(child_sites_are_gone) }),
    },
    Rule {
        id: RuleId("H13"),
        title: "nothing synchronizes from a removed software update point",
        kinds: &[Kind::SupRole],
        severity: Severity::Error,
        source: OURS,
        origin: Origin::House,
        mend: "Change every upstream_sup_id that refers to it to the first one that stays. Remove it in a later \
               change.",
        reads: Together(&[]),
        check: Settled(|case| if is_exchanged(case) { Ok(Vec::new()) } else { case.remove(nothing_follows) }),
    },
];

/// Whether the role is replaced at its site in the same run: what refers to it then refers to the new one.
fn is_exchanged(case: &Case<'_>) -> bool {
    let site = |id: &str| id.split_once('/').map(|(site, _)| key(site));
    case.circumstances.counterpart.as_ref().is_some_and(|other| site(&other.id) == site(&case.id.id))
}

/// The software update points around one that is to be removed.
struct Surroundings {
    /// The site has no other SUP.
    is_last: bool,
    /// The SUPs of the site that would be left without a first one.
    orphans: Vec<String>,
    /// Those of the same site that replicate from it although another one is first.
    replicas: Vec<String>,
    /// Those of child sites that synchronize from it.
    children: Vec<String>,
}

impl Surroundings {
    fn of(sup: &SupRole, view: &dyn View) -> Result<Self, StoreError> {
        let is_other = |other: &SupRole| key(&other.id()) != key(&sup.id());
        let downstream = view.sups_downstream_of(&sup.id())?;
        let (replicas, children): (Vec<_>, Vec<_>) = downstream.iter().partition(|other| other.is_replica());
        let [replicas, children]: [Vec<String>; 2] =
            [replicas, children].map(|sups| sups.into_iter().map(SupRole::id).collect());
        let has_successor = sup.is_replica() || view.first_sups(&sup.site_code)?.iter().any(is_other);
        // Counting up to two is enough to find another one, without reading all of a large site.
        let of_site = Lookup::Site(&sup.site_code);
        let is_last = !view.has_at_least(2, Kind::SupRole, of_site)?
            && !view.all::<SupRole>(of_site)?.iter().any(|other| is_other(&other.object));
        let (orphans, replicas) = if has_successor { (Vec::new(), replicas) } else { (replicas, Vec::new()) };
        Ok(Self { is_last, orphans, replicas, children })
    }
}

fn successor_is_named(sup: &SupRole, view: &dyn View) -> Outcome {
    let orphans = Surroundings::of(sup, view)?.orphans;
    let Some(heir) = orphans.first() else {
        return Ok(Vec::new());
    };
    let verb = if orphans.len() == 1 { "replicates" } else { "replicate" };
    let upstream = match &sup.upstream_sup_id {
        Some(upstream) => format!("upstream_sup_id \"{upstream}\""),
        None => "no upstream_sup_id".to_owned(),
    };
    Ok(vec![Problem::new(
        format!("{} still {verb} from it; promote a successor first", listed(&orphans)),
        format!(
            "The first software update point of a site is removed last, or after another one is promoted. Promote one, \
             for example {heir}: give it {upstream}, as this one has, and refer to it in the others and in the sync \
             settings. Remove this one in a later change. If another one is already promoted in this run, keep the \
             block of this one for one more apply."
        ),
    )])
}

/// A site that is removed as well needs none.
fn last_one_is_missed(case: &Case<'_>) -> Outcome {
    let Some(Object::SupRole(sup)) = case.before.filter(|_| case.is_removal()).map(|before| &before.object) else {
        return Ok(Vec::new());
    };
    let code = &sup.site_code;
    if case.view.site(code)?.is_none() || !Surroundings::of(sup, case.everything)?.is_last {
        return Ok(Vec::new());
    }
    Ok(vec![Problem::new(
        format!("is the last software update point of site {code}"),
        format!("Software update management is disabled at {code} until it gets another software update point."),
    )])
}

fn child_sites_are_gone(sup: &SupRole, view: &dyn View) -> Outcome {
    let surroundings = Surroundings::of(sup, view)?;
    if !surroundings.is_last || surroundings.children.is_empty() {
        return Ok(Vec::new());
    }
    Ok(vec![Problem::new(
        format!("child sites still synchronize from it: {}", listed(&surroundings.children)),
        "Software update points are removed from the bottom of the hierarchy up. Without this one, those of the child \
         sites have no synchronization source. Remove them first. Or add a second one here, promote it, and change \
         their upstream_sup_id to it.",
    )])
}

fn nothing_follows(sup: &SupRole, view: &dyn View) -> Outcome {
    let surroundings = Surroundings::of(sup, view)?;
    let mut behind = surroundings.replicas;
    if !surroundings.is_last {
        behind.extend(surroundings.children);
    }
    if behind.is_empty() {
        return Ok(Vec::new());
    }
    Ok(vec![Problem::new(
        format!("is still the upstream of {}", listed(&behind)),
        "Without it, they have no synchronization source. Change their upstream_sup_id to the first software update \
         point that stays, and remove this one in a later change.",
    )])
}
