//! How long things take. The two-minute wait, the hourly retry and the weekly full run are documented; a small delta run of
//! a few minutes is the documentation's example, and the rest is this project's choice of that order.

use jiff::SignedDuration;

use crate::facts::{Extent, Phase};

const fn minutes(count: i64) -> SignedDuration {
    SignedDuration::from_mins(count)
}

/// Between a failed synchronisation and the next attempt ("Track the software update synchronization process").
pub(crate) const RETRY: SignedDuration = minutes(60);

/// What goes wrong goes wrong after this long.
pub(crate) const FAILURE: SignedDuration = minutes(1);

/// A full synchronisation is due this long after the last ("Software updates SDK").
pub(crate) const FULL_EVERY: SignedDuration = SignedDuration::from_hours(7 * 24);

/// From the installation of the role until its WSUS is configured.
pub(crate) const CONFIGURATION: SignedDuration = minutes(5);

/// From the end of a synchronisation until child sites have the notification.
pub(crate) const NOTIFICATION: SignedDuration = minutes(1);

/// How often WSUS Configuration Manager looks at its WSUS ("Plan for software updates").
pub(crate) const CHECK: SignedDuration = minutes(60);

/// How long a phase takes.
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
