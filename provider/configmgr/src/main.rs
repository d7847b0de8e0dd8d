//! The provider plugin that Terraform and OpenTofu launch.

use std::process::ExitCode;

use configmgr::{Configmgr, PLUGIN};
use tfplugin::framework::server::ProviderServer;
use tfplugin::runtime::run;

fn main() -> ExitCode {
    run(&PLUGIN, ProviderServer::new(Configmgr))
}
