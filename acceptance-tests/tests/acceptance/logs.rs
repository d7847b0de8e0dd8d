//! The log of the provider.

use std::collections::BTreeSet;
use std::fs;

use acceptance_tests::workspace::in_workspace;
use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::support;

/// The standard error of the provider, before Terraform reads it.
fn provider_log(variables: &[(&str, &str)]) -> Result<String> {
    let mut log = String::new();
    in_workspace(|workspace| {
        let file = workspace.root().join("stderr.log");
        let script = format!("exec \"$PROVIDER\" 2>>'{}'", file.display());
        let mut folder = workspace.with_provider_script(&script)?;
        for (name, value) in variables {
            folder = folder.with_variable(name, *value);
        }
        folder.start(&support::primary_with_sup())?;
        folder.apply(&[])?;
        folder.destroy(&[])?;
        log = fs::read_to_string(&file)?;
        Ok(())
    })?;
    Ok(log)
}

/// The level of each line. Every line must have the format of a log line that Terraform reads.
fn levels(log: &str) -> Result<Vec<String>> {
    log.lines()
        .map(|line| {
            let entry: Value = serde_json::from_str(line).with_context(|| format!("not JSON: {line}"))?;
            for key in ["@message", "@module", "@level", "@timestamp"] {
                ensure!(entry[key].is_string(), "{key} must be a string: {line}");
            }
            // Terraform reads times with exactly six fraction digits.
            let time = entry["@timestamp"].as_str().unwrap();
            let (_, fraction) = time.split_once('.').with_context(|| format!("no fraction: {line}"))?;
            ensure!(fraction.chars().take_while(char::is_ascii_digit).count() == 6, "not six digits: {line}");
            Ok(entry["@level"].as_str().unwrap().to_owned())
        })
        .collect()
}

#[cfg(unix)]
#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn terraform_reads_every_line() -> Result<()> {
    let log = provider_log(&[("TF_LOG", "trace")])?;
    let levels = levels(&log)?;
    ensure!(levels.iter().any(|level| level == "debug"), "TF_LOG=trace must show details:\n{log}");
    Ok(())
}

#[cfg(unix)]
#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn the_provider_has_its_own_log_level() -> Result<()> {
    let order = ["trace", "debug", "info", "warn", "error"];
    for (variables, lowest) in [
        (&[("TF_LOG_PROVIDER", "INFO")][..], Some("info")),
        (&[("TF_LOG", "TRACE"), ("TF_LOG_PROVIDER", "WARN")], Some("warn")),
        (&[("TF_LOG_CORE", "TRACE")], None),
        (&[("TF_LOG", "OFF")], None),
    ] {
        let levels = levels(&provider_log(variables)?)?;
        let allowed = lowest.map_or(&[][..], |lowest| {
            let from = order.iter().position(|level| *level == lowest).unwrap();
            &order[from..]
        });
        ensure!(levels.iter().all(|level| allowed.contains(&level.as_str())), "{variables:?} gave {levels:?}");
    }
    Ok(())
}

#[cfg(unix)]
#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn lines_of_a_resource_have_its_type_its_id_and_the_operation() -> Result<()> {
    let log = provider_log(&[("TF_LOG", "debug")])?;
    let mut found = BTreeSet::new();
    for line in log.lines() {
        let entry: Value = serde_json::from_str(line)?;
        let field = |name: &str| entry[name].as_str().map(str::to_owned);
        let Some(operation) = field("tf_rpc") else {
            ensure!(entry["@message"] != "answered", "the line has no operation: {line}");
            continue;
        };
        let kind = field("tf_resource_type");
        ensure!(kind.is_some() || !operation.contains("Resource"), "the line has no type: {line}");
        // A configuration has no id yet.
        if let Some(kind) = kind.filter(|_| operation != "ValidateResourceConfig") {
            let id = field("tf_resource_id").with_context(|| format!("the line has no id: {line}"))?;
            found.insert((operation, kind, id));
        }
    }
    for operation in ["PlanResourceChange", "ApplyResourceChange", "UpgradeResourceState", "ReadResource"] {
        for (kind, id) in [("configmgr_site", "PRI"), ("configmgr_sup_role", "PRI/sup-first.contoso.com")] {
            let expected = (operation.to_owned(), kind.to_owned(), id.to_owned());
            ensure!(found.contains(&expected), "{expected:?} is missing in {found:#?}");
        }
    }
    Ok(())
}
