//! Ten runs, two consoles and synchronizations at once: each change is as if nobody else had changed anything meanwhile.
//!
//! What the writers asked for is done again by a model, one after the other in the order of the history: plain maps, which know
//! nothing of the code under test.

use std::collections::{BTreeMap, BTreeSet};

use acceptance_tests::workspace::{Workspace, on_each_store};
use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::parallel::at_once;
use crate::support;

/// The kind and the id of an object.
type Id = (&'static str, String);

/// The attributes that writers named.
type Attributes = BTreeMap<&'static str, Value>;

/// What a writer asked for.
#[derive(Clone, Debug)]
enum Request {
    Create(Id, Attributes),
    Set(Id, &'static str, Value),
}

/// A hierarchy, as far as the requests name it.
#[derive(Debug, Default)]
struct Model(BTreeMap<Id, Attributes>);

impl Model {
    /// Does what was asked for; the value that it replaced.
    fn apply(&mut self, request: Request) -> Result<Option<Value>> {
        match request {
            Request::Create(id, attributes) => {
                if id.0 == "sup_role" {
                    // A server comes with its role.
                    self.0.entry(("site_system", id.1.clone())).or_default();
                }
                ensure!(self.0.insert(id.clone(), attributes).is_none(), "{id:?} was created twice");
                Ok(None)
            }
            Request::Set(id, attribute, value) => {
                let attributes = self.0.get_mut(&id).with_context(|| format!("{id:?} was not created"))?;
                Ok(attributes.insert(attribute, value))
            }
        }
    }
}

fn id(kind: &'static str, id: impl Into<String>) -> Id {
    (kind, id.into())
}

const FIRST: &str = "PRI/sup-first.contoso.com";

/// The attribute that both consoles set.
const SHARED: &str = "internet_fqdn";

/// What is there before the writers begin.
fn beginning() -> [Request; 2] {
    [
        Request::Create(id("site", "PRI"), Attributes::from([("name", json!("Contoso"))])),
        Request::Create(id("sup_role", FIRST), Attributes::from([("ledbat", json!(false))])),
    ]
}

/// The objects of one of ten runs.
fn part(number: usize) -> Vec<Request> {
    let account = |index| Request::Create(id("account", format!(r"CONTOSO\part{number}-{index}")), Attributes::new());
    let role = Attributes::from([("upstream_sup_id", json!(FIRST)), ("ledbat", json!(number.is_multiple_of(2)))]);
    let role = Request::Create(id("sup_role", format!("PRI/part-{number}.contoso.com")), role);
    (0..3).map(account).chain([role]).collect()
}

/// A run of its own part of the hierarchy.
fn run(workspace: &Workspace, number: usize) -> Result<()> {
    let folder = workspace.beside(&format!("part-{number}"))?;
    folder.start(&format!(
        r#"
resource "configmgr_account" "part" {{
  count     = 3
  user_name = "CONTOSO\\part{number}-${{count.index}}"
}}

resource "configmgr_sup_role" "part" {{
  site_code       = "PRI"
  server_fqdn     = "part-{number}.contoso.com"
  upstream_sup_id = "{FIRST}"
  ledbat          = {}
}}
"#,
        number.is_multiple_of(2)
    ))?;
    folder.apply(&[])?;
    folder.expect_no_changes()
}

/// A console that sets an attribute which another console sets as well; what it was told is done.
fn console(workspace: &Workspace, name: &str) -> Result<Vec<(u64, Request)>> {
    let mut done = Vec::new();
    for time in 0..10 {
        let value = format!("{name}{time}.contoso.com");
        let arguments = ["set", &format!("site_system/{FIRST}"), &format!("{SHARED}={value}"), "--json"];
        let answer = workspace.supctl(&arguments)?.success()?.json()?;
        let revision = answer["revision"].as_u64().with_context(|| format!("{value}: {answer:#}"))?;
        done.push((revision, Request::Set(id("site_system", FIRST), SHARED, json!(value))));
    }
    Ok(done)
}

fn synchronizations(workspace: &Workspace) -> Result<()> {
    for command in [&["sync"][..], &["clock", "advance", "2h"]].into_iter().cycle().take(10) {
        workspace.supctl(command)?.success()?;
    }
    Ok(())
}

/// The changes of the history, by revision; the history is one line.
fn history(workspace: &Workspace) -> Result<BTreeMap<u64, Vec<Value>>> {
    let history = workspace.supctl(&["history", "--json", "--limit", "1000"])?.success()?.json()?;
    let mut changes = BTreeMap::<u64, Vec<Value>>::new();
    let mut last = 0;
    for change in history["changes"].as_array().context("changes")? {
        let revision = change["revision"].as_u64().context("a revision")?;
        ensure!(revision == last || revision == last + 1, "revision {revision} follows {last}");
        last = revision;
        changes.entry(revision).or_default().push(change.clone());
    }
    Ok(changes)
}

/// The objects of a hierarchy, by kind and id.
fn objects(workspace: &Workspace) -> Result<BTreeMap<Id, Value>> {
    let exported = workspace.supctl(&["export"])?.success()?.json()?;
    let mut objects = BTreeMap::new();
    for kind in ["site", "site_system", "sup_role", "account", "sync_settings"] {
        let list = if kind == "sync_settings" { kind.to_owned() } else { format!("{kind}s") };
        for object in exported[&list].as_array().into_iter().flatten() {
            let name = object["id"].as_str().context("an id")?;
            objects.insert(id(kind, name), object.clone());
        }
    }
    Ok(objects)
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn ten_runs_two_consoles_and_synchronizations_at_once() -> Result<()> {
    on_each_store(|workspace| {
        workspace.start(&support::primary_with_sup())?;
        workspace.apply(&[])?;
        type Writer<'a> = Box<dyn FnOnce() -> Result<Vec<(u64, Request)>> + Send + 'a>;
        let mut writers: Vec<Writer<'_>> = Vec::new();
        for number in 0..10 {
            writers.push(Box::new(move || run(workspace, number).map(|()| Vec::new())));
        }
        for name in ["one", "two"] {
            writers.push(Box::new(move || console(workspace, name)));
        }
        writers.push(Box::new(move || synchronizations(workspace).map(|()| Vec::new())));
        let done: Vec<_> = at_once(writers)?.concat();
        assert_eq!(done.len(), 20, "each console was told that each of its changes is made");
        let mut by_revision: BTreeMap<u64, Request> = done.into_iter().collect();
        assert_eq!(by_revision.len(), 20, "no revision was told twice");
        let mut creations: BTreeMap<Id, Request> = BTreeMap::new();
        for request in beginning().into_iter().chain((0..10).flat_map(part)) {
            if let Request::Create(id, _) = &request {
                creations.insert(id.clone(), request);
            }
        }

        let mut model = Model::default();
        for (revision, changes) in history(workspace)? {
            let of = |id: &Id| changes.iter().find(|change| change["kind"] == id.0 && change["id"] == id.1.as_str());
            let request = match by_revision.remove(&revision) {
                Some(request) => request,
                None => {
                    let created = creations.keys().find(|id| of(id).is_some()).cloned();
                    let created =
                        created.with_context(|| format!("nobody asked for revision {revision}: {changes:#?}"))?;
                    creations.remove(&created).context("it is there")?
                }
            };
            let Request::Set(id, attribute, value) = request.clone() else {
                model.apply(request)?;
                continue;
            };
            let change = of(&id).with_context(|| format!("revision {revision} is not about {id:?}: {changes:#?}"))?;
            let before = model.apply(request)?.unwrap_or_else(|| change["before"][attribute].clone());
            assert_eq!(change["before"][attribute], before, "revision {revision}: what it replaced");
            assert_eq!(change["after"][attribute], value, "revision {revision}");
        }
        ensure!(by_revision.is_empty() && creations.is_empty(), "lost: {by_revision:?} {creations:?}");

        let objects = objects(workspace)?;
        let ids = |kind: &'static str| -> BTreeSet<&Id> { objects.keys().filter(|id| id.0 == kind).collect() };
        for kind in ["site", "site_system", "sup_role", "account"] {
            assert_eq!(ids(kind), model.0.keys().filter(|id| id.0 == kind).collect::<BTreeSet<_>>());
        }
        for (id, attributes) in &model.0 {
            for (attribute, value) in attributes {
                assert_eq!(objects[id][attribute], *value, "{id:?} {attribute}");
            }
        }
        let examination = workspace.supctl(&["doctor", "--json"])?.json()?;
        assert_eq!(examination["examined"][0]["state"], "ok", "{examination:#}");
        Ok(())
    })
}
