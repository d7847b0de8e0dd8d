//! The codes of removed sites, which are not reused.

use std::collections::BTreeSet;

use crate::judgement::{Finding, Origin, Problem, RuleId, Severity};
use crate::model::{Kind, Object, Site, SiteType};
use crate::rules::context::{Outcome, WriteContext};
use crate::rules::pages;
use crate::rules::rule::Check::AtApply;
use crate::rules::rule::Reads::AllOf;
use crate::rules::rule::Rule;
use crate::rules::source::Source;

pub(super) const RULES: &[Rule] = &[RULE];

const RULE: Rule = Rule {
    id: RuleId("V04"),
    title: "the code of a removed primary or central administration site is not reused",
    kinds: &[Kind::Site],
    severity: Severity::Error,
    source: Source::of(&[pages::PREPARE]),
    origin: Origin::Documented,
    fix: "Choose a site_code that no removed primary or central administration site had.",
    reads: AllOf(&["site_code"]),
    check: AtApply(|context| context.on_write(code_is_not_retired)),
};

/// The problems with removing this site and reinstalling it under the same code, while the rest of the hierarchy
/// stays.
///
/// The code of a primary site below a central administration site is used permanently (V04). The code of a secondary
/// site can be reused. A top-level site is removed last, and a new hierarchy can reuse its code.
#[must_use]
pub fn reinstallation(site: &Site) -> Vec<Finding> {
    if site.r#type != SiteType::Primary || site.is_top_level() {
        return Vec::new();
    }
    let problem = Problem::at(
        "site_code",
        "cannot be reinstalled under its code",
        "This change removes and reinstalls the site. Objects created at the site keep its code permanently, so the \
         hierarchy would accept the removal and refuse the installation. Choose another site_code. Or undo the change \
         of what is fixed at installation: name, type, server_fqdn, install_directory or parent_site_code.",
    );
    RULE.findings(vec![problem], &Object::from(site.clone()).id(), &BTreeSet::new())
}

fn code_is_not_retired(write: &WriteContext<'_, Site>) -> Outcome {
    let code = &write.object.site_code;
    if write.before.is_some() || !write.view.is_retired(code)? {
        return Ok(Vec::new());
    }
    Ok(vec![Problem::at(
        "site_code",
        format!("site_code \"{code}\" was used by a removed site"),
        "Objects created at a primary or central administration site keep its code permanently. Their ids may conflict \
         with those of the new site. Choose another code.",
    )])
}
