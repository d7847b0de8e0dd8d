//! The compiler, on files whose mistakes are marked: a line that ends in `//~ message` has that mistake.

use std::collections::BTreeSet;
use std::env::consts::DLL_PREFIX;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// A line, from 1, and the message at it.
pub(crate) type Found = BTreeSet<(usize, String)>;

pub(crate) fn marked(source: &Path) -> Found {
    let source = fs::read_to_string(source).unwrap();
    let lines = source.lines().enumerate();
    lines.filter_map(|(index, line)| Some((index + 1, line.split_once("//~ ")?.1.to_owned()))).collect()
}

/// Each error in a file that uses these crates.
pub(crate) fn errors(source: &Path, crates: &[(&str, PathBuf)]) -> Found {
    let messages = rustc("cases", source, crates);
    let errors = messages.iter().filter(|message| message["level"] == "error");
    let found = errors.filter_map(|message| {
        let line = message["spans"][0]["line_start"].as_u64()?;
        Some((usize::try_from(line).unwrap(), message["message"].as_str()?.to_owned()))
    });
    found.collect()
}

/// What the compiler says of a crate.
pub(crate) fn rustc(name: &str, source: &Path, crates: &[(&str, PathBuf)]) -> Vec<Value> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let mut rustc = Command::new(rustc);
    rustc.args(["--edition=2024", "--crate-type=lib", "--emit=metadata", "--error-format=json", "--crate-name", name]);
    rustc.arg("-L").arg(format!("dependency={}", built().display()));
    for (name, file) in crates {
        rustc.arg("--extern").arg(format!("{name}={}", file.display()));
    }
    let output = rustc.arg("-o").arg(metadata(name)).arg(source).output().unwrap();
    let messages = String::from_utf8(output.stderr).unwrap();
    messages.lines().map(|line| serde_json::from_str::<Value>(line).expect(line)).collect()
}

/// Where the compiler leaves what it makes of a crate of a test.
pub(crate) fn metadata(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("lib{name}.rmeta"))
}

/// A crate as cargo built it for this test: the newest one beside it.
pub(crate) fn newest(name: &str, suffix: &str) -> PathBuf {
    let prefix = if suffix == ".rlib" { "lib" } else { DLL_PREFIX };
    let start = format!("{prefix}{name}-");
    let built = fs::read_dir(built()).unwrap().map(|entry| entry.unwrap().path());
    let of_crate = built.filter(|path| {
        let name = path.file_name().unwrap().to_string_lossy();
        name.starts_with(&start) && name.ends_with(suffix)
    });
    of_crate.max_by_key(|path| fs::metadata(path).unwrap().modified().unwrap()).expect("cargo builds the crate")
}

fn built() -> PathBuf {
    std::env::current_exe().unwrap().parent().unwrap().to_owned()
}
