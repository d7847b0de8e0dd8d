//! The workflow of a release, run by act, and what is installed from its archives.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use acceptance_tests::binaries::repository;
use acceptance_tests::locate::pipeline_tool;
use acceptance_tests::mirror::{SOURCE, VERSION};
use acceptance_tests::run::Run;
use acceptance_tests::terraform::isolate;
use acceptance_tests::workspace::{Workspace, in_workspace};
use anyhow::{Context, Result, ensure};

use crate::gitops::github::stand_ins;
use crate::gitops::repository::git;
use crate::support::PRIMARY;

/// What the workflow needs of this repository.
const FILES: [&str; 6] = [
    ".ci/checksums",
    ".ci/package",
    ".github/workflows/release.yml",
    "Cargo.lock",
    "LICENSE",
    "terraform-registry-manifest.json",
];

/// Programs that the runner has, and what the test lets them do: the compiler finds the programs under test already built, and
/// the host keeps what it is to release.
const PROGRAMS: [(&str, &str); 4] = [
    ("sudo", ""),
    ("rustup", ""),
    (
        "cargo",
        "mkdir -p \"target/$TARGET/release\"\n\
         cp \"$PROVIDER\" \"$SUPCTL\" \"target/$TARGET/release/\"",
    ),
    (
        "gh",
        "for argument; do\n  echo \"$argument\" >>\"$RELEASED/../arguments\"\n  \
         if [ -f \"$argument\" ]; then cp \"$argument\" \"$RELEASED\"; fi\ndone",
    ),
];

/// The architecture of this machine, in Go's notation.
fn architecture() -> &'static str {
    if std::env::consts::ARCH == "aarch64" { "arm64" } else { "amd64" }
}

/// Runs the workflow for a tag. What is released is in the folder `released` of the workspace.
fn release(workspace: &Workspace, tag: &str) -> Result<Run> {
    let root = workspace.root();
    let [checkout, bare, artifacts, released, programs] =
        ["checkout", "bare.git", "artifacts", "released", "programs"].map(|name| root.join(name));
    for file in FILES {
        let copy = checkout.join(file);
        fs::create_dir_all(copy.parent().context("a file has a folder")?)?;
        fs::copy(repository().join(file), copy)?;
    }
    git(&checkout, &["init", "--quiet", "--initial-branch=main", "."])?;
    git(&checkout, &["add", "--all"])?;
    git(&checkout, &["commit", "--quiet", "--message", "Release"])?;
    git(&checkout, &["tag", tag])?;
    git(root, &["clone", "--quiet", "--bare", "checkout", "bare.git"])?;
    [&artifacts, &released, &programs].iter().try_for_each(fs::create_dir)?;
    for (name, script) in PROGRAMS {
        let file = programs.join(name);
        fs::write(&file, format!("#!/bin/sh\nset -e\n{script}\n"))?;
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755))?;
    }
    let payload = root.join("event.json");
    fs::write(&payload, serde_json::json!({ "ref": format!("refs/tags/{tag}") }).to_string())?;

    let supctl = PathBuf::from(workspace.supctl_command(&[]).get_program());
    let provider = supctl.with_file_name("terraform-provider-configmgr");
    let mut act = Command::new(pipeline_tool("act"));
    isolate(&mut act);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = [programs].into_iter().chain(std::env::split_paths(&path));
    act.current_dir(&checkout)
        .env("PATH", std::env::join_paths(path)?)
        .env("HOME", root)
        .env("XDG_CACHE_HOME", root.join("cache"))
        .args(["push", "--workflows", ".github/workflows/release.yml", "--eventpath"])
        .arg(&payload)
        .args(["--matrix", "os:linux", "--matrix", &format!("arch:{}", architecture())])
        .args(["--platform", "ubuntu-24.04=-self-hosted", "--platform", "ubuntu-24.04-arm=-self-hosted"])
        .args(["--secret", "GITHUB_TOKEN=token"]);
    for stand_in in stand_ins(root)? {
        act.args(["--local-repository", &stand_in]);
    }
    for (name, value) in [
        ("REMOTE", &bare),
        ("ARTIFACTS", &artifacts),
        ("RELEASED", &released),
        ("PROVIDER", &provider),
        ("SUPCTL", &supctl),
    ] {
        act.args(["--env", &format!("{name}={}", value.display())]);
    }
    Run::of(&mut act)
}

fn names(folder: &Path) -> Result<Vec<String>> {
    let mut names: Vec<String> = fs::read_dir(folder)?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<Result<_>>()?;
    names.sort();
    Ok(names)
}

fn run(folder: &Path, program: &str, arguments: &[&str]) -> Result<Run> {
    Run::of(Command::new(program).args(arguments).current_dir(folder))
}

#[test]
#[cfg_attr(not(all(terraform, pipeline_tools)), ignore = "what .ci/run installs for pipelines is missing")]
fn a_tag_becomes_a_release_as_a_registry_wants_it() -> Result<()> {
    in_workspace(|workspace| {
        let tag = format!("v{VERSION}");
        let platform = format!("linux_{}", architecture());
        release(workspace, &tag)?.success()?;

        let released = workspace.root().join("released");
        let package = format!("terraform-provider-configmgr_{VERSION}_{platform}.zip");
        let manifest = format!("terraform-provider-configmgr_{VERSION}_manifest.json");
        let sums = format!("terraform-provider-configmgr_{VERSION}_SHA256SUMS");
        let list = format!("terraform-provider-configmgr_{VERSION}.cdx.json");
        let tools = format!("supctl_{VERSION}_{platform}.zip");
        let tools_sums = format!("supctl_{VERSION}_SHA256SUMS");
        assert_eq!(names(&released)?, [&tools_sums, &tools, &list, &sums, &package, &manifest].map(String::as_str));
        for sums in [&sums, &tools_sums] {
            run(&released, "sha256sum", &["--check", "--strict", sums])?.success()?;
        }
        let summed = fs::read_to_string(released.join(&sums))?;
        let summed: Vec<&str> = summed.lines().filter_map(|line| line.split_whitespace().nth(1)).collect();
        assert_eq!(summed, [package.as_str(), manifest.as_str()]);
        let arguments = fs::read_to_string(workspace.root().join("arguments"))?;
        ensure!(arguments.starts_with(&format!("release\ncreate\n{tag}\n--draft\n--verify-tag\n")), "{arguments}");

        installs_from_the_package(workspace, &released.join(&package))?;
        installs_from_the_tools(workspace, &released.join(&tools))
    })
}

/// Puts the package into a mirror, as it is, and applies a configuration with it.
fn installs_from_the_package(workspace: &Workspace, package: &Path) -> Result<()> {
    let mirror = workspace.root().join("packages");
    for host in ["registry.terraform.io", "registry.opentofu.org"] {
        let folder = mirror.join(host).join(SOURCE);
        fs::create_dir_all(&folder)?;
        fs::copy(package, folder.join(package.file_name().context("a package has a name")?))?;
    }
    let folder = workspace.beside("from-package")?.with_variable("TF_CLI_CONFIG_FILE", "packages.tfrc");
    folder.write(
        "packages.tfrc",
        "provider_installation {\n  filesystem_mirror {\n    path = \"../packages\"\n  }\n}\n",
    )?;
    folder.start(PRIMARY)?;
    folder.apply(&[])?;
    folder.destroy(&[]).map(drop)
}

/// Unpacks the tools on a machine without a network, and installs the provider with them.
fn installs_from_the_tools(workspace: &Workspace, tools: &Path) -> Result<()> {
    let folder = workspace.root().join("unpacked");
    fs::create_dir(&folder)?;
    run(&folder, "unzip", &["-q", &tools.to_string_lossy()])?.success()?;
    assert_eq!(names(&folder)?, ["LICENSE", "supctl", "terraform-provider-configmgr"]);
    let mirrored = run(&folder, "./supctl", &["install-mirror", "--folder", "mirror"])?.success()?;
    ensure!(mirrored.stdout.contains(VERSION), "{}", mirrored.transcript());
    Ok(())
}

#[test]
#[cfg_attr(not(all(terraform, pipeline_tools)), ignore = "what .ci/run installs for pipelines is missing")]
fn a_tag_of_another_version_is_not_released() -> Result<()> {
    in_workspace(|workspace| {
        let refused = release(workspace, "v99.0.0")?.expect_code(1)?;
        let said = format!("the tag is of version 99.0.0, but the program is supctl {VERSION}");
        ensure!(refused.text().contains(&said), "{}", refused.transcript());
        assert_eq!(names(&workspace.root().join("released"))?, [""; 0]);
        Ok(())
    })
}
