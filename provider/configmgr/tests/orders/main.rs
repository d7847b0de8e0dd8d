//! What a plan accepts, every order of the apply does.
//!
//! A small Terraform of our own calls processes of the provider as the real one does. Its graph allows the orders of the real
//! one, and here the test chooses among them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod apply;
mod change;
mod configuration;
mod plan;
mod provider;
mod world;

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use rand::SeedableRng as _;
use rand::rngs::SmallRng;
use tempfile::TempDir;

use apply::apply;
use change::{Change, Start, a_change};
use configuration::text;
use plan::{Options, Plan, State, plan};
use provider::{Errors, Terraform};
use world::{World, a_world};

/// A hierarchy in a file of its own.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn hierarchy(&self) -> std::path::PathBuf {
        self.0.path().join("hierarchy.db")
    }

    /// A copy of the hierarchy as it is now.
    fn copy(&self) -> Self {
        let copy = Self::new();
        for file in fs::read_dir(self.0.path()).unwrap() {
            let file = file.unwrap();
            let name = file.file_name();
            if !name.to_string_lossy().contains("-planned-") {
                fs::copy(file.path(), copy.0.path().join(name)).unwrap();
            }
        }
        copy
    }
}

async fn planned(start: &Start, hierarchy: &Path, rng: &mut SmallRng) -> Result<Plan, Errors> {
    let mut terraform = Terraform::start(1);
    let provider = terraform.provider(hierarchy).await;
    let planned = plan(&provider, &start.configuration, start.state.clone(), &start.options, rng).await;
    provider.shut_down().await;
    terraform.end().await;
    planned
}

/// Applies a saved plan in an order, and expects a plan without changes after it.
async fn applied(start: &Start, plan: &Plan, folder: &Folder, parallelism: usize, rng: &mut SmallRng) -> State {
    let mut terraform = Terraform::start(1);
    let provider = terraform.provider(&folder.hierarchy()).await;
    let (taken, result) = apply(&provider, &start.configuration, plan, parallelism, rng).await;
    provider.shut_down().await;
    terraform.end().await;
    let state =
        result.unwrap_or_else(|errors| panic!("parallelism {parallelism}, in the order {taken:#?}:\n{errors:#?}"));
    let after = Start { configuration: start.configuration.clone(), state: state.clone(), options: Options::default() };
    match planned(&after, &folder.hierarchy(), rng).await {
        Ok(plan) if plan.is_empty() => state,
        Ok(plan) => {
            let changed: Vec<&String> = plan.changed().collect();
            panic!("after the order {taken:#?} the next plan changes {changed:?}")
        }
        Err(errors) => panic!("after the order {taken:#?} the next plan fails: {errors:#?}"),
    }
}

/// The number of orders in which each plan is applied.
fn orders() -> u64 {
    std::env::var("ORDERS").ok().and_then(|orders| orders.parse().ok()).unwrap_or(3)
}

async fn check(world: &World, changes: &[Change], skips_refresh: bool, seed: u64) {
    let mut rng = SmallRng::seed_from_u64(seed);
    let folder = Folder::new();
    let mut start = Start { configuration: world.configuration(), state: State::new(), options: Options::default() };
    let first = planned(&start, &folder.hierarchy(), &mut rng).await.unwrap();
    start.state = applied(&start, &first, &folder, 1, &mut rng).await;
    for change in changes {
        start.change(change);
    }
    start.options.skips_refresh = skips_refresh;
    let Ok(plan) = planned(&start, &folder.hierarchy(), &mut rng).await else { return };
    eprintln!("{changes:?}\n{}", text(&start.configuration));
    for order in 0..orders() {
        let parallelism = if order % 3 == 2 { 10 } else { 1 };
        applied(&start, &plan, &folder.copy(), parallelism, &mut rng).await;
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 12,
        max_shrink_iters: 60,
        ..ProptestConfig::default()
    })]

    #[test]
    fn what_a_plan_accepts_every_order_does(
        world in a_world(),
        changes in prop::collection::vec(a_change(), 1..4),
        skips_refresh in prop::bool::weighted(0.2),
        seed in any::<u64>(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(check(&world, &changes, skips_refresh, seed));
    }
}
