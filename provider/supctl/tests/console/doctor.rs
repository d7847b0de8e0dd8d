//! `supctl doctor`: what it examines, and what it says to do.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use hierarchy::Hierarchy;
use rusqlite::Connection;

use crate::support::Console;

/// A console whose binary has nothing beside it but what a test puts there.
struct Clinic {
    console: Console,
    binary: PathBuf,
}

impl Clinic {
    fn new() -> Self {
        let console = Console::contoso();
        let folder = console.folder.path().join("bin");
        fs::create_dir(&folder).unwrap();
        let binary = folder.join("supctl");
        fs::copy(assert_cmd::cargo::cargo_bin("supctl"), &binary).unwrap();
        Self { console, binary }
    }

    fn folder(&self) -> &Path {
        self.console.folder.path()
    }

    /// A provider beside the console that is a shell script.
    fn provider(&self, script: &str) {
        let file = self.binary.with_file_name("terraform-provider-configmgr");
        fs::write(&file, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn told(&self, arguments: &[&str]) -> String {
        let folder = self.folder().display().to_string();
        let output = std::process::Command::new(&self.binary)
            .arg("doctor")
            .args(arguments)
            .current_dir(self.folder())
            .env_clear()
            .env("HOME", self.folder())
            .env("PATH", std::env::var_os("PATH").unwrap())
            .env("TF_CLI_CONFIG_FILE", self.folder().join("terraform.rc"))
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
        let text = text.replace(&folder, "FOLDER");
        format!("$ supctl doctor {}\n{text}exit code {}\n\n", arguments.join(" "), output.status.code().unwrap())
    }
}

/// Leaves out numbers of processes, and the mode, which depends on the umask of who ran an older release.
const PROCESS: (&str, &str) = (r"\w[\w: -]* \(process \d+\)", "[program]");
const TIME: (&str, &str) = (r"clock: .*", "clock: [clock]");

fn assert_told(name: &str, texts: &str) {
    insta::with_settings!({filters => [PROCESS, TIME]}, { insta::assert_snapshot!(name, texts) });
}

#[test]
fn a_hierarchy_is_examined() {
    let clinic = Clinic::new();
    let mut texts = clinic.told(&[]) + &clinic.told(&["--json"]) + &clinic.told(&["--path", "absent.db", "--strict"]);
    fs::set_permissions(clinic.console.path(), fs::Permissions::from_mode(0o644)).unwrap();
    let open = Hierarchy::open(&clinic.console.path(), std::sync::Arc::new(hierarchy::SystemClock)).unwrap();
    texts += &clinic.told(&[]);
    drop(open);
    let damaged = Connection::open(clinic.console.path()).unwrap();
    damaged.execute("DELETE FROM history WHERE number = 3", []).unwrap();
    texts += &clinic.told(&[]);
    damaged.execute_batch("PRAGMA user_version = 99").unwrap();
    drop(damaged);
    texts += &clinic.told(&[]);
    assert_told("doctor_hierarchy", &texts);
}

#[test]
fn a_provider_that_does_not_start_is_named() {
    let clinic = Clinic::new();
    let mut texts = String::new();
    for script in [
        "echo 'no memory' >&2; exit 1",
        "echo hello",
        "echo '1|6|unix|/nowhere/socket|grpc|'; exec sleep 60",
        "echo '1|6|tcp|127.0.0.1:9|grpc|'; exec sleep 60",
    ] {
        clinic.provider(script);
        texts += &clinic.told(&["--path", "absent.db"]);
    }
    let file = clinic.binary.with_file_name("terraform-provider-configmgr");
    fs::set_permissions(file, fs::Permissions::from_mode(0o644)).unwrap();
    texts += &clinic.told(&["--path", "absent.db"]);
    assert_told("doctor_plugin", &texts);
}

#[test]
fn the_configuration_around_it_is_read() {
    let clinic = Clinic::new();
    let mut texts = String::new();
    let required = |source: &str| {
        format!(
            "terraform {{\n  required_providers {{\n    configmgr = {{\n      source = \"{source}\"\n    }}\n  }}\n}}\n"
        )
    };
    for configuration in [
        "resource \"configmgr_site\" \"one\" {}\n".to_owned(),
        required("hashicorp/configmgr"),
        required("endpointops/configmgr") + "provider \"configmgr\" {\n  path = \".configmgr/hierarchy.db\"\n}\n",
        required("registry.terraform.io/endpointops/configmgr")
            + "provider \"configmgr\" {\n  path = \"other.db\"\n}\n",
        required("endpointops/configmgr") + "provider \"configmgr\" {\n  path = var.path\n}\n",
        "terraform {".to_owned(),
    ] {
        fs::write(clinic.folder().join("main.tf"), &configuration).unwrap();
        texts += &format!("{configuration}{}", clinic.told(&["--path", ".configmgr/hierarchy.db"]));
    }
    let overrides = "provider_installation {\n  dev_overrides {\n    \"endpointops/configmgr\" = \"/home/alice/target/debug\"\n    # \"endpointops/configmgr\" = \"/elsewhere\"\n  }\n  direct {}\n}\n";
    fs::write(clinic.folder().join("terraform.rc"), overrides).unwrap();
    texts += &clinic.told(&["--strict"]);
    assert_told("doctor_configuration", &texts);
}
