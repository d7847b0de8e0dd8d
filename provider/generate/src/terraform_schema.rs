//! The provider's schema as the real Terraform prints it: a later one, which prints the schemas of identities as well.

use std::cell::RefCell;

use acceptance_tests::workspace::in_workspace;
use acceptance_tests::{locate, terraform};
use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::artifact::Artifact;

/// The output of `terraform providers schema -json`.
pub(crate) fn artifact() -> Result<Artifact> {
    let library = locate::terraform_1_15();
    ensure!(
        library.is_dir(),
        "{} is missing, which has Terraform 1.15. Run .ci/run, which installs it.",
        library.display()
    );
    let printed = RefCell::new(None);
    in_workspace(|workspace| {
        let workspace = workspace.with_terraform(terraform::of_1_15());
        workspace.configure("")?;
        for arguments in [&["init"][..], &["providers", "schema", "-json"]] {
            let run = workspace.terraform(arguments)?;
            ensure!(run.code == Some(0), "terraform {} failed:\n{}{}", arguments.join(" "), run.stdout, run.stderr);
            *printed.borrow_mut() = Some(run.stdout);
        }
        Ok(())
    })?;
    let printed = printed.into_inner().context("terraform printed no schema")?;
    let mut schema: Value = serde_json::from_str(&printed).context("reading terraform's schema")?;
    schema.sort_all_objects();
    Ok(Artifact::new("schemas/provider.schema.json", format!("{schema:#}\n")))
}
