use tfplugin::framework::function::Function;
use tfplugin::framework::value::Number;

use super::arguments::{impossible, whole};

/// The second Tuesday of a month.
pub(super) fn function() -> Function {
    let parameters = [("year", "Year, 1 to 9999."), ("month", "Month, 1 to 12.")];
    Function::new("patch_tuesday", parameters, |year: Number, month: Number| {
        let (year, month) = (whole(0, &year, 1..=9999)?, whole(1, &month, 1..=12)?);
        let day = hierarchy::schedule::patch_tuesday(year, month);
        day.map(|day| day.to_string()).ok_or_else(|| impossible("there is no such month"))
    })
    .summary("Returns the day of a month on which Microsoft publishes updates")
    .description(
        "Returns Patch Tuesday, the second Tuesday of a month, as `YYYY-MM-DD`. The day after it is the second Wednesday in \
         most months, but not in all: for that day, set `offset_days = 1` in a schedule.",
    )
}
