use std::io::{self, Write};

use hierarchy::sync::ClockReading;
use jiff::{SignedDuration, Timestamp};

use super::{Advance, SiteRuns};
use crate::shared::times::{length, minute};

/// More sites are only counted.
const NAMED: usize = 6;

/// Prints both clocks, and how far they are apart.
pub(super) fn print(out: &mut impl Write, reading: &ClockReading) -> io::Result<()> {
    let exact = |time: Timestamp| time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string();
    writeln!(out, "In the hierarchy  {}", exact(reading.time))?;
    writeln!(out, "On this machine   {}", exact(reading.machine_time))?;
    let ahead = length(reading.time.duration_since(reading.machine_time));
    match (reading.stands_still, reading.ahead_seconds) {
        (true, _) => writeln!(
            out,
            "\nThe hierarchy's clock stands still: it never goes back, and the machine's is {ahead} behind where it was.\n\
             \"supctl clock advance\" sets it going again."
        ),
        (false, 0) => writeln!(out, "\nThey are the same. \"supctl clock advance\" puts the hierarchy's forward."),
        (false, ahead) => {
            let ahead = length(SignedDuration::from_secs(ahead));
            writeln!(out, "\nThe hierarchy's was put {ahead} ahead, and runs on from there.")
        }
    }
}

/// Prints the new time, and what happened until then.
pub(super) fn print_advance(out: &mut impl Write, advance: &Advance) -> io::Result<()> {
    writeln!(out, "It is {} UTC in the hierarchy now.", minute(advance.clock.time))?;
    if advance.sites.is_empty() {
        writeln!(out, "No synchronisation began meanwhile.")?;
    } else {
        writeln!(out, "{}.", runs(&advance.sites))?;
    }
    if advance.summary.total > 0 {
        writeln!(out, "{}.", advance.summary.text())?;
    }
    if advance.summary.failed > 0 {
        writeln!(out, "\n\"supctl status\" shows why, and what to do.")?;
    }
    Ok(())
}

/// `8 synchronisations at CAS, 8 at EUR (3 failures)`
fn runs(sites: &[SiteRuns]) -> String {
    let named = sites.iter().take(NAMED).enumerate().map(|(number, site)| {
        let what = match (number, site.synchronisations) {
            (0, 1) => " synchronisation",
            (0, _) => " synchronisations",
            _ => "",
        };
        let failures = match site.failures {
            0 => String::new(),
            1 => " (1 failure)".to_owned(),
            failures => format!(" ({failures} failures)"),
        };
        format!("{}{what} at {}{failures}", site.synchronisations, site.site_code)
    });
    let rest = sites.len().saturating_sub(NAMED);
    let rest = (rest > 0).then(|| format!("and at {rest} more {}", if rest == 1 { "site" } else { "sites" }));
    named.chain(rest).collect::<Vec<_>>().join(", ")
}
