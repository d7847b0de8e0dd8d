use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;

use percent_encoding::utf8_percent_encode;

use super::{PLAIN, UrlError, decoded};

const DEFAULT_PORT: u16 = 5432;

/// A server that a URL names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Host {
    pub(in super::super) address: Address,
    pub(in super::super) port: u16,
}

/// How a server is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) enum Address {
    /// By a name or an IP address.
    Network(String),
    /// By a socket in this folder.
    Socket(PathBuf),
}

impl Host {
    /// Whether the host is this machine, so that nobody is between it and this process.
    pub(super) fn is_this_machine(&self) -> bool {
        match &self.address {
            Address::Socket(_) => true,
            Address::Network(name) if name.eq_ignore_ascii_case("localhost") => true,
            Address::Network(name) => name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback()),
        }
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.address {
            Address::Socket(folder) => utf8_percent_encode(&folder.to_string_lossy(), PLAIN).fmt(f)?,
            Address::Network(name) if name.contains(':') => write!(f, "[{name}]")?,
            Address::Network(name) => f.write_str(name)?,
        }
        if self.port == DEFAULT_PORT { Ok(()) } else { write!(f, ":{}", self.port) }
    }
}

/// A host of the authority, such as `db1:5433` or `[::1]`.
pub(super) fn with_port(text: &str) -> Result<Host, UrlError> {
    let (name, port) = match text.strip_prefix('[') {
        Some(rest) => {
            let (address, port) = rest.split_once(']').ok_or(UrlError::Host)?;
            address.parse::<IpAddr>().map_err(|_| UrlError::Host)?;
            (address, port)
        }
        None => text.split_at(text.find(':').unwrap_or(text.len())),
    };
    let port = match port.strip_prefix(':') {
        None if port.is_empty() => DEFAULT_PORT,
        Some(port) => number(port)?,
        None => return Err(UrlError::Host),
    };
    Ok(Host { address: address(&decoded(name)?)?, port })
}

/// The hosts of the parameters `host` and `port`, each a list with commas.
pub(super) fn listed(names: &str, ports: Option<&str>) -> Result<Vec<Host>, UrlError> {
    let host = |name: &str| Ok(Host { address: address(name)?, port: DEFAULT_PORT });
    let hosts = names.split(',').map(host).collect::<Result<_, UrlError>>()?;
    match ports {
        Some(ports) => with_ports(hosts, ports),
        None => Ok(hosts),
    }
}

/// Hosts with the ports of a list: one for all, or one each.
pub(super) fn with_ports(mut hosts: Vec<Host>, ports: &str) -> Result<Vec<Host>, UrlError> {
    let ports: Vec<u16> = ports.split(',').map(number).collect::<Result<_, _>>()?;
    if hosts.iter().any(|host| host.port != DEFAULT_PORT) {
        return Err(UrlError::Twice("port"));
    }
    match ports.as_slice() {
        [port] => hosts.iter_mut().for_each(|host| host.port = *port),
        ports if ports.len() == hosts.len() => hosts.iter_mut().zip(ports).for_each(|(host, port)| host.port = *port),
        _ => return Err(UrlError::PortCount),
    }
    Ok(hosts)
}

fn address(name: &str) -> Result<Address, UrlError> {
    if name.starts_with('/') {
        return Ok(Address::Socket(name.into()));
    }
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    let is_name = !name.is_empty() && name.bytes().all(is_allowed);
    if is_name || name.parse::<IpAddr>().is_ok() { Ok(Address::Network(name.to_owned())) } else { Err(UrlError::Host) }
}

fn number(port: &str) -> Result<u16, UrlError> {
    port.parse().ok().filter(|port| *port > 0).ok_or(UrlError::Port)
}
