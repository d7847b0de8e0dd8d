//! `cargo measure`: how fast and how small the provider is on this machine, beside its budgets.
//!
//! Times are those of the real Terraform. The same commands with `terraform_data`, which is built into Terraform, show
//! what Terraform itself needs.

mod bench;
mod beside_peers;
mod budget;
mod callgrind;
mod commands;
mod cost;
mod growth;
mod large_hierarchy;
mod launch;
mod options;
mod peer;
mod place;
mod plan_report;
mod private_state;
mod provider;
mod real_site;
mod report;
mod sites;
mod storage;
mod stores;
mod synchronization;
mod wrapper;

use std::process::ExitCode;

use acceptance_tests::binaries::{self, Binaries, Progress};
use acceptance_tests::terraform;
use anyhow::Result;
use clap::Parser;

use bench::Bench;
use options::{Measurement, Options};
use provider::Provider;
use report::{Report, Section};

fn main() -> ExitCode {
    if let Some(wrapper) = wrapper::Wrapper::of_environment() {
        return wrapper.run();
    }
    match measure(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nThe measurement stopped: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn measure(options: &Options) -> Result<()> {
    let terraform = terraform::find()?;
    eprintln!("Building the provider and supctl (a first build takes a few minutes)");
    let binaries = Binaries::build(options.profile, Progress::Shown)?;
    let scope = options.scope();
    let bench = Bench::new(terraform)?;
    let ours = Provider::of_repository("configmgr", &binaries.provider);
    let without_private_state = || {
        let binary = binaries::example("configmgr", "without_private_state", options.profile, Progress::Shown)?;
        let without = Provider::of_repository("without-private-state", &binary);
        private_state::measure(&bench, &ours, &without, &scope)
    };
    let peers = options.peer.iter().map(|peer| peer.provider(&bench)).collect::<Result<Vec<_>>>()?;

    let mut report = Report::new(options.json, scope.is_judged);
    let mut add = |section: Section| bench.without_progress(|| report.add(section));
    let measurements: [(Measurement, &dyn Fn() -> Result<Section>); 8] = [
        (Measurement::Launch, &|| launch::measure(&bench, &ours, &peers, &scope)),
        (Measurement::Commands, &|| commands::measure(&bench, &ours, &scope)),
        (Measurement::Instructions, &|| callgrind::measure(&bench, &ours, &scope)),
        (Measurement::Peers, &|| beside_peers::measure(&bench, &ours, &peers, &scope)),
        (Measurement::PrivateState, &without_private_state),
        (Measurement::Growth, &|| growth::measure(&bench, &ours, &scope)),
        (Measurement::Stores, &|| stores::measure(&bench, &ours, &scope)),
        (Measurement::RealSite, &|| real_site::measure(&bench, &binaries.supctl, options.profile)),
    ];
    for (_, measure) in measurements.iter().filter(|(measurement, _)| options.includes(*measurement)) {
        add(measure()?);
    }
    let of_largest = [Measurement::Planning, Measurement::Reporting, Measurement::Synchronization];
    if of_largest.into_iter().any(|measurement| options.includes(measurement)) {
        let hierarchies = large_hierarchy::Hierarchies::install(&bench, &ours, &scope)?;
        if options.includes(Measurement::Planning) {
            add(hierarchies.measure(&bench, &ours, &scope)?);
        }
        if options.includes(Measurement::Reporting) {
            add(plan_report::measure(&bench, &binaries.supctl, &hierarchies.largest.file)?);
        }
        if options.includes(Measurement::Synchronization) {
            add(synchronization::measure(&bench, &binaries.supctl, &hierarchies.largest)?);
        }
    }
    bench.finish();
    report.finish();
    Ok(())
}
