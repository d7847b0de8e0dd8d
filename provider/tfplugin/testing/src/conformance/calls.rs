//! The calls of an object's life, each with what Terraform sends.

use tfplugin::framework::path::{Path, Step};
use tfplugin::framework::value::Value;
use tfplugin::protocol::tfplugin6 as wire;
use tonic::Request;
use wire::provider_server::Provider as Service;

use super::client::{Outcome, decoded, encoded, said};
use super::lifecycle::{Life, Planned, State};
use super::sketch::state_json;
use crate::server::message::{path, without_errors};

impl<S: Service> Life<'_, S> {
    pub(super) fn planned(&self, prior: Option<&State>, config: &Value) -> Outcome<Planned> {
        let nothing = State::default();
        let State { value, private, identity } = prior.unwrap_or(&nothing);
        self.planned_from(value, private.clone(), identity.as_ref(), config)
    }

    pub(super) fn planned_from(
        &self,
        prior: &Value,
        prior_private: Vec<u8>,
        prior_identity: Option<&Value>,
        config: &Value,
    ) -> Outcome<Planned> {
        let request = wire::plan_resource_change::Request {
            type_name: self.object.type_name.clone(),
            prior_state: Some(encoded(prior, &self.kind)?),
            proposed_new_state: Some(encoded(&self.proposed(prior, config), &self.kind)?),
            config: Some(encoded(config, &self.kind)?),
            prior_private,
            prior_identity: self.identities.encoded(prior_identity)?,
            ..Default::default()
        };
        let answer = self.client.answer(self.client.service.plan_resource_change(Request::new(request)))?;
        without_errors(answer.diagnostics).map_err(said)?;
        let value = decoded(answer.planned_state.as_ref(), &self.kind)?;
        let differs = |place: &Path| {
            let differ = |name: &str| prior.get(name) != value.get(name);
            place.steps().first().is_none_or(|step| match step {
                Step::Attribute(name) => differ(name),
                _ => true,
            })
        };
        let replaces = !prior.is_null() && answer.requires_replace.into_iter().map(path).any(|place| differs(&place));
        self.identities.decoded(answer.planned_identity.as_ref())?;
        Ok(Planned {
            value,
            bytes: answer.planned_state.unwrap_or_default(),
            private: answer.planned_private,
            identity: answer.planned_identity,
            replaces,
        })
    }

    /// The configuration, with the prior value where a computed attribute is not configured.
    pub(super) fn proposed(&self, prior: &Value, config: &Value) -> Value {
        let Value::Object(attributes) = config else { return config.clone() };
        let mut proposed = attributes.clone();
        for attribute in &self.block.attributes {
            if attribute.computed && config.get(&attribute.name).is_null() {
                proposed.insert(attribute.name.clone(), prior.get(&attribute.name).clone());
            }
        }
        Value::Object(proposed)
    }

    pub(super) fn applied(&self, prior: Option<&State>, config: &Value, planned: &Planned) -> Outcome<State> {
        let request = wire::apply_resource_change::Request {
            type_name: self.object.type_name.clone(),
            prior_state: Some(encoded(prior.map_or(&Value::Null, |prior| &prior.value), &self.kind)?),
            planned_state: Some(planned.bytes.clone()),
            config: Some(encoded(config, &self.kind)?),
            planned_private: planned.private.clone(),
            planned_identity: planned.identity.clone(),
            ..Default::default()
        };
        let answer = self.client.answer(self.client.service.apply_resource_change(Request::new(request)))?;
        without_errors(answer.diagnostics).map_err(said)?;
        let identity = self.identities.decoded(answer.new_identity.as_ref())?;
        Ok(State { value: decoded(answer.new_state.as_ref(), &self.kind)?, private: answer.private, identity })
    }

    pub(super) fn upgraded(&self, state: &State) -> Outcome<Value> {
        let version =
            self.client.schemas.resource_schemas.get(&self.object.type_name).map_or(0, |schema| schema.version);
        let json = state_json(&state.value).to_string().into_bytes();
        let request = wire::upgrade_resource_state::Request {
            type_name: self.object.type_name.clone(),
            version,
            raw_state: Some(wire::RawState { json, ..Default::default() }),
        };
        let answer = self.client.answer(self.client.service.upgrade_resource_state(Request::new(request)))?;
        without_errors(answer.diagnostics).map_err(said)?;
        decoded(answer.upgraded_state.as_ref(), &self.kind)
    }

    /// The object as it is now; `None` if it no longer exists.
    pub(super) fn read(&self, state: &State) -> Outcome<Option<State>> {
        let request = wire::read_resource::Request {
            type_name: self.object.type_name.clone(),
            current_state: Some(encoded(&state.value, &self.kind)?),
            private: state.private.clone(),
            current_identity: self.identities.encoded(state.identity.as_ref())?,
            ..Default::default()
        };
        let answer = self.client.answer(self.client.service.read_resource(Request::new(request)))?;
        without_errors(answer.diagnostics).map_err(said)?;
        let value = decoded(answer.new_state.as_ref(), &self.kind)?;
        let identity = self.identities.decoded(answer.new_identity.as_ref())?;
        Ok((!value.is_null()).then_some(State { value, private: answer.private, identity }))
    }

    pub(super) fn imported(&self, id: &str, identity: Option<&Value>) -> Outcome<Option<State>> {
        let request = wire::import_resource_state::Request {
            type_name: self.object.type_name.clone(),
            id: id.to_owned(),
            identity: self.identities.encoded(identity)?,
            ..Default::default()
        };
        let answer = self.client.answer(self.client.service.import_resource_state(Request::new(request)))?;
        without_errors(answer.diagnostics).map_err(said)?;
        let [imported] = answer.imported_resources.as_slice() else {
            return Err(format!("{} objects are imported, and one was asked for", answer.imported_resources.len()));
        };
        if imported.type_name != self.object.type_name {
            return Err(format!("an object of {} is imported", imported.type_name));
        }
        let value = decoded(imported.state.as_ref(), &self.kind)?;
        let identity = self.identities.decoded(imported.identity.as_ref())?;
        self.read(&State { value, private: imported.private.clone(), identity })
    }

    pub(super) fn deleted(&self, state: &State) -> Outcome<Value> {
        let (prior, null) = (encoded(&state.value, &self.kind)?, encoded(&Value::Null, &self.kind)?);
        let request = wire::plan_resource_change::Request {
            type_name: self.object.type_name.clone(),
            prior_state: Some(prior),
            proposed_new_state: Some(null.clone()),
            config: Some(null),
            prior_private: state.private.clone(),
            prior_identity: self.identities.encoded(state.identity.as_ref())?,
            ..Default::default()
        };
        let plan = self.client.answer(self.client.service.plan_resource_change(Request::new(request)))?;
        without_errors(plan.diagnostics).map_err(said)?;
        if !decoded(plan.planned_state.as_ref(), &self.kind)?.is_null() {
            return Err("the removal is planned with an object left".to_owned());
        }
        self.client.begin_walk()?;
        self.removed(state, plan.planned_private)
    }

    pub(super) fn removed(&self, state: &State, planned_private: Vec<u8>) -> Outcome<Value> {
        let null = encoded(&Value::Null, &self.kind)?;
        let request = wire::apply_resource_change::Request {
            type_name: self.object.type_name.clone(),
            prior_state: Some(encoded(&state.value, &self.kind)?),
            planned_state: Some(null.clone()),
            config: Some(null),
            planned_private,
            ..Default::default()
        };
        let answer = self.client.answer(self.client.service.apply_resource_change(Request::new(request)))?;
        without_errors(answer.diagnostics).map_err(said)?;
        decoded(answer.new_state.as_ref(), &self.kind)
    }
}
