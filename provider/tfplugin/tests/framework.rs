//! The framework as a service, for clients other than Terraform 1.11: older ones, OpenTofu, and those that can defer.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use tfplugin::Schema;
use tfplugin::framework::context::{Context, DeferReason};
use tfplugin::framework::diagnostics::Diagnostics;
use tfplugin::framework::provider::{Provider, Registry};
use tfplugin::framework::resource::{Create, Failure, Plan, Resource, Update};
use tfplugin::framework::schema::Schema;
use tfplugin::framework::server::ProviderServer;
use tfplugin::framework::value::{Attr, Value};
use tfplugin::protocol::tfplugin6::provider_server::Provider as Service;
use tfplugin::protocol::tfplugin6::{
    ClientCapabilities, Deferred, Diagnostic, DynamicValue, ServerCapabilities, apply_resource_change,
    configure_provider, deferred, get_functions, get_metadata, plan_resource_change, read_resource,
    validate_resource_config,
};
use tonic::Request;

#[derive(Clone, Debug, Default, Schema)]
struct Config {
    /// Where to.
    #[tf(optional)]
    host: Attr<String>,
}

#[derive(Clone, Debug, Default, Schema)]
struct Model {
    /// Where it is.
    #[tf(computed, stable)]
    host: Attr<String>,
    /// Not kept.
    #[tf(optional, write_only)]
    secret_wo: Attr<String>,
}

struct Test;
struct Thing;

impl Provider for Test {
    type Config = Config;
    type Client = Attr<String>;

    fn configure(&self, config: Config, _: &str) -> Result<Attr<String>, Diagnostics> {
        Ok(config.host)
    }

    fn register(&self, registry: &mut Registry<Attr<String>>) {
        registry.resource(Thing);
    }
}

impl Resource for Thing {
    type Client = Attr<String>;
    type Model = Model;
    const TYPE_NAME: &'static str = "test_thing";

    fn plan(&self, context: &mut Context<'_, Attr<String>>, plan: &mut Plan<'_, Model>) -> Result<(), Diagnostics> {
        if context.client.is_unknown() {
            context.defer(DeferReason::ProviderConfigUnknown);
        }
        plan.planned.host = context.client.clone();
        Ok(())
    }

    fn create(&self, _: &mut Context<'_, Attr<String>>, create: Create<Model>) -> Result<Model, Failure<Model>> {
        Ok(create.planned)
    }

    fn read(&self, _: &mut Context<'_, Attr<String>>, state: Model) -> Result<Option<Model>, Diagnostics> {
        Ok(Some(state))
    }

    fn update(&self, _: &mut Context<'_, Attr<String>>, update: Update<Model>) -> Result<Model, Failure<Model>> {
        Ok(update.planned)
    }

    fn delete(&self, _: &mut Context<'_, Attr<String>>, _: Model) -> Result<(), Diagnostics> {
        Ok(())
    }

    fn import(&self, _: &mut Context<'_, Attr<String>>, _: &str) -> Result<Model, Diagnostics> {
        Ok(Model::default())
    }
}

fn encoded<M: tfplugin::framework::model::Model>(model: &M) -> Option<DynamicValue> {
    let schema = Schema::of::<M>(0).unwrap();
    let value = model.to_value(schema.object_type()).unwrap();
    Some(DynamicValue { msgpack: value.to_msgpack(schema.object_type()).unwrap(), json: Vec::new() })
}

fn decoded(value: Option<DynamicValue>) -> Model {
    let schema = Schema::of::<Model>(0).unwrap();
    Value::from_msgpack(&value.unwrap().msgpack, schema.object_type()).unwrap().to_struct().unwrap()
}

fn null() -> Option<DynamicValue> {
    Some(DynamicValue { msgpack: vec![0xc0], json: Vec::new() })
}

fn summaries(diagnostics: &[Diagnostic]) -> Vec<&str> {
    diagnostics.iter().map(|diagnostic| diagnostic.summary.as_str()).collect()
}

fn deferring(deferral_allowed: bool) -> Option<ClientCapabilities> {
    Some(ClientCapabilities { deferral_allowed, ..ClientCapabilities::default() })
}

async fn configure(server: &ProviderServer<Test>, host: Attr<String>) {
    let request = configure_provider::Request { config: encoded(&Config { host }), ..Default::default() };
    let response = server.configure_provider(Request::new(request)).await.unwrap().into_inner();
    assert_eq!(summaries(&response.diagnostics), [""; 0]);
}

async fn plan(server: &ProviderServer<Test>, client: Option<ClientCapabilities>) -> plan_resource_change::Response {
    let request = plan_resource_change::Request {
        type_name: "test_thing".to_owned(),
        prior_state: null(),
        proposed_new_state: encoded(&Model::default()),
        config: encoded(&Model::default()),
        client_capabilities: client,
        ..Default::default()
    };
    server.plan_resource_change(Request::new(request)).await.unwrap().into_inner()
}

#[tokio::test]
async fn an_operation_is_put_off_where_the_client_allows_it() {
    let server = ProviderServer::new(Test);
    configure(&server, Attr::Unknown).await;
    let put_off = Deferred { reason: deferred::Reason::ProviderConfigUnknown.into() };
    for (client, deferred) in [(deferring(true), Some(put_off)), (deferring(false), None), (None, None)] {
        let planned = plan(&server, client).await;
        assert_eq!(planned.deferred, deferred);
        assert!(decoded(planned.planned_state).host.is_unknown());
    }
    configure(&server, Attr::Known("known".to_owned())).await;
    assert_eq!(plan(&server, deferring(true)).await.deferred, None);
}

/// A debugger keeps the process while the provider block changes.
#[tokio::test]
async fn the_last_configuration_counts() {
    let server = ProviderServer::new(Test);
    for host in ["one", "two"] {
        let host = Attr::Known(host.to_owned());
        configure(&server, host.clone()).await;
        assert_eq!(decoded(plan(&server, None).await.planned_state).host, host);
    }
}

#[tokio::test]
async fn a_client_that_keeps_everything_gets_no_write_only_value() {
    let server = ProviderServer::new(Test);
    let secret_wo = Attr::Known("hunter2".to_owned());
    let can = ClientCapabilities { write_only_attributes_allowed: true, ..ClientCapabilities::default() };
    let newer = "\"secret_wo\" needs a newer Terraform";
    for (client, said) in [(Some(can), vec![]), (deferring(false), vec![newer]), (None, vec![newer])] {
        let request = validate_resource_config::Request {
            type_name: "test_thing".to_owned(),
            config: encoded(&Model { secret_wo: secret_wo.clone(), ..Model::default() }),
            client_capabilities: client,
        };
        let response = server.validate_resource_config(Request::new(request)).await.unwrap().into_inner();
        assert_eq!(summaries(&response.diagnostics), said);
    }
}

#[tokio::test]
async fn what_is_offered_is_named_without_a_schema() {
    let server = ProviderServer::new(Test);
    let metadata = server.get_metadata(Request::new(get_metadata::Request {})).await.unwrap().into_inner();
    assert_eq!(metadata.resources.iter().map(|resource| &resource.type_name).collect::<Vec<_>>(), ["test_thing"]);
    let capabilities = ServerCapabilities {
        plan_destroy: true,
        get_provider_schema_optional: true,
        move_resource_state: true,
        generate_resource_config: true,
    };
    assert_eq!(metadata.server_capabilities, Some(capabilities));
    let functions = server.get_functions(Request::new(get_functions::Request {})).await.unwrap().into_inner();
    assert!(functions.functions.is_empty() && functions.diagnostics.is_empty());
}

/// Each is a message, and the service goes on.
#[tokio::test]
async fn requests_that_make_no_sense_are_errors() {
    let server = ProviderServer::new(Test);
    let mistake = ["Internal provider error"];
    let unconfigured = plan(&server, None).await;
    assert_eq!(summaries(&unconfigured.diagnostics), mistake);
    configure(&server, Attr::Null).await;
    let read = |type_name: &str, msgpack: &[u8]| read_resource::Request {
        type_name: type_name.to_owned(),
        current_state: Some(DynamicValue { msgpack: msgpack.to_vec(), json: Vec::new() }),
        ..Default::default()
    };
    for (request, said) in [
        (read("test_other", b"\xc0"), "Internal provider error"),
        (read("test_thing", b"\x81\xa4host\x01"), "Unreadable value"),
        (read("test_thing", b"\xc1"), "Unreadable value"),
    ] {
        let response = server.read_resource(Request::new(request)).await.unwrap().into_inner();
        assert_eq!(summaries(&response.diagnostics), [said]);
    }
    let state = encoded(&Model::default());
    let request = apply_resource_change::Request {
        type_name: "test_other".to_owned(),
        prior_state: state.clone(),
        planned_private: b"kept".to_vec(),
        ..Default::default()
    };
    let response = server.apply_resource_change(Request::new(request)).await.unwrap().into_inner();
    assert_eq!(summaries(&response.diagnostics), mistake);
    assert_eq!((response.new_state, response.private), (state, b"kept".to_vec()));
}
