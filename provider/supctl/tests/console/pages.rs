//! The pages in a real browser: on a narrow screen, in a light and a dark scheme. Their pictures are in `target/pages`.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::report::{PLANS, folder, report};
use crate::support::{contoso, drifted, state};

/// In pixels.
const WIDTH: usize = 400;

const SCHEMES: [&str; 2] = ["dark", "light"];

#[test]
#[cfg_attr(not(chromium), ignore = "chromium is not on the PATH")]
fn pages_are_readable_on_a_narrow_screen_in_both_schemes() {
    let pages = pages();
    for scheme in SCHEMES {
        let measured = measured(&pages, scheme);
        assert_eq!(measured.len(), pages.len());
        for page in measured {
            let name = page["name"].as_str().unwrap();
            assert_eq!(page["isDark"], scheme == "dark", "{name}");
            assert_eq!(page["isScrolling"], false, "{name} in {scheme}");
            assert_eq!(page["scripts"], 0, "{name}");
            assert!(page["texts"].as_u64().unwrap() > 3, "{name}");
            for found in ["faint", "overflowing", "unsigned"] {
                assert_eq!(page[found], Value::Array(Vec::new()), "{found}: {name} in {scheme}");
            }
        }
        for (name, page) in &pages {
            take_picture(name, page, scheme);
        }
    }
}

/// The pages, each with its name.
fn pages() -> Vec<(String, String)> {
    let reports = PLANS.map(|plan| (format!("report-{plan}"), report(&folder(plan), &["--format", "html"])));
    let console = drifted();
    console.write("state.json", &state(&contoso()).to_string());
    let drift = console.command(&["drift", "--state", "state.json", "--format", "html"]).output().unwrap();
    reports.into_iter().chain([("drift".to_owned(), String::from_utf8(drift.stdout).unwrap())]).collect()
}

/// What the probe finds in the pages.
fn measured(pages: &[(String, String)], scheme: &str) -> Vec<Value> {
    let frame = |(name, page): &(String, String)| {
        let page = page.replace('&', "&amp;").replace('"', "&quot;");
        format!("<iframe title=\"{name}\" srcdoc=\"{page}\"></iframe>")
    };
    let frames: String = pages.iter().map(frame).collect();
    let shown = browser(&wrapped(&frames, include_str!("pages/probe.js")), scheme, &["--dump-dom"]);
    let result = shown.split("<pre id=\"result\">").nth(1).and_then(|rest| rest.split("</pre>").next());
    let result = result.unwrap_or_else(|| panic!("{shown}"));
    serde_json::from_str(&result.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")).unwrap()
}

/// Frames as wide as a narrow screen. A window cannot be that narrow.
fn wrapped(frames: &str, script: &str) -> String {
    format!(
        "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><meta name=\"color-scheme\" content=\"light dark\">\
         <style>body {{ margin: 0 }} iframe {{ border: 0; width: {WIDTH}px; height: 2000px }}</style></head>\
         <body>{frames}<script>{script}</script></body></html>"
    )
}

fn take_picture(name: &str, page: &str, scheme: &str) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("pages");
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join(format!("{name}-{scheme}.png"));
    browser(page, scheme, &[&format!("--screenshot={}", file.display()), "--window-size=500,1600"]);
    assert!(fs::read(&file).unwrap().starts_with(b"\x89PNG"), "{}", file.display());
}

/// What the browser prints. It has a profile of its own, and no network.
fn browser(page: &str, scheme: &str, arguments: &[&str]) -> String {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("page.html");
    fs::write(&file, page).unwrap();
    let setting = if scheme == "dark" { 0 } else { 1 };
    let output = Command::new("chromium")
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run"])
        .arg("--host-resolver-rules=MAP * ~NOTFOUND")
        .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
        .arg(format!("--blink-settings=preferredColorScheme={setting}"))
        .args(arguments)
        .arg(format!("file://{}", file.display()))
        .output()
        .unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}
