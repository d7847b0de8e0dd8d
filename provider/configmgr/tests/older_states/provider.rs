//! The provider as Terraform calls it, in this process.

use std::path::Path;

use configmgr::{Configmgr, describe};
use serde_json::{Value as Json, json};
use tfplugin::framework::schema::Schema;
use tfplugin::framework::server::ProviderServer;
use tfplugin::framework::value::Value;
use tfplugin::protocol::tfplugin6::provider_server::Provider as _;
use tfplugin::protocol::tfplugin6::{
    Diagnostic, DynamicValue, RawState, apply_resource_change, configure_provider, diagnostic, plan_resource_change,
    read_resource, upgrade_resource_state,
};
use tokio::runtime::Runtime;
use tonic::Request;

/// A configured provider, as one command of Terraform has it.
pub(crate) struct Provider {
    server: ProviderServer<Configmgr>,
    runtime: Runtime,
}

/// A value of Terraform's, or the errors in its place.
pub(crate) type Answer<T> = Result<T, Vec<Diagnostic>>;

/// A plan of Terraform's.
pub(crate) struct Plan {
    pub(crate) planned: DynamicValue,
    pub(crate) replaces: bool,
    private: Vec<u8>,
}

impl Provider {
    pub(crate) fn of(hierarchy: &Path) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let server = ProviderServer::new(Configmgr);
        let config = json!({ "path": hierarchy.to_str().unwrap(), "actor": "test" });
        let request = configure_provider::Request { config: Some(in_json(&config)), ..Default::default() };
        let configured = runtime.block_on(server.configure_provider(Request::new(request))).unwrap();
        assert_eq!(configured.into_inner().diagnostics, []);
        Self { server, runtime }
    }

    pub(crate) fn upgrade(&self, type_name: &str, state: &Json) -> Answer<DynamicValue> {
        let raw = RawState { json: state.to_string().into_bytes(), ..RawState::default() };
        let request =
            upgrade_resource_state::Request { type_name: type_name.to_owned(), version: 0, raw_state: Some(raw) };
        let response = self.runtime.block_on(self.server.upgrade_resource_state(Request::new(request))).unwrap();
        let response = response.into_inner();
        without_errors(response.diagnostics, response.upgraded_state)
    }

    pub(crate) fn read(&self, type_name: &str, state: &DynamicValue) -> Answer<DynamicValue> {
        let request = read_resource::Request {
            type_name: type_name.to_owned(),
            current_state: Some(state.clone()),
            ..Default::default()
        };
        let response = self.runtime.block_on(self.server.read_resource(Request::new(request))).unwrap().into_inner();
        without_errors(response.diagnostics, response.new_state)
    }

    /// The plan for a configuration; `None` removes the object.
    pub(crate) fn plan(&self, type_name: &str, prior: &DynamicValue, config: Option<&Json>) -> Answer<Plan> {
        let config = config.map_or_else(null, in_json);
        let request = plan_resource_change::Request {
            type_name: type_name.to_owned(),
            prior_state: Some(prior.clone()),
            proposed_new_state: Some(config.clone()),
            config: Some(config),
            ..Default::default()
        };
        let response =
            self.runtime.block_on(self.server.plan_resource_change(Request::new(request))).unwrap().into_inner();
        let replaces = !response.requires_replace.is_empty();
        let private = response.planned_private;
        let planned = without_errors(response.diagnostics, response.planned_state)?;
        Ok(Plan { planned, replaces, private })
    }

    pub(crate) fn apply(
        &self,
        type_name: &str,
        prior: &DynamicValue,
        plan: Plan,
        config: &Json,
    ) -> Answer<DynamicValue> {
        let request = apply_resource_change::Request {
            type_name: type_name.to_owned(),
            prior_state: Some(prior.clone()),
            planned_state: Some(plan.planned),
            config: Some(in_json(config)),
            planned_private: plan.private,
            ..Default::default()
        };
        let response =
            self.runtime.block_on(self.server.apply_resource_change(Request::new(request))).unwrap().into_inner();
        without_errors(response.diagnostics, response.new_state)
    }
}

fn without_errors<T>(diagnostics: Vec<Diagnostic>, value: Option<T>) -> Answer<T> {
    let is_error = |found: &Diagnostic| found.severity == i32::from(diagnostic::Severity::Error);
    let errors: Vec<Diagnostic> = diagnostics.into_iter().filter(is_error).collect();
    if errors.is_empty() { Ok(value.unwrap()) } else { Err(errors) }
}

/// The schema of a resource.
pub(crate) fn schema(type_name: &str) -> Schema {
    let mut resources = describe::resources().unwrap().into_iter();
    resources.find(|resource| resource.type_name == type_name).unwrap().schema
}

/// The value that Terraform would write into a state file.
pub(crate) fn value(type_name: &str, json: &Json) -> Value {
    Value::from_state_json(json.to_string().as_bytes(), schema(type_name).object_type()).unwrap()
}

pub(crate) fn decoded(type_name: &str, value: &DynamicValue) -> Value {
    Value::from_msgpack(&value.msgpack, schema(type_name).object_type()).unwrap()
}

fn in_json(value: &Json) -> DynamicValue {
    DynamicValue { json: value.to_string().into_bytes(), msgpack: Vec::new() }
}

pub(crate) fn null() -> DynamicValue {
    DynamicValue { msgpack: vec![0xc0], json: Vec::new() }
}
