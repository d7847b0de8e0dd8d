use tfplugin::framework::function::Function;
use tfplugin::framework::value::Dynamic;

use super::arguments::wrong;
use super::schedule;

/// The format in which the product stores a schedule.
pub(super) fn function() -> Function {
    Function::new("schedule_token", [("schedule", schedule::PARAMETER)], |schedule: Option<Dynamic>| {
        let Some(schedule) = schedule::read(schedule)? else { return Ok(String::new()) };
        hierarchy::schedule::token(&schedule).map_err(|error| wrong(0, error))
    })
    .summary("Returns the token in which Configuration Manager stores a schedule")
    .description(
        "Returns the interval string of a schedule, 16 hexadecimal digits, as `Convert-CMSchedule` and \
         `SMS_ScheduleMethods` write it; the empty string for no schedule.\n\nA token stores the start to the \
         minute, from 1970 to 2033, and whether it is in UTC or in local time. So `start` must be in UTC, such \
         as `2026-01-13T03:00:00Z`: another offset, a time zone and seconds are refused, because a token \
         cannot store them. Without `start`, the token has the product's default, 1 February 1970 in local \
         time.\n\nMicrosoft documents the layout of the token except for `offset_days`, which is written as \
         tools for the product read it.",
    )
}
