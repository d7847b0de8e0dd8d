//! What is stored beside an object's state for the provider alone: what a plan intends, and the revision it was made on.
//!
//! Terraform writes the whole state again at each step of a run, so private state is a few bytes, and what follows from the
//! state is not among them:
//!
//! | bytes | what |
//! | --- | --- |
//! | 1 | version of this layout |
//! | 1 | intent in bits 0 and 1, whether an object is named in bit 2, number of bytes of the revision in bits 4 to 7 |
//! | 4 | with the intent to create: hash of the site |
//! | 4 | if an object is named: hash of its kind and key |
//! | 0 to 8 | revision, lowest byte first; none if no revision is known |
//! | 4 | CRC-32 of all that |

use crc32fast::Hasher;
use hierarchy::{Hierarchy, Object, ObjectId, Stored};
use tfplugin::framework::context::Private;
use tfplugin::framework::diagnostics::Diagnostic;

use super::errors::store_error;

const VERSION: u8 = 1;
const INTENT: u8 = 0b11;
const NAMES_OBJECT: u8 = 0b100;
const LENGTH_SHIFT: u8 = 4;

/// The private state of an object. Nothing is known from bytes of another version, or from damaged ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct PrivateState {
    intent: Option<Intent>,
    last_read: Option<LastRead>,
}

/// What a plan intends to do with an object.
///
/// Terraform replaces an object in two halves that do not know of each other. The plan of the second half gets the private
/// state of the first; the removal gets that of the new object's plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Intent {
    /// To update it in place, or to leave it as it is.
    Keep,
    /// To create it at this site.
    Create(SiteHash),
    /// To create a site together with its parent site.
    CreateWithParent,
    /// To remove it.
    Delete,
}

/// A revision at which an object was last read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct LastRead {
    revision: u64,
    /// The object, if it may be another one than that of the state: in a replacement.
    object: Option<ObjectHash>,
}

/// Stands for the kind and key of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct ObjectHash(u32);

impl ObjectHash {
    fn of(object: &ObjectId) -> Self {
        let mut hasher = Hasher::new();
        hasher.update(object.kind.as_str().as_bytes());
        hasher.update(object.key().as_bytes());
        Self(hasher.finalize())
    }
}

/// Stands for the site an object belongs to; for an account, which belongs to none, for its own key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct SiteHash(u32);

impl SiteHash {
    fn of(object: &ObjectId) -> Self {
        let key = object.key();
        Self(crc32fast::hash(key.split('/').next().unwrap_or_default().as_bytes()))
    }
}

impl PrivateState {
    pub(crate) fn load(private: &Private) -> Self {
        Self::decode(private.bytes()).unwrap_or_default()
    }

    pub(crate) fn store(self, private: &mut Private) {
        private.set_bytes(self.encode());
    }

    /// The private state of an object that was just read.
    pub(crate) fn after_read(stored: &Stored<Object>) -> Self {
        Self { intent: Some(Intent::Keep), last_read: Some(LastRead { revision: stored.revision, object: None }) }
    }

    /// For the plan to keep an object. If its id changes, the object is replaced, and the plan of its successor gets this.
    pub(crate) fn keeping(mut self, prior: &ObjectId, planned: &ObjectId) -> Self {
        self.intent = Some(Intent::Keep);
        if prior.key() != planned.key() {
            self.name_object(prior);
        }
        self
    }

    /// For the plan to create an object, maybe in place of the one that was last read.
    pub(crate) fn creating(mut self, planned: &ObjectId) -> Self {
        self.intent = Some(Intent::Create(SiteHash::of(planned)));
        self.name_object(planned);
        self
    }

    /// For the plan to create a site whose parent site is replaced in the same run, so that its site code is free again.
    pub(crate) fn creating_with_parent(self, planned: &ObjectId) -> Self {
        Self { intent: Some(Intent::CreateWithParent), ..self.creating(planned) }
    }

    /// For the plan to remove an object.
    pub(crate) fn deleting(mut self) -> Self {
        self.intent = Some(Intent::Delete);
        self
    }

    /// Names the object that was last read, unless it is named already.
    fn name_object(&mut self, object: &ObjectId) {
        if let Some(read) = &mut self.last_read {
            read.object.get_or_insert_with(|| ObjectHash::of(object));
        }
    }

    /// Takes the revision of an object as it is now, if it exists.
    pub(crate) fn read_revision(&mut self, hierarchy: &Hierarchy, object: &ObjectId) -> Result<(), Diagnostic> {
        if let Some(stored) = hierarchy.get(object).map_err(|error| store_error(&error))? {
            self.last_read = Some(LastRead { revision: stored.revision, object: None });
        }
        Ok(())
    }

    /// Whether the plan of a new object is the second half of a replacement: Terraform gives the plan of any other new object
    /// no private state.
    pub(crate) fn is_of_replaced_object(self) -> bool {
        self.intent == Some(Intent::Keep)
    }

    /// Whether a removed object is replaced by one at its site, or under its own id.
    pub(crate) fn is_replaced_at_site_of(self, removed: &ObjectId) -> bool {
        self.intent == Some(Intent::Create(SiteHash::of(removed)))
    }

    /// Whether a created object may take the place of another one.
    pub(crate) fn may_replace(self) -> bool {
        matches!(self.intent, Some(Intent::Create(_))) && self.has_revision()
    }

    /// Whether a created object takes the place of this one.
    pub(crate) fn replaces(self, other: &ObjectId) -> bool {
        self.may_replace() && self.last_read.and_then(|read| read.object) == Some(ObjectHash::of(other))
    }

    pub(crate) fn has_revision(self) -> bool {
        self.last_read.is_some()
    }

    /// The revision at which the object was last read.
    pub(crate) fn revision_of(self, object: &ObjectId) -> Option<u64> {
        let of_object = |read: &LastRead| read.object.is_none_or(|named| named == ObjectHash::of(object));
        self.last_read.filter(of_object).map(|read| read.revision)
    }

    fn encode(self) -> Vec<u8> {
        let Some(intent) = self.intent else { return Vec::new() };
        let (number, site) = match intent {
            Intent::Keep => (0, None),
            Intent::Create(site) => (1, Some(site)),
            Intent::CreateWithParent => (2, None),
            Intent::Delete => (3, None),
        };
        let object = self.last_read.and_then(|read| read.object);
        let revision = self.last_read.map(|read| significant_bytes(read.revision)).unwrap_or_default();
        let length = u8::try_from(revision.len()).unwrap_or_default();
        let names_object = if object.is_some() { NAMES_OBJECT } else { 0 };
        let mut bytes = vec![VERSION, number | names_object | length << LENGTH_SHIFT];
        bytes.extend(site.iter().flat_map(|site| site.0.to_le_bytes()));
        bytes.extend(object.iter().flat_map(|object| object.0.to_le_bytes()));
        bytes.extend(revision);
        bytes.extend(crc32fast::hash(&bytes).to_le_bytes());
        bytes
    }

    /// `None` unless the bytes are exactly what [`PrivateState::encode`] makes of what they say.
    fn decode(bytes: &[u8]) -> Option<Self> {
        let ([_version, head], mut rest) = bytes.split_first_chunk()?;
        let intent = match head & INTENT {
            0 => Intent::Keep,
            1 => Intent::Create(SiteHash(take_u32(&mut rest)?)),
            2 => Intent::CreateWithParent,
            _ => Intent::Delete,
        };
        let object = if head & NAMES_OBJECT == 0 { None } else { Some(ObjectHash(take_u32(&mut rest)?)) };
        let (revision, _checksum) = rest.split_at_checked((head >> LENGTH_SHIFT).into())?;
        let number = revision.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte));
        let last_read = (!revision.is_empty()).then_some(LastRead { revision: number, object });
        let decoded = Self { intent: Some(intent), last_read };
        (decoded.encode() == bytes).then_some(decoded)
    }
}

/// A number's bytes but for the highest ones that are zero, lowest byte first; at least one.
fn significant_bytes(number: u64) -> Vec<u8> {
    let mut bytes = number.to_le_bytes().to_vec();
    while bytes.len() > 1 && bytes.last() == Some(&0) {
        bytes.pop();
    }
    bytes
}

fn take_u32(bytes: &mut &[u8]) -> Option<u32> {
    let (first, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(u32::from_le_bytes(*first))
}

#[cfg(test)]
mod tests;
