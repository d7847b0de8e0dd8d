//! Generates the wire types and services from `proto/`, without protoc.

use std::error::Error;

const PROTOS: [&str; 2] = ["proto/tfplugin6.proto", "proto/goplugin.proto"];

fn main() -> Result<(), Box<dyn Error>> {
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
