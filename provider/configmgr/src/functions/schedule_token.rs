use tfplugin::framework::function::{Function, FunctionError, Signature};
use tfplugin::framework::value::{Type, Value};

use super::arguments::wrong;
use super::schedule;

/// The format in which the product stores a schedule.
pub(super) struct ScheduleToken;

impl Function for ScheduleToken {
    const NAME: &'static str = "schedule_token";

    fn signature(&self) -> Signature {
        Signature {
            summary: "Returns the token in which Configuration Manager stores a schedule".to_owned(),
            description: "Returns the interval string of a schedule, 16 hexadecimal digits, as `Convert-CMSchedule` and \
                          `SMS_ScheduleMethods` write it; the empty string for no schedule.\n\nA token stores the start to the \
                          minute, from 1970 to 2033, and whether it is in UTC or in local time. So `start` must be in UTC, such \
                          as `2026-01-13T03:00:00Z`: another offset, a time zone and seconds are refused, because a token \
                          cannot store them. Without `start`, the token has the product's default, 1 February 1970 in local \
                          time.\n\nMicrosoft documents the layout of the token except for `offset_days`, which is written as \
                          tools for the product read it."
                .to_owned(),
            parameters: vec![schedule::parameter()],
            variadic: None,
            result: Type::String,
        }
    }

    fn call(&self, arguments: Vec<Value>) -> Result<Value, FunctionError> {
        let Some(schedule) = schedule::read(&arguments)? else { return Ok("".into()) };
        let token = hierarchy::schedule::token(&schedule).map_err(|error| wrong(0, error))?;
        Ok(token.as_str().into())
    }
}
