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
pub(crate) trait Managed:
    Clone + Default + PartialEq + Serialize + DeserializeOwned + JsonSchema + Send + Sync + 'static
{
    /// The resource type.
    const TYPE_NAME: &'static str;
    /// What an id looks like, in words, and an example.
    const ID_FORM: (&'static str, &'static str);
    /// The object of the hierarchy it stands for.
    type Object: Subject + Serialize + DeserializeOwned;

    /// The id the object has or will have.
    fn id(&self) -> Attr<String>;

    /// Sets the id and what else only follows from other attributes.
    fn identify(&mut self);

    /// Sets the defaults that follow from other attributes, where `config` leaves theirs unset. Called while planning.
    fn complete(&mut self, _config: &Self) {}

    /// The beginnings of a state from an import id; `None` where it does not have the form of one.
    fn from_id(id: &str) -> Option<Self>;

    /// Sets what depends on where the object stands in its hierarchy. Called while planning.
    fn place(&mut self, _config: &Self, _client: &Client) -> Result<(), Diagnostics> {
        Ok(())
    }

    /// The attributes whose change to what is planned replaces the object, beyond those whose every change does.
    fn replaced_by(&self, _planned: &Self) -> Vec<Path> {
        Vec::new()
    }

    /// How long operations may take.
    fn timeouts(&self) -> &Attr<Timeouts>;

    /// Attributes whose name differs between resource and object.
    const RENAMED: &'static [(&'static str, &'static str)] = &[];
}

/// The resource's name of an attribute of the object.
pub(crate) fn our_name<M: Managed>(theirs: &str) -> &str {
    let renamed = M::RENAMED.iter().find(|(_, name)| *name == theirs);
    renamed.map_or(theirs, |(ours, _)| ours)
}

/// The attributes under the object's names.
fn attributes<M: Managed>(model: &M) -> Result<Value, Diagnostics> {
    let mut attributes = Value::from_struct(model)?;
    if let Value::Object(fields) = &mut attributes {
        for (ours, theirs) in M::RENAMED {
            if let Some(value) = fields.remove(*ours) {
                fields.insert((*theirs).to_owned(), value);
            }
        }
    }
    Ok(attributes)
}

/// The object a fully known plan describes.
pub(crate) fn object<M: Managed>(planned: &M) -> Result<Object, Diagnostics> {
    let object: M::Object = attributes(planned)?.to_struct()?;
    Ok(object.into())
}

/// The object of which some attributes are not known, and which.
pub(crate) fn object_with_placeholders<M: Managed>(model: &M) -> Result<(Object, BTreeSet<String>), Diagnostics> {
    let attributes = attributes(model)?;
    let unknown = attributes.unknown_paths().iter().map(Path::to_string).collect();
    let object: M::Object = attributes.to_struct_with_placeholders()?;
    Ok((object.into(), unknown))
}

/// The state with the object's attributes; what the object does not have stays as it was.
pub(crate) fn absorb<M: Managed>(state: M, object: &Object) -> Result<M, Diagnostics> {
    let mut known = Value::from_struct(&state)?;
    if let (Value::Object(fields), Value::Object(stored)) = (&mut known, Value::from_struct(object)?) {
        for (theirs, value) in stored {
            if let Some(field) = fields.get_mut(our_name::<M>(&theirs)) {
                *field = value;
            }
        }
    }
    let mut absorbed: M = known.to_struct()?;
    absorbed.identify();
    Ok(absorbed)
}
