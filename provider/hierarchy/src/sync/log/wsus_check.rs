//! Log lines of all components that check whether there is a supported WSUS.

use super::writer::{Line, lines};

const CHECK: [&str; 2] = [
    "Checking for supported version of WSUS (min WSUS 3.0 SP2 + KB2720211 + KB2734608)",
    "Checking runtime v4.0.30319...",
];

/// The check of the version, which succeeds. `end` is what the component adds to each line.
pub(super) fn version_check(end: &str) -> Vec<Line> {
    CHECK.into_iter().chain(["Supported WSUS version found"]).map(|line| Line::from(format!("{line}{end}"))).collect()
}

/// The check of the version on a site server without the WSUS Administration console.
pub(super) fn failed_version_check() -> Vec<Line> {
    let failed = [
        "Did not find supported version of assembly Microsoft.UpdateServices.Administration.",
        "Supported WSUS version not found",
    ];
    CHECK.into_iter().chain(failed).map(Line::from).collect()
}

pub(super) fn connecting_locally() -> Vec<Line> {
    lines!["Attempting connection to local WSUS server"]
}

pub(super) fn connected_locally() -> Vec<Line> {
    lines!["Successfully connected to local WSUS server"]
}
