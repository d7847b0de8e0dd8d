//! The command line, and how much is measured for it.

use acceptance_tests::binaries::Profile;
use clap::{Parser, ValueEnum};

use crate::peer::Peer;
use crate::sites::Shape;

/// Measures the provider on this machine and prints the numbers beside their budgets.
#[derive(Debug, Parser)]
#[command(name = "cargo measure", bin_name = "cargo measure", version)]
pub(crate) struct Options {
    /// How many objects to plan, apply and destroy
    #[arg(long, value_name = "COUNT", value_delimiter = ',', default_values_t = [1, 100, 1000])]
    #[arg(value_parser = clap::value_parser!(u32).range(1..))]
    counts: Vec<u32>,
    /// How often runs that are compared with each other are repeated
    #[arg(long, value_name = "TIMES", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Measures the binary of another provider as well; can be repeated
    ///
    /// The report calls it NAME. The provider's name in Terraform is taken from a file name such as
    /// terraform-provider-null_v3.2.4, otherwise it is NAME. The provider needs a resource without required attributes,
    /// such as null_resource.
    #[arg(long, value_name = "NAME=BINARY")]
    pub(crate) peer: Vec<Peer>,
    /// Measures only this; can be repeated
    #[arg(long, value_enum, value_name = "MEASUREMENT")]
    only: Vec<Measurement>,
    /// Prints JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Measures few objects in about a minute, to show that every measurement works; no budget is judged
    #[arg(long, conflicts_with_all = ["counts", "rounds"])]
    quick: bool,
    /// Which build to measure
    #[arg(long, value_enum, default_value = "release")]
    pub(crate) profile: Profile,
}

/// What can be measured on its own.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Measurement {
    /// The time to the handshake line
    Launch,
    /// plan, apply and destroy of software update points
    Commands,
    /// The instructions of a plan without changes
    Instructions,
    /// The same beside Terraform alone and beside --peer
    Peers,
    /// What the private state of objects costs
    PrivateState,
    /// Growth with the number of objects
    Growth,
    /// A database beside a file
    Stores,
    /// Importing a large hierarchy of a real site, and a runbook for it
    RealSite,
    /// One more software update point in the largest hierarchy
    Planning,
    /// The report on a plan of the largest hierarchy
    Reporting,
    /// Synchronization of the largest hierarchy
    Synchronization,
}

/// How much is measured.
pub(crate) struct Scope {
    /// How many objects commands are run with.
    pub(crate) counts: Vec<u32>,
    /// The number of objects most budgets are about.
    pub(crate) usual: u32,
    /// The number of objects growth is measured up to, from [`Scope::usual`].
    pub(crate) many: u32,
    /// How often the provider is launched to its handshake line.
    pub(crate) launches: u32,
    /// How often a command is repeated that changes nothing.
    pub(crate) repeats: u32,
    /// How often the plan of one object is repeated.
    pub(crate) plans: u32,
    /// How often runs that are compared with each other are repeated.
    pub(crate) rounds: u32,
    /// A small hierarchy, to compare the largest one with.
    pub(crate) small: Shape,
    /// The largest hierarchy.
    pub(crate) largest: Shape,
    /// Whether the numbers say anything about the budgets.
    pub(crate) is_judged: bool,
}

impl Options {
    /// Whether something is measured.
    pub(crate) fn includes(&self, measurement: Measurement) -> bool {
        self.only.is_empty() || self.only.contains(&measurement)
    }

    pub(crate) fn scope(&self) -> Scope {
        let is_judged = self.profile == Profile::Release;
        if self.quick {
            return Scope {
                counts: vec![8],
                usual: 8,
                many: 16,
                launches: 3,
                repeats: 1,
                plans: 1,
                rounds: 1,
                small: Shape { primaries: 1, secondaries: 1 },
                largest: Shape { primaries: 2, secondaries: 2 },
                is_judged: false,
            };
        }
        Scope {
            counts: self.counts.clone(),
            usual: 100,
            many: 1000,
            launches: 50,
            repeats: 5,
            plans: 21,
            rounds: self.rounds,
            small: Shape::SMALL,
            largest: Shape::LARGEST,
            is_judged,
        }
    }
}
