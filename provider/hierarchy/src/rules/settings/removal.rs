//! What becomes of the settings of a site that are removed while the site goes on.

use crate::change::{Change, default_settings};
use crate::history::AttributeChange;
use crate::judgement::{Origin, Problem, RuleId, Severity};
use crate::model::{Kind, Object, Subject, SupRole, SyncSettings};
use crate::rules::context::{Case, Outcome};
use crate::rules::rule::Check::Settled;
use crate::rules::rule::Reads::Together;
use crate::rules::rule::Rule;
use crate::wording::listed;

pub(super) const RULES: &[Rule] = &[Rule {
    id: RuleId("V128"),
    title: "settings that are removed go back to their defaults",
    kinds: &[Kind::SyncSettings, Kind::SupRole],
    severity: Severity::Warning,
    source: "Install and configure a software update point (the component has no removal of its own)",
    origin: Origin::Inferred,
    mend: "Keep the settings, or remove the site's software update points as well.",
    reads: Together(&[]),
    check: Settled(settings_are_kept),
}];

/// At plan the removal may come before or after what it is weighed against: the site's first software update point, which
/// stays. Whichever is second tells.
fn settings_are_kept(case: &Case<'_>) -> Outcome {
    match (case.change, &case.before) {
        (Change::Delete(_), Some(before)) if before.declared => match SyncSettings::of(&before.object) {
            Some(settings) => removal(settings, case),
            None => Ok(Vec::new()),
        },
        (Change::Update(Object::SupRole(sup)), _) if case.is_rehearsed() => role_that_stays(sup, case),
        _ => Ok(Vec::new()),
    }
}

fn removal(settings: &SyncSettings, case: &Case<'_>) -> Outcome {
    let code = settings.site_code();
    let Some(sup) = case.view.first_sups(code)?.into_iter().next() else {
        return Ok(Vec::new());
    };
    let defaults = default_settings(code, &sup.id(), case.everything)?;
    let defaults = SyncSettings { sup_role_id: settings.sup_role_id.clone(), ..defaults };
    let attributes = |settings: SyncSettings| Object::from(settings).attributes();
    let changes = AttributeChange::between(&attributes(settings.clone()), &attributes(defaults));
    let lost: Vec<String> = changes.into_iter().map(|change| change.path).collect();
    let problem = (!lost.is_empty()).then(|| {
        Problem::new(
            "its settings go back to their defaults",
            format!(
                "A site has this component as long as it has a software update point, and {code} keeps {}. What is no \
                 longer set: {}. Keep this resource to keep them.",
                sup.server_fqdn,
                listed(&lost)
            ),
        )
    });
    Ok(problem.into_iter().collect())
}

// A role that is there has settings, if only the defaults: none are seen where they are to be removed.
fn role_that_stays(sup: &SupRole, case: &Case<'_>) -> Outcome {
    let code = &sup.site_code;
    if sup.is_replica() || case.everything.settings(code)?.is_some() {
        return Ok(Vec::new());
    }
    Ok(vec![Problem::new(
        format!("the sync settings of site {code} go back to their defaults"),
        format!(
            "They are to be removed, but {code} has this component as long as it has a software update point, and this one \
             stays. Keep the configmgr_sync_settings of {code} to keep what they set."
        ),
    )])
}
