//! Checking a plan without a hierarchy and without files, for the fuzz target and a test of the same.

use std::path::Path;

use hierarchy::{Audit, Order};
use jiff::Timestamp;

use super::{findings_of, objects};
use crate::terraform::plan::Plan;

/// Reads the text of a plan, and judges the objects it leaves.
pub fn check_plan(text: &str) {
    let Ok(plan) = Plan::read(text, Path::new("plan.json")) else { return };
    let Ok((_, objects)) = objects(&plan.resource_changes) else { return };
    // Nothing is read from a store, so nothing of a store can fail.
    let _ = findings_of(&Audit::new(objects, Timestamp::UNIX_EPOCH, Order::Strict), None);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::check_plan;

    const PLAN: &str = r#"{"format_version":"1.2","planned_values":{},"resource_changes":[{"address":"configmgr_site.a",
        "mode":"managed","type":"configmgr_site","name":"a","change":{"actions":["create"],"before":null,"after":
        {"site_code":"PS1","name":"P","type":"primary","server_fqdn":"a.b"},"after_unknown":{"id":true}}}],
        "configuration":{"root_module":{"module_calls":{"m":{"source":"./m"}}}}}"#;

    proptest! {
        #[test]
        fn any_plan_is_checked_or_refused(at in 0..PLAN.len(), length in 0..8_usize, instead in "[\\[\\]{},:\"0-9a-z]{0,8}") {
            let rest = PLAN.get(at + length..).unwrap_or_default();
            check_plan(&format!("{}{instead}{rest}", &PLAN[..at]));
            check_plan(&PLAN[..at]);
        }
    }
}
