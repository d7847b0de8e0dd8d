//! Reading a hierarchy that may not exist yet.

use hierarchy::{Hierarchy, StoreError};
use tfplugin::framework::context::Context;
use tfplugin::framework::diagnostics::Diagnostics;

use crate::client::{Client, store_error};

/// Reads the hierarchy. One that does not exist yet is empty: reading does not create it.
pub(super) fn read<T: Default>(
    context: &Context<'_, Client>,
    query: impl FnOnce(&Hierarchy) -> Result<T, StoreError>,
) -> Result<T, Diagnostics> {
    context.client.require_known_place()?;
    let Some(hierarchy) = context.client.existing_hierarchy()? else { return Ok(T::default()) };
    query(&hierarchy).map_err(|error| store_error(&error).into())
}
