//! Planning one software update point where few sites are and where as many are as the product supports.

use std::path::PathBuf;

use anyhow::Result;
use serde_json::json;

use crate::bench::Bench;
use crate::budget::Budget;
use crate::configuration;
use crate::cost::Cost;
use crate::options::Scope;
use crate::provider::Provider;
use crate::report::{Section, mebibytes, milliseconds};
use crate::sites::{Shape, Sites};
use crate::storage::Storage;

/// Two hierarchies with a software update point at each site.
pub(crate) struct Hierarchies {
    small: Hierarchy,
    pub(crate) largest: Hierarchy,
}

/// A hierarchy in a file.
pub(crate) struct Hierarchy {
    pub(crate) file: PathBuf,
    sites: u32,
}

impl Hierarchies {
    pub(crate) fn install(bench: &Bench, provider: &Provider, scope: &Scope) -> Result<Self> {
        Ok(Self {
            small: Hierarchy::install(bench, provider, scope.small)?,
            largest: Hierarchy::install(bench, provider, scope.largest)?,
        })
    }

    pub(crate) fn measure(&self, bench: &Bench, provider: &Provider, scope: &Scope) -> Result<Section> {
        let mut section = Section::new(
            "Planning one more software update point",
            &["sites, and as many roles", "own CPU ms", "peak memory MiB"],
        );
        let [small, largest] = [&self.small, &self.largest].map(|hierarchy| hierarchy.plan(bench, provider, scope));
        let (small, largest) = (small?, largest?);
        for (hierarchy, cost) in [(&self.small, small), (&self.largest, largest)] {
            section.row([json!(hierarchy.sites), json!(milliseconds(cost.cpu)), json!(mebibytes(cost.peak_memory))]);
        }
        let ratio = largest.cpu.as_secs_f64() / small.cpu.as_secs_f64();
        section.budget(Budget::new("own CPU of planning a role, largest beside small hierarchy", ratio, "x", 2.0));
        Ok(section)
    }
}

impl Hierarchy {
    pub(crate) fn storage(&self) -> Storage {
        Storage::File(self.file.clone())
    }

    /// One primary site after the other, each with a state of its own: Terraform writes the whole state at each step.
    fn install(bench: &Bench, provider: &Provider, shape: Shape) -> Result<Self> {
        let sites = shape.total();
        let hierarchy = Self { file: bench.folder().join(format!("hierarchy-{sites}.db")), sites };
        let place = |name: &str, configuration: &str| {
            let place = bench.timed(&format!("{name}-{sites}"), provider, configuration)?;
            anyhow::Ok(place.sharing(&hierarchy.storage()))
        };
        let places = [place("sites", &configuration!("sites"))?, place("roles", &configuration!("first_roles"))?];
        for (index, branch) in std::iter::once(Sites::CENTRAL).chain(shape.branches()).enumerate() {
            bench.announce(format!("installing {sites} sites: {index} of {} primary sites", shape.primaries));
            for place in &places {
                place.set(&branch.variables(0))?;
                place.run(&["apply", "-auto-approve", &format!("-state={index}.tfstate")])?;
            }
        }
        Ok(hierarchy)
    }

    fn plan(&self, bench: &Bench, provider: &Provider, scope: &Scope) -> Result<Cost> {
        bench.announce(format!("plan of one software update point in {} sites", self.sites));
        let place = bench.watched(&format!("new-role-{}", self.sites), provider, &configuration!("new_role"))?;
        let place = place.sharing(&self.storage());
        let plans = (0..scope.plans).map(|_| place.cost(&["plan"]));
        Ok(Cost::median(&plans.collect::<Result<Vec<_>>>()?))
    }
}
