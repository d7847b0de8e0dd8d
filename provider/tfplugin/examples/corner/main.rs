//! A provider made of corner cases, for the tests that serve it to the real Terraform. What it manages is kept in a
//! JSON file, which the tests read and change behind Terraform's back.
#![allow(clippy::panic, reason = "some of its handlers have a bug on purpose")]

mod announce;
mod blocks;
mod data_source;
mod ephemeral;
mod everything;
mod evolved;
mod failing;
mod functions;
mod identified;
mod remote;
mod stored;
mod waiting;

use std::process::ExitCode;

use tfplugin::Schema;
use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};
use tfplugin::framework::path::Path;
use tfplugin::framework::provider::{Provider, Registry};
use tfplugin::framework::server::ProviderServer;
use tfplugin::framework::value::Attr;
use tfplugin::runtime::{Plugin, run};

use remote::Remote;
use stored::StoredResource;

/// Corner cases of the plugin protocol.
#[derive(Clone, Debug, Default, Schema)]
struct Config {
    /// The JSON file that stands for the remote side.
    #[tf(optional, length(min = 1))]
    path: Attr<String>,
    /// A token nobody may see.
    #[tf(optional, sensitive)]
    token: Attr<String>,
    /// Excludes `token`.
    #[tf(optional)]
    anonymous: Attr<bool>,
}

struct Corner;

impl Provider for Corner {
    type Config = Config;
    type Client = Remote;

    fn validate(&self, config: &Config) -> Diagnostics {
        match (&config.token, &config.anonymous) {
            (Attr::Known(_), Attr::Known(true)) => {
                Diagnostic::error("\"token\" and \"anonymous\" exclude each other", "Remove one of them.")
                    .at(Path::of("anonymous"))
                    .into()
            }
            _ => Diagnostics::new(),
        }
    }

    fn configure(&self, config: Config, _terraform_version: &str) -> Result<Remote, Diagnostics> {
        Ok(Remote::new(config.path))
    }

    fn register(&self, registry: &mut Registry<Remote>) {
        registry.resource(StoredResource::<everything::Everything>::new());
        registry.resource(StoredResource::<blocks::Blocks>::new());
        registry.resource(StoredResource::<evolved::Old>::new());
        registry.resource(evolved::Evolved);
        registry.resource(failing::Failing);
        registry.resource(waiting::Waiting);
        registry.listed_resource(StoredResource::<identified::Identified>::new());
        registry.identified_resource(StoredResource::<identified::Renamable>::new());
        registry.data_source(data_source::Lookup);
        registry.ephemeral_resource(ephemeral::Token);
        registry.action(announce::Announce);
        functions::register(registry);
    }
}

const PLUGIN: Plugin = Plugin::new("corner", "registry.terraform.io/acme/corner", env!("CARGO_PKG_VERSION"));

fn main() -> ExitCode {
    run(&PLUGIN, ProviderServer::new(Corner))
}
