//! Durations. The two-minute wait, the hourly retry and the weekly full run are documented. A delta run of a few
//! minutes is an example in the documentation. The other durations are this project's choice, of similar size.

use jiff::SignedDuration;

use crate::facts::{Extent, Failure, Moment, Phase};

const fn minutes(count: i64) -> SignedDuration {
    SignedDuration::from_mins(count)
}

/// From a failed synchronization to the next attempt ("Track the software update synchronization process").
pub(crate) const RETRY: SignedDuration = minutes(60);

/// From the start of a phase to its failure.
const FAILURE: SignedDuration = minutes(1);

/// From the start of a phase until WSUS gives up: seen at a public site whose first synchronization of categories with
/// Microsoft Update timed out.
pub(crate) const TIME_OUT: SignedDuration = minutes(15);

/// From the start of a phase to a failure.
pub(crate) fn until(failure: Failure) -> SignedDuration {
    if failure == Failure::Timeout { TIME_OUT } else { FAILURE }
}

/// From one full synchronization until the next is due ("About Synchronizing the Software Update Point").
pub(crate) const FULL_EVERY: SignedDuration = SignedDuration::from_hours(7 * 24);

/// From the installation of the role until its WSUS is configured.
pub(crate) const CONFIGURATION: SignedDuration = minutes(5);

/// From the end of a synchronization until child sites have the notification.
pub(crate) const NOTIFICATION: SignedDuration = minutes(1);

/// How long an expired update stays before it is removed: the default of "Updates Cleanup Age" ("Software updates
/// maintenance in Configuration Manager").
pub(crate) const CLEANUP: SignedDuration = SignedDuration::from_hours(7 * 24);

/// How often WSUS Configuration Manager checks its WSUS ("Plan for software updates").
pub(crate) const CHECK: SignedDuration = minutes(60);

/// The last check of a WSUS whose role was installed at `installed`.
pub(crate) fn last_check(installed: Moment, now: Moment) -> Moment {
    let configured = installed.after(CONFIGURATION);
    let since = now.since(configured).as_secs().rem_euclid(CHECK.as_secs());
    now.after(SignedDuration::from_secs(-since))
}

/// The duration of a phase.
pub(crate) fn of(phase: Phase, extent: Extent) -> SignedDuration {
    let (delta, full) = match phase {
        Phase::Wsus => (2, 30),
        // "Track the software update synchronization process".
        Phase::Wait => (2, 2),
        Phase::Database => (1, 15),
        Phase::Replica => (1, 10),
    };
    minutes(if extent == Extent::Full { full } else { delta })
}
