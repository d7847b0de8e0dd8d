//! A write-only value is nowhere in the memory of the provider once its calls are answered.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::fs::{self, File};
use std::os::unix::fs::FileExt;

use configmgr::{Configmgr, describe};
use serde_json::json;
use tfplugin::framework::server::ProviderServer;
use tfplugin::framework::value::Value;
use tfplugin::protocol::tfplugin6::provider_server::Provider as _;
use tfplugin::protocol::tfplugin6::{
    ClientCapabilities, DynamicValue, apply_resource_change, configure_provider, plan_resource_change,
    validate_resource_config,
};
use tonic::Request;

const ACCOUNT: &str = "configmgr_account";

/// The password, with each byte changed, so that the program does not contain it.
const MASKED: [u8; 24] = *b"6'%'06!x=:'&0x74!!0'/x70";
const MASK: u8 = 0x55;

/// A configuration of an account in MessagePack. The password is written over a text of its length.
fn configuration() -> Vec<u8> {
    let config = json!({ "user_name": r"CONTOSO\wsus", "password_wo": "~".repeat(MASKED.len()) });
    let mut bytes = in_msgpack(&config.to_string());
    let start = bytes.windows(MASKED.len()).position(|window| window.iter().all(|byte| *byte == b'~')).unwrap();
    for (byte, masked) in bytes[start..].iter_mut().zip(MASKED) {
        *byte = masked ^ MASK;
    }
    bytes
}

fn in_msgpack(json: &str) -> Vec<u8> {
    let described = describe::resources().unwrap().into_iter().find(|found| found.type_name == ACCOUNT).unwrap();
    let kind = described.schema.object_type();
    Value::from_state_json(json.as_bytes(), kind).unwrap().to_msgpack(kind).unwrap()
}

fn sent(msgpack: Vec<u8>) -> Option<DynamicValue> {
    Some(DynamicValue { msgpack, json: Vec::new() })
}

/// How often the password is in the memory that this process can write.
fn occurrences() -> usize {
    let memory = File::open("/proc/self/mem").unwrap();
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    let regions = maps.lines().filter(|line| line.contains(" rw"));
    let regions = regions.map(|line| {
        let (start, end) = line.split_once(' ').unwrap().0.split_once('-').unwrap();
        [start, end].map(|address| u64::from_str_radix(address, 16).unwrap())
    });
    let is_password = |window: &[u8]| window.iter().zip(MASKED).all(|(byte, masked)| *byte == masked ^ MASK);
    let count = |[start, end]: [u64; 2]| {
        let mut bytes = vec![0; usize::try_from(end - start).unwrap()];
        let read = memory.read_at(&mut bytes, start).unwrap_or_default();
        let count = bytes[..read].windows(MASKED.len()).filter(|window| is_password(window)).count();
        // What was read must not be found again.
        bytes.fill(0);
        std::hint::black_box(&bytes);
        count
    };
    regions.map(count).sum()
}

#[test]
fn a_password_is_wiped_from_memory_after_each_call() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let server = ProviderServer::new(Configmgr);
    runtime.block_on(async {
        let path = json!({ "path": folder.path().join("hierarchy.db"), "actor": "test" }).to_string();
        let config = Some(DynamicValue { json: path.into_bytes(), msgpack: Vec::new() });
        let request = configure_provider::Request { config, ..Default::default() };
        assert_eq!(server.configure_provider(Request::new(request)).await.unwrap().into_inner().diagnostics, []);

        let config = configuration();
        assert_eq!(occurrences(), 1, "only the configuration has it");
        let request = validate_resource_config::Request {
            type_name: ACCOUNT.to_owned(),
            config: sent(config),
            client_capabilities: Some(ClientCapabilities {
                write_only_attributes_allowed: true,
                ..ClientCapabilities::default()
            }),
        };
        let validated = server.validate_resource_config(Request::new(request)).await.unwrap().into_inner();
        assert_eq!(validated.diagnostics, []);
        assert_eq!(occurrences(), 0, "after validate");

        let null = vec![0xc0];
        let request = plan_resource_change::Request {
            type_name: ACCOUNT.to_owned(),
            prior_state: sent(null.clone()),
            proposed_new_state: sent(in_msgpack(r#"{ "user_name": "CONTOSO\\wsus" }"#)),
            config: sent(configuration()),
            ..Default::default()
        };
        let planned = server.plan_resource_change(Request::new(request)).await.unwrap().into_inner();
        assert_eq!(planned.diagnostics, []);
        assert_eq!(occurrences(), 0, "after plan");

        let request = apply_resource_change::Request {
            type_name: ACCOUNT.to_owned(),
            prior_state: sent(null),
            planned_state: planned.planned_state,
            planned_private: planned.planned_private,
            config: sent(configuration()),
            ..Default::default()
        };
        let applied = server.apply_resource_change(Request::new(request)).await.unwrap().into_inner();
        assert_eq!(applied.diagnostics, []);
        assert_eq!(occurrences(), 0, "after apply");
    });
}
