//! A hierarchy that was read from a real site: where it is from, what is not known of it, and what the site said beside it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::found_catalog::FoundCatalog;
use super::json::{read, write};
use crate::model::{Kind, Object, ObjectId, key};
use crate::store::{FactKind, StoreError, Transaction, View};

/// Where a hierarchy is from that was read from a real site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AsFound {
    /// The file or folder it was read from.
    pub source: String,
    /// What collected it.
    pub collector: String,
    /// The computer whose SMS Provider answered, if it is known.
    pub provider: Option<String>,
    /// The code of the top-level site.
    pub site_code: String,
    /// When it was collected.
    pub collected_at: Timestamp,
    /// What is not known of its objects.
    pub not_known: Vec<NotKnown>,
    /// What the site said of objects that no attribute has.
    pub remarks: Vec<Remark>,
    /// The names of what was collected and not read, by class.
    pub unread: BTreeMap<String, BTreeSet<String>>,
    /// Why classes are not known whose rows are objects, by class: objects may be missing.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub gaps: BTreeMap<String, String>,
}

/// An attribute that is not known of objects of a kind. Their value of it is a default, and is not compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NotKnown {
    /// The kind of objects.
    pub kind: Kind,
    /// The attribute, a dotted path; everything in it is not known either.
    pub attribute: String,
    /// The ids of the objects; null for all of the kind.
    pub objects: Option<BTreeSet<String>>,
    /// Why, in a sentence.
    pub reason: String,
}

/// What a site said of an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Remark {
    /// The object.
    pub object: ObjectId,
    /// What, after the name of the object.
    pub what: String,
    /// What it means, in sentences.
    pub detail: String,
}

impl AsFound {
    const KEY: &str = "";

    /// Where a hierarchy is from; `None` if it is simulated.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn of(view: &dyn View) -> Result<Option<Self>, StoreError> {
        read(view, FactKind::AsFound, Self::KEY)
    }

    /// Whether a hierarchy was read from a real site.
    pub(crate) fn is(view: &dyn View) -> Result<bool, StoreError> {
        Ok(view.fact(FactKind::AsFound, Self::KEY)?.is_some())
    }

    /// Why it is not changed.
    pub(crate) fn refusal(&self) -> StoreError {
        StoreError::AsFound { from: self.source.clone(), collected_at: self.collected_at }
    }

    pub(crate) fn save(&self, transaction: &mut dyn Transaction) -> Result<(), StoreError> {
        write(transaction, FactKind::AsFound, Self::KEY, self)
    }

    /// Whether an attribute of an object is known: neither it, nor what it is in, nor anything in it is not.
    #[must_use]
    pub fn knows(&self, object: &ObjectId, attribute: &str) -> bool {
        !self.not_known.iter().any(|gap| gap.is_of(object) && is_within(attribute, &gap.attribute))
    }

    /// Gives the attributes of an object that are not known the values of another state of it, so that they do not differ.
    pub fn carry_over(&self, object: &ObjectId, from: &Value, to: &mut Value) {
        for path in self.not_known_of(object) {
            let pointer = format!("/{}", path.replace('.', "/"));
            if let (Some(value), Some(place)) = (from.pointer(&pointer), to.pointer_mut(&pointer)) {
                place.clone_from(value);
            }
        }
    }

    /// The attributes of an object that are not known.
    pub fn not_known_of<'a>(&'a self, object: &'a ObjectId) -> impl Iterator<Item = &'a str> {
        self.not_known.iter().filter(|gap| gap.is_of(object)).map(|gap| gap.attribute.as_str())
    }
}

impl NotKnown {
    fn is_of(&self, object: &ObjectId) -> bool {
        let is_listed = |ids: &BTreeSet<String>| ids.iter().any(|id| key(id) == object.key());
        self.kind == object.kind && self.objects.as_ref().is_none_or(is_listed)
    }
}

/// Whether a path is the whole, or in it.
fn is_within(path: &str, whole: &str) -> bool {
    path.strip_prefix(whole).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// The status of synchronization of a software update point at a real site: a row of `SMS_SUPSyncStatus`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundStatus {
    /// The site.
    pub site_code: String,
    /// The server.
    pub server_fqdn: String,
    /// The synchronization source, as the site names it.
    pub source: Option<String>,
    /// `LastSyncState`: 6700 to 6711.
    pub state_code: Option<u16>,
    /// Since when it is in that state.
    pub state_time: Option<Timestamp>,
    /// When it last synchronized.
    pub last_success: Option<Timestamp>,
    /// The last error code, an HRESULT; 0 if there is none.
    pub error_code: u32,
    /// The version of the update catalog it has.
    pub catalog_version: u64,
    /// `ReplicationLinkStatus`: 0 healthy, 1 degraded, 2 in error.
    pub replication: Option<u8>,
    /// When replication was last checked.
    pub replication_checked: Option<Timestamp>,
}

impl FoundStatus {
    const KEY: &str = "";

    pub(crate) fn all(view: &dyn View) -> Result<Vec<Self>, StoreError> {
        Ok(read(view, FactKind::FoundStatus, Self::KEY)?.unwrap_or_default())
    }

    /// Whether a real site has synchronized, as far as it is known: where no status was read, it is taken for granted.
    pub(super) fn has_synchronized(view: &dyn View, site_code: &str) -> Result<bool, StoreError> {
        let statuses = Self::all(view)?;
        let mut of_site = statuses.iter().filter(|status| key(&status.site_code) == key(site_code));
        Ok(statuses.is_empty() || of_site.any(|status| status.last_success.is_some()))
    }

    pub(crate) fn save_all(statuses: &[Self], transaction: &mut dyn Transaction) -> Result<(), StoreError> {
        write(transaction, FactKind::FoundStatus, Self::KEY, &statuses)
    }
}

/// What was read of a real site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where it is from.
    pub as_found: AsFound,
    /// Its objects.
    pub objects: Vec<Object>,
    /// What it can subscribe; `None` if that could not be read.
    pub catalog: Option<FoundCatalog>,
    /// Its status of synchronization; `None` if that could not be read.
    pub statuses: Option<Vec<FoundStatus>>,
    /// The kinds of which objects may be missing, because their class could not be read.
    pub incomplete: BTreeSet<Kind>,
}
