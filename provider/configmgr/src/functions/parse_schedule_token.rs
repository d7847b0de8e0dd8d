use hierarchy::schedule::parse_token;
use tfplugin::framework::function::{Function, FunctionError, Parameter, Signature};
use tfplugin::framework::value::{Type, Value};

use super::arguments::{text, wrong};
use super::schedule;

/// The schedule of a token.
pub(super) struct ParseScheduleToken;

impl Function for ParseScheduleToken {
    const NAME: &'static str = "parse_schedule_token";

    fn signature(&self) -> Signature {
        let description = "16 hexadecimal digits, such as `Sync Schedule` of the site's component has them, or none.";
        Signature {
            summary: "Reads the token in which Configuration Manager keeps a schedule".to_owned(),
            description: "Reads the interval string of a schedule, and gives what `schedule` of `configmgr_sync_settings` \
                          takes; null for the empty string, which is no schedule.\n\n`start` is in UTC. Most tokens are on the \
                          clock of whoever reads them, and do not say where that is: their time of day is kept, taken to be \
                          UTC. Where the site server has another clock, write the start yourself, as in \
                          `merge(provider::configmgr::parse_schedule_token(\"…\"), { start = \
                          \"2026-01-13T03:00:00+01:00[Europe/Berlin]\" })`. The product's default start, 1 February 1970 on \
                          that clock, is left out. So is how long something may take, which synchronisation has no use for."
                .to_owned(),
            parameters: vec![Parameter::new("token", Type::String, description)],
            variadic: None,
            result: schedule::result(),
        }
    }

    fn call(&self, arguments: Vec<Value>) -> Result<Value, FunctionError> {
        let parsed = parse_token(text(&arguments, 0)).map_err(|error| wrong(0, error))?;
        schedule::write(parsed.as_ref())
    }
}
