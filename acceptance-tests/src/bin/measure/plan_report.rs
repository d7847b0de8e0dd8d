//! The report on a plan that changes every software update point of the largest hierarchy.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::bench::Bench;
use crate::budget::Budget;
use crate::report::{Section, mebibytes, milliseconds};
use crate::storage::Storage;

/// The lists of an export, with the kind of their objects.
const LISTS: [(&str, &str); 3] = [("sites", "site"), ("sup_roles", "sup_role"), ("sync_settings", "sync_settings")];

pub(crate) fn measure(bench: &Bench, supctl: &Path, hierarchy: &Path) -> Result<Section> {
    let mut section = Section::new(
        "Report on a plan of the largest hierarchy",
        &["format", "wall ms", "own CPU ms", "peak memory MiB"],
    );
    let plan = hierarchy.with_extension("plan.json");
    let change = ("ledbat", json!(true));
    fs::write(&plan, plan_of(&exported(supctl, hierarchy)?, &change)?.to_string())?;
    let (plan, out) = (plan.to_string_lossy(), hierarchy.with_extension("report"));
    let storage = Storage::File(hierarchy.to_owned());
    for format in ["github", "html"] {
        bench.announce(format!("report on a plan of the largest hierarchy, for {format}"));
        let out = out.to_string_lossy();
        let cost = bench.console(supctl, &storage, &["report", "--plan", &plan, "--format", format, "--out", &out])?;
        section.row([
            json!(format),
            json!(milliseconds(cost.wall)),
            json!(milliseconds(cost.cpu)),
            json!(mebibytes(cost.peak_memory)),
        ]);
        section.budget(Budget::new(format!("report for {format}"), cost.wall.as_secs_f64(), "s", 2.0));
        section.budget(Budget::new(
            format!("peak memory of it, for {format}"),
            mebibytes(cost.peak_memory),
            "MiB",
            300.0,
        ));
    }
    Ok(section)
}

pub(crate) fn exported(supctl: &Path, hierarchy: &Path) -> Result<Value> {
    let output = Command::new(supctl).arg("--path").arg(hierarchy).arg("export").output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// A plan of all sites, software update points and settings, which sets an attribute of every software update point.
pub(crate) fn plan_of(export: &Value, set: &(&str, Value)) -> Result<Value> {
    let mut changes = Vec::new();
    for (list, kind) in LISTS {
        let objects = export[list].as_array().with_context(|| format!("the export has no {list}"))?;
        changes.extend(objects.iter().enumerate().map(|(number, object)| change(kind, number, object, set)));
    }
    Ok(json!({ "format_version": "1.2", "planned_values": {}, "resource_changes": changes }))
}

fn change(kind: &str, number: usize, object: &Value, (attribute, value): &(&str, Value)) -> Value {
    let is_role = kind == "sup_role";
    let mut after = object.clone();
    if let Some(attributes) = after.as_object_mut().filter(|_| is_role) {
        attributes.insert((*attribute).to_owned(), value.clone());
    }
    json!({
        "address": format!("configmgr_{kind}.all[{number}]"),
        "mode": "managed",
        "type": format!("configmgr_{kind}"),
        "name": "all",
        "change": {
            "actions": [if is_role { "update" } else { "no-op" }],
            "before": object, "after": after, "after_unknown": {}, "before_sensitive": {}, "after_sensitive": {},
        },
    })
}
