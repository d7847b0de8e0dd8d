//! Plans on a hierarchy that was read from a real site: they show drift against reality, and only the site is changed.

use std::collections::BTreeSet;

use hierarchy::{AsFound, AttributeChange, Finding, Kind, Object, ObjectId, PlannedAction, Severity, Subject};
use tfplugin::framework::context::Context;
use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};
use tfplugin::framework::path::Path;
use tfplugin::framework::resource::Plan;
use tfplugin::framework::value::Value;

use super::model::{ResourceModel, object};
use super::values::Values;
use crate::client::{Client, store_error};

/// Keeps the prior values of attributes that are not known, and of what the site calls otherwise: they are not compared. Warns
/// once that the hierarchy is a real site's.
pub(super) fn keep_not_known<M: ResourceModel>(
    context: &mut Context<'_, Client>,
    planned: &mut Values<M>,
    prior: &Values<M>,
) -> Result<(), Diagnostics> {
    let Some(as_found) = context.client.as_found()? else { return Ok(()) };
    warn_once(context, &as_found);
    if let Some(id) = planned.id().known() {
        let id = ObjectId::new(M::Object::KIND, id);
        let mut unset = Vec::new();
        for attribute in as_found.not_known_of(&id) {
            let name = M::Object::KIND.name_in_configuration(attribute);
            let (before, now) = (prior.get(name), planned.get(name));
            if *before == Value::Null {
                unset.extend((*now != Value::Null).then_some(name));
            } else if !now.is_unknown() {
                let before = before.clone();
                planned.set(name, before);
            }
        }
        keep_unset(context, &id, &unset, planned, prior);
    }
    if M::Object::KIND == Kind::SyncSettings {
        keep_subscription(context, planned, prior)?;
    }
    M::derive_attributes(planned);
    Ok(())
}

/// Keeps attributes unset that a configuration sets. Terraform accepts no null in place of a configured value, but an object as it
/// was in place of a configured object.
fn keep_unset<M: ResourceModel>(
    context: &mut Context<'_, Client>,
    id: &ObjectId,
    unset: &[&str],
    planned: &mut Values<M>,
    prior: &Values<M>,
) {
    let mut without = planned.clone();
    unset.iter().for_each(|name| without.set(name, Value::Null));
    for name in unset {
        match name.split_once('.') {
            Some((whole, _)) if without.get(whole) == prior.get(whole) => planned.set(whole, prior.get(whole).clone()),
            _ => context.warn(only_configured(id, name)),
        }
    }
}

/// Keeps the prior names of products and classifications where the planned ones subscribe the site to the same.
fn keep_subscription<M: ResourceModel>(
    context: &Context<'_, Client>,
    planned: &mut Values<M>,
    prior: &Values<M>,
) -> Result<(), Diagnostics> {
    for name in ["products", "classifications"] {
        let sets = [&*planned, prior].map(|values| values.get(name).to_struct::<Option<BTreeSet<String>>>());
        if let [Ok(Some(now)), Ok(Some(before))] = sets
            && now != before
            && context.client.categories()?.are_same(&now, &before)
        {
            planned.set(name, prior.get(name).clone());
        }
    }
    Ok(())
}

/// A planned object as rules judge it: nothing is judged that the site does not tell.
pub(super) fn as_judged<M: ResourceModel>(
    context: &Context<'_, Client>,
    plan: &Plan<'_, Values<M>>,
    planned: Object,
) -> Result<Object, Diagnostics> {
    let (Some(as_found), Some(prior)) = (context.client.as_found()?, plan.prior) else { return Ok(planned) };
    Ok(as_in_state(&as_found, &object(prior)?, planned))
}

/// An object to write, as the hierarchy has what is not known of it: only the state has that otherwise.
pub(super) fn as_stored(context: &Context<'_, Client>, object: Object) -> Result<Object, Diagnostics> {
    let Some(as_found) = context.client.as_found()? else { return Ok(object) };
    let stored = context.client.hierarchy()?.get(&object.id()).map_err(|error| store_error(&error))?;
    Ok(match stored {
        Some(stored) => as_in_state(&as_found, &stored.object, object),
        None => object,
    })
}

/// An object in which an attribute that is not known has the value that the state has.
pub(super) fn as_in_state(as_found: &AsFound, state: &Object, object: Object) -> Object {
    let mut attributes = object.attributes();
    as_found.carry_over(&object.id(), &state.attributes(), &mut attributes);
    Object::read(object.kind(), attributes).unwrap_or(object)
}

fn only_configured(id: &ObjectId, attribute: &str) -> Diagnostic {
    Diagnostic::warning(
        format!("{id}: {attribute} is not known at the site"),
        "Only the configuration has it. Apply records it in the state, and changes nothing at the site.",
    )
    .at(Path::of(attribute))
}

fn warn_once(context: &mut Context<'_, Client>, as_found: &AsFound) {
    if !context.client.is_first_warning_of("as found") {
        return;
    }
    context.warn(Diagnostic::warning(
        "The hierarchy was read from a real site",
        format!(
            "Site {} was collected at {:.0} ({}). The plan shows how the configuration differs from what the site had then. \
             What the site does not tell is not compared: supctl import-site lists it. Nothing is simulated, and apply refuses \
             every change: supctl runbook --plan writes a reviewed plan as a script for the site.",
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
