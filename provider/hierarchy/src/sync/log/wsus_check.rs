//! Log lines of all components that check whether there is a supported WSUS.

use super::writer::{Line, lines};

/// The check of the version, which always succeeds: the rules refuse a role on a server without WSUS. `end` is what the
/// component adds to each line.
pub(super) fn version_check(end: &str) -> Vec<Line> {
    [
        "Checking for supported version of WSUS (min WSUS 3.0 SP2 + KB2720211 + KB2734608)",
        "Checking runtime v4.0.30319...",
        "Supported WSUS version found",
    ]
    .map(|line| Line::from(format!("{line}{end}")))
    .into()
}

pub(super) fn connecting_locally() -> Vec<Line> {
    lines!["Attempting connection to local WSUS server"]
}

pub(super) fn connected_locally() -> Vec<Line> {
    lines!["Successfully connected to local WSUS server"]
}
