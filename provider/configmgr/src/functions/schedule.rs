//! Schedules as arguments and results of functions: the attribute `schedule` of `configmgr_sync_settings`.

use std::sync::LazyLock;

use tfplugin::framework::diagnostics::Diagnostic;
use tfplugin::framework::function::FunctionError;
use tfplugin::framework::schema::{Schema, SchemaError, WriteOnlySupport};
use tfplugin::framework::value::{Dynamic, Value};

use super::arguments::{impossible, wrong};
use crate::resource::Values;
use crate::resources::SyncSettings;

/// What an argument is checked as: an object with the attribute alone, so that paths in messages begin with its name.
static ARGUMENT: LazyLock<Result<Schema, SchemaError>> = LazyLock::new(|| {
    let mut settings = Schema::of::<Values<SyncSettings>>(0)?.block;
    settings.attributes.retain(|name, _| name == SCHEDULE);
    settings.blocks.clear();
    Ok(Schema::new(0, settings))
});

const SCHEDULE: &str = "schedule";

/// What the parameter means. Its type is dynamic: attributes of an object type could not be left out.
pub(super) const PARAMETER: &str = "A schedule as `configmgr_sync_settings` takes it, such as `{ weekly = { day = \"tuesday\" } }`: an object with one of \
     `interval`, `weekly`, `monthly_by_date` and `monthly_by_weekday`, and `start`. Null is no schedule. OpenTofu does not call \
     a function with a `null` that has no type, so that the result is never known there: write `tostring(null)`, which works \
     on every client, in place of a literal `null`. The null of a resource's attribute, and of a variable whose type is not \
     `any`, has a type.";

/// Reads a schedule that was given as the first argument, as far as the schema has a say; `None` is no schedule.
pub(super) fn read(given: Option<Dynamic>) -> Result<Option<hierarchy::Schedule>, FunctionError> {
    let Some(Dynamic(_, given)) = given.filter(|Dynamic(_, given)| !given.is_null()) else { return Ok(None) };
    let schema = ARGUMENT.as_ref().map_err(impossible)?;
    let argument = Value::Object([(SCHEDULE, given)].into());
    let argument = argument.conform(schema.object_type()).map_err(|error| wrong(0, error))?;
    let problems = schema.check(&argument, WriteOnlySupport::Available);
    if let Some(problem) = problems.iter().next() {
        return Err(wrong(0, sentence(problem)));
    }
    without_nulls(argument.get(SCHEDULE).clone()).to_struct().map(Some).map_err(|error| wrong(0, error))
}

fn sentence(problem: &Diagnostic) -> String {
    match &problem.path {
        Some(path) if !problem.detail.contains(&path.to_string()) => format!("{path}: {}", problem.detail),
        _ => problem.detail.clone(),
    }
}

/// What is null is as if it were left out, so that it has its default.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let given = fields.into_iter().filter(|(_, field)| !field.is_null());
            Value::Object(given.map(|(name, field)| (name, without_nulls(field))).collect())
        }
        other => other,
    }
}
