use std::fmt;

use schemars::JsonSchema;
use schemars::Schema;
use schemars::generate::SchemaSettings;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::{Account, Site, SiteSystem, SupRole, SyncSettings};

/// The kinds of objects of a hierarchy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A site, by site code.
    Site,
    /// A server of a site, by `SITE/fqdn`.
    SiteSystem,
    /// A software update point, by `SITE/fqdn`.
    SupRole,
    /// The sync settings of a site, by site code.
    SyncSettings,
    /// An account, by `DOMAIN\user`.
    Account,
}

impl Kind {
    /// All kinds, a site before everything on it.
    pub const ALL: [Self; 5] = [Self::Site, Self::SiteSystem, Self::SupRole, Self::SyncSettings, Self::Account];

    /// Its public name: `site`, `site_system` …
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::SiteSystem => "site_system",
            Self::SupRole => "sup_role",
            Self::SyncSettings => "sync_settings",
            Self::Account => "account",
        }
    }

    /// The attributes of its objects, as JSON Schema without references: names in order, types, and which ones are
    /// optional.
    #[must_use]
    pub fn schema(self) -> Schema {
        let generator =
            SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true).into_generator();
        match self {
            Self::Site => generator.into_root_schema_for::<Site>(),
            Self::SiteSystem => generator.into_root_schema_for::<SiteSystem>(),
            Self::SupRole => generator.into_root_schema_for::<SupRole>(),
            Self::SyncSettings => generator.into_root_schema_for::<SyncSettings>(),
            Self::Account => generator.into_root_schema_for::<Account>(),
        }
    }

    /// Attributes that configurations name otherwise than the object: their name, and the object's.
    #[must_use]
    pub fn renamed(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Account => &[("password_wo_version", "password_version")],
            Self::Site | Self::SiteSystem | Self::SupRole | Self::SyncSettings => &[],
        }
    }

    /// The name that configurations have for an attribute of the object, given as a dotted path.
    #[must_use]
    pub fn name_in_configuration(self, path: &str) -> &str {
        self.renamed().iter().find(|(_, name)| *name == path).map_or(path, |(name, _)| name)
    }

    /// The name that the object has for an attribute of configurations, given as a dotted path.
    #[must_use]
    pub fn name_of_object(self, path: &str) -> &str {
        self.renamed().iter().find(|(name, _)| *name == path).map_or(path, |(_, name)| name)
    }

    /// Its name for users, capitalized.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Site => "Site",
            Self::SiteSystem => "Site system",
            Self::SupRole => "Software update point",
            Self::SyncSettings => "Sync settings",
            Self::Account => "Account",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Identifies one object: its kind and the id that users write.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub struct ObjectId {
    /// Its kind.
    pub kind: Kind,
    /// `PS1`, `PS1/wsus01.contoso.com`, `CONTOSO\svc`.
    pub id: String,
}

impl ObjectId {
    /// Identifies the object of a kind by its id.
    pub fn new(kind: Kind, id: impl Into<String>) -> Self {
        Self { kind, id: id.into() }
    }

    /// The id as it is compared: server and account names are case-insensitive.
    #[must_use]
    pub fn key(&self) -> String {
        key(&self.id)
    }

    /// The code of its site (of a site: its own); accounts belong to the hierarchy.
    #[must_use]
    pub fn site_code(&self) -> Option<&str> {
        match self.kind {
            Kind::Account => None,
            Kind::Site | Kind::SiteSystem | Kind::SupRole | Kind::SyncSettings => self.id.split('/').next(),
        }
    }

    /// Its kind and its id as it is compared.
    pub(crate) fn identity(&self) -> Identity {
        (self.kind, self.key())
    }
}

/// An [`ObjectId`] as it is compared.
pub(crate) type Identity = (Kind, String);

impl fmt::Display for ObjectId {
    /// `Site PS1`, `Software update point PS1/wsus01.contoso.com` …
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind.title(), self.id)
    }
}

/// A name as it is compared, case-insensitive.
pub(crate) fn key(name: &str) -> String {
    name.to_lowercase()
}

/// Any object of a hierarchy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[expect(missing_docs, reason = "each variant is documented at its type")]
pub enum Object {
    Site(Site),
    SiteSystem(SiteSystem),
    SupRole(SupRole),
    SyncSettings(SyncSettings),
    Account(Account),
}

impl Object {
    /// Reads an object from its attributes: a [`Value`], or text through a deserializer of `serde_json`.
    ///
    /// # Errors
    /// If an attribute is missing or has an invalid value.
    pub fn read<'de, D: Deserializer<'de>>(kind: Kind, attributes: D) -> Result<Self, D::Error> {
        Ok(match kind {
            Kind::Site => Self::Site(Site::deserialize(attributes)?),
            Kind::SiteSystem => Self::SiteSystem(SiteSystem::deserialize(attributes)?),
            Kind::SupRole => Self::SupRole(SupRole::deserialize(attributes)?),
            Kind::SyncSettings => Self::SyncSettings(SyncSettings::deserialize(attributes)?),
            Kind::Account => Self::Account(Account::deserialize(attributes)?),
        })
    }

    /// Its attributes by name.
    #[must_use]
    pub fn attributes(&self) -> Value {
        // Structs of text, numbers and sets always convert.
        serde_json::to_value(self).unwrap_or_default()
    }

    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Site(_) => Kind::Site,
            Self::SiteSystem(_) => Kind::SiteSystem,
            Self::SupRole(_) => Kind::SupRole,
            Self::SyncSettings(_) => Kind::SyncSettings,
            Self::Account(_) => Kind::Account,
        }
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> ObjectId {
        let id = match self {
            Self::Site(site) => site.site_code.clone(),
            Self::SiteSystem(system) => format!("{}/{}", system.site_code, system.server_fqdn),
            Self::SupRole(sup) => sup.id(),
            Self::SyncSettings(settings) => settings.site_code().to_owned(),
            Self::Account(account) => account.user_name.clone(),
        };
        ObjectId::new(self.kind(), id)
    }

    /// The site it belongs to (a site: itself); accounts belong to the hierarchy.
    #[must_use]
    pub fn site_code(&self) -> Option<&str> {
        match self {
            Self::Site(site) => Some(&site.site_code),
            Self::SiteSystem(system) => Some(&system.site_code),
            Self::SupRole(sup) => Some(&sup.site_code),
            Self::SyncSettings(settings) => Some(settings.site_code()),
            Self::Account(_) => None,
        }
    }
}

/// One of the five types of an [`Object`].
pub trait Subject: Clone + Into<Object> {
    /// The kind of object it is.
    const KIND: Kind;

    /// The object as this type, if it has this type.
    fn of(object: &Object) -> Option<&Self>;

    /// The object converted to this type, if it has this type.
    fn take(object: Object) -> Option<Self>;
}

macro_rules! subject {
    ($($type:ident),*) => {$(
        impl From<$type> for Object {
            fn from(object: $type) -> Self {
                Self::$type(object)
            }
        }

        impl Subject for $type {
            const KIND: Kind = Kind::$type;

            fn of(object: &Object) -> Option<&Self> {
                match object {
                    Object::$type(object) => Some(object),
                    _ => None,
                }
            }

            fn take(object: Object) -> Option<Self> {
                match object {
                    Object::$type(object) => Some(object),
                    _ => None,
                }
            }
        }
    )*};
}

subject!(Site, SiteSystem, SupRole, SyncSettings, Account);

/// An object as stored in the hierarchy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored<T> {
    /// The object.
    pub object: T,
    /// The revision of the hierarchy that changed it last.
    pub revision: u64,
    /// Whether it is declared; otherwise a role created it implicitly.
    pub declared: bool,
}

impl Stored<Object> {
    /// The same, as one of the five types.
    #[must_use]
    pub fn narrow<T: Subject>(self) -> Option<Stored<T>> {
        Some(Stored { object: T::take(self.object)?, revision: self.revision, declared: self.declared })
    }
}
