//! The wire: messages, server traits and clients generated from `proto/`.
#![allow(missing_docs, missing_debug_implementations, unreachable_pub, clippy::all)]

/// The Terraform plugin protocol, major 6 (up to 6.11).
pub mod tfplugin6 {
    tonic::include_proto!("tfplugin6");
}

/// go-plugin's own services: standard streams, broker, controller.
pub mod plugin {
    tonic::include_proto!("plugin");
}
