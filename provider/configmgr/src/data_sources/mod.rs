//! The data sources: what a configuration can read of a hierarchy. One file each.

mod change_history;
mod hierarchy_tree;
mod sync_status;
mod update_catalog;

pub use change_history::{AttributeRow, ChangeHistory, ChangeRow};
pub use hierarchy_tree::{HierarchyTree, SiteRow, SiteSystemRow, SupRow};
pub use sync_status::{SupStatusRow, SyncStatus};
pub use update_catalog::{ClassificationRow, CompanyRow, FamilyRow, LanguageRow, ProductRow, UpdateCatalog};

use hierarchy::{Hierarchy, StoreError, rules};
use tfplugin::framework::context::Context;
use tfplugin::framework::data_source::DataSource;
use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};
use tfplugin::framework::path::Path;
use tfplugin::framework::provider::Registry;
use tfplugin::framework::schema::SchemaError;
use tfplugin::framework::value::Attr;

use crate::client::Client;
use crate::describe::Description;
use crate::findings::store_diagnostic;
use change_history::ReadChangeHistory;
use hierarchy_tree::ReadHierarchy;
use sync_status::ReadSyncStatus;
use update_catalog::ReadUpdateCatalog;

pub(crate) fn register(registry: &mut Registry<Client>) {
    registry.data_source(ReadHierarchy);
    registry.data_source(ReadSyncStatus);
    registry.data_source(ReadUpdateCatalog);
    registry.data_source(ReadChangeHistory);
}

/// Every data source, in the order they are best read in.
pub(crate) fn descriptions() -> Result<Vec<Description>, SchemaError> {
    Ok(vec![
        description::<ReadHierarchy>()?,
        description::<ReadSyncStatus>()?,
        description::<ReadUpdateCatalog>()?,
        description::<ReadChangeHistory>()?,
    ])
}

fn description<D: DataSource>() -> Result<Description, SchemaError> {
    Description::of_struct::<D::Model>(D::TYPE_NAME)
}

/// Reads the hierarchy. One that is not there yet has nothing in it: looking does not create it.
fn read<T: Default>(
    context: &Context<'_, Client>,
    look: impl FnOnce(&Hierarchy) -> Result<T, StoreError>,
) -> Result<T, Diagnostics> {
    let Some(hierarchy) = context.client.hierarchy_to_read()? else { return Ok(T::default()) };
    look(&hierarchy).map_err(|error| store_diagnostic(&error).into())
}

/// What is wrong with a filter by site. A site that is not there is none: it may be installed in this very run.
fn malformed_site_code(site_code: &Attr<String>) -> Option<Diagnostic> {
    let code = site_code.known()?;
    // Reading asks for sites in any case.
    (!rules::is_site_code(&code.to_uppercase())).then(|| {
        Diagnostic::error(
            format!("site_code \"{code}\" is not a site code"),
            "A site code has three letters or digits, so that no site would ever be found. Write a reference, \
             configmgr_site.<name>.site_code, or leave out site_code to have all sites.",
        )
        .at(Path::of("site_code"))
    })
}

/// Says that a filter asks for a site that is not there, so that nothing found is not taken for nothing wrong.
fn warn_of_missing_site(context: &mut Context<'_, Client>, site_code: &Attr<String>) -> Result<(), Diagnostics> {
    let Some(code) = site_code.known() else { return Ok(()) };
    let is_missing = read(context, |hierarchy| hierarchy.read(|view| Ok(view.site(code)?.is_none())))?;
    if is_missing {
        context.warn(
            Diagnostic::warning(
                format!("The hierarchy has no site {code}"),
                "Nothing is found for it. Check the code; if the site is installed in this run, write a reference, \
                 configmgr_site.<name>.site_code, so that it is read afterwards.",
            )
            .at(Path::of("site_code")),
        );
    }
    Ok(())
}

/// Whether a site is one that a filter asks for.
fn is_of_site(filter: &Attr<String>, site_code: &str) -> bool {
    filter.known().is_none_or(|wanted| wanted.eq_ignore_ascii_case(site_code))
}
