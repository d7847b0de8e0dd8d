//! The same provider behind a wire that changes what it says.

use std::sync::atomic::{AtomicI64, Ordering};

use tfplugin::framework::server::ProviderServer;
use tfplugin::framework::value::{Type, Value};
use tfplugin::protocol::tfplugin6 as wire;
use tokio_stream::StreamExt as _;
use tonic::codegen::BoxStream;
use tonic::{Request, Response, Status};
use wire::provider_server::Provider as Service;

use crate::notes::Notes;

pub(crate) struct Tampered {
    service: ProviderServer<Notes>,
    fault: &'static str,
    calls: AtomicI64,
}

impl Tampered {
    pub(crate) fn new(fault: &'static str) -> Self {
        Self { service: ProviderServer::new(Notes::default()), fault, calls: AtomicI64::new(0) }
    }

    /// How often this was called before.
    fn next(&self) -> i64 {
        self.calls.fetch_add(1, Ordering::Relaxed)
    }
}

/// The methods of the service, each with what is done to its answers.
macro_rules! service {
    ($($method:ident => $tamper:ident;)*) => {
        #[tonic::async_trait]
        impl Service for Tampered {
            $(
                async fn $method(
                    &self,
                    request: Request<wire::$method::Request>,
                ) -> Result<Response<wire::$method::Response>, Status> {
                    let sent = request.get_ref().clone();
                    let mut answer = self.service.$method(request).await?;
                    $tamper(self, &sent, answer.get_mut())?;
                    Ok(answer)
                }
            )*

            async fn list_resource(
                &self,
                request: Request<wire::list_resource::Request>,
            ) -> Result<Response<BoxStream<Listed>>, Status> {
                let mut events: Vec<_> = self.service.list_resource(request).await?.into_inner().collect().await;
                tamper_with_list(self, &mut events);
                Ok(Response::new(Box::pin(tokio_stream::iter(events))))
            }

            async fn invoke_action(
                &self,
                request: Request<wire::invoke_action::Request>,
            ) -> Result<Response<BoxStream<Event>>, Status> {
                let mut events: Vec<_> = self.service.invoke_action(request).await?.into_inner().collect().await;
                tamper_with_events(self, &mut events);
                Ok(Response::new(Box::pin(tokio_stream::iter(events))))
            }
        }
    };
}

service! {
    get_metadata => list;
    get_provider_schema => describe;
    get_resource_identity_schemas => describe_identities;
    get_functions => list_functions;
    validate_provider_config => keep;
    configure_provider => keep;
    validate_resource_config => validate;
    upgrade_resource_state => upgrade;
    plan_resource_change => plan;
    apply_resource_change => apply;
    read_resource => read;
    import_resource_state => import;
    validate_data_resource_config => keep;
    read_data_source => read_data;
    call_function => call;
    generate_resource_config => generate;
    validate_action_config => keep;
    plan_action => plan_action;
    validate_list_resource_config => keep;
    stop_provider => keep;
}

type Done = Result<(), Status>;

fn keep<T, U>(_: &Tampered, _: &T, _: &mut U) -> Done {
    Ok(())
}

fn list(wire: &Tampered, _: &wire::get_metadata::Request, answer: &mut wire::get_metadata::Response) -> Done {
    match wire.fault {
        "the metadata lists nothing" => answer.resources.clear(),
        "another resource" => {
            answer.resources.push(wire::get_metadata::ResourceMetadata { type_name: "notes_other".to_owned() });
        }
        _ => {}
    }
    Ok(())
}

fn describe(
    wire: &Tampered,
    _: &wire::get_provider_schema::Request,
    answer: &mut wire::get_provider_schema::Response,
) -> Done {
    if wire.fault == "another resource" {
        let note = answer.resource_schemas["notes_note"].clone();
        answer.resource_schemas.insert("notes_other".to_owned(), note);
    }
    let block = answer.data_source_schemas.get_mut("notes_note").unwrap().block.as_mut().unwrap();
    let revision = block.attributes.iter_mut().find(|attribute| attribute.name == "revision").unwrap();
    match wire.fault {
        "an attribute that nobody sets" => revision.computed = false,
        "a description is missing" => revision.description.clear(),
        "a data source has no description" => block.description.clear(),
        "a name in capitals" => revision.name = "Revision".to_owned(),
        "a reserved name" => revision.name = "count".to_owned(),
        _ => {}
    }
    Ok(())
}

fn describe_identities(
    wire: &Tampered,
    _: &wire::get_resource_identity_schemas::Request,
    answer: &mut wire::get_resource_identity_schemas::Response,
) -> Done {
    let schema = answer.identity_schemas.get_mut("notes_note").unwrap();
    let attribute = &mut schema.identity_attributes[0];
    match wire.fault {
        "the schema of the identity is ambiguous" => attribute.optional_for_import = true,
        "the identity is a map" => attribute.r#type = Type::map(Type::String).to_json_bytes(),
        "a type without objects has an identity" => {
            let schema = schema.clone();
            answer.identity_schemas.insert("notes_other".to_owned(), schema);
        }
        _ => {}
    }
    Ok(())
}

fn list_functions(
    wire: &Tampered,
    _: &wire::get_functions::Request,
    answer: &mut wire::get_functions::Response,
) -> Done {
    if wire.fault == "other functions are listed" {
        answer.functions.clear();
    }
    Ok(())
}

fn validate(
    wire: &Tampered,
    request: &wire::validate_resource_config::Request,
    answer: &mut wire::validate_resource_config::Response,
) -> Done {
    let config = request.config.as_ref().map(|config| Value::from_msgpack(&config.msgpack, &note()));
    match wire.fault {
        "an unknown type breaks the call off" if request.type_name == "no_such_type" => {
            return Err(Status::internal("it panicked"));
        }
        "validation accepts everything" => answer.diagnostics.clear(),
        "validation refuses what is unknown" if config.is_some_and(|it| it.is_ok_and(|it| !it.is_wholly_known())) => {
            answer.diagnostics = error();
        }
        _ => {}
    }
    Ok(())
}

fn upgrade(
    wire: &Tampered,
    _: &wire::upgrade_resource_state::Request,
    answer: &mut wire::upgrade_resource_state::Response,
) -> Done {
    match wire.fault {
        "the upgrade loses the title" => change(&mut answer.upgraded_state, "title", |_| Value::Null),
        "the upgrade fails" => answer.diagnostics = error(),
        _ => {}
    }
    Ok(())
}

fn plan(
    wire: &Tampered,
    request: &wire::plan_resource_change::Request,
    answer: &mut wire::plan_resource_change::Response,
) -> Done {
    let planned = &mut answer.planned_state;
    match wire.fault {
        "the configured title is planned in capitals" => {
            change(planned, "title", |title| text(&title.as_str().unwrap().to_uppercase()));
        }
        "the secret is planned" => change(planned, "secret_wo", |_| text("hunter2")),
        "a block is forgotten in the plan" => change(planned, "tag", |_| Value::List(Vec::new())),
        "the plan is another one each time" => change(planned, "revision", |_| Value::Number(wire.next().into())),
        "the plan replaces in turn" if request.prior_state != request.proposed_new_state && wire.next() % 2 == 1 => {
            answer.requires_replace = vec![wire::AttributePath::default()];
        }
        "the planned identity is not known" => answer.planned_identity = identity(&Value::UNKNOWN),
        _ => {}
    }
    Ok(())
}

fn apply(
    wire: &Tampered,
    request: &wire::apply_resource_change::Request,
    answer: &mut wire::apply_resource_change::Response,
) -> Done {
    let new = &mut answer.new_state;
    let is_removal = request.planned_state == null();
    match wire.fault {
        "the apply forgets the text" => change(new, "text", |_| Value::Null),
        "the apply stores the secret" => change(new, "secret_wo", |_| text("hunter2")),
        "the apply leaves the id unknown" => change(new, "id", |_| Value::UNKNOWN),
        "the apply answers nothing" => *new = None,
        "the apply answers no identity" => answer.new_identity = None,
        "the removal leaves the object" if is_removal => new.clone_from(&request.prior_state),
        "a second removal fails" if is_removal && wire.next() > 1 => answer.diagnostics = error(),
        _ => {}
    }
    Ok(())
}

fn read(wire: &Tampered, _: &wire::read_resource::Request, answer: &mut wire::read_resource::Response) -> Done {
    match wire.fault {
        "the read changes the revision" => change(&mut answer.new_state, "revision", |_| Value::Number(0.into())),
        "the read loses the private data" => answer.private.clear(),
        "the read finds nothing" => answer.new_state = None,
        "the read answers no identity" => answer.new_identity = None,
        "the read answers another identity" => answer.new_identity = identity(&text("other")),
        _ => {}
    }
    Ok(())
}

fn import(
    wire: &Tampered,
    request: &wire::import_resource_state::Request,
    answer: &mut wire::import_resource_state::Response,
) -> Done {
    let one = answer.imported_resources.first().cloned().unwrap_or_default();
    match wire.fault {
        "the import by identity finds nothing" if request.identity.is_some() => {
            for imported in &mut answer.imported_resources {
                change(&mut imported.state, "id", |_| text("none"));
            }
        }
        "the import returns two objects" => answer.imported_resources.push(one),
        "the import returns another type" => {
            answer.imported_resources =
                vec![wire::import_resource_state::ImportedResource { type_name: "notes_other".to_owned(), ..one }];
        }
        "the import takes an empty id" if request.id.is_empty() => {
            for imported in &mut answer.imported_resources {
                change(&mut imported.state, "id", |_| text("4"));
                imported.identity = None;
            }
        }
        _ => {}
    }
    Ok(())
}

fn read_data(
    wire: &Tampered,
    _: &wire::read_data_source::Request,
    answer: &mut wire::read_data_source::Response,
) -> Done {
    match wire.fault {
        "the data source changes its argument" => change(&mut answer.state, "id", |_| text("04")),
        "the data source leaves a value unknown" => change(&mut answer.state, "title", |_| Value::UNKNOWN),
        "the data source counts its reads" => {
            change(&mut answer.state, "revision", |_| Value::Number(wire.next().into()));
        }
        _ => {}
    }
    Ok(())
}

fn generate(
    wire: &Tampered,
    request: &wire::generate_resource_config::Request,
    answer: &mut wire::generate_resource_config::Response,
) -> Done {
    match wire.fault {
        "the generated configuration has a rank" => {
            change(&mut answer.config, "rank", |_| Value::Number(200.into()));
        }
        "nothing is generated without a state" if request.state == null() => answer.diagnostics = error(),
        _ => {}
    }
    Ok(())
}

fn plan_action(wire: &Tampered, _: &wire::plan_action::Request, answer: &mut wire::plan_action::Response) -> Done {
    if wire.fault == "the action is deferred" {
        answer.deferred = Some(wire::Deferred::default());
    }
    Ok(())
}

type Listed = wire::list_resource::Event;

fn tamper_with_list(wire: &Tampered, events: &mut Vec<Result<Listed, Status>>) {
    let is_turn = wire.next() % 2 == 1;
    if wire.fault == "a list has another order each time" && is_turn {
        events.reverse();
    }
    if wire.fault == "a list has more than its limit"
        && let Some(Ok(event)) = events.first().cloned()
    {
        events.push(Ok(event));
    }
    for event in events.iter_mut().flatten() {
        match wire.fault {
            "an object is listed without its identity" => event.identity = None,
            "an object is listed without a name" => event.display_name.clear(),
            "a list leaves out the objects" => event.resource_object = None,
            "a list fails" => event.diagnostic = error(),
            _ => {}
        }
    }
}

type Event = wire::invoke_action::Event;

fn tamper_with_events(wire: &Tampered, events: &mut Vec<Result<Event, Status>>) {
    let last = events.last().unwrap().as_ref().unwrap().clone();
    match wire.fault {
        "the action is not completed" => drop(events.pop()),
        "the action is completed twice" => events.push(Ok(last)),
        "the action has an empty event" => events.insert(0, Ok(Event { r#type: None })),
        "the action fails" => {
            let completed = wire::invoke_action::event::Completed { diagnostics: error() };
            *events = vec![Ok(Event { r#type: Some(wire::invoke_action::event::Type::Completed(completed)) })];
        }
        _ => {}
    }
}

fn call(wire: &Tampered, _: &wire::call_function::Request, answer: &mut wire::call_function::Response) -> Done {
    let result = |text: String| {
        let msgpack = Value::String(text).to_msgpack(&Type::String).unwrap();
        Some(wire::DynamicValue { msgpack, json: Vec::new() })
    };
    match wire.fault {
        "the function counts its calls" => answer.result = result(wire.next().to_string()),
        "the function takes fewer arguments" => {
            *answer = wire::call_function::Response { result: result("A".to_owned()), error: None };
        }
        _ => {}
    }
    Ok(())
}

/// The type of a note, in the resource and in the data source.
fn note() -> Type {
    Type::object([
        ("id", Type::String),
        ("title", Type::String),
        ("text", Type::String),
        ("place", Type::String),
        ("rank", Type::Number),
        ("revision", Type::Number),
        ("secret_wo", Type::String),
        ("tag", Type::list(Type::object([("name", Type::String)]))),
    ])
}

/// Changes an attribute of an object that is there.
fn change(object: &mut Option<wire::DynamicValue>, name: &str, change: impl FnOnce(&Value) -> Value) {
    let Some(bytes) = object else { return };
    let Ok(Value::Object(mut attributes)) = Value::from_msgpack(&bytes.msgpack, &note()) else { return };
    let changed = change(attributes.get(name).unwrap());
    attributes.insert(name.to_owned(), changed);
    bytes.msgpack = Value::Object(attributes).to_msgpack(&note()).unwrap();
}

fn null() -> Option<wire::DynamicValue> {
    Some(wire::DynamicValue { msgpack: Value::Null.to_msgpack(&note()).unwrap(), json: Vec::new() })
}

/// The identity with this number.
fn identity(id: &Value) -> Option<wire::ResourceIdentityData> {
    let kind = Type::object([("id", Type::String)]);
    let identity = Value::Object([("id", id.clone())].into());
    let identity_data = Some(wire::DynamicValue { msgpack: identity.to_msgpack(&kind).unwrap(), json: Vec::new() });
    Some(wire::ResourceIdentityData { identity_data })
}

fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

fn error() -> Vec<wire::Diagnostic> {
    let severity = wire::diagnostic::Severity::Error.into();
    vec![wire::Diagnostic { severity, summary: "Broken".to_owned(), ..Default::default() }]
}
