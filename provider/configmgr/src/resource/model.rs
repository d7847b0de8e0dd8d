//! Schema structs that stand for objects of the hierarchy.

use std::collections::BTreeSet;

use hierarchy::{Object, Subject};
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tfplugin::framework::diagnostics::Diagnostics;
use tfplugin::framework::path::Path;
use tfplugin::framework::timeouts::Timeouts;
use tfplugin::framework::value::{Attr, Value};

use crate::client::Client;

/// A schema struct that stands for an object of the hierarchy. Fields of the same name are the same attribute.
pub trait ResourceModel:
    Clone + Default + PartialEq + Serialize + DeserializeOwned + JsonSchema + Send + Sync + 'static
{
    /// The resource type.
    const TYPE_NAME: &'static str;
    /// What an id looks like, in words, and an example.
    const ID_FORMAT: (&'static str, &'static str);
    /// The object of the hierarchy it stands for.
    type Object: Subject + Serialize + DeserializeOwned;

    /// The id the object has or will have.
    fn id(&self) -> Attr<String>;

    /// Sets the id and the other attributes that only follow from others.
    fn derive_attributes(&mut self);

    /// Sets the defaults that follow from other attributes, where `config` leaves them unset. Called while planning.
    fn apply_defaults(&mut self, _config: &Self) {}

    /// Keeps the prior spelling of values that mean the same as the planned ones. Called while planning.
    fn keep_spelling(&mut self, _prior: &Self) {}

    /// The state to start an import from; `None` for an id that does not have this format.
    fn from_import_id(id: &str) -> Option<Self>;

    /// Sets the defaults that depend on the tier of the site, where `config` leaves them unset. Called while planning.
    fn apply_tier_defaults(&mut self, _config: &Self, _client: &Client) -> Result<(), Diagnostics> {
        Ok(())
    }

    /// The attributes whose planned change replaces the object, beyond those whose every change does.
    fn requires_replace(&self, _planned: &Self) -> Vec<Path> {
        Vec::new()
    }

    /// How long operations may take.
    fn timeouts(&self) -> &Attr<Timeouts>;

    /// Attributes whose name in the resource differs from their name in the object: both names.
    const RENAMED: &'static [(&'static str, &'static str)] = &[];
}

/// The resource's name of an attribute of the object.
pub(crate) fn attribute_name<M: ResourceModel>(object_name: &str) -> &str {
    let renamed = M::RENAMED.iter().find(|(_, name)| *name == object_name);
    renamed.map_or(object_name, |(name, _)| name)
}

/// The attributes under the object's names.
fn attributes<M: ResourceModel>(model: &M) -> Result<Value, Diagnostics> {
    let mut attributes = Value::from_struct(model)?;
    if let Value::Object(fields) = &mut attributes {
        for (name, object_name) in M::RENAMED {
            if let Some(value) = fields.remove(name) {
                fields.insert((*object_name).to_owned(), value);
            }
        }
    }
    Ok(attributes)
}

/// The object a fully known plan describes.
pub(crate) fn object<M: ResourceModel>(planned: &M) -> Result<Object, Diagnostics> {
    let object: M::Object = attributes(planned)?.to_struct()?;
    Ok(object.into())
}

/// The object of a model with unknown attributes, and the paths of these.
pub(crate) fn object_with_placeholders<M: ResourceModel>(model: &M) -> Result<(Object, BTreeSet<String>), Diagnostics> {
    let attributes = attributes(model)?;
    let unknown = attributes.unknown_paths().iter().map(Path::to_string).collect();
    let object: M::Object = attributes.to_struct_with_placeholders()?;
    Ok((object.into(), unknown))
}

/// The state with the object's attributes; attributes that only the state has stay.
pub(crate) fn refreshed<M: ResourceModel>(state: M, object: &Object) -> Result<M, Diagnostics> {
    let mut known = Value::from_struct(&state)?;
    if let (Value::Object(fields), Value::Object(stored)) = (&mut known, Value::from_struct(object)?) {
        for (object_name, value) in stored {
            if let Some(field) = fields.get_mut(attribute_name::<M>(&object_name)) {
                *field = value;
            }
        }
    }
    let mut refreshed: M = known.to_struct()?;
    refreshed.derive_attributes();
    Ok(refreshed)
}
