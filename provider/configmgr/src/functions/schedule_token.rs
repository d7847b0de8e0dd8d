use tfplugin::framework::function::{Function, FunctionError, Signature};
use tfplugin::framework::value::{Type, Value};

use super::arguments::wrong;
use super::schedule;

/// The form the product keeps a schedule in.
pub(super) struct ScheduleToken;

impl Function for ScheduleToken {
    const NAME: &'static str = "schedule_token";

    fn signature(&self) -> Signature {
        Signature {
            summary: "Makes the token in which Configuration Manager keeps a schedule".to_owned(),
            description: "Makes the interval string of a schedule, 16 hexadecimal digits, as `Convert-CMSchedule` and \
                          `SMS_ScheduleMethods` write it; the empty string for no schedule.\n\nA token has the minute of its \
                          start, from 1970 to 2033, and whether that is in UTC or on the clock of whoever reads it. So \
                          `start` has to be in UTC, such as `2026-01-13T03:00:00Z`: another offset, a time zone and \
                          seconds are refused, as they have no place. Without `start`, the token has the product's own, \
                          1 February 1970 on the clock of whoever reads it.\n\nMicrosoft documents the layout of the token \
                          but for `offset_days`, which is written as tools for the product read it."
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
