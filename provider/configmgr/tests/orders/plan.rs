//! Planning as Terraform does: what is referred to first, removals at any time.

use std::collections::{BTreeMap, BTreeSet};

use rand::rngs::SmallRng;
use rand::seq::IteratorRandom as _;
use tfplugin::framework::value::Value;
use tokio::task::JoinSet;

use crate::configuration::{Configuration, Kind, dependencies};
use crate::provider::{Errors, Planned, Provider, Providers, Stored};

/// An object of the state.
#[derive(Clone, Debug)]
pub(crate) struct Instance {
    pub(crate) kind: Kind,
    pub(crate) stored: Stored,
    /// What it depended on when it was last written.
    pub(crate) dependencies: BTreeSet<String>,
    pub(crate) create_before_destroy: bool,
    pub(crate) is_tainted: bool,
}

/// The objects of a state by address.
pub(crate) type State = BTreeMap<String, Instance>;

/// How a run plans.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    /// Whether the plan and the apply are runs of their own, with a file between them.
    pub(crate) is_saved: bool,
    /// Whether an alias of the provider manages the central administration site.
    pub(crate) has_alias: bool,
    /// Whether objects are not read first.
    pub(crate) skips_refresh: bool,
    /// The addresses that are replaced on request.
    pub(crate) replace: BTreeSet<String>,
    /// The only addresses that are planned, with what they depend on; all if empty.
    pub(crate) targets: BTreeSet<String>,
    /// The addresses that the run forgets: `removed` blocks with `destroy = false`.
    pub(crate) forget: BTreeSet<String>,
    /// Whether some resources name others by their ids instead of by references, so that Terraform knows no order between them.
    /// Whether the plan is refused may then depend on its order: a role may be removed before or after settings that name it are kept.
    pub(crate) has_ids_written_out: bool,
}

impl Options {
    /// The number of provider configurations.
    pub(crate) fn aliases(&self) -> usize {
        if self.has_alias { 2 } else { 1 }
    }
}

/// What a run does at an address.
pub(crate) enum Action {
    Nothing,
    Create(Planned),
    Update(Planned),
    Replace { planned: Planned, create_before_destroy: bool },
    Delete(Planned),
}

/// A plan: the state after the refresh, and what is done.
pub(crate) struct Plan {
    pub(crate) state: State,
    pub(crate) actions: BTreeMap<String, Action>,
}

impl Plan {
    pub(crate) fn is_empty(&self) -> bool {
        self.changed().next().is_none()
    }

    /// The addresses at which something is done.
    pub(crate) fn changed(&self) -> impl Iterator<Item = &String> {
        let changed = self.actions.iter().filter(|(_, action)| !matches!(action, Action::Nothing));
        changed.map(|(address, _)| address)
    }
}

/// Plans a configuration in a random order that Terraform may take, this many resources at once.
pub(crate) async fn plan(
    providers: &Providers,
    configuration: &Configuration,
    mut state: State,
    options: &Options,
    parallelism: usize,
    rng: &mut SmallRng,
) -> Result<Plan, Errors> {
    state.retain(|address, _| configuration.contains_key(address) || !options.forget.contains(address));
    let forced = forced_to_create_before_destroy(configuration);
    let mut open: BTreeSet<String> = configuration.keys().chain(state.keys()).cloned().collect();
    if !options.targets.is_empty() {
        let wanted = with_dependencies(configuration, options.targets.iter());
        open.retain(|address| wanted.contains(address));
    }
    let (mut running, mut started) = (JoinSet::new(), BTreeSet::new());
    let (mut actions, mut errors) = (BTreeMap::new(), Errors::new());
    loop {
        while running.len() < parallelism {
            let is_ready = |address: &&String| {
                let resource = configuration.get(*address).into_iter();
                let mut references = resource.flat_map(|resource| resource.references.values());
                !started.contains(*address) && references.all(|reference| !open.contains(reference))
            };
            let ready = open.iter().filter(is_ready).choose(rng);
            let Some(address) = ready.cloned() else { break };
            started.insert(address.clone());
            let task = Task {
                provider: providers.of(&address).clone(),
                wanted: configuration.get(&address).map(|resource| Wanted {
                    kind: resource.kind,
                    config: resource.config(configuration),
                    dependencies: dependencies(configuration, &address),
                    create_before_destroy: forced.contains(&address),
                    is_replaced: options.replace.contains(&address),
                }),
                instance: state.get(&address).cloned(),
                skips_refresh: options.skips_refresh,
            };
            running.spawn(async move { (address, task.plan().await) });
        }
        let Some(ended) = running.join_next().await else { break };
        let (address, planned) = ended.unwrap();
        open.remove(&address);
        match planned {
            Ok((instance, action)) => {
                match instance {
                    Some(instance) => state.insert(address.clone(), instance),
                    None => state.remove(&address),
                };
                actions.insert(address, action);
            }
            // Terraform plans no dependent of what it could not plan.
            Err(found) => {
                errors.extend(found);
                open.retain(|other| !dependencies(configuration, other).contains(&address));
            }
        }
    }
    if errors.is_empty() { Ok(Plan { state, actions }) } else { Err(errors) }
}

/// What Terraform does to plan at an address.
struct Task {
    provider: Provider,
    wanted: Option<Wanted>,
    /// The object in the state.
    instance: Option<Instance>,
    skips_refresh: bool,
}

/// What the configuration has at an address.
struct Wanted {
    kind: Kind,
    config: Value,
    dependencies: BTreeSet<String>,
    create_before_destroy: bool,
    is_replaced: bool,
}

impl Task {
    /// The object in the state after the refresh, and what is done.
    async fn plan(mut self) -> Result<(Option<Instance>, Action), Errors> {
        if let Some(instance) = &self.instance {
            self.provider.upgrade(instance.kind, &instance.stored).await;
        }
        let action = match self.wanted.take() {
            Some(wanted) => self.plan_resource(wanted).await?,
            None => self.plan_removal().await?,
        };
        Ok((self.instance, action))
    }

    async fn plan_resource(&mut self, wanted: Wanted) -> Result<Action, Errors> {
        self.refresh().await?;
        let Wanted { kind, config, dependencies, create_before_destroy, is_replaced } = wanted;
        let Some(instance) = &mut self.instance else {
            return Ok(Action::Create(self.provider.plan(kind, &Value::Null, &config, &[]).await?));
        };
        instance.dependencies.extend(dependencies);
        if instance.is_tainted {
            let planned = self.provider.plan(kind, &Value::Null, &config, &[]).await?;
            return Ok(Action::Replace { planned, create_before_destroy });
        }
        let Stored { state: prior, private } = &instance.stored;
        let planned = self.provider.plan(kind, prior, &config, private).await?;
        let is_changed = |attribute: &String| prior.get(attribute) != planned.state.get(attribute);
        if is_replaced || planned.replaced_by.iter().any(is_changed) {
            let planned = self.provider.plan(kind, &Value::Null, &config, &planned.private).await?;
            return Ok(Action::Replace { planned, create_before_destroy });
        }
        Ok(if planned.state == *prior { Action::Nothing } else { Action::Update(planned) })
    }

    /// Terraform plans the removal of what has left the configuration before it reads the object.
    async fn plan_removal(&mut self) -> Result<Action, Errors> {
        let Some(Instance { kind, stored, .. }) = self.instance.clone() else { return Ok(Action::Nothing) };
        let planned = self.provider.plan(kind, &stored.state, &Value::Null, &stored.private).await?;
        self.refresh().await?;
        Ok(if self.instance.is_some() { Action::Delete(planned) } else { Action::Nothing })
    }

    async fn refresh(&mut self) -> Result<(), Errors> {
        let Some(instance) = self.instance.as_mut().filter(|_| !self.skips_refresh) else { return Ok(()) };
        match self.provider.read(instance.kind, &instance.stored).await? {
            Some(stored) => instance.stored = stored,
            None => self.instance = None,
        }
        Ok(())
    }
}

/// What is written with `create_before_destroy`, and all that those depend on.
fn forced_to_create_before_destroy(configuration: &Configuration) -> BTreeSet<String> {
    let chosen = configuration.iter().filter(|(_, resource)| resource.create_before_destroy);
    with_dependencies(configuration, chosen.map(|(address, _)| address))
}

fn with_dependencies<'a>(
    configuration: &Configuration,
    addresses: impl Iterator<Item = &'a String>,
) -> BTreeSet<String> {
    addresses.flat_map(|address| dependencies(configuration, address).into_iter().chain([address.clone()])).collect()
}
