//! What an author can write wrong, compiled: the compiler shows our message at the line of the word.
//!
//! A line of `mistakes/cases.rs` that ends in `//~ message` has that mistake, and no other line has one. What the compiler says
//! on its own is not compared.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeSet;
use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// A line, from 1, and the message at it.
type Found = BTreeSet<(usize, String)>;

#[test]
fn each_mistake_is_told_at_its_word() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes/cases.rs");
    let expected = marked(&fs::read_to_string(&cases).unwrap());
    let found = compile(&cases);
    let missing: Vec<_> = expected.difference(&found).collect();
    let surplus: Vec<_> = found.difference(&expected).collect();
    assert!(missing.is_empty() && surplus.is_empty(), "missing: {missing:#?}\nnot expected: {surplus:#?}");
}

fn marked(source: &str) -> Found {
    let lines = source.lines().enumerate();
    lines.filter_map(|(index, line)| Some((index + 1, line.split_once("//~ ")?.1.to_owned()))).collect()
}

/// Our own errors. Those of the compiler have a code, but for that of the derives that the SDK, which is not there, re-exports.
fn compile(source: &Path) -> Found {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc)
        .args(["--edition=2024", "--crate-type=lib", "--emit=metadata", "--error-format=json", "-o"])
        .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join("mistakes.rmeta"))
        .arg("--extern")
        .arg(format!("tfplugin_derive={}", derive().display()))
        .arg(source)
        .output()
        .unwrap();
    let messages = String::from_utf8(output.stderr).unwrap();
    let messages = messages.lines().map(|line| serde_json::from_str::<Value>(line).expect(line));
    let ours = messages.filter(|message| message["level"] == "error" && message["code"].is_null());
    let found = ours.filter_map(|message| {
        let line = message["spans"][0]["line_start"].as_u64()?;
        Some((usize::try_from(line).unwrap(), message["message"].as_str()?.to_owned()))
    });
    found.filter(|(_, message)| !message.starts_with("cannot find attribute")).collect()
}

/// The macro as cargo built it for this test: the newest one beside it.
fn derive() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let start = format!("{DLL_PREFIX}tfplugin_derive-");
    let built = fs::read_dir(test.parent().unwrap()).unwrap().map(|entry| entry.unwrap().path());
    let macros = built.filter(|path| {
        let name = path.file_name().unwrap().to_string_lossy();
        name.starts_with(&start) && name.ends_with(DLL_SUFFIX)
    });
    macros.max_by_key(|path| fs::metadata(path).unwrap().modified().unwrap()).expect("cargo builds the macro")
}
