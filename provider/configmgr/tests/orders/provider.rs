//! A process of the provider, called as Terraform calls it.

use std::io;
use std::path::Path;
use std::process::Stdio;

use hyper_util::rt::TokioIo;
use tfplugin::framework::value::Value;
use tfplugin::protocol::plugin::grpc_controller_client::GrpcControllerClient;
use tfplugin::protocol::tfplugin6::provider_client::ProviderClient;
use tfplugin::protocol::tfplugin6::{
    AttributePath, Diagnostic, DynamicValue, RawState, apply_resource_change, attribute_path, configure_provider,
    diagnostic, plan_resource_change, read_resource, upgrade_resource_state,
};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::net::UnixStream;
use tokio::process::{Child, ChildStdout, Command};
use tonic::transport::{Channel, Endpoint};
use tower::service_fn;

use crate::configuration::Kind;

const COOKIE: (&str, &str) =
    ("TF_PLUGIN_MAGIC_COOKIE", "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2");

/// Stands for one Terraform process, which is the parent of providers.
pub(crate) struct Terraform {
    shell: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Terraform {
    /// Terraform, which starts this many providers at once, one for each alias, and does so this many times.
    pub(crate) fn start(aliases: usize, times: usize) -> Self {
        let at_once = vec![r#""$0" 2>/dev/null &"#; aliases].join(" ") + " wait";
        let script = vec![at_once; times].join("; ");
        let mut shell = Command::new("sh")
            .args(["-c", &script])
            .arg(env!("CARGO_BIN_EXE_terraform-provider-configmgr"))
            .env(COOKIE.0, COOKIE.1)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let lines = BufReader::new(shell.stdout.take().unwrap()).lines();
        Self { shell, lines }
    }

    /// The next providers, configured for a hierarchy.
    pub(crate) async fn providers(&mut self, aliases: usize, hierarchy: &Path) -> Providers {
        let mut providers = Vec::new();
        for _ in 0..aliases {
            providers.push(self.provider(hierarchy).await);
        }
        Providers(providers)
    }

    async fn provider(&mut self, hierarchy: &Path) -> Provider {
        let line = self.lines.next_line().await.unwrap().expect("a handshake line");
        let address = line.split('|').nth(3).unwrap().to_owned();
        let connect = service_fn(move |_| {
            let address = address.clone();
            async move { io::Result::Ok(TokioIo::new(UnixStream::connect(address).await?)) }
        });
        let channel = Endpoint::from_static("http://localhost").connect_with_connector(connect).await.unwrap();
        let provider = Provider { channel };
        provider.configure(hierarchy).await;
        provider
    }

    /// Waits until the last provider has closed the hierarchy.
    pub(crate) async fn end(mut self) {
        self.shell.wait().await.unwrap();
    }
}

/// A plan of one object, or why there is none.
pub(crate) struct Planned {
    pub(crate) state: Value,
    pub(crate) private: Vec<u8>,
    /// The attributes whose change replaces the object.
    pub(crate) replaced_by: Vec<String>,
}

/// An object, and what the provider keeps beside it.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub(crate) state: Value,
    pub(crate) private: Vec<u8>,
}

/// What a provider reports as an error.
pub(crate) type Errors = Vec<String>;

/// The processes of the provider that run at once: with an alias, there is one for the central administration site.
pub(crate) struct Providers(Vec<Provider>);

impl Providers {
    pub(crate) fn of(&self, address: &str) -> &Provider {
        let is_other = address.split('.').nth(1).is_some_and(|name| name.starts_with("cas"));
        self.0.get(usize::from(is_other)).unwrap_or(&self.0[0])
    }

    pub(crate) async fn shut_down(self) {
        for provider in self.0 {
            provider.shut_down().await;
        }
    }
}

#[derive(Clone)]
pub(crate) struct Provider {
    channel: Channel,
}

impl Provider {
    fn client(&self) -> ProviderClient<Channel> {
        ProviderClient::new(self.channel.clone())
    }

    async fn configure(&self, hierarchy: &Path) {
        let config = serde_json::json!({ "path": hierarchy, "actor": "ci", "order": null }).to_string();
        let config = Some(DynamicValue { json: config.into_bytes(), msgpack: Vec::new() });
        let request = configure_provider::Request { config, ..Default::default() };
        let response = self.client().configure_provider(request).await.unwrap().into_inner();
        assert_eq!(errors(&response.diagnostics), Errors::new());
    }

    /// The object as it is, if it exists.
    pub(crate) async fn read(&self, kind: Kind, stored: &Stored) -> Result<Option<Stored>, Errors> {
        let request = read_resource::Request {
            type_name: kind.type_name(),
            current_state: kind.encode(&stored.state),
            private: stored.private.clone(),
            ..Default::default()
        };
        let response = self.client().read_resource(request).await.unwrap().into_inner();
        fail_on_errors(&response.diagnostics)?;
        let state = kind.decode(response.new_state.as_ref());
        Ok((!state.is_null()).then_some(Stored { state, private: response.private }))
    }

    /// Plans an object; `prior` is null for a new one, and `config` for one that is removed.
    pub(crate) async fn plan(
        &self,
        kind: Kind,
        prior: &Value,
        config: &Value,
        prior_private: &[u8],
    ) -> Result<Planned, Errors> {
        let request = plan_resource_change::Request {
            type_name: kind.type_name(),
            prior_state: kind.encode(prior),
            proposed_new_state: kind.encode(config),
            config: kind.encode(config),
            prior_private: prior_private.to_vec(),
            ..Default::default()
        };
        let response = self.client().plan_resource_change(request).await.unwrap().into_inner();
        fail_on_errors(&response.diagnostics)?;
        Ok(Planned {
            state: kind.decode(response.planned_state.as_ref()),
            private: response.planned_private,
            replaced_by: response.requires_replace.iter().filter_map(attribute_name).collect(),
        })
    }

    /// Makes a planned change. The object afterwards; none for one that was removed.
    pub(crate) async fn apply(
        &self,
        kind: Kind,
        prior: &Value,
        config: &Value,
        planned: &Planned,
    ) -> Result<Option<Stored>, Errors> {
        let request = apply_resource_change::Request {
            type_name: kind.type_name(),
            prior_state: kind.encode(prior),
            planned_state: kind.encode(&planned.state),
            config: kind.encode(config),
            planned_private: planned.private.clone(),
            ..Default::default()
        };
        let response = self.client().apply_resource_change(request).await.unwrap().into_inner();
        fail_on_errors(&response.diagnostics)?;
        let state = kind.decode(response.new_state.as_ref());
        Ok((!state.is_null()).then_some(Stored { state, private: response.private }))
    }

    /// What Terraform does first with every object of the state.
    pub(crate) async fn upgrade(&self, kind: Kind, stored: &Stored) {
        let json = serde_json::json!({ "id": stored.state.get("id").as_str() }).to_string().into_bytes();
        let raw_state = Some(RawState { json, ..Default::default() });
        let request = upgrade_resource_state::Request { type_name: kind.type_name(), version: 0, raw_state };
        self.client().upgrade_resource_state(request).await.unwrap();
    }

    async fn shut_down(self) {
        GrpcControllerClient::new(self.channel).shutdown(()).await.unwrap();
    }
}

fn errors(diagnostics: &[Diagnostic]) -> Errors {
    let is_error = |found: &&Diagnostic| found.severity == i32::from(diagnostic::Severity::Error);
    diagnostics.iter().filter(is_error).map(|found| found.summary.clone()).collect()
}

fn fail_on_errors(diagnostics: &[Diagnostic]) -> Result<(), Errors> {
    let errors = errors(diagnostics);
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

/// The name of an attribute at the root.
fn attribute_name(path: &AttributePath) -> Option<String> {
    match path.steps.first()?.selector.as_ref()? {
        attribute_path::step::Selector::AttributeName(name) => Some(name.clone()),
        _ => None,
    }
}
