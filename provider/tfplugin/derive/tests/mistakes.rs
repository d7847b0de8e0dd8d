//! What an author can write wrong, compiled: the compiler shows our message at the line of the word, and nothing else.
//!
//! A line of `mistakes/cases.rs` that ends in `//~ message` has that mistake, and no other line has one.
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

/// Each error of the compiler.
fn compile(source: &Path) -> Found {
    let sdk = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes/sdk.rs");
    let of_sdk = rustc("tfplugin", &sdk, &[]);
    assert!(of_sdk.is_empty(), "{of_sdk:#?}");
    let externs = [("tfplugin_derive", derive()), ("tfplugin", metadata("tfplugin"))];
    let messages = rustc("cases", source, &externs);
    let errors = messages.iter().filter(|message| message["level"] == "error");
    let found = errors.filter_map(|message| {
        let line = message["spans"][0]["line_start"].as_u64()?;
        Some((usize::try_from(line).unwrap(), message["message"].as_str()?.to_owned()))
    });
    found.collect()
}

/// What the compiler says of a crate.
fn rustc(name: &str, source: &Path, externs: &[(&str, PathBuf)]) -> Vec<Value> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let mut rustc = Command::new(rustc);
    rustc.args(["--edition=2024", "--crate-type=lib", "--emit=metadata", "--error-format=json", "--crate-name", name]);
    for (name, file) in externs {
        rustc.arg("--extern").arg(format!("{name}={}", file.display()));
    }
    let output = rustc.arg("-o").arg(metadata(name)).arg(source).output().unwrap();
    let messages = String::from_utf8(output.stderr).unwrap();
    messages.lines().map(|line| serde_json::from_str::<Value>(line).expect(line)).collect()
}

fn metadata(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("lib{name}.rmeta"))
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
