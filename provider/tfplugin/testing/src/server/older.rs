//! States and identities that older versions of a resource wrote, and states of other types.

use serde_json::Value as Json;
use tfplugin::framework::diagnostics::Diagnostics;
use tfplugin::framework::identity::IdentifiedResource;
use tfplugin::framework::model::Model as _;
use tfplugin::framework::provider::Provider;
use tfplugin::framework::resource::{MoveSource, Resource};
use tfplugin::framework::value::Value;
use tfplugin::protocol::tfplugin6 as wire;
use tonic::Request;
use wire::provider_server::Provider as Service;

use super::message::{identity, value, without_errors};
use super::resource::{State, TestResource};

impl<P: Provider, R: Resource<Client = P::Client>> TestResource<'_, P, R> {
    /// Converts a state that an older version of the resource wrote, as Terraform has it done before anything else. A plain
    /// field that the state lacks is empty.
    ///
    /// # Errors
    /// What the resource says.
    pub fn upgrade(&self, version: i64, stored: &Json) -> Result<State<R::Model>, Diagnostics> {
        let request = wire::upgrade_resource_state::Request {
            type_name: R::TYPE_NAME.to_owned(),
            version,
            raw_state: Some(raw(stored)),
        };
        let service = &self.server.service;
        let response = self.server.answer(service.upgrade_resource_state(Request::new(request)))?;
        let warnings = without_errors(response.diagnostics)?;
        self.converted(response.upgraded_state.as_ref(), None, warnings)
    }

    /// Converts the state of a resource of another type, as for a `moved` block between types. A plain field that the state
    /// lacks is empty.
    ///
    /// # Errors
    /// What the resource says, or that it does not know the other type.
    pub fn move_from(&self, source: &MoveSource) -> Result<State<R::Model>, Diagnostics> {
        let request = wire::move_resource_state::Request {
            source_provider_address: source.provider_address.clone(),
            source_type_name: source.type_name.clone(),
            source_schema_version: source.schema_version,
            source_state: Some(raw(&source.state)),
            target_type_name: R::TYPE_NAME.to_owned(),
            source_identity: (!source.identity.is_null()).then(|| raw(&source.identity)),
            source_identity_schema_version: source.identity_version,
            ..Default::default()
        };
        let service = &self.server.service;
        let response = self.server.answer(service.move_resource_state(Request::new(request)))?;
        let warnings = without_errors(response.diagnostics)?;
        self.converted(response.target_state.as_ref(), response.target_identity.as_ref(), warnings)
    }

    /// Converts an identity that an older version of the resource wrote; `None` if the next read finds it.
    ///
    /// # Errors
    /// What the resource says.
    pub fn upgrade_identity(&self, version: i64, stored: &Json) -> Result<Option<Value>, Diagnostics>
    where
        R: IdentifiedResource,
    {
        let request = wire::upgrade_resource_identity::Request {
            type_name: R::TYPE_NAME.to_owned(),
            version,
            raw_identity: Some(raw(stored)),
        };
        let service = &self.server.service;
        let response = self.server.answer(service.upgrade_resource_identity(Request::new(request)))?;
        without_errors(response.diagnostics)?;
        identity(response.upgraded_identity.as_ref(), self.identity.as_ref())
    }

    fn converted(
        &self,
        state: Option<&wire::DynamicValue>,
        of_object: Option<&wire::ResourceIdentityData>,
        warnings: Diagnostics,
    ) -> Result<State<R::Model>, Diagnostics> {
        let values = R::Model::from_partial(&value(state, self.schema.object_type())?)?;
        let identity = identity(of_object, self.identity.as_ref())?;
        Ok(State { values, private: Vec::new(), identity, warnings })
    }
}

fn raw(json: &Json) -> wire::RawState {
    wire::RawState { json: json.to_string().into_bytes(), ..Default::default() }
}
