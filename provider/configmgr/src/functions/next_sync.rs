use hierarchy::schedule::{Recurrence, Start};
use tfplugin::framework::function::{Function, FunctionError, Parameter, Signature};
use tfplugin::framework::value::{Type, Value};

use super::arguments::{text, wrong};
use super::schedule;

/// When the next synchronization starts.
pub(super) struct NextSync;

impl Function for NextSync {
    const NAME: &'static str = "next_sync";

    fn signature(&self) -> Signature {
        Signature {
            summary: "Returns when a schedule starts the next synchronization".to_owned(),
            description: "Returns the first start of a schedule after a time, not at it, as RFC 3339 on the clock of the \
                          schedule: UTC, the offset of its `start`, or the offset of its time zone at that time. Null if \
                          there is none: without a schedule, synchronization is started manually."
                .to_owned(),
            parameters: vec![
                schedule::parameter(),
                Parameter::new("after", Type::String, "RFC 3339 time, such as `2026-01-13T03:00:00Z`, or `plantimestamp()`."),
            ],
            variadic: None,
            result: Type::String,
        }
    }

    fn call(&self, arguments: Vec<Value>) -> Result<Value, FunctionError> {
        let after = text(&arguments, 1);
        let after = Start::parse(after).map_err(|error| wrong(1, format!("\"{after}\" {error}")))?;
        let Some(schedule) = schedule::read(&arguments)? else { return Ok(Value::Null) };
        let recurrence = Recurrence::of(&schedule).map_err(|invalid| wrong(0, invalid))?;
        let next = recurrence.next_after(after.at());
        Ok(next.map_or(Value::Null, |next| recurrence.on_its_clock(next).as_str().into()))
    }
}
