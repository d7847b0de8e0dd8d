//! The form the product keeps a schedule in: 16 hexadecimal digits, or nothing.
//!
//! The layout of the two words is documented with `SMS_ScheduleMethods.ReadFromString`. Days after a weekday are not in it:
//! that they have a recurrence type of their own, 6, and stand below the week was read in code (MEM.Zone's SQL function
//! `ufn_CM_GetNextMaintenanceWindow`, which shows such a token; hsbrown2's script that makes schedules for Operations
//! Manager).
//!
//! A token has the minute of its start, up to 2033, in UTC or on the clock of whoever reads it: no seconds, no other offset,
//! no time zone.

mod error;
mod fields;
mod read;
mod write;

pub use error::TokenError;
pub use read::parse_token;
pub use write::token;
