//! Places of hierarchies on the command line.

use hierarchy::Location;

use super::diagnostic::Diagnostic;
use super::error::Result;

/// A URL names a database, anything else a file.
pub(crate) fn location(place: &str) -> Result<Location> {
    if !place.starts_with("postgres://") && !place.starts_with("postgresql://") {
        return Ok(Location::from(place));
    }
    Location::database(place).map_err(|error| {
        let what = format!("the place is not the URL of a database: {error}");
        Diagnostic::error(what, error.remedy()).into()
    })
}
