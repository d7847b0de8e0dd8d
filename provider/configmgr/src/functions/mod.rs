//! Provider functions: what a configuration can work out without a hierarchy.

mod arguments;
mod next_sync;
mod parse_schedule_token;
mod patch_tuesday;
mod schedule;
mod schedule_token;
mod upstream_url;

use tfplugin::framework::function::{Function, Signature};
use tfplugin::framework::provider::Registry;

use crate::client::Client;
use next_sync::NextSync;
use parse_schedule_token::ParseScheduleToken;
use patch_tuesday::PatchTuesday;
use schedule_token::ScheduleToken;
use upstream_url::UpstreamUrl;

pub(crate) fn register(registry: &mut Registry<Client>) {
    registry.function(UpstreamUrl);
    registry.function(PatchTuesday);
    registry.function(NextSync);
    registry.function(ScheduleToken);
    registry.function(ParseScheduleToken);
}

/// Every function's name and signature.
pub(crate) fn signatures() -> Vec<(&'static str, Signature)> {
    fn of<F: Function>(function: &F) -> (&'static str, Signature) {
        (F::NAME, function.signature())
    }
    vec![of(&UpstreamUrl), of(&PatchTuesday), of(&NextSync), of(&ScheduleToken), of(&ParseScheduleToken)]
}
