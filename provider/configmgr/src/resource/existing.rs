//! Objects that a plan cannot create, because they exist.

use hierarchy::{Change, Kind, Object, ObjectId, Subject, rules};
use tfplugin::framework::diagnostics::Diagnostics;
use tfplugin::framework::resource::Plan;
use tfplugin::framework::value::Attr;

use super::findings::{diagnostics, refused_creation};
use super::model::{ResourceModel, object_with_placeholders};
use super::values::Values;
use crate::client::{Client, store_error};

/// Refuses an object of the state that another address of the run has planned like a new one.
pub(super) fn refuse_second_address<M: ResourceModel>(
    client: &Client,
    plan: &Plan<'_, Values<M>>,
) -> Result<(), Diagnostics> {
    let (Some(_), Attr::Known(id)) = (plan.prior, plan.planned.id()) else { return Ok(()) };
    if !client.rehearsal().is_created(&ObjectId::new(M::Object::KIND, id)) {
        return Ok(());
    }
    let (planned, _) = object_with_placeholders(&plan.planned)?;
    let change = Change::Create(planned);
    let findings =
        client.rehearse(|_, stored| stored.map_or(Ok(Vec::new()), |stored| rules::duplication(&change, stored)))?;
    if findings.is_empty() { Ok(()) } else { Err(diagnostics(&findings)) }
}

/// Refuses to create an object that exists, unless its site is installed again: the state was lost, or another configuration
/// manages the object.
pub(super) fn refuse_duplicate(client: &Client, planned: &Object) -> Result<(), Diagnostics> {
    let id = planned.id();
    let is_removed_with_site =
        id.kind != Kind::Site && id.site_code().is_some_and(|code| client.rehearsal().is_site_removed(code));
    let Some(hierarchy) = client.existing_hierarchy()?.filter(|_| !is_removed_with_site) else { return Ok(()) };
    let findings = hierarchy.duplication(planned, client.author()).map_err(|error| store_error(&error))?;
    if findings.is_empty() { Ok(()) } else { Err(refused_creation(&hierarchy, &id, &findings)?) }
}
