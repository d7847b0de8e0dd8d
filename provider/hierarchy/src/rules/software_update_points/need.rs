//! Which sites need a software update point.

use crate::judgement::{Origin, Problem, RuleId, Severity};
use crate::model::{Kind, Site, SiteType};
use crate::rules::context::{Outcome, WriteContext};
use crate::rules::pages;
use crate::rules::rule::Check::Audit;
use crate::rules::rule::Reads::AllOf;
use crate::rules::rule::Rule;
use crate::rules::source::Source;
use crate::store::Lookup;

pub(super) const RULES: &[Rule] = &[Rule {
    id: RuleId("V130"),
    title: "the central administration site and every primary site have a software update point",
    kinds: &[Kind::Site],
    severity: Severity::Warning,
    source: Source::of(&[pages::INSTALL, pages::PLAN]),
    origin: Origin::Documented,
    fix: "Add a configmgr_sup_role at the site. A secondary site may do without one.",
    reads: AllOf(&["site_code", "type"]),
    check: Audit(|context| context.on_write(site_has_sup)),
}];

fn site_has_sup(write: &WriteContext<'_, Site>) -> Outcome {
    let code = &write.object.site_code;
    let is_optional = write.object.r#type == SiteType::Secondary;
    if is_optional || write.everything.has_at_least(1, Kind::SupRole, Lookup::Site(code))? {
        return Ok(Vec::new());
    }
    Ok(vec![Problem::new(
        "has no software update point",
        format!(
            "Without one, there is no scan, compliance or deployment of software updates at a site. It is required at \
             the central administration site and at every primary site. Add a configmgr_sup_role at {code}."
        ),
    )])
}
