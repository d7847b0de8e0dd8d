//! Many writers at once, on each store: the hierarchy is as if they had made their changes one after the other.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::thread;

use proptest::collection::vec;
use proptest::prelude::*;

use super::fixture::*;
use super::properties::{Content, a_change, beginning, stored};
use crate::*;

/// The changes that were made, by revision.
type Made = BTreeMap<u64, (Author, Change)>;

/// Each list of changes is made by a writer of its own.
fn made_at_once(hierarchy: &Hierarchy, work: &[Vec<Change>]) -> Made {
    let made = Mutex::new(Made::new());
    let write = |author: &Author, change: &Change| match hierarchy.apply(change.clone(), author) {
        Ok(applied) if applied.changes.is_empty() => {}
        Ok(applied) => {
            let other = made.lock().unwrap().insert(applied.revision, (author.clone(), change.clone()));
            assert!(other.is_none(), "revision {} was told twice", applied.revision);
        }
        Err(ApplyError::Refused(_)) => {}
        Err(error) => panic!("{error}"),
    };
    thread::scope(|scope| {
        for (number, changes) in work.iter().enumerate() {
            let author = Author { actor: format!("writer {number}"), ..author() };
            scope.spawn(move || changes.iter().for_each(|change| write(&author, change)));
        }
    });
    made.into_inner().unwrap()
}

/// Who did what, in order.
fn events(hierarchy: &Hierarchy) -> Vec<(u64, String, Action, ObjectId)> {
    let history = hierarchy.history(&HistoryFilter::default()).unwrap();
    history.into_iter().map(|entry| (entry.revision, entry.actor, entry.action, entry.object)).collect()
}

/// The same changes made by one writer, on another store.
fn one_after_the_other(made: Made) -> (Content, Vec<(u64, String, Action, ObjectId)>) {
    let hierarchy = empty().after(beginning());
    for (revision, (author, change)) in made {
        let applied = hierarchy.apply(change.clone(), &author);
        assert!(applied.as_ref().is_ok_and(|applied| applied.revision == revision), "{change:?}: {applied:?}");
    }
    (stored(&hierarchy), events(&hierarchy))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_many_writers_make_is_what_one_would(work in vec(vec(a_change(), 1..16), 2..6)) {
        let folder = tempfile::tempdir().unwrap();
        for hierarchy in [
            empty(),
            Hierarchy::open(&folder.path().join("hierarchy.db"), clock()).unwrap(),
            Hierarchy::open(database(), clock()).unwrap(),
        ] {
            let hierarchy = hierarchy.after(beginning());
            let made = made_at_once(&hierarchy, &work);
            prop_assert_eq!((stored(&hierarchy), events(&hierarchy)), one_after_the_other(made), "{:?}", hierarchy);
        }
    }
}
