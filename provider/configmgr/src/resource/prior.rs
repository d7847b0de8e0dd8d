//! The state of an object before a change. An older version of the provider may have left attributes out of it: until a
//! refresh reads them, the hierarchy has them.

use std::collections::BTreeSet;

use hierarchy::{ObjectId, Severity, Subject, rules};
use tfplugin::framework::context::Context;
use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};
use tfplugin::framework::path::Path;
use tfplugin::framework::value::Attr;

use super::model::{ResourceModel, object, refreshed};
use super::values::Values;
use crate::client::{Client, hierarchy_of_state, store_error};

/// The object that a state is about.
pub(crate) fn id<M: ResourceModel>(state: &Values<M>) -> Result<ObjectId, Diagnostics> {
    let id = match state.id() {
        Attr::Known(id) => Some(id),
        Attr::Null | Attr::Unknown => state.get("id").as_str().map(str::to_owned),
    };
    id.map(|id| ObjectId::new(M::Object::KIND, id)).ok_or_else(|| {
        Diagnostic::error(
            format!("{}: the state does not say which object it is", M::TYPE_NAME),
            format!(
                "The state has:\n\n  id = null\n\nand lacks attributes that an id is made of: somebody edited it. Restore the \
                 state. Or read the object again, with the address of the resource in place of ADDRESS:\n\n  terraform state \
                 rm ADDRESS\n  terraform import ADDRESS '{}'",
                M::ID_FORMAT.1
            ),
        )
        .into()
    })
}

/// The state with the attributes it lacks, as the hierarchy has them; `None` if it lacks none.
pub(crate) fn completed<M: ResourceModel>(
    context: &mut Context<'_, Client>,
    prior: &Values<M>,
) -> Result<Option<Values<M>>, Diagnostics> {
    let is_as_found = context.client.as_found()?.is_some();
    let Some(missing) = missing_attribute(prior, is_as_found) else { return Ok(None) };
    let id = id(prior)?;
    let hierarchy = hierarchy_of_state(context, &id)?;
    let stored = hierarchy.map_or(Ok(None), |hierarchy| hierarchy.get(&id)).map_err(|error| store_error(&error))?;
    match stored {
        Some(stored) => refreshed(prior.clone(), &stored.object).map(Some),
        None => Err(incomplete(&id, &missing).into()),
    }
}

/// An attribute without which a state describes no object. One of a real site may break rules.
fn missing_attribute<M: ResourceModel>(state: &Values<M>, is_as_found: bool) -> Option<Path> {
    if state.id().known().is_none() {
        return Some(Path::of("id"));
    }
    match object(state) {
        Ok(object) => {
            let check = if is_as_found { rules::check_form } else { rules::check_standalone };
            let findings = check(&object, &BTreeSet::new());
            let error = findings.into_iter().find(|finding| finding.severity == Severity::Error)?;
            Some(error.attribute.map_or_else(Path::root, |attribute| Path::of(&attribute)))
        }
        Err(errors) => Some(errors.into_iter().find_map(|error| error.path).unwrap_or_default()),
    }
}

fn incomplete(id: &ObjectId, missing: &Path) -> Diagnostic {
    Diagnostic::error(
        format!("{id}: {missing} is missing in the state"),
        format!(
            "The state has:\n\n  {missing} = null\n\nAn older version of the provider wrote the state, or somebody edited it, \
             and the hierarchy does not have the object to read it from. Leave out -refresh=false, so that Terraform reads \
             the objects first, or run:\n\n  terraform apply -refresh-only"
        ),
    )
}
