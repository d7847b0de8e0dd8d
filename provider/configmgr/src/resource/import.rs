//! Import of an object that exists, by its id or its identity.

use hierarchy::{ObjectId, Subject};
use tfplugin::framework::context::Context;
use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};
use tfplugin::framework::identity::{IdentifiedResource, Identity};
use tfplugin::framework::value::Value;

use super::identity::ObjectIdentity;
use super::lifecycle::HierarchyResource;
use super::model::ResourceModel;
use super::values::Values;
use crate::client::{Client, PrivateState, new_mark, store_error};

impl<M: ResourceModel> IdentifiedResource for HierarchyResource<M> {
    type Identity = M::Identity;

    fn identity(&self, object: &Values<M>) -> Option<M::Identity> {
        M::Identity::of_id(object.id().known()?)
    }

    fn import_by_identity(
        &self,
        context: &mut Context<'_, Client>,
        identity: M::Identity,
    ) -> Result<Values<M>, Diagnostics> {
        let id = identity.id();
        let state = M::from_import_id(&id).ok_or_else(|| malformed_identity::<M>(&identity))?;
        Self::import_named_by("identity", context, &id, state)
    }
}

impl<M: ResourceModel> HierarchyResource<M> {
    pub(super) fn import_by_id(context: &mut Context<'_, Client>, id: &str) -> Result<Values<M>, Diagnostics> {
        let state = M::from_import_id(id).ok_or_else(|| malformed_id::<M>(id))?;
        Self::import_named_by("id", context, id, state)
    }

    /// `name` is what the user named the object by.
    fn import_named_by(
        name: &str,
        context: &mut Context<'_, Client>,
        id: &str,
        state: Values<M>,
    ) -> Result<Values<M>, Diagnostics> {
        context.client.require_known_place()?;
        let (client, object) = (context.client, ObjectId::new(M::Object::KIND, id));
        let hierarchy = client.existing_hierarchy()?;
        let imported = match &hierarchy {
            Some(hierarchy) => Self::read_from(hierarchy, context, &object, state)?,
            None => None,
        };
        match (imported, hierarchy) {
            (Some(state), Some(hierarchy)) => {
                let mark = new_mark()?;
                let owned = hierarchy.import(&object, mark, client.run(), client.author());
                owned.map_err(|error| store_error(&error))?;
                PrivateState::load(&context.private).with_mark(mark).store(&mut context.private);
                Ok(state)
            }
            _ => Err(Diagnostic::error(
                format!("{} \"{id}\" does not exist, so it cannot be imported", M::TYPE_NAME),
                format!(
                    "Check the {name} and the provider's path. To list the objects of the hierarchy, run:\n\n  supctl tree"
                ),
            )
            .into()),
        }
    }
}

fn malformed_id<M: ResourceModel>(id: &str) -> Diagnostic {
    let (form, example) = M::ID_FORMAT;
    Diagnostic::error(
        format!("\"{id}\" is not an id of {}", M::TYPE_NAME),
        format!("The id is {form}. For example:\n\n  terraform import {}.example '{example}'", M::TYPE_NAME),
    )
}

fn malformed_identity<M: ResourceModel>(identity: &M::Identity) -> Diagnostic {
    let (_, example) = M::ID_FORMAT;
    let example = M::Identity::of_id(example).map(|example| attributes(&example).join("\n    ")).unwrap_or_default();
    Diagnostic::error(
        format!("{{ {} }} is not an identity of {}", attributes(identity).join(", "), M::TYPE_NAME),
        format!("Write an identity such as:\n\n  identity = {{\n    {example}\n  }}"),
    )
}

/// Each attribute as it is written in HCL.
fn attributes(identity: &impl Identity) -> Vec<String> {
    let Ok(Value::Object(attributes)) = Value::from_struct(identity) else { return Vec::new() };
    let line = |(name, value): (&str, &Value)| format!("{name} = {:?}", value.as_str().unwrap_or_default());
    attributes.iter().map(line).collect()
}
