//! Functions, called with the arguments that clients send.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use configmgr::Configmgr;
use tfplugin::framework::value::{Type, Value};
use tfplugin_testing::TestServer;

/// Terraform sends a literal `null` with the type that is not known. OpenTofu does not call the function with that one, but
/// with each of the others.
#[test]
fn a_null_of_any_type_is_no_schedule() {
    let server = TestServer::new(Configmgr).unwrap();
    let after = Value::String("2026-01-13T12:00:00Z".into());
    let object = Type::Object([("start", Type::String)].into());
    for kind in [Type::Dynamic, Type::String, Type::Map(Box::new(Type::Dynamic)), object] {
        let null = Value::Dynamic(Box::new((kind.clone(), Value::Null)));
        let token = server.call("schedule_token", std::slice::from_ref(&null)).unwrap();
        assert_eq!(token, Value::String("".into()), "{kind:?}");
        assert_eq!(server.call("next_sync", &[null, after.clone()]).unwrap(), Value::Null, "{kind:?}");
    }
}
