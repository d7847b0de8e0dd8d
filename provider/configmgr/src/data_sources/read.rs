//! Reading a hierarchy that may not be there yet.

use hierarchy::{Hierarchy, StoreError};
use tfplugin::framework::context::Context;
use tfplugin::framework::diagnostics::Diagnostics;

use crate::client::{Client, store_diagnostic};

/// Reads the hierarchy. One that is not there yet has nothing in it: looking does not create it.
pub(super) fn read<T: Default>(
    context: &Context<'_, Client>,
    look: impl FnOnce(&Hierarchy) -> Result<T, StoreError>,
) -> Result<T, Diagnostics> {
    let Some(hierarchy) = context.client.hierarchy_to_read()? else { return Ok(T::default()) };
    look(&hierarchy).map_err(|error| store_diagnostic(&error).into())
}
