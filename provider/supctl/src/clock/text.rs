use std::io::{self, Write};

use hierarchy::sync::ClockReading;
use jiff::{SignedDuration, Timestamp};

use super::{Advance, SiteRuns};
use crate::shared::count::counted;
use crate::shared::room::Room;
use crate::shared::times::{length, minute};

/// Further sites are counted, not named.
const NAMED: usize = 6;

/// Prints both times, and how far they are apart.
pub(super) fn print(out: &mut impl Write, reading: &ClockReading) -> io::Result<()> {
    let room = Room::of_output();
    let exact = |time: Timestamp| time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string();
    writeln!(out, "Hierarchy time: {}", exact(reading.time))?;
    writeln!(out, "Machine time:   {}", exact(reading.machine_time))?;
    let ahead = length(reading.time.duration_since(reading.machine_time));
    match (reading.stands_still, reading.ahead_seconds) {
        (true, _) => room.print(
            out,
            &format!("\nThe hierarchy's clock is stopped until the machine's clock, {ahead} behind, reaches it: hierarchy time \
             never goes back.\nStart it again with \"supctl clock advance\"."),
        ),
        (false, 0) => {
            room.print(out, "\nBoth are the same. Advance hierarchy time with \"supctl clock advance\".")
        }
        (false, ahead) => {
            let ahead = length(SignedDuration::from_secs(ahead));
            room.print(out, &format!("\nHierarchy time was advanced by {ahead}."))
        }
    }
}

/// Prints the new time and what happened until then.
pub(super) fn print_advance(out: &mut impl Write, advance: &Advance) -> io::Result<()> {
    let room = Room::of_output();
    writeln!(out, "Hierarchy time: {} UTC", minute(advance.clock.time))?;
    if advance.sites.is_empty() {
        writeln!(out, "No synchronization started.")?;
    } else {
        room.print(out, &format!("{}.", runs(&advance.sites)))?;
    }
    if advance.summary.total > 0 {
        room.print(out, &format!("{}.", advance.summary.text()))?;
    }
    if advance.summary.failed > 0 {
        writeln!(out, "\nRun \"supctl status\" for causes and fixes.")?;
    }
    Ok(())
}

/// `8 synchronizations at CAS, 8 at EUR (3 failures)`
fn runs(sites: &[SiteRuns]) -> String {
    let named = sites.iter().take(NAMED).enumerate().map(|(number, site)| {
        let SiteRuns { site_code, synchronisations, failures } = site;
        let runs =
            if number == 0 { counted(*synchronisations, "synchronization") } else { synchronisations.to_string() };
        let failures = if *failures == 0 { String::new() } else { format!(" ({})", counted(*failures, "failure")) };
        format!("{runs} at {site_code}{failures}")
    });
    let rest = sites.len().saturating_sub(NAMED);
    let rest = (rest > 0).then(|| format!("and at {}", counted(rest, "more site")));
    named.chain(rest).collect::<Vec<_>>().join(", ")
}
