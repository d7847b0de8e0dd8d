//! The same commands with our provider and with others, one after the other in the same run.

use anyhow::Result;
use serde_json::json;

use crate::bench::Bench;
use crate::budget::Budget;
use crate::commands::NO_OP_PLAN;
use crate::cost::Cost;
use crate::options::Scope;
use crate::provider::Provider;
use crate::report::{Section, mebibytes, milliseconds};

pub(crate) fn measure(bench: &Bench, ours: &Provider, peers: &[Provider], scope: &Scope) -> Result<Section> {
    let providers: Vec<&Provider> = std::iter::once(ours).chain(peers).collect();
    let mut section = Section::new(
        "Accounts, beside the objects of peers",
        &["command", "objects", "provider", "wall ms", "own CPU ms", "peak memory MiB"],
    );
    let mut our_peak = 0;
    for &count in &scope.counts {
        let costs = providers.iter().map(|provider| costs(bench, provider, count, scope));
        let costs = costs.collect::<Result<Vec<_>>>()?;
        for (index, command) in ["apply", NO_OP_PLAN, "destroy"].into_iter().enumerate() {
            for (provider, cost) in providers.iter().zip(costs.iter().filter_map(|costs| costs.get(index))) {
                section.row([
                    json!(command),
                    json!(count),
                    json!(provider.name),
                    json!(milliseconds(cost.wall)),
                    json!(milliseconds(cost.cpu)),
                    json!(mebibytes(cost.peak_memory)),
                ]);
            }
        }
        let ours = costs.first().into_iter().flatten();
        our_peak = ours.map(|cost| cost.peak_memory).fold(our_peak, u64::max);
    }
    section.budget(Budget::new("peak memory, accounts", mebibytes(our_peak), "MiB", 12.0));
    Ok(section)
}

/// Of apply, of a plan without changes, and of destroy.
fn costs(bench: &Bench, provider: &Provider, count: u32, scope: &Scope) -> Result<[Cost; 3]> {
    let place = bench.watched(&format!("{}-{count}", provider.name), provider, &provider.configuration)?;
    place.set(&json!({ "objects": count }))?;
    let announce = |command: &str| bench.announce(format!("{command} of {count} with {}", provider.name));
    announce("apply");
    let apply = place.cost(&["apply", "-auto-approve"])?;
    announce(NO_OP_PLAN);
    let plans = (0..scope.repeats).map(|_| place.cost(&["plan", "-detailed-exitcode"]));
    let no_op_plan = Cost::median(&plans.collect::<Result<Vec<_>>>()?);
    announce("destroy");
    Ok([apply, no_op_plan, place.cost(&["destroy", "-auto-approve"])?])
}
