//! Identities: what tells the objects of a resource apart, in a form that Terraform 1.12 stores beside their states and imports
//! them by.

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use crate::framework::context::Context;
use crate::framework::diagnostics::{Diagnostic, Diagnostics};
use crate::framework::model::Model;
use crate::framework::resource::Resource;
use crate::framework::typed::provider_bug;
use crate::framework::value::Value;

/// The identity of an object: a struct that derives [`Identity`](macro@crate::Identity), with a field for each attribute.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an identity",
    note = "write `#[derive(Identity)]` on the struct, the macro of the prelude"
)]
pub trait Identity: Serialize + DeserializeOwned + JsonSchema + Send + Sync + 'static {}

/// A resource whose objects have an identity: offered with
/// [`Registry::identified_resource`](crate::framework::provider::Registry::identified_resource).
///
/// The identity belongs to an object as long as it exists. Terraform 1.12 and later and OpenTofu 1.12 and later store it; an
/// older client does not see it.
pub trait IdentifiedResource: Resource {
    /// The attributes of the identity.
    type Identity: Identity;
    /// Version of the identity's shape.
    ///
    /// Begin with 0 and keep it: a state from before the resource had an identity is one of version 0, which OpenTofu refuses
    /// to upgrade.
    const IDENTITY_VERSION: i64 = 0;
    /// Whether the identity of an object may change while it exists, in a read or an update. Otherwise the framework refuses it.
    const IDENTITY_CHANGES: bool = false;

    /// The identity of an object; `None` while it is planned and its identity is not known yet, and after an import that left
    /// the rest to [`Resource::read`]. It must depend on the object alone.
    fn identity(&self, object: &Self::Model) -> Option<Self::Identity>;

    /// Returns the part of the state that [`Resource::read`] needs, from the identity in an `import` block. As it is here, the
    /// attributes of the identity are attributes of the resource with the same names.
    fn import_by_identity(
        &self,
        _context: &mut Context<'_, Self::Client>,
        identity: Self::Identity,
    ) -> Result<Self::Model, Diagnostics> {
        by_name(&identity)
    }

    /// Converts the identity of an older [`IdentifiedResource::IDENTITY_VERSION`] to the current version; `None` if the next
    /// read finds it. Pure: no client, no clock. As it is here, the older version has the attributes of the current one.
    fn upgrade_identity(&self, old: &OldIdentity) -> Result<Option<Self::Identity>, Diagnostics> {
        old.read().map(Some)
    }
}

/// The state that has the attributes of an identity, and nothing else.
fn by_name<I: Identity, M: Model>(identity: &I) -> Result<M, Diagnostics> {
    let values = Value::from_struct(identity)?;
    let declaration = M::declaration();
    let declared = declaration.get("properties");
    let has = |name: &str| declared.is_some_and(|attributes| attributes.get(name).is_some());
    if let Value::Object(attributes) = &values
        && let Some(name) = attributes.names().find(|name| !has(name))
    {
        let problem = format!("`import_by_identity` needs the attribute {name:?}, which the struct does not have");
        return Err(provider_bug(&problem).into());
    }
    Ok(M::from_partial(&values)?)
}

/// The identity of an older version of the resource, to convert.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct OldIdentity {
    pub(crate) type_name: &'static str,
    /// The [`IdentifiedResource::IDENTITY_VERSION`] that wrote it.
    pub version: i64,
    /// The identity as it is stored.
    pub json: Json,
}

impl OldIdentity {
    /// An identity that a version of the resource wrote, for a test of a handler or a handler that calls another.
    pub fn of<R: IdentifiedResource>(version: i64, json: Json) -> Self {
        Self { type_name: R::TYPE_NAME, version, json }
    }

    /// The identity as a struct of its version. Attributes that the struct does not have are left out.
    ///
    /// # Errors
    /// The identity has a value that the struct cannot hold.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Diagnostics> {
        Value::from_untyped_json(&self.json).to_struct().map_err(|error| {
            let Self { type_name, version, .. } = self;
            Diagnostic::error(
                format!("The identity of a {type_name} in the state cannot be read"),
                format!(
                    "It is not an identity of version {version} as the provider knows it: {error}. The configuration is not \
                     the cause: the provider reads that version wrongly, or somebody edited the state."
                ),
            )
            .into()
        })
    }
}
