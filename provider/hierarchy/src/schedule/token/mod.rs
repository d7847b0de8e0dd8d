//! The token in which the product stores a schedule: 16 hexadecimal digits, or nothing.
//!
//! The layout of the two words is documented with `SMS_ScheduleMethods.ReadFromString`. Days after a weekday are not
//! documented there. Code shows that they have their own recurrence type, 6, and follow the week (MEM.Zone's SQL
//! function `ufn_CM_GetNextMaintenanceWindow`, which contains such a token; hsbrown2's script that creates schedules
//! for Operations Manager).
//!
//! A token has the minute of its start, up to the year 2033, in UTC or on the clock of its reader. It has no seconds,
//! no other offset and no time zone.

mod error;
mod fields;
mod read;
mod write;

pub use error::TokenError;
pub use read::parse_token;
pub use write::token;
