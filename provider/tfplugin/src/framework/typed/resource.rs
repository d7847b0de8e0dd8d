//! Resources.

use std::borrow::Cow;

use serde_json::Value as Json;

use super::promises::Handler;
use super::{LazySchema, check_then, decode, decode_partial, encode, once_known};
use crate::framework::context::Context;
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::framework::generate;
use crate::framework::model::Model as _;
use crate::framework::path::Path;
use crate::framework::plan;
use crate::framework::resource::{
    Create, Failure, GenerateConfig, MoveSource, OldState, Plan, Resource, Update, Validation,
};
use crate::framework::schema::{Schema, SchemaError, WriteOnlySupport};
use crate::framework::unreadable_state::unreadable;
use crate::framework::value::Value;

/// A resource, independent of its struct.
pub(crate) trait AnyResource<C>: Send + Sync {
    fn schema(&self) -> Result<&Schema, &SchemaError>;
    fn validate(&self, config: &Value, write_only: WriteOnlySupport) -> Diagnostics;
    fn plan(&self, context: &mut Context<'_, C>, prior: &Value, config: &Value) -> Result<Planned, Diagnostics>;
    fn plan_removal(&self, context: &mut Context<'_, C>, prior: &Value) -> Result<(), Diagnostics>;
    fn apply(&self, context: &mut Context<'_, C>, prior: &Value, planned: &Value, config: &Value) -> Applied;
    fn read(&self, context: &mut Context<'_, C>, state: &Value) -> Result<Value, Diagnostics>;
    fn import(&self, context: &mut Context<'_, C>, id: &str) -> Result<Value, Diagnostics>;
    fn generate_config(&self, context: &mut Context<'_, C>, state: &Value) -> Result<Value, Diagnostics>;
    fn upgrade(&self, version: i64, state: &[u8]) -> Result<Value, Diagnostics>;
    fn found_in_state(&self, client: &C, id: &str);
    fn move_from(&self, source: &MoveSource) -> Result<Option<Value>, Diagnostics>;
}

/// A finished plan.
pub(crate) struct Planned {
    pub(crate) state: Value,
    pub(crate) replace: Vec<Path>,
}

/// The result of an apply: the new state, and errors.
pub(crate) struct Applied {
    pub(crate) state: Value,
    pub(crate) errors: Diagnostics,
}

pub(crate) struct TypedResource<R> {
    resource: R,
    schema: LazySchema,
}

impl<R: Resource> TypedResource<R> {
    pub(crate) fn new(resource: R) -> Self {
        Self { resource, schema: LazySchema::of_resource(R::VERSION) }
    }

    fn encode(&self, model: &R::Model) -> Result<Value, Diagnostics> {
        encode(model, self.schema()?)
    }

    fn encode_state(&self, model: &R::Model) -> Result<Value, Diagnostics> {
        let mut state = self.encode(model)?;
        self.schema()?.tidy_state(&mut state);
        Ok(state)
    }

    fn handler(name: &'static str) -> Handler {
        Handler { name, type_name: R::TYPE_NAME }
    }

    /// The state a handler returned. Values it did not change stay exactly as they were.
    fn answer(&self, given: &Value, answer: &R::Model) -> Result<Value, Diagnostics> {
        let answered = self.encode_state(answer)?;
        if answered == *given {
            return Ok(answered);
        }
        let before = self.encode_state(&decode_partial(given)?)?;
        Ok(merge(given.clone(), &before, answered))
    }

    fn create(&self, context: &mut Context<'_, R::Client>, planned: &Value, config: &Value) -> Applied {
        let created = (|| {
            let create = Create {
                planned: decode(planned)?,
                config: R::Model::from_config(config, planned).map_err(Diagnostics::from)?,
            };
            self.resource.create(context, create)
        })();
        self.applied("create", created, planned, &Value::Null)
    }

    fn update(&self, context: &mut Context<'_, R::Client>, prior: &Value, planned: &Value, config: &Value) -> Applied {
        let updated = (|| {
            let (prior, config) =
                (decode_partial(prior)?, R::Model::from_config(config, planned).map_err(Diagnostics::from)?);
            let update = Update { prior, planned: decode(planned)?, config };
            self.resource.update(context, update)
        })();
        self.applied("update", updated, planned, prior)
    }

    fn delete(&self, context: &mut Context<'_, R::Client>, prior: &Value) -> Applied {
        match decode_partial(prior).and_then(|model| self.resource.delete(context, model)) {
            Ok(()) => Applied { state: Value::Null, errors: Diagnostics::new() },
            Err(errors) => Applied { state: prior.clone(), errors },
        }
    }

    fn applied(
        &self,
        handler: &'static str,
        outcome: Result<R::Model, Failure<R::Model>>,
        planned: &Value,
        prior: &Value,
    ) -> Applied {
        match outcome {
            Ok(model) => match self.answer(planned, &model) {
                Ok(state) => Self::kept_promises(handler, planned, state),
                // The object exists. Of a new object, the plan is all that can be stored.
                Err(errors) if prior.is_null() => Applied { state: planned.clone().without_unknowns(), errors },
                Err(errors) => Applied { state: prior.clone(), errors },
            },
            Err(Failure { diagnostics: mut errors, state }) => {
                let state = match state.map(|partial| self.answer(planned, &partial)) {
                    Some(Ok(state)) => state.without_unknowns(),
                    Some(Err(bug)) => {
                        errors.extend(bug);
                        prior.clone()
                    }
                    None => prior.clone(),
                };
                Applied { state, errors }
            }
        }
    }

    /// The state that a handler returned, and what Terraform would refuse of it. The object exists: its state is kept.
    fn kept_promises(handler: &'static str, planned: &Value, state: Value) -> Applied {
        let handler = Self::handler(handler);
        let mut errors = Diagnostics::new();
        errors.extend(handler.sets_every_value(&state).err().into_iter().flatten());
        errors.extend(handler.keeps_plan(planned, &state).err().into_iter().flatten());
        let state = if errors.is_empty() { state } else { state.without_unknowns() };
        Applied { state, errors }
    }
}

impl<R: Resource> AnyResource<R::Client> for TypedResource<R> {
    fn schema(&self) -> Result<&Schema, &SchemaError> {
        self.schema.get::<R::Model>()
    }

    fn validate(&self, config: &Value, write_only: WriteOnlySupport) -> Diagnostics {
        match self.schema() {
            Ok(schema) => check_then(schema, config, write_only, |config| {
                let completed = plan::plan(schema, &Value::Null, config);
                let config = once_known(R::Model::from_config(config, &completed))?;
                match config.zip(once_known(R::Model::from_value(&completed))?) {
                    Some((config, completed)) => Ok(self.resource.validate(Validation { config, completed })),
                    None => Ok(Diagnostics::new()),
                }
            }),
            Err(bug) => bug.into(),
        }
    }

    fn plan(
        &self,
        context: &mut Context<'_, R::Client>,
        prior: &Value,
        config: &Value,
    ) -> Result<Planned, Diagnostics> {
        let schema = self.schema()?;
        let mut by_schema = plan::plan(schema, prior, config);
        let config_model: Option<R::Model> = once_known(R::Model::from_config(config, &by_schema))?;
        let Some((config_model, planned)) = config_model.zip(once_known(R::Model::from_value(&by_schema))?) else {
            let replace = plan::replacements(schema, prior, &by_schema);
            return Ok(Planned { state: by_schema, replace });
        };
        let prior_model: Option<R::Model> = match prior {
            Value::Null => None,
            unchanged if *unchanged == by_schema && !schema.is_incomplete(unchanged) => {
                Some(decode_partial(unchanged)?)
            }
            changed => Some(self.resource.complete_prior(context, decode_partial(changed)?)?),
        };
        let mut plan = Plan { prior: prior_model.as_ref(), config: &config_model, planned, replace: Vec::new() };
        self.resource.plan(context, &mut plan)?;
        let after = self.encode_state(&plan.planned)?;
        let state = if after == by_schema {
            by_schema
        } else {
            let before = self.encode(&decode(&by_schema)?)?;
            if by_schema == *prior && before != after {
                plan::forget_unstable(&schema.block, config, &mut by_schema);
            }
            let state = merge(by_schema, &before, after);
            Self::handler("plan").plans_what_is_configured(&schema.block, prior, config, &state)?;
            state
        };
        let mut replace = plan::replacements(schema, prior, &state);
        if !prior.is_null() {
            replace.extend(plan.replace);
        }
        Ok(Planned { state, replace })
    }

    fn plan_removal(&self, context: &mut Context<'_, R::Client>, prior: &Value) -> Result<(), Diagnostics> {
        self.resource.plan_removal(context, decode_partial(prior)?)
    }

    fn apply(&self, context: &mut Context<'_, R::Client>, prior: &Value, planned: &Value, config: &Value) -> Applied {
        match (prior.is_null(), planned.is_null()) {
            (_, true) => self.delete(context, prior),
            (true, false) => self.create(context, planned, config),
            (false, false) => self.update(context, prior, planned, config),
        }
    }

    fn read(&self, context: &mut Context<'_, R::Client>, state: &Value) -> Result<Value, Diagnostics> {
        let Some(model) = self.resource.read(context, decode_partial(state)?)? else { return Ok(Value::Null) };
        let answered = self.answer(state, &model)?;
        Self::handler("read").sets_every_value(&answered)?;
        Ok(answered)
    }

    fn import(&self, context: &mut Context<'_, R::Client>, id: &str) -> Result<Value, Diagnostics> {
        let imported = self.encode_state(&self.resource.import(context, id)?)?;
        Self::handler("import").sets_every_value(&imported)?;
        Ok(imported)
    }

    fn generate_config(&self, context: &mut Context<'_, R::Client>, state: &Value) -> Result<Value, Diagnostics> {
        let schema = self.schema()?;
        let by_schema = generate::config(schema, state);
        if state.is_null() {
            return Ok(by_schema);
        }
        let completed = plan::plan(schema, &Value::Null, &by_schema);
        let read = || R::Model::from_config(&by_schema, &completed).or_else(|_| decode_partial(&by_schema));
        let before = self.encode(&read()?)?;
        let refined = self
            .resource
            .generate_config(context, GenerateConfig { state: decode_partial(state)?, config: read()? })?;
        let refined = merge(by_schema, &before, self.encode(&refined)?);
        Self::handler("generate_config").sets_every_value(&refined)?;
        // An object of which the handler left out everything is left out.
        Ok(generate::config(schema, &refined))
    }

    fn upgrade(&self, version: i64, state: &[u8]) -> Result<Value, Diagnostics> {
        let schema = self.schema()?;
        if version != schema.version {
            let json: Json = serde_json::from_slice(state).map_err(|error| {
                Diagnostic::error("The stored state cannot be read", format!("It is not valid JSON: {error}."))
            })?;
            if let Some(model) = self.resource.upgrade(&OldState { type_name: R::TYPE_NAME, version, json })? {
                let upgraded = self.encode_state(&model)?;
                Self::handler("upgrade").sets_every_value(&upgraded)?;
                return Ok(upgraded);
            }
        }
        let unreadable = |error| unreadable(R::TYPE_NAME, schema, state, &error);
        let mut value = Value::from_state_json(state, schema.object_type()).map_err(unreadable)?;
        schema.tidy_state(&mut value);
        R::Model::check(&value).map_err(unreadable)?;
        Ok(value)
    }

    fn found_in_state(&self, client: &R::Client, id: &str) {
        self.resource.found_in_state(client, id);
    }

    fn move_from(&self, source: &MoveSource) -> Result<Option<Value>, Diagnostics> {
        let moved = self.resource.move_from(source)?.map(|model| self.encode_state(&model)).transpose()?;
        moved.iter().try_for_each(|moved| Self::handler("move_from").sets_every_value(moved))?;
        Ok(moved)
    }
}

/// The given value with the changes of a handler. Values it did not change stay exactly as they were: a struct cannot
/// hold everything a value can (an unknown element of a set, more digits than a float).
fn merge(given: Value, before: &Value, after: Value) -> Value {
    if *before == after {
        return given;
    }
    match (given, before, after) {
        (Value::Object(mut given), Value::Object(before), Value::Object(after)) => {
            let merge = |(name, after): (Cow<'static, str>, Value)| {
                let merged = match (given.get_mut(&name).map(std::mem::take), before.get(&name)) {
                    (Some(given), Some(before)) => merge(given, before, after),
                    _ => after,
                };
                (name, merged)
            };
            Value::Object(after.into_iter().map(merge).collect())
        }
        (Value::Map(mut given), Value::Map(before), Value::Map(after)) => {
            let merge = |(key, after): (String, Value)| {
                let merged = match (given.remove(&key), before.get(&key)) {
                    (Some(given), Some(before)) => merge(given, before, after),
                    _ => after,
                };
                (key, merged)
            };
            Value::Map(after.into_iter().map(merge).collect())
        }
        (Value::List(given), Value::List(before), Value::List(after))
            if given.len() == after.len() && before.len() == after.len() =>
        {
            let items = given.into_iter().zip(before).zip(after);
            Value::List(items.map(|((given, before), after)| merge(given, before, after)).collect())
        }
        (_, _, after) => after,
    }
}
