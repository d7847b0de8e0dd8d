//! The life of a plugin process, seen from the client's side: an example is launched as Terraform launches a provider.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod client;
mod debug;
mod handshake;
mod launch;
mod lifetime;
mod logs;
mod peers;
mod tls;
