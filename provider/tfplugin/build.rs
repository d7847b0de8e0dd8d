//! Generates the wire types and services from `proto/`, without protoc; tells the tests whether Terraform is there.

use std::env;
use std::error::Error;

const PROTOS: [&str; 2] = ["proto/tfplugin6.proto", "proto/goplugin.proto"];

fn main() -> Result<(), Box<dyn Error>> {
    look_for_terraform();
    println!("cargo::rerun-if-changed=proto");
    let descriptors = protox::compile(PROTOS, ["proto"])?;
    tonic_prost_build::configure()
        // An RPC a provider has no use for answers UNIMPLEMENTED.
        .generate_default_stubs(true)
        // Clients bring their own connection: go-plugin's is pinned TLS.
        .build_transport(false)
        // Equal messages must give equal bytes.
        .btree_map(".")
        .compile_fds(descriptors)?;
    Ok(())
}

/// Without it the tests that drive it are reported as ignored.
fn look_for_terraform() {
    println!("cargo::rustc-check-cfg=cfg(terraform)");
    println!("cargo::rerun-if-env-changed=PATH");
    let file = format!("terraform{}", env::consts::EXE_SUFFIX);
    let path = env::var_os("PATH").unwrap_or_default();
    match env::split_paths(&path).map(|folder| folder.join(&file)).find(|binary| binary.is_file()) {
        Some(binary) => {
            println!("cargo::rustc-cfg=terraform");
            println!("cargo::rerun-if-changed={}", binary.display());
        }
        // A file that is not there makes cargo ask again at the next build.
        None => println!("cargo::rerun-if-changed=terraform-is-missing"),
    }
}
