//! The life of an object: created, read, changed, imported, removed.

use tfplugin::framework::path::{Path, Step};
use tfplugin::framework::value::{Type, Value};
use tfplugin::protocol::tfplugin6 as wire;
use wire::provider_server::Provider as Service;
use wire::schema::Block;

use super::client::{Client, Outcome};
use super::identity::Identities;
use super::plan::{self, Plan};
use super::sketch::{configuration, each_attribute, type_of};
use super::validation::block_of;
use super::{Id, Object, Violations, data_source, generated, unlike_plan};

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
#[derive(Default)]
pub(super) struct State {
    pub(super) value: Value,
    pub(super) private: Vec<u8>,
    pub(super) identity: Option<Value>,
}

#[derive(Default)]
pub(super) struct Planned {
    pub(super) value: Value,
    pub(super) bytes: wire::DynamicValue,
    pub(super) private: Vec<u8>,
    pub(super) identity: Option<wire::ResourceIdentityData>,
    pub(super) replaces: bool,
}

pub(super) struct Life<'a, S> {
    pub(super) client: &'a Client<S>,
    pub(super) object: &'a Object,
    pub(super) block: &'a Block,
    pub(super) kind: Type,
    pub(super) identities: Identities,
}

impl<'a, S: Service> Life<'a, S> {
    fn of(client: &'a Client<S>, object: &'a Object) -> Ended<Self> {
        let block = block_of(client, &object.type_name).map_err(|wrong| ("covered", wrong))?;
        let kind = type_of(block).map_err(|wrong| ("schema", wrong))?;
        let identities = Identities::of(client, &object.type_name).map_err(|wrong| ("identity", wrong))?;
        Ok(Self { client, object, block, kind, identities })
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
        generated::check(self, &state, found);
        // Two addresses may manage one object: it is gone when neither does.
        for imported in self.import(&state, &config, found)? {
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
        let planned = self.planned_from(&Value::Null, private, None, config).map_err(|problem| ("plan", problem))?;
        self.begin_walk()?;
        let left = self.removed(old, planned.private.clone()).map_err(|problem| ("delete", problem))?;
        self.expect_nothing(&left, found);
        let again = self.planned(None, config).map_err(|problem| ("plan-again", problem))?;
        for place in again.value.paths_unlike_plan(&planned.value) {
            found.add("plan-again", self.place(&place), "the new object is planned otherwise when the old one is gone");
        }
        self.apply(None, config, &again, found)
    }

    /// The paths that a configuration would change of an object.
    pub(super) fn changes(&self, state: &State, config: &Value) -> Outcome<Vec<Path>> {
        Ok(self.planned(Some(state), config)?.value.paths_unlike_plan(&state.value))
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
        let before = prior.and_then(|prior| prior.identity.as_ref());
        self.identities.expect(before, state.identity.as_ref(), self.object, found);
        Ok(state)
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
        self.identities.expect(state.identity.as_ref(), read.identity.as_ref(), self.object, found);
        let unidentified = State { identity: None, value: state.value.clone(), private: state.private.clone() };
        let read_again = self.read(&unidentified).map_err(|problem| ("identity", problem))?;
        let filled = read_again.and_then(|read| read.identity);
        self.identities.expect(state.identity.as_ref(), filled.as_ref(), self.object, found);
        self.plans_nothing("empty-plan", &read, config, found)
    }

    fn plans_nothing(&self, rule: &'static str, state: &State, config: &Value, found: &mut Violations) -> Ended<()> {
        let mut changed = self.changes(state, config).map_err(|problem| (rule, problem))?;
        changed.retain(|place| rule != "import" || !self.is_not_read(place));
        found.add_paths(rule, &self.object.type_name, "the same configuration plans a change", &changed);
        Ok(())
    }

    pub(super) fn is_not_read(&self, place: &Path) -> bool {
        let first = place.steps().first();
        first.is_some_and(|step| matches!(step, Step::Attribute(name) if self.object.not_read.contains(name)))
    }

    fn stores_nothing_write_only(&self, rule: &'static str, value: &Value, found: &mut Violations) {
        each_attribute(self.block, value, &mut |attribute, value, place| {
            if attribute.write_only && !value.is_null() {
                found.add(rule, self.place(place), "a write-only value is stored");
            }
        });
    }

    /// Imports the object by all that it is known by. Returns each state that Terraform would store.
    fn import(&self, state: &State, config: &Value, found: &mut Violations) -> Ended<Vec<State>> {
        let mut imported = Vec::new();
        if let Id::Attribute(attribute) = &self.object.id {
            let id = match state.value.get(attribute) {
                Value::String(id) => id.clone(),
                Value::Number(id) => id.to_string(),
                _ => return Err(("covered", format!("{attribute:?} is no id: name another one by `imported_by`"))),
            };
            imported.push(self.import_by("import", &id, None, config, found)?);
            if self.imported("", None).is_ok_and(|imported| imported.is_some()) {
                found.add("import", &self.object.type_name, "an empty id imports an object");
            }
        }
        if let Some(identity) = &state.identity {
            let by_identity = self.import_by("identity", "", Some(identity), config, found)?;
            self.identities.expect(Some(identity), by_identity.identity.as_ref(), self.object, found);
            imported.push(by_identity);
        }
        Ok(imported)
    }

    fn import_by(
        &self,
        rule: &'static str,
        id: &str,
        identity: Option<&Value>,
        config: &Value,
        found: &mut Violations,
    ) -> Ended<State> {
        self.begin_walk()?;
        let imported = self.imported(id, identity).map_err(|problem| (rule, problem))?;
        let imported = imported.ok_or((rule, "the object that exists is not found".to_owned()))?;
        self.plans_nothing("import", &imported, config, found)?;
        Ok(imported)
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
}
