use hierarchy::schedule::{Recurrence, Start};
use tfplugin::framework::function::Function;
use tfplugin::framework::value::Dynamic;

use super::arguments::wrong;
use super::schedule;

/// When the next synchronization starts.
pub(super) fn function() -> Function {
    let after = "RFC 3339 time, such as `2026-01-13T03:00:00Z`, or `plantimestamp()`.";
    let parameters = [("schedule", schedule::PARAMETER), ("after", after)];
    Function::new("next_sync", parameters, |schedule: Option<Dynamic>, after: String| {
        let after = Start::parse(&after).map_err(|error| wrong(1, format!("\"{after}\" {error}")))?;
        let Some(schedule) = schedule::read(schedule)? else { return Ok(None) };
        let recurrence = Recurrence::of(&schedule).map_err(|invalid| wrong(0, invalid))?;
        Ok(recurrence.next_after(after.at()).map(|next| recurrence.on_its_clock(next)))
    })
    .summary("Returns when a schedule starts the next synchronization")
    .description(
        "Returns the first start of a schedule after a time, not at it, as RFC 3339 on the clock of the \
         schedule: UTC, the offset of its `start`, or the offset of its time zone at that time. Null if \
         there is none: without a schedule, synchronization is started manually.",
    )
}
