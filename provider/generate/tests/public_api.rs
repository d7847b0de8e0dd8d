//! The public API of the SDK is in a file of each crate, so that a review sees what a change does to it.

use std::process::Command;

#[test]
fn the_files_of_the_public_api_are_current() {
    let output = Command::new(env!("CARGO_BIN_EXE_generate")).args(["--check", "--public-api"]).output().unwrap();
    let [printed, errors] = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap());
    assert!(output.status.success(), "{printed}{errors}");
    let files: Vec<_> = printed.lines().map(|line| line.rsplit(' ').next().unwrap_or_default()).collect();
    let expected = ["tfplugin", "tfplugin/derive", "tfplugin/testing"];
    assert_eq!(files, expected.map(|folder| format!("provider/{folder}/public-api.txt")));
}
