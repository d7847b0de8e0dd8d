use hierarchy::schedule::parse_token;
use tfplugin::framework::function::Function;

use super::arguments::wrong;

/// The schedule of a token.
pub(super) fn function() -> Function {
    let token = "16 hexadecimal digits, as in `Sync Schedule` of the site's component, or the empty string.";
    Function::new("parse_schedule_token", [("token", token)], |token: String| {
        parse_token(&token).map_err(|error| wrong(0, error))
    })
    .summary("Returns the schedule of a token in which Configuration Manager stores it")
    .description(
        "Reads the interval string of a schedule, and returns a value for `schedule` of \
         `configmgr_sync_settings`; null for the empty string, which means no schedule.\n\n`start` is in UTC. \
         Most tokens have a local time and not its time zone: their time of day is kept and read as UTC. If \
         the site server has another time zone, write the start yourself, as in \
         `merge(provider::configmgr::parse_schedule_token(\"…\"), { start = \
         \"2026-01-13T03:00:00+01:00[Europe/Berlin]\" })`. The product's default start, 1 February 1970 local \
         time, is left out. So is the duration, which synchronization does not use.",
    )
}
