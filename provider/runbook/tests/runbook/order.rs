//! The order of steps: the rules of a simulated hierarchy judge each of them.

use std::sync::Arc;

use hierarchy::sync::Extent;
use hierarchy::*;
use proptest::prelude::*;
use proptest::sample::select;
use runbook::{Runbook, State, Step};

use crate::hierarchies::{account, names, role, site, sites, state, system, whole};

/// A hierarchy in a file of its own.
struct World {
    hierarchy: Hierarchy,
    _folder: tempfile::TempDir,
}

impl World {
    fn of(state: &State) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::at("2026-11-22T18:00:00Z".parse().unwrap()));
        let world =
            Self { hierarchy: Hierarchy::open(&folder.path().join("hierarchy.db"), clock).unwrap(), _folder: folder };
        world.perform(&Runbook::between(&State::default(), state));
        world
    }

    /// Does every step: no rule refuses one.
    fn perform(&self, runbook: &Runbook) {
        for Step { number, title, changes, synchronizes, .. } in &runbook.steps {
            for change in changes {
                self.make(change.clone()).unwrap_or_else(|error| panic!("step {number} ({title}): {error}"));
            }
            if *synchronizes {
                self.hierarchy
                    .synchronize(None, Extent::Full)
                    .unwrap_or_else(|error| panic!("step {number} ({title}): {error}"));
                self.hierarchy.wait_until_idle(&mut |_| ()).unwrap();
            }
        }
    }

    /// Makes a change. An object that a role created is declared by its first change.
    fn make(&self, change: Change) -> Result<(), ApplyError> {
        let change = match change {
            Change::Update(object) | Change::Create(object) => match self.hierarchy.get(&object.id())? {
                Some(stored) if stored.declared && stored.object == object => return Ok(()),
                Some(stored) if stored.declared => Change::Update(object),
                _ => Change::Create(object),
            },
            delete @ Change::Delete(_) => delete,
        };
        let author = Author { actor: "runbook".to_owned(), origin: "runbook".to_owned() };
        self.hierarchy.apply(change, &author).map(drop)
    }

    fn state(&self) -> State {
        let all = |view: &dyn View| {
            let kinds = Kind::ALL.into_iter().map(|kind| view.find(kind, Lookup::All));
            kinds.collect::<Result<Vec<_>, _>>()
        };
        self.hierarchy.read(all).unwrap().into_iter().flatten().map(|stored| stored.object).collect()
    }
}

fn objects(state: &State) -> Vec<Object> {
    state.objects().cloned().collect()
}

fn arrives(from: &State, to: &State) {
    let world = World::of(from);
    let from = world.state();
    let to = World::of(to).state();
    let runbook = Runbook::between(&from, &to);
    world.perform(&runbook);
    match runbook.stop {
        None => assert_eq!(objects(&world.state()), objects(&to)),
        Some(stop) => assert!(!stop.why.is_empty()),
    }
}

#[test]
fn a_hierarchy_is_installed_and_removed() {
    arrives(&State::default(), &state(whole()));
    arrives(&state(sites()), &state(whole()));
    arrives(&state(whole()), &state(sites()));
}

/// A plan removes settings and a server, and leaves the software update point, which has the defaults from then on.
#[test]
fn what_is_removed_beside_its_role_gets_the_defaults() {
    let from = state(whole());
    let mut to = from.clone();
    for (kind, id) in [(Kind::SyncSettings, "CAS"), (Kind::SiteSystem, "CAS/cas.contoso.com")] {
        to.remove(&ObjectId::new(kind, id));
    }
    let titles: Vec<_> = Runbook::between(&from, &to).steps.into_iter().map(|step| step.title).collect();
    assert!(titles.contains(&"Set the proxy of the server CAS/cas.contoso.com".to_owned()), "{titles:#?}");
    assert!(titles.contains(&"Set the products of site CAS".to_owned()), "{titles:#?}");
    assert!(titles.iter().all(|title| !title.starts_with("Remove")), "{titles:#?}");
}

#[test]
fn a_reinstallation_stops_the_runbook() {
    let mut other = sites();
    other[1] = Object::Site(Site {
        server_fqdn: "other.contoso.com".to_owned(),
        ..site("PS1", SiteType::Primary, Some("CAS"))
    });
    let runbook = Runbook::between(&state(sites()), &state(other));
    assert!(runbook.steps.is_empty());
    assert!(runbook.stop.unwrap().why.contains("server_fqdn cannot be changed"));
}

/// A hierarchy with a software update point at some sites, with or without replicas, and some settings.
fn a_state() -> impl Strategy<Value = State> {
    let hosts = prop::collection::vec(any::<bool>(), 3);
    let settings = (any::<bool>(), any::<bool>(), select(vec![0_usize, 1, 2]), any::<bool>());
    (hosts, settings, any::<bool>(), any::<bool>()).prop_map(|(hosts, settings, has_replica, swaps)| {
        let mut state = state(sites());
        let [top, other] = if swaps { ["wsus2", "cas"] } else { ["cas", "wsus2"] };
        let upstream = format!("CAS/{top}.contoso.com");
        let mut parent = None;
        for ((code, host), is_there) in [("CAS", top), ("PS1", "ps1"), ("S11", "s11")].into_iter().zip(hosts) {
            if !is_there && code != "CAS" || code == "S11" && parent.as_deref() == Some(upstream.as_str()) {
                continue;
            }
            state.put(Object::SiteSystem(system(code, host)));
            state.put(Object::SupRole(role(code, host, parent.as_deref())));
            parent = Some(format!("{code}/{host}.contoso.com"));
        }
        if has_replica {
            state.put(Object::SiteSystem(system("CAS", other)));
            state.put(Object::SupRole(role("CAS", other, Some(&upstream))));
        }
        let (alert, express, products, has_account) = settings;
        let all = ["Windows 11", "Office 2016"];
        state.put(Object::SyncSettings(SyncSettings {
            alert_on_sync_failure: Some(alert),
            express_updates: Some(express),
            products: Some(names(&all[..products])),
            classifications: Some(names(&["Security Updates"])),
            ..SyncSettings::top_level_defaults(&upstream)
        }));
        if has_account {
            state.put(Object::Account(account(r"CONTOSO\wsus")));
        }
        state
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_steps_lead_from_any_state_to_any_other(from in a_state(), to in a_state()) {
        arrives(&from, &to);
    }
}
