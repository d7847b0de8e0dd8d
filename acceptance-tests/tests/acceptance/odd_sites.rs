//! Hierarchies of real sites with what no rule or schema of ours allows: their exported configuration plans without an error and
//! without a change.

use std::fs;

use acceptance_tests::examples;
use acceptance_tests::workspace::{Workspace, in_workspace};
use anyhow::{Context, Result, ensure};
use rand::rngs::SmallRng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::{Value, json};

use crate::real_site::import;

/// Odd values of a column of a class.
const COLUMNS: &[(&str, &str, &[&str])] = &[
    ("SMS_Site", "SiteName", &["", "Zentrale (Köln)", "a \"quoted\" ${name} %{if}"]),
    ("SMS_Site", "ServerName", &["SITE01", "", "site_01.contoso.com"]),
    ("SMS_Site", "InstallDir", &["E:\\Zürich\\ConfigMgr ", "", "\\\\files\\ConfigMgr"]),
    ("SMS_Site", "BuildNumber", &["9999", "", "8000"]),
];

/// Odd values of embedded properties: the rows that have it, its name, its field, and the values as JSON.
const PROPERTIES: &[(&str, &str, &str, &[&str])] = &[
    ("SMS Site System", "Server Remote Public Name", "Value1", &["\"wsus\"", "\" public name\"", "\"10.0.0.1\""]),
    ("SMS Site System", "UseProxy", "Value", &["1", "\"1\"", "true"]),
    ("SMS Site System", "ProxyName", "Value2", &["\"\"", "\"http://proxy:8080\"", "\"proxy\""]),
    ("SMS Site System", "ProxyServerPort", "Value", &["0", "70000", "\"8080\""]),
    ("SMS Software Update Point", "WSUSIISPort", "Value", &["0", "80", "\"8530\""]),
    ("SMS Software Update Point", "WSUSIISSSLPort", "Value", &["70000", "8531", "443"]),
    ("SMS Software Update Point", "SSLWSUS", "Value", &["0", "1", "0"]),
    ("SMS Software Update Point", "IsINF", "Value", &["1", "0", "1"]),
    ("SMS Software Update Point", "AllowProxyTraffic", "Value", &["1", "0", "0"]),
    ("SMS Software Update Point", "UseProxy", "Value", &["0", "1", "0"]),
    ("SMS Software Update Point", "DBServerName", "Value2", &["\"sql_01\\\\A B\"", "\"sql01,0\"", "\"\""]),
    ("SMS_WSUS_CONFIGURATION_MANAGER", "DefaultUseParentWSUS", "Value", &["1", "1", "2"]),
    ("SMS_WSUS_CONFIGURATION_MANAGER", "ParentWSUS", "Value2", &["\"\"", "\"wsus_up\"", "\"wsus\""]),
    ("SMS_WSUS_CONFIGURATION_MANAGER", "ParentWSUSPort", "Value", &["0", "70000", "8530"]),
    ("SMS_WSUS_CONFIGURATION_MANAGER", "SupportedUpdateLanguages", "Value2", &["\"\"", "\"zh-Hans,xx\"", "\"EN\""]),
    ("SMS_WSUS_CONFIGURATION_MANAGER", "SupportedTitleLanguages", "Value2", &["\"zh-Hant\"", "\"\"", "\"tlh\""]),
    ("SMS_WSUS_CONFIGURATION_MANAGER", "Sync Supersedence Age For Feature", "Value", &["0", "120", "-1"]),
    ("SMS_WSUS_CONFIGURATION_MANAGER", "ClientReportingLevel", "Value", &["7", "2", "1"]),
    ("SMS_WSUS_SYNC_MANAGER", "MaxInstallTime-Windows", "Value", &["30", "3600000", "61"]),
    ("SMS_WSUS_SYNC_MANAGER", "EnableThirdPartyUpdates", "Value", &["1", "2", "3"]),
    ("SMS_WSUS_SYNC_MANAGER", "Sync Schedule", "Value1", &["\"FFFF\"", "\"00012DC000080000\"", "\"\""]),
];

/// Names that are in several rows, and others in their place.
const NAMES: &[(&str, &[&str])] = &[
    ("wsus-eur.contoso.com", &["WSUSEUR", "wsus_eur.contoso.com", "10.0.0.1"]),
    (
        "CONTOSO\\svc-wsus",
        &["corp.contoso.com\\svc-wsus", "CONTOSO\\a service with a long name", "svc-wsus@contoso.com"],
    ),
    ("Office 2016", &["Office 2030", "Windows Admin Center", "Office: \"new\""]),
    ("Critical Updates", &["Wichtige Updates", "Security Updates", "critical updates"]),
];

/// Writes one of the values of each into the dump.
fn make_odd(dump: &mut Value, mut choose: impl FnMut(&[&'static str]) -> Option<&'static str>) -> Result<()> {
    let mut text = dump.to_string();
    for (name, others) in NAMES {
        if let Some(other) = choose(others) {
            let [name, other] = [name, other].map(|name| json!(name).to_string());
            text = text.replace(name.trim_matches('"'), &other[1..other.len() - 1]);
        }
    }
    *dump = serde_json::from_str(&text)?;
    for (class, column, values) in COLUMNS {
        for row in dump["classes"][class].as_array_mut().into_iter().flatten() {
            choose(values).into_iter().for_each(|value| row[column] = json!(value));
        }
    }
    for (rows, name, field, values) in PROPERTIES {
        for class in ["SMS_SCI_SysResUse", "SMS_SCI_Component"] {
            let of_class = dump["classes"][class].as_array_mut().into_iter().flatten();
            for row in of_class.filter(|row| row["RoleName"] == *rows || row["ComponentName"] == *rows) {
                let Some(value) = choose(values) else { continue };
                let value: Value = serde_json::from_str(value)?;
                let properties = row["Props"].as_array_mut().context("a row has properties")?;
                properties.retain(|property| property["PropertyName"] != *name);
                let mut property = json!({"PropertyName": name, "Value": 0, "Value1": "", "Value2": ""});
                property[field] = value;
                properties.push(property);
            }
        }
    }
    Ok(())
}

fn expect_plans(workspace: &Workspace) -> Result<()> {
    let exported = workspace.supctl(&["export", "--hcl"])?.success()?;
    workspace.write("main.tf", &exported.stdout)?;
    workspace.init()?;
    workspace.terraform(&["validate"])?.success().context("the exported configuration is valid")?;
    let plan = workspace.plan(&[])?;
    ensure!(plan.actions().is_empty(), "{}", plan.run.transcript());
    workspace.apply(&[])?;
    workspace.expect_no_changes()
}

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn what_a_site_has_is_planned_without_an_error() -> Result<()> {
    for case in 0..3 {
        in_workspace(|workspace| {
            import(workspace, |dump| make_odd(dump, |values| values.get(case).copied()).unwrap())?;
            expect_plans(workspace).with_context(|| format!("case {case}"))
        })?;
    }
    Ok(())
}

/// `ODD_SITES` is a number of further cases, each with the next seed.
#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn any_mixture_of_odd_values_is_planned_without_an_error() -> Result<()> {
    let cases = std::env::var("ODD_SITES").map_or(Ok(2), |cases| cases.parse())?;
    for seed in 0..cases {
        let mut random = SmallRng::seed_from_u64(seed);
        in_workspace(|workspace| {
            let mut choose =
                |values: &[&'static str]| if random.random() { values.choose(&mut random).copied() } else { None };
            import(workspace, |dump| make_odd(dump, &mut choose).unwrap())?;
            expect_plans(workspace).with_context(|| format!("seed {seed}"))
        })?;
    }
    Ok(())
}

/// A simulated hierarchy refuses the same configuration at plan: its comments say so.
#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn a_simulated_hierarchy_refuses_what_a_comment_says() -> Result<()> {
    let mut resources = String::new();
    in_workspace(|workspace| {
        import(workspace, |dump| make_odd(dump, |values| values.first().copied()).unwrap())?;
        let exported = workspace.supctl(&["export", "--hcl"])?.success()?.stdout;
        let (before, _) = exported.split_once("\nimport {").context("it has import blocks")?;
        before.clone_into(&mut resources);
        Ok(())
    })?;
    let refusals: Vec<&str> =
        resources.lines().filter_map(|line| line.strip_prefix("# A simulated hierarchy refuses this. ")).collect();
    insta::assert_snapshot!("what_a_simulated_hierarchy_refuses", refusals.join("\n"));
    in_workspace(|workspace| {
        workspace.write("main.tf", &resources)?;
        workspace.init()?;
        workspace.terraform(&["validate"])?.success()?;
        let refused = workspace.terraform(&["plan"])?.expect_code(1)?.text();
        ensure!(refused.contains("name is empty"), "{refused}");
        Ok(())
    })
}

#[test]
fn the_example_has_what_is_made_odd() -> Result<()> {
    let text = fs::read_to_string(examples::folder().join("real-site/hierarchy.json"))?;
    let dump: Value = serde_json::from_str(&text)?;
    for (name, _) in NAMES {
        let name = json!(name).to_string();
        ensure!(dump.to_string().contains(name.trim_matches('"')), "{name}");
    }
    for (class, column, _) in COLUMNS {
        ensure!(dump["classes"][class][0].get(column).is_some(), "{class}.{column}");
    }
    Ok(())
}
