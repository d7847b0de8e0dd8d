//! The wire: messages, server traits and clients. `cargo generate` writes them from `proto/`.
#![allow(missing_docs, missing_debug_implementations, unreachable_pub, clippy::all)]

/// The Terraform plugin protocol, major 6 (up to 6.11).
pub mod tfplugin6 {
    include!("generated/tfplugin6.rs");
}

/// go-plugin's own services: standard streams, broker, controller.
pub mod plugin {
    include!("generated/plugin.rs");
}

mod timestamp;

pub use timestamp::Timestamp;
