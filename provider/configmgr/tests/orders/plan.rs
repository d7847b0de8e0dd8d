//! Planning as Terraform does: what is referred to first, removals at any time.

use std::collections::{BTreeMap, BTreeSet};

use rand::rngs::SmallRng;
use rand::seq::IndexedRandom as _;
use tfplugin::framework::value::Value;

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
    /// Whether some resources name others by their ids instead of by references: what is planned before the other one is refused.
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

/// Plans a configuration in a random order that Terraform may take.
pub(crate) async fn plan(
    providers: &Providers,
    configuration: &Configuration,
    mut state: State,
    options: &Options,
    rng: &mut SmallRng,
) -> Result<Plan, Errors> {
    state.retain(|address, _| configuration.contains_key(address) || !options.forget.contains(address));
    let forced = forced_to_create_before_destroy(configuration);
    let mut open: BTreeSet<String> = configuration.keys().chain(state.keys()).cloned().collect();
    if !options.targets.is_empty() {
        let wanted = with_dependencies(configuration, options.targets.iter());
        open.retain(|address| wanted.contains(address));
    }
    let (mut actions, mut errors) = (BTreeMap::new(), Errors::new());
    while !open.is_empty() {
        let is_ready = |address: &&String| {
            let references = configuration.get(*address).into_iter().flat_map(|resource| resource.references.values());
            references.into_iter().all(|reference| !open.contains(reference))
        };
        let ready: Vec<_> = open.iter().filter(is_ready).cloned().collect();
        let address = ready.choose(rng).expect("references have no circle").clone();
        open.remove(&address);
        let provider = providers.of(&address);
        if let Some(instance) = state.get(&address) {
            provider.upgrade(instance.kind, &instance.stored).await;
        }
        let planned = match configuration.contains_key(&address) {
            true => plan_resource(provider, configuration, &mut state, &address, options, &forced).await,
            false => plan_removal(provider, &mut state, &address, options).await,
        };
        match planned {
            Ok(action) => {
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

async fn plan_resource(
    provider: &Provider,
    configuration: &Configuration,
    state: &mut State,
    address: &str,
    options: &Options,
    forced: &BTreeSet<String>,
) -> Result<Action, Errors> {
    let resource = &configuration[address];
    let (kind, config) = (resource.kind, resource.config(configuration));
    refresh(provider, state, address, options).await?;
    let create_before_destroy = forced.contains(address);
    let Some(instance) = state.get_mut(address) else {
        return Ok(Action::Create(provider.plan(kind, &Value::Null, &config, &[]).await?));
    };
    instance.dependencies.extend(dependencies(configuration, address));
    if instance.is_tainted {
        let planned = provider.plan(kind, &Value::Null, &config, &[]).await?;
        return Ok(Action::Replace { planned, create_before_destroy });
    }
    let Stored { state: prior, private } = &instance.stored;
    let planned = provider.plan(kind, prior, &config, private).await?;
    let is_changed = |attribute: &String| prior.get(attribute) != planned.state.get(attribute);
    if options.replace.contains(address) || planned.replaced_by.iter().any(is_changed) {
        let planned = provider.plan(kind, &Value::Null, &config, &planned.private).await?;
        return Ok(Action::Replace { planned, create_before_destroy });
    }
    Ok(if planned.state == *prior { Action::Nothing } else { Action::Update(planned) })
}

/// Terraform plans the removal of what has left the configuration before it reads the object.
async fn plan_removal(
    provider: &Provider,
    state: &mut State,
    address: &str,
    options: &Options,
) -> Result<Action, Errors> {
    let Instance { kind, stored, .. } = state[address].clone();
    let planned = provider.plan(kind, &stored.state, &Value::Null, &stored.private).await?;
    refresh(provider, state, address, options).await?;
    Ok(if state.contains_key(address) { Action::Delete(planned) } else { Action::Nothing })
}

async fn refresh(provider: &Provider, state: &mut State, address: &str, options: &Options) -> Result<(), Errors> {
    let Some(instance) = state.get_mut(address).filter(|_| !options.skips_refresh) else { return Ok(()) };
    match provider.read(instance.kind, &instance.stored).await? {
        Some(stored) => instance.stored = stored,
        None => {
            state.remove(address);
        }
    }
    Ok(())
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
