//! What identifies an object, in the form by which Terraform 1.12 and later imports it.

use tfplugin::framework::identity::Identity;

/// An identity that says the same as an id.
pub trait ObjectIdentity: Identity {
    /// The identity of the object with this id; `None` for an id that does not have its format.
    fn of_id(id: &str) -> Option<Self>;

    /// The id of the object.
    fn id(&self) -> String;
}
