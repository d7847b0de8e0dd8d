//! The hierarchy, and the file or the database that it is in.

mod database;
mod file;

use std::sync::Arc;

use hierarchy::{Hierarchy, Location, StoreError, SystemClock};
use jiff::SignedDuration;

use super::{Examined, Subject};
use crate::shared::count::counted;
use crate::shared::times::length;
use crate::shared::verification::damaged;

/// Examines the hierarchy of a location.
pub(super) fn examine(location: &Location) -> Vec<Examined> {
    match Hierarchy::open_if_present(location, Arc::new(SystemClock)) {
        Ok(Some(hierarchy)) => {
            let [permissions, connections] = match location {
                Location::File(path) => file::examine(path),
                Location::Database(_) => database::examine(&hierarchy),
            };
            vec![verified(&hierarchy, location), permissions, clock(&hierarchy), connections]
        }
        Ok(None) => vec![Examined::warning(
            Subject::Hierarchy,
            format!("there is none at {location}"),
            match location {
                Location::File(_) => {
                    "The first terraform apply creates it. If there should be one, check --path and CONFIGMGR_PATH."
                }
                Location::Database(_) => {
                    "The first terraform apply creates it. If there should be one, check hierarchy= in the URL."
                }
            },
        )],
        Err(error) => vec![Examined::error(Subject::Hierarchy, error.to_string(), error.remedy())],
    }
}

fn verified(hierarchy: &Hierarchy, location: &Location) -> Examined {
    match hierarchy.verify() {
        Ok(found) if found.flaws.is_empty() => {
            let objects = counted(found.objects, "object");
            let finding =
                format!("{location}: {objects}, revision {}; it is whole, and its history leads to it", found.revision);
            Examined::ok(Subject::Hierarchy, finding)
        }
        Ok(found) => {
            let error = damaged(location, &found.flaws);
            Examined::error(Subject::Hierarchy, error.summary, error.detail)
        }
        Err(error) => failed(Subject::Hierarchy, &error),
    }
}

fn failed(subject: Subject, error: &StoreError) -> Examined {
    Examined::error(subject, error.to_string(), error.remedy())
}

fn clock(hierarchy: &Hierarchy) -> Examined {
    let subject = Subject::Clock;
    match hierarchy.clock() {
        Err(error) => failed(subject, &error),
        Ok(reading) if reading.stands_still => Examined::warning(
            subject,
            "the hierarchy clock is stopped: the machine clock was set back",
            "Set the machine clock, or start the hierarchy clock again:\n\n  supctl clock advance 1m",
        ),
        Ok(reading) if reading.ahead_seconds == 0 => Examined::ok(subject, "hierarchy time is machine time"),
        Ok(reading) => {
            let ahead = length(SignedDuration::from_secs(reading.ahead_seconds));
            Examined::ok(subject, format!("hierarchy time is ahead of machine time by {ahead}"))
        }
    }
}
