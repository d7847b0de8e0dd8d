//! The wire protocol: the `.proto` files in the folder where other developers look for them, and the Rust code of the SDK,
//! which is committed so that users of the SDK compile no generator.

use std::fs;
use std::path::Path;

use acceptance_tests::binaries::repository;
use anyhow::{Context, Result};

use crate::artifact::Artifact;

const SOURCES: &str = "provider/tfplugin/proto";
/// The folder of the generated code. No other files are in it.
pub(crate) const GENERATED: &str = "provider/tfplugin/src/protocol/generated";
/// The `.proto` files, and the package of each, which is the name of its Rust file.
const PROTOS: [(&str, &str); 2] = [("tfplugin6.proto", "tfplugin6"), ("goplugin.proto", "plugin")];

/// The `.proto` files that the plugin is built from, and the code made of them.
pub(crate) fn artifacts() -> Result<Vec<Artifact>> {
    let mut artifacts = Vec::new();
    let code = tempfile::tempdir()?;
    generate(code.path())?;
    for (proto, package) in PROTOS {
        let source = repository().join(SOURCES).join(proto);
        let source = fs::read_to_string(&source).with_context(|| format!("reading {}", source.display()))?;
        artifacts.push(Artifact::new(format!("schemas/proto/{proto}"), source));

        let rust = fs::read_to_string(code.path().join(package).with_extension("rs"))
            .with_context(|| format!("{proto} has no package {package}"))?;
        let rust = format!("// From proto/{proto}, by `cargo generate`.\n{rust}");
        artifacts.push(Artifact::new(format!("{GENERATED}/{package}.rs"), rust));
    }
    Ok(artifacts)
}

/// Generates the code, without protoc.
fn generate(folder: &Path) -> Result<()> {
    let protos = PROTOS.map(|(proto, _)| proto);
    let descriptors = protox::compile(protos, [repository().join(SOURCES)])?;
    tonic_prost_build::configure()
        // An RPC a provider has no use for answers UNIMPLEMENTED.
        .generate_default_stubs(true)
        // Clients bring their own connection: go-plugin's is pinned TLS.
        .build_transport(false)
        // The only message of another package; a crate with all of them takes a provider longer to build.
        .extern_path(".google.protobuf.Timestamp", "crate::protocol::Timestamp")
        // Equal messages must give equal bytes.
        .btree_map(".")
        .out_dir(folder)
        .compile_fds(descriptors)
        .context("generating the code of the wire protocol")
}
