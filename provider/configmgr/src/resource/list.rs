//! The objects of a hierarchy, for `terraform query`.

use hierarchy::{Hierarchy, Kind, Lookup, Object, ObjectId, StoreError, Stored, Subject, rules};
use tfplugin::framework::context::Context;
use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};
use tfplugin::framework::list::{List, ListedResource};
use tfplugin::framework::path::Path;

use super::lifecycle::HierarchyResource;
use super::list_filter::ListFilter;
use super::model::{ResourceModel, refreshed};
use super::values::Values;
use crate::client::{Client, store_error};

/// How many objects are read at a time. They are not all in memory, and no snapshot waits for the client.
const PAGE: usize = 128;

impl<M: ResourceModel> ListedResource for HierarchyResource<M> {
    type Filter = M::Filter;

    fn validate_filter(&self, filter: &M::Filter) -> Diagnostics {
        let malformed = filter.site().filter(|(_, code)| !rules::is_site_code(&code.to_uppercase()));
        malformed.map(|(filter, code)| malformed_site_code(filter, code)).into_iter().collect()
    }

    fn list(
        &self,
        context: &mut Context<'_, Client>,
        filter: M::Filter,
        list: &mut List<'_, Values<M>>,
    ) -> Result<(), Diagnostics> {
        context.client.require_known_place()?;
        let Some(hierarchy) = context.client.existing_hierarchy()? else { return Ok(()) };
        if let Some((filter, code)) = filter.site()
            && hierarchy.read(|view| view.site(code)).map_err(|error| store_error(&error))?.is_none()
        {
            return list.warn(missing_site(filter, code));
        }
        let mut after = String::new();
        loop {
            let page =
                page(&hierarchy, M::Object::KIND, filter.lookup(), &after).map_err(|error| store_error(&error))?;
            let Some((last, _)) = page.last() else { return Ok(()) };
            after = last.key();
            for (id, found) in page {
                match found {
                    Ok(Some(stored)) => add(&filter, &stored.object, list)?,
                    Ok(None) => {}
                    Err(error) => list.warn(unreadable(&id, &error))?,
                }
            }
        }
    }
}

type Found = Result<Option<Stored<Object>>, StoreError>;

/// The next objects after a key, each as far as it can be read.
fn page(
    hierarchy: &Hierarchy,
    kind: Kind,
    lookup: Lookup<'_>,
    after: &str,
) -> Result<Vec<(ObjectId, Found)>, StoreError> {
    hierarchy.read(|view| {
        let ids = view.ids_after(after, PAGE, kind, lookup)?;
        Ok(ids.into_iter().map(|id| (id.clone(), view.get(&id))).collect())
    })
}

fn add<M: ResourceModel>(
    filter: &M::Filter,
    object: &Object,
    list: &mut List<'_, Values<M>>,
) -> Result<(), Diagnostics> {
    let values = refreshed(Values::of([]), object)?;
    if M::is_listed(&values, filter) { list.add(M::display_name(&values), values) } else { Ok(()) }
}

fn malformed_site_code(filter: &str, code: &str) -> Diagnostic {
    Diagnostic::error(
        format!("{filter} \"{code}\" is not a site code"),
        format!("A site code has three letters or digits. To list the objects of all sites, leave out {filter}."),
    )
    .at(Path::of(filter))
}

fn missing_site(filter: &str, code: &str) -> Diagnostic {
    Diagnostic::warning(
        format!("Site {code} does not exist in the hierarchy"),
        format!("The list is empty. Check {filter}. To list the sites of the hierarchy, run:\n\n  supctl tree"),
    )
    .at(Path::of(filter))
}

fn unreadable(id: &ObjectId, error: &StoreError) -> Diagnostic {
    Diagnostic::warning(
        format!("{id} cannot be read and is not listed"),
        format!("{error}. To find out what is damaged, run:\n\n  supctl doctor"),
    )
}
