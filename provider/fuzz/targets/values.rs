//! Values of Terraform, decoded by the schemas of the provider: MessagePack as on the wire, JSON as in a state.
//!
//! The first byte selects the schema, the second one the encoding.
#![no_main]

use std::sync::LazyLock;

use configmgr::describe;
use libfuzzer_sys::fuzz_target;
use tfplugin::framework::value::{Type, Value};

static TYPES: LazyLock<Vec<Type>> = LazyLock::new(|| {
    let described = [describe::resources(), describe::data_sources()];
    let described = described.into_iter().flat_map(|all| all.expect("the schemas are valid"));
    let configuration = describe::provider().expect("the schema is valid").object_type().clone();
    described.map(|one| one.schema.object_type().clone()).chain([configuration, Type::Dynamic]).collect()
});

fuzz_target!(|data: &[u8]| {
    let [schema, encoding, bytes @ ..] = data else { return };
    let kind = &TYPES[usize::from(*schema) % TYPES.len()];
    let decoded =
        if encoding % 2 == 0 { Value::from_msgpack(bytes, kind) } else { Value::from_state_json(bytes, kind) };
    let Ok(value) = decoded else { return };
    let encoded = value.to_msgpack(kind).expect("what was decoded can be encoded");
    assert_eq!(Value::from_msgpack(&encoded, kind).as_ref(), Ok(&value), "it is decoded as it was encoded");
});
