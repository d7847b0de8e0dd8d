use tfplugin::framework::function::{Function, FunctionError, Parameter, Signature};
use tfplugin::framework::value::{Type, Value};

use super::arguments::{impossible, whole};

/// The second Tuesday of a month.
pub(super) struct PatchTuesday;

impl Function for PatchTuesday {
    const NAME: &'static str = "patch_tuesday";

    fn signature(&self) -> Signature {
        Signature {
            summary: "Returns the day of a month on which Microsoft publishes updates".to_owned(),
            description:
                "Returns Patch Tuesday, the second Tuesday of a month, as `YYYY-MM-DD`. The day after it is the \
                          second Wednesday in most months, but not in all: for that day, set `offset_days = 1` in a schedule."
                    .to_owned(),
            parameters: vec![
                Parameter::new("year", Type::Number, "Year, 1 to 9999."),
                Parameter::new("month", Type::Number, "Month, 1 to 12."),
            ],
            variadic: None,
            result: Type::String,
        }
    }

    fn call(&self, arguments: Vec<Value>) -> Result<Value, FunctionError> {
        let year = whole(&arguments, 0, 1..=9999)?;
        let month = whole(&arguments, 1, 1..=12)?;
        let day = hierarchy::schedule::patch_tuesday(year, month);
        day.map(|day| day.to_string().as_str().into()).ok_or_else(|| impossible("there is no such month"))
    }
}
