//! What happens to sync settings that are removed while their site stays.

use crate::change::{Change, default_settings};
use crate::history::AttributeChange;
use crate::judgement::{Origin, Problem, RuleId, Severity};
use crate::model::{Kind, Object, Subject, SupRole, SyncSettings};
use crate::rules::context::{Outcome, RuleContext};
use crate::rules::pages;
use crate::rules::rule::Check::Conflicts;
use crate::rules::rule::Reads::AllOf;
use crate::rules::rule::Rule;
use crate::rules::source::Source;
use crate::wording::listed;

pub(super) const RULES: &[Rule] = &[Rule {
    id: RuleId("V128"),
    title: "removed sync settings are reset to their defaults",
    kinds: &[Kind::SyncSettings, Kind::SupRole],
    severity: Severity::Warning,
    source: Source::of(&[pages::INSTALL]).noting("the page has no way to remove the component on its own"),
    origin: Origin::Inferred,
    fix: "Keep the settings, or also remove the software update points of the site.",
    reads: AllOf(&[]),
    check: Conflicts(settings_are_kept),
}];

/// At plan, the removal may be judged before or after the site's first software update point, which stays. The second
/// of the two reports it.
fn settings_are_kept(context: &RuleContext<'_>) -> Outcome {
    match (context.change, &context.before) {
        (Change::Delete(_), Some(before)) if before.declared => match SyncSettings::of(&before.object) {
            Some(settings) => removal(settings, context),
            None => Ok(Vec::new()),
        },
        (Change::Update(Object::SupRole(sup)), _) if context.is_planned() => role_that_stays(sup, context),
        _ => Ok(Vec::new()),
    }
}

fn removal(settings: &SyncSettings, context: &RuleContext<'_>) -> Outcome {
    let code = settings.site_code();
    let Some(sup) = context.view.first_sups(code)?.into_iter().next() else {
        return Ok(Vec::new());
    };
    let defaults = default_settings(code, &sup.id(), context.everything)?;
    let defaults = SyncSettings { sup_role_id: settings.sup_role_id.clone(), ..defaults };
    let attributes = |settings: SyncSettings| Object::from(settings).attributes();
    let changes = AttributeChange::between(&attributes(settings.clone()), &attributes(defaults));
    let lost: Vec<String> = changes.into_iter().map(|change| change.path).collect();
    let problem = (!lost.is_empty()).then(|| {
        Problem::new(
            "the settings are reset to their defaults",
            format!(
                "A site with a software update point always has sync settings, and {code} keeps {}. These attributes \
                 are reset: {}. Keep this resource to keep their values.",
                sup.server_fqdn,
                listed(&lost)
            ),
        )
    });
    Ok(problem.into_iter().collect())
}

// An installed role always has settings, at least the defaults: only settings to be removed are missing in the view.
fn role_that_stays(sup: &SupRole, context: &RuleContext<'_>) -> Outcome {
    let code = &sup.site_code;
    if sup.is_replica() || context.everything.settings(code)?.is_some() {
        return Ok(Vec::new());
    }
    Ok(vec![Problem::new(
        format!("the sync settings of site {code} are reset to their defaults"),
        format!(
            "A site with a software update point always has sync settings, and this one stays. Keep the \
             configmgr_sync_settings of {code} to keep its values."
        ),
    )])
}
