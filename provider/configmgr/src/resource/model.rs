//! Resources that stand for objects of the hierarchy. The attributes of an object are declared once, with the object; a
//! resource adds what Terraform needs to know of them, and the attributes that only it has.

use std::borrow::Cow;
use std::collections::BTreeSet;

use hierarchy::{Object, Subject};
use schemars::{JsonSchema, Schema};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tfplugin::framework::diagnostics::Diagnostics;
use tfplugin::framework::model::Model;
use tfplugin::framework::path::Path;
use tfplugin::framework::timeouts::Timeouts;
use tfplugin::framework::value::{Attr, Type, Value, ValueError};

use super::declaration::declaration;
use super::identity::ObjectIdentity;
use super::list_filter::ListFilter;
use super::values::Values;
use crate::client::Client;

/// A resource that stands for an object of the hierarchy. The struct declares the attributes that only the resource has.
pub trait ResourceModel: Model + Send + Sync + Sized + 'static {
    /// The resource type.
    const TYPE_NAME: &'static str;
    /// What an id looks like, in words, and an example.
    const ID_FORMAT: (&'static str, &'static str);
    /// What identifies an object.
    type Identity: ObjectIdentity;
    /// The filters of a list of these objects.
    type Filter: ListFilter;
    /// The object it stands for, which declares all other attributes.
    type Object: Subject + Serialize + DeserializeOwned + JsonSchema;
    /// How Terraform treats attributes of the object: paths, and the words of `x-terraform`. Who sets an attribute follows from
    /// its declaration, unless a word says it: without a default it is required, or optional where an object may lack it.
    const TREATMENT: &'static [(&'static str, &'static str)];

    /// Attributes whose values only the configuration has. They are not read.
    const WRITE_ONLY: &'static [&'static str] = &[];

    /// The id the object has or will have.
    fn id(values: &Values<Self>) -> Attr<String>;

    /// What administrators recognize the object by, in a list.
    fn display_name(values: &Values<Self>) -> String;

    /// Whether filters let an object through that their lookup has found.
    fn is_listed(_values: &Values<Self>, _filter: &Self::Filter) -> bool {
        true
    }

    /// Sets the id and the other attributes that only follow from others.
    fn derive_attributes(values: &mut Values<Self>);

    /// Sets the defaults that follow from other attributes, where `config` leaves them unset. Called while planning.
    fn apply_defaults(_planned: &mut Values<Self>, _config: &Values<Self>) {}

    /// Keeps the prior spelling of values that mean the same as the planned ones. Called while planning.
    fn keep_spelling(_planned: &mut Values<Self>, _prior: &Values<Self>) {}

    /// The state to start an import from; `None` for an id that does not have this format.
    fn from_import_id(id: &str) -> Option<Values<Self>>;

    /// Sets the defaults that depend on the tier of the site, where `config` leaves them unset. Called while planning.
    fn apply_tier_defaults(
        _planned: &mut Values<Self>,
        _config: &Values<Self>,
        _client: &Client,
    ) -> Result<(), Diagnostics> {
        Ok(())
    }

    /// The attributes whose planned change replaces the object, beyond those whose every change does.
    fn requires_replace(_prior: &Values<Self>, _planned: &Values<Self>) -> Vec<Path> {
        Vec::new()
    }
}

impl<M: ResourceModel> Values<M> {
    /// The id the object has or will have.
    pub(crate) fn id(&self) -> Attr<String> {
        M::id(self)
    }

    /// The values under the names that the object has for its attributes.
    fn of_object(&self) -> Cow<'_, Value> {
        self.renamed(M::Object::KIND.renamed())
    }
}

impl<M: ResourceModel> Model for Values<M> {
    fn declaration() -> Schema {
        declaration::<M>(M::Object::KIND, M::TREATMENT)
    }

    fn from_value(object: &Value) -> Result<Self, ValueError> {
        Ok(Self::read(object, M::WRITE_ONLY))
    }

    fn to_value(&self, kind: &Type) -> Result<Value, ValueError> {
        self.to_object(kind)
    }

    fn check(state: &Value) -> Result<(), ValueError> {
        Self::from_value(state)?.of_object().to_struct_with_placeholders::<M::Object>().map(drop)
    }
}

/// How long operations may take.
pub(crate) fn timeouts<M: ResourceModel>(values: &Values<M>) -> Result<Attr<Timeouts>, Diagnostics> {
    Ok(values.get("timeouts").to_struct()?)
}

/// The object a fully known plan describes.
pub(crate) fn object<M: ResourceModel>(planned: &Values<M>) -> Result<Object, Diagnostics> {
    let object: M::Object = planned.of_object().to_struct()?;
    Ok(object.into())
}

/// The object of a model with unknown attributes, and the paths of these.
pub(crate) fn object_with_placeholders<M: ResourceModel>(
    values: &Values<M>,
) -> Result<(Object, BTreeSet<String>), Diagnostics> {
    let attributes = values.of_object();
    let unknown = attributes.unknown_paths().iter().map(Path::to_string).collect();
    let object: M::Object = attributes.to_struct_with_placeholders()?;
    Ok((object.into(), unknown))
}

/// The state with the object's attributes; attributes that only the state has stay.
pub(crate) fn refreshed<M: ResourceModel>(mut state: Values<M>, object: &Object) -> Result<Values<M>, Diagnostics> {
    if let Value::Object(stored) = Value::from_struct(object)? {
        for (name, value) in stored {
            state.set(M::Object::KIND.name_in_configuration(&name), value);
        }
    }
    M::derive_attributes(&mut state);
    Ok(state)
}
