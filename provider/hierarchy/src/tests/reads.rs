//! The cost of a change: how much of the hierarchy is read for it.

use std::cell::Cell;
use std::collections::BTreeSet;

use super::fixture::*;
use crate::store::{FactKind, Lookup, StoreError, View};
use crate::{
    Change, Circumstances, Clock, Conditions, Hierarchy, Kind, Object, ObjectId, Order, Owner, Rehearsal, Stored,
    change, rules,
};

/// A view that counts the objects it returns.
struct Counting<'a> {
    view: &'a dyn View,
    objects: Cell<usize>,
}

impl Counting<'_> {
    fn counted<T>(&self, found: T, objects: impl FnOnce(&T) -> usize) -> T {
        self.objects.set(self.objects.get() + objects(&found));
        found
    }
}

impl View for Counting<'_> {
    fn get(&self, id: &ObjectId) -> Result<Option<Stored<Object>>, StoreError> {
        Ok(self.counted(self.view.get(id)?, |found| usize::from(found.is_some())))
    }

    fn find(&self, kind: Kind, lookup: Lookup<'_>) -> Result<Vec<Stored<Object>>, StoreError> {
        Ok(self.counted(self.view.find(kind, lookup)?, Vec::len))
    }

    fn count(&self, kind: Kind, lookup: Lookup<'_>) -> Result<u64, StoreError> {
        self.view.count(kind, lookup)
    }

    fn owners(&self, id: &ObjectId) -> Result<Vec<Owner>, StoreError> {
        self.view.owners(id)
    }

    fn is_retired(&self, site_code: &str) -> Result<bool, StoreError> {
        self.view.is_retired(site_code)
    }

    fn fact(&self, kind: FactKind, key: &str) -> Result<Option<String>, StoreError> {
        self.view.fact(kind, key)
    }

    fn facts(&self, kind: FactKind) -> Result<Vec<(String, String)>, StoreError> {
        self.view.facts(kind)
    }
}

/// Contoso with `count` more objects of each kind that can be many.
fn grown(count: usize) -> Hierarchy {
    let numbers = 0..count;
    let more = numbers.flat_map(|number| {
        let host = format!("wsus-{number}");
        [
            create(sup("PS1", &host, Some("PS1/wsus-a"))),
            create(system("PS2", &format!("system-{number}"))),
            create(account(&format!(r"CONTOSO\svc-{number}"))),
        ]
    });
    empty().after(contoso().into_iter().chain(more))
}

/// How many objects a run reads that plans these removals.
fn objects_read_by_plan(hierarchy: &Hierarchy, removals: &[ObjectId]) -> usize {
    hierarchy
        .read(|view| {
            let counting = Counting { view, objects: Cell::new(0) };
            let mut rehearsal = Rehearsal::new(clock().now(), Order::Strict);
            for id in removals {
                rehearsal.remove(id, Some(&counting))?;
            }
            Ok(counting.objects.get())
        })
        .unwrap()
}

#[test]
fn the_plan_of_a_removal_reads_no_more_for_those_planned_beside_it() {
    let read = |count: usize| {
        let (hierarchy, numbers) = (grown(count), 0..count);
        let ids = numbers.flat_map(|number| {
            [
                ObjectId::new(Kind::SupRole, format!("PS1/wsus-{number}.contoso.com")),
                ObjectId::new(Kind::SiteSystem, format!("PS2/system-{number}.contoso.com")),
                ObjectId::new(Kind::Account, format!(r"CONTOSO\svc-{number}")),
            ]
        });
        objects_read_by_plan(&hierarchy, &ids.collect::<Vec<_>>())
    };
    assert_eq!(read(60), 10 * read(6));
}

/// How many objects are read to judge a change and to find its consequences.
fn objects_read(hierarchy: &Hierarchy, change: &Change) -> usize {
    hierarchy
        .read(|view| {
            let counting = Counting { view, objects: Cell::new(0) };
            rules::check(change, &BTreeSet::new(), &counting, &Circumstances::default())?;
            change::steps(change, &Conditions::default(), &counting)?;
            Ok(counting.objects.get())
        })
        .unwrap()
}

#[test]
fn a_change_reads_no_more_of_a_larger_hierarchy() {
    let changes = [
        create(sup("PS1", "wsus-new", Some("PS1/wsus-a"))),
        create(system("PS2", "system-new")),
        create(account(r"CONTOSO\svc-new")),
        update(sup("PS1", "wsus-b", Some("PS1/wsus-a"))),
        delete(Kind::SupRole, "PS1/wsus-b.contoso.com"),
        delete(Kind::SiteSystem, "PS1/wsus-b.contoso.com"),
        delete(Kind::SiteSystem, "PS2/system-0.contoso.com"),
        delete(Kind::Account, r"CONTOSO\svc-0"),
        delete(Kind::SyncSettings, "PS1"),
    ];
    let (small, large) = (grown(3), grown(60));
    for change in changes {
        assert_eq!(objects_read(&small, &change), objects_read(&large, &change), "{change:?}");
    }
}
