//! `corner_identified` and `corner_renamable`: objects that have an identity beside their id.

use serde::Deserialize;
use tfplugin::framework::context::Context;
use tfplugin::framework::diagnostics::{Diagnostic, Diagnostics};
use tfplugin::framework::identity::{IdentifiedResource, OldIdentity};
use tfplugin::framework::list::{List, ListedResource};
use tfplugin::framework::value::Attr;
use tfplugin::{Identity, Schema};

use crate::remote::Remote;
use crate::stored::{Stored, StoredResource, all, find};

/// An object that its name and its realm identify.
#[derive(Clone, Debug, Default, Schema)]
pub(crate) struct Identified {
    /// The id.
    #[tf(computed, stable)]
    id: Attr<String>,
    /// Its name.
    #[tf(required, replace, ignore_case)]
    name: Attr<String>,
    /// Its realm. Without one, the remote side assigns one.
    #[tf(optional, computed, stable, replace)]
    realm: Attr<String>,
    /// Where it listens.
    #[tf(optional)]
    ports: Attr<Vec<u16>>,
    /// A bug of the provider.
    #[tf(optional)]
    bug: Attr<Bug>,
}

/// What the provider does wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Schema)]
pub(crate) enum Bug {
    /// An object that exists has no identity.
    NoIdentity,
    /// An object that exists has another identity than it was planned with.
    OtherIdentity,
}

/// What identifies it.
#[derive(Identity)]
pub(crate) struct NameInRealm {
    /// Its name.
    #[tf(required_for_import, ignore_case)]
    name: String,
    /// Its realm. Without one, its name is looked for in every realm.
    #[tf(optional_for_import)]
    realm: Option<String>,
    /// Where it listens, as it was created.
    #[tf(optional_for_import)]
    ports: Option<Vec<u16>>,
}

impl Stored for Identified {
    const TYPE_NAME: &'static str = "corner_identified";

    fn id(&mut self) -> &mut Attr<String> {
        &mut self.id
    }
}

impl IdentifiedResource for StoredResource<Identified> {
    type Identity = NameInRealm;

    fn identity(&self, object: &Identified) -> Option<NameInRealm> {
        let bug = object.bug.known().filter(|_| object.id.known().is_some());
        let name = match bug {
            Some(Bug::NoIdentity) => return None,
            Some(Bug::OtherIdentity) => "another".to_owned(),
            None => object.name.known()?.clone(),
        };
        Some(NameInRealm { name, realm: Some(object.realm.known()?.clone()), ports: None })
    }

    fn import_by_identity(
        &self,
        context: &mut Context<'_, Remote>,
        identity: NameInRealm,
    ) -> Result<Identified, Diagnostics> {
        let NameInRealm { name, realm, .. } = identity;
        let found = find(context.client, |object: &Identified| {
            object.name.known().is_some_and(|other| other.eq_ignore_ascii_case(&name))
                && (realm.is_none() || object.realm.known() == realm.as_ref())
        })?;
        found.ok_or_else(|| {
            Diagnostic::error(format!("No object has the name {name:?}"), "Check the identity to import.").into()
        })
    }
}

/// The objects of every realm.
#[derive(Schema)]
pub(crate) struct Filter {
    /// Only those of this realm.
    #[tf(optional)]
    realm: Option<String>,
    /// What goes wrong.
    #[tf(optional)]
    trouble: Option<Trouble>,
}

/// What goes wrong with a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Schema)]
pub(crate) enum Trouble {
    /// The object Grace cannot be read.
    DamagedObject,
    /// The list fails at the object Grace.
    Failure,
    /// The provider panics at the object Grace.
    Panic,
    /// The object Grace has no identity.
    NoIdentity,
    /// Objects without end follow.
    Endless,
}

impl ListedResource for StoredResource<Identified> {
    type Filter = Filter;

    fn list(
        &self,
        context: &mut Context<'_, Remote>,
        filter: Filter,
        list: &mut List<'_, Identified>,
    ) -> Result<(), Diagnostics> {
        let is_listed = |object: &Identified| filter.realm.is_none() || object.realm.known() == filter.realm.as_ref();
        let mut objects: Vec<Identified> = all(context.client)?.into_iter().filter(is_listed).collect();
        objects.sort_by(|one, other| one.name.known().cmp(&other.name.known()));
        for object in &objects {
            let is_grace = object.name.known().is_some_and(|name| name == "Grace");
            match filter.trouble.filter(|_| is_grace) {
                Some(Trouble::DamagedObject) => {
                    list.warn(Diagnostic::warning("Grace is damaged", "It is not listed."))?
                }
                Some(Trouble::Failure) => {
                    return Err(Diagnostic::error("The remote side does not answer", "Try again.").into());
                }
                Some(Trouble::Panic) => panic!("a bug in the list"),
                Some(Trouble::NoIdentity) => {
                    list.add("Grace", Identified { bug: Attr::Known(Bug::NoIdentity), ..object.clone() })?;
                }
                Some(Trouble::Endless) | None => list.add(display_name(object), object.clone())?,
            }
        }
        while let (Some(Trouble::Endless), Some(object)) = (filter.trouble, objects.first()) {
            list.add("Once more", object.clone())?;
        }
        Ok(())
    }
}

fn display_name(object: &Identified) -> String {
    let text = |text: &Attr<String>| text.known().cloned().unwrap_or_default();
    format!("{} in {}", text(&object.name), text(&object.realm))
}

/// An object whose identity is its name, which may change.
#[derive(Clone, Debug, Default, Schema)]
pub(crate) struct Renamable {
    /// The id.
    #[tf(computed, stable)]
    id: Attr<String>,
    /// Its name.
    #[tf(required)]
    name: Attr<String>,
}

/// What identifies it as long as it is not renamed. Version 0 called it `caption`.
#[derive(Identity)]
pub(crate) struct Name {
    /// Its name.
    #[tf(required_for_import)]
    name: String,
}

impl Stored for Renamable {
    const TYPE_NAME: &'static str = "corner_renamable";

    fn id(&mut self) -> &mut Attr<String> {
        &mut self.id
    }
}

impl IdentifiedResource for StoredResource<Renamable> {
    type Identity = Name;
    const IDENTITY_VERSION: i64 = 1;
    const IDENTITY_CHANGES: bool = true;

    fn identity(&self, object: &Renamable) -> Option<Name> {
        Some(Name { name: object.name.known()?.clone() })
    }

    fn import_by_identity(&self, context: &mut Context<'_, Remote>, identity: Name) -> Result<Renamable, Diagnostics> {
        let found = find(context.client, |object: &Renamable| object.name.known() == Some(&identity.name))?;
        found.ok_or_else(|| Diagnostic::error("No object has this name", identity.name).into())
    }

    fn upgrade_identity(&self, old: &OldIdentity) -> Result<Option<Name>, Diagnostics> {
        #[derive(Deserialize)]
        struct Version0 {
            caption: String,
        }
        old.read().map(|Version0 { caption }| Some(Name { name: caption }))
    }
}
