//! The order in which software update points are removed: from the bottom up, and the first one of a site last.

use crate::judgement::{Origin, Problem, RuleId, Severity};
use crate::model::{Kind, Object, SupRole, key};
use crate::rules::context::{Outcome, RuleContext};
use crate::rules::pages;
use crate::rules::rule::Check::Conflicts;
use crate::rules::rule::Reads::AllOf;
use crate::rules::rule::Rule;
use crate::rules::source::Source;
use crate::store::{Lookup, StoreError, View};
use crate::wording::listed;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: RuleId("V72"),
        title: "another software update point takes over from the first one of a site that is removed",
        kinds: &[Kind::SupRole],
        severity: Severity::Error,
        source: Source::of(&[pages::REMOVE_ROLE, pages::UNINSTALL])
            .noting("the cmdlet names the successor, the page chooses it after the removal"),
        origin: Origin::Inferred,
        fix: "Promote another one in the same run or before: give it the upstream_sup_id of the first one, and refer to \
            it in the others and in the sync settings.",
        reads: AllOf(&[]),
        check: Conflicts(|context| context.on_removal_alone(successor_is_named)),
    },
    Rule {
        id: RuleId("V73"),
        title: "removing the last software update point of a site disables its software update management",
        kinds: &[Kind::SupRole],
        severity: Severity::Warning,
        source: Source::of(&[pages::UNINSTALL])
            .noting("a plan that removes it before it adds another one warns as well: what follows is not known then"),
        origin: Origin::Documented,
        fix: "Keep a configmgr_sup_role at every site whose clients need software updates.",
        reads: AllOf(&[]),
        check: Conflicts(last_one_is_missed),
    },
    Rule {
        id: RuleId("V74"),
        title: "the last software update point of a site is removed after those of its child sites",
        kinds: &[Kind::SupRole],
        severity: Severity::Error,
        source: Source::of(&[pages::INSTALL]).noting("in the order of installation reversed, which no page states"),
        origin: Origin::Order,
        fix: "Remove the software update points of the child sites first, or promote another one at this site.",
        reads: AllOf(&[]),
        check: Conflicts(|context| context.on_removal_alone(child_sites_are_gone)),
    },
    Rule {
        id: RuleId("H13"),
        title: "nothing synchronizes from a removed software update point",
        kinds: &[Kind::SupRole],
        severity: Severity::Error,
        source: Source::THIS_PROJECT,
        origin: Origin::House,
        fix: "Change every upstream_sup_id that refers to it to the first one that stays, in the same run or before.",
        reads: AllOf(&[]),
        check: Conflicts(|context| context.on_removal_alone(nothing_follows)),
    },
];

/// Whether its site has no other SUP.
fn is_last(sup: &SupRole, view: &dyn View) -> Result<bool, StoreError> {
    let of_site = Lookup::Site(&sup.site_code);
    // Counting up to two is enough to find another one, without reading all of a large site.
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

/// The ids of SUPs that synchronize from it: replicas of its site, and SUPs of child sites.
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
    let verb = if orphans.len() == 1 { "replicates" } else { "replicate" };
    let upstream = match &sup.upstream_sup_id {
        Some(upstream) => format!("upstream_sup_id \"{upstream}\""),
        None => "no upstream_sup_id".to_owned(),
    };
    Ok(vec![Problem::new(
        format!("{} still {verb} from it; promote a successor first", listed(&orphans)),
        format!(
            "The first software update point of a site is removed last, or another one takes over. Promote one in the \
             same run, for example {heir}: give it {upstream}, as this one has, and refer to it in the others and in \
             the sync settings."
        ),
    )])
}

/// A site that is removed as well needs none.
fn last_one_is_missed(context: &RuleContext<'_>) -> Outcome {
    let Some(Object::SupRole(sup)) = context.before.filter(|_| context.is_removal()).map(|before| &before.object)
    else {
        return Ok(Vec::new());
    };
    let code = &sup.site_code;
    if context.view.site(code)?.is_none() || !is_last(sup, context.everything)? {
        return Ok(Vec::new());
    }
    Ok(vec![Problem::new(
        format!("is the last software update point of site {code}"),
        format!(
            "Software update management is disabled at {code} until it gets another software update point. If this run \
             installs one, there is nothing else to do."
        ),
    )])
}

fn child_sites_are_gone(sup: &SupRole, view: &dyn View) -> Outcome {
    let [_, children] = downstream_of(sup, view)?;
    if children.is_empty() || !is_last(sup, view)? {
        return Ok(Vec::new());
    }
    Ok(vec![Problem::new(
        format!("child sites still synchronize from it: {}", listed(&children)),
        "Software update points are removed from the bottom of the hierarchy up. Without this one, those of the child \
         sites have no synchronization source. Remove them first. Or add a second one here, promote it, and change \
         their upstream_sup_id to it.",
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
        format!("is still the upstream of {}", listed(&behind)),
        "Without it, they have no synchronization source. Change their upstream_sup_id to the first software update \
         point that stays, in the same run or before.",
    )])
}
