//! The handshake without a process, for its fuzz target.

use std::ffi::OsString;

use super::environment::Environment;
use super::handshake::{self, Handshake};
use super::listener::Address;
use super::tls::Identity;

/// The handshake line of a plugin that has these variables, on TCP; `None` if the client's certificate cannot be read.
pub fn handshake(variable: impl Fn(&str) -> Option<OsString>) -> Option<String> {
    let environment = Environment::read(variable);
    let _ = handshake::negotiate(environment.protocol_versions.as_deref());
    let identity = environment.client_certificate.as_deref().map(Identity::pinned_to).transpose().ok()?;
    let address = Address::Tcp(([127, 0, 0, 1], *environment.ports.start()).into());
    let certificate = identity.as_ref().map(|identity| &identity.certificate);
    Some(Handshake { address, certificate, multiplex: environment.multiplex }.to_string())
}
