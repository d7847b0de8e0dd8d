//! What a request is about: the log names it, and its schema leads from the path of a diagnostic to a line.

use tracing::Span;
use tracing::field::Empty;
use zeroize::Zeroize;

use crate::framework::typed::Handler;
use crate::protocol::tfplugin6 as wire;

/// What a request is about, with its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject<'a> {
    /// The plugin as a whole.
    Plugin,
    /// The configuration of the provider.
    Provider,
    Resource(&'a str),
    DataSource(&'a str),
    EphemeralResource(&'a str),
    List(&'a str),
    Action(&'a str),
    Function(&'a str),
}

impl<'a> Subject<'a> {
    fn name(self) -> &'a str {
        match self {
            Self::Plugin | Self::Provider => "the provider",
            Self::Resource(name)
            | Self::DataSource(name)
            | Self::EphemeralResource(name)
            | Self::List(name)
            | Self::Action(name)
            | Self::Function(name) => name,
        }
    }
}

/// A request of the protocol.
pub(super) trait Call {
    fn subject(&self) -> Subject<'_>;

    /// What the provider's author wrote to answer it.
    fn handler(&self) -> Handler<'_>;

    /// The configuration in it, which may have secrets.
    fn configuration(&mut self) -> Option<&mut wire::DynamicValue> {
        None
    }
}

/// A request, of which the configuration is wiped from memory when it is dropped.
pub(super) struct Received<Q: Call>(pub(super) Q);

impl<Q: Call> Drop for Received<Q> {
    fn drop(&mut self) {
        if let Some(wire::DynamicValue { msgpack, json }) = self.0.configuration() {
            msgpack.zeroize();
            json.zeroize();
        }
    }
}

macro_rules! calls {
    ($($message:ident $(($config:ident))? => $handler:literal, |$request:ident| $subject:expr;)*) => {$(
        impl Call for wire::$message::Request {
            fn handler(&self) -> Handler<'_> {
                Handler { name: $handler, type_name: self.subject().name() }
            }

            fn subject(&self) -> Subject<'_> {
                let $request = self;
                $subject
            }

            $(fn configuration(&mut self) -> Option<&mut wire::DynamicValue> {
                self.$config.as_mut()
            })?
        }
    )*};
}

calls! {
    get_metadata => "register", |_request| Subject::Plugin;
    get_provider_schema => "register", |_request| Subject::Plugin;
    get_functions => "register", |_request| Subject::Plugin;
    get_resource_identity_schemas => "register", |_request| Subject::Plugin;
    validate_provider_config(config) => "validate", |_request| Subject::Provider;
    configure_provider(config) => "configure", |_request| Subject::Provider;
    validate_resource_config(config) => "validate", |request| Subject::Resource(&request.type_name);
    upgrade_resource_state => "upgrade", |request| Subject::Resource(&request.type_name);
    upgrade_resource_identity => "upgrade_identity", |request| Subject::Resource(&request.type_name);
    read_resource => "read", |request| Subject::Resource(&request.type_name);
    plan_resource_change(config) => "plan", |request| Subject::Resource(&request.type_name);
    apply_resource_change(config) => "apply", |request| Subject::Resource(&request.type_name);
    import_resource_state => "import", |request| Subject::Resource(&request.type_name);
    generate_resource_config => "generate_config", |request| Subject::Resource(&request.type_name);
    move_resource_state => "move_from", |request| Subject::Resource(&request.target_type_name);
    validate_data_resource_config(config) => "validate", |request| Subject::DataSource(&request.type_name);
    read_data_source(config) => "read", |request| Subject::DataSource(&request.type_name);
    validate_ephemeral_resource_config(config) => "validate", |request| Subject::EphemeralResource(&request.type_name);
    open_ephemeral_resource(config) => "open", |request| Subject::EphemeralResource(&request.type_name);
    renew_ephemeral_resource => "renew", |request| Subject::EphemeralResource(&request.type_name);
    close_ephemeral_resource => "close", |request| Subject::EphemeralResource(&request.type_name);
    validate_list_resource_config(config) => "validate_filter", |request| Subject::List(&request.type_name);
    list_resource(config) => "list", |request| Subject::List(&request.type_name);
    validate_action_config(config) => "validate", |request| Subject::Action(&request.type_name);
    plan_action(config) => "plan", |request| Subject::Action(&request.action_type);
    invoke_action(config) => "invoke", |request| Subject::Action(&request.action_type);
    call_function => "call", |request| Subject::Function(&request.name);
}

/// The span of a call. Its fields are on every line that is logged in it, under the names that other providers use.
pub(super) fn span(rpc: &str, subject: Subject<'_>) -> Span {
    let span = tracing::error_span!(
        target: "tfplugin.server",
        "call",
        tf_rpc = Empty,
        tf_resource_type = Empty,
        tf_resource_id = Empty,
        tf_data_source_type = Empty,
        tf_ephemeral_resource_type = Empty,
        tf_list_resource_type = Empty,
        tf_action_type = Empty,
        tf_function = Empty,
    );
    if span.is_disabled() {
        return span;
    }
    span.record("tf_rpc", method_name(rpc).as_str());
    match subject {
        Subject::Plugin | Subject::Provider => &span,
        Subject::Resource(name) => span.record("tf_resource_type", name),
        Subject::DataSource(name) => span.record("tf_data_source_type", name),
        Subject::EphemeralResource(name) => span.record("tf_ephemeral_resource_type", name),
        Subject::List(name) => span.record("tf_list_resource_type", name),
        Subject::Action(name) => span.record("tf_action_type", name),
        Subject::Function(name) => span.record("tf_function", name),
    };
    span
}

/// The name of a method in the protocol: `read_resource` is `ReadResource`.
fn method_name(rpc: &str) -> String {
    let capitalized = rpc
        .split('_')
        .map(|word| word.get(..1).unwrap_or_default().to_ascii_uppercase() + word.get(1..).unwrap_or_default());
    capitalized.collect()
}

#[cfg(test)]
mod tests {
    use super::method_name;

    #[test]
    fn methods_are_named_as_in_the_protocol() {
        assert_eq!(method_name("read_resource"), "ReadResource");
        assert_eq!(method_name("get_provider_schema"), "GetProviderSchema");
    }
}
