//! What must be removed before a site, and what is removed with it.

use std::collections::BTreeSet;

use crate::judgement::{Finding, Origin, Problem, RuleId, Severity};
use crate::model::{Kind, ObjectId, Site, SiteType};
use crate::rules::context::{Outcome, RuleContext};
use crate::rules::pages;
use crate::rules::rule::Check::Conflicts;
use crate::rules::rule::Reads::AllOf;
use crate::rules::rule::Rule;
use crate::rules::source::Source;
use crate::store::{Lookup, StoreError, View};
use crate::wording::listed;

pub(super) const RULES: &[Rule] = &[
    SECONDARY_SITES_FIRST,
    PRIMARY_SITES_FIRST,
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

const SECONDARY_SITES_FIRST: Rule = Rule {
    id: RuleId("V26"),
    title: "a primary site is removed after its secondary sites",
    kinds: &[Kind::Site],
    severity: Severity::Error,
    source: Source::of(&[pages::UNINSTALL]),
    origin: Origin::Documented,
    fix: "Write parent_site_code as a reference, so that Terraform removes the secondary sites first.",
    reads: AllOf(&[]),
    check: Conflicts(|context| context.on_removal(secondary_sites_are_gone)),
};

const PRIMARY_SITES_FIRST: Rule = Rule {
    id: RuleId("V27"),
    title: "a central administration site is removed after its primary sites",
    kinds: &[Kind::Site],
    severity: Severity::Error,
    source: Source::of(&[pages::UNINSTALL]),
    origin: Origin::Documented,
    fix: "Write parent_site_code as a reference, so that Terraform removes the primary sites first.",
    reads: AllOf(&[]),
    check: Conflicts(|context| context.on_removal(primary_sites_are_gone)),
};

/// The problem with replacing a site that has child sites. Nothing if it has none.
///
/// Terraform does not tell in time whether the child sites are replaced in the same run.
pub(crate) fn replacement_of_parent(site: &Site, view: &dyn View) -> Result<Vec<Finding>, StoreError> {
    let children = view.child_sites(&site.site_code)?;
    let codes: Vec<&str> = children.iter().map(|child| child.site_code.as_str()).collect();
    let rule = match site.r#type {
        _ if codes.is_empty() => return Ok(Vec::new()),
        SiteType::CentralAdministration => &PRIMARY_SITES_FIRST,
        SiteType::Primary | SiteType::Secondary => &SECONDARY_SITES_FIRST,
    };
    let problem = Problem::new(
        format!("cannot be replaced while it has child sites: {}", listed(&codes)),
        "A site is uninstalled before it is installed again, and only after its child sites. To reinstall all of them, \
         remove the site with everything that depends on it, and apply again:\n\n  terraform destroy \
         -target=configmgr_site.<name>\n  terraform apply\n\nOr undo the change of what is fixed at installation: name, \
         type, server_fqdn, install_directory or parent_site_code. If the site is tainted, it stays as it is after:\n\n  \
         terraform untaint configmgr_site.<name>",
    );
    let id = ObjectId::new(Kind::Site, &site.site_code);
    Ok(rule.findings(vec![problem], &id, &BTreeSet::new()))
}

fn secondary_sites_are_gone(site: &Site, view: &dyn View) -> Outcome {
    match site.r#type {
        SiteType::Primary | SiteType::Secondary => children_are_gone(site, view),
        SiteType::CentralAdministration => Ok(Vec::new()),
    }
}

fn primary_sites_are_gone(site: &Site, view: &dyn View) -> Outcome {
    match site.r#type {
        SiteType::CentralAdministration => children_are_gone(site, view),
        SiteType::Primary | SiteType::Secondary => Ok(Vec::new()),
    }
}

fn children_are_gone(site: &Site, view: &dyn View) -> Outcome {
    let children = view.child_sites(&site.site_code)?;
    let Some(first) = children.first() else {
        return Ok(Vec::new());
    };
    let codes: Vec<&str> = children.iter().map(|child| child.site_code.as_str()).collect();
    Ok(vec![Problem::new(
        format!("still has child sites: {}", listed(&codes)),
        format!(
            "A {} cannot be uninstalled while a {} reports to it. Remove those sites first. A change of name, \
             type, server_fqdn, install_directory or parent_site_code also removes and reinstalls a site: undo that \
             change if it is the cause.",
            site.r#type, first.r#type
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
