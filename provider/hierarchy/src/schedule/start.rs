//! The first run of a schedule, and the clock it follows.

use std::fmt;
use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::{DateTime, date};
use jiff::fmt::temporal::{Pieces, PiecesOffset};
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};

/// Time zones come from the database in the binary, so that a schedule fires at the same time on every machine.
static ZONES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// The names of all time zones.
pub(crate) fn zones() -> impl Iterator<Item = String> {
    ZONES.available().map(|name| name.to_string())
}

/// The time zone of this name.
pub(super) fn zone(name: &str) -> Option<TimeZone> {
    ZONES.get(name).ok()
}

/// A time with its clock: UTC, a fixed offset, or a time zone with daylight saving time.
#[derive(Clone, Debug)]
pub struct Start {
    at: Timestamp,
    clock: TimeZone,
}

impl Start {
    /// The start of a schedule that has none: midnight of 1 February 1970, `SMS_ScheduleToken.StartTime`. The product
    /// uses the clock of the site server; the simulation uses UTC.
    #[must_use]
    pub fn product_default() -> Self {
        let at = TimeZone::UTC.to_ambiguous_timestamp(date(1970, 2, 1).at(0, 0, 0, 0)).compatible();
        Self { at: at.unwrap_or_default(), clock: TimeZone::UTC }
    }

    /// Parses `2026-01-13T03:00:00+01:00` (RFC 3339), which keeps that offset all year, or
    /// `2026-01-13T03:00:00+01:00[Europe/Berlin]` (RFC 9557), which uses the time zone.
    ///
    /// # Errors
    /// If it has neither form, or its time zone is unknown or has another offset at that time.
    pub fn parse(text: &str) -> Result<Self, StartError> {
        let (time, zone) = match text.split_once('[') {
            Some((time, zone)) => (time, Some(zone.strip_suffix(']').ok_or(StartError::Form)?)),
            None => (text, None),
        };
        if !has_form_of_rfc_3339(time) {
            return Err(StartError::Form);
        }
        let time = time.to_ascii_uppercase();
        let at: Timestamp = time.parse().map_err(|_| StartError::Form)?;
        let offset = Pieces::parse(&time).ok().and_then(|pieces| pieces.offset()).ok_or(StartError::Form)?;
        let Some(name) = zone else {
            let clock = TimeZone::fixed(offset.to_numeric_offset());
            return Ok(Self { at, clock });
        };
        let clock = ZONES.get(name).map_err(|_| StartError::UnknownZone(name.to_owned()))?;
        match offset {
            // Z with a zone leaves the offset open: RFC 9557, section 2.
            PiecesOffset::Numeric(numeric) if numeric.offset() != clock.to_offset(at) => {
                Err(StartError::OffsetMismatch(offset_mismatch(name, &time, &clock, at)))
            }
            _ => Ok(Self { at, clock }),
        }
    }

    /// The time itself.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// Its clock.
    pub(super) fn clock(&self) -> &TimeZone {
        &self.clock
    }

    /// The local time on that clock.
    pub(super) fn local(&self) -> DateTime {
        self.clock.to_datetime(self.at)
    }
}

/// Whether the text has the form of RFC 3339: the parser also accepts other forms of ISO 8601.
fn has_form_of_rfc_3339(text: &str) -> bool {
    let at = |index: usize| text.as_bytes().get(index).map(u8::to_ascii_uppercase);
    let from_end = |count: usize| text.len().checked_sub(count).and_then(at);
    let has_seconds = at(10) == Some(b'T') && at(13) == Some(b':') && at(16) == Some(b':') && !text.contains(',');
    let has_offset =
        from_end(1) == Some(b'Z') || (matches!(from_end(6), Some(b'+' | b'-')) && from_end(3) == Some(b':'));
    has_seconds && has_offset
}

/// Why a time cannot be the start of a schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StartError {
    /// It is not in the form of RFC 3339 or RFC 9557.
    Form,
    /// No time zone has this name.
    UnknownZone(String),
    /// Its time zone has another offset at that time.
    OffsetMismatch(OffsetMismatch),
}

/// An offset that contradicts the time zone beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OffsetMismatch {
    /// The time zone.
    pub zone: String,
    /// The same local time with the offset of the time zone at that time.
    pub instead: String,
}

/// The local time is most likely correct, so it is kept and the offset is replaced.
fn offset_mismatch(name: &str, time: &str, clock: &TimeZone, at: Timestamp) -> OffsetMismatch {
    let local = Pieces::parse(time).ok().and_then(|pieces| Some(pieces.date().to_datetime(pieces.time()?)));
    let local = local.unwrap_or_else(|| clock.to_datetime(at));
    let offset = match clock.to_ambiguous_timestamp(local).offset() {
        AmbiguousOffset::Unambiguous { offset } | AmbiguousOffset::Fold { before: offset, .. } => Some(offset),
        // A local time that does not exist: use the local time at that instant.
        AmbiguousOffset::Gap { .. } => None,
    };
    let at = offset.and_then(|offset| offset.to_timestamp(local).ok()).unwrap_or(at);
    let instead = format!("{}[{name}]", at.display_with_offset(clock.to_offset(at)));
    OffsetMismatch { zone: name.to_owned(), instead }
}

impl std::error::Error for StartError {}

impl fmt::Display for StartError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form => out.write_str("is not an RFC 3339 time"),
            Self::UnknownZone(zone) => write!(out, "names the time zone \"{zone}\", which does not exist"),
            Self::OffsetMismatch(wrong) => write!(out, "has an offset that {} does not have at that time", wrong.zone),
        }
    }
}
