//! The life of an object, call by call.

use std::marker::PhantomData;

use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};
use tfplugin::framework::identity::IdentifiedResource;
use tfplugin::framework::path::Path;
use tfplugin::framework::provider::Provider;
use tfplugin::framework::resource::Resource;
use tfplugin::framework::schema::Schema;
use tfplugin::framework::value::{Type, Value};
use tfplugin::protocol::tfplugin6 as wire;
use tonic::Request;
use wire::provider_server::Provider as Service;

use super::TestServer;
use super::message::{decoded, dynamic, encoded, failure, identity, identity_data, path, value, without_errors};
use crate::conformance;

/// A resource type of a [`TestServer`].
#[derive(Debug)]
pub struct TestResource<'a, P: Provider, R> {
    pub(super) server: &'a TestServer<P>,
    pub(super) schema: Schema,
    pub(super) identity: Option<Type>,
    resource: PhantomData<R>,
}

/// An object as Terraform stores it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct State<M> {
    /// Its values.
    pub values: M,
    /// The provider's private data.
    pub private: Vec<u8>,
    /// Its identity; `None` if it has none.
    pub identity: Option<Value>,
    /// The warnings of the call that returned it.
    pub warnings: Diagnostics,
}

/// A planned creation, update or removal.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Planned<M> {
    /// The object as planned; `None` if it is removed.
    pub values: Option<M>,
    /// What forces a replacement. Terraform then removes the object and creates another one.
    pub replace: Vec<Path>,
    /// The identity of the object; `None` if it has none, or none is known yet.
    pub identity: Option<Value>,
    /// The warnings of the plan.
    pub warnings: Diagnostics,
    prior: Prior,
    config: wire::DynamicValue,
    planned: wire::DynamicValue,
    private: Vec<u8>,
}

/// What a plan starts from.
#[derive(Clone, Debug)]
struct Prior {
    state: wire::DynamicValue,
    private: Vec<u8>,
    identity: Option<wire::ResourceIdentityData>,
}

/// Whether a client sends the private data of the first plan when it plans again during apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlannedPrivate {
    /// It does: Terraform from 1.16 on.
    Sent,
    /// It does not.
    NotSent,
}

impl<'a, P: Provider, R: Resource<Client = P::Client>> TestResource<'a, P, R> {
    pub(super) fn new(server: &'a TestServer<P>, schema: Schema, identity: Option<Type>) -> Self {
        Self { server, schema, identity, resource: PhantomData }
    }

    /// Validates a configuration. Returns its warnings.
    ///
    /// # Errors
    /// What the schema and the resource say of the configuration.
    pub fn validate(&self, config: &R::Model) -> Result<Diagnostics, Diagnostics> {
        self.validated(encoded(config, &self.schema)?)
    }

    fn validated(&self, config: wire::DynamicValue) -> Result<Diagnostics, Diagnostics> {
        let request = wire::validate_resource_config::Request {
            type_name: R::TYPE_NAME.to_owned(),
            config: Some(config),
            client_capabilities: Some(wire::ClientCapabilities {
                write_only_attributes_allowed: true,
                ..Default::default()
            }),
        };
        let service = &self.server.service;
        let response = self.server.answer(service.validate_resource_config(Request::new(request)))?;
        without_errors(response.diagnostics)
    }

    /// Validates a configuration and plans it: a creation without a prior state, else an update.
    ///
    /// # Errors
    /// What the schema and the resource say.
    pub fn plan(&self, prior: Option<&State<R::Model>>, config: &R::Model) -> Result<Planned<R::Model>, Diagnostics> {
        self.validate(config)?;
        self.planned(self.prior(prior)?, encoded(config, &self.schema)?, Vec::new())
    }

    /// Plans again what was planned, as Terraform does during apply.
    ///
    /// # Errors
    /// What the resource says, or that it plans something else, which Terraform reports as "Provider produced inconsistent final
    /// plan".
    pub fn plan_again(
        &self,
        first: &Planned<R::Model>,
        planned_private: PlannedPrivate,
    ) -> Result<Planned<R::Model>, Diagnostics> {
        let sent = match planned_private {
            PlannedPrivate::Sent => first.private.clone(),
            PlannedPrivate::NotSent => Vec::new(),
        };
        let again = self.planned(first.prior.clone(), first.config.clone(), sent)?;
        if again.planned == first.planned && again.replace == first.replace {
            return Ok(again);
        }
        let detail = "A plan depends on its request alone: it is the same when it is made again.";
        Err(Diagnostic::error("Provider produced inconsistent final plan", detail).into())
    }

    /// Plans the removal of an object.
    ///
    /// # Errors
    /// What the resource says.
    pub fn plan_removal(&self, prior: &State<R::Model>) -> Result<Planned<R::Model>, Diagnostics> {
        self.planned(self.prior(Some(prior))?, self.null()?, Vec::new())
    }

    fn prior(&self, prior: Option<&State<R::Model>>) -> Result<Prior, Diagnostics> {
        let state = prior.map_or_else(|| self.null(), |prior| encoded(&prior.values, &self.schema))?;
        let identity = identity_data(prior.and_then(|prior| prior.identity.as_ref()), self.identity.as_ref())?;
        Ok(Prior { state, private: prior.map(|prior| prior.private.clone()).unwrap_or_default(), identity })
    }

    fn planned(
        &self,
        prior: Prior,
        config: wire::DynamicValue,
        planned_private: Vec<u8>,
    ) -> Result<Planned<R::Model>, Diagnostics> {
        let request = wire::plan_resource_change::Request {
            type_name: R::TYPE_NAME.to_owned(),
            prior_state: Some(prior.state.clone()),
            proposed_new_state: Some(config.clone()),
            config: Some(config.clone()),
            prior_private: prior.private.clone(),
            prior_identity: prior.identity.clone(),
            planned_private,
            ..Default::default()
        };
        let service = &self.server.service;
        let response = self.server.answer(service.plan_resource_change(Request::new(request)))?;
        let warnings = without_errors(response.diagnostics)?;
        let planned = response.planned_state.ok_or_else(|| failure(&"the plan has no planned state"))?;
        Ok(Planned {
            values: self.object(&planned)?,
            replace: response.requires_replace.into_iter().map(path).collect(),
            identity: identity(response.planned_identity.as_ref(), self.identity.as_ref())?,
            warnings,
            prior,
            config,
            planned,
            private: response.planned_private,
        })
    }

    /// Applies a plan; `None` after a removal.
    ///
    /// # Errors
    /// What the resource says; that the plan replaces the object; or that the new state is not what was planned, which
    /// Terraform reports as "Provider produced inconsistent result after apply".
    pub fn apply(&self, plan: Planned<R::Model>) -> Result<Option<State<R::Model>>, Diagnostics> {
        if !plan.replace.is_empty() {
            let detail = "Terraform removes the object and creates another one. Delete it, then create it.";
            return Err(Diagnostic::error("The plan replaces the object", detail).into());
        }
        let request = wire::apply_resource_change::Request {
            type_name: R::TYPE_NAME.to_owned(),
            prior_state: Some(plan.prior.state),
            planned_state: Some(plan.planned.clone()),
            config: Some(plan.config),
            planned_private: plan.private,
            planned_identity: identity_data(plan.identity.as_ref(), self.identity.as_ref())?,
            ..Default::default()
        };
        let service = &self.server.service;
        let response = self.server.answer(service.apply_resource_change(Request::new(request)))?;
        let warnings = without_errors(response.diagnostics)?;
        let new = response.new_state.ok_or_else(|| failure(&"the apply has no new state"))?;
        self.check_result(&plan.planned, &new)?;
        let identity = identity(response.new_identity.as_ref(), self.identity.as_ref())?;
        Ok(self.object(&new)?.map(|values| State { values, private: response.private, identity, warnings }))
    }

    /// Plans and applies a creation.
    ///
    /// # Errors
    /// See [`TestResource::plan`] and [`TestResource::apply`].
    pub fn create(&self, config: &R::Model) -> Result<State<R::Model>, Diagnostics> {
        self.apply(self.plan(None, config)?)?.ok_or_else(|| failure(&"no object was created"))
    }

    /// Plans and applies an update.
    ///
    /// # Errors
    /// See [`TestResource::plan`] and [`TestResource::apply`].
    pub fn update(&self, prior: &State<R::Model>, config: &R::Model) -> Result<State<R::Model>, Diagnostics> {
        self.apply(self.plan(Some(prior), config)?)?.ok_or_else(|| failure(&"the object is gone"))
    }

    /// Plans and applies a removal.
    ///
    /// # Errors
    /// What the resource says.
    pub fn delete(&self, prior: &State<R::Model>) -> Result<(), Diagnostics> {
        self.apply(self.plan_removal(prior)?).map(drop)
    }

    /// Reads an object; `None` if it no longer exists.
    ///
    /// # Errors
    /// What the resource says.
    pub fn read(&self, state: &State<R::Model>) -> Result<Option<State<R::Model>>, Diagnostics> {
        let current = encoded(&state.values, &self.schema)?;
        self.refreshed(current, state.private.clone(), identity_data(state.identity.as_ref(), self.identity.as_ref())?)
    }

    /// Imports an object by its id, and reads it.
    ///
    /// # Errors
    /// What the resource says, or that there is no such object.
    pub fn import(&self, id: &str) -> Result<State<R::Model>, Diagnostics> {
        self.imported(wire::import_resource_state::Request { id: id.to_owned(), ..Default::default() })
    }

    /// Imports an object by its identity, and reads it.
    ///
    /// # Errors
    /// What the resource says, or that there is no such object.
    pub fn import_by_identity(&self, identity: &R::Identity) -> Result<State<R::Model>, Diagnostics>
    where
        R: IdentifiedResource,
    {
        let kind = self.identity.as_ref().ok_or_else(|| failure(&"it is not registered as an identified resource"))?;
        let identity = Value::from_struct_of_type(identity, kind)?;
        let identity = identity_data(Some(&identity), Some(kind))?;
        self.imported(wire::import_resource_state::Request { identity, ..Default::default() })
    }

    fn imported(&self, request: wire::import_resource_state::Request) -> Result<State<R::Model>, Diagnostics> {
        let request = wire::import_resource_state::Request { type_name: R::TYPE_NAME.to_owned(), ..request };
        let by_identity = request.identity.is_some();
        let service = &self.server.service;
        let response = self.server.answer(service.import_resource_state(Request::new(request)))?;
        without_errors(response.diagnostics)?;
        let imported = response.imported_resources.into_iter().next();
        let imported = imported.ok_or_else(|| failure(&"nothing was imported"))?;
        if by_identity && imported.identity.is_none() {
            return Err(failure(&"an import by identity returned no identity"));
        }
        let read = self.refreshed(imported.state.unwrap_or_default(), imported.private, imported.identity)?;
        read.ok_or_else(|| Diagnostic::error("Cannot import an object that does not exist", R::TYPE_NAME).into())
    }

    /// The configuration that Terraform writes for an object on request (`-generate-config-out`), as an object of its
    /// attributes.
    ///
    /// # Errors
    /// What the resource says of the state or the configuration, or that the configuration plans to a change.
    pub fn generate_config(&self, state: &State<R::Model>) -> Result<Value, Diagnostics> {
        let kind = self.schema.object_type();
        let request = wire::generate_resource_config::Request {
            type_name: R::TYPE_NAME.to_owned(),
            state: Some(encoded(&state.values, &self.schema)?),
        };
        let service = &self.server.service;
        let response = self.server.answer(service.generate_resource_config(Request::new(request)))?;
        without_errors(response.diagnostics)?;
        let config = response.config.ok_or_else(|| failure(&"no configuration was generated"))?;
        self.validated(config.clone())?;
        let planned = self.planned(self.prior(Some(state))?, config.clone(), Vec::new())?;
        let changed =
            conformance::unlike_plan(&value(Some(&planned.prior.state), kind)?, &value(Some(&planned.planned), kind)?);
        let error = |place| {
            let detail = "Terraform would plan a change of an object that was just imported.";
            Diagnostic::error("The generated configuration plans to a change", detail).at(place)
        };
        if changed.is_empty() { value(Some(&config), kind) } else { Err(changed.into_iter().map(error).collect()) }
    }

    fn refreshed(
        &self,
        current: wire::DynamicValue,
        private: Vec<u8>,
        current_identity: Option<wire::ResourceIdentityData>,
    ) -> Result<Option<State<R::Model>>, Diagnostics> {
        let request = wire::read_resource::Request {
            type_name: R::TYPE_NAME.to_owned(),
            current_state: Some(current),
            private,
            current_identity,
            ..Default::default()
        };
        let response = self.server.answer(self.server.service.read_resource(Request::new(request)))?;
        let warnings = without_errors(response.diagnostics)?;
        let new = response.new_state.ok_or_else(|| failure(&"the read has no new state"))?;
        let identity = identity(response.new_identity.as_ref(), self.identity.as_ref())?;
        Ok(self.object(&new)?.map(|values| State { values, private: response.private, identity, warnings }))
    }

    fn check_result(&self, planned: &wire::DynamicValue, new: &wire::DynamicValue) -> Result<(), Diagnostics> {
        let kind = self.schema.object_type();
        let unlike = conformance::unlike_plan(&value(Some(planned), kind)?, &value(Some(new), kind)?);
        if unlike.is_empty() {
            return Ok(());
        }
        let error = |place| {
            let detail = "The state after the apply is not what was planned.";
            Diagnostic::error("Provider produced inconsistent result after apply", detail).at(place)
        };
        Err(unlike.into_iter().map(error).collect())
    }

    fn object(&self, state: &wire::DynamicValue) -> Result<Option<R::Model>, Diagnostics> {
        match value(Some(state), self.schema.object_type())? {
            Value::Null => Ok(None),
            _ => decoded(Some(state), &self.schema).map(Some),
        }
    }

    fn null(&self) -> Result<wire::DynamicValue, Diagnostics> {
        dynamic(&Value::Null, self.schema.object_type())
    }
}
