//! What is stored beside an object's state for the provider alone: the mark of the managed instance, what a plan intends,
//! and the revision it was made on.
//!
//! Terraform writes the whole state again at each step of a run, so private state is a few bytes, and what follows from the
//! state is not among them:
//!
//! | bytes | what |
//! | --- | --- |
//! | 1 | version of this layout in bits 0 to 3, whether there is a mark in bit 4, whether the plan warned that the object stays in bit 5, whether the plan saw an object of the kind that others own in bit 6 |
//! | 1 | intent in bits 0 and 1, whether an object is named in bit 2, number of bytes of the revision in bits 4 to 7 |
//! | 4 | with the intent to create: hash of the site; with the intent to remove: the run that planned it |
//! | 4 | if an object is named: hash of its kind and key |
//! | 8 | if there is one: the mark |
//! | 0 to 8 | revision, lowest byte first; none if no revision is known |
//! | 4 | CRC-32 of all that |

use crc32fast::Hasher;
use hierarchy::{Hierarchy, Mark, Object, ObjectId, RunId, Stored};
use tfplugin::framework::context::Private;
use tfplugin::framework::diagnostics::Diagnostic;

use super::errors::store_error;

const VERSION: u8 = 2;
const HAS_MARK: u8 = 0b1_0000;
const HAS_WARNED: u8 = 0b10_0000;
const SAW_FOREIGN: u8 = 0b100_0000;
const INTENT: u8 = 0b11;
const NAMES_OBJECT: u8 = 0b100;
const LENGTH_SHIFT: u8 = 4;

/// The private state of an object. Nothing is known from bytes of another version, or from damaged ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct PrivateState {
    intent: Option<Intent>,
    last_read: Option<LastRead>,
    mark: Option<Mark>,
    has_warned: bool,
    saw_foreign: bool,
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
    /// To remove it, planned in this run.
    Delete(RunId),
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

    /// The private state of an object that was just read, of a managed instance with this mark.
    pub(crate) fn after_read(stored: &Stored<Object>, mark: Option<Mark>) -> Self {
        let last_read = Some(LastRead { revision: stored.revision, object: None });
        Self { intent: Some(Intent::Keep), last_read, mark, has_warned: false, saw_foreign: false }
    }

    /// The mark of the managed instance; `None` if it has none yet.
    pub(crate) fn mark(self) -> Option<Mark> {
        self.mark
    }

    /// The run that planned to remove the object.
    pub(crate) fn removal_planned_in(self) -> Option<RunId> {
        match self.intent {
            Some(Intent::Delete(run)) => Some(run),
            _ => None,
        }
    }

    /// Records that the plan warned that a removal leaves the object where it is.
    pub(crate) fn having_warned(self) -> Self {
        Self { has_warned: true, ..self }
    }

    /// Whether the plan warned that a removal leaves the object where it is.
    pub(crate) fn has_warned(self) -> bool {
        self.has_warned
    }

    /// The same, of the managed instance with this mark.
    pub(crate) fn with_mark(self, mark: Mark) -> Self {
        Self { mark: Some(mark), ..self }
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

    /// Records that the plan saw an object of this kind that others own: the object that a tainted one replaces may be it.
    pub(crate) fn having_seen_foreign(self) -> Self {
        Self { saw_foreign: true, ..self }
    }

    /// Whether the object that a tainted one replaces may belong to others.
    pub(crate) fn has_seen_foreign(self) -> bool {
        self.saw_foreign
    }

    /// For the plan, in this run, to remove an object.
    pub(crate) fn deleting(mut self, run: RunId) -> Self {
        self.intent = Some(Intent::Delete(run));
        self
    }

    /// Names the object that was last read, unless it is named already.
    fn name_object(&mut self, object: &ObjectId) {
        if let Some(read) = &mut self.last_read {
            read.object.get_or_insert_with(|| ObjectHash::of(object));
        }
    }

    /// Takes the revision that an object had when the run was planned, if it existed. While Terraform plans again during apply,
    /// that is the one that the first plan read, where the client sends it; else that of the object as it is now.
    pub(crate) fn read_revision(
        &mut self,
        first_plan: Option<&Private>,
        hierarchy: &Hierarchy,
        object: &ObjectId,
    ) -> Result<(), Diagnostic> {
        if let Some(first) = first_plan {
            let revision = Self::load(first).revision_of(object);
            self.last_read = revision.map(|revision| LastRead { revision, object: None });
            return Ok(());
        }
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

    /// Whether it is the plan of the second half of a replacement under the same id.
    pub(crate) fn is_of_replaced(self, planned: &ObjectId) -> bool {
        self.is_of_replaced_object() && self.revision_of(planned).is_some()
    }

    /// Whether a removed object is replaced by one at its site, or under its own id.
    pub(crate) fn is_replaced_at_site_of(self, removed: &ObjectId) -> bool {
        self.intent == Some(Intent::Create(SiteHash::of(removed)))
    }

    /// Whether it is of the plan of a new object.
    pub(crate) fn is_of_created_object(self) -> bool {
        matches!(self.intent, Some(Intent::Create(_)))
    }

    /// Whether a created object may take the place of another one.
    pub(crate) fn may_replace(self) -> bool {
        self.is_of_created_object() && self.has_revision()
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
        let (number, site_or_run) = match intent {
            Intent::Keep => (0, None),
            Intent::Create(site) => (1, Some(site.0)),
            Intent::Delete(run) => (3, Some(run.0)),
        };
        let object = self.last_read.and_then(|read| read.object);
        let revision = self.last_read.map(|read| significant_bytes(read.revision)).unwrap_or_default();
        let length = u8::try_from(revision.len()).unwrap_or_default();
        let names_object = if object.is_some() { NAMES_OBJECT } else { 0 };
        let has_mark = if self.mark.is_some() { HAS_MARK } else { 0 };
        let has_warned = if self.has_warned { HAS_WARNED } else { 0 };
        let saw_foreign = if self.saw_foreign { SAW_FOREIGN } else { 0 };
        let mut bytes =
            vec![VERSION | has_mark | has_warned | saw_foreign, number | names_object | length << LENGTH_SHIFT];
        bytes.extend(site_or_run.iter().flat_map(|number| number.to_le_bytes()));
        bytes.extend(object.iter().flat_map(|object| object.0.to_le_bytes()));
        bytes.extend(self.mark.iter().flat_map(|mark| mark.0));
        bytes.extend(revision);
        bytes.extend(crc32fast::hash(&bytes).to_le_bytes());
        bytes
    }

    /// `None` unless the bytes are exactly what [`PrivateState::encode`] makes of what they say.
    fn decode(bytes: &[u8]) -> Option<Self> {
        let ([first, head], mut rest) = bytes.split_first_chunk()?;
        let intent = match head & INTENT {
            0 => Intent::Keep,
            1 => Intent::Create(SiteHash(take_u32(&mut rest)?)),
            3 => Intent::Delete(RunId(take_u32(&mut rest)?)),
            _ => return None,
        };
        let object = if head & NAMES_OBJECT == 0 { None } else { Some(ObjectHash(take_u32(&mut rest)?)) };
        let mark = if first & HAS_MARK == 0 { None } else { Some(Mark(take(&mut rest)?)) };
        let (revision, _checksum) = rest.split_at_checked((head >> LENGTH_SHIFT).into())?;
        let number = revision.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte));
        let last_read = (!revision.is_empty()).then_some(LastRead { revision: number, object });
        let (has_warned, saw_foreign) = (first & HAS_WARNED != 0, first & SAW_FOREIGN != 0);
        let decoded = Self { intent: Some(intent), last_read, mark, has_warned, saw_foreign };
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
    take(bytes).map(u32::from_le_bytes)
}

fn take<const LENGTH: usize>(bytes: &mut &[u8]) -> Option<[u8; LENGTH]> {
    let (first, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(*first)
}

#[cfg(test)]
mod tests;
