//! Calls of Terraform with a state, a configuration, private state or an import id that anybody may have written.
//!
//! The first byte selects the call, the second one the resource. The rest has a line for each part.
#![no_main]

use std::sync::LazyLock;

use configmgr::{Configmgr, describe};
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;
use tfplugin::framework::server::ProviderServer;
use tfplugin::protocol::tfplugin6::provider_server::Provider as _;
use tfplugin::protocol::tfplugin6::{
    DynamicValue, RawState, configure_provider, import_resource_state, plan_resource_change, read_resource,
    upgrade_resource_state, validate_resource_config,
};
use tokio::runtime::Runtime;
use tonic::Request;

struct Subject {
    runtime: Runtime,
    types: Vec<&'static str>,
    /// The folder of a hierarchy that does not exist.
    folder: TempDir,
}

static SUBJECT: LazyLock<Subject> = LazyLock::new(|| Subject {
    runtime: tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime"),
    types: describe::resources().expect("the schemas are valid").into_iter().map(|one| one.type_name).collect(),
    folder: tempfile::tempdir().expect("a temporary folder"),
});

fuzz_target!(|data: &[u8]| {
    let [call, resource, parts @ ..] = data else { return };
    let Subject { runtime, types, folder } = &*SUBJECT;
    let type_name = types[usize::from(*resource) % types.len()].to_owned();
    let mut parts = parts.splitn(3, |byte| *byte == b'\n');
    let mut part = || parts.next().unwrap_or_default().to_vec();
    runtime.block_on(async {
        // A process has memory: a new one for each call, so that a call can be repeated.
        let server = ProviderServer::new(Configmgr);
        let path = serde_json::json!({ "path": folder.path().join("hierarchy.db") });
        let config = Some(in_json(path.to_string().into_bytes()));
        let request = configure_provider::Request { config, ..Default::default() };
        server.configure_provider(Request::new(request)).await.expect("an answer");
        match call % 5 {
            0 => {
                let raw_state = Some(RawState { json: part(), ..Default::default() });
                let request =
                    upgrade_resource_state::Request { type_name: type_name.clone(), version: 0, raw_state };
                let answer = server.upgrade_resource_state(Request::new(request)).await.expect("an answer");
                let current_state = answer.into_inner().upgraded_state;
                let request = read_resource::Request { type_name, current_state, ..Default::default() };
                server.read_resource(Request::new(request)).await.expect("an answer");
            }
            1 => {
                let id = String::from_utf8_lossy(&part()).into_owned();
                let request = import_resource_state::Request { type_name, id, ..Default::default() };
                server.import_resource_state(Request::new(request)).await.expect("an answer");
            }
            2 => {
                let config = Some(in_json(part()));
                let request = validate_resource_config::Request { type_name, config, ..Default::default() };
                server.validate_resource_config(Request::new(request)).await.expect("an answer");
            }
            _ => {
                let (prior_state, config) = (Some(in_json(part())), Some(in_json(part())));
                let mut prior_private = part();
                // Private state ends with its checksum, which no fuzzer guesses.
                prior_private.extend(crc32fast::hash(&prior_private).to_le_bytes());
                let request = plan_resource_change::Request {
                    type_name,
                    prior_state,
                    proposed_new_state: config.clone(),
                    config,
                    prior_private,
                    ..Default::default()
                };
                server.plan_resource_change(Request::new(request)).await.expect("an answer");
            }
        }
    });
});

fn in_json(json: Vec<u8>) -> DynamicValue {
    DynamicValue { json, msgpack: Vec::new() }
}
