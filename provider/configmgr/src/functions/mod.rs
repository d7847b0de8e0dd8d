//! Provider functions: what a configuration can work out without a hierarchy.

mod arguments;
mod next_sync;
mod parse_schedule_token;
mod patch_tuesday;
mod schedule;
mod schedule_token;
mod upstream_url;

use tfplugin::framework::function::Function;

/// Every function.
pub(crate) fn all() -> [Function; 5] {
    [
        upstream_url::function(),
        patch_tuesday::function(),
        next_sync::function(),
        schedule_token::function(),
        parse_schedule_token::function(),
    ]
}
