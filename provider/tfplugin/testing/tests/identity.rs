//! The identity of an object, as it travels between the client and a server.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use serde_json::json;
use tfplugin::framework::value::Value;
use tfplugin::prelude::*;
use tfplugin::protocol::tfplugin6 as wire;
use tfplugin_testing::TestServer;
use tonic::Request;
use wire::provider_server::Provider as _;

/// A parcel.
#[derive(Clone, Debug, Default, PartialEq, Schema)]
struct Parcel {
    /// Its number.
    #[tf(computed, stable)]
    number: Attr<String>,
    /// Who receives it.
    #[tf(required, replace)]
    receiver: Attr<String>,
}

/// What identifies it.
#[derive(Identity)]
struct Label {
    /// Its number.
    #[tf(required_for_import)]
    number: String,
}

/// The post.
#[derive(Schema)]
struct Config {}

struct Post;
struct Parcels;
struct Letters;

impl Provider for Post {
    type Config = Config;
    type Client = ();

    fn configure(&self, _: Config, _: &str) -> Result<(), Diagnostics> {
        Ok(())
    }

    fn register(&self, registry: &mut Registry<()>) {
        registry.identified_resource(Parcels);
        registry.resource(Letters);
    }
}

macro_rules! sent {
    ($kind:ident, $name:literal) => {
        impl Resource for $kind {
            type Client = ();
            type Model = Parcel;
            const TYPE_NAME: &'static str = $name;

            fn create(&self, _: &mut Context<'_, ()>, create: Create<Parcel>) -> Result<Parcel, Failure<Parcel>> {
                Ok(Parcel { number: Attr::Known("P1".to_owned()), ..create.planned })
            }

            fn read(&self, _: &mut Context<'_, ()>, state: Parcel) -> Result<Option<Parcel>, Diagnostics> {
                Ok(Some(Parcel { receiver: Attr::Known("Ada".to_owned()), ..state }))
            }

            fn update(&self, _: &mut Context<'_, ()>, update: Update<Parcel>) -> Result<Parcel, Failure<Parcel>> {
                Ok(update.planned)
            }

            fn delete(&self, _: &mut Context<'_, ()>, _: Parcel) -> Result<(), Diagnostics> {
                Ok(())
            }

            fn import(&self, _: &mut Context<'_, ()>, number: &str) -> Result<Parcel, Diagnostics> {
                pass_through("number", number)
            }

            fn move_from(&self, _: &MoveSource) -> Result<Option<Parcel>, Diagnostics> {
                pass_through("number", "P7").map(Some)
            }
        }
    };
}

sent!(Parcels, "post_parcel");
sent!(Letters, "post_letter");

impl IdentifiedResource for Parcels {
    type Identity = Label;

    fn identity(&self, parcel: &Parcel) -> Option<Label> {
        parcel.number.known().map(|number| Label { number: number.clone() })
    }
}

fn to_ada() -> Parcel {
    Parcel { receiver: Attr::Known("Ada".to_owned()), ..Parcel::default() }
}

fn label(number: &str) -> Option<Value> {
    Some(Value::Object([("number", number.into())].into()))
}

#[test]
fn an_object_has_its_identity_from_its_creation_on() {
    let server = TestServer::configured(Post, &Config {}).unwrap();
    let parcels = server.resource::<Parcels>().unwrap();
    let planned = parcels.plan(None, &to_ada()).unwrap();
    assert_eq!(planned.identity, None);
    let created = parcels.apply(planned).unwrap().unwrap();
    assert_eq!(created.identity, label("P1"));
    assert_eq!(parcels.plan(Some(&created), &to_ada()).unwrap().identity, label("P1"));

    // A state from before the type had an identity.
    let mut older = created.clone();
    older.identity = None;
    assert_eq!(parcels.read(&older).unwrap().unwrap().identity, label("P1"));
    assert_eq!(parcels.update(&older, &to_ada()).unwrap().identity, label("P1"));

    assert_eq!(parcels.import("P7").unwrap().identity, label("P7"));
    let imported = parcels.import_by_identity(&Label { number: "P8".to_owned() }).unwrap();
    assert_eq!((imported.values.number, imported.identity), (Attr::Known("P8".to_owned()), label("P8")));
    parcels.delete(&created).unwrap();
}

#[test]
fn a_type_without_identity_never_has_one() {
    let server = TestServer::configured(Post, &Config {}).unwrap();
    let letters = server.resource::<Letters>().unwrap();
    let created = letters.create(&to_ada()).unwrap();
    assert_eq!(created.identity, None);
    assert_eq!(letters.read(&created).unwrap().unwrap().identity, None);
}

fn data(json: &str) -> Option<wire::ResourceIdentityData> {
    let identity_data = Some(wire::DynamicValue { json: json.as_bytes().to_vec(), msgpack: Vec::new() });
    Some(wire::ResourceIdentityData { identity_data })
}

/// Also not if a client sends one: Terraform 1.15 crashes when it gets it back.
#[tokio::test]
async fn an_identity_that_a_type_does_not_have_is_not_sent_back() {
    let server = ProviderServer::new(Post);
    let config = Some(wire::DynamicValue { msgpack: vec![0x80], json: Vec::new() });
    let configure = wire::configure_provider::Request { config, ..Default::default() };
    server.configure_provider(Request::new(configure)).await.unwrap();
    let type_name = || "post_letter".to_owned();
    let sent = || data(r#"{"number":"P1"}"#);
    let state = Some(wire::DynamicValue { json: br#"{"number":"P1","receiver":"Ada"}"#.to_vec(), msgpack: vec![] });
    let read = wire::read_resource::Request {
        type_name: type_name(),
        current_state: state.clone(),
        current_identity: sent(),
        ..Default::default()
    };
    let read = server.read_resource(Request::new(read)).await.unwrap().into_inner();
    assert_eq!((read.new_identity, read.diagnostics), (None, Vec::new()));
    let plan = wire::plan_resource_change::Request {
        type_name: type_name(),
        prior_state: state.clone(),
        config: state.clone(),
        proposed_new_state: state.clone(),
        prior_identity: sent(),
        ..Default::default()
    };
    let plan = server.plan_resource_change(Request::new(plan)).await.unwrap().into_inner();
    assert_eq!((plan.planned_identity, plan.diagnostics), (None, Vec::new()));
    let apply = wire::apply_resource_change::Request {
        type_name: type_name(),
        prior_state: state.clone(),
        planned_state: state,
        // It cannot be read: the answer is the one to a failure.
        config: Some(wire::DynamicValue { json: b"[".to_vec(), msgpack: vec![] }),
        planned_identity: sent(),
        ..Default::default()
    };
    let applied = server.apply_resource_change(Request::new(apply)).await.unwrap().into_inner();
    assert_eq!((applied.new_identity, applied.diagnostics.len()), (None, 1));
    let upgrade = wire::upgrade_resource_identity::Request {
        type_name: type_name(),
        version: 0,
        raw_identity: Some(wire::RawState { json: br#"{"number":"P1"}"#.to_vec(), ..Default::default() }),
    };
    let upgraded = server.upgrade_resource_identity(Request::new(upgrade)).await.unwrap().into_inner();
    assert_eq!((upgraded.upgraded_identity, upgraded.diagnostics.len()), (None, 1));
}

#[tokio::test]
async fn an_identity_is_moved_and_an_empty_one_is_upgraded_to_nothing() {
    let server = ProviderServer::new(Post);
    let moved = wire::move_resource_state::Request {
        target_type_name: "post_parcel".to_owned(),
        source_state: Some(wire::RawState { json: b"{}".to_vec(), ..Default::default() }),
        source_identity: Some(wire::RawState { json: br#"{"a":1}"#.to_vec(), ..Default::default() }),
        ..Default::default()
    };
    let moved = server.move_resource_state(Request::new(moved)).await.unwrap().into_inner();
    assert!(moved.target_identity.is_some(), "{moved:?}");

    for json in ["", "null"] {
        let upgrade = wire::upgrade_resource_identity::Request {
            type_name: "post_parcel".to_owned(),
            version: 0,
            raw_identity: Some(wire::RawState { json: json.as_bytes().to_vec(), ..Default::default() }),
        };
        let upgraded = server.upgrade_resource_identity(Request::new(upgrade)).await.unwrap().into_inner();
        assert_eq!(upgraded, Default::default());
    }
}

#[test]
fn an_identity_of_an_older_version_is_converted() {
    let server = TestServer::configured(Post, &Config {}).unwrap();
    let parcels = server.resource::<Parcels>().unwrap();
    assert_eq!(parcels.upgrade_identity(0, &json!({ "number": "P1" })), Ok(label("P1")));
    assert!(parcels.upgrade_identity(0, &json!({ "number": [] })).is_err());
    let old = OldIdentity::of::<Parcels>(1, json!({ "number": "P1", "weight": 3 }));
    assert_eq!(Parcels.upgrade_identity(&old).unwrap().map(|label| label.number), Some("P1".to_owned()));
    let letter = MoveSource::new("registry.terraform.io/example/post", "post_letter", json!({}));
    assert_eq!(parcels.move_from(&letter).unwrap().identity, label("P7"));
}

#[tokio::test]
async fn the_schemas_of_identities_are_those_of_the_types_that_have_one() {
    let server = ProviderServer::new(Post);
    let request = Request::new(Default::default());
    let answered = server.get_resource_identity_schemas(request).await.unwrap().into_inner();
    let attribute = wire::resource_identity_schema::IdentityAttribute {
        name: "number".to_owned(),
        r#type: br#""string""#.to_vec(),
        required_for_import: true,
        optional_for_import: false,
        description: "Its number.".to_owned(),
    };
    let schema = wire::ResourceIdentitySchema { version: 0, identity_attributes: vec![attribute] };
    assert_eq!(answered.identity_schemas, [("post_parcel".to_owned(), schema)].into());
    assert_eq!(answered.diagnostics, []);
}
