//! The guard against stale plans, with a client that sends the private data of the first plan when it plans again during apply
//! (Terraform from 1.16 on), and with one that does not.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use configmgr::resources::{Site, SiteSystem};
use configmgr::{Configmgr, HierarchyResource, ProviderConfig, Values};
use hierarchy::{Author, Change, Hierarchy, Kind, Object, ObjectId, SystemClock};
use tempfile::TempDir;
use tfplugin::framework::diagnostics::Diagnostics;
use tfplugin::framework::value::Attr;
use tfplugin_testing::PlannedPrivate::{self, NotSent, Sent};
use tfplugin_testing::{State, TestServer};

type SiteSystems = HierarchyResource<SiteSystem>;

/// A hierarchy with a server, and its state.
struct World {
    folder: TempDir,
    state: State<Values<SiteSystem>>,
}

fn system(internet_fqdn: &str) -> Values<SiteSystem> {
    Values::of([
        ("site_code", "PRI".into()),
        ("server_fqdn", "wsus01.contoso.com".into()),
        ("internet_fqdn", internet_fqdn.into()),
    ])
}

/// A process of the provider.
fn process(path: &Path) -> TestServer<Configmgr> {
    let text = |text: &str| Attr::Known(text.to_owned());
    let config = ProviderConfig { path: text(path.to_str().unwrap()), actor: text("alice"), ..Default::default() };
    TestServer::configured(Configmgr, &config).unwrap()
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let server = process(&folder.path().join("hierarchy.db"));
        let site = Values::of([
            ("site_code", "PRI".into()),
            ("name", "Contoso".into()),
            ("type", "primary".into()),
            ("server_fqdn", "cm01.contoso.com".into()),
        ]);
        server.resource::<HierarchyResource<Site>>().unwrap().create(&site).unwrap();
        let state = server.resource::<SiteSystems>().unwrap().create(&system("one.contoso.com")).unwrap();
        Self { folder, state }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("hierarchy.db")
    }

    /// Somebody else gives the server another name.
    fn rename(&self) {
        let hierarchy = Hierarchy::open_existing(&*self.path(), Arc::new(SystemClock)).unwrap();
        let id = ObjectId::new(Kind::SiteSystem, "PRI/wsus01.contoso.com");
        let Object::SiteSystem(system) = hierarchy.get(&id).unwrap().unwrap().object else { panic!("{id}") };
        let renamed = hierarchy::SiteSystem { internet_fqdn: Some("bob.contoso.com".to_owned()), ..system };
        let bob = Author { actor: "bob".to_owned(), origin: "supctl".to_owned() };
        hierarchy.apply(Change::Update(renamed.into()), &bob).unwrap();
    }

    /// Plans in one process and applies in the next one, after `between`.
    fn updated(&self, private: PlannedPrivate, between: impl FnOnce()) -> Result<(), Diagnostics> {
        let planning = process(&self.path());
        let systems = planning.resource::<SiteSystems>()?;
        let state = systems.read(&self.state)?.unwrap();
        let plan = systems.plan(Some(&state), &system("two.contoso.com"))?;
        between();
        let applying = process(&self.path());
        let systems = applying.resource::<SiteSystems>()?;
        systems.apply(systems.plan_again(&plan, private)?).map(drop)
    }

    /// The same with an object that is tainted: Terraform plans it like a new one, without a state.
    fn recreated(&self, private: PlannedPrivate, between: impl FnOnce()) -> Result<(), Diagnostics> {
        let planning = process(&self.path());
        let systems = planning.resource::<SiteSystems>()?;
        systems.read(&self.state)?;
        let plan = systems.plan(None, &system("two.contoso.com"))?;
        between();
        let applying = process(&self.path());
        let systems = applying.resource::<SiteSystems>()?;
        systems.apply(systems.plan_again(&plan, private)?).map(drop)
    }
}

fn summaries(outcome: Result<(), Diagnostics>) -> Vec<String> {
    outcome.err().into_iter().flatten().map(|error| error.summary).collect()
}

#[test]
fn a_plan_of_an_object_that_stayed_is_applied() {
    for private in [Sent, NotSent] {
        assert_eq!(summaries(World::new().updated(private, || ())), [""; 0], "{private:?}");
        assert_eq!(summaries(World::new().recreated(private, || ())), [""; 0], "{private:?}");
    }
}

#[test]
fn a_plan_of_an_object_that_changed_is_refused() {
    let refused = ["Site system PRI/wsus01.contoso.com changed after this plan was made (V126)"];
    for private in [Sent, NotSent] {
        let world = World::new();
        assert_eq!(summaries(world.updated(private, || world.rename())), refused, "{private:?}");
    }
}

/// The second plan of a tainted object has no state: only the private data of the first plan tells what that saw.
#[test]
fn a_tainted_object_that_changed_is_refused_where_the_client_sends_what_was_planned() {
    let refused = ["Site system PRI/wsus01.contoso.com changed after this plan was made (V126)"];
    let world = World::new();
    assert_eq!(summaries(world.recreated(Sent, || world.rename())), refused);
}
