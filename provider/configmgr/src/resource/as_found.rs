//! Plans on a hierarchy that was read from a real site: they show drift against reality, and only the site is changed.

use hierarchy::{AsFound, AttributeChange, Finding, Object, ObjectId, PlannedAction, Severity, Subject};
use tfplugin::framework::context::Context;
use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};
use tfplugin::framework::value::Value;

use super::model::ResourceModel;
use super::values::Values;
use crate::client::Client;

/// Keeps the prior values of attributes that are not known: they are not compared. Warns once that the hierarchy is a real
/// site's.
pub(super) fn keep_not_known<M: ResourceModel>(
    context: &mut Context<'_, Client>,
    planned: &mut Values<M>,
    prior: &Values<M>,
) -> Result<(), Diagnostics> {
    let Some(as_found) = context.client.as_found()? else { return Ok(()) };
    warn_once(context, &as_found);
    if let Some(id) = planned.id().known() {
        let id = ObjectId::new(M::Object::KIND, id);
        for attribute in as_found.not_known_of(&id) {
            let name = M::Object::KIND.name_in_configuration(attribute);
            // A configured value may stay as it was, unless it was unset.
            if *prior.get(name) != Value::Null && !planned.get(name).is_unknown() {
                planned.set(name, prior.get(name).clone());
            }
        }
    }
    Ok(())
}

/// The object as a state has it: an attribute that is not known keeps the value of the state.
pub(super) fn as_in_state(as_found: &AsFound, state: &Object, stored: Object) -> Object {
    let mut attributes = stored.attributes();
    as_found.carry_over(&stored.id(), &state.attributes(), &mut attributes);
    Object::read(stored.kind(), attributes).unwrap_or(stored)
}

fn warn_once(context: &mut Context<'_, Client>, as_found: &AsFound) {
    if !context.client.is_first_warning_of("as found") {
        return;
    }
    context.warn(Diagnostic::warning(
        "The hierarchy was read from a real site",
        format!(
            "Site {} was collected at {:.0} ({}). The plan shows how the configuration differs from what the site had then. \
             Nothing is simulated, and apply refuses every change: change the site itself, collect it again, and import the \
             new file with supctl import-site.",
            as_found.site_code, as_found.collected_at, as_found.source
        ),
    ));
}

/// Makes warnings of errors about what the change of an object leaves as the site has it.
pub(super) fn soften(findings: &mut [Finding], part: &PlannedAction, planned: &Object) {
    let PlannedAction::Write { before } = part else { return };
    let changed = AttributeChange::between(&before.attributes(), &planned.attributes());
    let touches = |path: &str| {
        changed.iter().any(|change| {
            let within = |part: &str, whole: &str| {
                part.strip_prefix(whole).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            };
            within(&change.path, path) || within(path, &change.path)
        })
    };
    for finding in findings.iter_mut().filter(|finding| finding.severity == Severity::Error) {
        if finding.attribute.as_deref().is_some_and(|path| !touches(path)) {
            finding.severity = Severity::Warning;
            finding.detail.push_str("\n\nThe site has it like this, so the plan is not refused.");
        }
    }
}
