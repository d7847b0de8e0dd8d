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

/// The components that report errors about software update points now, by component and site.
#[must_use]
pub fn failed_components(rows: &[SupStatus]) -> Vec<FailedComponent> {
    let mut failed: Vec<FailedComponent> = Vec::new();
    for component in Component::ALL {
        let first = failed.len();
        for row in rows.iter().filter(|row| reports_errors(component, row)) {
            match failed.iter_mut().skip(first).find(|failed| failed.site_code == row.site_code) {
                Some(of_site) => of_site.software_update_points.push(row.id.clone()),
                None => failed.push(FailedComponent {
                    component,
                    site_code: row.site_code.clone(),
                    software_update_points: vec![row.id.clone()],
                }),
            }
        }
    }
    failed.sort();
    failed
}

fn reports_errors(component: Component, row: &SupStatus) -> bool {
    match component {
        Component::ConfigurationManager => row.configuration == ConfigurationState::Failed,
        Component::ControlManager => row.failure.is_some_and(Failure::stops_wsus),
        Component::SyncManager => matches!(row.state, Some(SyncState::Failed | SyncState::OutOfSync)),
    }
}
