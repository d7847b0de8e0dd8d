use std::fmt;

use jiff::Timestamp;

/// The mark of a managed instance: random bytes that the instance and the hierarchy both keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mark(pub [u8; 8]);

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A run of the tool that manages objects: all its processes have the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RunId(pub u32);

/// A managed instance that an object belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// Its mark.
    pub mark: Mark,
    /// Who made it an owner ([`crate::Author::actor`]).
    pub actor: String,
    /// The tool that did ([`crate::Author::origin`]).
    pub origin: String,
    /// When that was.
    pub since: Timestamp,
    /// Set while the object was only imported: a run imports when it plans, and its plan may be thrown away. The run.
    pub pending: Option<RunId>,
}

impl Owner {
    /// Whether it counts: a pending one does in the run that imported the object.
    #[must_use]
    pub fn counts_in(&self, runs: &[RunId]) -> bool {
        self.pending.is_none_or(|run| runs.contains(&run))
    }
}

/// The managed instance that makes a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manager {
    /// Its mark; `None` if it has none yet.
    pub mark: Option<Mark>,
    /// The mark it gets with an object it creates, or if it has none.
    pub new_mark: Mark,
    /// The runs in which the change was planned and is made.
    pub runs: Vec<RunId>,
}

/// Whether an object belongs to a managed instance. It may remove the object only if nobody else owns it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ownership {
    /// Nobody else owns the object.
    Sole,
    /// It owns the object together with others, of whom this is the latest.
    Shared(Owner),
    /// Only others own the object, of whom this is the latest.
    Foreign(Owner),
}

impl Ownership {
    /// Whether the instance with a mark owns an object with these owners.
    #[must_use]
    pub fn of(mark: Option<Mark>, owners: &[Owner], runs: &[RunId]) -> Self {
        let is_own = |owner: &&Owner| Some(owner.mark) == mark;
        let others = owners.iter().filter(|owner| !is_own(owner) && owner.counts_in(runs));
        match others.max_by_key(|owner| owner.since) {
            None => Self::Sole,
            Some(other) if owners.iter().any(|owner| is_own(&owner)) => Self::Shared(other.clone()),
            Some(other) => Self::Foreign(other.clone()),
        }
    }
}
