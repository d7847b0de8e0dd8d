//! Removed objects that stay because others still use them.

use hierarchy::{Kind, ObjectId};
use tfplugin::framework::context::Context;
use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};

use crate::client::Client;

/// Warns if a removed object stays for others that this run does not change: a plan does not see the objects of other
/// configurations.
pub(crate) fn warn_of_users(context: &mut Context<'_, Client>, removed: &ObjectId) -> Result<(), Diagnostics> {
    let client = context.client;
    let may_have_users = matches!(removed.kind, Kind::SupRole | Kind::Account);
    let Some(run_file) = client.run_file().filter(|_| may_have_users) else { return Ok(()) };
    let Some(hierarchy) = client.existing_hierarchy()? else { return Ok(()) };
    let users = hierarchy.read(|view| match view.get(removed)? {
        Some(_) => view.users_of(removed),
        None => Ok(Vec::new()),
    });
    // The removal is written: what cannot be read now must not be reported as its failure.
    let Ok(mut users) = users else { return Ok(()) };
    users.retain(|user| run_file.changes(user) == Some(false));
    if !users.is_empty() {
        let users: Vec<String> = users.iter().map(ToString::to_string).collect();
        context.warn(Diagnostic::warning(
            format!("{removed} stays until nothing uses it"),
            format!(
                "Terraform no longer manages it. It is removed when these objects, which are not part of this run, no longer \
                 use it: {}.",
                users.join(", ")
            ),
        ));
    }
    Ok(())
}
