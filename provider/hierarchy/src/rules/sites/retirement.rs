//! The codes of removed sites, which are not used again.

use std::collections::BTreeSet;

use crate::judgement::{Finding, Origin, Problem, RuleId, Severity};
use crate::model::{Kind, Object, Site, SiteType};
use crate::rules::context::{Outcome, Put};
use crate::rules::rule::Check::AtApply;
use crate::rules::rule::Reads::Together;
use crate::rules::rule::Rule;

pub(super) const RULES: &[Rule] = &[RULE];

const RULE: Rule = Rule {
    id: RuleId("V04"),
    title: "the code of a removed primary or central administration site is not used again",
    kinds: &[Kind::Site],
    severity: Severity::Error,
    source: "Prepare to install sites",
    origin: Origin::Documented,
    mend: "Choose a site_code that no removed primary or central administration site had.",
    reads: Together(&["site_code"]),
    check: AtApply(|case| case.put(code_is_not_retired)),
};

/// What is wrong with removing this site and installing it again under the same code, while the rest of the hierarchy stays.
///
/// The code of a primary site below a central administration site is taken for good (V04). A secondary site's is free again,
/// and a top-level site is the last one to go, after which a hierarchy begins anew.
#[must_use]
pub fn reinstallation(site: &Site) -> Vec<Finding> {
    if site.r#type != SiteType::Primary || site.is_top_level() {
        return Vec::new();
    }
    let problem = Problem::at(
        "site_code",
        "it cannot be reinstalled under its code",
        "This change removes the site and installs it anew. What a primary site made keeps its code for good, so the \
         hierarchy would take the removal and refuse the installation. Give it another site_code, or undo the change of \
         what is fixed at installation: name, type, server_fqdn, install_directory or parent_site_code.",
    );
    RULE.findings(vec![problem], &Object::from(site.clone()).id(), &BTreeSet::new())
}

fn code_is_not_retired(put: &Put<'_, Site>) -> Outcome {
    let code = &put.object.site_code;
    if put.before.is_some() || !put.view.is_retired(code)? {
        return Ok(Vec::new());
    }
    Ok(vec![Problem::at(
        "site_code",
        format!("site_code \"{code}\" was used by a site that was removed"),
        "What a primary or central administration site made keeps its code for good, and would clash with the new site's. \
         Choose another code.",
    )])
}
