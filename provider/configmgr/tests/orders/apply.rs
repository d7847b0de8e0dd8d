//! Applying a plan in one of the orders that Terraform's graph allows.

use std::collections::{BTreeMap, BTreeSet};

use rand::rngs::SmallRng;
use rand::seq::IteratorRandom as _;
use tfplugin::framework::value::Value;
use tokio::task::JoinSet;

use crate::configuration::{Configuration, Kind, dependencies};
use crate::plan::{Action, Instance, Plan, State};
use crate::provider::{Errors, Planned, Provider, Providers, Stored};

/// A step of a run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    /// Creates or updates the object at an address.
    Write(String),
    /// Removes the object at an address, or the one that was there.
    Remove(String),
}

impl Step {
    fn address(&self) -> &str {
        let (Self::Write(address) | Self::Remove(address)) = self;
        address
    }
}

/// The steps of a plan, each with those that come before it.
///
/// - What is written comes after what it refers to.
/// - What is removed comes after the removal of what depended on it.
/// - A dependency is written after the removal of what depended on it.
/// - What is written comes after the removal of what it depended on, its own former object included; with
///   `create_before_destroy` of the removed one, before it.
pub(crate) fn graph(configuration: &Configuration, plan: &Plan) -> BTreeMap<Step, BTreeSet<Step>> {
    let mut graph: BTreeMap<Step, BTreeSet<Step>> = BTreeMap::new();
    for (address, action) in &plan.actions {
        let (write, remove) = (Step::Write(address.clone()), Step::Remove(address.clone()));
        let steps = match action {
            Action::Nothing => vec![],
            Action::Create(_) | Action::Update(_) => vec![write],
            Action::Replace { .. } => vec![write, remove],
            Action::Delete(_) => vec![remove],
        };
        graph.extend(steps.into_iter().map(|step| (step, BTreeSet::new())));
    }
    let steps: Vec<Step> = graph.keys().cloned().collect();
    let mut connect = |before: &Step, after: &Step| {
        if let Some(earlier) = graph.get_mut(after).filter(|_| steps.contains(before)) {
            earlier.insert(before.clone());
        }
    };
    for address in plan.actions.keys() {
        let (write, remove) = (Step::Write(address.clone()), Step::Remove(address.clone()));
        for dependency in dependencies(configuration, address) {
            connect(&Step::Write(dependency), &write);
        }
        connect_writes(&mut connect, &remove, &write, creates_first(plan, address));
        let Some(instance) = plan.state.get(address) else { continue };
        for dependency in &instance.dependencies {
            let (write_dependency, remove_dependency) =
                (Step::Write(dependency.clone()), Step::Remove(dependency.clone()));
            connect(&remove, &remove_dependency);
            connect_writes(&mut connect, &remove_dependency, &write, creates_first(plan, dependency));
            connect_writes(&mut connect, &remove, &write_dependency, creates_first(plan, address));
        }
    }
    graph
}

/// Whether no order of the steps is possible: then Terraform refuses to apply the plan.
pub(crate) fn has_circle(configuration: &Configuration, plan: &Plan) -> bool {
    let mut open = graph(configuration, plan);
    loop {
        let ready: Vec<Step> =
            open.iter().filter(|(_, earlier)| earlier.is_empty()).map(|(step, _)| step.clone()).collect();
        if ready.is_empty() {
            return !open.is_empty();
        }
        open.retain(|step, _| !ready.contains(step));
        open.values_mut().for_each(|earlier| earlier.retain(|step| !ready.contains(step)));
    }
}

fn connect_writes(connect: &mut impl FnMut(&Step, &Step), remove: &Step, write: &Step, creates_first: bool) {
    if creates_first { connect(write, remove) } else { connect(remove, write) }
}

/// Whether the removal at an address comes after what is written.
fn creates_first(plan: &Plan, address: &str) -> bool {
    match plan.actions.get(address) {
        Some(Action::Replace { create_before_destroy, .. }) => *create_before_destroy,
        Some(Action::Delete(_)) => plan.state.get(address).is_some_and(|instance| instance.create_before_destroy),
        _ => false,
    }
}

/// Applies a plan, this many steps at once. The steps that were taken, and the state or the errors.
pub(crate) async fn apply(
    providers: &Providers,
    configuration: &Configuration,
    plan: &Plan,
    parallelism: usize,
    rng: &mut SmallRng,
) -> (Vec<Step>, Result<State, Errors>) {
    let mut open = graph(configuration, plan);
    let (mut state, mut former) = (plan.state.clone(), State::new());
    let (mut taken, mut errors, mut running) = (Vec::new(), Errors::new(), JoinSet::new());
    loop {
        while running.len() < parallelism {
            let ready = open.iter().filter(|(_, earlier)| earlier.is_empty()).map(|(step, _)| step.clone());
            let Some(step) = ready.choose(rng) else { break };
            open.remove(&step);
            taken.push(step.clone());
            let task = Task::new(&step, providers.of(step.address()), configuration, plan, &mut state, &mut former);
            running.spawn(async move { (step, task.run().await) });
        }
        let Some(ended) = running.join_next().await else { break };
        match ended.unwrap() {
            (step, Ok(stored)) => {
                record(&step, stored, configuration, &mut state, &mut former);
                open.values_mut().for_each(|earlier| {
                    earlier.remove(&step);
                });
            }
            (step, Err(found)) => errors.extend(found.into_iter().map(|error| format!("{step:?}: {error}"))),
        }
    }
    (taken, if errors.is_empty() { Ok(state) } else { Err(errors) })
}

fn record(step: &Step, stored: Option<Stored>, configuration: &Configuration, state: &mut State, former: &mut State) {
    let address = step.address();
    match (step, stored) {
        (Step::Write(_), Some(stored)) => {
            let resource = &configuration[address];
            let instance = Instance {
                kind: resource.kind,
                stored,
                dependencies: dependencies(configuration, address),
                create_before_destroy: resource.create_before_destroy,
                is_tainted: false,
            };
            state.insert(address.to_owned(), instance);
        }
        (Step::Remove(_), None) => {
            if former.remove(address).is_none() {
                state.remove(address);
            }
        }
        (step, stored) => panic!("{step:?} must not leave {stored:?}"),
    }
}

fn planned_of(action: &Action) -> (Value, Vec<u8>) {
    match action {
        Action::Create(planned)
        | Action::Update(planned)
        | Action::Replace { planned, .. }
        | Action::Delete(planned) => (planned.state.clone(), planned.private.clone()),
        Action::Nothing => unreachable!("nothing is done there"),
    }
}

/// What Terraform does for a step.
struct Task {
    provider: Provider,
    kind: Kind,
    config: Value,
    prior: Option<Stored>,
    /// The state and the private state of the plan.
    planned: (Value, Vec<u8>),
    way: Way,
}

/// How an object is changed.
enum Way {
    Create,
    Update,
    Remove,
    /// It was replaced by one that exists already.
    RemoveDeposed,
}

impl Task {
    fn new(
        step: &Step,
        provider: &Provider,
        configuration: &Configuration,
        plan: &Plan,
        state: &mut State,
        former: &mut State,
    ) -> Self {
        let address = step.address();
        let action = &plan.actions[address];
        let is_update = matches!(action, Action::Update(_));
        let (way, instance) = match step {
            Step::Remove(_) if former.contains_key(address) => (Way::RemoveDeposed, former.get(address)),
            Step::Remove(_) => (Way::Remove, state.get(address)),
            Step::Write(_) if is_update => (Way::Update, state.get(address)),
            Step::Write(_) => {
                if let Some(instance) = state.remove(address) {
                    former.insert(address.to_owned(), instance);
                }
                (Way::Create, None)
            }
        };
        let resource = configuration.get(address).filter(|_| matches!(step, Step::Write(_)));
        Self {
            provider: provider.clone(),
            kind: resource.map_or_else(|| plan.state[address].kind, |resource| resource.kind),
            config: resource.map_or(Value::Null, |resource| resource.config(configuration)),
            prior: instance.map(|instance| instance.stored.clone()),
            planned: planned_of(action),
            way,
        }
    }

    async fn run(self) -> Result<Option<Stored>, Errors> {
        if let Some(prior) = &self.prior {
            self.provider.upgrade(self.kind, prior).await;
        }
        match self.way {
            Way::Create | Way::Update => self.write().await,
            Way::Remove | Way::RemoveDeposed => self.remove().await,
        }
    }

    /// It is planned once more.
    async fn write(self) -> Result<Option<Stored>, Errors> {
        let (prior, private) = self.prior.map_or((Value::Null, Vec::new()), |prior| (prior.state, prior.private));
        let planned = self.provider.plan(self.kind, &prior, &self.config, &private).await?;
        if planned.state != self.planned.0 {
            return Err(vec![format!("planned {:?}, and then {:?}", self.planned.0, planned.state)]);
        }
        let stored = self.provider.apply(self.kind, &prior, &self.config, &planned).await?;
        if stored.as_ref().is_none_or(|stored| stored.state != planned.state) {
            return Err(vec![format!("planned {:?}, and made {stored:?}", planned.state)]);
        }
        Ok(stored)
    }

    /// The removal of a deposed object is planned once more; another one is made with the private state of its plan, or of its
    /// successor's.
    async fn remove(self) -> Result<Option<Stored>, Errors> {
        let Some(prior) = &self.prior else { return Ok(None) };
        let planned = match self.way {
            Way::RemoveDeposed => self.provider.plan(self.kind, &prior.state, &Value::Null, &prior.private).await?,
            _ => Planned { state: Value::Null, private: self.planned.1, replaced_by: Vec::new() },
        };
        self.provider.apply(self.kind, &prior.state, &Value::Null, &planned).await
    }
}
