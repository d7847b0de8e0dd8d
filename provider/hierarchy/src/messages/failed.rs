use schemars::JsonSchema;
use serde::Serialize;

use super::Component;
use crate::facts::{Failure, SyncState};
use crate::sync::{ConfigurationState, SupStatus};

/// A component that reports errors at a site.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct FailedComponent {
    /// The component.
    pub component: Component,
    /// The site.
    pub site_code: String,
    /// The software update points it reports errors about.
    pub software_update_points: Vec<String>,
}

/// The components that report errors about software update points now, by component and site. The rows are in the order of
/// their sites, as those of a status are.
#[must_use]
pub fn failed_components(rows: &[SupStatus]) -> Vec<FailedComponent> {
    let sites = || rows.chunk_by(|one, other| one.site_code == other.site_code);
    Component::ALL
        .into_iter()
        .flat_map(|component| sites().filter_map(move |rows| failed_at(component, rows)))
        .collect()
}

/// The component at the site of these rows, if it reports errors.
fn failed_at(component: Component, rows: &[SupStatus]) -> Option<FailedComponent> {
    let failed: Vec<&SupStatus> = rows.iter().filter(|row| reports_errors(component, row)).collect();
    Some(FailedComponent {
        component,
        site_code: failed.first()?.site_code.clone(),
        software_update_points: failed.iter().map(|row| row.id.clone()).collect(),
    })
}

fn reports_errors(component: Component, row: &SupStatus) -> bool {
    match component {
        Component::ConfigurationManager => row.configuration == ConfigurationState::Failed,
        Component::ControlManager => row.failure.is_some_and(Failure::stops_wsus),
        Component::SyncManager => matches!(row.state, Some(SyncState::Failed | SyncState::OutOfSync)),
    }
}
