//! Managed resources: the trait a provider implements for each.

use std::fmt;

use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use crate::framework::context::Context;
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::framework::model::Model;
use crate::framework::path::Path;
use crate::framework::typed::provider_bug;
use crate::framework::unreadable_state::unreadable_of_version;
use crate::framework::value::Value;

/// A kind of object Terraform manages.
///
/// Handlers are plain functions. A handler with a [`Context`] may block: it runs on a worker thread; how many run at
/// the same time is [`crate::framework::provider::Provider::HANDLERS_AT_ONCE`]. Before a handler runs, the framework
/// checks the configuration, plans by the schema and decodes all values.
///
/// # What a field can be
/// - `T`, a plain type: the attribute has a value in each plan. It is required, or has a default.
/// - `Option<T>`: the value may be null. The attribute is optional.
/// - [`Attr<T>`](crate::framework::value::Attr): the value may be null or not known yet. A computed attribute without a
///   default always is: it is unknown until [`Resource::create`] has run. Any other one may be, so that a handler runs
///   before the value is known.
///
/// While the value of a plain or optional field is not known yet, [`Resource::validate`] and [`Resource::plan`] are left
/// out: Terraform calls them again when it is known. In every other handler it is known. A state may lack a value, because
/// it was imported or an older version wrote it: a plain field is empty then (`""`, 0, `false`, `[]`).
pub trait Resource: Send + Sync + 'static {
    /// The client of the configured provider.
    type Client: Send + Sync + 'static;
    /// Configuration, plan and state: a struct whose fields declare the schema.
    type Model: Model;
    /// The full type name, such as `configmgr_site`.
    const TYPE_NAME: &'static str;
    /// Version of the state's shape.
    const VERSION: i64 = 0;

    /// What is wrong with a configuration on its own, beyond what the schema says. May run without a configured
    /// provider, with any value unknown. It must not block.
    fn validate(&self, _validation: Validation<Self::Model>) -> Diagnostics {
        Diagnostics::new()
    }

    /// Completes the prior state of a planned change: one that an older version of the provider wrote lacks attributes that
    /// exist now, and a run without refresh does not read them. `prior` has null there.
    fn complete_prior(
        &self,
        _context: &mut Context<'_, Self::Client>,
        prior: Self::Model,
    ) -> Result<Self::Model, Diagnostics> {
        Ok(prior)
    }

    /// Completes the plan made by the schema. Must depend on its arguments alone: Terraform plans again during apply
    /// and compares.
    fn plan(
        &self,
        _context: &mut Context<'_, Self::Client>,
        _plan: &mut Plan<'_, Self::Model>,
    ) -> Result<(), Diagnostics> {
        Ok(())
    }

    /// Checks a planned removal; may add a warning or return an error.
    fn plan_removal(&self, _context: &mut Context<'_, Self::Client>, _prior: Self::Model) -> Result<(), Diagnostics> {
        Ok(())
    }

    /// Creates the object. Every known planned value must be returned as planned.
    fn create(
        &self,
        context: &mut Context<'_, Self::Client>,
        create: Create<Self::Model>,
    ) -> Result<Self::Model, Failure<Self::Model>>;

    /// Reads the object; `None` if it no longer exists. After an import, only the values set by [`Resource::import`]
    /// are known.
    fn read(
        &self,
        context: &mut Context<'_, Self::Client>,
        state: Self::Model,
    ) -> Result<Option<Self::Model>, Diagnostics>;

    /// Changes the object in place.
    fn update(
        &self,
        context: &mut Context<'_, Self::Client>,
        update: Update<Self::Model>,
    ) -> Result<Self::Model, Failure<Self::Model>>;

    /// Removes the object. If it no longer exists, that is a success.
    fn delete(&self, context: &mut Context<'_, Self::Client>, prior: Self::Model) -> Result<(), Diagnostics>;

    /// Returns the part of the state that [`Resource::read`] needs, from the id given to `terraform import`. As it is
    /// here, the id is the attribute `id`.
    fn import(&self, _context: &mut Context<'_, Self::Client>, id: &str) -> Result<Self::Model, Diagnostics> {
        pass_through("id", id)
    }

    /// Refines the configuration that Terraform writes for an object, where users ask it to
    /// (`-generate-config-out`, from Terraform 1.14 on). It must plan to no change. As it is here, it has every value but
    /// those that only the provider sets and those that equal their default. A value that the provider chose, because the
    /// attribute was left out, cannot be told from one that the user wrote: set to null what nobody would write.
    fn generate_config(
        &self,
        _context: &mut Context<'_, Self::Client>,
        generate: GenerateConfig<Self::Model>,
    ) -> Result<Self::Model, Diagnostics> {
        Ok(generate.config)
    }

    /// Converts the state of an older [`Resource::VERSION`] to the current version; `None` if it is read as it is, where
    /// attributes it does not have are null. Pure: no client, no clock.
    ///
    /// A struct declares what the older version stored: with serde alone, and with `Option` fields for what may be null.
    ///
    /// ```
    /// # use tfplugin::framework::diagnostics::Diagnostics;
    /// # use tfplugin::framework::resource::OldState;
    /// #[derive(serde::Deserialize)]
    /// struct Version0 {
    ///     caption: Option<String>,
    /// }
    ///
    /// struct Model {
    ///     title: Option<String>,
    /// }
    ///
    /// fn upgrade(old: &OldState) -> Result<Option<Model>, Diagnostics> {
    ///     let Version0 { caption } = old.read()?;
    ///     Ok(Some(Model { title: caption }))
    /// }
    /// ```
    fn upgrade(&self, _old: &OldState) -> Result<Option<Self::Model>, Diagnostics> {
        Ok(None)
    }

    /// Notes that the state has an object with this id, before anything is planned for it. Without it, a run without refresh
    /// could not tell a tainted object from a new one. It must not block.
    fn found_in_state(&self, _client: &Self::Client, _id: &str) {}

    /// Converts the state of another resource type to this type (a *moved block* between types); `None` if that type
    /// cannot be converted. Pure: no client, no clock.
    fn move_from(&self, _source: &MoveSource) -> Result<Option<Self::Model>, Diagnostics> {
        Ok(None)
    }
}

/// The state that an import by one attribute starts with: the id as the value of this attribute, a string or a number.
///
/// # Errors
/// The id is not a value of this attribute.
pub fn pass_through<M: Model>(attribute: &'static str, id: &str) -> Result<M, Diagnostics> {
    if M::declaration().get("properties").is_none_or(|attributes| attributes.get(attribute).is_none()) {
        let problem = format!("`import` passes the id to the attribute {attribute:?}, which the struct does not have");
        return Err(provider_bug(&problem).into());
    }
    let with = |value| M::from_partial(&Value::Object([(attribute, value)].into()));
    let imported = with(id.into()).or_else(|error| match id.parse() {
        Ok(number) => with(Value::Number(number)),
        Err(_) => Err(error),
    });
    imported.map_err(|error| {
        let detail = format!("It is not a value of {attribute:?}: {error}.");
        Diagnostic::error(format!("{id:?} cannot be imported"), detail).into()
    })
}

/// A configuration to validate.
#[derive(Debug)]
#[non_exhaustive]
pub struct Validation<M> {
    /// What the user wrote.
    pub config: M,
    /// The configuration with the defaults of the schema; other computed values are unknown.
    pub completed: M,
}

impl<M> Validation<M> {
    /// A configuration to validate, for a test of a handler or a handler that calls another.
    pub fn new(config: M, completed: M) -> Self {
        Self { config, completed }
    }
}

/// A plan to complete.
#[derive(Debug)]
#[non_exhaustive]
pub struct Plan<'a, M> {
    /// The object as it is; `None` if it is created.
    pub prior: Option<&'a M>,
    /// What the user wrote: attributes that are not set are null, write-only attributes have their values. A plain field
    /// has the default, and a set has the elements that are planned.
    pub config: &'a M,
    /// The object as planned. Configured values must not be changed; computed values may be set.
    pub planned: M,
    /// Attributes that force a replacement, besides those the schema marks.
    pub replace: Vec<Path>,
}

impl<'a, M> Plan<'a, M> {
    /// A plan to complete, for a test of a handler or a handler that calls another: without a prior object, that of a
    /// creation.
    pub fn new(prior: Option<&'a M>, config: &'a M, planned: M) -> Self {
        Self { prior, config, planned, replace: Vec::new() }
    }
}

/// A creation to carry out. All values are known, except write-only and computed ones.
#[derive(Debug)]
#[non_exhaustive]
pub struct Create<M> {
    /// The object as planned.
    pub planned: M,
    /// What the user wrote, write-only values included. A plain field has the default, and a
    /// set has the elements that are planned.
    pub config: M,
}

impl<M> Create<M> {
    /// A creation, for a test of a handler or a handler that calls another.
    pub fn new(planned: M, config: M) -> Self {
        Self { planned, config }
    }
}

/// An update to carry out.
#[derive(Debug)]
#[non_exhaustive]
pub struct Update<M> {
    /// The object as it was.
    pub prior: M,
    /// The object as planned.
    pub planned: M,
    /// What the user wrote, write-only values included. A plain field has the default, and a
    /// set has the elements that are planned.
    pub config: M,
}

impl<M> Update<M> {
    /// An update, for a test of a handler or a handler that calls another.
    pub fn new(prior: M, planned: M, config: M) -> Self {
        Self { prior, planned, config }
    }
}

/// A configuration to refine.
#[derive(Debug)]
#[non_exhaustive]
pub struct GenerateConfig<M> {
    /// The object as it is.
    pub state: M,
    /// What a person would write for it. A plain field has the default.
    pub config: M,
}

impl<M> GenerateConfig<M> {
    /// A configuration to refine, for a test of a handler or a handler that calls another.
    pub fn new(state: M, config: M) -> Self {
        Self { state, config }
    }
}

/// The state of an older version of the resource, to convert.
#[derive(Clone)]
#[non_exhaustive]
pub struct OldState {
    pub(crate) type_name: &'static str,
    /// The [`Resource::VERSION`] that wrote it.
    pub version: i64,
    /// The state as it is stored.
    pub json: Json,
}

/// Without the state, which may have secrets.
impl fmt::Debug for OldState {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { type_name, version, json: _ } = self;
        out.debug_struct("OldState").field("type_name", type_name).field("version", version).finish_non_exhaustive()
    }
}

impl OldState {
    /// A state that a version of the resource wrote, for a test of a handler or a handler that calls another.
    pub fn of<R: Resource>(version: i64, json: Json) -> Self {
        Self { type_name: R::TYPE_NAME, version, json }
    }

    /// The state as a struct of its version. Attributes that the struct does not have are left out.
    ///
    /// # Errors
    /// The state has a value that the struct cannot hold.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Diagnostics> {
        read(self.type_name, &self.json, self.version)
    }
}

fn read<T: DeserializeOwned>(type_name: &str, state: &Json, version: i64) -> Result<T, Diagnostics> {
    let read = Value::from_untyped_json(state).to_struct();
    read.map_err(|error| unreadable_of_version(version, type_name, state, &error).into())
}

/// The state of a resource of another type, to convert.
#[derive(Clone)]
#[non_exhaustive]
pub struct MoveSource {
    /// Address of the provider it belongs to, such as `registry.terraform.io/hashicorp/null`.
    pub provider_address: String,
    /// Its resource type.
    pub type_name: String,
    /// Version of its state's shape.
    pub schema_version: i64,
    /// Its state.
    pub state: Json,
    /// Version of its identity's shape.
    pub identity_version: i64,
    /// Its identity; null if it has none.
    pub identity: Json,
}

/// Without the values, which may be secrets.
impl fmt::Debug for MoveSource {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { provider_address, type_name, schema_version, identity_version, .. } = self;
        out.debug_struct("MoveSource")
            .field("provider_address", provider_address)
            .field("type_name", type_name)
            .field("schema_version", schema_version)
            .field("identity_version", identity_version)
            .finish_non_exhaustive()
    }
}

impl MoveSource {
    /// A state of another type, for a test of a handler or a handler that calls another. Its versions are 0, and it has no
    /// identity; the fields can be set.
    pub fn new(provider_address: &str, type_name: &str, state: Json) -> Self {
        Self {
            provider_address: provider_address.to_owned(),
            type_name: type_name.to_owned(),
            schema_version: 0,
            state,
            identity_version: 0,
            identity: Json::Null,
        }
    }

    /// The state as a struct of the other type. Attributes that the struct does not have are left out.
    ///
    /// # Errors
    /// The state has a value that the struct cannot hold.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Diagnostics> {
        read(&self.type_name, &self.state, self.schema_version)
    }
}

/// A creation or update that failed, and the object as far as it exists.
#[derive(Debug)]
#[non_exhaustive]
pub struct Failure<M> {
    /// What went wrong.
    pub diagnostics: Diagnostics,
    /// The object as it is after the failure; `None` if nothing was created or changed.
    pub state: Option<M>,
}

impl<M> Failure<M> {
    /// The failure of an operation that had an effect: the object as it is now. What is unknown of it is stored as null.
    #[must_use]
    pub fn with_state(self, state: M) -> Self {
        Self { state: Some(state), ..self }
    }
}

impl<M> From<Diagnostics> for Failure<M> {
    fn from(diagnostics: Diagnostics) -> Self {
        Self { diagnostics, state: None }
    }
}

impl<M> From<Diagnostic> for Failure<M> {
    fn from(diagnostic: Diagnostic) -> Self {
        Diagnostics::from(diagnostic).into()
    }
}
