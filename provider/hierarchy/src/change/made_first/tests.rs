use std::sync::Arc;

use crate::change::{Change, Conditions, RestOfRun};
use crate::model::{Kind, Object, ObjectId};
use crate::tests::fixture::*;
use crate::{Hierarchy, Lookup};

fn key(id: &ObjectId) -> ObjectId {
    ObjectId::new(id.kind, id.key())
}

/// The run of these changes.
fn run(changes: &[Change]) -> RestOfRun {
    let written = changes.iter().filter_map(|change| match change {
        Change::Create(object) | Change::Update(object) => Some((key(&object.id()), object.clone())),
        Change::Delete(_) => None,
    });
    let removed = changes.iter().filter(|change| matches!(change, Change::Delete(_))).map(|change| key(&change.id()));
    RestOfRun::Known {
        changed: Arc::new(changes.iter().map(|change| key(&change.id())).collect()),
        removed: Arc::new(removed.collect()),
        written: Arc::new(written.collect()),
    }
}

fn objects(world: &Hierarchy) -> Vec<(Object, bool)> {
    let of_kind = |kind| world.read(|view| view.find(kind, Lookup::All)).unwrap();
    Kind::ALL.into_iter().flat_map(of_kind).map(|stored| (stored.object, stored.declared)).collect()
}

/// Each run is listed in an order that references would give it.
fn runs() -> [(&'static str, Vec<Change>, Vec<Change>); 7] {
    let replica = sup("PS1", "wsus-b", Some("PS1/wsus-a"));
    let first = sup("PS1", "wsus-a", None);
    let promoted = || sup("PS1", "wsus-b", None);
    let demoted = || sup("PS1", "wsus-a", Some("PS1/wsus-b"));
    [
        (
            "a hierarchy from the top down",
            vec![],
            vec![
                create(site("CAS", Central, None)),
                create(site("PS1", Primary, Some("CAS"))),
                create(site("S11", Secondary, Some("PS1"))),
            ],
        ),
        (
            "roles before their sites and sources",
            vec![],
            vec![
                create(site("CAS", Central, None)),
                create(sup("CAS", "wsus", None)),
                create(site("PS1", Primary, Some("CAS"))),
                create(sup("PS1", "wsus-a", Some("CAS/wsus"))),
            ],
        ),
        (
            "settings before their role",
            vec![create(site("PS1", Primary, None))],
            vec![create(first.clone()), create(crate::SyncSettings::top_level_defaults(&first.id()))],
        ),
        (
            "a role before its account",
            vec![create(site("PS1", Primary, None))],
            vec![
                create(account("CONTOSO\\svc")),
                create(crate::SupRole { wsus_connection_account: Some("CONTOSO\\svc".to_owned()), ..first.clone() }),
            ],
        ),
        (
            "a site before its child sites are removed",
            vec![create(site("CAS", Central, None)), create(site("PS1", Primary, Some("CAS")))],
            vec![delete(Kind::Site, "PS1"), delete(Kind::Site, "CAS")],
        ),
        (
            "a role of a server that another site gives up",
            vec![
                create(site("CAS", Central, None)),
                create(sup("CAS", "wsus", None)),
                create(site("PS1", Primary, Some("CAS"))),
                create(sup("PS1", "wsus-a", Some("CAS/wsus"))),
                create(site("PS2", Primary, Some("CAS"))),
            ],
            vec![delete(Kind::SupRole, &sup_id("PS1/wsus-a")), create(sup("PS2", "wsus-a", Some("CAS/wsus")))],
        ),
        (
            "a replica of one that is promoted",
            vec![create(site("PS1", Primary, None)), create(first), create(replica)],
            vec![update(promoted()), update(demoted()), create(sup("PS1", "wsus-c", Some("PS1/wsus-b")))],
        ),
    ]
}

#[test]
fn a_run_ends_alike_in_every_order() {
    for (name, before, changes) in runs() {
        let rest_of_run = run(&changes);
        let orders = [changes.clone(), changes.iter().rev().cloned().collect()];
        let [expected, reversed] = orders.map(|order| {
            let world = empty().after(before.clone());
            for change in order {
                let conditions = Conditions { rest_of_run: rest_of_run.clone(), ..Conditions::default() };
                world.apply_if(conditions, change, &author()).unwrap_or_else(|error| panic!("{name}: {error:#?}"));
            }
            objects(&world)
        });
        assert_eq!(reversed, expected, "{name}");
    }
}
