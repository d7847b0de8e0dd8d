//! The life of an object: created, read, changed, imported, removed.

use tfplugin::framework::path::Path;
use tfplugin::framework::value::{Type, Value};
use tfplugin::protocol::tfplugin6 as wire;
use tonic::Request;
use wire::provider_server::Provider as Service;
use wire::schema::Block;

use super::client::{Client, Outcome, decoded, encoded, said};
use super::plan::{self, Plan};
use super::sketch::{configuration, each_attribute, state_json, type_of};
use super::validation::block_of;
use super::{Id, Object, Violations, data_source, unlike_plan};
use crate::server::message::{path, without_errors};

/// The whole life of an object.
pub(super) fn check<S: Service>(client: &Client<S>, object: &Object, found: &mut Violations) {
    let lived = Life::of(client, object).and_then(|life| life.live(found));
    add_ended(lived, object, found);
}

/// Creates objects that stay.
pub(super) fn create_all<'a, S: Service>(
    client: &'a Client<S>,
    objects: &'a [Object],
    found: &mut Violations,
) -> Vec<(Life<'a, S>, State)> {
    let mut created = Vec::new();
    for object in objects {
        let made = Life::of(client, object).and_then(|life| Ok((life.created(found)?, life)));
        if let Some((state, life)) = add_ended(made, object, found) {
            created.push((life, state));
        }
    }
    created
}

/// Removes the objects, the last one first.
pub(super) fn remove_all<S: Service>(created: Vec<(Life<'_, S>, State)>, found: &mut Violations) {
    for (life, state) in created.into_iter().rev() {
        add_ended(life.delete(&state, found), life.object, found);
    }
}

fn add_ended<T>(ended: Ended<T>, object: &Object, found: &mut Violations) -> Option<T> {
    ended.map_err(|(rule, problem)| found.add(rule, &object.type_name, problem)).ok()
}

/// Why the life of an object cannot go on: the rule, and what is wrong.
type Ended<T> = Result<T, (&'static str, String)>;

/// An object as Terraform stores it.
pub(super) struct State {
    value: Value,
    private: Vec<u8>,
}

struct Planned {
    value: Value,
    bytes: wire::DynamicValue,
    private: Vec<u8>,
    replaces: bool,
}

pub(super) struct Life<'a, S> {
    client: &'a Client<S>,
    object: &'a Object,
    block: &'a Block,
    kind: Type,
}

impl<'a, S: Service> Life<'a, S> {
    fn of(client: &'a Client<S>, object: &'a Object) -> Ended<Self> {
        let block = block_of(client, &object.type_name).map_err(|wrong| ("covered", wrong))?;
        let kind = type_of(block).map_err(|wrong| ("schema", wrong))?;
        Ok(Self { client, object, block, kind })
    }

    fn created(&self, found: &mut Violations) -> Ended<State> {
        let written = self.object.configs.first().unwrap_or(&serde_json::Value::Null);
        let config = configuration(self.block, written).map_err(|wrong| ("covered", wrong))?;
        let planned = self.plan(None, &config, found)?;
        self.apply(None, &config, &planned, found)
    }

    fn live(&self, found: &mut Violations) -> Ended<()> {
        let mut state: Option<State> = None;
        let mut config = Value::Null;
        for written in &self.object.configs {
            config = configuration(self.block, written).map_err(|wrong| ("covered", wrong))?;
            let planned = self.plan(state.as_ref(), &config, found)?;
            if let Some(old) = state.as_ref().filter(|_| planned.replaces) {
                state = Some(self.replace(old, planned.private, &config, found)?);
            } else {
                state = Some(self.apply(state.as_ref(), &config, &planned, found)?);
            }
            if let Some(state) = &state {
                self.stays(state, &config, found)?;
            }
        }
        let Some(state) = state else { return Err(("covered", "the case has no configuration".to_owned())) };
        for (name, config) in &self.object.read_by {
            data_source::check(self.client, name, config, found);
        }
        // Two addresses may manage one object: it is gone when neither does.
        if let Some(imported) = self.import(&state, &config, found)? {
            self.delete(&imported, found)?;
        }
        self.delete(&state, found)?;
        self.delete(&state, found)?;
        match self.read(&state) {
            Ok(None) => Ok(()),
            Ok(Some(_)) if self.object.remains => Ok(()),
            Ok(Some(_)) => Err(("delete", "an object that was removed is read".to_owned())),
            Err(problem) => Err(("delete", format!("a removed object is no error: {problem}"))),
        }
    }

    fn begin_walk(&self) -> Ended<()> {
        self.client.begin_walk().map_err(|problem| ("valid-configuration", problem))
    }

    fn place(&self, path: &Path) -> String {
        format!("{}: {path}", self.object.type_name)
    }

    fn plan(&self, prior: Option<&State>, config: &Value, found: &mut Violations) -> Ended<Planned> {
        self.begin_walk()?;
        let planned = self.planned(prior, config).map_err(|problem| ("plan", problem))?;
        let prior_value = prior.map_or(&Value::Null, |prior| &prior.value);
        plan::check(
            self.block,
            Plan { prior: prior_value, config, planned: &planned.value },
            &self.object.type_name,
            found,
        );
        self.begin_walk()?;
        let again = self.planned(prior, config).map_err(|problem| ("plan-again", problem))?;
        if again.bytes != planned.bytes || again.replaces != planned.replaces {
            found.add("plan-again", &self.object.type_name, "the same request has another plan");
        }
        Ok(planned)
    }

    /// Removes the old object and creates the new one. Terraform plans the new one beside the old one, and once more when that
    /// is gone.
    fn replace(&self, old: &State, private: Vec<u8>, config: &Value, found: &mut Violations) -> Ended<State> {
        let planned = self.planned_from(&Value::Null, private, config).map_err(|problem| ("plan", problem))?;
        self.begin_walk()?;
        let left = self.removed(old, planned.private.clone()).map_err(|problem| ("delete", problem))?;
        self.expect_nothing(&left, found);
        let again = self.planned(None, config).map_err(|problem| ("plan-again", problem))?;
        for place in again.value.paths_unlike_plan(&planned.value) {
            found.add("plan-again", self.place(&place), "the new object is planned otherwise when the old one is gone");
        }
        self.apply(None, config, &again, found)
    }

    fn planned(&self, prior: Option<&State>, config: &Value) -> Outcome<Planned> {
        match prior {
            Some(State { value, private }) => self.planned_from(value, private.clone(), config),
            None => self.planned_from(&Value::Null, Vec::new(), config),
        }
    }

    fn planned_from(&self, prior: &Value, prior_private: Vec<u8>, config: &Value) -> Outcome<Planned> {
        let request = wire::plan_resource_change::Request {
            type_name: self.object.type_name.clone(),
            prior_state: Some(encoded(prior, &self.kind)?),
            proposed_new_state: Some(encoded(&self.proposed(prior, config), &self.kind)?),
            config: Some(encoded(config, &self.kind)?),
            prior_private,
            ..Default::default()
        };
        let answer = self.client.answer(self.client.service.plan_resource_change(Request::new(request)))?;
        without_errors(answer.diagnostics).map_err(said)?;
        let value = decoded(answer.planned_state.as_ref(), &self.kind)?;
        let differs = |place: &Path| {
            let differ = |name: &str| prior.get(name) != value.get(name);
            place.steps().first().is_none_or(|step| match step {
                tfplugin::framework::path::Step::Attribute(name) => differ(name),
                _ => true,
            })
        };
        let replaces = !prior.is_null() && answer.requires_replace.into_iter().map(path).any(|place| differs(&place));
        let bytes = answer.planned_state.unwrap_or_default();
        Ok(Planned { value, bytes, private: answer.planned_private, replaces })
    }

    /// The configuration, with the prior value where a computed attribute is not configured.
    fn proposed(&self, prior: &Value, config: &Value) -> Value {
        let Value::Object(attributes) = config else { return config.clone() };
        let mut proposed = attributes.clone();
        for attribute in &self.block.attributes {
            if attribute.computed && config.get(&attribute.name).is_null() {
                proposed.insert(attribute.name.clone(), prior.get(&attribute.name).clone());
            }
        }
        Value::Object(proposed)
    }

    fn apply(&self, prior: Option<&State>, config: &Value, planned: &Planned, found: &mut Violations) -> Ended<State> {
        let state = self.applied(prior, config, planned).map_err(|problem| ("apply", problem))?;
        if state.value.is_null() {
            return Err(("apply", "there is no object after the apply, and no error".to_owned()));
        }
        for place in unlike_plan(&planned.value, &state.value) {
            found.add("apply", self.place(&place), "the state is not what was planned, or is not known");
        }
        self.stores_nothing_write_only("apply", &state.value, found);
        Ok(state)
    }

    fn applied(&self, prior: Option<&State>, config: &Value, planned: &Planned) -> Outcome<State> {
        let request = wire::apply_resource_change::Request {
            type_name: self.object.type_name.clone(),
            prior_state: Some(encoded(prior.map_or(&Value::Null, |prior| &prior.value), &self.kind)?),
            planned_state: Some(planned.bytes.clone()),
            config: Some(encoded(config, &self.kind)?),
            planned_private: planned.private.clone(),
            ..Default::default()
        };
        let answer = self.client.answer(self.client.service.apply_resource_change(Request::new(request)))?;
        without_errors(answer.diagnostics).map_err(said)?;
        Ok(State { value: decoded(answer.new_state.as_ref(), &self.kind)?, private: answer.private })
    }

    /// An object that nobody changes is read as it is, from its stored form too, and plans no change.
    fn stays(&self, state: &State, config: &Value, found: &mut Violations) -> Ended<()> {
        self.begin_walk()?;
        let upgraded = self.upgraded(state).map_err(|problem| ("upgrade", problem))?;
        for place in upgraded.paths_unlike_plan(&state.value) {
            found.add("upgrade", self.place(&place), "a state of the current version is read as another one");
        }
        let read = self.read(state).map_err(|problem| ("read", problem))?;
        let Some(read) = read else { return Err(("read", "an object that exists is read as gone".to_owned())) };
        for place in read.value.paths_unlike_plan(&state.value) {
            found.add("read", self.place(&place), "an object that nobody changed is read as another one");
        }
        if read.private.is_empty() && !state.private.is_empty() {
            found.add("read", &self.object.type_name, "a read loses the private data");
        }
        self.stores_nothing_write_only("read", &read.value, found);
        self.plans_nothing("empty-plan", &read, config, found)
    }

    fn plans_nothing(&self, rule: &'static str, state: &State, config: &Value, found: &mut Violations) -> Ended<()> {
        let planned = self.planned(Some(state), config).map_err(|problem| (rule, problem))?;
        let mut changed = planned.value.paths_unlike_plan(&state.value);
        changed.retain(|place| rule != "import" || !self.is_not_read(place));
        found.add_paths(rule, &self.object.type_name, "the same configuration plans a change", &changed);
        Ok(())
    }

    fn is_not_read(&self, place: &Path) -> bool {
        let first = place.steps().first();
        first.is_some_and(|step| matches!(step, tfplugin::framework::path::Step::Attribute(name) if self.object.not_read.contains(name)))
    }

    fn stores_nothing_write_only(&self, rule: &'static str, value: &Value, found: &mut Violations) {
        each_attribute(self.block, value, &mut |attribute, value, place| {
            if attribute.write_only && !value.is_null() {
                found.add(rule, self.place(place), "a write-only value is stored");
            }
        });
    }

    fn upgraded(&self, state: &State) -> Outcome<Value> {
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
    fn read(&self, state: &State) -> Outcome<Option<State>> {
        let request = wire::read_resource::Request {
            type_name: self.object.type_name.clone(),
            current_state: Some(encoded(&state.value, &self.kind)?),
            private: state.private.clone(),
            ..Default::default()
        };
        let answer = self.client.answer(self.client.service.read_resource(Request::new(request)))?;
        without_errors(answer.diagnostics).map_err(said)?;
        let value = decoded(answer.new_state.as_ref(), &self.kind)?;
        Ok((!value.is_null()).then_some(State { value, private: answer.private }))
    }

    fn import(&self, state: &State, config: &Value, found: &mut Violations) -> Ended<Option<State>> {
        let Id::Attribute(attribute) = &self.object.id else { return Ok(None) };
        let id = match state.value.get(attribute) {
            Value::String(id) => id.clone(),
            Value::Number(id) => id.to_string(),
            _ => return Err(("covered", format!("{attribute:?} is no id: name another one by `imported_by`"))),
        };
        self.begin_walk()?;
        let imported = self.imported(&id).map_err(|problem| ("import", problem))?;
        let Some(imported) = imported else { return Err(("import", "the object is read as gone".to_owned())) };
        self.plans_nothing("import", &imported, config, found)?;
        if self.imported("").is_ok_and(|imported| imported.is_some()) {
            found.add("import", &self.object.type_name, "an empty id imports an object");
        }
        Ok(Some(imported))
    }

    fn imported(&self, id: &str) -> Outcome<Option<State>> {
        let request = wire::import_resource_state::Request {
            type_name: self.object.type_name.clone(),
            id: id.to_owned(),
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
        self.read(&State { value, private: imported.private.clone() })
    }

    fn delete(&self, state: &State, found: &mut Violations) -> Ended<()> {
        self.begin_walk()?;
        let left = self.deleted(state).map_err(|problem| ("delete", problem))?;
        self.expect_nothing(&left, found);
        Ok(())
    }

    fn expect_nothing(&self, left: &Value, found: &mut Violations) {
        if !left.is_null() {
            found.add("delete", &self.object.type_name, "an object is left after the removal, and no error");
        }
    }

    fn deleted(&self, state: &State) -> Outcome<Value> {
        let (prior, null) = (encoded(&state.value, &self.kind)?, encoded(&Value::Null, &self.kind)?);
        let request = wire::plan_resource_change::Request {
            type_name: self.object.type_name.clone(),
            prior_state: Some(prior),
            proposed_new_state: Some(null.clone()),
            config: Some(null),
            prior_private: state.private.clone(),
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

    fn removed(&self, state: &State, planned_private: Vec<u8>) -> Outcome<Value> {
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
