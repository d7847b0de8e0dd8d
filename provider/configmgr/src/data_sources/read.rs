//! Reading a hierarchy that may not exist yet.

use hierarchy::{Hierarchy, Standby, StoreError};
use tfplugin::framework::context::Context;
use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};

use crate::client::{Client, store_error};

/// Reads the hierarchy. One that does not exist yet is empty: reading does not create it.
pub(super) fn read<T: Default>(
    context: &mut Context<'_, Client>,
    query: impl FnOnce(&Hierarchy) -> Result<T, StoreError>,
) -> Result<T, Diagnostics> {
    context.client.require_known_place()?;
    let Some(hierarchy) = context.client.existing_hierarchy()? else { return Ok(T::default()) };
    // Asked once a run, not for each data source.
    if context.client.is_first_warning_of(STANDBY)
        && let Some(standby) = hierarchy.standby().map_err(|error| store_error(&error))?
    {
        context.warn(of_standby(standby));
    }
    query(&hierarchy).map_err(|error| store_error(&error).into())
}

/// What a run warns of once, in place of a site.
const STANDBY: &str = "standby server";

fn of_standby(standby: Standby) -> Diagnostic {
    Diagnostic::warning(
        "The hierarchy is read from a standby server",
        format!(
            "As far as this server knows, {standby}. Later changes are missing. To read them too, name the primary server, or \
             all hosts with target_session_attrs=read-write."
        ),
    )
}
