//! What the console cannot subscribe to.

use std::collections::BTreeSet;

use hierarchy::{Finding, Object, RuleId, Severity, rules};

/// The rule that every product is in the catalog.
const IN_CATALOG: RuleId = RuleId("V98");

/// The errors about products that no catalog has, where a configuration may name them with a warning, since a site can have
/// more products than the simulation knows. The console lists only what the catalog of the site has.
pub(super) fn unlisted_products(before: &Object, after: &Object) -> Vec<Finding> {
    let Object::SyncSettings(before) = before else { return Vec::new() };
    let is_new = |finding: &Finding| {
        let element = finding.element.as_ref();
        (finding.rule, finding.severity) == (IN_CATALOG, Severity::Warning)
            && element.is_some_and(|name| !before.products.iter().flatten().any(|other| other == name))
    };
    let findings = rules::check_standalone(after, &BTreeSet::new()).into_iter().filter(is_new);
    findings
        .map(|finding| Finding {
            severity: Severity::Error,
            detail: "At the console, a site subscribes to products in its catalog only, by name or id. To search the \
                     catalog, run:\n\n  supctl catalog PART-OF-A-NAME"
                .to_owned(),
            ..finding
        })
        .collect()
}
