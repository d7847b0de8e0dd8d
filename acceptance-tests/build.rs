//! Detects what this machine has, so that a test that cannot run here is reported as ignored, with the reason.

use std::process::{Command, Stdio};

#[expect(unreachable_pub, reason = "public in the library, which has the same file")]
#[path = "src/locate.rs"]
mod locate;

#[expect(unreachable_pub, reason = "public in the library that drives Terraform")]
#[path = "../provider/tfplugin/testing/src/driver/locate.rs"]
mod programs;

fn main() {
    println!("cargo::rustc-check-cfg=cfg(terraform)");
    println!("cargo::rustc-check-cfg=cfg(private_mounts)");
    println!("cargo::rustc-check-cfg=cfg(other_users)");
    println!("cargo::rustc-check-cfg=cfg(pipeline_tools)");
    println!("cargo::rustc-check-cfg=cfg(terraform_1_15)");
    println!("cargo::rerun-if-env-changed=XDG_CACHE_HOME");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/locate.rs");
    println!("cargo::rerun-if-changed=../provider/tfplugin/testing/src/driver/locate.rs");
    println!("cargo::rerun-if-env-changed=PATH");
    println!("cargo::rerun-if-env-changed={}", locate::TERRAFORM_VARIABLE);

    match programs::terraform(locate::TERRAFORM_VARIABLE) {
        Some(binary) => {
            println!("cargo::rustc-cfg=terraform");
            println!("cargo::rerun-if-changed={}", binary.display());
        }
        // A missing file makes cargo run this script again at the next build.
        None => println!("cargo::rerun-if-changed=terraform-is-missing"),
    }
    for (tool, _) in locate::PIPELINE_TOOLS {
        println!("cargo::rerun-if-changed={}", locate::pipeline_tool(tool).display());
    }
    if pipeline_tools_are_there() {
        println!("cargo::rustc-cfg=pipeline_tools");
    }
    let library = programs::library(&locate::terraform_1_15());
    println!("cargo::rerun-if-changed={}", library.display());
    if library.is_file() && programs::on_path("python3").is_some() {
        println!("cargo::rustc-cfg=terraform_1_15");
    }
    if private_mounts_work() {
        println!("cargo::rustc-cfg=private_mounts");
    }
    if other_users_work() {
        println!("cargo::rustc-cfg=other_users");
    }
}

/// Whether everything is there that runs and checks the pipelines of the examples.
fn pipeline_tools_are_there() -> bool {
    let programs = ["bash", "curl", "git", "jq", "node", "openssl", "rsync", "shellcheck", "unzip"];
    let installed = locate::PIPELINE_TOOLS.iter().all(|(tool, _)| locate::pipeline_tool(tool).is_file());
    installed && programs.iter().all(|program| programs::on_path(program).is_some())
}

/// Whether a program can be run as another user, which the tests of permissions need.
fn other_users_work() -> bool {
    let ids = ["--reuid", "4001", "--regid", "4001", "--groups", "4000", "true"];
    Command::new("setpriv").args(ids).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// Whether a process can have its own mounts, which the tests of a full disk and of a read-only disk need.
fn private_mounts_work() -> bool {
    Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount"])
        .args(["mount", "-t", "tmpfs", "tmpfs", "/mnt"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
