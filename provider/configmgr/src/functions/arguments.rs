//! Reading arguments, and saying what is wrong with one.

use std::fmt::Display;

use tfplugin::framework::function::FunctionError;
use tfplugin::framework::value::Number;

/// An error about an argument.
pub(crate) fn wrong(position: usize, what: impl Display) -> FunctionError {
    FunctionError::argument(position, part_of_a_sentence(&what.to_string()))
}

/// An error about the whole call.
pub(crate) fn impossible(what: impl Display) -> FunctionError {
    FunctionError::call(part_of_a_sentence(&what.to_string()))
}

/// Clients put an error into a sentence of theirs, and a full stop after it.
fn part_of_a_sentence(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.rsplit_once(". Did you mean ") {
        Some((before, meant)) if meant.ends_with('?') => format!("{before} (did you mean {meant})"),
        _ => line.trim_end_matches('.').to_owned(),
    }
}

/// A whole number in a range.
pub(crate) fn whole<T: TryFrom<i64>>(
    position: usize,
    number: &Number,
    range: std::ops::RangeInclusive<i64>,
) -> Result<T, FunctionError> {
    let (least, most) = (range.start(), range.end());
    let error = || wrong(position, format!("a whole number from {least} to {most} is needed"));
    let number = number.as_i64().filter(|number| range.contains(number)).ok_or_else(error)?;
    T::try_from(number).map_err(|_| error())
}
