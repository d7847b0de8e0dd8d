//! The guide that lists all faults, generated from their kinds.

use anyhow::Result;
use hierarchy::sync::{Failure, FaultKind, Scope};
use minijinja::{Environment, Value, context};

use crate::artifact::Artifact;

pub(crate) fn artifact(templates: &Environment<'_>) -> Result<Artifact> {
    let faults = FaultKind::ALL.map(row).to_vec();
    let content = templates.get_template("faults")?.render(context! { faults })?;
    Ok(Artifact::new("docs/guides/faults.md", content + "\n"))
}

fn row(kind: FaultKind) -> Value {
    context! {
        kind => kind.as_str(),
        at => match kind.scope() {
            Scope::Server => "server",
            Scope::Site => "site",
        },
        meaning => kind.meaning(),
        state => kind.failure().map_or_else(|| "—".to_owned(), state),
        cure => kind.remedy(),
        source => kind.source(),
    }
}

/// The state that it leaves a software update point in, with the error code.
fn state(failure: Failure) -> String {
    format!("{}, 0x{:08X}", failure.state().code(), failure.code())
}
