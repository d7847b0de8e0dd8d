//! The actions: what Terraform does on request, or after a change. One file each.

mod synchronize;

pub(crate) use synchronize::Synchronize;

use tfplugin::framework::provider::Registry;

use crate::client::Client;

pub(crate) fn register(registry: &mut Registry<Client>) {
    registry.action(Synchronize);
}
