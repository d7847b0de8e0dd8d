//! Resources.

use serde_json::Value as Json;

use super::identity::{AnyIdentity, TypedIdentity};
use super::list::{AnyList, Found, Query, TypedList};
use super::merge::merge;
use super::promises::Handler;
use super::{LazySchema, check_then, decode, decode_partial, encode, once_known, provider_bug};
use crate::framework::context::Context;
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::framework::generate;
use crate::framework::identity::IdentifiedResource;
use crate::framework::list::{Entry, List, ListedResource};
use crate::framework::model::Model as _;
use crate::framework::path::Path;
use crate::framework::plan;
use crate::framework::resource::{
    Create, Failure, GenerateConfig, MoveSource, OldState, Plan, Resource, Update, Validation,
};
use crate::framework::schema::{IdentitySchema, Schema, SchemaError, WriteOnlySupport};
use crate::framework::unreadable_state::unreadable;
use crate::framework::value::Value;

/// A resource, independent of its struct.
///
/// In the context of each call is the identity that the object had or was planned with, and after it the one to store.
pub(crate) trait AnyResource<C>: Send + Sync {
    fn schema(&self) -> Result<&Schema, &SchemaError>;
    /// `None` if its objects have no identity.
    fn identity_schema(&self) -> Option<Result<&IdentitySchema, &SchemaError>>;
    fn validate(&self, config: &Value, write_only: WriteOnlySupport) -> Diagnostics;
    fn plan(&self, context: &mut Context<'_, C>, prior: &Value, config: &Value) -> Result<Planned, Diagnostics>;
    fn plan_removal(&self, context: &mut Context<'_, C>, prior: &Value) -> Result<(), Diagnostics>;
    fn apply(&self, context: &mut Context<'_, C>, prior: &Value, planned: &Value, config: &Value) -> Applied;
    fn read(&self, context: &mut Context<'_, C>, state: &Value) -> Result<Value, Diagnostics>;
    fn import(&self, context: &mut Context<'_, C>, id: &str) -> Result<Value, Diagnostics>;
    fn import_by_identity(&self, context: &mut Context<'_, C>, identity: &Value) -> Result<Value, Diagnostics>;
    /// The identity of an object, as far as it has one.
    fn identity_of(&self, state: &Value) -> Option<Value>;
    fn upgrade_identity(&self, version: i64, identity: &[u8]) -> Result<Option<Value>, Diagnostics>;
    fn generate_config(&self, context: &mut Context<'_, C>, state: &Value) -> Result<Value, Diagnostics>;
    /// The schema of the filters; `None` if its objects cannot be listed.
    fn list_schema(&self) -> Option<Result<&Schema, &SchemaError>>;
    fn validate_filter(&self, filter: &Value) -> Diagnostics;
    /// Shows what it finds while it runs.
    fn list(
        &self,
        context: &mut Context<'_, C>,
        query: &Query<'_>,
        show: &mut dyn FnMut(Found) -> Result<(), Diagnostics>,
    ) -> Result<(), Diagnostics>;
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
    identity: Option<Box<dyn AnyIdentity<R>>>,
    list: Option<Box<dyn AnyList<R>>>,
}

impl<R: ListedResource> TypedResource<R> {
    pub(crate) fn listed(resource: R) -> Self {
        Self { list: Some(Box::new(TypedList::new())), ..Self::identified(resource) }
    }
}

impl<R: IdentifiedResource> TypedResource<R> {
    pub(crate) fn identified(resource: R) -> Self {
        Self { identity: Some(Box::new(TypedIdentity::default())), ..Self::new(resource) }
    }
}

impl<R: Resource> TypedResource<R> {
    pub(crate) fn new(resource: R) -> Self {
        Self { resource, schema: LazySchema::of_resource(R::VERSION), identity: None, list: None }
    }

    fn encode(&self, handler: &'static str, model: &R::Model) -> Result<Value, Diagnostics> {
        encode(model, self.schema()?, Self::handler(handler))
    }

    fn encode_state(&self, handler: &'static str, model: &R::Model) -> Result<Value, Diagnostics> {
        let mut state = self.encode(handler, model)?;
        self.schema()?.tidy_state(&mut state);
        Ok(state)
    }

    /// What can be stored of an object of which a part cannot.
    fn encode_partially(&self, model: &R::Model) -> Value {
        let Ok(schema) = self.schema() else { return Value::Null };
        let mut state = model.to_partial_value(schema.object_type());
        schema.tidy_state(&mut state);
        state.without_unknowns()
    }

    fn handler(name: &'static str) -> Handler<'static> {
        Handler { name, type_name: R::TYPE_NAME }
    }

    /// The state a handler returned. Values it did not change stay exactly as they were.
    fn answer(&self, handler: &'static str, given: &Value, answer: &R::Model) -> Result<Value, Diagnostics> {
        let answered = self.encode_state(handler, answer)?;
        if answered == *given {
            return Ok(answered);
        }
        let before = self.encode_state(handler, &decode_partial(given)?)?;
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
        self.applied(context, "create", created, planned, &Value::Null)
    }

    fn update(&self, context: &mut Context<'_, R::Client>, prior: &Value, planned: &Value, config: &Value) -> Applied {
        let updated = (|| {
            let (prior, config) =
                (decode_partial(prior)?, R::Model::from_config(config, planned).map_err(Diagnostics::from)?);
            let update = Update { prior, planned: decode(planned)?, config };
            self.resource.update(context, update)
        })();
        self.applied(context, "update", updated, planned, prior)
    }

    fn delete(&self, context: &mut Context<'_, R::Client>, prior: &Value) -> Applied {
        match decode_partial(prior).and_then(|model| self.resource.delete(context, model)) {
            Ok(()) => {
                context.identity = None;
                let errors = Self::handler("delete").ends_once(context.attempt).err().unwrap_or_default();
                Applied { state: Value::Null, errors }
            }
            Err(errors) => self.failed(context, "delete", prior.clone(), errors),
        }
    }

    fn applied(
        &self,
        context: &mut Context<'_, R::Client>,
        handler: &'static str,
        outcome: Result<R::Model, Failure<R::Model>>,
        planned: &Value,
        prior: &Value,
    ) -> Applied {
        match outcome {
            Ok(model) => match self.answer(handler, planned, &model) {
                Ok(state) => {
                    let mut applied = Self::kept_promises(handler, planned, state);
                    applied
                        .errors
                        .extend(Self::handler(handler).ends_once(context.attempt).err().into_iter().flatten());
                    applied.errors.extend(self.identify(context, handler, &model).err().into_iter().flatten());
                    applied
                }
                // The object exists. Of a new one, what can be stored is.
                Err(errors) if prior.is_null() => self.failed(context, handler, self.encode_partially(&model), errors),
                Err(errors) => self.failed(context, handler, prior.clone(), errors),
            },
            Err(Failure { diagnostics: mut errors, state }) => {
                let state = match state.map(|partial| (self.answer(handler, planned, &partial), partial)) {
                    Some((Ok(state), _)) => state.without_unknowns(),
                    Some((Err(bug), partial)) if prior.is_null() => {
                        errors.extend(bug);
                        self.encode_partially(&partial)
                    }
                    Some((Err(bug), _)) => {
                        errors.extend(bug);
                        prior.clone()
                    }
                    None => prior.clone(),
                };
                self.failed(context, handler, state, errors)
            }
        }
    }

    /// What a failure left: the object is identified as far as that is possible.
    fn failed(
        &self,
        context: &mut Context<'_, R::Client>,
        handler: &'static str,
        state: Value,
        errors: Diagnostics,
    ) -> Applied {
        let errors = if context.attempt.again().is_some() { errors } else { Self::handler(handler).fails_with(errors) };
        let planned = context.identity.take().filter(|_| !state.is_null());
        context.identity = self.identity_of(&state).or(planned);
        Applied { state, errors }
    }

    /// Gives an object that exists its identity, which is the one that it had or was planned with.
    fn identify(
        &self,
        context: &mut Context<'_, R::Client>,
        handler: &'static str,
        object: &R::Model,
    ) -> Result<(), Diagnostics> {
        let Some(identity) = &self.identity else { return Ok(()) };
        let handler = Self::handler(handler);
        let is = handler.returns_identity(identity.of(&self.resource, object)?)?;
        if let Some(was) = context.identity.as_ref().filter(|_| !identity.changes()) {
            handler.keeps_identity(identity.schema()?, was, &is)?;
        }
        context.identity = Some(is);
        Ok(())
    }

    /// Plans the identity if it is known, else leaves it out: Terraform 1.15 cannot print one that is not known yet. An object
    /// that is not replaced keeps it.
    fn plan_identity(
        &self,
        context: &mut Context<'_, R::Client>,
        prior: &Value,
        planned: Option<&R::Model>,
        replace: &[Path],
    ) -> Result<(), Diagnostics> {
        let Some(identity) = &self.identity else { return Ok(()) };
        let is_kept = !prior.is_null() && replace.is_empty() && !identity.changes();
        let was = context.identity.take().filter(|_| is_kept);
        let is = planned.map(|object| identity.of(&self.resource, object)).transpose()?.flatten();
        if let Some((was, is)) = was.as_ref().zip(is.as_ref()) {
            Self::handler("plan").keeps_identity(identity.schema()?, was, is)?;
        }
        context.identity = is.or(was);
        Ok(())
    }

    fn imported(
        &self,
        context: &mut Context<'_, R::Client>,
        handler: &'static str,
        model: &R::Model,
    ) -> Result<Value, Diagnostics> {
        let imported = self.encode_state(handler, model)?;
        Self::handler(handler).sets_every_value(&imported)?;
        if let Some(identity) = &self.identity
            && let Some(is) = identity.of(&self.resource, model)?
        {
            context.identity = Some(is);
        }
        Ok(imported)
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

    fn identity_schema(&self) -> Option<Result<&IdentitySchema, &SchemaError>> {
        self.identity.as_ref().map(|identity| identity.schema())
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
            self.plan_identity(context, prior, None, &replace)?;
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
        Self::handler("plan").replaces_for(&schema.block, &plan.replace)?;
        let after = self.encode_state("plan", &plan.planned)?;
        let state = if after == by_schema {
            by_schema
        } else {
            let before = self.encode("plan", &decode(&by_schema)?)?;
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
        self.plan_identity(context, prior, Some(&plan.planned), &replace)?;
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
        let answered = self.answer("read", state, &model)?;
        Self::handler("read").sets_every_value(&answered)?;
        self.identify(context, "read", &model)?;
        Ok(answered)
    }

    fn import(&self, context: &mut Context<'_, R::Client>, id: &str) -> Result<Value, Diagnostics> {
        let model = self.resource.import(context, id)?;
        self.imported(context, "import", &model)
    }

    fn import_by_identity(&self, context: &mut Context<'_, R::Client>, identity: &Value) -> Result<Value, Diagnostics> {
        let Some(own) = &self.identity else {
            return Err(provider_bug(&format!("{} has no identity to import by", R::TYPE_NAME)).into());
        };
        let model = own.import(&self.resource, context, identity)?;
        context.identity = Some(identity.clone());
        self.imported(context, "import_by_identity", &model)
    }

    fn identity_of(&self, state: &Value) -> Option<Value> {
        let identity = self.identity.as_ref().filter(|_| !state.is_null())?;
        let object = decode_partial(state).ok()?;
        identity.of(&self.resource, &object).ok()?
    }

    fn upgrade_identity(&self, version: i64, identity: &[u8]) -> Result<Option<Value>, Diagnostics> {
        match &self.identity {
            Some(own) => own.upgrade(&self.resource, version, identity),
            None => Err(provider_bug(&format!("{} has no identity to upgrade", R::TYPE_NAME)).into()),
        }
    }

    fn generate_config(&self, context: &mut Context<'_, R::Client>, state: &Value) -> Result<Value, Diagnostics> {
        let schema = self.schema()?;
        let by_schema = generate::config(schema, state);
        if state.is_null() {
            return Ok(by_schema);
        }
        let completed = plan::plan(schema, &Value::Null, &by_schema);
        let read = || R::Model::from_config(&by_schema, &completed).or_else(|_| decode_partial(&by_schema));
        let before = self.encode("generate_config", &read()?)?;
        let refined = self
            .resource
            .generate_config(context, GenerateConfig { state: decode_partial(state)?, config: read()? })?;
        let refined = merge(by_schema, &before, self.encode("generate_config", &refined)?);
        Self::handler("generate_config").sets_every_value(&refined)?;
        // An object of which the handler left out everything is left out.
        Ok(generate::config(schema, &refined))
    }

    fn list_schema(&self) -> Option<Result<&Schema, &SchemaError>> {
        self.list.as_ref().map(|list| list.schema())
    }

    fn validate_filter(&self, filter: &Value) -> Diagnostics {
        self.list.as_ref().map(|list| list.validate(&self.resource, filter)).unwrap_or_default()
    }

    fn list(
        &self,
        context: &mut Context<'_, R::Client>,
        query: &Query<'_>,
        show: &mut dyn FnMut(Found) -> Result<(), Diagnostics>,
    ) -> Result<(), Diagnostics> {
        let (Some(identity), Some(own)) = (&self.identity, self.list.as_ref().filter(|_| query.limit > 0)) else {
            return Ok(());
        };
        let mut send = |entry: Entry<R::Model>| match entry {
            Entry::Warning(warning) => show(Found::Warning(warning)),
            Entry::Object { display_name, object } => {
                let handler = Self::handler("list");
                let identity = handler.returns_identity(identity.of(&self.resource, &object)?)?;
                let state = query.with_objects.then(|| self.encode_state("list", &object)).transpose()?;
                state.iter().try_for_each(|state| handler.sets_every_value(state))?;
                show(Found::Object { identity, display_name, state })
            }
        };
        let mut list = List::new(query.limit, context.cancellation, &mut send);
        let returned = own.list(&self.resource, context, query.filter, &mut list);
        list.outcome(returned)
    }

    fn upgrade(&self, version: i64, state: &[u8]) -> Result<Value, Diagnostics> {
        let schema = self.schema()?;
        if version != schema.version {
            let json: Json = serde_json::from_slice(state).map_err(|error| {
                Diagnostic::error("The stored state cannot be read", format!("It is not valid JSON: {error}."))
            })?;
            if let Some(model) = self.resource.upgrade(&OldState { type_name: R::TYPE_NAME, version, json })? {
                let upgraded = self.encode_state("upgrade", &model)?;
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
        let moved = self.resource.move_from(source)?.map(|model| self.encode_state("move_from", &model)).transpose()?;
        moved.iter().try_for_each(|moved| Self::handler("move_from").sets_every_value(moved))?;
        Ok(moved)
    }
}
