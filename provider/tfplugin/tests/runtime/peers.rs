//! Clients that no Terraform is: of the oldest protocol, of one to come, with calls in an order of their own, and with
//! connections that break.

use std::{fs, future::Future, path::Path};

use prost::{
    Message,
    bytes::{Buf, BufMut},
};
use serde_json::{Value as Json, json};
use tfplugin::framework::value::{Type, Value};
use tfplugin::protocol::tfplugin6::{
    Diagnostic, DynamicValue, RawState, apply_resource_change, call_function, close_ephemeral_resource,
    configure_provider, get_functions, get_metadata, get_provider_schema, import_resource_state, plan_resource_change,
    read_resource, renew_ephemeral_resource, stop_provider, upgrade_resource_state, validate_provider_config,
    validate_resource_config,
};
use tokio::{
    io::AsyncWriteExt,
    time::{Duration, sleep},
};
use tonic::{
    Code, Request, Status,
    client::Grpc,
    codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder},
    codegen::http::uri::PathAndQuery,
    transport::Channel,
};

use crate::{
    client::{dial_plugin, plain_channel, shut_down},
    launch::{Example, Launch, Plugin, soon},
};

const WAITING: &str = "corner_waiting";

/// Field 2000 of each kind that is on a wire: a number, 8 bytes, a text, 4 bytes.
const LATER: &[u8] = b"\x80\x7d\x01\x81\x7d\x01\x02\x03\x04\x05\x06\x07\x08\x82\x7d\x03new\x85\x7d\x01\x02\x03\x04";

/// Bytes of messages, as they are.
#[derive(Clone, Copy, Default)]
struct Raw;

impl Codec for Raw {
    type Encode = Vec<u8>;
    type Decode = Vec<u8>;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Raw {
    type Item = Vec<u8>;
    type Error = Status;

    fn encode(&mut self, message: Vec<u8>, to: &mut EncodeBuf<'_>) -> Result<(), Status> {
        to.put_slice(&message);
        Ok(())
    }
}

impl Decoder for Raw {
    type Item = Vec<u8>;
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<Vec<u8>>, Status> {
        let mut message = vec![0; from.remaining()];
        from.copy_to_slice(&mut message);
        Ok(Some(message))
    }
}

/// A client of the corner-case provider.
#[derive(Clone)]
struct Client {
    channel: Channel,
    /// What is added to each message.
    extra: &'static [u8],
}

impl Client {
    async fn of(plugin: &Plugin) -> Self {
        Self { channel: plain_channel(plugin).await, extra: &[] }
    }

    async fn send(&self, method: &str, message: Vec<u8>) -> Result<Vec<u8>, Status> {
        let mut grpc = Grpc::new(self.channel.clone());
        grpc.ready().await.map_err(|error| Status::unavailable(error.to_string()))?;
        let path = PathAndQuery::try_from(format!("/tfplugin6.Provider/{method}")).unwrap();
        soon(method, grpc.unary(Request::new(message), path, Raw)).await.map(|answer| answer.into_inner())
    }

    async fn call<Q: Message, R: Message + Default>(&self, method: &str, request: Q) -> R {
        let message = [request.encode_to_vec().as_slice(), self.extra].concat();
        R::decode(self.send(method, message).await.unwrap().as_slice()).unwrap()
    }

    async fn configure(&self) -> configure_provider::Response {
        let request = configure_provider::Request {
            config: no_configuration(),
            terraform_version: "0.15.0".to_owned(),
            ..Default::default()
        };
        self.call("ConfigureProvider", request).await
    }

    async fn read(&self, state: Option<DynamicValue>) -> read_resource::Response {
        let request =
            read_resource::Request { type_name: WAITING.to_owned(), current_state: state, ..Default::default() };
        self.call("ReadResource", request).await
    }

    async fn apply(
        &self,
        prior: Option<DynamicValue>,
        planned: Option<DynamicValue>,
    ) -> apply_resource_change::Response {
        let request = apply_resource_change::Request {
            type_name: WAITING.to_owned(),
            prior_state: prior,
            config: planned.clone().map(|planned| if planned == null() { planned } else { object(Value::Null) }),
            planned_state: planned,
            ..Default::default()
        };
        self.call("ApplyResourceChange", request).await
    }
}

/// The configuration of the provider, in which nothing is set.
fn no_configuration() -> Option<DynamicValue> {
    let unset = ["anonymous", "path", "token"].map(|name| (name, Value::Null));
    let kind = Type::Object([("anonymous", Type::Bool), ("path", Type::String), ("token", Type::String)].into());
    Some(DynamicValue { msgpack: Value::Object(unset.into()).to_msgpack(&kind).unwrap(), json: Vec::new() })
}

fn kind() -> Type {
    Type::Object(["id", "event", "token_wo"].map(|name| (name, Type::String)).into())
}

fn null() -> DynamicValue {
    DynamicValue { msgpack: vec![0xc0], json: Vec::new() }
}

/// An object that waits for the event `go`, with this id.
fn object(id: Value) -> DynamicValue {
    let event = Value::String("go".into());
    let value = Value::Object([("id", id), ("event", event), ("token_wo", Value::Null)].into());
    DynamicValue { msgpack: value.to_msgpack(&kind()).unwrap(), json: Vec::new() }
}

fn id_in(value: Option<DynamicValue>) -> Value {
    Value::from_msgpack(&value.unwrap().msgpack, &kind()).unwrap().get("id").clone()
}

#[track_caller]
fn assert_fine(diagnostics: &[Diagnostic]) {
    assert_eq!(diagnostics, []);
}

async fn launch() -> Plugin {
    let tmpdir = Some("sockets".into());
    let launch = Launch { example: Example::Corner, tmpdir, ..Launch::by_client(&[]) };
    launch.start().await
}

/// Lets objects be created.
fn go(plugin: &Plugin) {
    change(plugin.folder.path(), |world| world["events"] = json!(["go"]));
}

/// Changes the remote side in one step.
fn change(folder: &Path, change: impl FnOnce(&mut Json)) {
    let mut world = remote(folder);
    change(&mut world);
    fs::write(folder.join("changed.json"), world.to_string()).unwrap();
    fs::rename(folder.join("changed.json"), folder.join("remote.json")).unwrap();
}

fn remote(folder: &Path) -> Json {
    let text = fs::read_to_string(folder.join("remote.json")).unwrap_or_else(|_| "{}".to_owned());
    serde_json::from_str(&text).unwrap()
}

/// Creates, reads and deletes an object with what protocol 6.0 has.
async fn whole_life(client: &Client) {
    let schemas: get_provider_schema::Response =
        client.call("GetProviderSchema", get_provider_schema::Request::default()).await;
    assert_fine(&schemas.diagnostics);
    assert!(schemas.resource_schemas.contains_key(WAITING));
    let valid: validate_provider_config::Response =
        client.call("ValidateProviderConfig", validate_provider_config::Request { config: no_configuration() }).await;
    assert_fine(&valid.diagnostics);
    assert_fine(&client.configure().await.diagnostics);

    let config = Some(object(Value::Null));
    let request = validate_resource_config::Request {
        type_name: WAITING.to_owned(),
        config: config.clone(),
        ..Default::default()
    };
    let valid: validate_resource_config::Response = client.call("ValidateResourceConfig", request).await;
    assert_fine(&valid.diagnostics);
    let request = plan_resource_change::Request {
        type_name: WAITING.to_owned(),
        prior_state: Some(null()),
        proposed_new_state: config.clone(),
        config: config.clone(),
        ..Default::default()
    };
    let planned: plan_resource_change::Response = client.call("PlanResourceChange", request).await;
    assert_fine(&planned.diagnostics);
    assert_eq!((planned.deferred, id_in(planned.planned_state.clone())), (None, Value::UNKNOWN));
    let request = apply_resource_change::Request {
        type_name: WAITING.to_owned(),
        prior_state: Some(null()),
        planned_state: planned.planned_state,
        config,
        planned_private: planned.planned_private,
        ..Default::default()
    };
    let created: apply_resource_change::Response = client.call("ApplyResourceChange", request).await;
    assert_fine(&created.diagnostics);
    let id = id_in(created.new_state);

    let Value::String(text) = id.clone() else { panic!("{id:?}") };
    let request = upgrade_resource_state::Request {
        type_name: WAITING.to_owned(),
        version: 0,
        raw_state: Some(RawState {
            json: json!({ "id": &*text, "event": "go", "token_wo": null }).to_string().into_bytes(),
            ..Default::default()
        }),
    };
    let upgraded: upgrade_resource_state::Response = client.call("UpgradeResourceState", request).await;
    assert_fine(&upgraded.diagnostics);
    let found = client.read(upgraded.upgraded_state).await;
    assert_fine(&found.diagnostics);
    assert_eq!(id_in(found.new_state.clone()), id);
    let request =
        import_resource_state::Request { type_name: WAITING.to_owned(), id: text.to_string(), ..Default::default() };
    let imported: import_resource_state::Response = client.call("ImportResourceState", request).await;
    assert_fine(&imported.diagnostics);

    // Without the capability plan_destroy, which came later, no removal is planned.
    let removed = client.apply(found.new_state, Some(null())).await;
    assert_fine(&removed.diagnostics);
    assert_eq!(removed.new_state, Some(null()));
    let stopped: stop_provider::Response = client.call("StopProvider", stop_provider::Request::default()).await;
    assert_eq!(stopped.error, "");
}

#[tokio::test]
async fn the_oldest_protocol_and_one_to_come_are_served() {
    for extra in [&[][..], LATER] {
        let plugin = launch().await;
        go(&plugin);
        let client = Client { extra, ..Client::of(&plugin).await };
        whole_life(&client).await;
        shut_down(&client.channel).await;
        plugin.ended().await.assert_clean();
    }
}

#[tokio::test]
async fn a_call_to_come_is_unimplemented_and_bytes_that_are_no_message_are_refused() {
    let plugin = launch().await;
    go(&plugin);
    let client = Client::of(&plugin).await;
    assert_eq!(client.send("PlanWorld", Vec::new()).await.unwrap_err().code(), Code::Unimplemented);
    for bytes in [&b"\xff"[..], b"\x0a\x7f", b"\x0b", b"\x12\x02\x0a\x7f"] {
        let refused = client.send("PlanResourceChange", bytes.to_vec()).await.unwrap_err();
        assert!([Code::Internal, Code::InvalidArgument].contains(&refused.code()), "{bytes:?}: {refused}");
    }
    whole_life(&client).await;
}

/// Each call says for itself what it needs, so that the calls before it do not matter.
#[tokio::test]
async fn calls_in_another_order_are_answered() {
    let plugin = launch().await;
    go(&plugin);
    let client = Client::of(&plugin).await;
    let stop = async || {
        let stopped: stop_provider::Response = client.call("StopProvider", stop_provider::Request::default()).await;
        assert_eq!(stopped.error, "");
    };
    stop().await;
    let internal = |diagnostics: &[Diagnostic]| {
        assert_eq!(
            diagnostics.iter().map(|found| found.summary.as_str()).collect::<Vec<_>>(),
            ["Internal provider error"]
        );
    };
    internal(&client.read(Some(object(Value::String("id-1".into())))).await.diagnostics);
    internal(&client.apply(Some(null()), Some(object(Value::UNKNOWN))).await.diagnostics);
    let echo = call_function::Request { name: "echo".to_owned(), arguments: vec![null()] };
    let echoed: call_function::Response = client.call("CallFunction", echo).await;
    assert_eq!(echoed.error, None);
    let renew = renew_ephemeral_resource::Request { type_name: "corner_token".to_owned(), ..Default::default() };
    let renewed: renew_ephemeral_resource::Response = client.call("RenewEphemeralResource", renew).await;
    internal(&renewed.diagnostics);

    // Nothing was asked before, and nothing was planned.
    assert_fine(&client.configure().await.diagnostics);
    let created = client.apply(Some(null()), Some(object(Value::UNKNOWN))).await;
    assert_fine(&created.diagnostics);
    stop().await;
    let found = client.read(created.new_state.clone()).await;
    assert_fine(&found.diagnostics);
    assert_eq!(found.new_state, created.new_state);
    let close = close_ephemeral_resource::Request { type_name: "corner_token".to_owned(), ..Default::default() };
    let closed: close_ephemeral_resource::Response = client.call("CloseEphemeralResource", close).await;
    assert_eq!(
        closed.diagnostics.iter().map(|found| found.summary.as_str()).collect::<Vec<_>>(),
        ["The token is lost"]
    );
    assert_fine(&client.configure().await.diagnostics);
    let metadata: get_metadata::Response = client.call("GetMetadata", get_metadata::Request::default()).await;
    assert!(metadata.resources.iter().any(|resource| resource.type_name == WAITING));
    let functions: get_functions::Response = client.call("GetFunctions", get_functions::Request::default()).await;
    assert!(functions.functions.contains_key("echo"));
    whole_life(&client).await;
    shut_down(&client.channel).await;
    plugin.ended().await.assert_clean();
}

/// Waits until something is so on the remote side.
async fn until(what: &str, is_so: impl Fn() -> bool) {
    let waiting = async {
        while !is_so() {
            sleep(Duration::from_millis(5)).await;
        }
    };
    soon(what, waiting).await;
}

#[tokio::test]
async fn a_connection_that_breaks_breaks_no_other() {
    let plugin = launch().await;
    for begun in [
        &b""[..],
        b"PRI * HTTP",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\xff",
        b"GET / HTTP/1.1\r\n\r\n",
    ] {
        let mut broken = dial_plugin(&plugin).await.unwrap();
        broken.write_all(begun).await.unwrap();
    }

    let folder = plugin.folder.path().to_owned();
    let cut = Client::of(&plugin).await;
    assert_fine(&cut.configure().await.diagnostics);
    let creation = tokio::spawn(async move { cut.apply(Some(null()), Some(object(Value::UNKNOWN))).await });
    until("the creation", || remote(&folder)["events"].as_array().is_some_and(|events| !events.is_empty())).await;
    creation.abort();
    assert!(creation.await.is_err_and(|error| error.is_cancelled()));

    // What it made on the remote side is there: the next run finds it.
    let client = Client::of(&plugin).await;
    let objects = remote(&folder)["objects"].as_object().unwrap().clone();
    let (key, _) = objects.iter().next().unwrap();
    let id = Value::String(key.strip_prefix("corner_waiting/").unwrap().into());
    let found = client.read(Some(object(id.clone()))).await;
    assert_fine(&found.diagnostics);
    assert_eq!(id_in(found.new_state), id);
    // The handler of the creation looks at the interrupt, or the process would wait for it.
    let _: stop_provider::Response = client.call("StopProvider", stop_provider::Request::default()).await;
    shut_down(&client.channel).await;
    plugin.ended().await.assert_clean();
}

#[tokio::test]
async fn a_call_that_the_client_gives_up_leaves_its_connection_whole() {
    let plugin = launch().await;
    let folder = plugin.folder.path().to_owned();
    let client = Client::of(&plugin).await;
    assert_fine(&client.configure().await.diagnostics);
    let begun = || remote(&folder)["events"].as_array().is_some_and(|events| !events.is_empty());
    let creation: std::pin::Pin<Box<dyn Future<Output = _>>> =
        Box::pin(client.apply(Some(null()), Some(object(Value::UNKNOWN))));
    tokio::select! {
        answer = creation => panic!("{answer:?}"),
        () = until("the creation", begun) => {}
    }
    change(&folder, |world| world["events"] = json!(["go"]));
    whole_life(&client).await;
}
