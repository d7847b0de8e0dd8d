//! The life of an object that is stored as it is configured, with every computed value made up.

use std::borrow::Cow;
use std::marker::PhantomData;

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tfplugin::framework::context::Context;
use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};
use tfplugin::framework::resource::{Create, Failure, Resource, Update, Validation};
use tfplugin::framework::schema::Schema;
use tfplugin::framework::value::{Attr, Type, Value};

use crate::remote::{Remote, World};

/// Private data that is neither text nor JSON.
const PRIVATE: &[u8] = &[0, 0xff, b'{', 0xc3, 0];

/// A schema struct of such an object.
pub(crate) trait Stored:
    Clone + Default + Serialize + DeserializeOwned + JsonSchema + Send + Sync + 'static
{
    const TYPE_NAME: &'static str;

    fn id(&mut self) -> &mut Attr<String>;

    /// The value that is given to the remote side but never kept in a state.
    fn write_only(&self) -> Option<&String> {
        None
    }

    fn validate(_config: &Self) -> Diagnostics {
        Diagnostics::new()
    }
}

pub(crate) struct StoredResource<M>(PhantomData<M>);

impl<M: Stored> StoredResource<M> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<M: Stored> Resource for StoredResource<M> {
    type Client = Remote;
    type Model = M;
    const TYPE_NAME: &'static str = M::TYPE_NAME;

    fn validate(&self, validation: Validation<M>) -> Diagnostics {
        M::validate(&validation.config)
    }

    fn create(&self, context: &mut Context<'_, Remote>, create: Create<M>) -> Result<M, Failure<M>> {
        // Handed on by every read and update, or the update fails.
        context.private.set_bytes(PRIVATE);
        Ok(context.client.change(|world| put(world, create.planned, &create.config))?)
    }

    fn read(&self, context: &mut Context<'_, Remote>, mut state: M) -> Result<Option<M>, Diagnostics> {
        let Attr::Known(id) = state.id().clone() else { return Ok(None) };
        let stored = context.client.look()?.objects.remove(&key::<M>(&id));
        if context.private.bytes().is_empty() {
            context.private.set_bytes(PRIVATE);
        }
        stored.map(|stored| serde_json::from_value(stored).map_err(|error| bug(&error))).transpose()
    }

    fn update(&self, context: &mut Context<'_, Remote>, update: Update<M>) -> Result<M, Failure<M>> {
        if context.private.bytes() != PRIVATE {
            return Err(Diagnostic::error("The private data is lost", "An update was planned without it.").into());
        }
        Ok(context.client.change(|world| put(world, update.planned, &update.config))?)
    }

    fn delete(&self, context: &mut Context<'_, Remote>, mut prior: M) -> Result<(), Diagnostics> {
        let Attr::Known(id) = prior.id().clone() else { return Ok(()) };
        context.client.change(|world| {
            world.objects.remove(&key::<M>(&id));
            world.secrets.remove(&key::<M>(&id));
            Ok(())
        })
    }

    fn import(&self, _: &mut Context<'_, Remote>, id: &str) -> Result<M, Diagnostics> {
        let number = id.strip_prefix("id-").filter(|number| number.parse::<u64>().is_ok());
        if number.is_none() {
            return Err(Diagnostic::error(
                format!("{id:?} is not an id of {}", M::TYPE_NAME),
                "The id is id- and a number, for example: id-7.",
            )
            .into());
        }
        let mut model = M::default();
        *model.id() = Attr::Known(id.to_owned());
        Ok(model)
    }
}

/// The objects of a type.
pub(crate) fn all<M: Stored>(remote: &Remote) -> Result<Vec<M>, Diagnostics> {
    let start = key::<M>("");
    let of_type = remote.look()?.objects.into_iter().filter(|(key, _)| key.starts_with(&start));
    of_type.map(|(_, stored)| serde_json::from_value(stored).map_err(|error| bug(&error))).collect()
}

/// The first object of a type that fits.
pub(crate) fn find<M: Stored>(remote: &Remote, fits: impl FnMut(&M) -> bool) -> Result<Option<M>, Diagnostics> {
    Ok(all(remote)?.into_iter().find(fits))
}

fn key<M: Stored>(id: &str) -> String {
    format!("{}/{id}", M::TYPE_NAME)
}

fn bug(error: &dyn std::error::Error) -> Diagnostics {
    Diagnostic::error("A stored object cannot be read", error.to_string()).into()
}

/// Stores an object; what is not known of it is made up.
pub(crate) fn put<M: Stored>(world: &mut World, planned: M, config: &M) -> Result<M, Diagnostics> {
    let schema = Schema::of::<M>(0).map_err(|error| bug(&error))?;
    let value = Value::from_struct(&planned)?.conform(schema.object_type())?;
    let mut model: M = made_up("", value, schema.object_type(), &mut world.numbers).to_struct()?;
    if let Attr::Known(id) = model.id().clone() {
        world.objects.insert(key::<M>(&id), serde_json::to_value(&model).map_err(|error| bug(&error))?);
        if let Some(secret) = config.write_only() {
            world.secrets.insert(key::<M>(&id), secret.clone());
        }
    }
    Ok(model)
}

/// The same value with something in the place of what is unknown: `name-7`, 7, false, nothing. No number comes twice.
fn made_up(name: &str, value: Value, kind: &Type, number: &mut u64) -> Value {
    *number += 1;
    match (value, kind) {
        (Value::Unknown(_), Type::String) => format!("{name}-{number}").as_str().into(),
        (Value::Unknown(_), Type::Number) => Value::Number((*number).into()),
        (Value::Unknown(_), Type::Bool) => false.into(),
        (Value::Unknown(_), Type::List(_)) => Value::List(Vec::new()),
        (Value::Unknown(_), Type::Set(_)) => Value::Set([].into()),
        (Value::Unknown(_), Type::Map(_)) => Value::Map([].into()),
        (Value::Unknown(_), Type::Object(kinds)) => {
            let field = |(name, kind): (&str, &Type)| (name.to_owned(), made_up(name, Value::UNKNOWN, kind, number));
            Value::Object(kinds.iter().map(field).collect())
        }
        (Value::List(items), Type::List(element)) => {
            Value::List(items.into_iter().map(|item| made_up(name, item, element, number)).collect())
        }
        (Value::Set(items), Type::Set(element)) => {
            Value::Set(items.into_iter().map(|item| made_up(name, item, element, number)).collect())
        }
        (Value::Map(items), Type::Map(element)) => {
            Value::Map(items.into_iter().map(|(key, item)| (key, made_up(name, item, element, number))).collect())
        }
        (Value::Object(fields), Type::Object(kinds)) => {
            let field = |(name, field): (Cow<'static, str>, Value)| {
                let field = match kinds.get(&name) {
                    Some(kind) => made_up(&name, field, kind, number),
                    None => field,
                };
                (name, field)
            };
            Value::Object(fields.into_iter().map(field).collect())
        }
        (known, _) => known,
    }
}
