//! What a real site said of its objects and no attribute has.

use super::chapter::Chapter;
use super::context::{Outcome, RuleContext};
use super::rule::Check::Audit;
use super::rule::Reads::AllOf;
use super::rule::Rule;
use super::source::Source;
use crate::facts::AsFound;
use crate::judgement::{Origin, Problem, RuleId, Severity};
use crate::model::Kind;

pub(super) const CHAPTER: Chapter = Chapter { title: "Hierarchies of real sites", parts: &[RULES] };

const RULES: &[Rule] = &[Rule {
    id: RuleId("V140"),
    title: "everything that a real site says of an object is in its attributes",
    kinds: &[Kind::Site, Kind::SyncSettings, Kind::Account],
    severity: Severity::Warning,
    source: Source::THIS_PROJECT,
    origin: Origin::House,
    fix: "Look at the object in the console of the site.",
    reads: AllOf(&[]),
    check: Audit(says_no_more),
}];

fn says_no_more(context: &RuleContext<'_>) -> Outcome {
    let as_found = AsFound::of(context.view)?;
    let remarks = as_found.into_iter().flat_map(|as_found| as_found.remarks);
    let of_object = remarks.filter(|remark| remark.object.identity() == context.id.identity());
    Ok(of_object.map(|remark| Problem::new(remark.what, remark.detail)).collect())
}
