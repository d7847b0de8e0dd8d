//! Tells the tests whether a browser is there: without one, those that open pages are reported as ignored.

use std::env;

fn main() {
    println!("cargo::rustc-check-cfg=cfg(chromium)");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=PATH");
    let path = env::var_os("PATH").unwrap_or_default();
    match env::split_paths(&path).map(|folder| folder.join("chromium")).find(|binary| binary.is_file()) {
        Some(binary) => {
            println!("cargo::rustc-cfg=chromium");
            println!("cargo::rerun-if-changed={}", binary.display());
        }
        // A file that is not there makes cargo ask again at the next build.
        None => println!("cargo::rerun-if-changed=chromium-is-missing"),
    }
}
