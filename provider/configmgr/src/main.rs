//! The provider plugin that Terraform and OpenTofu launch.

use std::process::ExitCode;

use configmgr::Configmgr;
use tfplugin::framework::server::ProviderServer;
use tfplugin::runtime::{Plugin, run};

const PLUGIN: Plugin = Plugin {
    name: "configmgr",
    address: "registry.terraform.io/endpointops/configmgr",
    version: env!("CARGO_PKG_VERSION"),
};

fn main() -> ExitCode {
    run(&PLUGIN, ProviderServer::new(Configmgr))
}
