//! The provider as a gRPC service: thin adapters between the protocol's messages and the framework.

mod action;
mod answer;
mod data_source;
mod ephemeral;
mod function;
mod identity;
mod list;
mod metadata;
mod resource;
mod stream;
mod subject;

use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use subject::Subject;
use tonic::codegen::BoxStream;
use tonic::{Request, Response, Status};

use crate::framework::context::{Attempt, Cancellation};
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::framework::model::Model as _;
use crate::framework::provider::{Provider, Registry};
use crate::framework::schema::{Mistake, Schema, SchemaError, WriteOnlySupport};
use crate::framework::typed::{AnyResource, LazySchema, provider_bug, validate};
use crate::framework::value::{Type, Value, ValueError, Wiped};
use crate::protocol::tfplugin6 as wire;
use crate::runtime::{Plugin, Service};

/// A provider as a service, for [`crate::runtime::run`].
pub struct ProviderServer<P: Provider>(Arc<Core<P>>);

/// The state that all calls share.
pub(crate) struct Core<P: Provider> {
    provider: P,
    /// The type of the provider, once it is served.
    name: OnceLock<&'static str>,
    schema: LazySchema,
    registry: OnceLock<Registry<P::Client>>,
    client: RwLock<Option<Arc<P::Client>>>,
    cancellation: Cancellation,
}

impl<P: Provider> ProviderServer<P> {
    /// A server for a provider. Schemas and the client are created on first use.
    ///
    /// # Errors in the provider's code
    /// A mistake in a schema, a name or a signature is told when Terraform asks for the schemas, all at once. A unit test
    /// finds it earlier: [`ProviderServer::check`].
    pub fn new(provider: P) -> Self {
        Self(Arc::new(Core {
            provider,
            name: OnceLock::new(),
            schema: LazySchema::of_provider(),
            registry: OnceLock::new(),
            client: RwLock::new(None),
            cancellation: Cancellation::default(),
        }))
    }

    /// All mistakes in the names, schemas and signatures of a provider of this type.
    ///
    /// ```no_run
    /// # use tfplugin::framework::provider::Provider;
    /// # use tfplugin::framework::server::ProviderServer;
    /// # fn test<Hello: Provider>(hello: Hello) {
    /// assert_eq!(ProviderServer::new(hello).check("hello"), Ok(()));
    /// # }
    /// ```
    ///
    /// # Errors
    /// The mistakes.
    pub fn check(&self, provider: &str) -> Result<(), SchemaError> {
        let mistakes = self.0.mistakes(Some(provider));
        if mistakes.is_empty() { Ok(()) } else { Err(mistakes.into()) }
    }
}

impl<P: Provider> Service for ProviderServer<P> {
    const HANDLERS_AT_ONCE: usize = P::HANDLERS_AT_ONCE;

    fn serves(&self, plugin: &Plugin) {
        // Served once.
        let _ = self.0.name.set(plugin.name);
    }
}

impl<P: Provider> std::fmt::Debug for ProviderServer<P> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("ProviderServer").field("registry", &self.0.registry).finish_non_exhaustive()
    }
}

impl<P: Provider> Core<P> {
    fn registry(&self) -> &Registry<P::Client> {
        self.registry.get_or_init(|| Registry::of(&self.provider))
    }

    fn mistakes(&self, provider: Option<&str>) -> Vec<Mistake> {
        let of_configuration =
            self.schema.get::<P::Config>().err().into_iter().flat_map(SchemaError::mistakes).cloned();
        of_configuration.chain(self.registry().mistakes(provider)).collect()
    }

    fn resource(&self, type_name: &str) -> Result<&dyn AnyResource<P::Client>, Diagnostics> {
        let resource = self.registry().resources.get(type_name);
        resource.map(AsRef::as_ref).ok_or_else(|| unknown_type("resource", type_name))
    }

    /// The schema of what a request configures.
    fn schema_of(&self, subject: Subject<'_>) -> Option<&Schema> {
        let Registry { resources, data_sources, ephemeral_resources, actions, .. } = self.registry();
        match subject {
            Subject::Provider => self.schema.get::<P::Config>().ok(),
            Subject::Resource(name) => resources.get(name)?.schema().ok(),
            Subject::DataSource(name) => data_sources.get(name)?.schema().ok(),
            Subject::EphemeralResource(name) => ephemeral_resources.get(name)?.schema().ok(),
            Subject::List(name) => resources.get(name)?.list_schema()?.ok(),
            Subject::Action(name) => actions.get(name)?.schema().ok(),
            Subject::Plugin | Subject::Function(_) => None,
        }
    }

    fn client(&self) -> Result<Arc<P::Client>, Diagnostics> {
        let client = self.client.read().unwrap_or_else(PoisonError::into_inner);
        client.clone().ok_or_else(|| provider_bug("it was called before configuration").into())
    }

    fn validate_provider(&self, config: Option<&wire::DynamicValue>) -> Result<Diagnostics, Diagnostics> {
        let schema = self.schema.get::<P::Config>()?;
        let config = configuration(config, schema.object_type())?;
        Ok(validate(Ok(schema), &config, WriteOnlySupport::Missing, |config| self.provider.validate(config)))
    }

    fn configure(&self, request: &wire::configure_provider::Request) -> Result<(), Diagnostics> {
        let schema = self.schema.get::<P::Config>()?;
        let config = configuration(request.config.as_ref(), schema.object_type())?;
        let config = P::Config::from_partial(&config).map_err(unusable)?;
        let client = self.provider.configure(config, &request.terraform_version)?;
        self.cancellation.reset();
        *self.client.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(client));
        Ok(())
    }
}

/// What is wrong with a configuration that the provider cannot be configured with.
fn unusable(error: ValueError) -> Diagnostics {
    if !error.is_unknown {
        return error.into();
    }
    let detail = "The provider needs it now. Use a value that is known before anything is created, such as a variable.";
    Diagnostic::error(format!("{} of the provider is not known yet", error.path), detail).at(error.path).into()
}

fn unknown_type(kind: &str, name: &str) -> Diagnostics {
    provider_bug(&format!("it was called for the {kind} {name:?}, which does not exist")).into()
}

/// Reads a value from MessagePack, else from JSON; else it is null.
fn value(dynamic: Option<&wire::DynamicValue>, kind: &Type) -> Result<Value, Diagnostics> {
    let decoded = match dynamic {
        Some(dynamic) if !dynamic.msgpack.is_empty() => Value::from_msgpack(&dynamic.msgpack, kind),
        Some(dynamic) if !dynamic.json.is_empty() => Value::from_state_json(&dynamic.json, kind),
        _ => Ok(Value::Null),
    };
    decoded.map_err(|error| {
        let detail = format!("Terraform sent a value that does not match the provider's schema: {error}.");
        Diagnostic::error("Unreadable value", detail).at(error.path).into()
    })
}

/// Reads a configuration, which may have secrets.
fn configuration(dynamic: Option<&wire::DynamicValue>, kind: &Type) -> Result<Wiped, Diagnostics> {
    value(dynamic, kind).map(Wiped)
}

/// Whether a value is null, without reading it.
fn is_null(dynamic: Option<&wire::DynamicValue>) -> bool {
    const NIL: [u8; 1] = [0xc0];
    dynamic.is_none_or(|dynamic| match dynamic.msgpack.as_slice() {
        [] => dynamic.json.is_empty() || dynamic.json == b"null",
        msgpack => msgpack == NIL,
    })
}

fn dynamic(value: &Value, kind: &Type) -> Result<wire::DynamicValue, Diagnostics> {
    match value.to_msgpack(kind) {
        Ok(msgpack) => Ok(wire::DynamicValue { msgpack, json: Vec::new() }),
        Err(error) => {
            Err(provider_bug(&format!("the provider returned a value that does not match its schema: {error}")).into())
        }
    }
}

type Answer<T> = Result<Response<T>, Status>;

/// The service, from a list of methods and the functions that answer them. Functions that only compute run on the
/// thread of the connections; handlers of a configured provider may block and run on workers, some of them while the client
/// reads what they show.
macro_rules! service {
    (
        computed { $($computed:ident => $compute:path;)* }
        handled { $($handled:ident => $handle:path;)* }
        streamed { $($streamed:ident => $stream:path;)* }
    ) => {
        #[tonic::async_trait]
        impl<P: Provider> wire::provider_server::Provider for ProviderServer<P> {
            $(
                async fn $computed(
                    &self,
                    request: Request<wire::$computed::Request>,
                ) -> Answer<wire::$computed::Response> {
                    answer::compute(stringify!($computed), &self.0, $compute, request.into_inner())
                }
            )*

            $(
                async fn $handled(
                    &self,
                    request: Request<wire::$handled::Request>,
                ) -> Answer<wire::$handled::Response> {
                    answer::handle(stringify!($handled), &self.0, $handle, request.into_inner()).await
                }
            )*

            $(
                async fn $streamed(
                    &self,
                    request: Request<wire::$streamed::Request>,
                ) -> Answer<BoxStream<wire::$streamed::Event>> {
                    Ok(stream::stream(stringify!($streamed), &self.0, $stream, request.into_inner()))
                }
            )*

            async fn stop_provider(
                &self,
                _request: Request<wire::stop_provider::Request>,
            ) -> Answer<wire::stop_provider::Response> {
                tracing::info!(target: "tfplugin.server", "the client requests a stop");
                self.0.cancellation.request();
                Ok(Response::new(wire::stop_provider::Response::default()))
            }
        }
    };
}

service! {
    computed {
        get_metadata => metadata::metadata;
        get_provider_schema => metadata::schemas;
        get_functions => metadata::functions;
        get_resource_identity_schemas => identity::schemas;
        validate_provider_config => validate_provider;
        validate_resource_config => resource::validate;
        upgrade_resource_state => resource::upgrade;
        upgrade_resource_identity => identity::upgrade;
        move_resource_state => resource::move_state;
        validate_data_resource_config => data_source::validate;
        validate_ephemeral_resource_config => ephemeral::validate;
        validate_list_resource_config => list::validate;
        validate_action_config => action::validate;
        call_function => function::call;
    }

    handled {
        configure_provider => configure_provider;
        read_resource => resource::read;
        plan_resource_change => resource::plan;
        apply_resource_change => resource::apply;
        import_resource_state => resource::import;
        generate_resource_config => resource::generate_config;
        read_data_source => data_source::read;
        open_ephemeral_resource => ephemeral::open;
        renew_ephemeral_resource => ephemeral::renew;
        close_ephemeral_resource => ephemeral::close;
        plan_action => action::plan;
    }

    streamed {
        list_resource => list::list;
        invoke_action => action::invoke;
    }
}

fn validate_provider<P: Provider>(
    core: &Core<P>,
    request: &wire::validate_provider_config::Request,
) -> Result<wire::validate_provider_config::Response, Diagnostics> {
    let diagnostics = core.validate_provider(request.config.as_ref())?.to_protocol();
    Ok(wire::validate_provider_config::Response { diagnostics })
}

fn configure_provider<P: Provider>(
    core: &Core<P>,
    _: &Attempt,
    request: &wire::configure_provider::Request,
) -> Result<wire::configure_provider::Response, Diagnostics> {
    core.configure(request).map(|()| wire::configure_provider::Response::default())
}
