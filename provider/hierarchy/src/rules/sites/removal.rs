//! What must be removed before a site, and what is removed with it.

use crate::judgement::{Origin, Problem, RuleId, Severity};
use crate::model::{Kind, Site, SiteType};
use crate::rules::context::{Outcome, RuleContext};
use crate::rules::pages;
use crate::rules::rule::Check::Conflicts;
use crate::rules::rule::Reads::AllOf;
use crate::rules::rule::Rule;
use crate::rules::source::Source;
use crate::store::{Lookup, View};
use crate::wording::listed;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: RuleId("V26"),
        title: "a primary site is removed after its secondary sites",
        kinds: &[Kind::Site],
        severity: Severity::Error,
        source: Source::of(&[pages::UNINSTALL]),
        origin: Origin::Documented,
        fix: "Write parent_site_code as a reference, so that Terraform removes the secondary sites first.",
        reads: AllOf(&[]),
        check: Conflicts(|context| context.on_removal(|site, view| children_are_gone(site, view, SiteType::Primary))),
    },
    Rule {
        id: RuleId("V27"),
        title: "a central administration site is removed after its primary sites",
        kinds: &[Kind::Site],
        severity: Severity::Error,
        source: Source::of(&[pages::UNINSTALL]),
        origin: Origin::Documented,
        fix: "Write parent_site_code as a reference, so that Terraform removes the primary sites first.",
        reads: AllOf(&[]),
        check: Conflicts(|context| {
            context.on_removal(|site, view| children_are_gone(site, view, SiteType::CentralAdministration))
        }),
    },
    Rule {
        id: RuleId("H18"),
        title: "a site is removed together with everything on it",
        kinds: &[Kind::Site],
        severity: Severity::Error,
        source: Source::THIS_PROJECT,
        origin: Origin::House,
        fix: "Remove the servers, roles and settings of a site from the configuration together with the site.",
        reads: AllOf(&[]),
        check: Conflicts(nothing_is_left_behind),
    },
];

fn children_are_gone(site: &Site, view: &dyn View, r#type: SiteType) -> Outcome {
    if site.r#type != r#type {
        return Ok(Vec::new());
    }
    let children = view.child_sites(&site.site_code)?;
    let Some(first) = children.first() else {
        return Ok(Vec::new());
    };
    let codes: Vec<&str> = children.iter().map(|child| child.site_code.as_str()).collect();
    Ok(vec![Problem::new(
        format!("still has child sites: {}", listed(&codes)),
        format!(
            "A {type} cannot be uninstalled while a {} reports to it. Remove those sites first. A change of name, \
             type, server_fqdn, install_directory or parent_site_code also removes and reinstalls a site: undo that \
             change if it is the cause.",
            first.r#type
        ),
    )])
}

/// When the removal is made, everything on the site is removed with it; only a plan can try to keep it.
fn nothing_is_left_behind(context: &RuleContext<'_>) -> Outcome {
    let mut staying = Vec::new();
    if context.is_removal() && context.is_planned() {
        for kind in [Kind::SupRole, Kind::SiteSystem, Kind::SyncSettings] {
            let found = context.view.find(kind, Lookup::Site(&context.id.id))?;
            staying.extend(found.into_iter().map(|stored| stored.object.id().to_string()));
        }
    }
    if staying.is_empty() {
        return Ok(Vec::new());
    }
    Ok(vec![Problem::new(
        format!("the site is removed, but these objects on it are not: {}", listed(&staying)),
        "Removing a site uninstalls everything on it. Remove these objects as well, or keep the site. Refer to the \
         site by configmgr_site.<name>.site_code, so that Terraform removes them together.",
    )])
}
